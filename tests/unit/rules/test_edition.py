"""The one place where text is taken away, and the table that says whose it is."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from msgspec import Struct
from msgspec.structs import replace

from builder.model.assessment import Assessment
from builder.model.audience import (
    FIELDS,
    INSTEAD,
    OF_NDA,
    OF_RESTRICTED,
    REFERENCES,
    RENAMED,
    Audience,
    Edition,
)
from builder.model.collected import Collected
from builder.model.evidence import Classification, Evidence, Outcome, Retirement
from builder.model.issues import Origin
from builder.model.leaks import Waiver
from builder.model.period import Period
from builder.model.provider import Document
from builder.model.responsibility import CustomerLayer, CustomerStatement, Gap, Workspace
from builder.model.window import Window
from builder.rules.assess import assess
from builder.rules.edition import edition_of
from builder.rules.merge import merge
from builder.rules.sifting import Sifter
from tests.factories import IDENTITY


@pytest.fixture(scope="module")
def workspace(assessment: Assessment) -> Workspace:
    """The example, as it is read."""
    return assessment.matrix.workspace


VALUES = (Origin, Period, Window)
"""Structs without text."""


def types_below(kind: type) -> Iterator[type]:
    """A record's type and those of the records in it, but for places in files."""
    yield kind
    for hint in typing.get_type_hints(kind).values():
        for inner in (hint, *typing.get_args(hint)):
            if isinstance(inner, type) and issubclass(inner, Struct) and inner not in VALUES:
                yield from types_below(inner)


@pytest.mark.parametrize("root", [CustomerLayer, Evidence, Document])
def test_every_field_that_holds_text_has_an_audience(root: type) -> None:
    for kind in set(types_below(root)):
        hints = typing.get_type_hints(kind)
        texts = {name for name, hint in hints.items() if hint in (str, tuple[str, ...])}
        assert texts <= FIELDS[kind].keys(), (kind, texts - FIELDS[kind].keys())
        assert FIELDS[kind].keys() <= hints.keys()


def test_the_other_tables_speak_of_fields_that_the_first_one_has() -> None:
    for kind, name in (*OF_NDA, *OF_RESTRICTED, *INSTEAD, *REFERENCES):
        assert name in FIELDS[kind]
    for kind in (*RENAMED, *REFERENCES.values()):
        assert FIELDS[kind]["id"] is Audience.AUDITOR


@pytest.mark.parametrize("reader", Audience)
def test_a_reader_sees_what_is_for_them_and_for_who_is_trusted_less(reader: Audience) -> None:
    order = list(Audience)
    for meant_for in Audience:
        assert reader.may_see(meant_for) == (order.index(reader) <= order.index(meant_for))


def test_the_internal_edition_is_all_that_was_read(workspace: Workspace) -> None:
    seen, edition = edition_of(workspace, Audience.INTERNAL)
    assert seen is workspace
    assert edition == Edition()


def test_a_record_that_the_table_does_not_know_stops_the_run(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {kind: fields for kind, fields in FIELDS.items() if kind is not Evidence}
    monkeypatch.setattr("builder.rules.edition.FIELDS", known)
    with pytest.raises(KeyError):
        edition_of(workspace, Audience.AUDITOR)


def _seen(workspace: Workspace, audience: Audience, **changes: object) -> Evidence:
    """The first record with changes, as an audience sees it."""
    record = replace(workspace.evidence[0], **changes)
    changed = replace(workspace, evidence=(record, *workspace.evidence[1:]))
    return edition_of(changed, audience)[0].evidence[0]


def test_the_remarks_of_a_failing_record_are_the_auditors(workspace: Workspace) -> None:
    told = {"remarks": "Two hosts are open.", "classification": Classification.INTERNAL}
    passing = _seen(workspace, Audience.AUDITOR, outcome=Outcome.PASS, **told)
    failing = _seen(workspace, Audience.AUDITOR, outcome=Outcome.FAIL, **told)
    customers = _seen(workspace, Audience.CUSTOMER, outcome=Outcome.FAIL, **told)
    assert (passing.remarks, failing.remarks, customers.remarks) == ("", "Two hosts are open.", "")


def test_a_restricted_record_keeps_its_files_to_itself(workspace: Workspace) -> None:
    seen = _seen(workspace, Audience.AUDITOR, classification=Classification.RESTRICTED)
    assert seen.folder == ""
    assert {artifact.file for artifact in seen.artifacts} == {""}
    assert all(artifact.sha256 for artifact in seen.artifacts)
    assert seen.population == workspace.evidence[0].population


def test_what_is_under_an_nda_is_cited(workspace: Workspace) -> None:
    record = workspace.evidence[0]
    retired = Retirement(
        record=record.id,
        retired_at=datetime(2026, 11, 1, tzinfo=UTC),
        retired_by="security-official",
        reason="The report names a host.",
    )
    seen = _seen(
        workspace,
        Audience.AUDITOR,
        classification=Classification.NDA,
        outcome=Outcome.FAIL,
        passage="p. 41",
        remarks="Quoted.",
        population="Hosts",
        sample="Two",
        retirement=retired,
    )
    assert (seen.title, seen.passage, seen.id) == (record.title, "p. 41", record.id)
    assert (seen.collected_at, seen.outcome) == (record.collected_at, Outcome.FAIL)
    assert [a.sha256 for a in seen.artifacts] == [a.sha256 for a in record.artifacts]
    texts = (seen.remarks, seen.population, seen.sample, seen.folder, *seen.systems)
    made = (seen.produced_by.tool, seen.produced_by.version, seen.produced_by.query)
    assert {*texts, *made, *(a.file for a in seen.artifacts)} == {""}
    assert seen.retirement is not None
    assert seen.retirement.reason == ""


def test_a_document_under_an_nda_is_its_title(workspace: Workspace) -> None:
    document = replace(workspace.provider.documents[0], nda=True)
    provider = replace(workspace.provider, documents=(document,))
    seen, _ = edition_of(replace(workspace, provider=provider), Audience.AUDITOR)
    (cited,) = seen.provider.documents
    assert (cited.title, cited.summary, cited.how_to_get) == (document.title, "", "")


def test_ids_are_numbers_for_a_customer_and_still_fit(workspace: Workspace) -> None:
    first, second = workspace.evidence[:2]
    replacing = replace(second, replaces=first.id)
    changed = replace(workspace, evidence=(first, replacing, *workspace.evidence[2:]))
    seen, _ = edition_of(changed, Audience.CUSTOMER)
    assert seen.evidence[1].replaces == seen.evidence[0].id
    ids = [record.id for record in seen.evidence]
    assert ids == sorted(ids)
    wanted = {r.id for statement in seen.customer.statements for r in statement.evidence}
    assert {name for record in seen.evidence for name in record.requirements} <= wanted
    assert {gap.requirement for gap in seen.customer.gaps} - {""} <= wanted
    assert all(name.startswith("requirement-") for name in wanted)


def test_a_waiver_is_told_without_its_files_and_to_no_customer(workspace: Workspace) -> None:
    waiver = Waiver(
        id="w", rule="ssn", files="evidence/x/*", reason="Invented.",
        approved_by="security-official", expires=date(2027, 1, 1),
    )  # fmt: skip
    changed = replace(workspace, customer=replace(workspace.customer, waivers=(waiver,)))
    (told,) = edition_of(changed, Audience.AUDITOR)[0].customer.waivers
    assert (told.reason, told.files) == ("Invented.", "not part of this edition")
    assert edition_of(changed, Audience.CUSTOMER)[0].customer.waivers == ()


def test_only_a_customer_does_not_see_the_workings() -> None:
    seeing = {audience: Edition(audience=audience).sees_workings for audience in Audience}
    assert [audience for audience, sees in seeing.items() if not sees] == [Audience.CUSTOMER]


def test_internal_remarks_are_counted(workspace: Workspace) -> None:
    _, before = edition_of(workspace, Audience.AUDITOR, pages=2)
    statement: CustomerStatement = replace(
        workspace.customer.statements[0], internal_remarks="For us."
    )
    gap: Gap = replace(workspace.customer.gaps[0], internal_remarks="For us.")
    customer = replace(
        workspace.customer,
        statements=(statement, *workspace.customer.statements[1:]),
        gaps=(gap, *workspace.customer.gaps[1:]),
    )
    seen, after = edition_of(replace(workspace, customer=customer), Audience.AUDITOR, pages=2)
    assert after.texts == before.texts + 2
    assert after.pages == 2
    assert seen.customer.statements[0].internal_remarks == ""
    assert seen.customer.gaps[0].internal_remarks == ""


def test_no_record_says_where_in_our_files_it_stands(workspace: Workspace) -> None:
    seen, _ = edition_of(workspace, Audience.AUDITOR)
    assert {record.origin for record in seen.evidence} == {None}
    assert {statement.origin for statement in seen.customer.statements} == {None}


@pytest.mark.parametrize("audience", Audience)
def test_records_in_lines_are_cut_as_others_are(assessment: Assessment, audience: Audience) -> None:
    as_of = assessment.as_of
    workspace = replace(assessment.matrix.workspace, collected=Collected())
    held, lines = workspace.evidence[::2], workspace.evidence[1::2]
    wanted = [r for statement in workspace.customer.statements for r in statement.evidence]
    sifter = Sifter(wanted, held, as_of)
    for record in sorted(lines, key=lambda record: record.collected_at, reverse=True):
        sifter.take((record,))
    parted = replace(workspace, evidence=held, collected=sifter.sifted(frozenset()))
    assert parted.collected.kept == lines
    seen, _ = edition_of(parted, audience)
    whole, _ = edition_of(workspace, audience)
    assert sorted((*seen.evidence, *seen.collected.kept), key=by_id) == list(whole.evidence)
    ours, theirs = (
        assess(merge(each, as_of.date()), as_of, IDENTITY).rows for each in (seen, whole)
    )
    for own, other in zip(ours, theirs, strict=True):
        assert (own.evidence_state, own.finding) == (other.evidence_state, other.finding)
        assert [o.observation.newest for o in own.observations] == [
            o.observation.newest for o in other.observations
        ]


def by_id(record: Evidence) -> str:
    return record.id
