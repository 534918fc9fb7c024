"""What a row's reader is told to do next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from builder.model.responsibility import Treatment
from builder.render.next_action import next_action
from builder.rules.assess import assess
from builder.rules.merge import merge
from tests.factories import DAY, IDENTITY, NOON, make_evidence, make_gap, make_workspace


def told(**facts: Any) -> str:
    (row,) = assess(merge(make_workspace(**facts), DAY), NOON, IDENTITY).rows
    return next_action(row)


def accepted(days: int) -> Any:
    return make_gap(treatment=Treatment.ACCEPT, accepted_until=DAY + timedelta(days=days))


def test_an_acceptance_that_has_ended_is_not_met_by_its_own_plan() -> None:
    assert told(evidence=(make_evidence(),), gaps=(accepted(-1),)) == (
        "Mend it, or have it accepted anew. Something is missing."
        " This was accepted until 2026-06-29."
    )


@pytest.mark.parametrize("days", [0, 1])
def test_an_acceptance_that_holds_leaves_the_plan_as_the_next_action(days: int) -> None:
    assert told(gaps=(accepted(days),)) == "By 2026-07-30: Do it."
    assert told(evidence=(make_evidence(),), gaps=(accepted(days),)).startswith("Nothing now")


def test_evidence_that_is_missing_comes_before_an_acceptance() -> None:
    assert told(gaps=(accepted(-1),)).startswith("Bring the first evidence. List: no evidence yet")
