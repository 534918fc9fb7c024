"""What is kept of collected records tells the same as if every one had been held."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from builder.model.assessment import Assessment
from builder.model.collected import LISTED
from builder.model.coverage import coverage
from builder.model.evidence import (
    Evidence,
    EvidenceKind,
    EvidenceRequirement,
    FrozenPolicy,
    Outcome,
    Retirement,
)
from builder.model.imported import ImportedResults, ImportFormat, RequirementResult
from builder.model.period import Period
from builder.model.responsibility import Workspace
from builder.model.window import Window
from builder.rules.assess import assess
from builder.rules.merge import merge
from builder.rules.sifting import Sifter
from tests.factories import (
    DAY,
    IDENTITY,
    NOON,
    make_evidence,
    make_requirement,
    make_statement,
    make_workspace,
)

WINDOW = Window(date(2026, 1, 1), date(2026, 12, 31))
REQUIREMENTS = (
    make_requirement("list", max_age=Period(days=20)),
    make_requirement("said", kind=EvidenceKind.ATTESTATION, max_age=Period(months=1)),
)
STATEMENT = make_statement(evidence=REQUIREMENTS)


KINDS = (*[EvidenceKind.RECORD] * 4, EvidenceKind.ATTESTATION, EvidenceKind.CONFIGURATION)
"""The second one shows nothing of ``list``, the third one nothing of ``said``."""


def results() -> st.SearchStrategy[ImportedResults]:
    """Rows that come to one outcome for ``list``, whatever the record comes to."""
    counts = st.tuples(*[st.integers(0, 1)] * 3)
    return counts.map(lambda found: _of_list(*found))


def _of_list(passed: int, failed: int, errors: int) -> ImportedResults:
    one = RequirementResult(requirement="list", passed=passed, failed=failed, errors=errors)
    return ImportedResults(format=ImportFormat.SARIF, results=(one,))


@st.composite
def records(draw: st.DrawFn) -> list[Evidence]:
    """Some months of records; a record may replace an earlier one, or be retired."""
    found: list[Evidence] = []
    moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 7, 20))  # noqa: DTZ001
    for number, moment in enumerate(sorted(draw(st.lists(moments, max_size=25)))):
        at = moment.replace(microsecond=0, tzinfo=UTC)
        facts: dict[str, Any] = {"collected_at": at}
        facts["requirements"] = draw(st.sampled_from([("list",), ("said",), ("list", "said")]))
        facts["outcome"] = draw(st.sampled_from([*Outcome, Outcome.PASS, Outcome.PASS]))
        facts["complete"] = draw(st.sampled_from([True, True, True, False]))
        facts["kind"] = draw(st.sampled_from(KINDS))
        if draw(st.integers(0, 3)) == 0:
            facts["imported"] = draw(results())
        if draw(st.booleans()):
            facts["observed_from"] = at.date() - timedelta(days=draw(st.integers(0, 9)))
            facts["observed_to"] = at.date()
        if draw(st.integers(0, 5)) == 0:
            facts["valid_until"] = at.date() + timedelta(days=draw(st.integers(0, 40)))
        if draw(st.integers(0, 5)) == 0:
            length = Period(days=draw(st.integers(1, 60)))
            facts["policies"] = (FrozenPolicy(requirement="said", max_age=length),)
        if found and draw(st.integers(0, 4)) == 0:
            facts["replaces"] = draw(st.sampled_from(found)).id
        if draw(st.integers(0, 6)) == 0:
            facts["retirement"] = Retirement(
                record=f"r-{number:02}",
                retired_at=at + timedelta(days=draw(st.integers(0, 30))),
                retired_by="manager",
                reason="Wrong.",
            )
        found.append(make_evidence(f"r-{number:02}", **facts))
    return found


def assessed(workspace: Workspace) -> Assessment:
    return assess(merge(workspace, DAY), NOON, IDENTITY)


def sifted(
    held: list[Evidence], lines: list[Evidence], asked: tuple[EvidenceRequirement, ...]
) -> Workspace:
    sifter = Sifter(asked, held, NOON)
    months: dict[str, list[Evidence]] = defaultdict(list)
    for record in lines:
        months[f"{record.collected_at:%Y-%m}"].append(record)
    for month in sorted(months, reverse=True):
        sifter.take(months[month])
    ids = frozenset(record.id for record in (*held, *lines))
    return replace(
        make_workspace(statements=(STATEMENT,), evidence=tuple(held)), collected=sifter.sifted(ids)
    )


@given(records(), st.sets(st.integers(0, 24)), st.randoms(use_true_random=False))
def test_state_failure_and_coverage_are_as_if_all_were_held(
    every: list[Evidence], by_hand: set[int], chance: Any
) -> None:
    whole = assessed(make_workspace(statements=(STATEMENT,), evidence=tuple(every)))
    held = [record for number, record in enumerate(every) if number in by_hand]
    lines = [record for number, record in enumerate(every) if number not in by_hand]
    chance.shuffle(lines)
    parted = assessed(sifted(held, lines, REQUIREMENTS))
    for ours, theirs in zip(parted.rows[0].observations, whole.rows[0].observations, strict=True):
        assert (ours.state, ours.responsible) == (theirs.state, theirs.responsible)
        own, other = ours.observation, theirs.observation
        assert own.newest == other.newest
        assert own.expires_at == other.expires_at
        assert own.failed == other.failed
        assert len(own.evidence) + own.unlisted == len(other.evidence)
        assert own.evidence[:LISTED] == other.evidence[:LISTED]
        for day in (DAY, date(2026, 3, 31)):
            own_days, other_days = coverage(own, WINDOW, day), coverage(other, WINDOW, day)
            assert (own_days.covered, own_days.holes) == (other_days.covered, other_days.holes)
            assert [f.id for f in own_days.failures] == [f.id for f in other_days.failures]
    assert parted.rows[0].finding == whole.rows[0].finding
    assert len(parted.evidence) + parted.unlisted == len(whole.evidence)


def test_of_very_many_few_are_kept() -> None:
    start = datetime(2020, 7, 1, 9, tzinfo=UTC)
    every = [
        make_evidence(f"r-{n:04}", collected_at=start + timedelta(days=n)) for n in range(2_100)
    ]
    collected = sifted([], every, REQUIREMENTS).collected
    assert [record.id for record in collected.kept] == [f"r-{n:04}" for n in range(2_095, 2_100)]
    assert collected.counts == {"list": 2_100}


def test_a_failure_is_kept_behind_many_that_conclude_nothing() -> None:
    start = datetime(2026, 6, 1, 9, tzinfo=UTC)
    long = (FrozenPolicy(requirement="list", max_age=Period(days=300)),)
    every = [
        make_evidence("a", collected_at=start, policies=long),
        make_evidence("b", collected_at=start + timedelta(days=1), outcome=Outcome.FAIL),
        *(
            make_evidence(f"c-{n}", collected_at=start + timedelta(days=n), outcome=Outcome.UNKNOWN)
            for n in range(2, 2 + LISTED)
        ),
    ]
    observation = assessed(sifted([], every, REQUIREMENTS)).rows[0].observations[0].observation
    assert observation.failed == every[1]
