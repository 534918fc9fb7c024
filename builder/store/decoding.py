"""Plain values to typed records, with an issue in place of every exception.

Good records take one pass in C (msgspec); a record that fails is looked at again, field by
field, so that every problem is listed in one run.
"""

from __future__ import annotations

import re
import types
import typing
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any

import msgspec

from builder.model.citation import Citation, CitationIndex
from builder.model.issues import Issue, Origin
from builder.model.period import Period

_T = typing.TypeVar("_T")

_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})")
_WHOLE = re.compile(r"0|-?[1-9]\d{0,17}")
_RESERVED = frozenset({"origin", "folder", "framework"})
"""Fields that the store fills in itself; they are not keys of the files."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What decoding needs to know of one record type."""

    keys: frozenset[str]
    required: tuple[str, ...]
    hints: dict[str, Any]
    whole: tuple[str, ...]
    flags: tuple[str, ...]
    moments: tuple[str, ...]
    nested: tuple[tuple[str, type, bool], ...]
    """Field, record type, whether it is a list of them."""
    has_origin: bool


@cache
def _plan(record_type: type) -> _Plan:
    hints = typing.get_type_hints(record_type)
    own = [f for f in fields(record_type) if f.name not in _RESERVED]
    bare = {f.name: _without_none(hints[f.name]) for f in own}
    nested = []
    for name, hint in bare.items():
        item = typing.get_args(hint)[0] if typing.get_origin(hint) is tuple else hint
        if is_dataclass(item):
            nested.append((name, typing.cast("type", item), item is not hint))
    return _Plan(
        keys=frozenset(bare),
        required=tuple(
            f.name for f in own if f.default is MISSING and f.default_factory is MISSING
        ),
        hints=bare,
        whole=tuple(name for name, hint in bare.items() if hint is int),
        flags=tuple(name for name, hint in bare.items() if hint is bool),
        moments=tuple(name for name, hint in bare.items() if hint is datetime),
        nested=tuple(nested),
        has_origin="origin" in hints,
    )


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return next(arg for arg in typing.get_args(hint) if arg is not type(None))
    return hint


class Decoder:
    """Decodes records whose citations may be spelled in any way that ``index`` knows."""

    def __init__(self, index: CitationIndex | None = None) -> None:
        """Without an index citations must be canonical: the framework's own files say what exists."""
        self._index = index

    def decode(
        self, value: Any, record_type: type[_T], origin: Origin, issues: list[Issue]
    ) -> _T | None:
        """The record, or None with every problem added to ``issues``."""
        if isinstance(value, dict) and _prepare(value, _plan(record_type)):
            try:
                record = msgspec.convert(value, record_type, dec_hook=self._hook)
            except msgspec.ValidationError:
                pass
            else:
                _mark(record, origin)
                return record
        found = list(self._diagnose(value, record_type, origin))
        if not found:
            found = [_wrong(origin, "the record cannot be read", "")]
        issues.extend(found)
        return None

    def _hook(self, wanted: type, value: Any) -> Any:
        if wanted is Citation:
            return self._citation(value)
        if wanted is Period:
            return Period.parse(value)
        raise NotImplementedError(wanted)

    def _citation(self, value: str) -> Citation:
        if self._index is None:
            return Citation(value)
        found = self._index.find(value)
        if found is None:
            raise ValueError(value)
        return found

    def _diagnose(self, value: Any, record_type: type, origin: Origin) -> typing.Iterator[Issue]:
        plan = _plan(record_type)
        if not isinstance(value, dict):
            yield _wrong(origin, f"expected a mapping of keys, not {_kind(value)}", "")
            return
        for key in value.keys() - plan.keys:
            yield _unknown_key(key, plan, origin)
        for key in plan.required:
            if key not in value:
                yield Issue(
                    code="REC002",
                    message=f"the key `{key}` is missing",
                    hint=f"Add `{key}:`.",
                    origin=origin,
                )
        nested = {name: (item, many) for name, item, many in plan.nested}
        for key in value:
            if key not in plan.keys:
                continue
            place = origin.at(key)
            if key in nested:
                item, many = nested[key]
                yield from self._diagnose_nested(value[key], item, place, many=many)
            else:
                yield from self._diagnose_value(key, value[key], plan.hints[key], place)

    def _diagnose_nested(
        self, value: Any, item: type, place: Origin, *, many: bool
    ) -> typing.Iterator[Issue]:
        if not many:
            yield from self._diagnose(value, item, place)
        elif isinstance(value, list):
            for position, entry in enumerate(value):
                yield from self._diagnose(entry, item, place.at(position))
        else:
            yield _wrong(place, f"expected a list, not {_kind(value)}", "Begin each entry with `- `.")

    def _diagnose_value(
        self, key: str, value: Any, hint: Any, place: Origin
    ) -> typing.Iterator[Issue]:
        if typing.get_origin(hint) is tuple:
            if not isinstance(value, list):
                example = "Write it as `[a, b]` or with one `- ` a line."
                yield _wrong(place, f"`{key}` must be a list, not {_kind(value)}", example)
                return
            for position, entry in enumerate(value):
                item_hint = typing.get_args(hint)[0]
                yield from self._diagnose_value(key, entry, item_hint, place.at(position))
            return
        problem = self._problem(key, value, hint, place)
        if problem is not None:
            yield problem

    def _problem(self, key: str, value: Any, hint: Any, place: Origin) -> Issue | None:
        if hint is bool or hint is int:
            return _typed_problem(key, value, hint, place)
        if not isinstance(value, str):
            return _wrong(place, f"`{key}` must be text, not {_kind(value)}", "")
        if hint is Citation:
            return self._citation_problem(value, place)
        if hint is Period:
            return _period_problem(key, value, place)
        if hint in (date, datetime):
            return _date_problem(key, value, hint, place)
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return _word_problem(key, value, hint, place)
        if (key == "id" or key.endswith("_id")) and not _ID.fullmatch(value):
            return _id_problem(key, value, place)
        return None

    def _citation_problem(self, value: str, place: Origin) -> Issue | None:
        try:
            self._citation(value)
        except ValueError:
            near = self._index.nearest(value) if self._index is not None else None
            hint = f"Did you mean {near}?" if near else "Use the citation of a catalog control."
            return Issue(
                code="CIT001",
                message=f"no control has the citation `{value}`",
                hint=hint,
                origin=place,
            )
        return None


def _prepare(value: dict[str, Any], plan: _Plan) -> bool:
    """Type the few fields that are not text, in place; False when the slow pass has to look."""
    if not value.keys() <= plan.keys:
        return False
    for key in plan.whole:
        if (text := value.get(key)) is not None and not isinstance(text, int):
            if not isinstance(text, str) or not _WHOLE.fullmatch(text):
                return False
            value[key] = int(text)
    for key in plan.flags:
        if (text := value.get(key)) is not None and not isinstance(text, bool):
            if text not in ("true", "false"):
                return False
            value[key] = text == "true"
    for key in plan.moments:
        if (text := value.get(key)) is not None and not (
            isinstance(text, str) and _ZONED.fullmatch(text)
        ):
            return False
    identity = value.get("id")
    if identity is not None and not (isinstance(identity, str) and _ID.fullmatch(identity)):
        return False
    for key, item, many in plan.nested:
        inner = value.get(key)
        if inner is None:
            continue
        inner_plan = _plan(item)
        for entry in inner if many else (inner,):
            if not isinstance(entry, dict) or not _prepare(entry, inner_plan):
                return False
    return True


def _mark(record: Any, origin: Origin) -> None:
    """Tell a record, and the records in it, where they were written."""
    plan = _plan(type(record))
    if plan.has_origin:
        object.__setattr__(record, "origin", origin)
    for key, item, many in plan.nested:
        if not _plan(item).has_origin:
            continue
        inner = getattr(record, key)
        for position, entry in enumerate(inner if many else ()):
            _mark(entry, origin.at(key, position))


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return f"the text `{value[:40]}`"
    return "a list" if isinstance(value, list) else "a mapping"


def _wrong(place: Origin, message: str, hint: str) -> Issue:
    return Issue(code="REC003", message=message, hint=hint, origin=place)


def _unknown_key(key: str, plan: _Plan, origin: Origin) -> Issue:
    close = get_close_matches(key, plan.keys, n=1)
    hint = f"Did you mean `{close[0]}`?" if close else f"Known keys: {', '.join(sorted(plan.keys))}."
    return Issue(code="REC001", message=f"unknown key `{key}`", hint=hint, origin=origin.at(key))


def _typed_problem(key: str, value: Any, hint: type, place: Origin) -> Issue | None:
    if isinstance(value, hint):
        return None
    if hint is bool:
        if value in ("true", "false"):
            return None
        return _wrong(place, f"`{key}` must be true or false, not {_kind(value)}", "")
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return None
    return _wrong(place, f"`{key}` must be a whole number, not {_kind(value)}", "")


def _word_problem(key: str, value: str, words: type[StrEnum], place: Origin) -> Issue | None:
    known = [word.value for word in words]
    if value in known:
        return None
    close = get_close_matches(value.lower(), known, n=1, cutoff=0.5)
    hint = f"Did you mean `{close[0]}`?" if close else ""
    return _wrong(place, f"`{key}` must be one of {', '.join(known)}, not `{value[:40]}`", hint)


def _id_problem(key: str, value: str, place: Origin) -> Issue:
    near = re.sub(r"[^a-z0-9.-]+", "-", value.lower()).strip("-.")[:64]
    return Issue(
        code="REC007",
        message=f"`{key}` must be 1 to 64 of a-z, 0-9, dot and hyphen, not `{value[:40]}`",
        hint=f"Write `{near}`." if near else "",
        origin=place,
    )


def _period_problem(key: str, value: str, place: Origin) -> Issue | None:
    try:
        Period.parse(value)
    except ValueError:
        return Issue(
            code="REC006",
            message=f"`{key}` is not an ISO 8601 duration of days, weeks, months or years: `{value}`",
            hint="Write P30D for 30 days, P1M for a month, P1Y for a year.",
            origin=place,
        )
    return None


def _date_problem(key: str, value: str, hint: type, place: Origin) -> Issue | None:
    if hint is date:
        try:
            if _DAY.fullmatch(value):
                date.fromisoformat(value)
                return None
        except ValueError:
            pass
        message = f"`{key}` is not a date: `{value[:40]}`"
        return Issue(code="REC004", message=message, hint="Write it as 2026-01-31.", origin=place)
    if _ZONED.fullmatch(value):
        try:
            datetime.fromisoformat(value.upper())
        except ValueError:
            message = f"`{key}` is not a time that exists: `{value[:40]}`"
            return Issue(
                code="REC004", message=message, hint="Write it as 2026-01-31T09:30:00Z.", origin=place
            )
        return None
    code = "REC005" if re.match(r"\d{4}-\d{2}-\d{2}", value) else "REC004"
    lacks = "has no time zone" if code == "REC005" else "is not a time"
    return Issue(
        code=code,
        message=f"`{key}` {lacks}: `{value[:40]}`",
        hint="Write UTC, as in 2026-01-31T09:30:00Z.",
        origin=place,
    )
