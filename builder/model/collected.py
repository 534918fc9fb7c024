"""What is known of records of which there are too many to hold: what collectors write."""

from collections.abc import Container, Mapping
from datetime import UTC, date, datetime

from msgspec import Struct, field

from builder.model.evidence import Evidence, EvidenceRequirement, Proves
from builder.model.period import Period
from builder.model.window import Window, end_of_day

LISTED = 5
"""Records of a requirement that are listed, the newest first; the others are counted."""


_LAST_HOUR = 23


class ShownDays(Struct, frozen=True, kw_only=True):
    """What records that are not held cover, for one requirement."""

    collected: Mapping[Period, frozenset[int]] = field(default_factory=dict)
    """By how long they count: ordinals of days on which one was collected that ends no sooner."""
    windows: frozenset[tuple[date, date]] = frozenset()
    """First and last days, as `builder.model.coverage.covered_days` tells them."""

    def pieces(self, requirement: EvidenceRequirement) -> list[Window]:
        """The days, as windows that may overlap."""
        found = [Window(first, last) for first, last in self.windows]
        if requirement.question is Proves.PERIOD:
            return found
        for period, days in self.collected.items():
            for ordinal in days:
                first = date.fromordinal(ordinal)
                last = _before(period.after(datetime(*first.timetuple()[:3], tzinfo=UTC)))
                if first <= last:
                    found.append(Window(first, last))
        return found


def _before(end: datetime) -> date:
    """The last day that is over before ``end``'s own, which it does not reach the end of."""
    return date.fromordinal(end.date().toordinal() - 1)


def reaches_end_of_day(moment: datetime) -> bool:
    """Whether it is the last second of its day or later; such records are looked at one by one."""
    return moment.hour == _LAST_HOUR and moment > end_of_day(moment.date())


class Collected(Struct, frozen=True, kw_only=True):
    """Collected records as far as a moment asks for them."""

    kept: tuple[Evidence, ...] = ()
    """Those that a state rests on, and the newest of each requirement; with a page each."""
    failing: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    """Others that show a requirement not met, by requirement."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many were collected by the moment, kept ones among them, by requirement."""
    shown: Mapping[str, ShownDays] = field(default_factory=dict)
    """By requirement; kept ones among them."""
    replaced: Mapping[str, datetime] = field(default_factory=dict)
    """When a record was first replaced by a collected one, by its id."""
    by_system: Mapping[str, int] = field(default_factory=dict)
    """How many were collected about a system by the moment, by its id."""
    observed_from: date | None = None
    """The first day that one of them speaks of."""
    observed_to: date | None = None
    """The last day that one of them speaks of."""
    successors: tuple[Evidence, ...] = ()
    """Collected records that replace another."""
    elders: Mapping[str, Evidence] = field(default_factory=dict)
    """Collected records that are replaced, by id."""
    ids: Container[str] = frozenset()
    """Every record there is, held or not."""
    total: int = 0
    """How many were collected by the moment."""
