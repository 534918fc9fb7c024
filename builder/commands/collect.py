"""``shieldbook collect``: asks the provider, read-only, and files what it answers as evidence."""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from builder import __version__
from builder.collect.collector import Collector, Fetch, Scope
from builder.collect.collectors import collectors
from builder.collect.hosts import hosts
from builder.collect.kept_fields import Clean
from builder.commands.assembled import REFUSED
from builder.commands.collect_token import found_token
from builder.commands.collect_told import tell
from builder.commands.collection_filing import Brought, Collection, collected_batch
from builder.commands.evidence_lines import look_at_all
from builder.commands.terminal import complain, complain_of, say
from builder.errors import UsageError
from builder.leak_gate import LeakGate, front_gate
from builder.leaks.scanning import masked
from builder.locker.appending import append_records
from builder.locker.evidence_folder import opened
from builder.locker.filing import NotFiledError
from builder.model.datasets import Dataset
from builder.model.evidence import Evidence, EvidenceRequirement
from builder.pipeline import Build, Inputs, assemble
from builder.store.yaml_nodes import DISGUISE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from builder.collect.transport import Transport

INCOMPLETE = 3
"""Something was not seen: what was is filed, and counts as not whole."""
_PATIENCE = 3_600.0
"""Seconds for a whole collection."""
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
    with _asking(options) as (transport, fetch):
        brought = _collected(transport, fetch, wanted(_cleaner(gate)), _scope(build, options))
    if options.dry_run:
        tell(options, brought, ())
    else:
        records = _filed(options, build, now, brought)
        if records is None:
            return REFUSED
        tell(options, brought, records)
    return 0 if all(one.dataset.complete for one in brought) else INCOMPLETE


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
            "Name them in controls/customer/systems.yml with `carries_ephi: true`.",
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


@contextmanager
def _asking(options: argparse.Namespace) -> Iterator[tuple[Transport, Fetch]]:
    try:
        from builder.collect.asking import Asking  # noqa: PLC0415 - an extra
        from builder.collect.pace import Clock, Pace  # noqa: PLC0415
        from builder.collect.transport import Transport  # noqa: PLC0415
    except ModuleNotFoundError:
        raise UsageError(
            "to ask over the network needs the package httpx",
            "Install it with `pip install 'shieldbook[collect]'`.",
        ) from None
    where = hosts(os.environ)
    token = found_token(os.environ, Path.home(), where.name)
    clock = Clock(
        time.monotonic,
        time.sleep,
        lambda: datetime.now(tz=UTC),  # noqa: TID251 - a front door
        random.random,
    )
    proxy = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy") or ""
    transport = Transport(where, token, Pace(clock, _PATIENCE), f"shieldbook/{__version__}", proxy)
    asking = Asking(transport, _progress(options))
    try:
        yield transport, asking
    finally:
        asking.close()


def _progress(options: argparse.Namespace) -> Callable[[], None]:
    """Counts the answers on a terminal that shows them."""
    if options.json or not sys.stderr.isatty():
        return lambda: None
    count = 0

    def told() -> None:
        nonlocal count
        count += 1
        sys.stderr.write(f"\r{count} answers")
        sys.stderr.flush()

    return told


def _cleaner(gate: LeakGate) -> Clean:
    """Makes a foreign text fit to be kept: short, on one line, without secrets or disguises."""

    @lru_cache(maxsize=10_000)
    def clean(text: str) -> str:
        plain = DISGUISE.sub("", " ".join(text.split()))
        return masked(plain[:_LONGEST_TEXT], gate.rules, gate.known)

    return clean


def _collected(
    transport: Transport, fetch: Fetch, wanted: tuple[Collector, ...], scope: Scope
) -> list[Brought]:
    held: dict[str, Dataset] = {}
    brought: list[Brought] = []
    for one in wanted:
        dataset = one.collect(fetch, scope, held)
        held[one.name] = dataset
        made = [
            {
                "request": request.request,
                "accept": request.accept,
                "status": request.status,
                "request_id": request.request_id,
                "date": request.date,
                "sha256": request.sha256,
            }
            for request in transport.taken()
        ]
        query = ", ".join(one.access.requests)
        brought.append(Brought(dataset=dataset, title=one.title, query=query, requests=tuple(made)))
    return brought


def _requirements(build: Build) -> list[EvidenceRequirement]:
    customer = build.files.customer
    statements = customer.statements if customer is not None else ()
    return [one for statement in statements for one in statement.evidence]


def _filed(
    options: argparse.Namespace, build: Build, now: datetime, brought: list[Brought]
) -> tuple[Evidence, ...] | None:
    """File a record for each requirement; None after printing why nothing was."""
    provider = build.files.provider
    customer = build.files.customer
    collection = Collection(
        collector=options.provider,
        provider=provider.profile.short_name if provider is not None else options.provider,
        collected_at=now,
        way="asked of the provider's API",
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
