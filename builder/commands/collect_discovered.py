"""What the account has and the catalog does not name, as a change of systems.yml to review."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from builder.commands.terminal import say, say_json
from builder.model.datasets import Dataset
from builder.model.organization import Organization
from builder.store.yaml_text import yaml_text

DATASETS = ("spaces", "apps", "add-ons", "add-on-attachments", "shared-add-ons")
"""What the scope is proposed from."""
_SHIELD, _PRIVATE = "Shield Private Space", "Private Space (not Shield)"


def discovered(held: Mapping[str, Dataset], organization: Organization) -> dict[str, Any]:
    """Spaces and apps that are not declared, and names that are declared and not there.

    What runs in a Shield space is proposed as holding ePHI: to say that it does not is for people.
    """
    spaces = [item for item in held["spaces"].items if item["name"]]
    apps = [item for item in held["apps"].items if item["name"]]
    known = {space.name for space in organization.spaces}
    declared = {app.name for system in organization.systems for app in system.apps}
    there = {item["name"] for item in spaces}
    inside = [app for app in apps if app["space"]]
    return {
        "spaces": [
            {
                "name": item["name"],
                "kind": _SHIELD if item["shield"] else _PRIVATE,
                "region": item["region"] or "not known",
                "carries_ephi": bool(item["shield"]),
                "purpose": "To be said.",
            }
            for item in spaces
            if item["name"] not in known
        ],
        "apps": [
            {
                "name": item["name"],
                "space": item["space"],
                "carries_ephi": bool(item["shield"]),
                "purpose": "To be said.",
            }
            for item in inside
            if item["name"] not in declared
        ],
        "shared": sorted(
            f"{item['addon']} of {item['owner_app']}, attached to {item['app']}"
            for item in held["add-on-attachments"].items
            if item["owner_app"] != item["app"]
            and (item["owner_app"] not in declared or item["app"] not in declared)
        ),
        "gone_spaces": sorted(known - there) if held["spaces"].complete else [],
        "gone_apps": sorted(declared - {item["name"] for item in apps})
        if held["apps"].complete
        else [],
    }


def tell_discovered(options: argparse.Namespace, found: Mapping[str, Any]) -> None:
    """Print it, as YAML with what to do in comments."""
    if options.json:
        say_json(dict(found))
        return
    if not any(found.values()):
        say("controls/customer/systems.yml names every space and app of the account.")
        return
    say("# To review, and to take into controls/customer/systems.yml. Say of each what it is for.")
    for name in found["gone_spaces"]:
        say(f"# The account has no space {name}, which the catalog names.")
    for name in found["gone_apps"]:
        say(f"# The account has no app {name}, which the catalog names.")
    for shared in found["shared"]:
        say(f"# Attached across the scope: {shared}.")
    if found["spaces"]:
        say(yaml_text({"spaces": found["spaces"]}).decode().rstrip())
    if found["apps"]:
        say("# Under the system that each belongs to:")
        say(yaml_text({"apps": found["apps"]}).decode().rstrip())
