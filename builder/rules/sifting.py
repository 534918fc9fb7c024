"""Collected records, a month at a time: what a state rests on is kept, the rest is counted.

How a requirement stands is a maximum: of the days on which its records run out, and of the moments
at which something was concluded. So a month is let go once it was looked at. The law that a test
holds: state, failure and coverage are the same as if every record had been held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime, timedelta

from builder.model.acceptance import accepts
from builder.model.assessment import expires_at
from builder.model.collected import LISTED, Collected, ShownDays, reaches_end_of_day
from builder.model.coverage import covered_days
from builder.model.evidence import (
    Evidence,
    EvidenceKind,
    EvidenceRequirement,
    Method,
    Outcome,
    Proves,
)
from builder.model.period import Period
from builder.rules.seen_evidence import as_known

_CLAMPED = timedelta(days=4)
"""A month after 31 January ends with February: of two records of one age limit the later one runs
out later, but for so many days."""


class Sifter:
    """Takes the months from the latest to the earliest: what replaces a record is never older."""

    def __init__(
        self, requirements: Iterable[EvidenceRequirement], held: Iterable[Evidence], as_of: datetime
    ) -> None:
        """Sift for ``requirements``; ``held`` are the records that are held whole."""
        self._as_of = as_of
        self._replaced: dict[str, datetime] = {}
        self._of = {requirement.id: _OfRequirement(requirement) for requirement in requirements}
        self._total = 0
        self._by_system: Counter[str] = Counter()
        self._first: date | None = None
        self._last: date | None = None
        self._successors: list[Evidence] = []
        self._elders: dict[str, Evidence] = {}
        self._awaited: set[str] = set()
        held = tuple(held)
        self._awaited.update(record.replaces for record in held if record.replaces)
        self._note_replaced(held)

    def take(self, month: Iterable[Evidence]) -> None:
        """Look at every record of a month."""
        month = tuple(month)
        self._note_successions(month)
        seen = [record for record in month if record.collected_at <= self._as_of]
        self._total += len(seen)
        self._note_replaced(record for record in seen if record.replaces)
        replaced = self._replaced
        self._note_extent(seen)
        for record in seen:
            if record.retirement is not None or record.id in replaced:
                record = as_known(record, replaced.get(record.id), self._as_of)  # noqa: PLW2901
            wanted = record.requirements
            for name in wanted if len(wanted) == 1 else dict.fromkeys(wanted):
                of_one = self._of.get(name)
                if of_one is not None:
                    of_one.take(record)

    def sifted(self, ids: Container[str]) -> Collected:
        """What is known once every month was taken; ``ids`` are all records that there are."""
        kept: dict[str, Evidence] = {}
        for of_one in self._of.values():
            kept |= {record.id: record for record in of_one.kept()}
        return Collected(
            kept=tuple(kept[name] for name in sorted(kept)),
            failing={name: tuple(o.failing) for name, o in self._of.items() if o.failing},
            counts={name: o.count for name, o in self._of.items() if o.count},
            shown={name: o.shown() for name, o in self._of.items() if o.count},
            replaced=self._replaced,
            successors=tuple(self._successors),
            elders=self._elders,
            ids=ids,
            by_system=self._by_system,
            observed_from=self._first,
            observed_to=self._last,
            total=self._total,
        )

    def _note_extent(self, seen: list[Evidence]) -> None:
        """The days that are spoken of, and the systems."""
        starts = (record.observed_from for record in seen if record.observed_from)
        ends = (record.observed_to for record in seen if record.observed_to)
        self._first = min((*starts, *([self._first] if self._first else [])), default=None)
        self._last = max((*ends, *([self._last] if self._last else [])), default=None)
        for record in seen:
            if record.systems:
                self._by_system.update(set(record.systems))

    def _note_successions(self, month: Iterable[Evidence]) -> None:
        """Who replaces whom, whatever the moment asks for: a rule looks at that."""
        newer = [record for record in month if record.replaces]
        self._successors += newer
        self._awaited.update(record.replaces for record in newer)
        if self._awaited:
            awaited = self._awaited
            self._elders.update((r.id, r) for r in month if r.id in awaited)

    def _note_replaced(self, records: Iterable[Evidence]) -> None:
        for record in records:
            older, at = record.replaces, record.collected_at
            if older and older != record.id and at <= self._as_of:
                self._replaced[older] = min(self._replaced.get(older, at), at)


class _OfAge:
    """What is kept of the records that count equally long."""

    __slots__ = ("days", "past")

    def __init__(self) -> None:
        self.past: datetime | None = None
        """Of what was collected by then, nothing runs out last."""
        self.days: set[int] = set()


class _OfRequirement:
    """What is kept of the records of one requirement."""

    __slots__ = ("_accepted", "_ages", "_asks_period", "_best", "_looked_at", "_newest",
                 "_of_usual_age", "_requirement", "_telling", "_windows", "count",
                 "failing")  # fmt: skip

    def __init__(self, requirement: EvidenceRequirement) -> None:
        self._requirement = requirement
        self._asks_period = requirement.question is Proves.PERIOD
        self._newest: list[Evidence] = []
        self._best: tuple[datetime, Evidence] | None = None
        self._telling: Evidence | None = None
        self._of_usual_age = _OfAge()
        self._ages: dict[Period, _OfAge] = {requirement.max_age: self._of_usual_age}
        self._looked_at: tuple[EvidenceKind, Method] | None = None
        self._accepted = False
        self._windows: set[tuple[date, date]] = set()
        self.failing: list[Evidence] = []
        self.count = 0

    def take(self, record: Evidence) -> None:
        wanted = self._requirement
        kind_and_method = (record.kind, record.method)
        if kind_and_method != self._looked_at:  # most records of a requirement are of one kind
            self._looked_at, self._accepted = kind_and_method, accepts(wanted, record)
        if not self._accepted:
            return
        self.count += 1
        newest, at = self._newest, record.collected_at
        if len(newest) < LISTED or at >= newest[-1].collected_at:
            newest.append(record)
            newest.sort(key=_latest, reverse=True)
            del newest[LISTED:]
        outcome = record.outcome if record.imported is None else record.outcome_for(wanted.id)
        if not record.complete or outcome is Outcome.UNKNOWN:
            return
        telling = self._telling
        if record.retirement is None and (
            telling is None or at > telling.collected_at or _latest(record) > _latest(telling)
        ):
            self._telling = record
        of_age = self._of_age(record) if record.policies else self._of_usual_age
        ends = record.valid_until or record.replaced_at or record.retirement
        whole = ends is None
        past = of_age.past
        if past is None or at > past:
            end = expires_at(wanted, record)
            if self._best is None or end > self._best[0]:
                self._best = (end, record)
            if whole:
                of_age.past = at - _CLAMPED
        if outcome is Outcome.PASS:
            self._cover(record, of_age, whole=whole)
        else:
            self.failing.append(record)

    def _of_age(self, record: Evidence) -> _OfAge:
        return self._ages.setdefault(record.max_age(self._requirement), _OfAge())

    def _cover(self, record: Evidence, of_age: _OfAge, *, whole: bool) -> None:
        if self._asks_period:
            first, last = record.observed_from, record.observed_to
            if first is not None and last is not None:
                last = min(last, record.collected_at.date())
                if first <= last:
                    self._windows.add((first, last))
        elif whole and not reaches_end_of_day(record.collected_at):
            of_age.days.add(record.collected_at.toordinal())
        elif (days := covered_days(self._requirement, record)) is not None:
            self._windows.add((days.first, days.last))

    def kept(self) -> Iterable[Evidence]:
        yield from self._newest
        if self._best is not None:
            yield self._best[1]
        if self._telling is not None:
            yield self._telling

    def shown(self) -> ShownDays:
        days: Mapping[Period, frozenset[int]] = {
            age: frozenset(of_age.days) for age, of_age in self._ages.items() if of_age.days
        }
        return ShownDays(collected=days, windows=frozenset(self._windows))


def _latest(record: Evidence) -> tuple[datetime, str]:
    return (record.collected_at, record.id)
