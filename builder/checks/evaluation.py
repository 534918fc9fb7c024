"""Evaluates checks over datasets: pass, fail, and every way of not knowing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct, to_builtins

from builder.checks.expressions import ExpressionError, Language, item_keys
from builder.model.checks import (
    Approvals,
    Check,
    CheckedPlace,
    CheckResult,
    CheckWaiver,
    CheckWord,
    WhenNone,
)
from builder.model.datasets import Dataset, Item

_LONGEST = 200
"""Characters of a place or a value."""


class SeenDataset(Struct, frozen=True, kw_only=True):
    """A dataset with the record that vouches for it."""

    dataset: Dataset
    record: str
    """Id of the evidence."""
    collected_at: datetime
    """UTC."""


class Surroundings(Struct, frozen=True, kw_only=True):
    """What every check may look at."""

    sets: Mapping[str, SeenDataset]
    """The newest of each name."""
    spaces: tuple[str, ...]
    """Names of the spaces that hold ePHI."""
    apps: tuple[str, ...]
    """Names of the apps that handle it."""
    approvals: Approvals
    waivers: tuple[CheckWaiver, ...]
    as_of: datetime
    """UTC."""


def evaluate(checks: Iterable[Check], around: Surroundings) -> tuple[CheckResult, ...]:
    """What each check comes to, in the order of the checks."""
    language = Language(around.as_of)
    context = {
        "scope": {"spaces": list(around.spaces), "apps": list(around.apps)},
        "approvals": {key: _lists(value) for key, value in to_builtins(around.approvals).items()},
        "sets": {name: list(seen.dataset.items) for name, seen in around.sets.items()},
    }
    return tuple(_result(check, around, language, context) for check in checks)


def _result(
    check: Check, around: Surroundings, language: Language, context: Mapping[str, Any]
) -> CheckResult:
    if not check.observable:
        return CheckResult(check=check, word=CheckWord.NOT_OBSERVABLE)
    seen = around.sets.get(check.dataset)
    if seen is None:
        return CheckResult(check=check, word=CheckWord.NOT_COLLECTED)
    moment = {"collected_at": seen.collected_at.isoformat()}
    judging = _Judging(check, language, {**context, **moment})
    for item in seen.dataset.items:
        judging.judge(item)
    needed = [check.dataset, *check.rests_on]
    records = [around.sets[name].record for name in needed if name in around.sets]
    for name in needed:
        other = around.sets.get(name)
        if other is None:
            judging.reasons.append(f"{name} was not collected")
        elif not other.dataset.complete:
            judging.reasons.append(f"{name} was not seen whole")
    return judging.result(around.waivers, around.as_of.date(), records)


class _Judging:
    """One check on its way over the items."""

    def __init__(self, check: Check, language: Language, context: Mapping[str, Any]) -> None:
        self._check, self._language, self._context = check, language, context
        self._needed = item_keys(check.passes) - set(check.may_lack)
        self.judged = 0
        self.failing: list[CheckedPlace] = []
        self.unknown: list[CheckedPlace] = []
        self.errors: list[str] = []
        self.reasons: list[str] = []

    def judge(self, item: Item) -> None:
        """Look at one item."""
        check, context = self._check, {**self._context, "item": item}
        try:
            wanted = self._language.value(check.judges, context) if check.judges else True
            if wanted is False:
                return
            self.judged += 1
            lacking = any(item.get(key) is None for key in self._needed)
            verdict = None if lacking or wanted is None else self._value(check.passes, context)
            if verdict is True:
                return
            place = CheckedPlace(
                place=self._words(check.place, context), value=self._words(check.value, context)
            )
        except ExpressionError as bad:
            self.errors.append(str(bad))
            return
        if verdict is False:
            self.failing.append(place)
        elif verdict is None:
            self.unknown.append(place)
        else:
            self.errors.append("it came to something other than true, false or null")

    def result(
        self, waivers: Iterable[CheckWaiver], day: date, records: Iterable[str]
    ) -> CheckResult:
        """What it all comes to."""
        waivers = tuple(waivers)
        places = [_waived(one, self._check, waivers, day) for one in sorted(self.failing, key=_key)]
        failing = tuple(one for one in places if not one.waiver)
        waived = tuple(one for one in places if one.waiver)
        reasons = tuple(dict.fromkeys((*self.reasons, *sorted(set(self.errors)))))
        return CheckResult(
            check=self._check,
            word=self._word(failing, waived),
            judged=self.judged,
            failing=failing,
            waived=waived,
            unknown=tuple(sorted(self.unknown, key=_key)),
            reasons=reasons,
            evidence=tuple(dict.fromkeys(records)),
        )

    def _word(
        self, failing: tuple[CheckedPlace, ...], waived: tuple[CheckedPlace, ...]
    ) -> CheckWord:
        if failing:
            return CheckWord.FAIL
        if self.errors:
            return CheckWord.ERROR
        if self.unknown or self.reasons:
            return CheckWord.UNKNOWN
        if waived:
            return CheckWord.WAIVED
        if not self.judged and self._check.when_none is WhenNone.UNKNOWN:
            return CheckWord.UNKNOWN
        return CheckWord.PASS

    def _value(self, expression: str, context: Mapping[str, Any]) -> Any:
        return self._language.value(expression, context)

    def _words(self, expression: str, context: Mapping[str, Any]) -> str:
        value = self._value(expression, context) if expression else None
        return _shown(value)[:_LONGEST]


def _lists(value: Any) -> Any:
    """A value of which expressions can look into the tuples."""
    return list(value) if isinstance(value, tuple) else value


def _waived(
    one: CheckedPlace, check: Check, waivers: tuple[CheckWaiver, ...], day: date
) -> CheckedPlace:
    by = next((waiver.id for waiver in waivers if waiver.covers(check.id, one.place, day)), "")
    return CheckedPlace(place=one.place, value=one.value, waiver=by) if by else one


def _shown(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_shown(one) for one in value) or "none"
    if isinstance(value, float):
        return f"{value:.0f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_shown(one)}" for key, one in value.items())
    return str(value)


def _key(one: CheckedPlace) -> tuple[str, str]:
    return (one.place, one.value)
