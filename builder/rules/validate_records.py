"""Rules about what a record of evidence claims: that it shows a requirement, and of how many."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model.acceptance import (
    ACCEPTED_KINDS,
    ACCEPTED_METHODS,
    accepts_kind,
    accepts_method,
)
from builder.model.evidence import Evidence, EvidenceRequirement, PhiAnswer
from builder.model.issues import Issue
from builder.rules.context import Context, below, issue


def kinds_and_methods(context: Context) -> Iterator[Issue]:
    """EVD011: a record is of a kind, and made by a method, that its requirements accept.

    A retired record counts for nothing, so nothing is asked of it.
    """
    for record in context.workspace.evidence:
        for name in dict.fromkeys(record.requirements) if record.retirement is None else ():
            wanted = context.requirements.get(name)
            if wanted is None:
                continue
            if not accepts_kind(wanted, record):
                kinds = ", ".join(kind.value for kind in ACCEPTED_KINDS[wanted.kind])
                what = f"is of kind {record.kind.value}, and `{name}` accepts {kinds}"
                yield _other(record, "kind", what, wanted)
            if not accepts_method(wanted, record):
                methods = ", ".join(method.value for method in ACCEPTED_METHODS[wanted.method])
                what = f"was made by {record.method.value}, and `{name}` accepts {methods}"
                yield _other(record, "method", what, wanted)


def _other(record: Evidence, key: str, what: str, wanted: EvidenceRequirement) -> Issue:
    asked = f"`{wanted.id}` asks for: {wanted.title} ({wanted.method.value}, {wanted.kind.value})."
    return issue(
        "EVD011",
        below(record.origin, key),
        f"`{record.id}` {what}",
        f"{asked} File that, or name the requirement that this shows. What is filed already is"
        " retired: `shieldbook evidence retire ID`.",
    )


def counted(context: Context) -> Iterator[Issue]:
    """EVD012: population and sample are numbers that can be."""
    for record in context.workspace.evidence:
        for key in ("population_size", "sample_size"):
            size = getattr(record, key)
            if size is not None and size < 0:
                message = f"`{key}` of `{record.id}` is {size}, less than none"
                place = below(record.origin, key)
                yield issue("EVD012", place, message, "Write how many there are, 0 or more.")
        sample, population = record.sample_size, record.population_size
        if sample is None or sample < 0:
            continue
        place = below(record.origin, "sample_size")
        if population is None:
            message = f"`{record.id}` has a sample of {sample}, and of how many is not said"
            yield issue("EVD012", place, message, "Write `population_size:` as well.")
        elif sample > population >= 0:
            message = f"`{record.id}` has a sample of {sample} in a population of {population}"
            yield issue("EVD012", place, message, "Correct the number that is wrong.")


def redactions_told(context: Context) -> Iterator[Issue]:
    """EVD012: a record that holds redacted PHI says what was made unreadable."""
    for record in context.workspace.evidence:
        if record.contains_phi is PhiAnswer.REDACTED and not any(
            text.strip() for text in record.redactions
        ):
            message = f"`{record.id}` is redacted, and does not say what was redacted"
            hint = (
                "Say it under `redactions:` (`--redacted TEXT`), a line for each sort of thing,"
                " without the values; `--redact` takes them out and says so by itself."
            )
            yield issue("EVD012", below(record.origin, "contains_phi"), message, hint)


def own_age_limits(context: Context) -> Iterator[Issue]:
    """EVD010: a record does not give itself more time than its requirement.

    One that is logged keeps what was asked on the day it was filed, though less is allowed today.
    """
    for record in context.workspace.evidence:
        for frozen in record.policies if record.recorded_at is None else ():
            wanted = context.requirements.get(frozen.requirement)
            start = record.collected_at
            if wanted is not None and frozen.max_age.after(start) > wanted.max_age.after(start):
                message = f"`{record.id}` gives itself {frozen.max_age}, and `{wanted.id}` asks for"
                message += f" evidence of at most {wanted.max_age}"
                hint = "Take `policies:` out: what is asked on the day it is filed is kept then."
                yield issue("EVD010", below(record.origin, "policies"), message, hint)


def replaced_once(context: Context) -> Iterator[Issue]:
    """EVD010: a record is replaced by one other, and was not retired before.

    Of two branches that both replaced it one has to give way: to retire either of them does.
    """
    known = context.replaceable
    taken: dict[str, Evidence] = {}
    for record in sorted(context.replacing, key=lambda record: (record.collected_at, record.id)):
        older = known.get(record.replaces)
        if older is None or older is record or record.retirement is not None:
            continue
        place = below(record.origin, "replaces")
        first = taken.setdefault(older.id, record)
        if first is not record:
            message = f"`{older.id}` is replaced by `{first.id}` already"
            hint = f"Replace `{first.id}`, which stands in its place; or retire one of the two."
            yield issue("EVD010", place, message, hint)
        elif older.retirement and older.retirement.retired_at <= record.collected_at:
            message = f"`{older.id}` was retired on {older.retirement.retired_at.date()}"
            hint = "It counts no more: file a record of its own, which replaces none."
            yield issue("EVD010", place, message, hint)
