"""What the rules say of records in lines is what they say of records that are held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from builder.model.evidence import Evidence, EvidenceKind, Method, PhiAnswer, Retirement
from builder.model.issues import Issue, Origin, Unread
from builder.rules.context import Context
from builder.rules.sifting import Sifter
from builder.rules.validate import RecordCheck, validate
from tests.factories import (
    DAY,
    NOON,
    make_evidence,
    make_requirement,
    make_statement,
    make_workspace,
)

REQUIREMENTS = (make_requirement("list"),)
STATEMENT = make_statement(evidence=REQUIREMENTS)


@st.composite
def claims(draw: st.DrawFn) -> list[Evidence]:
    """Records of some months, many of which claim what cannot be."""
    found: list[Evidence] = []
    moments = st.datetimes(datetime(2026, 3, 1), datetime(2026, 8, 1))  # noqa: DTZ001
    for number, moment in enumerate(sorted(draw(st.lists(moments, max_size=12)))):
        at = moment.replace(microsecond=0, tzinfo=UTC)
        name = f"r-{number:02}"
        facts: dict[str, Any] = {
            "collected_at": at,
            "requirements": draw(st.sampled_from([("list",), ("lists",), ("list", "lists")])),
            "kind": draw(st.sampled_from([EvidenceKind.RECORD, EvidenceKind.ATTESTATION])),
            "method": draw(st.sampled_from([Method.EXAMINE, Method.INTERVIEW])),
            "contains_phi": draw(st.sampled_from(PhiAnswer)),
            "sample_size": draw(st.sampled_from([None, None, 3, -1])),
            "population_size": draw(st.sampled_from([None, 2, 4])),
            "observed_from": draw(st.sampled_from([None, date(2026, 5, 1), date(2026, 9, 1)])),
            "origin": Origin(f"evidence/records/{at:%Y-%m}.jsonl", (number + 1,)),
        }
        if draw(st.booleans()) and found:
            facts["replaces"] = draw(st.sampled_from([*found[-2:], make_evidence("none")])).id
        if draw(st.integers(0, 3)) == 0:
            retired_at = at + timedelta(days=draw(st.integers(0, 30)))
            facts["retirement"] = Retirement(
                record=name, retired_at=retired_at, retired_by="manager", reason="Wrong."
            )
        found.append(make_evidence(name, **facts))
    return found


def said(issues: Iterable[Issue]) -> list[tuple[str, str, str]]:
    codes = ("EVD", "REC")
    return sorted((i.code, str(i.origin), i.message) for i in issues if i.code.startswith(codes))


@given(claims(), st.sets(st.integers(0, 11)))
def test_the_rules_say_the_same_of_lines(every: list[Evidence], by_hand: set[int]) -> None:
    held = tuple(record for number, record in enumerate(every) if number in by_hand)
    lines = [record for number, record in enumerate(every) if number not in by_hand]
    months: dict[str, list[Evidence]] = defaultdict(list)
    for record in lines:
        months[f"{record.collected_at:%Y-%m}"].append(record)
    whole = make_workspace(statements=(STATEMENT,), evidence=tuple(every))
    parted = replace(whole, evidence=held)
    check = RecordCheck(Context(parted, DAY, DAY), Unread())
    sifter = Sifter(REQUIREMENTS, held, NOON)
    for month in sorted(months, reverse=True):
        check.take(months[month])
        sifter.take(months[month])
    collected = sifter.sifted(frozenset(record.id for record in every))
    parted = replace(parted, collected=collected)
    of_lines = [*check.issues, *validate(parted, as_of=DAY, latest=DAY)]
    assert said(of_lines) == said(validate(whole, as_of=DAY, latest=DAY))
