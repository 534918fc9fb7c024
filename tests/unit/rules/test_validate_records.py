"""What a record claims: that it shows a requirement, replaces one record, and of how many it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from builder.model.acceptance import ACCEPTED_KINDS, ACCEPTED_METHODS, accepts
from builder.model.assessment import Freshness
from builder.model.evidence import (
    Evidence,
    EvidenceKind,
    FrozenPolicy,
    Method,
    PhiAnswer,
    Retirement,
)
from builder.model.period import Period
from builder.rules.assess import assess
from builder.rules.merge import merge
from builder.rules.validate import validate
from tests.factories import (
    DAY,
    IDENTITY,
    NOON,
    make_evidence,
    make_requirement,
    make_statement,
    make_workspace,
)

OLD = make_evidence("old").collected_at
MONTH = Period.parse("P1M")


def retired(record: str, moment: datetime = OLD) -> Retirement:
    return Retirement(record=record, retired_at=moment, retired_by="receptionist", reason="Wrong.")


def codes(*evidence: Evidence, **wanted: Any) -> list[str]:
    """The issues of some records for the requirement ``list``."""
    statement = make_statement(evidence=(make_requirement(**wanted),))
    found = validate(
        make_workspace(statements=(statement,), evidence=evidence), as_of=DAY, latest=DAY
    )
    return [issue.code for issue in found if issue.code.startswith("EVD")]


def test_each_kind_and_method_accepts_itself_first() -> None:
    assert set(ACCEPTED_KINDS) == set(EvidenceKind)
    assert set(ACCEPTED_METHODS) == set(Method)
    assert all(kinds[0] is kind for kind, kinds in ACCEPTED_KINDS.items())
    assert all(methods[0] is method for method, methods in ACCEPTED_METHODS.items())


@pytest.mark.parametrize("kind", list(EvidenceKind))
def test_what_is_only_said_shows_only_what_may_be_said(kind: EvidenceKind) -> None:
    attested = make_evidence(kind=EvidenceKind.ATTESTATION)
    expected = [] if kind is EvidenceKind.ATTESTATION else ["EVD011"]
    assert codes(attested, kind=kind) == expected


def test_a_test_is_never_shown_by_reading() -> None:
    assert codes(make_evidence(method=Method.EXAMINE), method=Method.TEST) == ["EVD011"]
    assert codes(make_evidence(method=Method.TEST), method=Method.EXAMINE) == []


def test_a_retired_record_is_asked_for_nothing() -> None:
    said = make_evidence("a", kind=EvidenceKind.ATTESTATION, retirement=retired("a", NOON))
    assert codes(said, kind=EvidenceKind.CONFIGURATION) == []


def test_a_record_of_another_kind_counts_for_nothing() -> None:
    wanted = make_requirement(kind=EvidenceKind.CONFIGURATION)
    record = make_evidence(kind=EvidenceKind.ATTESTATION)
    assert not accepts(wanted, record)
    workspace = make_workspace(statements=(make_statement(evidence=(wanted,)),), evidence=(record,))
    (row, *_) = assess(merge(workspace, DAY), NOON, IDENTITY).rows
    assert row.evidence_state is Freshness.MISSING


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"population_size": -4}, ["EVD012"]),
        ({"population_size": 4, "sample_size": 5}, ["EVD012"]),
        ({"population_size": 4, "sample_size": -1}, ["EVD012"]),
        ({"sample_size": 4}, ["EVD012"]),
        ({"population_size": 4, "sample_size": 4}, []),
        ({"population_size": 0, "sample_size": 0}, []),
        ({"contains_phi": PhiAnswer.REDACTED}, ["EVD012"]),
        ({"contains_phi": PhiAnswer.REDACTED, "redactions": (" ",)}, ["EVD012"]),
        ({"contains_phi": PhiAnswer.REDACTED, "redactions": ("a.txt: names",)}, []),
    ],
)
def test_numbers_and_redactions(facts: dict[str, Any], expected: list[str]) -> None:
    assert codes(make_evidence(**facts)) == expected


def later(name: str, days: int, **facts: Any) -> Evidence:
    """A record that replaces ``old``, collected some days after it."""
    return make_evidence(name, collected_at=OLD + timedelta(days=days), replaces="old", **facts)


def test_a_record_is_replaced_once_and_not_after_it_was_retired() -> None:
    old = make_evidence("old")
    assert codes(old, later("new", 1)) == []
    assert codes(old, later("new", 1), later("newer", 2)) == ["EVD010"]
    assert codes(old, later("new", 1), later("newer", 2, retirement=retired("newer", NOON))) == []
    gone = make_evidence("old", retirement=retired("old"))
    assert codes(gone, later("new", 1)) == ["EVD010"]
    after = make_evidence("old", retirement=retired("old", OLD + timedelta(days=2)))
    assert codes(after, later("new", 1)) == []


def test_a_record_gives_itself_no_more_time_than_its_requirement() -> None:
    def given(age: str, **fields: Any) -> list[str]:
        policy = FrozenPolicy(requirement="list", max_age=Period.parse(age))
        return codes(replace(make_evidence("new", **fields), policies=(policy,)), max_age=MONTH)

    assert given("P99Y") == ["EVD010"]
    assert given("P2M") == ["EVD010"]
    assert given("P1M") == []
    assert given("P3D") == []
    assert given("P2M", recorded_at=OLD) == []  # asked when it was filed, and less today
