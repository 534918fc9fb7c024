"""Datasets as artifacts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.model.datasets import Dataset, OddValue, Unseen
from builder.store.dataset_files import dataset_bytes, read_dataset

PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | st.text('aé\n"', max_size=5)
VALUES = PLAIN | st.lists(PLAIN, max_size=3) | st.dictionaries(st.sampled_from("xy"), PLAIN)
ITEMS = st.lists(st.dictionaries(st.sampled_from("abc"), VALUES), max_size=5)


@given(ITEMS, st.data())
def test_the_same_things_in_another_order_are_the_same_bytes(
    items: list[dict[str, Any]], chosen: st.DataObject
) -> None:
    unseen = Unseen(subject="ward", request="GET /rooms/ward", reason="refused")
    held = Dataset(dataset="rooms", complete=False, items=tuple(items), unseen=(unseen,))
    data = dataset_bytes(held)
    items = chosen.draw(st.permutations(items))
    again = Dataset(dataset="rooms", complete=False, items=tuple(items), unseen=(unseen,))
    assert dataset_bytes(again) == data
    read = read_dataset(data)
    assert read is not None
    assert dataset_bytes(read) == data
    assert sorted(map(str, read.items)) == sorted(map(str, json.loads(data)["items"]))


WHOLE = json.loads(dataset_bytes(Dataset(dataset="rooms", complete=True, items=({"room": "a"},))))


@pytest.mark.parametrize(
    "change",
    [
        {"dataset": 1},
        {"complete": "yes"},
        {"items": {}},
        {"items": ["a"]},
        {"unseen": [{"subject": "a"}]},
        {"unseen": [{"subject": 1, "request": "", "reason": "", "needs": ""}]},
        {"odd_values": "a"},
        {"more": 1},
    ],
)
def test_what_is_no_dataset_is_none(change: dict[str, object]) -> None:
    assert read_dataset(json.dumps(WHOLE).encode()) is not None
    assert read_dataset(json.dumps(WHOLE | change).encode()) is None


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_bytes_that_are_no_mapping_are_no_dataset(data: bytes) -> None:
    assert read_dataset(data) is None


def test_odd_values_come_back() -> None:
    odd = OddValue(field="state", value="sleeping")
    held = Dataset(dataset="rooms", complete=True, items=(), odd_values=(odd,))
    assert read_dataset(dataset_bytes(held)) == held
