"""What was known of the evidence at a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from builder.model.assessment import Freshness
from builder.model.evidence import Evidence, Outcome, Retirement
from builder.rules.assess import assess
from builder.rules.merge import merge
from builder.rules.seen_evidence import seen_evidence
from tests.factories import IDENTITY, NOON, make_evidence, make_workspace

JUNE_20 = datetime(2026, 6, 20, tzinfo=UTC)
JUNE_25 = datetime(2026, 6, 25, tzinfo=UTC)
RETIREMENT = Retirement(record="list-1", retired_at=JUNE_20, retired_by="manager", reason="r")


def test_a_record_is_replaced_when_the_first_one_after_it_was_collected() -> None:
    old = make_evidence("old")
    second = make_evidence("second", replaces="old", collected_at=JUNE_25)
    first = make_evidence("first", replaces="old", collected_at=JUNE_20)
    seen = {record.id: record for record in seen_evidence((old, second, first), NOON)}
    assert seen["old"].replaced_at == JUNE_20
    assert (seen["first"].replaced_at, seen["second"].replaced_at) == (None, None)


def test_what_comes_later_is_not_seen() -> None:
    old = make_evidence("old", retirement=RETIREMENT)
    new = make_evidence("new", replaces="old", collected_at=JUNE_25)
    (alone,) = seen_evidence((old, new), old.collected_at)
    assert (alone.replaced_at, alone.retirement) == (None, None)
    seen = seen_evidence((old, new), JUNE_20)
    assert seen == (old,)
    assert seen[0] is old
    assert seen[0].withdrawn_at == JUNE_20


def test_a_record_cannot_replace_itself() -> None:
    (record,) = seen_evidence((make_evidence("a", replaces="a"),), NOON)
    assert record.replaced_at is None


def test_retired_evidence_ran_out_and_fails_no_more() -> None:
    def row(**facts: Any) -> tuple[Freshness, bool]:
        workspace = make_workspace(evidence=(make_evidence(**facts),))
        (assessed,) = assess(merge(workspace, NOON.date()), NOON, IDENTITY).rows
        return assessed.evidence_state, assessed.fails

    assert row(outcome=Outcome.FAIL) == (Freshness.FRESH, True)
    assert row(outcome=Outcome.FAIL, retirement=RETIREMENT) == (Freshness.STALE, False)


def test_a_row_says_whether_its_evidence_ran_out_or_was_taken_back() -> None:
    def told(*records: Evidence) -> str:
        workspace = make_workspace(evidence=records)
        (row,) = assess(merge(workspace, NOON.date()), NOON, IDENTITY).rows
        (reason,) = row.finding.reasons
        return reason.text

    retired = make_evidence("list-1", retirement=RETIREMENT)
    assert "the evidence was retired on 2026-06-20 (" in told(retired)
    old = make_evidence("old")
    partial = make_evidence("new", replaces="old", collected_at=JUNE_20, complete=False)
    assert "the evidence was replaced on 2026-06-20 (" in told(old, partial)
