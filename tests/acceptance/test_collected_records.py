"""Records in lines through the commands: filed, judged, shown, and counted where not listed."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.workspaces import copy_workspace, shieldbook, tree_digest

NEED = "308-a-4-ii-c.access-review"
EXPORT = b'[{"domain": "example.org", "role": "member"}]\n'
DAYS = 30
LATER = "2026-11-18T04:00:00Z"
SAID = ("--by", "security-official", "--phi", "no", "--outcome", "pass", "--complete")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    root = copy_workspace(ROOT, tmp_path / "book")
    source = tmp_path / "collected"
    source.mkdir()
    (source / "members.json").write_bytes(EXPORT)
    lines = []
    for number in range(DAYS):
        day = date(2026, 10, 20) + timedelta(days=number)
        record = {
            "id": f"members-{day}",
            "title": "Members of the team",
            "sample_data": True,
            "requirements": [NEED],
            "method": "examine",
            "kind": "record",
            "produced_by": {"tool": "collector"},
            "collected_at": f"{day}T03:00:00Z",
            "collected_by": "security-official",
            "artifacts": [
                {
                    "file": "members.json",
                    "media_type": "application/json",
                    "bytes": len(EXPORT),
                    "sha256": hashlib.sha256(EXPORT).hexdigest(),
                }
            ],
            "outcome": "pass",
            "complete": True,
            "classification": "internal",
            "contains_phi": "no",
        }
        lines.append(json.dumps(record) + "\n")
    (source / "new.jsonl").write_text("".join(lines))
    return root


def append(book: Path) -> None:
    done = shieldbook(book, "evidence", "append", "../collected/new.jsonl")
    assert done.returncode == 0, done.stderr
    assert f"Filed {DAYS} records." in done.stdout


def test_lines_are_filed_judged_listed_and_verified(book: Path) -> None:
    append(book)
    again = shieldbook(book, "evidence", "append", "../collected/new.jsonl")
    assert f"Filed 0 records, {DAYS} were there already." in again.stdout
    assert shieldbook(book, "verify").returncode == 0
    listed = json.loads(shieldbook(book, "evidence", "list", "--for", NEED, "--json").stdout)
    assert sum(record["id"].startswith("members-") for record in listed) == DAYS
    asked = shieldbook(book, "who", NEED, "--as-of", "2026-11-24").stdout
    assert f"and {DAYS - 5} more, in evidence/records/" in asked
    status = shieldbook(book, "status", "--as-of", "2026-11-24", "--json").stdout
    assert json.loads(status)["build_id"] in asked  # a look-up reads no artifact, and says the same


def test_a_workbook_and_the_pages_say_how_many_are_not_listed(book: Path) -> None:
    append(book)
    done = shieldbook(book, "export", "site", "../pages", "--as-of", "2026-11-24")
    assert done.returncode == 0, done.stderr
    register = (book.parent / "pages" / "docs" / "evidence" / "index.md").read_text("utf-8")
    assert f"{DAYS - 5} more stand as lines" in register
    assert f"{DAYS - 5} more</span>" in register
    listed = list((book.parent / "pages").rglob("members-*.md"))
    assert len(listed) == 5


def test_a_line_is_retired_and_superseded_as_a_file_is(book: Path) -> None:
    append(book)
    newest = f"members-{date(2026, 10, 20) + timedelta(days=DAYS - 1)}"
    done = shieldbook(
        book, "evidence", "retire", newest, "--by", "security-official", "--reason", "Wrong team"
    )
    assert done.returncode == 0, done.stderr
    assert "Wrong team" in shieldbook(book, "evidence", "show", newest).stdout
    done = shieldbook(
        book, "evidence", "supersede", "members-2026-10-20", "../collected/members.json", *SAID
    )
    assert done.returncode == 1
    assert "is held by `members-2026-10-21` already" in done.stderr
    (book.parent / "collected" / "seen.json").write_bytes(EXPORT.replace(b"member", b"owner"))
    done = shieldbook(
        book, "evidence", "supersede", "members-2026-10-20", "../collected/seen.json", *SAID
    )
    assert done.returncode == 0, done.stderr
    assert "Replaced by" in shieldbook(book, "evidence", "show", "members-2026-10-20").stdout
    assert shieldbook(book, "verify").returncode == 0
    unknown = shieldbook(book, "evidence", "retire", "members", "--by", "x", "--reason", "y")
    assert unknown.returncode == 2


def test_what_the_log_knows_of_a_line_is_shown(book: Path) -> None:
    append(book)
    shown = shieldbook(book, "evidence", "show", "members-2026-10-20", "--json").stdout
    (record,) = [json.loads(shown)]
    assert record["log"] == "in the log"
    assert record["days_late"] > 14
    lines = book / "evidence/records/2026-10.jsonl"
    lines.write_text(lines.read_text().replace("Members of the team", "Owners of the team", 1))
    shown = shieldbook(book, "evidence", "list", "--for", NEED).stdout
    (line,) = [row for row in shown.splitlines() if " members-2026-10-20 " in row]
    assert "differs from the log" in line


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"replaces": "members-2026-10-20", "collected_at": "2026-10-01T03:00:00Z"}, "not older"),
        (
            {"replaces": "members-2026-10-21", "collected_at": LATER},
            "by `other` already",
        ),
        ({"replaces": "members-2026-10-22"}, "was retired on"),
        ({"replaces": "members-2026-09-01"}, "there is no record"),
        ({"kind": "attestation"}, "is of kind attestation"),
        ({"sample_size": 3}, "of how many is not said"),
    ],
)
def test_what_check_would_refuse_is_not_appended(
    book: Path, change: dict[str, str], says: str
) -> None:
    append(book)
    source = book.parent / "collected"
    record = json.loads((source / "new.jsonl").read_text().splitlines()[-1])
    first = {**record, "id": "other", "replaces": "members-2026-10-21"}
    (source / "new.jsonl").write_text(json.dumps(first))
    assert shieldbook(book, "evidence", "append", "../collected/new.jsonl").returncode == 0
    retirement = {
        "record": "members-2026-10-22",
        "retired_at": "2026-11-01T09:00:00Z",
        "retired_by": "security-official",
        "reason": "Wrong team",
    }
    (book / "evidence/records/retired.jsonl").write_text(json.dumps(retirement) + "\n")
    (source / "new.jsonl").write_text(json.dumps({**record, "id": "new", **change}))
    done = shieldbook(book, "evidence", "append", "../collected/new.jsonl")
    assert done.returncode == 1
    assert says in done.stderr
    assert "new.jsonl:1:" in done.stderr


def test_a_secret_in_a_line_or_an_artifact_does_not_enter(book: Path) -> None:
    key = "AKIA" + "Q3EGRTY7ZP5LK2MN"
    source = book.parent / "collected"
    text = (source / "new.jsonl").read_text()
    (source / "new.jsonl").write_text(text.replace("Members of the team", f"Key {key}", 1))
    before = tree_digest(book / "evidence")
    refused = shieldbook(book, "evidence", "append", "../collected/new.jsonl")
    assert refused.returncode == 1
    assert "LEK001" in refused.stderr
    assert key not in refused.stderr + refused.stdout
    assert tree_digest(book / "evidence") == before


@pytest.mark.parametrize("name", ["line", "artifact", "record"])
def test_a_change_with_its_time_set_back_is_seen(book: Path, name: str) -> None:
    append(book)
    places = {
        "line": "evidence/records/2026-11.jsonl",
        "artifact": "evidence/records/2026-11/members.json",
        "record": f"evidence/{NEED}/2026-10-09/record.yml",
    }
    file = book / places[name]
    assert file.is_file()
    shieldbook(book, "who", NEED)
    assert shieldbook(book, "verify").returncode == 0
    state = file.stat()
    text = file.read_bytes()
    old, new = {
        "line": (b"Members of the team", b"Nombers of the team"),
        "artifact": (b"member", b"owners"),
        "record": (b"recertification", b"recertificatiom"),
    }[name]
    assert old in text
    file.write_bytes(text.replace(old, new))
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (state.st_size, state.st_mtime_ns)
    if name != "record":  # it was never logged: there is nothing to compare it with
        assert shieldbook(book, "verify").returncode == 1
        assert shieldbook(book, "check").returncode == 1
    if name != "artifact":  # a look-up reads none
        shown = "members-2026-11-18" if name == "line" else "ev-2026-10-09-access-recertification"
        assert new.decode()[:7] in shieldbook(book, "who", shown).stdout
