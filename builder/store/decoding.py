"""Plain values to typed records, with an issue in place of every exception.

Good records take one pass in C (msgspec); a record that fails is looked at again, field by
field, so that every problem is listed in one run.
"""

from __future__ import annotations

import typing
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Any

import msgspec
from msgspec.structs import force_setattr

from builder.model.citation import Citation, CitationIndex
from builder.model.issues import Issue, Origin
from builder.model.period import Period
from builder.model.window import Window
from builder.store import value_problems as problems
from builder.store.line_keys import keys_in, moment_in, told_keys
from builder.store.record_plans import RecordPlan, plan_of
from builder.store.yaml_nodes import MOST_ISSUES

_T = typing.TypeVar("_T")


class Decoder:
    """Decodes records whose citations may be spelled in any way that ``index`` knows."""

    def __init__(self, index: CitationIndex | None = None) -> None:
        """Without an index citations must be canonical: the framework's files say what exists."""
        self._index = index
        self._json: dict[type, Any] = {}

    def knows(self, citation: str) -> bool:
        """Whether a text spells a citation that may stand in the files."""
        try:
            self._citation(citation)
        except ValueError:
            return False
        return True

    def decode(
        self, value: Any, record_type: type[_T], origin: Origin, issues: list[Issue]
    ) -> _T | None:
        """The record, or None with every problem added to ``issues``."""
        if isinstance(value, dict) and _prepare(value, plan_of(typing.cast("type", record_type))):
            try:
                record = msgspec.convert(  # noqa: TID251 - its one home
                    value, record_type, dec_hook=self._hook
                )
            except msgspec.ValidationError:
                pass
            else:
                _mark(record, origin)
                return record
        found = list(islice(self._diagnose(value, record_type, origin), MOST_ISSUES))
        issues.extend(
            found
            or [
                problems.wrong(
                    origin, "the record cannot be read", "Compare it with its neighbours."
                )
            ]
        )
        return None

    def decode_typed(
        self, value: Any, record_type: type[_T], origin: Origin, issues: list[Issue]
    ) -> _T | None:
        """As `decode`, for a format that tells numbers from text, and of which text is refused."""
        quoted = list(_quoted(value, plan_of(typing.cast("type", record_type)), origin))
        issues.extend(quoted)
        record = self.decode(value, record_type, origin, issues)
        return None if quoted else record

    def quick(self, line: bytes, record_type: type[_T], origin: Origin) -> _T | None:
        """The record that a JSON text of one line is, if it is plainly good.

        None says nothing: `builder.store.json_lines` then tells what is wrong, if anything is.
        """
        kind = typing.cast("type", record_type)
        plan = plan_of(kind)
        try:
            record = self._of_json(kind).decode(line)
            # As many keys as say something that a left out one would not: none stands twice.
            if told_keys(record, plan) != line.count(b'":') and not _keys_fit(line, plan):
                return None
        except (msgspec.DecodeError, RecursionError):
            return None
        for key in plan.moments:
            if not moment_in(key).search(line):
                return None
        if not problems.ID.fullmatch(getattr(record, "id", "a")):
            return None
        _mark(record, origin)
        return typing.cast("_T", record)

    def _of_json(self, kind: type) -> Any:
        known = self._json.get(kind)
        if known is None:
            known = msgspec.json.Decoder(kind, dec_hook=self._hook)  # noqa: TID251 - its one home
            self._json[kind] = known
        return known

    def _hook(self, wanted: type, value: Any) -> Any:
        if wanted is Citation:
            return self._citation(value)
        return _period(value) if wanted is Period else Window.parse(value)

    def _citation(self, value: str) -> Citation:
        if self._index is None:
            return Citation(value)
        found = self._index.find(value)
        if found is None:
            raise ValueError(value)
        return found

    def _diagnose(self, value: Any, record_type: type, origin: Origin) -> typing.Iterator[Issue]:
        plan = plan_of(record_type)
        if not isinstance(value, dict):
            yield problems.wrong(
                origin,
                f"expected a mapping of keys, not {problems.kind(value)}",
                "Indent its keys below it.",
            )
            return
        for key in sorted(value.keys() - plan.keys):
            yield problems.unknown_key(key, plan.keys, origin)
        for key in plan.required:
            if key not in value:
                yield problems.missing_key(key, plan.hints[key], origin)
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
            yield problems.wrong(
                place, f"expected a list, not {problems.kind(value)}", "Begin each entry with `- `."
            )

    def _diagnose_value(
        self, key: str, value: Any, hint: Any, place: Origin
    ) -> typing.Iterator[Issue]:
        if typing.get_origin(hint) is tuple:
            if not isinstance(value, list):
                example = "Write it as `[a, b]` or with one `- ` a line."
                yield problems.wrong(
                    place, f"`{key}` must be a list, not {problems.kind(value)}", example
                )
                return
            for position, entry in enumerate(value):
                item_hint = typing.get_args(hint)[0]
                yield from self._diagnose_value(key, entry, item_hint, place.at(position))
            return
        problem = self._problem(key, value, hint, place)
        if problem is not None:
            yield problem

    def _problem(  # noqa: PLR0911 - one line for each type
        self, key: str, value: Any, hint: Any, place: Origin
    ) -> Issue | None:
        if hint is bool or hint is int:
            return problems.typed_problem(key, value, hint, place)
        if isinstance(value, datetime):  # the first pass has typed it
            return None
        if not isinstance(value, str):
            return problems.wrong(
                place, f"`{key}` must be text, not {problems.kind(value)}", "Write one text."
            )
        if hint is Citation:
            return self._citation_problem(value, place)
        if hint is Period:
            return problems.period_problem(key, value, place)
        if hint is Window:
            return problems.window_problem(key, value, place)
        if hint in (date, datetime):
            return problems.date_problem(key, value, hint, place)
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return problems.word_problem(key, value, hint, place)
        if key == "id" and not problems.ID.fullmatch(value):
            return problems.id_problem(key, value, place)
        return None

    def _citation_problem(self, value: str, place: Origin) -> Issue | None:
        if self.knows(value):
            return None
        return problems.citation_problem(value, self._index, place)


_period = lru_cache(maxsize=1_000)(Period.parse)
"""Few lengths stand in many records, and they cannot change."""


def _keys_fit(line: bytes, plan: RecordPlan) -> bool:
    """Whether each key of a line stands once, has a value and is not one that the store fills in.

    The slower way, for lines that say what they need not.
    """
    value = msgspec.json.decode(line)  # noqa: TID251 - its one home
    if not plan.filled_in.isdisjoint(value) or None in value.values():
        return False
    return keys_in(value, plan) == line.count(b'":')


def _quoted(value: Any, plan: RecordPlan, origin: Origin) -> typing.Iterator[Issue]:
    if not isinstance(value, dict):
        return
    for key in plan.typed:
        found = problems.quoted_problem(key, value.get(key), plan.hints[key], origin.at(key))
        if found is not None:
            yield found
    for key, item, many in plan.nested:
        inner = value.get(key)
        if not many:
            yield from _quoted(inner, plan_of(item), origin.at(key))
            continue
        for position, entry in enumerate(inner if isinstance(inner, list) else ()):
            yield from _quoted(entry, plan_of(item), origin.at(key, position))


def _prepare(  # noqa: C901, PLR0911, PLR0912 - one function without calls: the hot path
    value: dict[str, Any], plan: RecordPlan
) -> bool:
    """Type the few fields that are not text, in place; False when the slow pass has to look."""
    if not value.keys() <= plan.keys:
        return False
    for key in plan.whole:
        if (text := value.get(key)) is not None and not isinstance(text, int):
            if not isinstance(text, str) or not problems.WHOLE.fullmatch(text):
                return False
            value[key] = int(text)
    for key in plan.flags:
        if (text := value.get(key)) is not None and not isinstance(text, bool):
            if text not in ("true", "false"):
                return False
            value[key] = text == "true"
    for key in plan.moments:
        if (text := value.get(key)) is not None:
            value[key] = problems.moment(text) if isinstance(text, str) else None
            if value[key] is None:
                value[key] = text
                return False
    identity = value.get("id")
    if identity is not None and not (isinstance(identity, str) and problems.ID.fullmatch(identity)):
        return False
    for key, item, many in plan.nested:
        inner = value.get(key)
        if inner is None:
            continue
        inner_plan = plan_of(item)
        for entry in inner if many else (inner,):
            if not isinstance(entry, dict) or not _prepare(entry, inner_plan):
                return False
    return True


def _mark(record: Any, origin: Origin) -> None:
    """Tell a record, and the records in it, where they were written."""
    plan = plan_of(typing.cast("type", type(record)))
    if plan.has_origin:
        force_setattr(record, "origin", origin)
    if not plan.origin_below:
        return
    for key, item, many in plan.nested:
        if not plan_of(item).has_origin:
            continue
        inner = getattr(record, key)
        for position, entry in enumerate(inner if many else ()):
            _mark(entry, origin.at(key, position))
