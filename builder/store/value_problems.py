"""Why a value is not what its key asks for, in words; the slow pass over a refused record."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable
from datetime import UTC, date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from builder.model.citation import Citation, CitationIndex
from builder.model.issues import Issue, Origin
from builder.model.period import Period
from builder.model.status import Status
from builder.model.window import Window

_DEVICE = r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])"
ID = re.compile(rf"(?!{_DEVICE}(?:\.|$))[a-z0-9][a-z0-9.-]{{0,63}}")
"""An id is a file name too: Windows keeps some for devices, whatever follows the dot."""
WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ZONED = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_SHORT = 40
"""Characters of a wrong value that a message repeats."""


def moment(text: str) -> datetime | None:
    """The moment that a zoned time names, in UTC; None when it names none."""
    if not _ZONED.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def kind(value: Any) -> str:
    """A value as a message names it."""
    if isinstance(value, str):
        return f"the text `{value[:_SHORT]}`"
    if isinstance(value, bool):
        return f"the bare word `{str(value).lower()}`"
    if isinstance(value, int):
        return f"the number {value}"
    if isinstance(value, float):
        return "a number that is not whole"
    return "a list" if isinstance(value, list) else "a mapping"


def wrong(place: Origin, message: str, hint: str) -> Issue:
    """REC003: a value of the wrong sort."""
    return Issue(code="REC003", message=message, hint=hint, origin=place)


def typed_problem(key: str, value: Any, hint: type, place: Origin) -> Issue | None:
    """REC003: neither true nor false, or not a whole number."""
    if isinstance(value, hint) and isinstance(value, bool) == (hint is bool):
        return None
    if hint is bool:
        if isinstance(value, str) and value in ("true", "false"):
            return None
        return wrong(
            place, f"`{key}` must be true or false, not {kind(value)}", "Write true or false."
        )
    if isinstance(value, str) and WHOLE.fullmatch(value):
        return None
    message = f"`{key}` must be a whole number, not {kind(value)}"
    return wrong(place, message, "Write its digits only, without a leading zero.")


def quoted_problem(key: str, value: Any, hint: type, place: Origin) -> Issue | None:
    """REC003: a number, or true or false, in quotes, where the format tells them from text."""
    if not isinstance(value, str) or typed_problem(key, value, hint, place) is not None:
        return None
    return wrong(place, f"`{key}` must not be a text", f"Write {value} without quotes.")


def word_problem(key: str, value: str, words: type[StrEnum], place: Origin) -> Issue | None:
    """REC003: a word that is not in the list."""
    if value in (word.value for word in words):
        return None
    known = _offered(words)
    close = get_close_matches(value.lower(), known, n=1, cutoff=0.5)
    hint = f"Did you mean `{close[0]}`?" if close else "Write one of these words."
    return wrong(place, f"`{key}` must be one of {', '.join(known)}, not `{value[:_SHORT]}`", hint)


def _offered(words: type[StrEnum]) -> list[str]:
    """The words that a message offers: what stands for a blank is not one to write."""
    return [word.value for word in words if word is not Status.NOT_STATED]


def as_id(text: str) -> str:
    """The id that a text comes closest to; empty when it holds no letter or digit."""
    return re.sub(r"[^a-z0-9.-]+", "-", text.lower()).strip("-.")[:64]


def id_problem(key: str, value: str, place: Origin) -> Issue:
    """REC007: not an id."""
    near = as_id(value)
    if near and not ID.fullmatch(near):  # well formed, so it is the name itself
        return Issue(
            code="REC007",
            message=f"`{key}` becomes a file name, and Windows keeps `{near}` for a device",
            hint=f"Write `{near.replace('.', '-')}-1` or another name.",
            origin=place,
        )
    return Issue(
        code="REC007",
        message=f"`{key}` must be 1 to 64 of a-z, 0-9, dot and hyphen, not `{value[:_SHORT]}`",
        hint=f"Write `{near}`." if near else "Write a short name for it.",
        origin=place,
    )


def period_problem(key: str, value: str, place: Origin) -> Issue | None:
    """REC006: not a duration."""
    try:
        Period.parse(value)
    except ValueError:
        return Issue(
            code="REC006",
            message=f"`{key}` is not an ISO 8601 duration of whole days, weeks, months or years:"
            f" `{value[:_SHORT]}`",
            hint="Write P30D for 30 days, P1M for a month, P1Y for a year.",
            origin=place,
        )
    return None


def window_problem(key: str, value: str, place: Origin) -> Issue | None:
    """REC012: not two days, or the last before the first."""
    try:
        Window.parse(value)
    except ValueError:
        return Issue(
            code="REC012",
            message=f"`{key}` is not a first and a last day: `{value[:_SHORT]}`",
            hint="Write both days, the earlier first, as 2026-01-01/2026-12-31.",
            origin=place,
        )
    return None


def date_problem(key: str, value: str, hint: type, place: Origin) -> Issue | None:
    """REC004, REC005: not a day, not a moment, or a moment without a zone."""
    if hint is date:
        try:
            if _DAY.fullmatch(value):
                date.fromisoformat(value)
                return None
        except ValueError:
            pass
        message = f"`{key}` is not a date: `{value[:_SHORT]}`"
        return Issue(code="REC004", message=message, hint="Write it as 2026-01-31.", origin=place)
    if moment(value) is not None:
        return None
    zoneless = not _ZONED.fullmatch(value) and _ZONED.fullmatch(f"{value}Z")
    code = "REC005" if zoneless or _DAY.fullmatch(value) else "REC004"
    lacks = "has no time zone" if code == "REC005" else "is not a time that exists"
    return Issue(
        code=code,
        message=f"`{key}` {lacks}: `{value[:_SHORT]}`",
        hint="Write UTC, as in 2026-01-31T09:30:00Z.",
        origin=place,
    )


def unknown_key(key: str, keys: Iterable[str], origin: Origin) -> Issue:
    """REC001: a key that the record does not have."""
    known = sorted(keys)
    close = get_close_matches(key, known, n=1)
    hint = f"Did you mean `{close[0]}`?" if close else f"Known keys: {', '.join(known)}."
    message = f"unknown key `{key[:_SHORT]}`"
    return Issue(code="REC001", message=message, hint=hint, origin=origin.at(key))


_EXAMPLES: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    date: "a day, such as 2026-01-31",
    datetime: "a time in UTC, such as 2026-01-31T09:30:00Z",
    Period: "a length of time, such as P30D or P1Y",
    Window: "two days, such as 2026-01-01/2026-12-31",
    Citation: "the citation of a control",
}
"""What stands under a key, by the type of its value."""


def missing_key(key: str, hint: Any, origin: Origin) -> Issue:
    """REC002: a key that the record has to have; says what stands under it."""
    takes = _EXAMPLES.get(hint, "") if isinstance(hint, type) else ""
    if typing.get_origin(hint) is tuple:
        takes = "a list"
    elif isinstance(hint, type) and issubclass(hint, StrEnum):
        *first, last = _offered(hint)
        takes = f"{', '.join(first)} or {last}"
    return Issue(
        code="REC002",
        message=f"the key `{key}` is missing",
        hint=f"Add `{key}:` with {takes}." if takes else f"Add `{key}:`.",
        origin=origin,
    )


def citation_problem(value: str, index: CitationIndex | None, place: Origin) -> Issue:
    """CIT001: not a citation at all, or none that the catalog has."""
    message = f"no control has the citation `{value[:_SHORT]}`"
    hint = "Use the citation of a catalog control."
    if index is None:
        message = f"`{value[:_SHORT]}` is not a citation as the rule itself writes it"
        hint = "Write section and paragraphs without spaces, such as 1.2(a)(3)(iv)."
    elif (near := index.nearest(value)) is not None:
        hint = f"Did you mean {near}?"
    return Issue(code="CIT001", message=message, hint=hint, origin=place)
