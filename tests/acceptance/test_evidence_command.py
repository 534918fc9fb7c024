"""Evidence of five kinds is filed with a command each, and stands in site and workbook."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.workspaces import copy_workspace, replace_in, shieldbook, tree_digest

FOR = "308-a-4-ii-c.access-review"
ATTESTED = "308-a-5-ii-d.token-attestation"
CLAIM = ("--outcome", "pass", "--complete")
SAID = ("--for", FOR, "--by", "Security Official", "--phi", "no", *CLAIM)


@pytest.fixture(scope="module")
def filed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A workspace with five new records, and their ids."""
    place = tmp_path_factory.mktemp("files")
    workspace = copy_workspace(root, place / "workspace")
    samples = {
        "team members.json": b'{"members": []}',
        "R\u00fcckblick.csv": b"account,kept\na,yes\n",
        "minutes.md": b"# Minutes\n\nNobody left.\n",
    }
    for name, data in samples.items():
        (place / name).write_bytes(data)
    for suffix in ("pdf", "png"):
        source = next((root / "evidence").rglob(f"*.{suffix}"))
        shutil.copyfile(source, place / f"scan.{suffix}")
    ids = []
    for name in (*samples, "scan.pdf", "scan.png"):
        done = shieldbook(workspace, "evidence", "add", str(place / name), *SAID, "--json",
                          "--observed-from", "2026-10-01", "--observed-to", "2026-10-31",
                          "--valid-until", "2027-01-15")  # fmt: skip
        assert done.returncode == 0, done.stderr
        ids.append(json.loads(done.stdout)["id"])
    return workspace, ids


def test_five_kinds_stand_on_page_register_and_workbook(filed: tuple[Path, list[str]]) -> None:
    workspace, ids = filed
    done = shieldbook(workspace, "build")
    assert done.returncode == 0, done.stderr
    control = (workspace / "out/site/controls/164-308-a-4-i.html").read_text("utf-8")
    register = (workspace / "out/site/evidence/index.html").read_text("utf-8")
    book = openpyxl.load_workbook(workspace / "out/shared-responsibility-matrix.xlsx")
    cells = {str(cell.value) for row in book["Evidence"].iter_rows() for cell in row}
    for name in ids:
        record = (workspace / f"out/site/evidence/{name}.html").read_text("utf-8")
        assert f"{name}.html" in control
        assert f"{name}.html" in register
        assert name in cells
        held = json.loads(shieldbook(workspace, "evidence", "show", name, "--json").stdout)
        for day in ("2026-10-01", "2026-10-31", held["collected_at"][:10], "2027-01-15"):
            assert day in record
        assert held["artifacts"][0]["sha256"] in record


def test_what_was_filed_verifies_and_an_edit_stops_check_and_build(
    filed: tuple[Path, list[str]], tmp_path: Path
) -> None:
    workspace = Path(shutil.copytree(filed[0], tmp_path / "edited"))
    whole = shieldbook(workspace, "verify")
    assert whole.returncode == 0
    assert "As it was filed, 113 records apart: 118 records" in whole.stdout
    assert "113 are not in the log" in whole.stdout
    assert "113 added to the log" in shieldbook(workspace, "evidence", "file").stdout
    record = next((workspace / "evidence/312-b.log-drain-setting").rglob("record.yml"))
    replace_in(record, "collected_at: '2026-11-18", "collected_at: '2026-11-20")
    told = shieldbook(workspace, "verify")
    assert told.returncode == 1
    assert "re-dated: `collected_at` of `ev-2026-11-18-logging` was 2026-11-18" in told.stderr
    for command in ("check", "build"):
        refused = shieldbook(workspace, command)
        assert refused.returncode == 1
        assert "error EVD007" in refused.stderr


def test_a_secret_or_phi_does_not_enter(filed: tuple[Path, list[str]], tmp_path: Path) -> None:
    workspace = Path(shutil.copytree(filed[0], tmp_path / "leaking"))
    before = tree_digest(workspace / "evidence")
    password, number = f"not-a-password-{47}", f"{512}-{44}-{1234}"  # made here, for the scan
    for text in (f"postgres://app:{password}@db.example.org/app", f"patient SSN {number}"):
        file = tmp_path / "export.txt"
        file.write_text(f"What was set.\n{text}\n")
        done = shieldbook(workspace, "evidence", "add", str(file), *SAID)
        assert done.returncode == 1
        assert "export.txt:2:" in done.stderr
        assert "LEK00" in done.stderr
        assert password not in done.stderr
        assert number not in done.stderr
    assert tree_digest(workspace / "evidence") == before


def test_a_redacted_copy_enters_and_says_so(filed: tuple[Path, list[str]], tmp_path: Path) -> None:
    workspace = Path(shutil.copytree(filed[0], tmp_path / "redacted"))
    number = f"{512}-{44}-{1234}"  # made here, for the scan
    file = tmp_path / "export.csv"
    file.write_text(f"row,ssn\n1,{number}\n2,{number}\n")
    done = shieldbook(workspace, "evidence", "add", str(file), *SAID, "--redact", "--json")
    assert done.returncode == 0, done.stderr
    folder = workspace / json.loads(done.stdout)["folder"]
    assert (folder / "export.redacted.csv").read_text() == (
        "row,ssn\n1,[redacted:ssn:1]\n2,[redacted:ssn:1]\n"
    )
    record = (folder / "record.yml").read_text()
    assert "contains_phi: redacted" in record
    assert "export.redacted.csv: ssn, 2" in record
    assert number not in record
    assert number in file.read_text()
    assert shieldbook(workspace, "check").returncode == 0


def test_what_cannot_be_redacted_is_told(filed: tuple[Path, list[str]], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet().append(["ssn", f"{512}-{44}-{1234}"])
    book.save(tmp_path / "export.xlsx")
    words = ("evidence", "add", str(tmp_path / "export.xlsx"), *SAID, "--redact")
    done = shieldbook(filed[0], *words)
    assert done.returncode == 2
    assert "`export.xlsx` cannot be redacted" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--observed-from", "2026-10-31", "--observed-to", "2026-10-01"), "speaks of days until"),
        (("--observed-from", "2026-10-01", "--observed-to", "2031-10-31"), "and was collected on"),
        (("--valid-until", "2020-01-01"), "holds until 2020-01-01"),
    ],
)
def test_what_check_would_refuse_is_not_filed(
    filed: tuple[Path, list[str]], tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    before = tree_digest(filed[0] / "evidence")
    file = tmp_path / "a.csv"
    file.write_text("a,b\n1,2\n")
    done = shieldbook(filed[0], "evidence", "add", str(file), *SAID, *words)
    assert done.returncode == 1
    assert "record.yml:" in done.stderr
    assert "EVD010" in done.stderr
    assert told in done.stderr
    assert tree_digest(filed[0] / "evidence") == before


def test_list_and_retire(filed: tuple[Path, list[str]], tmp_path: Path) -> None:
    workspace, ids = Path(shutil.copytree(filed[0], tmp_path / "retired")), filed[1]
    listed = shieldbook(workspace, "evidence", "list", "--for", FOR).stdout.splitlines()
    assert [line.split()[1] for line in listed[:5]] == sorted(ids, reverse=True)
    said = ("--by", "compliance-officer", "--reason", "The wrong month")
    assert shieldbook(workspace, "evidence", "retire", ids[0], *said).returncode == 0
    shown = shieldbook(workspace, "evidence", "show", ids[0]).stdout
    assert "Retired" in shown
    assert "Log: the record is in the log." in shown
    assert "The wrong month" in shown
    assert shieldbook(workspace, "verify").returncode == 0
    again = shieldbook(workspace, "evidence", "retire", ids[0], *said)
    assert again.returncode == 2
    assert "was retired before" in again.stderr


def test_a_newer_record_takes_the_place_of_an_older_one(
    filed: tuple[Path, list[str]], tmp_path: Path
) -> None:
    workspace, ids = Path(shutil.copytree(filed[0], tmp_path / "replaced")), filed[1]
    file = tmp_path / "better.csv"
    file.write_text("account,kept\na,yes\nb,no\n")
    done = shieldbook(workspace, "evidence", "supersede", ids[0], str(file), *SAID[2:], "--json")
    assert done.returncode == 0, done.stderr
    new = json.loads(done.stdout)["id"]
    held = json.loads(shieldbook(workspace, "evidence", "show", new, "--json").stdout)
    assert (held["replaces"], held["requirements"]) == (ids[0], [FOR])


def test_a_role_attests_in_words(filed: tuple[Path, list[str]], tmp_path: Path) -> None:
    workspace = Path(shutil.copytree(filed[0], tmp_path / "attested"))
    said = ("--statement", "I have read it.", "--valid-until", "2027-06-30", "--json")
    words = ("--for", ATTESTED, *SAID[2:], *said)
    done = shieldbook(workspace, "evidence", "attest", *words)
    assert done.returncode == 0, done.stderr
    text = next((workspace / json.loads(done.stdout)["folder"]).glob("*.md")).read_text()
    assert "I have read it." in text
    assert "Stated by the Security Official" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "x.csv", "--for", "308-a-4-ii-c.acess-review", "--by", "security-official",
          "--phi", "no", *CLAIM), "Did you mean `308-a-4-ii-c.access-review`"),
        (("add", "x.csv", "--for", "312(b)", "--by", "security-official", "--phi", "no", *CLAIM),
         "164.312(b) asks for 4 pieces of evidence"),
        (("add", "x.csv", "--for", FOR, "--by", "security-oficial", "--phi", "no", *CLAIM),
         "Did you mean `security-official`"),
        (("add", "x.csv", "--for", FOR, "--by", "security-official", "--phi", "perhaps", *CLAIM),
         "--phi cannot be `perhaps`"),
        (("add", "x.csv", "--for", FOR, "--by", "security-official"),
         "--phi, --outcome, --complete are missing"),
        (("add", "x.csv", "--for", FOR, "--by", "security-official", "--phi", "no", "--complete"),
         "pass|fail|unknown"),
        (("add", "x.csv", "--for", FOR, "--by", "security-official", "--phi", "no", "--complete",
          "--outcome", "passed"), "It is one of pass, fail, unknown."),
        (("add", "x.csv", "--for", FOR, "--by", "security-official", "--phi", "no", "--outcome",
          "pass"), "--complete or --incomplete"),
        (("add", "x.csv", "--for", FOR, "--by", "security-official", "--phi", "no",
          "--collected-at", "2026-01-31 09:00", *CLAIM), "is not a moment with its zone"),
        (("add", "x.csv", "--for", FOR, "--by", "security-official", "--phi", "no",
          "--observed-from", "yesterday", *CLAIM), "--observed-from `yesterday` is not a date"),
        (("supersede", "ev-none", "x.csv"), "there is no record `ev-none`"),
        (("show", "ev-none"), "there is no record `ev-none`"),
        (("list", "--for", "308-a-4-ii-c.acess-review"),
         "Did you mean `308-a-4-ii-c.access-review`"),
        (("list", "--for", "164.312(b)(9)"), "Did you mean 164.312(b)?"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_told_and_nothing_is_written(
    root: Path, words: tuple[str, ...], told: str
) -> None:
    done = shieldbook(root, "evidence", *words, "-C", str(root))
    assert done.returncode == 2, done.stdout
    assert told in done.stderr
    assert not (root / "evidence" / "log.jsonl").exists()


@pytest.mark.openssh
def test_the_commands_of_the_guide_confirm_a_seal_and_name_what_was_lost(
    root: Path, filed: tuple[Path, list[str]], tmp_path: Path
) -> None:
    workspace = Path(shutil.copytree(filed[0], tmp_path / "sealed"))
    key = tmp_path / "key"
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)), check=True)
    public = key.with_suffix(".pub").read_text()
    (tmp_path / "allowed_signers").write_text(
        f'officer@example.org namespaces="shieldbook-seal" {public}'
    )
    done = shieldbook(workspace, "seal", "--key", str(key))
    assert done.returncode == 0, done.stderr
    assert "Sealed 5 lines" in done.stdout
    text = (root / "docs/guide/evidence-locker.md").read_text("utf-8")
    printed = re.findall(r"```console\n(.*?)```", text.split("## Without this tool")[1], re.DOTALL)
    assert len(printed) == 4

    def run(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", command],
            cwd=workspace,
            env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )

    files, signature, listed, lines = map(run, printed)
    assert (files.returncode, files.stdout) == (0, "")
    assert signature.stdout.startswith('Good "shieldbook-seal" signature for officer@example.org')
    first, second = listed.stdout.splitlines()
    assert first.split()[0] in second
    assert (lines.returncode, lines.stdout) == (0, "")
    log = workspace / "evidence" / "log.jsonl"
    log.write_text("".join(log.read_text().splitlines(keepends=True)[1:]))
    assert len(run(printed[3]).stdout.split()) == 1
    artifact = next((workspace / f"evidence/{FOR}").rglob("*.png"))
    artifact.write_bytes(artifact.read_bytes() + b"\0")
    assert run(printed[0]).returncode == 1


def test_two_branches_that_both_file_evidence_merge(tmp_path: Path) -> None:
    assert shieldbook(tmp_path, "init", "book", "--example").returncode == 0
    book = tmp_path / "book"

    def git(*words: str) -> None:
        who = ("-c", "user.name=Officer", "-c", "user.email=officer@example.org")
        subprocess.run(("git", *who, *words), cwd=book, check=True, capture_output=True)

    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "The book")
    for branch in ("left", "right"):
        git("checkout", "-b", branch, "main")
        file = tmp_path / f"{branch}.csv"
        file.write_text(f"account,kept\n{branch},yes\n")
        wanted = FOR if branch == "left" else "308-a-4-i.role-settings-test"
        words = ("evidence", "add", str(file), "--for", wanted, *SAID[2:])
        assert shieldbook(book, *words).returncode == 0
        git("add", "evidence")
        git("commit", "-m", branch)
    git("merge", "left")
    assert "115 records, " in shieldbook(book, "verify").stdout
    assert len((book / "evidence" / "log.jsonl").read_text().splitlines()) == 2
    status = subprocess.run(
        ("git", "status", "--porcelain", "evidence"),
        cwd=book,
        capture_output=True,
        text=True,
        check=True,
    )
    assert status.stdout == ""
