"""Invented texts of a wanted length, the same ones every time and different ones for each row."""

from __future__ import annotations

import random

ROLES = ("security-official", "platform-engineer", "database-engineer", "vendor-manager")
SERVICES = ("private-space", "database", "queue", "log-router")

_TOPICS = (
    "Access review", "Audit trail", "Backup drill", "Change approval", "Contingency plan",
    "Device disposal", "Emergency access", "Encryption in transit", "Incident report",
    "Integrity check", "Key rotation", "Log retention", "Network boundary", "Session end",
    "Training record", "Vendor agreement", "Workstation use",
)  # fmt: skip
_WHO = (
    "the platform team", "the privacy desk", "each service owner", "the on-call engineer",
    "the records office", "the access board", "the release manager", "the clinic lead",
)  # fmt: skip
_DOES = (
    "compares", "signs off", "rotates", "exports", "reviews", "restores", "revokes", "records",
    "tests", "closes",
)  # fmt: skip
_WHAT = (
    "the list of members", "the drain settings", "every open session", "the restore report",
    "all service credentials", "the outbound addresses", "the retention rule", "each exception",
    "the change log", "the chart export",
)  # fmt: skip
_WHEN = (
    "within thirty days", "before each release", "on the first Monday of the month",
    "when a person leaves", "after every incident", "at the yearly evaluation",
    "as soon as an alert is raised", "while the second person watches",
)  # fmt: skip
_SO = (
    "so that a reader can follow it", "and files the result with its date",
    "and names who approved it", "so that nothing rests on memory", "and repeats it on change",
    "unless a written decision says otherwise",
)  # fmt: skip


def topic(number: int) -> str:
    """The title of a control."""
    return f"{_TOPICS[number % len(_TOPICS)]} {number + 1}"


def prose(number: int, purpose: str, length: int) -> str:
    """Sentences of about ``length`` characters that no other number and purpose has."""
    chance = random.Random(f"{number} {purpose}")
    text = f"For item {number + 1} ({purpose})"
    mark = ", "
    while len(text) < length:
        who, does, what = chance.choice(_WHO), chance.choice(_DOES), chance.choice(_WHAT)
        when, so = chance.choice(_WHEN), chance.choice(_SO)
        text += f"{mark}{who} {does} {what} {when} {so}."
        mark = " Then "
    return text if text.endswith(".") else f"{text}."
