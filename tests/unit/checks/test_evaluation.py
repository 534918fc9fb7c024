"""What checks come to: pass, fail, and every way of not knowing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.checks.evaluation import SeenDataset, Surroundings, evaluate
from builder.model.checks import Approvals, Check, CheckResult, CheckWaiver, CheckWord, Severity
from builder.model.citation import Citation
from builder.model.datasets import Dataset

NOON = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)


def check(**facts: Any) -> Check:
    usual: dict[str, Any] = {
        "id": "door-locked",
        "title": "Every door is locked",
        "citations": (Citation("9.10(b)"),),
        "severity": Severity.HIGH,
        "rationale": "An open door lets anybody in.",
        "remediation": "Lock it.",
        "dataset": "doors",
        "passes": "item.locked",
        "place": "item.door",
        "value": "item.locked",
    }
    return Check(**{**usual, **facts})


def judged(
    items: list[dict[str, Any]],
    *waivers: CheckWaiver,
    complete: bool = True,
    as_of: datetime = NOON,
    **facts: Any,
) -> CheckResult:
    dataset = Dataset(dataset="doors", complete=complete, items=tuple(items))
    seen = SeenDataset(dataset=dataset, record="ev-1", collected_at=NOON)
    around = Surroundings(
        sets={"doors": seen},
        spaces=("ward",),
        apps=(),
        approvals=Approvals(),
        waivers=waivers,
        as_of=as_of,
    )
    (result,) = evaluate((check(**facts),), around)
    return result


def door(name: str, locked: Any) -> dict[str, Any]:
    return {"door": name, "locked": locked}


def waiver(**facts: Any) -> CheckWaiver:
    usual: dict[str, Any] = {
        "id": "back-door",
        "check": "door-locked",
        "places": "back*",
        "reason": "The caretaker sits beside it.",
        "approved_by": "manager",
        "granted_on": date(2026, 1, 1),
        "expires": date(2026, 6, 30),
    }
    return CheckWaiver(**{**usual, **facts})


@pytest.mark.parametrize(
    ("items", "facts", "word"),
    [
        ([door("front", True)], {}, CheckWord.PASS),
        ([door("front", True), door("back", False)], {}, CheckWord.FAIL),
        ([door("front", None)], {}, CheckWord.UNKNOWN),
        ([door("front", None), door("back", False)], {}, CheckWord.FAIL),
        ([door("front", "yes")], {}, CheckWord.ERROR),
        ([door("front", True)], {"passes": "abs(item.door)"}, CheckWord.ERROR),
        ([], {}, CheckWord.UNKNOWN),
        ([], {"when_none": "pass"}, CheckWord.PASS),
        (
            [door("front", False)],
            {"judges": "item.door == 'back'", "when_none": "pass"},
            CheckWord.PASS,
        ),
        ([door("front", True)], {"complete": False}, CheckWord.UNKNOWN),
        ([door("front", False)], {"complete": False}, CheckWord.FAIL),
        ([door("front", True)], {"rests_on": ("keys",)}, CheckWord.UNKNOWN),
        (
            [door("front", None)],
            {"passes": "item.locked != `false`", "may_lack": ("locked",)},
            CheckWord.PASS,
        ),
        ([door("front", True)], {"dataset": "windows"}, CheckWord.NOT_COLLECTED),
        ([door("front", True)], {"dataset": ""}, CheckWord.NOT_OBSERVABLE),
    ],
)
def test_the_word(items: list[dict[str, Any]], facts: dict[str, Any], word: CheckWord) -> None:
    assert judged(items, **facts).word is word


def test_places_and_values_are_told_in_order() -> None:
    result = judged([door("side", False), door("back", False), door("front", None)])
    assert [(one.place, one.value) for one in result.failing] == [("back", "no"), ("side", "no")]
    assert [one.place for one in result.unknown] == ["front"]
    assert result.words == "2 fail, 1 unknown of 3"


def test_a_waiver_lets_stand_what_it_names_until_its_day() -> None:
    items = [door("back", False), door("front", True)]
    assert judged(items, waiver()).word is CheckWord.WAIVED
    assert judged(items, waiver()).waived[0].waiver == "back-door"
    assert judged([*items, door("side", False)], waiver()).word is CheckWord.FAIL
    later = NOON + timedelta(days=1)
    assert judged(items, waiver(), as_of=later).word is CheckWord.FAIL
    assert judged(items, waiver(granted_on=date(2026, 7, 1))).word is CheckWord.FAIL
    assert judged(items, waiver(check="another")).word is CheckWord.FAIL
    assert judged(items, waiver(places="front")).word is CheckWord.FAIL


DOORS = st.lists(
    st.builds(door, st.sampled_from(["a", "b", "c"]), st.sampled_from([True, False, None, "x"]))
)


@given(DOORS, st.data())
def test_the_order_of_things_does_not_matter(
    items: list[dict[str, Any]], data: st.DataObject
) -> None:
    assert judged(data.draw(st.permutations(items))) == judged(items)


@given(DOORS, st.data())
def test_what_was_not_seen_never_helps(items: list[dict[str, Any]], data: st.DataObject) -> None:
    """To lose a field, or the rest of the list, turns nothing into a pass."""
    before = judged(items)
    if items:
        position = data.draw(st.integers(0, len(items) - 1))
        hidden = [dict(item) for item in items]
        hidden[position]["locked"] = None
        after = judged(hidden)
        assert not (after.word is CheckWord.PASS and before.word is not CheckWord.PASS)
    assert judged(items, complete=False).word is not CheckWord.PASS


@given(DOORS, st.integers(0, 400))
def test_time_alone_never_improves(items: list[dict[str, Any]], days: int) -> None:
    later = judged(items, waiver(), as_of=NOON + timedelta(days=days)).word
    worst_first = list(CheckWord)
    assert worst_first.index(later) <= worst_first.index(judged(items, waiver()).word)
