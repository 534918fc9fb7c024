"""A record of imported rows says something else of each requirement that it serves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from builder.model.assessment import Freshness, Observation
from builder.model.citation import Citation
from builder.model.coverage import coverage
from builder.model.evidence import Evidence, Outcome, Proves
from builder.model.imported import ImportedResults, ImportFormat, RequirementResult, SetAside
from builder.model.period import Period
from builder.model.window import Window
from builder.rules.assess import assess
from builder.rules.merge import merge
from tests.factories import (
    DAY,
    IDENTITY,
    NOON,
    make_evidence,
    make_requirement,
    make_statement,
    make_workspace,
)

RESULTS = {
    "list": RequirementResult(requirement="list", passed=3),
    "doors": RequirementResult(requirement="doors", passed=3, failed=1),
    "keys": RequirementResult(requirement="keys", passed=3, errors=1),
    "logs": RequirementResult(requirement="logs"),
    "muted": RequirementResult(
        requirement="muted", passed=3, set_aside=(SetAside(reason="Muted", rows=2),)
    ),
}


def imported(outcome: Outcome = Outcome.FAIL) -> Evidence:
    results = ImportedResults(format=ImportFormat.SARIF, rows=9, results=tuple(RESULTS.values()))
    return make_evidence(requirements=tuple(RESULTS), outcome=outcome, imported=results)


def observed(requirement: str, *records: Evidence) -> Observation:
    wanted = make_requirement(requirement, proves=Proves.MOMENT)
    return Observation(requirement=wanted, citation=Citation("9.10(b)"), evidence=records)


@pytest.mark.parametrize(
    ("requirement", "outcome", "freshness", "fails"),
    [
        ("list", Outcome.PASS, Freshness.FRESH, False),
        ("doors", Outcome.FAIL, Freshness.FRESH, True),
        ("keys", Outcome.UNKNOWN, Freshness.UNKNOWN, False),
        ("logs", Outcome.UNKNOWN, Freshness.UNKNOWN, False),
        ("muted", Outcome.UNKNOWN, Freshness.UNKNOWN, False),
        ("other", Outcome.FAIL, Freshness.FRESH, True),
    ],
)
def test_each_requirement_has_an_outcome_of_its_own(
    requirement: str, outcome: Outcome, freshness: Freshness, *, fails: bool
) -> None:
    record = imported()
    observation = observed(requirement, record)
    assert record.outcome_for(requirement) is outcome
    assert observation.freshness(NOON, Period.parse("P1D")) is freshness
    assert observation.failing is fails


def test_the_rows_are_believed_and_not_the_word_above_them() -> None:
    assert observed("doors", imported(Outcome.PASS)).failing
    assert not observed("list", imported(Outcome.FAIL)).failing


def test_a_newer_import_that_concludes_nothing_takes_no_failure_back() -> None:
    newer = make_evidence(
        "newer",
        requirements=("doors",),
        collected_at=datetime(2026, 6, 20, tzinfo=UTC),
        outcome=Outcome.UNKNOWN,
        imported=ImportedResults(
            format=ImportFormat.SARIF, results=(RequirementResult(requirement="doors"),)
        ),
    )
    assert observed("doors", newer, imported()).failing


def test_the_reason_of_a_finding_tells_the_rows_of_the_requirement_alone() -> None:
    requirement = make_requirement("doors", title="Doors")
    statement = make_statement(evidence=(requirement,))
    workspace = make_workspace(statements=(statement,), evidence=(imported(),))
    assessment = assess(merge(workspace, DAY), NOON, IDENTITY)
    told = [reason.text for row in assessment.rows for reason in row.finding.reasons]
    assert told == ["Doors: the rows of hand show that it is not met: 1 fail, 3 pass."]


def test_only_passes_cover_days_of_an_audit_window() -> None:
    window = Window(date(2026, 6, 1), date(2026, 6, 30))
    covered = {
        name: coverage(observed(name, imported()), window, date(2026, 6, 30)) for name in RESULTS
    }
    assert {name: found.days_covered > 0 for name, found in covered.items()} == {
        "list": True,
        "doors": False,
        "keys": False,
        "logs": False,
        "muted": False,
    }
    assert {name for name, found in covered.items() if found.failures} == {"doors"}


def test_the_counts_are_told_in_words() -> None:
    assert RESULTS["muted"].words == "2 set aside, 3 pass"
    assert RESULTS["logs"].words == "no row"
