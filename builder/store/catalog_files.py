"""Reads controls/: frameworks, a provider pack and the customer's layer, known by their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

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
from builder.store.layer_reader import LayerReader

_Layer = TypeVar("_Layer")


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
    reader = LayerReader(files)
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
        reader.issues.append(_stray(name))
    if not frameworks:
        reader.issues.append(_absent("framework.yml", "a framework"))
    return Layers(catalog, index, provider, customer), tuple(reader.issues)


def _read_frameworks(reader: LayerReader, folders: list[str]) -> Catalog:
    frameworks: list[Framework] = []
    controls: list[Control] = []
    for lead in folders:
        name = f"{lead}framework.yml"
        framework = reader.record(name, Framework)
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


def _read_provider(reader: LayerReader, lead: str) -> Provider | None:
    profile = reader.record(f"{lead}provider.yml", ProviderProfile)
    features = []
    for path in reader.below(f"{lead}features/"):
        feature = reader.record(path, Feature)
        if feature is not None and reader.first_of_its_id(feature, Origin(path)):
            features.append(feature)
    sources = reader.records(_present(reader, f"{lead}sources.yml"), "sources", Source)
    documents = reader.records(_present(reader, f"{lead}documents.yml"), "documents", Document)
    statements = reader.records(reader.below(f"{lead}statements/"), "statements", ProviderStatement)
    if profile is None:
        return None
    return Provider(
        profile=profile,
        features=tuple(sorted(features, key=lambda feature: feature.id)),
        statements=tuple(sorted(statements, key=lambda statement: statement.citation)),
        sources=tuple(sources),
        documents=tuple(documents),
    )


def _read_customer(reader: LayerReader, lead: str) -> CustomerLayer | None:
    organization = reader.record(f"{lead}organization.yml", Organization)
    systems: list[System] = []
    spaces: list[Space] = []
    for path in _present(reader, f"{lead}systems.yml"):
        value = reader.mapping(path) or {}
        reader.only_keys(value, ("systems", "spaces"), path)
        systems = reader.entries(value, "systems", System, Origin(path))
        spaces = reader.entries(value, "spaces", Space, Origin(path))
    agreements = reader.records(_present(reader, f"{lead}agreements.yml"), "agreements", Agreement)
    roles = reader.records(_present(reader, f"{lead}roles.yml"), "roles", Role)
    statements = reader.records(reader.below(f"{lead}statements/"), "statements", CustomerStatement)
    gaps = reader.records(reader.below(f"{lead}gaps/"), "gaps", Gap)
    if organization is None:
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


def _one(
    reader: LayerReader,
    marker: str,
    read: Callable[[LayerReader, str], _Layer | None],
    what: str,
) -> _Layer | None:
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


def _present(reader: LayerReader, name: str) -> list[str]:
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
