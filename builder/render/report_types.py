"""The shape of the report that programs read, and its JSON Schema."""

from __future__ import annotations

import json
import types
import typing
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from builder.render.report_check_types import CheckReport

FORMAT = 1


class CountReport(Struct, frozen=True, kw_only=True):
    """One way of counting with its totals."""

    id: str
    title: str
    note: str
    total: int
    standards: int
    specifications: int
    required_specifications: int
    addressable_specifications: int


class DaysReport(Struct, frozen=True, kw_only=True):
    """A stretch of days, both ends included."""

    first: str
    last: str


class CoverageReport(Struct, frozen=True, kw_only=True):
    """Which days of the audit window the evidence for a requirement covers, up to the day."""

    proves: str
    days_passed: int
    days_covered: int
    covered: tuple[DaysReport, ...]
    holes: tuple[DaysReport, ...]
    failures: tuple[str, ...]


class ObservationReport(Struct, frozen=True, kw_only=True):
    """One evidence requirement as it stands."""

    requirement: str
    title: str
    shows: str
    method: str
    kind: str
    max_age: str
    inherited: bool
    state: str
    evidence: tuple[str, ...]
    unlisted: int
    """How many more records there are, in lines, on which no state rests."""
    newest_on: str | None
    expires_on: str | None
    outcome: str | None
    coverage: CoverageReport | None
    """None without an audit window."""


class ReasonReport(Struct, frozen=True, kw_only=True):
    """Why a row is not satisfied."""

    kind: str
    text: str
    requirement: str
    evidence: str
    check: str


class RowReport(Struct, frozen=True, kw_only=True):
    """One counted element of the rule as it stands; words are those of the catalog's files."""

    citation: str
    title: str
    kind: str
    designation: str | None
    family: str
    counted: bool
    requirement: str
    link: str
    party: str
    provision: str
    duty_kind: str
    duty: str
    statement: str
    status: str
    provider_status: str | None
    customer_status: str
    remarks: str
    internal_remarks: str
    """Empty in every edition but the internal one."""
    accountable: str
    accountable_role: str
    responsible: str
    responsible_role: str
    decision: str | None
    decision_review_on: str | None
    evidence_state: str
    newest_on: str | None
    due_on: str | None
    finding: str
    reasons: tuple[ReasonReport, ...]
    observations: tuple[ObservationReport, ...]
    services: tuple[str, ...]
    basis: tuple[str, ...]
    features: tuple[str, ...]
    next_action: str
    page: str


class GapReport(Struct, frozen=True, kw_only=True):
    """One gap, registered or opened by the assessment itself."""

    id: str
    citation: str
    title: str
    finding: str
    severity: str
    treatment: str
    registered: bool
    dated: bool
    owner: str
    opened_on: str
    due_on: str
    closed_on: str | None
    evidence: tuple[str, ...]
    internal_remarks: str
    """Empty in every edition but the internal one."""


class ArtifactReport(Struct, frozen=True, kw_only=True):
    """A file that a record vouches for."""

    file: str
    media_type: str
    bytes: int
    sha256: str


class EvidenceReport(Struct, frozen=True, kw_only=True):
    """One record of evidence."""

    id: str
    title: str
    passage: str
    """Page or section of a paper that is cited."""
    requirements: tuple[str, ...]
    collected_at: str
    collected_by: str
    outcome: str
    complete: bool
    sample_data: bool
    folder: str
    keep_until: str | None
    replaced_at: str | None
    """When a later record took its place, UTC."""
    retired_at: str | None
    """When a role said that it counts no more, UTC."""
    retired_reason: str
    redactions: tuple[str, ...]
    """What was made unreadable in its artifacts before they were filed."""
    artifacts: tuple[ArtifactReport, ...]


class WaiverReport(Struct, frozen=True, kw_only=True):
    """What the scan for secrets and PHI recognizes and a role lets pass, until a day."""

    id: str
    rule: str
    files: str
    reason: str
    approved_by: str
    expires: str


class SealReport(Struct, frozen=True, kw_only=True):
    """The newest seal of the log; what lies beside it is told, and not checked by a build."""

    number: int
    name: str
    sha256: str
    sealed_at: str
    root: str
    lines: int
    beside: tuple[str, ...]


class LogReport(Struct, frozen=True, kw_only=True):
    """The log of the evidence on the day: lines, their RFC 6962 root, and those not sealed yet."""

    lines: int
    root: str | None
    added: int
    antedated: int
    """Lines that are dated before a seal which does not know them."""
    unlogged: int
    """Records and retirements that stand in no line."""
    seal: SealReport | None


class UncountedReport(Struct, frozen=True, kw_only=True):
    """A paragraph that is shown and is not a row of the matrix."""

    citation: str
    title: str
    framework: str
    kind: str
    requirement: str
    link: str


class Report(Struct, frozen=True, kw_only=True):
    """The whole assessment for programs; it states what is documented and evidenced, no more."""

    format: int
    as_of: str
    build_id: str
    tool_version: str
    catalog_sha256: str
    evidence_sha256: str
    prose_sha256: str
    release: bool
    log: LogReport
    audit_window: DaysReport | None
    audience: str
    """For whom the edition is; ``internal`` holds everything."""
    left_out_texts: int
    left_out_pages: int
    sample_data: bool
    notice: str
    organization: str
    entity_role: str
    provider: str
    framework: str
    edition: str
    counting: tuple[CountReport, ...]
    words: dict[str, dict[str, str]]
    """Labels that readers see for the words of party, status and evidence state."""
    totals: dict[str, dict[str, int]]
    """Rows by word, in the main counting."""
    rows: tuple[RowReport, ...]
    gaps: tuple[GapReport, ...]
    evidence: tuple[EvidenceReport, ...]
    evidence_unlisted: int
    """How many more records there are, in lines, on which no state rests."""
    checks: tuple[CheckReport, ...]
    waivers: tuple[WaiverReport, ...]
    uncounted: tuple[UncountedReport, ...]


def report_schema() -> str:
    """The JSON Schema (2020-12) of the report, made from its types."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ShieldBook report",
        **_schema_of(Report),
    }
    schema["properties"] = {"$schema": {"type": "string"}, **schema["properties"]}
    return json.dumps(schema, indent=1) + "\n"


def _schema_of(hint: Any) -> dict[str, Any]:
    if isinstance(hint, type) and issubclass(hint, Struct):
        hints = typing.get_type_hints(hint)
        names = [field.name for field in fields(hint)]
        return {
            "type": "object",
            "description": (hint.__doc__ or "").split("\n", 1)[0],
            "properties": {name: _schema_of(hints[name]) for name in names},
            "required": names,
        }
    if typing.get_origin(hint) is types.UnionType:
        return {"anyOf": [_schema_of(arg) for arg in typing.get_args(hint)]}
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": _schema_of(typing.get_args(hint)[0])}
    if typing.get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": _schema_of(typing.get_args(hint)[1])}
    plain = {str: "string", int: "integer", bool: "boolean", type(None): "null"}
    return {"type": plain[hint]}
