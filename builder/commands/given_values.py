"""Roles, systems, words, days and moments given as text, or why they cannot be meant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from builder.commands.evidence_names import unknown
from builder.errors import UsageError
from builder.pipeline import Build

_Word = TypeVar("_Word", bound=StrEnum)


def role_of(text: str, build: Build) -> str:
    """The id of the role that a text names, by id or title."""
    organization = build.files.customer.organization if build.files.customer else None
    roles = organization.roles if organization is not None else ()
    for role in roles:
        if text.strip().lower() in (role.id, role.title.lower()):
            return role.id
    raise unknown("role", text, [role.id for role in roles])


def systems_of(named: Iterable[str] | None, build: Build) -> tuple[str, ...]:
    """The ids of the systems that are named; `UsageError` for one that is not known."""
    customer = build.files.customer
    known = [system.id for system in customer.organization.systems] if customer is not None else []
    for system in named or ():
        if system not in known:
            raise unknown("system", system, known)
    return tuple(named or ())


def is_example(build: Build) -> bool:
    """Whether the organization is an invented example, which is then said of each record."""
    customer = build.files.customer
    return customer is not None and customer.organization.sample_data


def word_of(words: type[_Word], text: str, argument: str) -> _Word:
    """The word that an argument gives; `UsageError` with the words that there are."""
    try:
        return words(text)
    except ValueError:
        known = ", ".join(word.value for word in words)
        raise UsageError(f"{argument} cannot be `{text}`", f"It is one of {known}.") from None


def day_of(text: str | None, argument: str) -> date | None:
    """The day that an argument gives, if any; `UsageError` for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{argument} `{text}` is not a date", "Write it as 2026-01-31.") from None


def moment_of(text: str | None, now: datetime) -> datetime:
    """When it was collected, UTC; now, unless somebody says otherwise.

    Raises `UsageError` for what is no moment with its zone, or lies in the future.
    """
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
