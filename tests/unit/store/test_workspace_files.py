"""A whole workspace: what is read, what is not, and where things stand."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

from builder.errors import BuilderError
from builder.model.citation import Citation
from builder.model.issues import Issue, Location, Origin
from builder.store import workspace_files
from builder.store.catalog_files import read_controls
from builder.store.folder import Folder
from builder.store.placeholders import placeholders
from builder.store.workspace_files import read_workspace
from builder.store.workspace_texts import read_texts
from builder.store.yaml_nodes import MAX_BYTES, MOST_ISSUES, Positions
from tests.clinic import CLINIC, copy_clinic, run_clinic

ROLES = "controls/clinic/roles.yml"


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return copy_clinic(tmp_path)


def test_texts_are_the_yaml_files_and_the_records() -> None:
    texts = read_texts(CLINIC).files
    assert len(texts) == 17
    assert all(name.endswith(".yml") for name in texts)
    assert {n for n in texts if n.startswith("evidence/")} == {
        "evidence/book.pages/2026-06-10/record.yml",
        "evidence/entrances.lists/2026-06-15/record.yml",
    }


def test_other_files_of_the_catalog_are_left_alone(clinic: Path) -> None:
    (clinic / "controls" / "README.md").write_text("x")
    (clinic / "controls" / "clinic" / "picture.png").write_bytes(b"x")
    assert run_clinic(clinic).issues == ()


def test_a_workspace_has_controls(tmp_path: Path) -> None:
    with pytest.raises(BuilderError, match="no controls/ folder") as caught:
        read_texts(tmp_path)
    assert "shieldbook init" in caught.value.hint


def told(clinic: Path) -> list[tuple[str, str, str]]:
    """Code, place and sentence of every issue."""
    return [(i.code, str(i.location), i.message) for i in run_clinic(clinic).issues]


def test_a_link_in_the_catalog_is_one_issue_and_the_rest_is_checked(clinic: Path) -> None:
    (clinic / ROLES).rename(clinic.parent / "roles.yml")
    (clinic / ROLES).symlink_to(clinic.parent / "roles.yml")
    assert told(clinic) == [("FIL001", f"{ROLES}:1:1", "it is not read: it is a link")]
    gaps = clinic / "controls/clinic/gaps/gaps.yml"
    gaps.write_text(gaps.read_text().replace("severity: ", "severity: very-"))
    assert [code for code, *_ in told(clinic)] == ["REC003", "FIL001"]


def test_a_hard_link_in_the_catalog_is_refused_as_an_artifact_is(clinic: Path) -> None:
    os.link(clinic / ROLES, clinic.parent / "roles.yml")
    record = "evidence/entrances.lists/2026-06-15/record.yml"
    os.link(clinic / record, clinic.parent / "record.yml")
    reason = "it is not read: it is a hard link to a file elsewhere"
    assert told(clinic) == [
        ("FIL001", f"{ROLES}:1:1", reason),
        ("FIL001", f"{record}:1:1", reason),
    ]


@pytest.mark.parametrize("name", ["controls/clinic/statements", "evidence/book.pages"])
def test_a_linked_folder_is_told_as_what_it_is(clinic: Path, name: str) -> None:
    (clinic / name).rename(clinic.parent / "elsewhere")
    (clinic / name).symlink_to(clinic.parent / "elsewhere")
    assert told(clinic) == [("FIL001", f"{name}/:1:1", "it is not read: it is a link to a folder")]


@pytest.mark.parametrize("name", ["controls", "evidence"])
def test_a_workspace_holds_its_own_folders(clinic: Path, name: str) -> None:
    (clinic / name).rename(clinic.parent / "elsewhere")
    (clinic / name).symlink_to(clinic.parent / "elsewhere")
    assert told(clinic) == [("FIL001", f"{name}/:1:1", "it is not read: it is a link to a folder")]


def test_a_file_in_the_place_of_evidence_is_not_taken_for_no_evidence(clinic: Path) -> None:
    (clinic / "evidence").rename(clinic.parent / "elsewhere")
    (clinic / "evidence").write_text("x")
    assert told(clinic) == [("FIL001", "evidence:1:1", "it is not read: it is not a folder")]


def test_a_pipe_in_the_catalog_does_not_hang(clinic: Path) -> None:
    name = "controls/clinic/pipe.yml"
    os.mkfifo(clinic / name)
    assert told(clinic) == [("FIL001", f"{name}:1:1", "it is not read: it is not a regular file")]


@pytest.mark.parametrize("name", ["a\nb.yml", "a\x1bb.yml", "a\udcff.yml"])
def test_a_name_that_a_list_cannot_hold_is_refused(clinic: Path, name: str) -> None:
    (clinic / "controls" / "clinic" / "gaps" / name).write_text("gaps: []\n")
    ((code, _, message),) = told(clinic)
    assert code == "FIL001"
    assert "without line breaks" in message


def test_a_file_that_goes_away_is_said_to_have_gone(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Folder, "names", lambda _: ["gone.yml"])
    with pytest.raises(BuilderError, match=r"gone\.yml has gone"):
        read_texts(clinic)


def test_a_huge_file_is_an_issue_of_that_file(clinic: Path) -> None:
    with (clinic / ROLES).open("ab") as stream:
        stream.truncate(3 * MAX_BYTES)
    texts = read_texts(clinic).files
    assert len(texts[ROLES]) == MAX_BYTES + 1
    (issue,) = run_clinic(clinic).issues
    assert (issue.code, str(issue.location)) == ("YML006", f"{ROLES}:1:1")


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_of_garbage_is_left_as_it_was(collecting: bool) -> None:  # noqa: FBT001
    was = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        read_workspace(CLINIC, read_texts(CLINIC))
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if was else gc.disable)()


def test_issues_are_located_sorted_and_listed_once() -> None:
    files, _ = read_workspace(CLINIC, read_texts(CLINIC))
    issues = [
        Issue(code="REC003", message="m", origin=Origin(ROLES, ("roles", 1, "title"))),
        Issue(code="REC003", message="m", origin=Origin(ROLES, ("roles", 1, "title"))),
        Issue(code="REC003", message="m", origin=Origin(ROLES, ("roles", 0))),
        Issue(code="EVD006", message="m", location=Location("a.txt")),
        Issue(code="REC003", message="m", origin=Origin("gone.yml", ("x",))),
        Issue(code="REC003", message="nowhere"),
    ]
    located = files.located(issues)
    assert [str(issue.location) for issue in located] == [
        "None", "a.txt:1:1", f"{ROLES}:2:5", f"{ROLES}:6:5", "gone.yml:1:1"
    ]  # fmt: skip
    assert files.location(Origin(ROLES, ("roles", 1, "summary"))) == Location(ROLES, 7, 5)


def test_a_file_is_parsed_once_however_many_issues_it_has(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    positions = Positions

    def count(data: bytes, paths: object) -> object:
        made.append(data)
        return positions(data, paths)  # type: ignore[arg-type]

    monkeypatch.setattr(workspace_files, "Positions", count)
    (clinic / ROLES).write_text("roles:\n" + "  - id: A\n" * 500)
    issues = run_clinic(clinic).issues
    assert len(issues) > MOST_ISSUES
    touched = {issue.location.file for issue in issues if issue.location}
    assert touched == {  # the roles themselves, and every file that names one of them
        ROLES,
        "controls/clinic/gaps/gaps.yml",
        "controls/clinic/statements/9.10.yml",
        "controls/clinic/statements/9.12.yml",
        "controls/clinic/systems.yml",
    }
    assert sorted(made) == sorted((clinic / name).read_bytes() for name in touched)


def test_a_flood_of_wrong_records_is_listed_in_part(clinic: Path) -> None:
    (clinic / ROLES).write_text("roles:\n" + "  - wrong\n" * 5_000)
    assert len(run_clinic(clinic).issues) == MOST_ISSUES + 1
    (clinic / ROLES).write_text("roles: []\n" + "".join(f"k{n}: x\n" for n in range(5_000)))
    assert len(run_clinic(clinic).issues) == MOST_ISSUES


def test_a_flood_of_wrong_records_makes_no_flood_of_follow_ups(clinic: Path) -> None:
    statements = clinic / "controls/clinic/statements/flood.yml"
    statements.write_text("statements:\n" + "  - citation: 9.12(c)\n" * 5_000)
    issues = run_clinic(clinic).issues
    assert {issue.code for issue in issues} == {"REC002"}
    assert len(issues) == MOST_ISSUES + 1
    named = "".join(
        f"  - {{id: gap-{n}, citation: 9.12(b), owner: nobody}}\n" for n in range(5_000)
    )
    statements.unlink()
    (clinic / "controls/clinic/gaps/flood.yml").write_text(f"gaps:\n{named}")
    assert {issue.code for issue in run_clinic(clinic).issues} == {"REC002"}


def test_a_flood_of_placeholders_is_listed_in_part() -> None:
    flood = b"a: " + b"TODO " * 50_000
    assert len(list(placeholders(flood, "f.yml"))) == MOST_ISSUES


def test_a_comment_may_say_what_is_to_be_done() -> None:
    (found,) = placeholders(b"# TODO not this\n  # TBD\na: TBD\n", "f.yml")
    assert found.location == Location("f.yml", 3, 4)


@pytest.mark.parametrize(
    "name", ["provider.yml", "organization.yml", "framework.yml", "features/guarded-door.yml"]
)
def test_an_empty_mapping_is_not_taken_for_an_absent_layer(clinic: Path, name: str) -> None:
    (path,) = (clinic / "controls").rglob(name)
    path.write_text("{}\n")
    build = run_clinic(clinic)
    assert build.assessment is None
    assert {issue.code for issue in build.errors} == {"REC002"}
    assert {issue.location.file for issue in build.errors if issue.location} == {
        str(path.relative_to(clinic))
    }


@pytest.mark.parametrize(
    "name", ["provider.yml", "organization.yml", "framework.yml", "systems.yml"]
)
def test_a_refused_file_makes_no_other_issue(clinic: Path, name: str) -> None:
    (path,) = (clinic / "controls").rglob(name)
    path.write_text("a: [\n")
    (issue,) = run_clinic(clinic).issues
    assert issue.code == "YML001"


def test_frameworks_are_ordered_and_controls_know_theirs(clinic: Path) -> None:
    texts = dict(read_texts(clinic).files)
    first = texts["controls/visitor-rule/framework.yml"].decode()
    uncounted = first[: first.index("counting:")]
    texts["controls/a-rule/framework.yml"] = uncounted.replace("visitor-rule", "a-rule").encode()
    texts["controls/a-rule/7.1.yml"] = (
        b"controls:\n  - {citation: 7.1, title: T, kind: standard, family: people,"
        b" requirement: R, link: L}\n"
    )
    layers, issues = read_controls({n: t for n, t in texts.items() if n.startswith("controls/")})
    assert issues == ()
    assert [framework.id for framework in layers.catalog.frameworks] == ["visitor-rule", "a-rule"]
    assert [(str(c.citation), c.framework) for c in layers.catalog.controls][:2] == [
        ("7.1", "a-rule"),
        ("9.8(a)", "visitor-rule"),
    ]
    assert layers.index.find("§ 9.10 a") == Citation("9.10(a)(1)")


def test_a_marker_is_a_whole_name_two_levels_down(clinic: Path) -> None:
    texts = {n: t for n, t in read_texts(clinic).files.items() if n.startswith("controls/")}
    for stray in (
        "controls/provider.yml",
        "controls/x/y/provider.yml",
        "controls/x/provider-yml.yml",
    ):
        _, issues = read_controls(texts | {stray: b"a: b\n"})
        assert [issue.message for issue in issues] == ["no layer reads this file"]
