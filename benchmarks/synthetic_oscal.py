"""The same invented controls in OSCAL, as a workspace of compliance-trestle.

A catalog, a profile that takes all of it, one component for each party with its statement on every
control, and the customer's side: a security plan, open items and results. The artifacts of evidence
and the provider's features have no place in OSCAL, so the peer has a little less to read.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.synthetic import SyntheticControl, controls
from benchmarks.synthetic_oscal_plan import open_items, results, security_plan
from benchmarks.synthetic_rows import customer_statement, party_of, provider_statement

CATALOG, PROFILE, COMPONENTS = "invented-rule", "invented-profile", "invented-parties"
_VERSION = "1.2.1"
_CATALOG_HREF = f"trestle://catalogs/{CATALOG}/catalog.json"
_PROFILE_HREF = f"trestle://profiles/{PROFILE}/profile.json"


def write_oscal(root: Path, count: int) -> None:
    """Write the models below the folders of a trestle workspace (see ``trestle init``)."""
    every = list(controls(count))
    _write(root / "catalogs" / CATALOG / "catalog.json", {"catalog": _catalog(every)})
    _write(root / "profiles" / PROFILE / "profile.json", {"profile": _profile()})
    _write(
        root / "component-definitions" / COMPONENTS / "component-definition.json",
        {"component-definition": _components(every)},
    )
    plan = security_plan(
        every,
        name=_id,
        metadata=_metadata("How the invented rule is met"),
        profile=_PROFILE_HREF,
        control_id=_control_id,
    )
    items = open_items(every, name=_id, metadata=_metadata("What is open"))
    found = results(every, name=_id, metadata=_metadata("What was found"))
    for model, value in (
        ("system-security-plan", plan),
        ("plan-of-action-and-milestones", items),
        ("assessment-results", found),
    ):
        folder = model if model.endswith("s") else f"{model}s"
        _write(root / folder / "invented-plan" / f"{model}.json", {model: value})


def _write(path: Path, value: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2), encoding="utf-8")


def _id(*words: str) -> str:
    """A version 4 identifier that is the same every time."""
    value = uuid.uuid5(uuid.NAMESPACE_URL, " ".join(words))
    return str(uuid.UUID(int=value.int, version=4))


def _metadata(title: str) -> dict[str, Any]:
    return {
        "title": title,
        "last-modified": "2026-11-20T09:00:00+00:00",
        "version": "1",
        "oscal-version": _VERSION,
    }


def _control_id(control: SyntheticControl) -> str:
    return f"ir-{control.slug}"


def _catalog(every: list[SyntheticControl]) -> dict[str, Any]:
    sections: dict[str, list[dict[str, Any]]] = {}
    for control in every:
        name = _control_id(control)
        item: dict[str, Any] = {
            "id": name,
            "class": "standard" if not control.parent else "specification",
            "title": control.title,
            "props": [
                {"name": "label", "value": control.citation},
                {"name": "sort-id", "value": f"ir-{control.number:06d}"},
            ],
            "links": [{"href": f"https://example.org/invented-rule/{control.slug}"}],
            "parts": [{"id": f"{name}_smt", "name": "statement", "prose": control.requirement}],
        }
        sections.setdefault(control.section, []).append(item)
    return {
        "uuid": _id("catalog"),
        "metadata": _metadata("Invented rule for measuring"),
        "groups": [
            {
                "id": f"ir-{section.replace('.', '-')}",
                "class": "section",
                "title": f"Section {section}",
                "controls": held,
            }
            for section, held in sections.items()
        ],
    }


def _profile() -> dict[str, Any]:
    return {
        "uuid": _id("profile"),
        "metadata": _metadata("All of the invented rule"),
        "imports": [{"href": _CATALOG_HREF, "include-all": {}}],
        "merge": {"as-is": True},
    }


def _components(every: list[SyntheticControl]) -> dict[str, Any]:
    customer = (
        (c, s.get("statement", s.get("reason", "")), s.get("duty", ""), s["status"])
        for c in every
        for s in (customer_statement(c),)
    )
    provider = (
        (c, s["provides"], "", s["status"])
        for c in every
        if party_of(c) in ("shared", "provider")
        for s in (provider_statement(c),)
    )
    return {
        "uuid": _id("components"),
        "metadata": _metadata("Both parties"),
        "components": [
            _component("Invented Clinic", "service", customer),
            _component("Invented Cloud", "service", provider),
        ],
    }


def _component(
    title: str, kind: str, rows: Iterable[tuple[SyntheticControl, str, str, str]]
) -> dict[str, Any]:
    return {
        "uuid": _id(title),
        "type": kind,
        "title": title,
        "description": f"{title}, a party of the invented matrix.",
        "control-implementations": [
            {
                "uuid": _id(title, "implementation"),
                "source": _PROFILE_HREF,
                "description": f"What {title} does on each control.",
                "implemented-requirements": [
                    {
                        "uuid": _id(title, control.citation),
                        "control-id": _control_id(control),
                        "description": text,
                        "props": [{"name": "implementation-status", "value": status}],
                        **({"remarks": duty} if duty else {}),
                    }
                    for control, text, duty, status in rows
                ],
            }
        ],
    }
