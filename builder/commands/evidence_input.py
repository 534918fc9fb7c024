"""What a person says of the evidence they file: from the arguments, or asked for at a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from builder.commands.evidence_names import (
    SHOWN,
    requirements_by_id,
    requirements_named,
    unknown,
)
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
        raise unknown("record", replaces, [record.id for record in build.files.evidence])
    _told(options, build)
    _refuse_all_at_once(options, build, now)
    requirements = _requirements(options, build)
    first = requirements[0]
    attested = options.action == "attest"
    by = options.by or _ask(_BY, _roles(build))
    answers = [word.value for word in PhiAnswer]
    phi = options.phi or _ask(_PHI, answers)
    outcome = options.outcome or _ask(_OUTCOME, [word.value for word in Outcome])
    kind = "attestation" if attested else options.kind or first.kind
    return Filing(
        files=tuple(Path(file) for file in options.files),
        requirements=requirements,
        title=options.title or first.title,
        tool=options.tool or ("Attestation" if attested else "By hand"),
        tool_version=options.tool_version or "",
        query=options.query or "",
        phi=_word(PhiAnswer, phi, "--phi"),
        collected_at=_moment(options.collected_at, now),
        collected_by=role_of(by, build),
        method=_word(Method, options.method or first.method, "--method"),
        kind=_word(EvidenceKind, kind, "--kind"),
        outcome=_word(Outcome, outcome, "--outcome"),
        complete=_answered_whole(options),
        classification=_word(Classification, options.classification, "--classification"),
        observed_from=_day(options.observed_from, "--observed-from"),
        observed_to=_day(options.observed_to, "--observed-to"),
        valid_until=_day(options.valid_until, "--valid-until"),
        population=options.population or "",
        population_size=options.population_size,
        sample=options.sample or "",
        sample_size=options.sample_size,
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
    raise unknown("role", text, [role.id for role in roles])


def _requirements(options: argparse.Namespace, build: Build) -> tuple[EvidenceRequirement, ...]:
    """What it is for: requirements by id, or the only one of a row that is cited."""
    asked = (
        options.requirements
        or _of_replaced(options, build)
        or [_ask(_FOR, list(requirements_by_id(build)))]
    )
    found: list[EvidenceRequirement] = []
    for text in asked:
        choices = requirements_named(text, build)
        if len(choices) != 1:
            names = [f"{choice.id} ({choice.title})" for choice in choices]
            cited = build.files.index.find(text)
            raise UsageError(
                f"{cited} asks for {len(choices) or 'no'} pieces of evidence",
                f"Name one with --for: {'; '.join(names)}."
                if names
                else "Add one to its statement.",
            )
        found += choices
    return tuple(dict.fromkeys(found))


def _of_replaced(options: argparse.Namespace, build: Build) -> list[str]:
    """What the record that is superseded was for."""
    wanted = getattr(options, "replaces", "")
    return [name for r in build.files.evidence if r.id == wanted for name in r.requirements]


class _Question(Struct, frozen=True):
    """What a person is asked at a terminal, and how it is given elsewhere."""

    text: str
    argument: str


_FOR = _Question("What is it for (requirement or citation)?", "--for REQUIREMENT")
_BY = _Question("Who collected it (role)?", "--by ROLE")
_PHI = _Question("Does it hold PHI?", "--phi no|redacted")
_OUTCOME = _Question("What does it show: is the requirement met?", "--outcome pass|fail|unknown")
_WHOLE = _Question("Is it whole, nothing left out or cut off?", "--complete or --incomplete")


def _told(options: argparse.Namespace, build: Build) -> None:
    """Raise `UsageError` with all that is missing at once, where nobody can be asked."""
    if sys.stdin.isatty() and sys.stderr.isatty():
        return
    missing = [
        question.argument
        for question, given in (
            (_FOR, options.requirements or _of_replaced(options, build)),
            (_BY, options.by),
            (_PHI, options.phi),
            (_OUTCOME, options.outcome),
            (_WHOLE, _whole(options) is not None),
        )
        if not given
    ]
    if missing:
        names = [argument.split(maxsplit=1)[0] for argument in missing]
        verb = "is" if len(names) == 1 else "are"
        raise UsageError(
            f"{', '.join(names)} {verb} missing",
            f"Nothing of it is assumed. Give {'; '.join(missing)}."
            " What the words mean: docs/guide/evidence-locker.md.",
        )


def _refuse_all_at_once(options: argparse.Namespace, build: Build, now: datetime) -> None:
    """Raise `UsageError` with every word that cannot be meant, so that one more run is enough."""
    given: list[Callable[[], object]] = [
        lambda: options.requirements and _requirements(options, build),
        lambda: options.by and role_of(options.by, build),
        lambda: options.phi and _word(PhiAnswer, options.phi, "--phi"),
        lambda: options.outcome and _word(Outcome, options.outcome, "--outcome"),
        lambda: options.method and _word(Method, options.method, "--method"),
        lambda: options.kind and _word(EvidenceKind, options.kind, "--kind"),
        lambda: _word(Classification, options.classification, "--classification"),
        lambda: _moment(options.collected_at, now),
        lambda: _day(options.observed_from, "--observed-from"),
        lambda: _day(options.observed_to, "--observed-to"),
        lambda: _day(options.valid_until, "--valid-until"),
        lambda: _systems(options.system, build),
    ]
    wrong: list[UsageError] = []
    for look in given:
        try:
            look()
        except UsageError as refused:
            wrong.append(refused)
    if wrong:
        first, *others = wrong
        lines = [f"    {first.hint}"]
        lines += [line for said in others for line in (said.message, f"    {said.hint}")]
        raise UsageError(first.message, "\n".join(lines).lstrip())


def _ask(question: _Question, known: Sequence[str]) -> str:
    """The answer of a person at a terminal; `_told` has made sure that there is one."""
    if len(known) <= SHOWN:
        sys.stderr.write(f"  {', '.join(known)}\n")
    sys.stderr.write(f"{question.text} ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer.strip():
        name = question.argument.split(maxsplit=1)[0]
        raise UsageError(f"{name} is missing", f"Give it as {question.argument}.")
    return answer.strip()


def _whole(options: argparse.Namespace) -> bool | None:
    """Whether it is whole: as said, or because all of the population were looked at.

    What a role states is whole by itself. None when nobody has said it.
    """
    if options.complete is not None or options.action == "attest":
        return bool(options.complete is not False)
    looked_at = options.sample_size
    all_of_them = looked_at is not None and looked_at == options.population_size
    return True if all_of_them else None


def _answered_whole(options: argparse.Namespace) -> bool:
    whole = _whole(options)
    if whole is not None:
        return whole
    answer = _ask(_WHOLE, ["yes", "no"]).lower()
    if answer not in _YES and answer not in _NO:
        raise UsageError(f"`{answer}` is neither yes nor no", f"Give it as {_WHOLE.argument}.")
    return answer in _YES


_YES = ("yes", "y")
_NO = ("no", "n")


def _roles(build: Build) -> list[str]:
    customer = build.files.customer
    return [role.id for role in customer.organization.roles] if customer is not None else []


def _systems(named: Iterable[str] | None, build: Build) -> tuple[str, ...]:
    customer = build.files.customer
    known = [system.id for system in customer.organization.systems] if customer is not None else []
    for system in named or ():
        if system not in known:
            raise unknown("system", system, known)
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
