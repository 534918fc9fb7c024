"""The customer's side of the invented controls in OSCAL: plan, open items and results.

A system security plan with both parties' statements, roles and decisions on every control; a plan
of action and milestones with the gaps; assessment results with the evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.synthetic import SyntheticControl
from benchmarks.synthetic_rows import (
    customer_statement,
    gap,
    party_of,
    provider_statement,
    unfinished,
)
from benchmarks.synthetic_words import ROLES, prose

_MOMENT = "2026-11-20T09:00:00+00:00"
_PLAN_HREF = "trestle://system-security-plans/invented-plan/system-security-plan.json"

Named = Callable[..., str]
"""Words to an identifier or to metadata that are the same every time."""


def security_plan(
    every: list[SyntheticControl],
    *,
    name: Named,
    metadata: dict[str, Any],
    profile: str,
    control_id: Callable[[SyntheticControl], str],
) -> dict[str, Any]:
    """How each control is met, by which party, and who answers for it."""
    parties = {title: name("plan", title) for title in ("Invented Clinic", "Invented Cloud")}
    roles = [{"id": role, "title": role} for role in ROLES]
    return {
        "uuid": name("plan"),
        "metadata": metadata | {"roles": roles},
        "import-profile": {"href": profile},
        "system-characteristics": {
            "system-ids": [{"id": "records"}],
            "system-name": "Records",
            "description": "An invented system.",
            "system-information": {
                "information-types": [{"title": "Records", "description": "Invented."}]
            },
            "status": {"state": "operational"},
            "authorization-boundary": {"description": "One space."},
        },
        "system-implementation": {
            "users": [{"uuid": name("user", role), "role-ids": [role]} for role in ROLES],
            "components": [
                {
                    "uuid": own,
                    "type": "service",
                    "title": title,
                    "description": f"{title}, a party of the invented matrix.",
                    "status": {"state": "operational"},
                }
                for title, own in parties.items()
            ],
        },
        "control-implementation": {
            "description": "Both parties' statements.",
            "implemented-requirements": [
                _requirement(control, name, parties, control_id(control)) for control in every
            ],
        },
    }


def _requirement(
    control: SyntheticControl, name: Named, parties: dict[str, str], control_id: str
) -> dict[str, Any]:
    own = customer_statement(control)
    statements = [("Invented Clinic", own.get("statement", own.get("reason", "")), own["status"])]
    if party_of(control) in ("shared", "provider"):
        provides = provider_statement(control)
        statements.append(("Invented Cloud", provides["provides"], provides["status"]))
    props = [{"name": "party", "value": own["party"]}]
    props += [
        {"name": key.replace("_", "-"), "value": str(value), "ns": "https://example.org/decision"}
        for key, value in own.get("decision", {}).items()
    ]
    return {
        "uuid": name("plan", control.citation),
        "control-id": control_id,
        "props": props,
        "responsible-roles": [
            {"role-id": own["responsible"]},
            {"role-id": own["accountable"], "remarks": "Accountable"},
        ],
        "remarks": " ".join(
            [own.get("duty", "None."), *(a["what"] for a in own.get("actions", []))]
        ),
        "by-components": [
            {
                "component-uuid": parties[title],
                "uuid": name("plan", control.citation, title),
                "description": text,
                "implementation-status": {"state": status},
            }
            for title, text, status in statements
        ],
    }


def open_items(
    every: list[SyntheticControl], *, name: Named, metadata: dict[str, Any]
) -> dict[str, Any]:
    """The gaps, each with its plan, owner and dates."""
    return {
        "uuid": name("items"),
        "metadata": metadata,
        "import-ssp": {"href": _PLAN_HREF},
        "system-id": {"id": "records"},
        "poam-items": [
            {
                "uuid": name("item", control.citation),
                "title": found["id"],
                "description": found["finding"],
                "remarks": found["plan"],
                "props": [
                    {"name": key.replace("_", "-"), "value": found[key]}
                    for key in ("citation", "severity", "treatment", "owner", "opened_on", "due_on")
                ],
            }
            for control in every
            if unfinished(control)
            for found in (gap(control),)
        ],
    }


def results(
    every: list[SyntheticControl], *, name: Named, metadata: dict[str, Any]
) -> dict[str, Any]:
    """The evidence: one observation for each standard, as there is one record."""
    return {
        "uuid": name("results"),
        "metadata": metadata,
        "import-ap": {"href": "#none"},
        "results": [
            {
                "uuid": name("result"),
                "title": "Settings",
                "description": "What the settings were.",
                "start": _MOMENT,
                "reviewed-controls": {"control-selections": [{"include-all": {}}]},
                "observations": [
                    {
                        "uuid": name("observation", control.citation),
                        "title": f"Settings for {control.citation}",
                        "description": prose(control.number, "remarks", 140),
                        "methods": ["TEST"],
                        "collected": _MOMENT,
                        "relevant-evidence": [
                            {
                                "href": f"./{control.slug}/settings.json",
                                "description": "The settings as they were read.",
                                "props": [{"name": "sha-256", "value": f"{control.number:064x}"}],
                            }
                        ],
                    }
                    for control in every
                    if not control.parent
                ],
            }
        ],
    }
