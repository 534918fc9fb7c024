"""What a collector brings home: a dataset, the same things of a whole estate in one list.

A dataset says what it could not see. Nothing that was not seen counts as absent, and a list that is
not known to be whole says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

Item = Mapping[str, Any]
"""One thing of a dataset: text, numbers, true and false, null, lists and further items."""


class Unseen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that the collector asked for and did not get to see."""

    subject: str
    """Whose part of the list it is: a space, an app, a team; empty for the list itself."""
    request: str
    """Method and path, without host and query."""
    reason: str
    """In plain words: refused, cut short, not understood."""
    needs: str = ""
    """The role or scope that would see it, where that is the reason."""


class OddValue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word outside the list that was known when the collector was written."""

    field: str
    value: str


class Dataset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything of one sort in an estate, as one artifact holds it.

    No time and no request id stands in it: an estate that has not changed gives the same bytes.
    """

    dataset: str
    """Its name, the same in a collector, in a requirement and in a check."""
    complete: bool
    """Whether every part of the list was seen to its end."""
    items: tuple[Item, ...]
    """In the order of their keys, so that the order of the answers does not matter."""
    unseen: tuple[Unseen, ...] = ()
    odd_values: tuple[OddValue, ...] = ()
