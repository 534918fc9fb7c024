"""Reads controls/: frameworks, a provider pack and the customer's layer, each known by its files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from builder.model.catalog import Catalog, Control, Framework
from builder.model.citation import CitationIndex
from builder.model.issues import Issue, Location, Origin
from builder.model.organization import Agreement, Organization, Role, Space, System
from builder.model.provider import (
    Document,
    Feature,
    Provider,
    ProviderProfile,
    ProviderStatement,
    Source,
)
from builder.model.responsibility import CustomerLayer, CustomerStatement, Gap
from builder.store.decoding import Decoder
from builder.store.yaml_nodes import read_yaml

_T = TypeVar("_T")

_PLACEHOLDER = re.compile(r"\b(?:TODO|TBD|FIXME|REPLACE_ME|CHANGE_ME|lorem ipsum)\b")


@dataclass(frozen=True, slots=True)
class Layers:
    """What controls/ holds; a layer is None when it is absent or cannot be read."""

    catalog: Catalog
    index: CitationIndex
    provider: Provider | None
    customer: CustomerLayer | None


def read_controls(files: Mapping[str, bytes]) -> tuple[Layers, tuple[Issue, ...]]:
    """Decode the files of controls/, given as workspace-relative names and bytes.

    A folder with ``framework.yml`` is a framework, one with ``provider.yml`` the provider
    pack, one with ``organization.yml`` the customer's layer.
    """
    reader = _Reader(files)
    frameworks = reader.folders("framework.yml")
    catalog = _read_frameworks(reader, frameworks)
    index = CitationIndex.of(
        ((control.citation, control.aliases) for control in catalog.controls),
        (prefix for framework in catalog.frameworks for prefix in framework.citation_prefixes),
    )
    reader.decoder = Decoder(index)
    provider = _one(reader, "provider.yml", _read_provider, "a provider pack")
    customer = _one(reader, "organization.yml", _read_customer, "the customer's layer")
    for name in sorted(files.keys() - reader.used):
        if name.endswith((".yml", ".yaml")):
            reader.issues.append(_stray(name))
    if not frameworks:
        reader.issues.append(_absent("framework.yml", "a framework"))
    return Layers(catalog, index, provider, customer), tuple(reader.issues)


class _Reader:
    """The files, the decoder in force and the issues found so far."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.used: set[str] = set()
        self.issues: list[Issue] = []
        self.decoder = Decoder()
        self.seen_ids: dict[tuple[str, str], Origin] = {}

    def folders(self, marker: str) -> list[str]:
        """Folders of controls/ that hold the marker file."""
        return sorted(
            name[: -len(marker)] for name in self.files if re.fullmatch(rf"[^/]+/[^/]+/{marker}", name)
        )

    def below(self, lead: str) -> list[str]:
        """YAML files below a folder, sorted."""
        return sorted(n for n in self.files if n.startswith(lead) and n.endswith((".yml", ".yaml")))

    def mapping(self, name: str) -> dict[str, Any] | None:
        """The top mapping of a file; None when it is absent or refused."""
        if name not in self.files:
            return None
        self.used.add(name)
        self.issues.extend(_placeholders(self.files[name], name))
        value, issues = read_yaml(self.files[name], name)
        self.issues.extend(issues)
        return value

    def records(
        self, names: Iterable[str], key: str, record_type: type[_T], *also: str
    ) -> list[_T]:
        """The records of the list ``key`` in these files; ``also`` are keys read elsewhere."""
        found: list[_T] = []
        for name in names:
            value = self.mapping(name)
            if value is not None:
                self._only_keys(value, (key, *also), name)
                found.extend(self.entries(value, key, record_type, Origin(name)))
        return found

    def entries(
        self, value: dict[str, Any], key: str, record_type: type[_T], origin: Origin
    ) -> list[_T]:
        """The records of one list of a mapping that is already read."""
        items = value.get(key, [])
        if not isinstance(items, list):
            message = f"`{key}` must be a list"
            self.issues.append(Issue(code="YML008", message=message, origin=origin.at(key)))
            return []
        found = []
        for position, item in enumerate(items):
            place = origin.at(key, position)
            record = self.decoder.decode(item, record_type, place, self.issues)
            if record is not None and self.first_of_its_id(record, record_type, place):
                found.append(record)
        return found

    def first_of_its_id(self, record: Any, record_type: type, place: Origin) -> bool:
        """False, with an issue, when another record of the type has the id or citation already."""
        identity = getattr(record, "id", None) or str(getattr(record, "citation", ""))
        by_citation = not hasattr(record, "id")
        if not identity or record_type is Gap and by_citation:
            return True
        key = (record_type.__name__, identity)
        first = self.seen_ids.setdefault(key, place)
        if first is place:
            return True
        field = "citation" if by_citation else "id"
        self.issues.append(
            Issue(
                code="CIT002" if by_citation else "REC008",
                message=f"`{identity}` stands twice, first in {first.file}",
                hint="Merge the two entries." if by_citation else "Give one of them another id.",
                origin=place.at(field),
            )
        )
        return False

    def _only_keys(self, value: dict[str, Any], keys: tuple[str, ...], name: str) -> None:
        for key in value.keys() - set(keys):
            self.issues.append(
                Issue(
                    code="REC001",
                    message=f"unknown key `{key}`",
                    hint=f"This file holds {' and '.join(f'`{k}:`' for k in keys)}.",
                    origin=Origin(name, (key,)),
                )
            )


def _read_frameworks(reader: _Reader, folders: list[str]) -> Catalog:
    frameworks: list[Framework] = []
    controls: list[Control] = []
    for lead in folders:
        name = f"{lead}framework.yml"
        value = reader.mapping(name)
        framework = (
            None
            if value is None
            else reader.decoder.decode(value, Framework, Origin(name), reader.issues)
        )
        own = reader.records(
            (other for other in reader.below(lead) if other != name), "controls", Control
        )
        if framework is not None:
            frameworks.append(framework)
            for control in own:
                object.__setattr__(control, "framework", framework.id)
        controls.extend(own)
    return Catalog(
        frameworks=tuple(sorted(frameworks, key=lambda f: (not f.counting, f.id))),
        controls=tuple(sorted(controls, key=lambda control: control.citation)),
    )


def _read_provider(reader: _Reader, lead: str) -> Provider | None:
    name = f"{lead}provider.yml"
    value = reader.mapping(name)
    profile = value and reader.decoder.decode(value, ProviderProfile, Origin(name), reader.issues)
    features = []
    for path in reader.below(f"{lead}features/"):
        entry = reader.mapping(path)
        feature = entry and reader.decoder.decode(entry, Feature, Origin(path), reader.issues)
        if feature and reader.first_of_its_id(feature, Feature, Origin(path)):
            features.append(feature)
    sources = reader.records(_present(reader, f"{lead}sources.yml"), "sources", Source)
    documents = reader.records(_present(reader, f"{lead}documents.yml"), "documents", Document)
    statements = reader.records(
        reader.below(f"{lead}statements/"), "statements", ProviderStatement
    )
    if not profile:
        return None
    return Provider(
        profile=profile,
        features=tuple(sorted(features, key=lambda feature: feature.id)),
        statements=tuple(sorted(statements, key=lambda statement: statement.citation)),
        sources=tuple(sources),
        documents=tuple(documents),
    )


def _read_customer(reader: _Reader, lead: str) -> CustomerLayer | None:
    name = f"{lead}organization.yml"
    value = reader.mapping(name)
    organization = value and reader.decoder.decode(value, Organization, Origin(name), reader.issues)
    systems_file = _present(reader, f"{lead}systems.yml")
    systems = reader.records(systems_file, "systems", System, "spaces")
    spaces = []
    for path in systems_file:
        again, _ = read_yaml(reader.files[path], path)
        spaces = reader.entries(again or {}, "spaces", Space, Origin(path))
    agreements = reader.records(_present(reader, f"{lead}agreements.yml"), "agreements", Agreement)
    roles = reader.records(_present(reader, f"{lead}roles.yml"), "roles", Role)
    statements = reader.records(
        reader.below(f"{lead}statements/"), "statements", CustomerStatement
    )
    gaps = reader.records(reader.below(f"{lead}gaps/"), "gaps", Gap)
    if not organization:
        return None
    return CustomerLayer(
        organization=replace(
            organization,
            roles=(*organization.roles, *roles),
            systems=(*organization.systems, *systems),
            spaces=(*organization.spaces, *spaces),
            agreements=(*organization.agreements, *agreements),
        ),
        statements=tuple(sorted(statements, key=lambda statement: statement.citation)),
        gaps=tuple(sorted(gaps, key=lambda gap: (gap.citation, gap.id))),
    )


def _one(reader: _Reader, marker: str, read: Any, what: str) -> Any:
    folders = reader.folders(marker)
    if not folders:
        reader.issues.append(_absent(marker, what))
        return None
    for lead in folders[1:]:
        message = f"a second folder that holds {what}; {folders[0]} is the first"
        reader.issues.append(
            Issue(
                code="YML008",
                message=message,
                hint="Keep one of the two under controls/.",
                location=Location(f"{lead}{marker}"),
            )
        )
        reader.used.update(reader.below(lead))
    return read(reader, folders[0])


def _present(reader: _Reader, name: str) -> list[str]:
    return [name] if name in reader.files else []


def _absent(marker: str, what: str) -> Issue:
    return Issue(
        code="YML008",
        message=f"no folder under controls/ holds {what}",
        hint=f"A workspace needs a folder with `{marker}`; `shieldbook init` makes one.",
        location=Location("controls"),
    )


def _stray(name: str) -> Issue:
    return Issue(
        code="YML008",
        message="no layer reads this file",
        hint="Move it into the folder of a framework, the provider pack or the customer's layer.",
        location=Location(name),
    )


def _placeholders(data: bytes, name: str) -> Iterable[Issue]:
    text = data.decode("utf-8", "replace")
    for match in _PLACEHOLDER.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        if text[start : match.start()].lstrip().startswith("#"):
            continue
        yield Issue(
            code="REC009",
            message=f"placeholder text: {match.group()}",
            hint="Write what is meant, or delete the key.",
            location=Location(name, text.count("\n", 0, start) + 1, match.start() - start + 1),
        )
