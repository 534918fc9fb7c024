"""What a person says of the evidence they file: from the arguments, or asked for at a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from builder.errors import UsageError
from builder.locker.filing import Filing
from builder.model.evidence import (
    Classification,
    EvidenceKind,
    EvidenceRequirement,
    Method,
    Outcome,
    PhiAnswer,
)
from builder.pipeline import Build

_Word = TypeVar("_Word", bound=StrEnum)


def filing_of(options: argparse.Namespace, build: Build, now: datetime) -> Filing:
    """What is to be filed; asks for what is missing when there is a terminal.

    Raises `UsageError` for what cannot be meant, or is missing and nobody can be asked.
    """
    replaces = getattr(options, "replaces", "") or ""
    if replaces and replaces not in {record.id for record in build.files.evidence}:
        raise _unknown("record", replaces, [record.id for record in build.files.evidence])
    requirements = _requirements(options, build)
    first = requirements[0]
    attested = options.action == "attest"
    by = options.by or _ask("Who collected it (role)?", "--by ROLE", _roles(build))
    answers = [word.value for word in PhiAnswer]
    phi = options.phi or _ask("Does it hold PHI?", "--phi no|redacted", answers)
    kind = "attestation" if attested else options.kind or first.kind
    return Filing(
        files=tuple(Path(file) for file in options.files),
        requirements=requirements,
        title=options.title or first.title,
        passage=options.passage or "",
        tool=options.tool or ("Attestation" if attested else "By hand"),
        tool_version=options.tool_version or "",
        query=options.query or "",
        phi=_word(PhiAnswer, phi, "--phi"),
        collected_at=_moment(options.collected_at, now),
        collected_by=role_of(by, build),
        method=_word(Method, options.method or first.method, "--method"),
        kind=_word(EvidenceKind, kind, "--kind"),
        outcome=_word(Outcome, options.outcome, "--outcome"),
        complete=not options.incomplete,
        classification=_word(Classification, options.classification, "--classification"),
        observed_from=_day(options.observed_from, "--observed-from"),
        observed_to=_day(options.observed_to, "--observed-to"),
        valid_until=_day(options.valid_until, "--valid-until"),
        population=options.population or "",
        population_size=options.population_size,
        sample=options.sample or "",
        remarks=options.note or "",
        systems=_systems(options.system, build),
        redactions=tuple(options.redacted or ()),
        replaces=replaces,
        sample_data=_is_example(build),
    )


def role_of(text: str, build: Build) -> str:
    """The id of the role that a text names, by id or title."""
    organization = build.files.customer.organization if build.files.customer else None
    roles = organization.roles if organization is not None else ()
    for role in roles:
        if text.strip().lower() in (role.id, role.title.lower()):
            return role.id
    raise _unknown("role", text, [role.id for role in roles])


def _requirements(options: argparse.Namespace, build: Build) -> tuple[EvidenceRequirement, ...]:
    """What it is for: requirements by id, or the only one of a row that is cited."""
    by_id: dict[str, EvidenceRequirement] = {}
    by_row: dict[str, list[EvidenceRequirement]] = {}
    for statement in build.files.customer.statements if build.files.customer else ():
        by_row[str(statement.citation)] = list(statement.evidence)
        by_id.update({requirement.id: requirement for requirement in statement.evidence})
    asked = (
        options.requirements
        or _of_replaced(options, build)
        or [_ask("What is it for (requirement or citation)?", "--for REQUIREMENT", list(by_id))]
    )
    found: list[EvidenceRequirement] = []
    for text in asked:
        if text in by_id:
            found.append(by_id[text])
            continue
        citation = build.files.index.find(text)
        if citation is None:
            raise _unknown("requirement", text, list(by_id))
        choices = by_row.get(str(citation), [])
        if len(choices) == 1:
            found.append(choices[0])
            continue
        names = [f"{choice.id} ({choice.title})" for choice in choices]
        raise UsageError(
            f"{citation} asks for {len(choices) or 'no'} pieces of evidence",
            f"Name one with --for: {'; '.join(names)}." if names else "Add one to its statement.",
        )
    return tuple(dict.fromkeys(found))


def _of_replaced(options: argparse.Namespace, build: Build) -> list[str]:
    """What the record that is superseded was for."""
    wanted = getattr(options, "replaces", "")
    return [name for r in build.files.evidence if r.id == wanted for name in r.requirements]


def _ask(question: str, argument: str, known: Sequence[str]) -> str:
    """The answer of a person at a terminal."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{argument.split(maxsplit=1)[0]} is missing", f"Give it as {argument}.")
    if len(known) <= _SHOWN:
        sys.stderr.write(f"  {', '.join(known)}\n")
    sys.stderr.write(f"{question} ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer.strip():
        raise UsageError(f"{argument.split(maxsplit=1)[0]} is missing", f"Give it as {argument}.")
    return answer.strip()


_SHOWN = 20
"""Names shown with a question; of more nobody reads a line."""


def _roles(build: Build) -> list[str]:
    customer = build.files.customer
    return [role.id for role in customer.organization.roles] if customer is not None else []


def _systems(named: Iterable[str] | None, build: Build) -> tuple[str, ...]:
    customer = build.files.customer
    known = [system.id for system in customer.organization.systems] if customer is not None else []
    for system in named or ():
        if system not in known:
            raise _unknown("system", system, known)
    return tuple(named or ())


def _is_example(build: Build) -> bool:
    customer = build.files.customer
    return customer is not None and customer.organization.sample_data


def _word(words: type[_Word], text: str, argument: str) -> _Word:
    try:
        return words(text)
    except ValueError:
        known = ", ".join(word.value for word in words)
        raise UsageError(f"{argument} cannot be `{text}`", f"It is one of {known}.") from None


def _day(text: str | None, argument: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{argument} `{text}` is not a date", "Write it as 2026-01-31.") from None


def _moment(text: str | None, now: datetime) -> datetime:
    """When it was collected, UTC; now, unless somebody says otherwise."""
    if not text:
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(
            f"--collected-at `{text}` is not a moment with its zone", "Write 2026-01-31T09:00:00Z."
        )
    if moment > now:
        raise UsageError(
            "--collected-at lies in the future", f"It is {now:%Y-%m-%dT%H:%M:%SZ} now."
        )
    return moment.astimezone(UTC).replace(microsecond=0)


def _unknown(what: str, name: str, known: Sequence[str]) -> UsageError:
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    listed = ", ".join(known) if len(known) <= _SHOWN else f"{len(known)} are known"
    hint = f"Did you mean {' or '.join(f'`{n}`' for n in near)}?" if near else f"Known: {listed}."
    return UsageError(f"there is no {what} `{name}`", hint)
