"""Reads controls/: frameworks, a provider pack and the customer's layer, known by their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from builder.model.catalog import Catalog, Control, Framework
from builder.model.checks import Approvals, Check, CheckWaiver, KnownDataset
from builder.model.citation import CitationIndex
from builder.model.imported import ImportMapping
from builder.model.issues import Issue, Location, Origin, Unread
from builder.model.leaks import Waiver
from builder.model.organization import Agreement, EntityRole, Organization, Role, Space, System
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

IMPORTS = "imports.yml"
"""Name of the file in the customer's folder that maps other tools' rules to requirements."""


class Layers(Struct, frozen=True):
    """What controls/ holds; a layer is None when it is absent."""

    catalog: Catalog
    index: CitationIndex
    provider: Provider | None
    customer: CustomerLayer | None
    unread: Unread
    """What stands in records that could not be read."""


def read_controls(
    files: Mapping[str, bytes], unfit: AbstractSet[str] = frozenset()
) -> tuple[Layers, tuple[Issue, ...]]:
    """Decode the files of controls/, given as workspace-relative names and bytes.

    ``unfit`` names those that could not be opened: they are there, and nothing is known of them.
    A folder with ``framework.yml`` is a framework, one with ``provider.yml`` the provider
    pack, one with ``organization.yml`` the customer's layer.
    """
    reader = LayerReader(files, {name for name in unfit if not name.endswith("/")})
    frameworks = reader.folders("framework.yml")
    catalog = _read_frameworks(reader, frameworks)
    index = CitationIndex.of(
        (
            *((control.citation, control.aliases) for control in catalog.controls),
            *((citation, ()) for citation in reader.unread.citations_of(Control)),
        ),
        (prefix for framework in catalog.frameworks for prefix in framework.citation_prefixes),
    )
    reader.decoder = Decoder(index)
    of_frameworks = len(reader.issues)
    provider = _one(reader, "provider.yml", _read_provider, "a provider pack")
    customer = _one(reader, "organization.yml", _read_customer, "the customer's layer")
    for name in sorted(files.keys() - reader.used):
        reader.issues.append(_stray(name))
    issues = reader.issues
    if len(catalog.frameworks) < max(1, len(frameworks)) or Control in reader.unread.nameless:
        # While a framework's prefixes or a control's citation is not known, an unknown citation
        # says nothing new.
        others = (issue for issue in issues[of_frameworks:] if issue.code != "CIT001")
        issues = [*issues[:of_frameworks], *others]
    if not frameworks:
        issues.append(_absent("framework.yml", "a framework"))
    return Layers(catalog, index, provider, customer, reader.unread.known(index)), tuple(issues)


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
                force_setattr(control, "framework", framework.id)
        controls.extend(own)
    return Catalog(
        frameworks=tuple(sorted(frameworks, key=lambda f: (not f.counting, f.id))),
        controls=tuple(sorted(controls, key=lambda control: control.citation)),
    )


_UNREAD_PROFILE = ProviderProfile(
    id="unread", name="", short_name="", vendor="", summary="", reviewed_on=date.min, services=()
)
_UNREAD_ORGANIZATION = Organization(
    id="unread", name="", entity_role=EntityRole.COVERED_ENTITY, summary="", roles=()
)
"""Stand in for a file that was refused, so that the other files are checked all the same."""


def _read_provider(reader: LayerReader, lead: str) -> Provider:
    profile = reader.record(f"{lead}provider.yml", ProviderProfile)
    features = reader.whole_records(reader.below(f"{lead}features/"), Feature)
    sources = reader.records(_present(reader, f"{lead}sources.yml"), "sources", Source)
    documents = reader.records(_present(reader, f"{lead}documents.yml"), "documents", Document)
    statements = reader.records(reader.below(f"{lead}statements/"), "statements", ProviderStatement)
    datasets = reader.records(_present(reader, f"{lead}datasets.yml"), "datasets", KnownDataset)
    checks = reader.records(reader.below(f"{lead}checks/"), "checks", Check)
    return Provider(
        profile=profile or _UNREAD_PROFILE,
        features=tuple(sorted(features, key=lambda feature: feature.id)),
        statements=tuple(sorted(statements, key=lambda statement: statement.citation)),
        sources=tuple(sources),
        documents=tuple(documents),
        datasets=tuple(datasets),
        checks=tuple(sorted(checks, key=lambda check: check.id)),
    )


def _read_customer(reader: LayerReader, lead: str) -> CustomerLayer:
    name = f"{lead}organization.yml"
    organization = reader.record(name, Organization)
    systems: list[System] = []
    spaces: list[Space] = []
    for path in _present(reader, f"{lead}systems.yml"):
        value = reader.mapping(path, System, Space) or {}
        reader.only_keys(value, {"systems": System, "spaces": Space}, path)
        systems = reader.entries(value, "systems", System, Origin(path))
        spaces = reader.entries(value, "spaces", Space, Origin(path))
    agreements = reader.records(_present(reader, f"{lead}agreements.yml"), "agreements", Agreement)
    roles = reader.records(_present(reader, f"{lead}roles.yml"), "roles", Role)
    statements = reader.records(reader.below(f"{lead}statements/"), "statements", CustomerStatement)
    gaps = reader.records(reader.below(f"{lead}gaps/"), "gaps", Gap)
    imports = reader.records(_present(reader, f"{lead}{IMPORTS}"), "imports", ImportMapping)
    waivers = reader.records(_present(reader, f"{lead}waivers.yml"), "waivers", Waiver)
    approvals = reader.whole_records(
        _present(reader, f"{lead}approvals.yml"), Approvals, unique=False
    )
    check_waivers = reader.records(
        _present(reader, f"{lead}check-waivers.yml"), "waivers", CheckWaiver
    )
    organization = organization or replace(_UNREAD_ORGANIZATION, origin=Origin(name))
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
        waivers=tuple(sorted(waivers, key=lambda waiver: waiver.id)),
        imports=tuple(imports),
        approvals=approvals[0] if approvals else Approvals(),
        check_waivers=tuple(sorted(check_waivers, key=lambda waiver: waiver.id)),
    )


def read_mappings(name: str, data: bytes) -> tuple[tuple[ImportMapping, ...], tuple[Issue, ...]]:
    """The mappings of a file that stands anywhere, with located issues."""
    reader = LayerReader({name: data})
    mappings = reader.records([name], "imports", ImportMapping)
    return tuple(mappings), tuple(reader.issues)


def _one(
    reader: LayerReader,
    marker: str,
    read: Callable[[LayerReader, str], _Layer],
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
