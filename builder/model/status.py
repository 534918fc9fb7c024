"""How far a safeguard is along, and how parts add up to a whole."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """Implementation status: OSCAL's five words, and one for what nobody has filled in."""

    IMPLEMENTED = "implemented"
    PARTIAL = "partial"
    PLANNED = "planned"
    ALTERNATIVE = "alternative"
    NOT_APPLICABLE = "not-applicable"
    NOT_STATED = "not-stated"
    """Drafts only: nobody has said yet. Not a word of OSCAL, and no promise as *planned* is one."""


def roll_up(first: Status, second: Status) -> Status:
    """The status of a whole with these two parts.

    The table: a part that is not applicable does not count; equal parts give themselves;
    an alternative beside an implemented part gives *alternative*, because the whole rests on
    it; what is not stated beside a planned part leaves the whole not stated, because nothing
    is in place; every other pair is *partial*, so planned + implemented is never implemented.
    """
    if first is Status.NOT_APPLICABLE:
        return second
    if second is Status.NOT_APPLICABLE or first is second:
        return first
    if {first, second} == {Status.IMPLEMENTED, Status.ALTERNATIVE}:
        return Status.ALTERNATIVE
    if {first, second} == {Status.PLANNED, Status.NOT_STATED}:
        return Status.NOT_STATED
    return Status.PARTIAL


def roll_up_all(parts: Iterable[Status]) -> Status:
    """The status of a whole with these parts, in any order; no part at all is not applicable."""
    whole = Status.NOT_APPLICABLE
    for part in parts:
        whole = roll_up(whole, part)
    return whole
