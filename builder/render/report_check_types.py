"""The part of the report that tells of checks."""

from __future__ import annotations

from msgspec import Struct


class PlaceReport(Struct, frozen=True, kw_only=True):
    """One thing of the estate that does not pass."""

    place: str
    value: str
    waiver: str


class CheckReport(Struct, frozen=True, kw_only=True):
    """What a check over collected datasets came to."""

    id: str
    title: str
    citations: tuple[str, ...]
    severity: str
    dataset: str
    result: str
    judged: int
    failing: tuple[PlaceReport, ...]
    unknown: tuple[PlaceReport, ...]
    waived: tuple[PlaceReport, ...]
    reasons: tuple[str, ...]
    evidence: tuple[str, ...]
    remediation: str
