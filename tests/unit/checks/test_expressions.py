"""The expressions of checks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from builder.checks.expressions import ExpressionError, Language, item_keys, problems

NOON = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
CONTEXT: dict[str, Any] = {
    "item": {"a": 1, "ranges": ["0.0.0.0/1", "128.0.0.0/1"], "until": "2026-07-10T12:00:00Z"},
    "sets": {"doors": [{"door": "front", "locked": True}, {"door": "back", "locked": False}]},
    "scope": {"spaces": ["ward"], "apps": []},
    "approvals": {"hosts": ["one"]},
    "collected_at": "2026-06-20T00:00:00+00:00",
}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("days_until(item.until)", 10.0),
        ("days_until(item.nothing)", None),
        ("days_until('soon')", None),
        ("days_between('2026-06-19T00:00:00Z', collected_at)", 1.0),
        ("not_open(item.ranges)", False),
        ('not_open(`["10.0.0.0/8"]`)', True),
        ('not_open(`["::/0"]`)', False),
        ('not_open(`["8000::/1"]`)', False),
        ('not_open(`["64.0.0.0/2", "128.0.0.0/2"]`)', False),
        ("not_open(`[]`)", True),
        ('not_open(`["everywhere"]`)', None),
        ("not_open(item.nothing)", None),
        ('widest(`["10.0.0.0/8", "10.1.0.0/16"]`)', 8),
        ("widest(`[]`)", 32),
        ('widest(`["here"]`)', None),
        ("lookup(sets.doors, 'door', 'back').locked", False),
        ("lookup(sets.doors, 'door', 'side').locked", None),
        ("length(those(sets.doors, 'locked', `true`))", 1),
        ('outside(`["one", "two"]`, approvals.hosts)', ["two"]),
        ("outside(item.nothing, approvals.hosts)", None),
        (
            "months_missing(`[\"2026-04\"]`, '2026-03-05T00:00:00Z', collected_at)",
            ["2026-03", "2026-05"],
        ),
        ("months_missing(`[]`, '2025-12-31T00:00:00Z', '2026-01-01T00:00:00Z')", ["2025-12"]),
        ("months_missing(item.nothing, '2026-03-05T00:00:00Z', collected_at)", None),
        ("lower('ABC')", "abc"),
        ("item.nothing && contains(item.nothing, 'a')", None),
    ],
)
def test_what_an_expression_comes_to(expression: str, value: Any) -> None:
    assert Language(NOON).value(expression, CONTEXT) == value


@pytest.mark.parametrize(
    "expression", ["item.a &&", "", "nothing(item.a)", "abs('a')", "[" * 5_000]
)
def test_what_cannot_be_evaluated_is_one_error(expression: str) -> None:
    with pytest.raises(ExpressionError):
        Language(NOON).value(expression, CONTEXT)


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("item.a", []),
        ("sets.doors[?locked]", []),
        ("sets.keys", ["it looks into `keys`"]),
        ("sets", ["it looks into `sets`"]),
        ("other.a", ["`other` is not one of"]),
        ("open_sesame(item.a)", ["there is no function `open_sesame`"]),
        ("item.a &&", ["Invalid"]),
        ("those(sets.doors, 'door', item.a)[].join('-', [to_string(door), locked])", []),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_judged(expression: str, said: list[str]) -> None:
    found = list(problems(expression, ["doors"]))
    assert len(found) == len(said)
    assert all(one in whole for one, whole in zip(said, found, strict=True))


def test_the_keys_that_are_looked_at_are_known() -> None:
    assert item_keys("item.a && length(item.b[?c == item.d]) > `0`") == {"a", "b"}
    assert item_keys("not_open([item.cidr])") == {"cidr"}
