"""Observations, findings and gaps on a date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from builder.model.assessment import (
    AssessedRow,
    Assessment,
    FindingState,
    Freshness,
    ReasonKind,
)
from builder.model.catalog import ControlKind
from builder.model.citation import Citation
from builder.model.evidence import Outcome
from builder.model.responsibility import Choice, Decision, GapSeverity, Party, Treatment
from builder.model.status import Status
from builder.rules.assess import assess
from builder.rules.merge import merge
from tests.factories import (
    DAY,
    IDENTITY,
    NOON,
    make_agreement,
    make_control,
    make_evidence,
    make_gap,
    make_provider_statement,
    make_requirement,
    make_statement,
    make_workspace,
)

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DECISION = Decision(
    choice=Choice.IMPLEMENT, assessment="a", rationale="r", approver="manager",
    decided_on=date(2026, 1, 1), review_on=date(2026, 6, 29),
)  # fmt: skip


def assessed(as_of: datetime = NOON, **facts: Any) -> Assessment:
    return assess(merge(make_workspace(**facts), as_of.date()), as_of, IDENTITY)


def only_row(as_of: datetime = NOON, **facts: Any) -> AssessedRow:
    (row,) = assessed(as_of, **facts).rows
    return row


def reasons(row: AssessedRow) -> list[str]:
    return [reason.kind.value for reason in row.finding.reasons]


def test_a_row_that_is_done_and_shown_is_satisfied() -> None:
    row = only_row(evidence=(make_evidence(),))
    assert (row.finding.state, row.evidence_state) == (FindingState.SATISFIED, Freshness.FRESH)
    assert (row.newest_on, row.due_on) == (date(2026, 6, 16), date(2026, 9, 14))


def test_evidence_collected_later_is_not_seen() -> None:
    later = make_evidence("later", collected_at=NOON + timedelta(seconds=1))
    exactly = make_evidence("now", collected_at=NOON)
    assert only_row(evidence=(later,)).evidence_state is Freshness.MISSING
    assessment = assessed(evidence=(later, exactly))
    assert [record.id for record in assessment.evidence] == ["now"]


def test_the_newest_record_comes_first_and_a_tie_is_settled_by_id() -> None:
    evidence = tuple(make_evidence(name) for name in ("b", "c", "a"))
    old = make_evidence("z", collected_at=LONG_AGO)
    row = only_row(evidence=(old, *evidence))
    assert [e.id for e in row.observations[0].observation.evidence] == ["c", "b", "a", "z"]


def test_a_record_that_names_a_requirement_twice_counts_once() -> None:
    row = only_row(evidence=(make_evidence(requirements=("list", "list")),))
    assert len(row.observations[0].observation.evidence) == 1


@pytest.mark.parametrize(
    ("evidence", "kind", "words", "since"),
    [
        ((), "evidence-missing", "List: no evidence yet; it must be at most 90 days old.", None),
        (
            (make_evidence(collected_at=LONG_AGO),),
            "evidence-stale",
            "List: the evidence ran out on 2026-04-01 (90 days ago).",
            date(2026, 4, 1),
        ),
        (
            (make_evidence(complete=False),),
            "evidence-unknown",
            "List: the evidence is not whole or concludes nothing, so it shows nothing.",
            date(2026, 6, 16),
        ),
        (
            (make_evidence(outcome=Outcome.FAIL, remarks="Two pages lack."),),
            "evidence-failing",
            "List: the evidence shows that it is not met. Two pages lack.",
            date(2026, 6, 16),
        ),
    ],
)
def test_a_reason_says_what_is_wrong_with_the_evidence(
    evidence: tuple[Any, ...], kind: str, words: str, since: date | None
) -> None:
    row = only_row(evidence=evidence)
    (reason,) = row.finding.reasons
    assert (reason.kind.value, reason.text, reason.since) == (kind, words, since)
    assert reason.requirement == "list"
    assert row.finding.state is FindingState.NOT_SATISFIED


def test_stale_and_failing_are_two_reasons() -> None:
    row = only_row(evidence=(make_evidence(outcome=Outcome.FAIL, collected_at=LONG_AGO),))
    assert reasons(row) == ["evidence-stale", "evidence-failing"]


def test_what_nobody_has_decided_is_not_satisfied_and_nothing_is_shown() -> None:
    row = only_row(statements=())
    assert (reasons(row), row.status) == (["not-determined"], Status.NOT_STATED)
    assert row.evidence_state is Freshness.UNKNOWN


def test_not_applicable_has_no_reasons() -> None:
    statement = make_statement(
        party=Party.NOT_APPLICABLE, status=Status.NOT_APPLICABLE, evidence=()
    )
    row = only_row(statements=(statement,))
    assert (row.finding.state, reasons(row)) == (FindingState.NOT_APPLICABLE, [])
    assert row.evidence_state is Freshness.NOT_REQUIRED


@pytest.mark.parametrize("status", [Status.PLANNED, Status.PARTIAL])
def test_unfinished_is_a_reason(status: Status) -> None:
    row = only_row(statements=(make_statement(status=status),), evidence=(make_evidence(),))
    assert reasons(row) == ["status"]


def test_a_decision_is_overdue_from_the_day_after_its_review() -> None:
    facts: dict[str, Any] = {
        "statements": (make_statement(decision=DECISION),),
        "evidence": (make_evidence(),),
    }
    assert reasons(only_row(NOON - timedelta(days=1), **facts)) == []
    assert reasons(only_row(NOON, **facts)) == ["decision-overdue"]


def test_the_providers_part_ends_with_the_agreement() -> None:
    facts: dict[str, Any] = {
        "statements": (make_statement(party=Party.SHARED, services=("guard",)),),
        "offered": (make_provider_statement(),),
        "evidence": (make_evidence(),),
    }
    assert reasons(only_row(**facts)) == []
    ended: dict[str, Any] = {"agreements": (make_agreement(renewal=date(2026, 6, 29)),)}
    assert reasons(only_row(**facts, **ended)) == ["agreement"]
    assert reasons(only_row(**facts | {"offered": ()}, **ended)) == []
    alone = facts | {"statements": (make_statement(services=("guard",)),)}
    assert reasons(only_row(**alone, **ended)) == []


@pytest.mark.parametrize(
    ("party", "status"),
    [
        (Party.SHARED, Status.PARTIAL),
        (Party.PROVIDER, Status.PARTIAL),
        (Party.CUSTOMER, Status.IMPLEMENTED),
    ],
)
def test_the_status_of_a_row_is_that_of_both_parties(party: Party, status: Status) -> None:
    row = only_row(
        statements=(make_statement(party=party),),
        offered=(make_provider_statement(status=Status.PLANNED),),
    )
    assert row.status is status


def test_a_standard_is_as_far_as_its_specifications() -> None:
    standard = Citation("9.10(b)")
    specification = make_control("9.10(b)(1)", kind=ControlKind.SPECIFICATION, parent=standard)
    assessment = assessed(
        controls=(make_control(), specification),
        statements=(
            make_statement(),
            make_statement("9.10(b)(1)", status=Status.PLANNED, evidence=()),
        ),
        evidence=(make_evidence(),),
    )
    whole, part = assessment.rows
    assert (whole.status, part.status) == (Status.PARTIAL, Status.PLANNED)
    assert reasons(whole) == ["part"]
    assert "9.10(b)(1) is not satisfied" in whole.finding.reasons[0].text
    assert reasons(part) == ["status"]
    gone = assessed(
        controls=(make_control(), specification),
        statements=(
            make_statement(party=Party.NOT_APPLICABLE, status=Status.NOT_APPLICABLE, evidence=()),
            make_statement("9.10(b)(1)", status=Status.PLANNED, evidence=()),
        ),
    )
    assert gone.rows[0].finding.state is FindingState.NOT_APPLICABLE


def test_a_finding_opens_a_gap_until_somebody_registers_one() -> None:
    (listed,) = assessed().gaps
    assert not listed.registered
    gap = listed.gap
    assert (gap.id, gap.severity, gap.owner) == (
        "found-9-10-b-missing-1", GapSeverity.MEDIUM, "receptionist"
    )  # fmt: skip
    assert (gap.opened_on, gap.due_on) == (DAY, DAY + timedelta(days=30))
    mine = make_gap(requirement="list")
    (known,) = assessed(gaps=(mine,)).gaps
    assert (known.registered, known.gap) == (True, mine)


def test_a_gap_that_opens_by_itself_has_a_short_title_and_a_day_if_an_event_gives_one() -> None:
    (missing,) = assessed().gaps
    assert (missing.gap.title, missing.gap.plan, missing.dated) == ("List: no evidence", "", False)
    (stale,) = assessed(evidence=(make_evidence(collected_at=LONG_AGO),)).gaps
    assert (stale.gap.title, stale.dated) == ("List: evidence ran out", True)
    (failing,) = assessed(evidence=(make_evidence(outcome=Outcome.FAIL, remarks="Bad."),)).gaps
    assert (failing.gap.title, failing.dated) == ("List: not met", True)
    assert failing.gap.finding.endswith("Bad.")


def test_remarks_of_a_record_are_told_once_whatever_it_serves() -> None:
    asked = (make_requirement("list"), make_requirement("log"))
    failed = make_evidence(requirements=("list", "log"), outcome=Outcome.FAIL, remarks="Bad.")
    row = only_row(statements=(make_statement(evidence=asked),), evidence=(failed,))
    assert [reason.text for reason in row.finding.reasons] == [
        "List: the evidence shows that it is not met. Bad.",
        "Log: the same record, list-1, shows that it is not met.",
    ]
    assert {reason.requirement for reason in row.finding.reasons} == {"list", "log"}


def test_a_gap_that_is_closed_or_about_something_else_covers_nothing() -> None:
    for gap in (make_gap(), make_gap(requirement="list", closed_on=DAY)):
        assert [listed.registered for listed in assessed(gaps=(gap,)).gaps] == [True, False]
    unborn = make_gap(requirement="list", opened_on=DAY + timedelta(days=1))
    assert [listed.registered for listed in assessed(gaps=(unborn,)).gaps] == [False]


def test_a_gap_points_at_the_evidence_it_is_about() -> None:
    evidence = (make_evidence(outcome=Outcome.FAIL),)
    (found,) = assessed(evidence=evidence).gaps
    assert (found.evidence, found.gap.severity) == (("list-1",), GapSeverity.HIGH)
    assert found.gap.opened_on == date(2026, 6, 16)
    (known,) = assessed(evidence=evidence, gaps=(make_gap(requirement="list"),)).gaps
    assert known.evidence == ("list-1",)


def test_a_status_is_registered_by_people_and_opens_nothing() -> None:
    statement = make_statement(status=Status.PLANNED, evidence=(), responsible="")
    assert assessed(statements=(statement,)).gaps == ()
    overdue = make_statement(decision=DECISION, evidence=(), responsible="")
    (gap,) = assessed(statements=(overdue,)).gaps
    assert (gap.gap.severity, gap.gap.owner) == (GapSeverity.LOW, "manager")


@pytest.mark.parametrize("treatment", Treatment)
def test_an_acceptance_holds_until_its_day_and_then_is_a_reason(treatment: Treatment) -> None:
    evidence = (make_evidence(),)
    for until, expected in (
        (None, []),
        (DAY + timedelta(days=1), []),
        (DAY, []),  # its last day still counts
        (DAY - timedelta(days=1), ["acceptance-ended"]),
    ):
        gap = make_gap(treatment=treatment, accepted_by="manager", accepted_until=until)
        row = only_row(NOON, evidence=evidence, gaps=(gap,))
        assert reasons(row) == expected
        state = FindingState.NOT_SATISFIED if expected else FindingState.SATISFIED
        assert row.finding.state is state


def test_the_reason_names_the_gap_and_the_day_and_opens_no_second_gap() -> None:
    ended = DAY - timedelta(days=1)
    gap = make_gap(accepted_until=ended, requirement="list", treatment=Treatment.ACCEPT)
    found = assessed(evidence=(make_evidence(),), gaps=(gap,))
    (reason,) = found.rows[0].finding.reasons
    assert reason.text == "Something is missing. This was accepted until 2026-06-29."
    assert (reason.requirement, reason.since) == ("list", ended)
    assert [listed.registered for listed in found.gaps] == [True]


@pytest.mark.parametrize(
    "facts", [{"closed_on": DAY}, {"opened_on": DAY + timedelta(days=1)}], ids=["closed", "unborn"]
)
def test_the_acceptance_of_a_gap_that_is_not_open_is_no_reason(facts: dict[str, Any]) -> None:
    gap = make_gap(accepted_until=DAY - timedelta(days=1), **facts)
    assert reasons(only_row(NOON, evidence=(make_evidence(),), gaps=(gap,))) == []


def test_the_next_day_on_which_something_runs_out_is_the_earliest() -> None:
    statement = make_statement(evidence=(make_requirement("list"), make_requirement("book")))
    row = only_row(
        statements=(statement,),
        evidence=(
            make_evidence("a", requirements=("list",)),
            make_evidence("b", requirements=("book",), valid_until=date(2026, 7, 2)),
        ),
    )
    assert (row.due_on, row.evidence_state) == (date(2026, 7, 2), Freshness.DUE)


def test_every_kind_of_reason_can_arise() -> None:
    shown = {
        "evidence-missing", "evidence-stale", "evidence-unknown", "evidence-failing", "status",
        "decision-overdue", "acceptance-ended", "agreement", "not-determined", "not-stated", "part",
        "check-failing", "check-unknown", "workload",
    }  # fmt: skip
    assert shown == {kind.value for kind in ReasonKind}
