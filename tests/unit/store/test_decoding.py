"""Records out of plain values: every problem of a record at once, each at its place."""

from __future__ import annotations

import typing
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec import Struct

from builder.model.catalog import Control, Counted, CountingConvention, Framework
from builder.model.citation import Citation, CitationIndex
from builder.model.evidence import Evidence, PhiAnswer
from builder.model.issues import Issue, Origin
from builder.model.organization import Agreement, Organization, Role
from builder.model.period import Period
from builder.model.responsibility import CustomerStatement
from builder.store.decoding import Decoder
from builder.store.yaml_nodes import MOST_ISSUES

HERE = Origin("f.yml", ("items", 3))
INDEX = CitationIndex.of([(Citation("9.10(a)(1)"), ("9.10(a)",)), (Citation("9.10(b)"), ())])

RECORD: dict[str, Any] = {
    "id": "list-1",
    "title": "A list",
    "requirements": ["list"],
    "method": "examine",
    "kind": "record",
    "produced_by": {"tool": "hand"},
    "collected_at": "2026-06-16T12:00:00Z",
    "collected_by": "receptionist",
    "artifacts": [{"file": "a", "media_type": "text/plain", "bytes": "12", "sha256": "0"}],
    "classification": "internal",
    "contains_phi": "no",
    "complete": "true",
    "outcome": "pass",
}


def decode(value: Any, record_type: type[Any], index: CitationIndex | None = None) -> Any:
    issues: list[Issue] = []
    record = Decoder(index).decode(value, record_type, HERE, issues)
    assert issues == []
    assert isinstance(record, Struct)
    return record


def problems(value: Any, record_type: type[Any], index: CitationIndex | None = None) -> list[Issue]:
    issues: list[Issue] = []
    assert Decoder(index).decode(value, record_type, HERE, issues) is None
    assert all(issue.hint for issue in issues)
    return issues


def found(value: Any, record_type: type[Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    return [
        (issue.code, issue.origin.path[2:])
        for issue in problems(value, record_type)
        if issue.origin is not None
    ]


def test_a_good_record_is_typed_and_knows_its_place() -> None:
    record = decode(
        RECORD | {"population_size": "-3", "complete": "false", "valid_until": "2026-12-31"},
        Evidence,
    )
    assert record.collected_at == datetime(2026, 6, 16, 12, tzinfo=UTC)
    assert record.contains_phi is PhiAnswer.NO
    assert record.artifacts[0].bytes == 12
    assert (record.population_size, record.complete) == (-3, False)
    assert record.valid_until == date(2026, 12, 31)
    assert record.origin == HERE


def test_records_inside_a_record_know_their_places() -> None:
    role = {"id": "manager", "title": "Manager", "summary": "Answers."}
    organization = decode(
        {
            "id": "c",
            "name": "C",
            "entity_role": "covered-entity",
            "summary": "s",
            "roles": [role] * 2,
            "notice": "P2W",
        },
        Organization,
    )
    assert organization.roles[1].origin == HERE.at("roles", 1)
    assert organization.notice == Period(days=14)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-06-16T12:00:00+02:00", datetime(2026, 6, 16, 10, tzinfo=UTC)),
        ("2026-06-16T00:30:00+02:00", datetime(2026, 6, 15, 22, 30, tzinfo=UTC)),
        ("2026-06-16 12:00:00z", datetime(2026, 6, 16, 12, tzinfo=UTC)),
        ("2026-06-16t12:00Z", datetime(2026, 6, 16, 12, tzinfo=UTC)),
        ("2026-06-16T12:00:00.25Z", datetime(2026, 6, 16, 12, 0, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_a_moment_is_kept_in_utc(text: str, moment: datetime) -> None:
    collected = decode(RECORD | {"collected_at": text}, Evidence).collected_at
    assert collected == moment
    assert collected.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-06-16T12:00:00", "REC005"),
        ("2026-06-16T12:00", "REC005"),
        ("2026-06-16", "REC005"),
        ("2026-06-16T25:00:00Z", "REC004"),
        ("2026-02-30T12:00:00Z", "REC004"),
        ("2026-06-16T12:00:60Z", "REC004"),
        ("2026-06-16T12:00:00+25:00", "REC004"),
        ("0001-01-01T00:00:00+05:00", "REC004"),
        ("9999-12-31T23:59:59-05:00", "REC004"),
        ("yesterday", "REC004"),
        ("\u0662026-06-16T12:00:00Z", "REC004"),
    ],
)
def test_a_moment_without_zone_or_sense_is_refused(text: str, code: str) -> None:
    assert found(RECORD | {"collected_at": text}, Evidence) == [(code, ("collected_at",))]


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-31",
        "31.12.2026",
        "2026-1-1",
        "2026-W01-1",
        "20260101",
        "0000-01-01",
        "2026-01-01T00:00:00Z",
        "\u0662026-01-01",
    ],
)
def test_a_day_is_year_month_day(text: str) -> None:
    assert found(RECORD | {"valid_until": text}, Evidence) == [("REC004", ("valid_until",))]


@pytest.mark.parametrize("text", ["yes", "no", "on", "True", "TRUE", "1", "null"])
def test_only_true_and_false_are_truth_values(text: str) -> None:
    assert found(RECORD | {"complete": text}, Evidence) == [("REC003", ("complete",))]
    assert found(RECORD | {"complete": ["true"]}, Evidence) == [("REC003", ("complete",))]


@pytest.mark.parametrize(
    "text", ["0644", "1e3", "1_000", "+1", "1.0", "", "0x10", "\u0661", "1" * 19, "-0"]
)
def test_only_plain_digits_are_numbers(text: str) -> None:
    assert found(RECORD | {"population_size": text}, Evidence) == [("REC003", ("population_size",))]


@pytest.mark.parametrize(
    "word", ["Examine", "EXAMINE", " examine", "examined", "0", "\u0435xamine"]
)
def test_a_word_of_a_list_matches_exactly(word: str) -> None:
    (issue,) = problems(RECORD | {"method": word}, Evidence)
    assert issue.code == "REC003"
    assert "examine, interview, test" in issue.message


def test_a_near_word_is_suggested_and_a_far_one_is_not() -> None:
    assert problems(RECORD | {"method": "Examin"}, Evidence)[0].hint == "Did you mean `examine`?"
    assert problems(RECORD | {"method": "zzz"}, Evidence)[0].hint == "Write one of these words."


@pytest.mark.parametrize(
    "identity",
    ["", "A", "a b", "a/b", "../a", ".a", "-a", "\u0430bc", "\uff41", "a" * 65, "a_b", "con\u0000"],
)
def test_an_id_is_strict_ascii(identity: str) -> None:
    assert found(RECORD | {"id": identity}, Evidence) == [("REC007", ("id",))]


@pytest.mark.parametrize("identity", ["con", "nul", "aux", "prn.txt", "com1", "lpt9.a.b"])
def test_a_name_that_windows_keeps_is_no_id(identity: str) -> None:
    (issue,) = problems(RECORD | {"id": identity}, Evidence)
    assert issue.code == "REC007"
    assert f"Windows keeps `{identity}`" in issue.message
    assert issue.hint.startswith(f"Write `{identity.replace('.', '-')}-1`")


@pytest.mark.parametrize("identity", ["control", "con-1", "a.con", "com10", "null", "console.x"])
def test_a_name_that_only_begins_like_one_is_an_id(identity: str) -> None:
    assert decode(RECORD | {"id": identity}, Evidence).id == identity


def test_a_better_id_is_suggested_when_there_is_one() -> None:
    assert problems(RECORD | {"id": "Front Desk!"}, Evidence)[0].hint == "Write `front-desk`."
    assert (
        problems(RECORD | {"id": "\u00a7\u00a7"}, Evidence)[0].hint == "Write a short name for it."
    )


def test_every_problem_of_a_record_is_found_at_once() -> None:
    value = RECORD | {
        "stauts": "x",
        "collected_at": "2026-06-16T12:00:00",
        "requirements": "list",
        "produced_by": "hand",
        "artifacts": [{"file": ["a"], "media_type": "text/plain", "bytes": "x"}, "b"],
    }
    del value["title"]
    assert sorted(found(value, Evidence)) == [
        ("REC001", ("stauts",)),
        ("REC002", ()),
        ("REC002", ("artifacts", 0)),
        ("REC003", ("artifacts", 0, "bytes")),
        ("REC003", ("artifacts", 0, "file")),
        ("REC003", ("artifacts", 1)),
        ("REC003", ("produced_by",)),
        ("REC003", ("requirements",)),
        ("REC005", ("collected_at",)),
    ]


def test_what_the_first_pass_has_typed_is_not_complained_of_by_the_second() -> None:
    value = RECORD | {"complete": "true", "population_size": "3", "stauts": "x"}
    value["artifacts"] = [dict(RECORD["artifacts"][0], bytes="12"), {"file": "b"}]
    assert {code for code, _ in found(value, Evidence)} == {"REC001", "REC002"}
    again = RECORD | {"population_size": "7", "kind": "pebble", "complete": "true"}
    assert found(again, Evidence) == [("REC003", ("kind",))]


@pytest.mark.parametrize(
    ("key", "takes"),
    [
        ("collected_at", " with a time in UTC, such as 2026-01-31T09:30:00Z"),
        ("title", ""),
        ("artifacts", " with a list"),
        ("produced_by", ""),
        ("contains_phi", " with no or redacted"),
    ],
)
def test_a_missing_key_is_named_at_the_record_with_what_it_takes(key: str, takes: str) -> None:
    (issue,) = problems({k: v for k, v in RECORD.items() if k != key}, Evidence)
    assert (issue.code, issue.origin) == ("REC002", HERE)
    assert issue.hint == f"Add `{key}:`{takes}."


@pytest.mark.parametrize("key", ["origin", "folder"])
def test_what_the_store_fills_in_is_no_key(key: str) -> None:
    assert found(RECORD | {key: "x"}, Evidence) == [("REC001", (key,))]


def test_a_key_is_suggested_or_all_are_listed() -> None:
    role = {"id": "a", "title": "A", "summary": "s"}
    assert problems(role | {"titel": "x"}, Role)[0].hint == "Did you mean `title`?"
    assert problems(role | {"zzz": "x"}, Role)[0].hint == "Known keys: id, summary, title."


@pytest.mark.parametrize("value", ["text", ["a"], None])
def test_a_record_is_a_mapping(value: Any) -> None:
    assert [issue.code for issue in problems(value, Role)] == ["REC003"]


@pytest.mark.parametrize("value", ["text", {"a": "b"}])
def test_a_list_of_records_is_a_list(value: Any) -> None:
    assert found(RECORD | {"artifacts": value}, Evidence) == [("REC003", ("artifacts",))]


def test_the_files_of_a_framework_write_citations_canonically() -> None:
    control = {
        "citation": "9.10(a)(1)",
        "title": "t",
        "kind": "standard",
        "family": "f",
        "requirement": "r",
        "link": "l",
    }
    assert decode(control, Control).citation == Citation("9.10(a)(1)")
    (issue,) = problems(control | {"citation": "§ 9.10 (a)(1)"}, Control)
    assert (issue.code, "as the rule itself writes it" in issue.message) == ("CIT001", True)
    assert found(control | {"citation": ["9.10(a)(1)"]}, Control) == [("REC003", ("citation",))]


def test_other_files_write_them_in_any_way_that_the_catalog_knows() -> None:
    statement = {"citation": "§ 9.10 a", "party": "customer"}
    assert decode(statement, CustomerStatement, INDEX).citation == Citation("9.10(a)(1)")
    (near,) = problems(statement | {"citation": "9.10(c)"}, CustomerStatement, INDEX)
    assert near.hint.startswith("Did you mean 9.10")
    (far,) = problems(statement | {"citation": "x" * 500}, CustomerStatement, INDEX)
    assert far.hint == "Use the citation of a catalog control."
    assert len(far.message) < 100


def test_enumerations_that_were_texts_once_are_closed() -> None:
    counting = {"id": "c", "title": "t", "note": "n", "counts": "counted"}
    assert decode(counting, CountingConvention).counts is Counted.COUNTED
    assert found(counting | {"counts": "__class__"}, CountingConvention) == [
        ("REC003", ("counts",))
    ]
    agreement = {
        "id": "a",
        "title": "t",
        "kind": "BAA",
        "counterparty": "c",
        "signed": "2026-01-01",
        "renewal": "2026-12-31",
    }
    assert found(agreement, Agreement) == [("REC003", ("kind",))]


def test_a_record_inside_a_record_has_its_problems_named() -> None:
    framework = {
        "id": "f",
        "title": "t",
        "short_title": "t",
        "citation_prefixes": [],
        "edition": {"title": "t"},
        "families": [{"id": "A"}],
    }
    places = found(framework, Framework)
    assert ("REC002", ("edition",)) in places
    assert ("REC007", ("families", 0, "id")) in places


def test_a_flood_of_problems_is_listed_in_part() -> None:
    value = {f"k{n}": "x" for n in range(5_000)}
    assert len(problems(value, Role)) == MOST_ISSUES


def test_a_record_that_fails_without_a_known_reason_is_not_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Decoder, "_diagnose", lambda *_: iter(()))
    (issue,) = problems({"id": "a"}, Role)
    assert (issue.code, issue.message) == ("REC003", "the record cannot be read")


def test_every_field_of_every_record_is_of_a_type_that_both_passes_know() -> None:
    class Everything(Struct, frozen=True, kw_only=True):
        organization: Organization
        framework: Framework
        statement: CustomerStatement
        evidence: Evidence

    leaves: set[str] = set()
    todo: list[Any] = [Everything]
    seen: set[Any] = set()
    while todo:
        record = todo.pop()
        if record in seen:
            continue
        seen.add(record)
        for hint in typing.get_type_hints(record, localns=locals()).values():
            for leaf in typing.get_args(hint) or (hint,):
                if isinstance(leaf, type) and issubclass(leaf, Struct):
                    todo.append(leaf)
                elif isinstance(leaf, type) and leaf is not type(None):
                    leaves.add(
                        leaf.__mro__[-3].__name__ if "Enum" in str(leaf.__mro__) else leaf.__name__
                    )
    assert leaves <= {
        "str",
        "int",
        "bool",
        "date",
        "datetime",
        "Citation",
        "Period",
        "Window",
        "Enum",
        "ReprEnum",
    }
