"""How long a record is kept: its creation or its last day in effect, and the years after."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from builder.model.evidence import Retirement
from builder.model.period import Period
from builder.model.retention import keep_until, last_in_effect, retention_periods
from tests.factories import make_evidence, make_requirement, make_workspace

SIX = Period(months=72)
COLLECTED = datetime(2026, 6, 16, 12, tzinfo=UTC)


def test_it_is_kept_from_the_last_day_on_which_it_counts() -> None:
    short, long = make_requirement(), make_requirement("other", max_age=Period(months=12))
    record = make_evidence()
    assert keep_until(record, (short,), (SIX,)) == date(2032, 9, 14)
    assert keep_until(record, (short, long), (SIX,)) == date(2033, 6, 16)


def test_to_replace_or_retire_it_ends_its_effect_and_never_before_its_creation() -> None:
    requirement = make_requirement()
    replaced = make_evidence(replaced_at=datetime(2026, 7, 1, 9, tzinfo=UTC))
    assert last_in_effect(replaced, (requirement,)) == date(2026, 7, 1)
    assert last_in_effect(replaced) == date(2026, 7, 1)
    early = Retirement(
        record="list-1", retired_at=datetime(2026, 1, 1, tzinfo=UTC), retired_by="m", reason="r"
    )
    assert last_in_effect(make_evidence(retirement=early), (requirement,)) == COLLECTED.date()


@pytest.mark.parametrize(
    ("valid_until", "last"), [(None, date(2026, 6, 16)), (date(2026, 12, 31), date(2026, 12, 31))]
)
def test_a_record_that_serves_nothing_has_its_own_end_or_none(
    valid_until: date | None, last: date
) -> None:
    assert last_in_effect(make_evidence(valid_until=valid_until)) == last


def test_the_longest_period_governs_and_without_one_nothing_is_asked() -> None:
    workspace = make_workspace()
    assert retention_periods(workspace) == ()
    assert keep_until(make_evidence(), (), ()) is None
    organization = replace(workspace.customer.organization, retention=Period(months=120))
    frameworks = tuple(replace(f, retention=SIX) for f in workspace.catalog.frameworks)
    workspace = replace(
        workspace,
        catalog=replace(workspace.catalog, frameworks=frameworks),
        customer=replace(workspace.customer, organization=organization),
    )
    periods = retention_periods(workspace)
    assert periods == (*(SIX for _ in frameworks), Period(months=120))
    assert keep_until(make_evidence(), (), periods) == date(2036, 6, 16)


def test_six_years_after_a_leap_day_end_with_february() -> None:
    record = make_evidence(collected_at=datetime(2024, 2, 29, 12, tzinfo=UTC))
    assert keep_until(record, (), (SIX,)) == date(2030, 2, 28)
