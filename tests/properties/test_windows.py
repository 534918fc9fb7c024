"""The laws of windows and retention: boundary days, zones, leap days, and more evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from builder.model.assessment import Freshness, Observation, expires_at
from builder.model.citation import Citation
from builder.model.coverage import Coverage, coverage
from builder.model.evidence import Evidence, Outcome, Proves, Retirement
from builder.model.period import Period
from builder.model.retention import keep_until
from builder.model.window import Window, end_of_day, left_open, merged
from builder.rules.seen_evidence import seen_evidence
from builder.store.value_problems import moment
from tests.factories import make_evidence, make_requirement

BEST_FIRST = list(Freshness)
ZONES = (timezone(timedelta(hours=-8)), UTC, timezone(timedelta(hours=5, minutes=30)))
LEAP_DAY = date(2024, 2, 29)
ONE_MONTH, ONE_YEAR = Period(months=1), Period(months=12)
NOTICE = Period(days=30)

days = st.dates(date(2024, 1, 1), date(2025, 3, 31)) | st.sampled_from(
    [LEAP_DAY, date(2024, 2, 28), date(2024, 3, 1), date(2024, 1, 31), date(2024, 12, 31)]
)
clock_times = st.times() | st.sampled_from(
    [datetime.min.time(), end_of_day(LEAP_DAY).time(), datetime.max.time()]
)
moments = st.builds(
    lambda day, clock: datetime.combine(day, clock, tzinfo=UTC).replace(microsecond=0),
    days,
    clock_times,
)
windows = st.builds(lambda one, other: Window(min(one, other), max(one, other)), days, days)
limits = st.sampled_from([ONE_MONTH, ONE_YEAR]) | st.builds(
    Period, st.integers(0, 14), st.integers(1, 60)
)
retirements = st.builds(
    Retirement,
    record=st.just("a"),
    retired_at=moments,
    retired_by=st.just("manager"),
    reason=st.just("r"),
)
records = st.builds(
    make_evidence,
    st.sampled_from("abcdef"),
    collected_at=moments,
    complete=st.sampled_from([True, True, False]),
    outcome=st.sampled_from([Outcome.PASS, Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN]),
    valid_until=st.none() | days,
    observed_from=st.none() | days,
    observed_to=st.none() | days,
)
superseding = st.builds(
    lambda record, replaces, retirement: replace(record, replaces=replaces, retirement=retirement),
    records,
    st.sampled_from(["", "", "a", "b", "c"]),
    st.none() | retirements,
)


def observe(evidence: list[Evidence], max_age: Period, proves: Proves, at: datetime) -> Observation:
    newest_first = sorted(
        seen_evidence(evidence, at), key=lambda e: (e.collected_at, e.id), reverse=True
    )
    return Observation(
        requirement=make_requirement(max_age=max_age, proves=proves),
        citation=Citation("9.10(b)"),
        evidence=tuple(newest_first),
    )


def each_day(pieces: tuple[Window, ...]) -> list[date]:
    return [p.first + timedelta(days=n) for p in pieces for n in range(p.days)]


def cover(
    evidence: list[Evidence], max_age: Period, proves: Proves, window: Window, as_of: date
) -> Coverage:
    observation = observe(evidence, max_age, proves, end_of_day(as_of))
    return coverage(observation, window, as_of)


@given(windows, st.lists(windows, max_size=6))
def test_pieces_and_holes_are_the_days_counted_one_by_one(
    window: Window, pieces: list[Window]
) -> None:
    all_days = set(each_day((window,)))
    taken = set(each_day(tuple(pieces)))
    assert each_day(merged(pieces)) == sorted(taken)
    assert each_day(left_open(window, pieces)) == sorted(all_days - taken)


@settings(max_examples=300)
@given(st.lists(superseding, max_size=5), limits, st.sampled_from(Proves), windows, days)
def test_every_day_that_has_passed_is_covered_or_in_a_hole(
    evidence: list[Evidence], max_age: Period, proves: Proves, window: Window, as_of: date
) -> None:
    found = cover(evidence, max_age, proves, window, as_of)
    passed = [day for day in each_day((window,)) if day <= as_of]
    assert sorted([*each_day(found.covered), *each_day(found.holes)]) == passed
    assert found.days_covered + sum(hole.days for hole in found.holes) == found.days_elapsed
    assert found.days_elapsed + found.days_to_come == window.days


@settings(max_examples=300)
@given(st.lists(superseding, max_size=4), limits, days, st.data())
@example([make_evidence(collected_at=end_of_day(LEAP_DAY))], ONE_YEAR, LEAP_DAY, None)
def test_a_day_is_covered_exactly_when_its_own_assessment_finds_it_shown(
    evidence: list[Evidence], max_age: Period, day: date, data: st.DataObject | None
) -> None:
    later = day + timedelta(days=data.draw(st.integers(0, 60)) if data is not None else 60)
    passing = [replace(record, outcome=Outcome.PASS) for record in evidence]
    found = cover(passing, max_age, Proves.MOMENT, Window(day, day), later)
    then = observe(passing, max_age, Proves.MOMENT, end_of_day(day))
    shown = then.freshness(end_of_day(day), NOTICE).holds
    assert (found.covered == (Window(day, day),)) is shown


@settings(max_examples=300)
@given(st.lists(superseding, max_size=4), records, limits, st.sampled_from(Proves), windows)
def test_more_evidence_that_replaces_nothing_never_opens_a_hole(
    known: list[Evidence], more: Evidence, max_age: Period, proves: Proves, window: Window
) -> None:
    more = replace(more, id="more")
    before = cover(known, max_age, proves, window, window.last)
    after = cover([*known, more], max_age, proves, window, window.last)
    assert set(each_day(after.covered)) >= set(each_day(before.covered))


@settings(max_examples=300)
@given(st.lists(superseding, max_size=4), records, limits, moments)
def test_more_evidence_that_replaces_nothing_never_worsens_a_state(
    known: list[Evidence], more: Evidence, max_age: Period, at: datetime
) -> None:
    before = observe(known, max_age, Proves.MOMENT, at).freshness(at, NOTICE)
    after = observe([*known, replace(more, id="more")], max_age, Proves.MOMENT, at)
    assert BEST_FIRST.index(after.freshness(at, NOTICE)) <= BEST_FIRST.index(before)


@settings(max_examples=300)
@given(st.lists(superseding, max_size=4), limits, st.timedeltas(timedelta(0), timedelta(800)))
def test_time_alone_never_improves_a_state_though_records_are_retired_in_it(
    evidence: list[Evidence], max_age: Period, later: timedelta
) -> None:
    start = max((e.collected_at for e in evidence), default=end_of_day(LEAP_DAY))
    early, late = (
        observe(evidence, max_age, Proves.MOMENT, at).freshness(at, NOTICE)
        for at in (start, start + later)
    )
    assert BEST_FIRST.index(late) >= BEST_FIRST.index(early)


@settings(max_examples=300)
@given(records, limits, st.sampled_from(Proves), windows, days)
@example(
    make_evidence(collected_at=datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
    ONE_YEAR, Proves.MOMENT, Window(LEAP_DAY, date(2025, 3, 31)), date(2025, 3, 31),
)  # fmt: skip
@example(
    make_evidence(collected_at=datetime(2024, 1, 31, tzinfo=UTC)),
    ONE_MONTH, Proves.MOMENT, Window(LEAP_DAY, date(2024, 3, 31)), date(2024, 3, 31),
)  # fmt: skip
def test_the_zone_in_which_a_time_is_written_changes_nothing(
    record: Evidence, max_age: Period, proves: Proves, window: Window, as_of: date
) -> None:
    requirement = make_requirement(max_age=max_age, proves=proves)
    told = set()
    for zone in ZONES:
        local = record.collected_at.astimezone(zone)
        read = moment(local.isoformat())
        assert read is not None
        for written in (local, read):
            one = replace(record, collected_at=written)
            found = cover([one], max_age, proves, window, as_of)
            told.add(
                (
                    expires_at(requirement, one).isoformat(),
                    keep_until(one, (requirement,), (ONE_YEAR,)),
                    found.covered,
                    found.holes,
                )
            )
    assert len(told) == 1


def test_boundary_days_of_calendar_arithmetic() -> None:
    def last_day(year: int, month: int, day: int, max_age: Period) -> date:
        record = make_evidence(collected_at=datetime(year, month, day, 23, 59, 59, tzinfo=UTC))
        window = Window(date(year, 1, 1), date(year + 2, 12, 31))
        (piece,) = cover([record], max_age, Proves.MOMENT, window, window.last).covered
        assert piece.first == date(year, month, day)
        return piece.last

    assert last_day(2024, 2, 29, ONE_YEAR) == date(2025, 2, 27)  # it runs out on the 28th
    assert last_day(2023, 2, 28, ONE_YEAR) == date(2024, 2, 27)
    assert last_day(2024, 1, 31, ONE_MONTH) == date(2024, 2, 28)  # on the leap day
    assert last_day(2023, 1, 31, ONE_MONTH) == date(2023, 2, 27)
    assert last_day(2023, 12, 31, ONE_MONTH) == date(2024, 1, 30)


@given(moments, limits, moments, st.sampled_from([ONE_YEAR, Period(months=72)]))
def test_no_record_may_go_before_the_years_after_its_creation(
    collected_at: datetime, max_age: Period, replaced_at: datetime, retention: Period
) -> None:
    requirement = make_requirement(max_age=max_age)
    record = make_evidence(collected_at=collected_at)
    kept = keep_until(record, (requirement,), (retention,))
    ended = keep_until(replace(record, replaced_at=replaced_at), (requirement,), (retention,))
    assert kept is not None
    assert ended is not None
    assert retention.after_day(collected_at.date()) <= ended <= kept
