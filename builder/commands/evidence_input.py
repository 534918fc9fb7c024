"""What a person says of the evidence they file: from the arguments, or asked for at a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from builder.commands.evidence_names import (
    SHOWN,
    record_named,
    requirements_by_id,
    requirements_named,
    unknown,
)
from builder.commands.given_values import (
    day_of,
    is_example,
    moment_of,
    role_of,
    systems_of,
    word_of,
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


def filing_of(options: argparse.Namespace, build: Build, now: datetime) -> Filing:
    """What is to be filed; asks for what is missing when there is a terminal.

    Raises `UsageError` for what cannot be meant, or is missing and nobody can be asked.
    """
    replaces = getattr(options, "replaces", "") or ""
    ids = build.files.locker.ids
    if replaces and replaces not in ids:
        raise unknown("record", replaces, list(ids))
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
        passage=options.passage or "",
        tool=options.tool or ("Attestation" if attested else "By hand"),
        tool_version=options.tool_version or "",
        query=options.query or "",
        phi=word_of(PhiAnswer, phi, "--phi"),
        collected_at=moment_of(options.collected_at, now),
        collected_by=role_of(by, build),
        method=word_of(Method, options.method or first.method, "--method"),
        kind=word_of(EvidenceKind, kind, "--kind"),
        outcome=word_of(Outcome, outcome, "--outcome"),
        complete=_answered_whole(options),
        classification=word_of(Classification, options.classification, "--classification"),
        observed_from=day_of(options.observed_from, "--observed-from"),
        observed_to=day_of(options.observed_to, "--observed-to"),
        valid_until=day_of(options.valid_until, "--valid-until"),
        population=options.population or "",
        population_size=options.population_size,
        sample=options.sample or "",
        sample_size=options.sample_size,
        remarks=options.note or "",
        systems=systems_of(options.system, build),
        redactions=tuple(options.redacted or ()),
        replaces=replaces,
        sample_data=is_example(build),
    )


class SaidOfImport(Struct, frozen=True, kw_only=True):
    """What a person says of imported files."""

    phi: PhiAnswer
    classification: Classification
    systems: tuple[str, ...]
    replaces: str
    sample_data: bool


def said_of_import(options: argparse.Namespace, build: Build) -> SaidOfImport:
    """The answers, checked before anything is read.

    Raises `UsageError` for what cannot be meant, or is missing and nobody can be asked.
    """
    options.by = options.by or _ask(_BY, _roles(build))
    role_of(options.by, build)
    answers = [word.value for word in PhiAnswer]
    options.phi = options.phi or _ask(_PHI, answers)
    if options.outcome not in (None, "pass", "fail"):
        raise UsageError(f"--outcome cannot be `{options.outcome}`", "It is one of pass, fail.")
    known = build.files.locker.ids
    if options.replaces and options.replaces not in known:
        raise unknown("record", options.replaces, list(known))
    return SaidOfImport(
        phi=word_of(PhiAnswer, options.phi, "--phi"),
        classification=word_of(Classification, options.classification, "--classification"),
        systems=systems_of(options.system, build),
        replaces=options.replaces or "",
        sample_data=is_example(build),
    )


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
    return list(record_named(wanted, build).requirements) if wanted else []


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
        lambda: options.phi and word_of(PhiAnswer, options.phi, "--phi"),
        lambda: options.outcome and word_of(Outcome, options.outcome, "--outcome"),
        lambda: options.method and word_of(Method, options.method, "--method"),
        lambda: options.kind and word_of(EvidenceKind, options.kind, "--kind"),
        lambda: word_of(Classification, options.classification, "--classification"),
        lambda: moment_of(options.collected_at, now),
        lambda: day_of(options.observed_from, "--observed-from"),
        lambda: day_of(options.observed_to, "--observed-to"),
        lambda: day_of(options.valid_until, "--valid-until"),
        lambda: systems_of(options.system, build),
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
