"""Every rule finds its positive examples, as its own, and none of its negative ones."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.leak_values import filled
from builder.leaks.matching import matches, ready
from builder.leaks.scanning import scan
from builder.model.leaks import LeakRule
from builder.store.leak_rules import leak_rules

RULES = ready(leak_rules())
DRAWS = 40
"""Each example is drawn that often: a value is random, a rule is not."""

POSITIVE = [(rule, text) for rule in leak_rules() for text in rule.positive]
NEGATIVE = [(rule, text) for rule in leak_rules() for text in rule.negative]


def test_ids_are_unique_and_every_rule_has_both_kinds_of_examples() -> None:
    ids = [rule.id for rule in leak_rules()]
    assert len(ids) == len(set(ids))
    assert all(rule.positive and rule.negative for rule in leak_rules())
    assert all(word == word.lower() for r in leak_rules() for word in (*r.literals, *r.near))


@pytest.mark.parametrize(("rule", "template"), POSITIVE, ids=lambda v: getattr(v, "id", None))
def test_a_positive_example_is_recognized_alone_and_among_all(
    rule: LeakRule, template: str
) -> None:
    alone = ready([rule])
    for seed in range(DRAWS):
        text = filled(template, Random(seed)).encode()
        assert matches(text, alone), text
        assert {m.rule.kind for m in matches(text, RULES)} == {rule.kind}, text


@pytest.mark.parametrize(("rule", "template"), NEGATIVE, ids=lambda v: getattr(v, "id", None))
def test_a_negative_example_is_not(rule: LeakRule, template: str) -> None:
    alone = ready([rule])
    for seed in range(DRAWS):
        text = filled(template, Random(seed)).encode()
        assert matches(text, alone) == [], text


@pytest.mark.parametrize(("rule", "template"), POSITIVE, ids=lambda v: getattr(v, "id", None))
def test_a_leak_never_tells_the_value(rule: LeakRule, template: str) -> None:
    text = filled(template, Random(7))
    (match,) = matches(text.encode(), ready([rule]))[:1]
    value = text.encode()[match.start : match.end].decode()
    name = "notes.txt" if "/" in text else f"notes/{text}.txt"
    for leak in scan(name, text.encode(), ready([rule])):
        told = repr(leak)
        if rule.id != "private-key":  # its form holds nothing of the key
            assert value not in told
