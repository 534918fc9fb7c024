"""A believable invented workspace of any size, in the product's own format.

The framework is nobody's: sections 9.1, 9.2 and so on, each with five standards of four
specifications. Texts have the lengths of the repository's own catalog, every row its own words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.synthetic_rows import (
    customer_statement,
    gap,
    party_of,
    provider_statement,
    unfinished,
)
from benchmarks.synthetic_words import ROLES, SERVICES, prose, topic
from benchmarks.yaml_text import yaml_text

SPECIFICATIONS = ("i", "ii", "iii", "iv")
STANDARDS = ("a", "b", "c", "d", "e")
PER_STANDARD = 1 + len(SPECIFICATIONS)
PER_SECTION = PER_STANDARD * len(STANDARDS)
_DAY = "2026-11-20"
_REVIEWED = "2026-10-05"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticControl:
    """One invented control: where it stands and what it is about."""

    number: int
    """From 0, through the whole framework."""
    section: str
    citation: str
    parent: str
    """Empty for a standard."""
    slug: str
    title: str
    requirement: str

    @property
    def addressable(self) -> bool:
        """Whether a decision on it has to be written down."""
        return bool(self.parent) and self.number % 2 == 0


def controls(count: int) -> Iterator[SyntheticControl]:
    """The first ``count`` controls of the framework."""
    for number in range(count):
        section, inside = divmod(number, PER_SECTION)
        letter, place = divmod(inside, PER_STANDARD)
        lead = f"9.{section + 1}({STANDARDS[letter]})"
        citation = f"{lead}(2)({SPECIFICATIONS[place - 1]})" if place else f"{lead}(1)"
        yield SyntheticControl(
            number=number,
            section=f"9.{section + 1}",
            citation=citation,
            parent=f"{lead}(1)" if place else "",
            slug="-".join(citation.replace(".", " ").replace("(", " ").replace(")", " ").split()),
            title=topic(number),
            requirement=prose(number, "requirement", 110),
        )


def write_workspace(root: Path, count: int) -> None:
    """Write a workspace of ``count`` controls: one file a section, one a feature, one a record."""
    every = list(controls(count))
    for name, value in _workspace_files(every):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml_text(value), encoding="utf-8")
    for standard in _groups(every, PER_STANDARD):
        _write_record(root, standard)
    (root / "docs").mkdir(exist_ok=True)


def _workspace_files(every: list[SyntheticControl]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "controls/invented-rule/framework.yml", _framework()
    yield "controls/invented-cloud/provider.yml", _provider()
    yield "controls/invented-cloud/sources.yml", {"sources": [_source()]}
    yield "controls/invented-clinic/organization.yml", _organization()
    for section in _groups(every, PER_SECTION):
        name = f"{section[0].section}.yml"
        yield (
            f"controls/invented-rule/{name}",
            {"controls": [_control(control) for control in section]},
        )
        offered = [c for c in section if party_of(c) in ("shared", "provider")]
        yield (
            f"controls/invented-cloud/statements/{name}",
            {"statements": [provider_statement(control) for control in offered]},
        )
        yield (
            f"controls/invented-clinic/statements/{name}",
            {"statements": [customer_statement(control) for control in section]},
        )
        yield (
            f"controls/invented-clinic/gaps/{name}",
            {"gaps": [gap(control) for control in section if unfinished(control)]},
        )
    for standard in _groups(every, PER_STANDARD):
        yield f"controls/invented-cloud/features/feature-{standard[0].slug}.yml", _feature(standard)


def _groups(every: list[SyntheticControl], size: int) -> Iterator[list[SyntheticControl]]:
    for start in range(0, len(every), size):
        yield every[start : start + size]


def _framework() -> dict[str, Any]:
    return {
        "id": "invented-rule",
        "title": "Invented rule for measuring",
        "short_title": "Invented rule",
        "summary": "No authority has issued it; it exists to be loaded, merged and published.",
        "citation_prefixes": ["Invented rule", "Section"],
        "edition": {
            "title": "Invented rule, first edition",
            "citation": "IR 2026-1",
            "effective": "2026-01-01",
            "source": "https://example.org/invented-rule",
            "source_date": _REVIEWED,
        },
        "families": [
            {"id": "technical", "title": "Technical safeguards", "short_title": "Technical"}
        ],
        "counting": [
            {
                "id": "every-control",
                "title": "Every control",
                "note": "Counts each standard and each specification once.",
                "counts": "counted",
                "main": True,
            }
        ],
    }


def _control(control: SyntheticControl) -> dict[str, Any]:
    value: dict[str, Any] = {
        "citation": control.citation,
        "title": control.title,
        "kind": "specification" if control.parent else "standard",
        "family": "technical",
        "counted": True,
        "requirement": control.requirement,
        "link": f"https://example.org/invented-rule/{control.slug}",
    }
    if control.parent:
        value["parent"] = control.parent
        value["designation"] = "addressable" if control.addressable else "required"
    return value


def _provider() -> dict[str, Any]:
    return {
        "id": "invented-cloud",
        "name": "Invented Cloud",
        "short_name": "Cloud",
        "vendor": "Invented Vendor",
        "summary": "A hosting provider that nobody can buy from.",
        "reviewed_on": _REVIEWED,
        "services": [
            {
                "id": service,
                "title": service.replace("-", " ").capitalize(),
                "carries_ephi": True,
                "summary": prose(place, service, 160),
            }
            for place, service in enumerate(SERVICES)
        ],
    }


def _source() -> dict[str, Any]:
    return {
        "id": "handbook",
        "title": "Handbook of the Invented Cloud",
        "publisher": "Invented Vendor",
        "url": "https://example.org/handbook",
        "kind": "vendor-documentation",
        "dated": _REVIEWED,
    }


def _organization() -> dict[str, Any]:
    return {
        "id": "invented-clinic",
        "name": "Invented Clinic",
        "sample_data": True,
        "entity_role": "covered-entity",
        "summary": "A clinic without patients, made for measuring.",
        "roles": [
            {"id": role, "title": role.replace("-", " ").title(), "summary": prose(at, role, 60)}
            for at, role in enumerate(ROLES)
        ],
        "systems": [
            {
                "id": "records",
                "title": "Records",
                "summary": "Keeps charts and readings.",
                "carries_ephi": True,
                "owner": ROLES[0],
                "services": list(SERVICES),
            }
        ],
        "agreements": [
            {
                "id": "cloud-baa",
                "title": "Business associate agreement with the Invented Vendor",
                "kind": "baa",
                "counterparty": "Invented Vendor",
                "provider": True,
                "signed": "2026-01-01",
                "renewal": "2036-01-01",
                "services": list(SERVICES),
            }
        ],
    }


def _feature(standard: list[SyntheticControl]) -> dict[str, Any]:
    first = standard[0]
    name = f"feature-{first.slug}"
    asked = party_of(first) != "not-applicable"  # what has no object cannot be asked for

    def claim(kind: str, serves: list[SyntheticControl]) -> dict[str, Any]:
        return {
            "id": f"{name}.{kind}",
            "text": prose(first.number, kind, 180),
            "source": "handbook",
            "reviewed_on": _REVIEWED,
            "confidence": "high",
            "citations": [control.citation for control in serves],
            "verify": prose(first.number, f"verify {kind}", 90),
        }

    return {
        "id": name,
        "title": f"{first.title} of the cloud",
        "area": f"Area {first.section}",
        "services": [SERVICES[first.number % len(SERVICES)]],
        "summary": prose(first.number, "feature", 150),
        "terms": [f"setting {first.slug}", f"cloud show {first.slug}"],
        "commands": [{"title": "Show the setting", "run": f"cloud show {first.slug} --json"}],
        "provisions": [claim("provides", standard[:3])],
        "obligations": [claim("asks", standard[:1])] if asked else [],
        "limits": [claim("lacks", standard[1:])] if len(standard) > 1 else [],
    }


def _write_record(root: Path, standard: list[SyntheticControl]) -> None:
    """One record of evidence for the rows of a standard, with a small export beside it."""
    first = standard[0]
    folder = root / "evidence" / first.slug / _DAY
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        {"control": control.citation, "setting": control.title, "value": "on"}
        for control in standard
    ]
    export = json.dumps({"collected": _DAY, "settings": rows}, indent=1).encode()
    (folder / "settings.json").write_bytes(export)
    record = {
        "id": f"ev-{_DAY}-{first.slug}",
        "title": f"Settings for {first.citation} (invented example)",
        "sample_data": True,
        "requirements": [
            f"req-{control.slug}" for control in standard if party_of(control) != "not-applicable"
        ],
        "method": "test",
        "kind": "configuration",
        "produced_by": {"tool": "cloud", "version": "4.2", "query": f"cloud show {first.slug}"},
        "collected_at": f"{_DAY}T09:00:00Z",
        "collected_by": ROLES[first.number % len(ROLES)],
        "population": "Settings of the standard",
        "population_size": len(standard),
        "sample": "All of them",
        "complete": True,
        "outcome": "pass",
        "remarks": prose(first.number, "remarks", 140),
        "systems": ["records"],
        "classification": "internal",
        "contains_phi": "no",
        "artifacts": [
            {
                "file": "settings.json",
                "media_type": "application/json",
                "bytes": len(export),
                "sha256": hashlib.sha256(export).hexdigest(),
            }
        ],
    }
    (folder / "record.yml").write_text(yaml_text(record), encoding="utf-8")
