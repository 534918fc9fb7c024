"""Both parties' sides of an invented control: statements, decisions, evidence asked for, gaps."""

from __future__ import annotations

from typing import Any, Protocol

from benchmarks.synthetic_words import ROLES, SERVICES, prose

_REVIEWED = "2026-10-05"
_PARTIES = (
    "shared",
    "customer",
    "shared",
    "customer",
    "customer",
    "shared",
    "provider",
    "customer",
)


class Row(Protocol):
    """What the sides need to know of a control."""

    @property
    def number(self) -> int: ...  # noqa: D102
    @property
    def citation(self) -> str: ...  # noqa: D102
    @property
    def slug(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def addressable(self) -> bool: ...  # noqa: D102


def party_of(row: Row) -> str:
    """Whose job it is: mostly shared or the customer's, as in the repository's own catalog."""
    return "not-applicable" if row.number % 11 == 10 else _PARTIES[row.number % len(_PARTIES)]


def unfinished(row: Row) -> bool:
    """Whether it is met in part only, and a gap says so."""
    return row.number % 7 == 3 and party_of(row) in ("shared", "customer")


def customer_statement(row: Row) -> dict[str, Any]:
    """How the customer meets the control."""
    party = party_of(row)
    value: dict[str, Any] = {"citation": row.citation, "party": party}
    if party == "not-applicable":
        return value | {
            "status": "not-applicable",
            "reason": prose(row.number, "reason", 160),
            "approver": ROLES[0],
            "accountable": ROLES[0],
            "responsible": ROLES[1],
        }
    if party != "provider":
        value |= {"duty_kind": "operate", "duty": prose(row.number, "duty", 420)}
    value |= {
        "statement": prose(row.number, "statement", 340),
        "status": "partial" if unfinished(row) else "implemented",
        "accountable": ROLES[0],
        "responsible": ROLES[row.number % len(ROLES)],
    }
    if unfinished(row):
        value["remarks"] = prose(row.number, "remarks", 90)
    if party != "customer":
        value["services"] = list(SERVICES[: 1 + row.number % len(SERVICES)])
    if row.number % 5 == 0:
        value["answers"] = [f"feature-{row.slug}.asks"]
    if party != "provider":
        value["actions"] = [_action(row)]
    if row.addressable:
        value["decision"] = _decision(row)
    return value | {"evidence": [_requirement(row, inherited=party == "provider")]}


def _action(row: Row) -> dict[str, Any]:
    return {
        "id": f"act-{row.slug}",
        "what": prose(row.number, "action", 190),
        "duty_kind": "operate",
        "where": f"cloud show {row.slug} and the register of {row.title}",
        "cadence": "P1M",
        "responsible": ROLES[row.number % len(ROLES)],
        "verified_by": f"req-{row.slug}",
    }


def _decision(row: Row) -> dict[str, Any]:
    return {
        "choice": "implement",
        "assessment": prose(row.number, "assessment", 200),
        "rationale": prose(row.number, "rationale", 160),
        "approver": ROLES[0],
        "decided_on": "2026-03-02",
        "review_on": "2027-03-02",
    }


def _requirement(row: Row, *, inherited: bool) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": f"req-{row.slug}",
        "title": f"Settings for {row.title}",
        "shows": prose(row.number, "shows", 130),
        "method": "test",
        "kind": "configuration",
        "max_age": ("P30D", "P3M", "P1Y")[row.number % 3],
    }
    return value | {"inherited": True} if inherited else value


def provider_statement(row: Row) -> dict[str, Any]:
    """What the provider does on the control."""
    return {
        "citation": row.citation,
        "status": "implemented",
        "provides": prose(row.number, "provision", 300),
        "services": list(SERVICES[: 1 + row.number % len(SERVICES)]),
        "basis": [
            {"source": "handbook", "clause": f"Chapter {row.citation}", "dated": "2026-06"},
            {"source": "handbook", "clause": f"Annex on {row.title}"},
        ],
        "reviewed_on": _REVIEWED,
        "confidence": "high",
    }


def gap(row: Row) -> dict[str, Any]:
    """The registered shortfall of an unfinished control."""
    return {
        "id": f"gap-{row.slug}",
        "citation": row.citation,
        "title": f"{row.title} is met in part",
        "finding": prose(row.number, "finding", 180),
        "severity": "medium",
        "treatment": "fix",
        "plan": prose(row.number, "plan", 260),
        "owner": ROLES[row.number % len(ROLES)],
        "opened_on": "2026-09-01",
        "due_on": "2027-03-01",
    }
