"""Reading problems and rule problems in one run: all of both, and no follow-up of the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from builder.model.catalog import Control, Framework
from builder.model.citation import Citation, CitationIndex
from builder.model.issues import Absence, Issue, Severity, Unread
from builder.model.organization import App, Role, System
from builder.model.provider import Feature, Obligation, ProviderProfile, Service
from builder.model.responsibility import CustomerStatement, Gap
from builder.pipeline import Build, Inputs, assemble
from builder.store.unread_records import UnreadRecords
from builder.store.workspace_texts import WorkspaceTexts, read_texts
from builder.store.yaml_nodes import MAX_BYTES
from tests.clinic import AS_OF, CLINIC

GOOD: Mapping[str, bytes] = read_texts(CLINIC).files
CUSTOMER = "controls/clinic/"
HOST = "controls/sample-host/"
RULE = "controls/visitor-rule/"
S10, S12 = f"{CUSTOMER}statements/9.10.yml", f"{CUSTOMER}statements/9.12.yml"
ROLES, SYSTEMS = f"{CUSTOMER}roles.yml", f"{CUSTOMER}systems.yml"
ORGANIZATION, GAPS = f"{CUSTOMER}organization.yml", f"{CUSTOMER}gaps/gaps.yml"
DOOR = f"{HOST}features/guarded-door.yml"


def run(texts: Mapping[str, bytes]) -> Build:
    changed_texts = WorkspaceTexts(files={**GOOD, **texts})
    return assemble(Inputs(root=CLINIC, as_of=AS_OF, now=AS_OF), changed_texts)


def changed(*changes: tuple[str, str, str]) -> tuple[Issue, ...]:
    """The issues after changes of file, old text (once in the file) and new text."""
    texts: dict[str, bytes] = {}
    for name, old, new in changes:
        text = texts.get(name, GOOD[name])
        assert text.count(old.encode()) == 1, (name, old)
        texts[name] = text.replace(old.encode(), new.encode())
    build = run(texts)
    assert build.assessment is None
    return build.issues


def listed(*changes: tuple[str, str, str]) -> list[tuple[str, str]]:
    """Codes and places of the issues after the changes."""
    return [(issue.code, str(issue.location)) for issue in changed(*changes)]


SYNTAX = ("    title: Receptionist\n", "    title: Recep: tionist\n")


def test_problems_of_reading_and_of_rules_in_six_files_are_all_listed() -> None:
    assert listed(
        (ROLES, *SYNTAX),
        (DOOR, "confidence: low", "confidence: small"),
        (f"{RULE}9.12.yml", "  - citation: 9.12(c)", "  - citation: 9.12(c)\n    familly: x"),
        (S12, "duty: Walk with every visitor from the door to the room and back.", "services: [x]"),
        (GAPS, "owner: practice-manager", "owner: practice-manger"),
        (f"{HOST}documents.yml", "source: host-handbook", "source: host-handbok"),
    ) == [
        ("CUS010", f"{GAPS}:9:5"),
        ("YML001", f"{ROLES}:6:17"),
        ("CUS005", f"{S12}:18:5"),
        ("PRO002", f"{S12}:21:16"),
        ("PRO001", f"{HOST}documents.yml:7:5"),
        ("REC003", f"{DOOR}:29:5"),
        ("REC001", f"{RULE}9.12.yml:21:5"),
    ]


def test_an_obligation_is_not_called_unanswered_while_the_row_that_may_answer_is_unread() -> None:
    text = GOOD[S10].decode().replace("    answers: [guarded-door.obligation-1]\n", "")
    assert "guarded-door.obligation-1" not in text
    found = run({S10: (text + "  - [\n").encode()}).issues
    assert {issue.code for issue in found} == {"YML001"}
    read = run({S10: text.encode()}).issues
    assert {i.severity for i in read if i.code == "PRO004"} == {Severity.ERROR}


def test_a_name_that_stands_in_no_refused_file_is_still_missing() -> None:
    found = changed((ROLES, *SYNTAX), (SYSTEMS, "owner: practice-manager", "owner: nobody"))
    assert [issue.message for issue in found if issue.code == "CUS010"] == [
        "the organization has no role `nobody`"
    ]
    assert [issue.hint for issue in found if issue.code == "CUS010"] == [f"List it in {ROLES}."]


def test_a_record_that_only_mentions_a_name_does_not_vouch_for_it() -> None:
    statement = (S10, "    decision:\n", "    responsibel: nobody\n    decision:\n")
    assert listed(statement, (SYSTEMS, "owner: practice-manager", "owner: nobody")) == [
        ("REC001", f"{S10}:54:5"),
        ("CUS010", f"{SYSTEMS}:17:5"),
    ]


def test_a_refused_profile_leaves_its_services_known() -> None:
    profile = (f"{HOST}provider.yml", "vendor: ", "vendro: ")
    service = (SYSTEMS, "front-desk]", "front-dsk]")
    found = changed(profile, service)
    assert {issue.code for issue in found} == {"REC001", "REC002", "PRO002"}
    (unknown,) = (issue for issue in found if issue.code == "PRO002")
    assert (unknown.message, unknown.hint) == (
        "the provider pack has no service `front-dsk`",
        "List it under `services:` of the pack.",
    )


def test_an_organization_that_was_refused_still_has_a_place() -> None:
    text = GOOD[S12].decode()
    build = run(
        {
            ORGANIZATION: b"id: clinic\n\tname: Clinic\n",
            S12: text[: text.index("  - citation: 9.12(c)")].encode(),
        }
    )
    assert [(issue.code, str(issue.location)) for issue in build.issues] == [
        ("CUS001", f"{ORGANIZATION}:1:1"),
        ("YML001", f"{ORGANIZATION}:2:1"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        (f"{RULE}9.12.yml", "citation: 9.12(b)", "citation: 9.12 b"),  # not as the rule writes it
        (f"{RULE}9.12.yml", "citation: 9.12(b)", "citation: 9.12(a)"),  # meant for another
        (f"{RULE}framework.yml", "§]", "§"),  # how everyday spellings begin is not known
    ],
)
def test_while_a_control_is_unknown_no_citation_is_called_unknown(
    change: tuple[str, str, str],
) -> None:
    spelled = (S12, "citation: 9.12(b)", "citation: § 9.12(b)")
    (issue,) = changed(change, spelled)
    assert issue.location is not None
    assert issue.location.file == change[0]


def test_a_control_in_a_refused_record_is_a_control() -> None:
    assert listed(
        (
            f"{RULE}9.12.yml",
            "    family: people\n    counted: true\n    requirement: Escort",
            "    counted: true\n    requirement: Escort",
        )
    ) == [("REC002", f"{RULE}9.12.yml:11:5")]


def test_one_key_twice_leaves_the_record_in_use() -> None:
    twice = (S12, "    status: planned\n", "    status: planned\n    status: planned\n")
    assert listed(twice, (GAPS, "citation: 9.12(b)", "citation: 9.12(a)")) == [
        ("CUS013", f"{S12}:22:5"),
        ("YML002", f"{S12}:23:5"),
    ]


def test_two_records_run_together_are_neither_of_them() -> None:
    codes = {code for code, _ in listed((S12, "  - citation: 9.12(b)\n", ""))}
    assert codes == {"YML002"}


def test_a_list_that_stands_twice_is_not_forgotten() -> None:
    text = (
        GOOD[S12]
        .decode()
        .replace("\n  - citation: 9.12(b)", "\nstatements:\n  - citation: 9.12(b)")
    )
    (issue,) = run({S12: text.encode()}).issues
    assert issue.code == "YML002"


def test_a_list_under_a_wrong_key_is_not_forgotten() -> None:
    for name, key in ((ROLES, "roles"), (S12, "statements"), (SYSTEMS, "systems"), (GAPS, "gaps")):
        text = GOOD[name].decode().replace(f"{key}:\n", f"{key}x:\n")
        (issue,) = run({name: text.encode()}).issues
        assert (issue.code, issue.message) == ("REC001", f"unknown key `{key}x`")


def test_a_file_past_the_limit_may_hold_anything() -> None:
    (issue,) = run({S12: b"statements: []\n#" + b" " * MAX_BYTES}).issues
    assert issue.code == "YML006"


def test_a_file_of_two_bytes_a_letter_is_looked_through_as_well() -> None:
    (issue,) = run({ROLES: GOOD[ROLES].decode().encode("utf-16")}).issues
    assert issue.code == "YML001"


# One mistake on one line, whatever the line says, makes issues of reading and no other.

KEY = re.compile(r"^(?P<lead>\s*(?:- )?)(?P<key>\w+): ?(?P<value>.*)$")
RULE_CODES = ("CAT", "CUS", "PRO", "EVD005")


def spoiled(kind: str, line: str, match: re.Match[str]) -> str:
    """A line of YAML with one mistake."""
    lead, key, value = match["lead"], match["key"], match["value"]
    return {
        "typo": f"{lead}{key}x: {value}",
        "empty": f"{lead}{key}:",
        "twice": f"{line}\n{' ' * len(lead)}{key}: {value or '[]'}",
        "anchor": f"{lead}{key}: &x {value}",
        "alias": f"{lead}{key}: *x",
        "open": f"{lead}{key}: [{value}",
        "hidden": f"{lead}{key}: \u200b{value}",
        "mapping": f"{lead}{key}: {{q: {value}}}",
    }[kind]


def workspaces_with(kind: str) -> Iterator[tuple[str, dict[str, bytes]]]:
    """For every line that holds a value: where it is, and the file with a mistake on it."""
    for name, data in GOOD.items():
        lines = data.decode().split("\n")
        for number, line in enumerate(lines):
            match = KEY.match(line)
            if match is not None and match["value"]:
                text = [*lines[:number], spoiled(kind, line, match), *lines[number + 1 :]]
                yield f"{name}:{number + 1}", {name: "\n".join(text).encode()}


@pytest.mark.parametrize(
    "kind", ["typo", "empty", "twice", "anchor", "alias", "open", "hidden", "mapping"]
)
def test_a_mistake_of_writing_has_no_follow_ups(kind: str) -> None:
    runs = 0
    for place, texts in workspaces_with(kind):
        issues = run(texts).issues
        runs += 1
        if any(issue.code.startswith(("YML", "REC", "CIT")) for issue in issues):
            assert [i for i in issues if i.code.startswith(RULE_CODES)] == [], place
            assert {i.location.file for i in issues if i.location} == {place.rpartition(":")[0]}
    assert runs > 200


# The collector by itself.

INDEX = CitationIndex.of([(Citation("9.12(b)"), ("9.12(z)",))], ["§"])


def kept(value: Any, record_type: type, *, twice: bool = False) -> Unread:
    records = UnreadRecords()
    records.add(value, record_type, lambda text: INDEX.find(text) is not None, twice=twice)
    return records.known(INDEX)


def test_texts_are_kept_for_the_record_and_for_those_inside_it() -> None:
    unread = kept(
        {"id": "door", "obligations": [{"id": "Call Us", "text": ["x", {"y": "z"}]}]}, Feature
    )
    assert unread.names[Feature] == unread.names[Obligation]
    assert {"door", "Call Us", "call-us", "x", "z"} <= unread.names[Obligation]
    assert "y" not in unread.names[Obligation]
    assert unread.may_hold(Absence("call-us", (Obligation,)))
    assert not unread.may_hold(Absence("call-us", (Role, System)))
    assert unread.may_hold(Absence("call-us", (Role, Feature)))


def test_every_spelling_of_a_citation_is_kept_as_the_canonical_one() -> None:
    for spelling in ("§ 9.12 b", "9.12(z)", "9.12-B"):
        unread = kept({"id": "g", "citation": spelling}, Gap)
        assert "9.12(b)" in unread.names[Gap]
        assert Gap not in unread.nameless
    prose = "9.12 b " + "and " * 30
    assert "9.12(b)" not in kept({"id": "g", "citation": prose}, Gap).names[Gap]


@pytest.mark.parametrize(
    ("value", "record_type", "nameless", "blank"),
    [
        ({"id": "x"}, Role, set(), set()),
        ({"id": "An Id"}, Role, set(), set()),
        ({"id": "!"}, Role, {Role}, set()),
        ({"id": ["x"]}, Role, {Role}, set()),
        ({"title": "x"}, Role, {Role}, set()),
        ("x", Role, {Role}, {Role}),
        ({}, Role, {Role}, {Role}),
        ({"citation": "9.12(q)"}, CustomerStatement, {CustomerStatement}, set()),
        ({"citation": "9.12(b)"}, CustomerStatement, set(), set()),
        ({"citation": "9.12(b)", "answers": "x"}, CustomerStatement, set(), {CustomerStatement}),
        ({"id": "g", "citation": "9.12(q)"}, Gap, {Gap}, set()),
        ({"citation": "9.12(b)"}, Gap, {Gap}, set()),
        ({"id": "s", "apps": [{"name": "a"}]}, System, set(), set()),
        ({"id": "s", "apps": [{"nam": "a"}]}, System, {App}, set()),
        ({"id": "s", "apps": {"name": "a"}}, System, set(), set()),
        ({"id": "s", "apps": "a"}, System, {App}, {App}),
        ({"id": "p", "name": "P", "services": []}, ProviderProfile, set(), set()),
        ({"id": "p", "name": "P"}, ProviderProfile, {Service}, {Service}),
    ],
)
def test_a_record_without_its_name_may_be_any(
    value: Any, record_type: type, nameless: set[type], blank: set[type]
) -> None:
    unread = kept(value, record_type)
    assert unread.nameless == nameless | (blank - {CustomerStatement})
    assert unread.blank == blank
    assert kept(value, record_type, twice=True).nameless == unread.nameless | {record_type}


def test_what_is_nameless_hides_ids_and_what_is_blank_hides_all() -> None:
    nameless = Unread(nameless=frozenset({Role}))
    assert nameless.may_hold(Absence("x", (Role,)))
    assert not nameless.may_hold(Absence("x", (Role,), inside=True))
    blank = Unread(blank=frozenset({Role}))
    assert blank.may_hold(Absence("x", (Role,), inside=True))
    assert not Unread().may_hold(Absence("x", (Role,)))


@pytest.mark.parametrize(
    ("data", "names", "blank"),
    [
        (b"roles:\n  - id: a-1.b\n    x: [", {"roles", "id", "a-1.b", "x"}, False),
        (b"controls: [{citation: 9.12(b)[t], x: [9.1(a), c]", {"9.12(b)[t]", "9.1(a)", "c"}, False),
        (b"- 'name': 'two words'", {"two words", "two", "words"}, False),
        (b"- id: se\xe2\x80\x8bcret", {"secret"}, False),
        (b"a: [", {"a"}, True),
        (b"- id: a\n" * 700_000, set(), True),
    ],
)
def test_the_text_of_a_refused_file_is_looked_through(
    data: bytes,
    names: set[str],
    blank: bool,  # noqa: FBT001
) -> None:
    records = UnreadRecords()
    records.add_file(data, (Role,), refused=True)
    unread = records.known(INDEX)
    assert names <= unread.names.get(Role, frozenset())
    assert (Role in unread.blank, Role in unread.nameless) == (blank, blank)


def test_a_text_that_does_not_hold_all_of_it_may_hold_anything() -> None:
    records = UnreadRecords()
    records.add_file(b"- id: *x\n", (System,), refused=True, lost=True)
    assert records.known(INDEX).blank == {System, App}
    read = UnreadRecords()
    read.add_file(b"a: b\n", (System,))
    assert read.known(INDEX).blank == frozenset()


def test_controls_are_known_by_the_canonical_citations_in_their_texts() -> None:
    records = UnreadRecords()
    records.add_file(
        b"- citation: 9.12(b)\n  parent: '9.12(a)'\n  title: 9.x\n", (Control,), refused=True
    )
    assert [str(citation) for citation in records.citations_of(Control)] == ["9.12(a)", "9.12(b)"]
    assert records.citations_of(Framework) == []
