"""When evidence shows a requirement, and until when."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest

from builder.model.assessment import (
    AssessedRow,
    Assessment,
    Freshness,
    Observation,
    expires_at,
    worst,
)
from builder.model.citation import Citation
from builder.model.evidence import Evidence, Outcome
from builder.model.period import Period
from builder.rules.assess import assess
from builder.rules.merge import merge
from tests.factories import (
    DAY,
    IDENTITY,
    NOON,
    make_evidence,
    make_requirement,
    make_workspace,
)

COLLECTED = datetime(2026, 6, 16, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def observe(*evidence: Evidence, max_age: str = "P90D") -> Observation:
    requirement = make_requirement(max_age=Period.parse(max_age))
    return Observation(
        requirement=requirement, citation=Citation("9.10(b)"), evidence=tuple(evidence)
    )


def state(observation: Observation, as_of: datetime, notice: str = "P14D") -> Freshness:
    return observation.freshness(as_of, Period.parse(notice))


def test_fresh_then_due_then_stale_at_the_exact_second() -> None:
    observation = observe(make_evidence(collected_at=COLLECTED))
    end = COLLECTED + timedelta(days=90)
    due = end - timedelta(days=14)
    assert observation.expires_at == end
    assert state(observation, COLLECTED) is Freshness.FRESH
    assert state(observation, due - SECOND) is Freshness.FRESH
    assert state(observation, due) is Freshness.DUE
    assert state(observation, end - SECOND) is Freshness.DUE
    assert state(observation, end) is Freshness.STALE


def test_nothing_is_missing_and_not_stale() -> None:
    observation = observe()
    assert state(observation, NOON) is Freshness.MISSING
    assert observation.newest is None
    assert observation.expires_at is None
    assert not observation.failing


def test_what_is_not_whole_never_shows_anything() -> None:
    whole = make_evidence("old", collected_at=COLLECTED - timedelta(days=10))
    for nothing in (make_evidence(complete=False), make_evidence(outcome=Outcome.UNKNOWN)):
        assert state(observe(nothing), NOON) is Freshness.UNKNOWN
        assert state(observe(nothing, whole), NOON) is Freshness.FRESH


def test_an_own_end_shortens_and_never_lengthens() -> None:
    requirement = make_requirement(max_age=Period(days=90))
    early = make_evidence(valid_until=date(2026, 7, 1))
    assert expires_at(requirement, early) == datetime.combine(
        date(2026, 7, 1), time.max, tzinfo=UTC
    )
    late = make_evidence(valid_until=date.max)
    assert expires_at(requirement, late) == late.collected_at + timedelta(days=90)


@pytest.mark.parametrize(
    ("max_age", "usual", "notice_days"),
    [("P90D", "P30D", 22), ("P1Y", "P30D", 30), ("P7D", "P30D", 1), ("P1D", "P30D", 1)],
)
def test_the_notice_is_at_most_a_quarter_of_the_age(
    max_age: str, usual: str, notice_days: int
) -> None:
    requirement = make_requirement(max_age=Period.parse(max_age))
    assert requirement.notice(Period.parse(usual)).approximate_days == notice_days


def test_a_notice_of_a_month_never_takes_itself_back() -> None:
    # A calendar month after 29 January 13:00 lies behind a month after 30 January 00:00.
    observation = observe(
        make_evidence(collected_at=datetime(2026, 2, 28, 12, tzinfo=UTC) - timedelta(days=365)),
        max_age="P1Y",
    )
    states = [
        state(observation, datetime(2026, 1, 20, tzinfo=UTC) + timedelta(hours=hour), "P1M")
        for hour in range(24 * 40)
    ]
    order = list(Freshness)
    assert [order.index(one) for one in states] == sorted(order.index(one) for one in states)
    assert set(states) == {Freshness.FRESH, Freshness.DUE, Freshness.STALE}


def test_only_the_newest_record_can_fail() -> None:
    good = make_evidence("good")
    bad = make_evidence("bad", outcome=Outcome.FAIL)
    assert observe(bad, good).failing
    assert not observe(good, bad).failing


def test_a_row_is_as_good_as_its_worst_requirement() -> None:
    best_first = [
        Freshness.FRESH, Freshness.DUE, Freshness.STALE, Freshness.UNKNOWN, Freshness.MISSING
    ]  # fmt: skip
    for first, second in product(best_first, repeat=2):
        expected = max(first, second, key=best_first.index)
        assert worst((first, second)) is expected
    assert worst(()) is Freshness.NOT_REQUIRED


def test_what_holds() -> None:
    holding = {one for one in Freshness if one.holds}
    assert holding == {Freshness.FRESH, Freshness.DUE, Freshness.NOT_REQUIRED}


def test_a_row_is_found_by_its_citation() -> None:
    assessment: Assessment = assess(merge(make_workspace(), DAY), NOON, IDENTITY)
    row = assessment.row(Citation("9.10(b)"))
    assert isinstance(row, AssessedRow)
    assert row.citation == Citation("9.10(b)")
    assert assessment.row(Citation("9.10(c)")) is None
