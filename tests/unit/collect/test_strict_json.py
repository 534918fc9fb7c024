"""JSON that may be believed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.collect.strict_json import DEEPEST, strict_json

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_what_is_sound_arrives_as_it_was_sent(value: Any, ascii_only: bool) -> None:  # noqa: FBT001
    assert strict_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=40))
def test_any_bytes_are_a_value_or_refused_in_one_way(data: bytes) -> None:
    try:
        strict_json(data)
    except ValueError as refused:
        assert str(refused) == "not strict JSON"  # noqa: PT017 - both ways are right
        assert refused.__context__ is None  # noqa: PT017 - which would hold the text


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        r'{"a": 1, "\u0061": 2}',
        '{"x": {"a": 1, "a": 1}}',
        "NaN",
        "[Infinity]",
        "-Infinity",
        "1e999",
        '{"a": -1e999}',
        r'"\ud800"',
        r'{"\udc00": 1}',
        "\ufeff[]",
        "[1,]",
        "",
        "[] []",
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
        '{"a":' * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1),
        "[" * 100_000,
        "9" * 5_000,
    ],
)
def test_what_a_lenient_parser_lets_pass_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^not strict JSON$"):
        strict_json(text.encode())


@pytest.mark.parametrize("data", [b'"\xff"', '["ü"]'.encode("latin-1"), "[]".encode("utf-16")])
def test_only_utf_8_is_read(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"^not strict JSON$"):
        strict_json(data)


def test_as_deep_as_is_allowed_is_read() -> None:
    assert strict_json(b"[" * DEEPEST + b"]" * DEEPEST)


def test_a_pair_of_halves_is_a_character() -> None:
    assert strict_json(rb'"\ud83d\ude00"') == "\U0001f600"
