"""Coverage of a window: what each sort of record covers, and where the holes are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from builder.model.assessment import Observation
from builder.model.citation import Citation
from builder.model.coverage import Coverage, coverage
from builder.model.evidence import (
    Evidence,
    EvidenceKind,
    FrozenPolicy,
    Outcome,
    Proves,
    Retirement,
)
from builder.model.period import Period
from builder.model.window import Window
from builder.rules.seen_evidence import seen_evidence
from tests.factories import make_evidence, make_requirement

YEAR = Window.parse("2026-01-01/2026-12-31")
LATER = date(2027, 1, 31)


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def days(first: str, last: str) -> Window:
    return Window.parse(f"2026-{first}/2026-{last}")


def covers(*records: Evidence, as_of: date = LATER, **facts: Any) -> Coverage:
    observation = Observation(
        requirement=make_requirement(**({"max_age": Period(days=30)} | facts)),
        citation=Citation("9.10(b)"),
        evidence=tuple(sorted(records, key=lambda record: record.collected_at, reverse=True)),
    )
    return coverage(observation, YEAR, as_of)


def moment(*records: Evidence, **facts: Any) -> Coverage:
    return covers(*records, proves=Proves.MOMENT, **facts)


def period(*records: Evidence, **facts: Any) -> Coverage:
    return covers(*records, proves=Proves.PERIOD, **facts)


@pytest.mark.parametrize("kind", EvidenceKind)
def test_the_kind_says_what_is_proved_unless_the_requirement_does(kind: EvidenceKind) -> None:
    over_time = kind in (EvidenceKind.RECORD, EvidenceKind.SAMPLE)
    assert make_requirement(kind=kind).question is (Proves.PERIOD if over_time else Proves.MOMENT)
    for set_to in Proves:
        assert make_requirement(kind=kind, proves=set_to).question is set_to


def test_a_moment_holds_from_the_day_of_collection_while_a_day_ends_before_it_runs_out() -> None:
    found = moment(make_evidence(collected_at=at(3, 1)))
    assert found.covered == (days("03-01", "03-30"),)  # runs out at noon on the 31st
    assert found.holes == (days("01-01", "02-28"), days("03-31", "12-31"))
    assert (found.days_covered, found.days_elapsed, found.days_to_come) == (30, 365, 0)


def test_the_last_day_of_its_own_end_is_covered() -> None:
    found = moment(make_evidence(collected_at=at(3, 1), valid_until=date(2026, 3, 10)))
    assert found.covered == (days("03-01", "03-10"),)


def test_a_snapshot_covers_nothing_of_a_period() -> None:
    assert period(make_evidence(collected_at=at(3, 1))).covered == ()
    half = make_evidence(collected_at=at(3, 1), observed_to=date(2026, 2, 28))
    assert period(half).covered == ()


def test_a_period_is_the_days_that_were_observed_whatever_the_age_limit() -> None:
    record = make_evidence(
        collected_at=at(4, 2), observed_from=date(2025, 12, 1), observed_to=date(2026, 3, 31)
    )
    assert period(record).covered == (days("01-01", "03-31"),)
    assert moment(record).covered == (days("04-02", "05-01"),)


def test_nobody_has_observed_days_after_the_collection() -> None:
    facts: dict[str, Any] = {"observed_from": date(2026, 3, 1), "observed_to": date(2026, 3, 31)}
    assert period(make_evidence(collected_at=at(3, 15), **facts)).covered == (
        days("03-01", "03-15"),
    )
    assert period(make_evidence(collected_at=at(2, 15), **facts)).covered == ()
    swapped: dict[str, Any] = {"observed_from": date(2026, 3, 31), "observed_to": date(2026, 3, 1)}
    assert period(make_evidence(collected_at=at(4, 15), **swapped)).covered == ()


@pytest.mark.parametrize(
    "facts", [{"outcome": Outcome.FAIL}, {"outcome": Outcome.UNKNOWN}, {"complete": False}]
)
@pytest.mark.parametrize("question", Proves)
def test_evidence_that_shows_nothing_good_covers_nothing(
    facts: dict[str, Any], question: Proves
) -> None:
    record = make_evidence(
        collected_at=at(4, 2),
        observed_from=date(2026, 3, 1),
        observed_to=date(2026, 3, 31),
        **facts,
    )
    found = covers(record, proves=question)
    assert (found.covered, found.holes) == ((), (YEAR,))
    assert found.failures == ((record,) if facts.get("outcome") is Outcome.FAIL else ())


def test_replaced_and_retired_evidence_covers_until_then() -> None:
    old = make_evidence("old", collected_at=at(3, 1))
    new = make_evidence("new", collected_at=at(3, 10), replaces="old", complete=False)
    (known, _) = seen_evidence((old, new), at(12, 31))
    assert moment(known).covered == (days("03-01", "03-09"),)
    retirement = Retirement(record="old", retired_at=at(3, 5), retired_by="manager", reason="r")
    gone = make_evidence("old", collected_at=at(3, 1), retirement=retirement)
    assert moment(gone).covered == (days("03-01", "03-04"),)
    assert moment(*seen_evidence((gone,), at(3, 4))).covered == (days("03-01", "03-30"),)


def test_the_age_limit_frozen_with_the_record_holds() -> None:
    policies = (
        FrozenPolicy(requirement="other", max_age=Period(days=2)),
        FrozenPolicy(requirement="list", max_age=Period(days=10)),
    )
    found = moment(make_evidence(collected_at=at(3, 1), policies=policies))
    assert found.covered == (days("03-01", "03-10"),)


def test_of_days_to_come_nothing_is_said() -> None:
    found = moment(make_evidence(collected_at=at(3, 1)), as_of=date(2026, 3, 10))
    assert found.elapsed == days("01-01", "03-10")
    assert found.covered == (days("03-01", "03-10"),)
    assert found.holes == (days("01-01", "02-28"),)
    assert (found.days_elapsed, found.days_to_come) == (69, 296)
    before = moment(as_of=date(2025, 12, 31))
    assert (before.elapsed, before.holes, before.days_elapsed) == (None, (), 0)
    assert before.days_to_come == 365
