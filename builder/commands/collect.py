"""``shieldbook collect``: asks the provider, read-only, and files what it answers as evidence."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from builder.collect.collector import Collector, Scope
from builder.collect.collectors import collectors
from builder.collect.kept_fields import Clean
from builder.commands.assembled import REFUSED
from builder.commands.collect_discovered import DATASETS, discovered, tell_discovered
from builder.commands.collect_told import tell
from builder.commands.collection_filing import Brought, Collection, collected_batch
from builder.commands.collection_source import CollectionSource, source_of
from builder.commands.evidence_lines import look_at_all
from builder.commands.terminal import complain, complain_of, say
from builder.errors import UsageError
from builder.estate_checks import datasets_of
from builder.leak_gate import LeakGate, front_gate
from builder.leaks.scanning import masked
from builder.locker.appending import append_records
from builder.locker.evidence_folder import opened
from builder.locker.filing import NotFiledError
from builder.model.dataset_changes import estate_changes
from builder.model.datasets import Dataset
from builder.model.evidence import Evidence, EvidenceRequirement
from builder.pipeline import Build, Inputs, assemble
from builder.store.folder import Folder
from builder.store.yaml_nodes import DISGUISE

INCOMPLETE = 3
"""Something was not seen: what was is filed, and counts as not whole."""
_LONGEST_TEXT = 500
_NOT_FILED = "nothing was filed"


def run(options: argparse.Namespace) -> int:
    """Collect, and return the exit code; 3 when something was not seen."""
    if options.explain_access:
        return _explain_access()
    return collect(options, datetime.now(tz=UTC).replace(microsecond=0))  # noqa: TID251


def collect(options: argparse.Namespace, now: datetime) -> int:
    """Collect as of a moment, UTC."""
    build = assemble(Inputs(root=options.root, as_of=now, now=now, check_artifacts=False))
    if build.assessment is None:
        complain_of(build.errors)
        complain(f"Refused: the workspace has errors; {_NOT_FILED}.")
        return REFUSED
    gate = front_gate(os.environ)
    wanted = _wanted(options)
    if options.discover:
        return _discover(options, build, gate, now)
    scope = _scope(build, options)
    with source_of(options, now) as source:
        brought = _collected(source, wanted(_cleaner(gate)), scope)
    if options.probe:
        brought.append(_probed(options.probe, _cleaner(gate)))
    if not brought:
        raise UsageError(
            "none of the files is an answer of a known path",
            "Name them after the path, such as `apps__APP__addons.json`.",
        )
    before = datasets_of(Folder(options.root / "evidence"), build.assessment.matrix.workspace, now)
    changes = [
        change
        for one in brought
        if one.dataset.dataset in before
        for change in estate_changes(before[one.dataset.dataset][0], one.dataset)
    ]
    records: tuple[Evidence, ...] | None = ()
    if not options.dry_run:
        records = _filed(options, build, source.collected_at or now, now, brought, source.way)
    if records is None:
        return REFUSED
    tell(options, brought, records, changes, source.left_over())
    return 0 if all(one.dataset.complete for one in brought) else INCOMPLETE


def _discover(options: argparse.Namespace, build: Build, gate: LeakGate, now: datetime) -> int:
    """Propose the scope from what the account has; the declared one may be empty still."""
    customer = build.files.customer
    if customer is None:
        return REFUSED
    options.only = list(DATASETS)
    wanted = _wanted(options)(_cleaner(gate))
    with source_of(options, now) as source:
        first = {one.name: one for one in wanted}
        spaces = first["spaces"].collect(source.fetch, Scope(), {})
        apps = first["apps"].collect(source.fetch, Scope(), {})
        shield = tuple(str(app["name"]) for app in apps.items if app["shield"] and app["name"])
        held: dict[str, Dataset] = {"spaces": spaces, "apps": apps}
        for name in ("add-ons", "add-on-attachments", "shared-add-ons"):
            held[name] = first[name].collect(source.fetch, Scope(apps=shield), held)
    tell_discovered(options, discovered(held, customer.organization))
    return 0 if all(dataset.complete for dataset in held.values()) else INCOMPLETE


def _scope(build: Build, options: argparse.Namespace) -> Scope:
    """The spaces and apps that the catalog says hold ePHI."""
    customer = build.files.customer
    organization = customer.organization if customer is not None else None
    systems = organization.systems if organization is not None else ()
    spaces = organization.spaces if organization is not None else ()
    scope = Scope(
        spaces=tuple(space.name for space in spaces if space.carries_ephi),
        apps=tuple(
            dict.fromkeys(a.name for system in systems for a in system.apps if a.carries_ephi)
        ),
        config_var_names=options.config_var_names,
    )
    if not scope.spaces or not scope.apps:
        raise UsageError(
            "no space or no app with ePHI is declared, and everything follows from that",
            "Name them in controls/customer/systems.yml with `carries_ephi: true`;"
            " --discover proposes them.",
        )
    return scope


def _wanted(options: argparse.Namespace) -> Callable[[Clean], tuple[Collector, ...]]:
    """The collectors that were asked for, with those that they rest on before them."""
    known = {one.name for one in collectors(str)}
    strangers = sorted(set(options.only or ()) - known)
    if strangers:
        raise UsageError(
            f"there is no dataset `{strangers[0]}`", "`--explain-access` lists every one."
        )

    def made(clean: Clean) -> tuple[Collector, ...]:
        every = collectors(clean)
        if not options.only:
            names = known if options.config_var_names else known - {"config-var-names"}
        else:
            names = {*options.only, "spaces", "apps", "add-ons", "add-on-attachments", "teams"}
            names |= {"app-releases"} if "app-slugs" in names else set()
            names |= {"enterprise-accounts"} if names & _OF_ENTERPRISE else set()
        return tuple(one for one in every if one.name in names)

    return made


_OF_ENTERPRISE = {"enterprise-members", "audit-archives"}


def _cleaner(gate: LeakGate) -> Clean:
    """Makes a foreign text fit to be kept: short, on one line, without secrets or disguises."""

    @lru_cache(maxsize=10_000)
    def clean(text: str) -> str:
        plain = DISGUISE.sub("", " ".join(text.split()))
        return masked(plain[:_LONGEST_TEXT], gate.rules, gate.known)

    return clean


def _collected(
    source: CollectionSource, wanted: tuple[Collector, ...], scope: Scope
) -> list[Brought]:
    """Every dataset; of saved answers those of which there is some file."""
    held: dict[str, Dataset] = {}
    brought: list[Brought] = []
    for one in wanted:
        dataset = one.collect(source.fetch, scope, held)
        held[one.name] = dataset
        made = source.taken()
        if source.partial and not made and not dataset.complete:
            continue
        query = ", ".join(one.access.requests)
        brought.append(Brought(dataset=dataset, title=one.title, query=query, requests=made))
    return brought


def _probed(hostnames: list[str], clean: Clean) -> Brought:
    """What host names show from outside; only those that somebody named are looked at."""
    from builder.collect.tls_probe import tls_probes  # noqa: PLC0415 - for those who ask

    return Brought(
        dataset=tls_probes(hostnames, clean),
        title="TLS probes of public hostnames",
        query="a handshake for each version of TLS, GET / by https and by http",
    )


def _requirements(build: Build) -> list[EvidenceRequirement]:
    customer = build.files.customer
    statements = customer.statements if customer is not None else ()
    return [one for statement in statements for one in statement.evidence]


def _filed(  # noqa: PLR0913, PLR0917 - what was brought, how and when
    options: argparse.Namespace,
    build: Build,
    collected_at: datetime,
    now: datetime,
    brought: list[Brought],
    way: str,
) -> tuple[Evidence, ...] | None:
    """File a record for each requirement; None after printing why nothing was."""
    provider = build.files.provider
    customer = build.files.customer
    collection = Collection(
        collector=options.provider,
        provider=provider.profile.short_name if provider is not None else options.provider,
        collected_at=collected_at,
        way=way,
        brought=tuple(brought),
        sample_data=customer is not None and customer.organization.sample_data,
    )
    try:
        with TemporaryDirectory() as place, opened(options.root) as folder:
            latest = assemble(Inputs(root=options.root, as_of=now, now=now, check_artifacts=False))
            gate = front_gate(os.environ)
            batch = collected_batch(collection, _requirements(latest), Path(place))
            look = look_at_all(latest, gate, now)
            taken: Mapping[str, str] = latest.files.locker.ids
            return append_records(folder, batch, taken, now, gate.inspect, look).records
    except NotFiledError as refused:
        complain_of(refused.issues)
        complain(f"Refused: {_NOT_FILED}.")
        return None


def _explain_access() -> int:
    """What each dataset asks for and needs."""
    for one in collectors(str):
        access = one.access
        say(f"{one.name}: {one.title}")
        for request in access.requests:
            say(f"    {request}")
        say(f"    scope {' and '.join(access.scopes)}; {access.role}")
        if access.note:
            say(f"    {access.note}")
    return 0
