"""A sealed release says the same of its log everywhere, and its own commands confirm it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.unit.locker.authorities import LocalAuthority, serving
from tests.workspaces import shieldbook

FOR = "308-a-4-ii-c.access-review"
SAID = (
    "--for",
    FOR,
    "--by",
    "compliance-officer",
    "--phi",
    "no",
    "--outcome",
    "pass",
    "--complete",
)

pytestmark = [pytest.mark.openssh, pytest.mark.openssl]


def file_in(workspace: Path, name: str) -> None:
    file = workspace.parent / f"{name}.csv"
    file.write_text(f"account,kept\n{name},yes\n")
    done = shieldbook(workspace, "evidence", "add", str(file), *SAID)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with three records filed and sealed, one filed since, and built."""
    home = tmp_path_factory.mktemp("proof")
    assert shieldbook(home, "init", "book", "--example").returncode == 0
    book, key = home / "book", home / "key"
    for name in ("first", "second", "third"):
        file_in(book, name)
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)), check=True)
    public = key.with_suffix(".pub").read_text()
    (home / "signers").write_text(f'officer namespaces="shieldbook-seal" {public}')
    with serving(LocalAuthority(home / "authority")) as authority:
        ca = ("--tsa-ca", str(authority.certificates))
        words = ("seal", "--key", str(key), "--dsse", "--timestamp", authority.url, *ca)
        done = shieldbook(book, *words)
    assert done.returncode == 0, done.stderr
    file_in(book, "fourth")
    done = shieldbook(book, "build")
    assert done.returncode == 0, done.stderr
    return book


@pytest.fixture(scope="module")
def log(book: Path) -> dict[str, Any]:
    """What the report says of the log."""
    loaded: dict[str, Any] = json.loads((book / "out/report.json").read_text())["log"]
    return loaded


def printed(book: Path) -> list[str]:
    """The commands of the built VERIFY.md that are for the workspace, in their order."""
    text = (book / "out/VERIFY.md").read_text().split("## The evidence")[1]
    blocks = re.findall(r"(?:^    .*\n)+", text, re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in blocks][1:]


def run(book: Path, command: str) -> subprocess.CompletedProcess[str]:
    ca = book.parent / "authority/ca.pem"
    environment = {"PATH": os.environ["PATH"], "IDENTITY": "officer", "TSA_CA": str(ca)}
    return subprocess.run(
        ("bash", "-c", command),
        cwd=book,
        env=environment | {"SIGNERS": str(book.parent / "signers"), "HOME": str(book.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_output_and_verify_say_the_same_of_the_log(book: Path, log: dict[str, Any]) -> None:
    assert (log["lines"], log["added"], log["seal"]["lines"]) == (4, 1, 3)
    assert log["root"] != log["seal"]["root"]
    verified = json.loads(shieldbook(book, "verify", "--json").stdout)
    assert verified["log"] == log
    sheets = openpyxl.load_workbook(book / "out/shared-responsibility-matrix.xlsx")
    built = {str(r[0].value): str(r[1].value) for r in sheets["Build"].iter_rows() if r[1].value}
    facts = {
        "Log of the evidence": "4 lines in evidence/log.jsonl",
        "Root of the log": log["root"],
        "Newest seal": f"evidence/seals/0001.json, sealed {log['seal']['sealed_at']}",
        "Root of the newest seal": log["seal"]["root"],
        "Lines sealed": "3",
        "Lines since the newest seal": "1",
    }
    assert facts.items() <= built.items()
    for item, file in (
        ("Signature", "json.sig"),
        ("Envelope", "dsse.json"),
        ("Time stamp", "tsr"),
    ):
        assert built[f"{item} of the seal"].startswith(f"evidence/seals/0001.{file},")
    readme = {str(r[0].value): str(r[1].value) for r in sheets["Read me"].iter_rows()}
    guide = (book / "out/VERIFY.md").read_text()
    shown = {
        page: unescape((book / "out/site" / page).read_text())
        for page in ("index.html", "evidence/index.html", "verify.html")
    }
    for item, value in facts.items():
        assert readme[item] == value
        assert re.search(rf"^    {re.escape(item)} +{re.escape(value)}$", guide, re.MULTILINE)
        for page, text in shown.items():
            assert re.search(rf"<td>{item}</td>\s*<td>(<[^>]+>)?{re.escape(value)}<", text), page


def test_the_commands_of_the_built_guide_confirm_the_seal(book: Path, log: dict[str, Any]) -> None:
    done = [run(book, command) for command in printed(book)]
    files, lists, lines, root, signature, envelope, stamp = done
    assert (files.returncode, files.stdout, files.stderr) == (0, "", "")
    first, second = lists.stdout.splitlines()
    assert first.split()[0] in second
    assert (lines.returncode, lines.stdout, lines.stderr) == (0, "", "")
    assert (root.stdout.strip(), root.stderr) == (log["seal"]["root"], "")
    assert signature.stdout.startswith('Good "shieldbook-seal" signature for officer')
    assert envelope.stdout.splitlines() == [
        "Signature Verified Successfully",
        log["seal"]["sha256"],
    ]
    assert "GMT" in stamp.stdout
    assert "Verification: OK" in stamp.stdout + stamp.stderr


def test_verify_says_when_the_seal_was_there_at_the_latest(book: Path) -> None:
    signers = ("--allowed-signers", str(book.parent / "signers"), "--identity", "officer")
    stamps = ("--tsa-ca", str(book.parent / "authority/ca.pem"))
    done = shieldbook(book, "verify", *signers, *stamps)
    assert done.returncode == 0, done.stderr
    said = re.search(r"0001\.json existed at the latest on (\S+Z), by (.+)\.", done.stdout)
    assert said is not None
    assert "Example Authority" in said[2]
    (stamp,) = json.loads(shieldbook(book, "verify", "--json", *stamps).stdout)["time_stamps"]
    assert stamp["at"] == said[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--dsse",), "an envelope is signed"),
        (("--timestamp",), "the organization names no authority"),
        (("--timestamp", "https://tsa.example.org"), "checked before it is kept"),
    ],
)
def test_what_a_seal_cannot_do_without_is_told(
    book: Path, words: tuple[str, ...], said: str
) -> None:
    done = shieldbook(book, "seal", *words)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert not (book / "evidence/seals/0002.json").exists()


def test_the_page_shows_the_commands_that_the_guide_prints(book: Path) -> None:
    page = (book / "out/site/verify.html").read_text()
    blocks = [
        unescape(re.sub("<[^>]+>", "", b)) for b in re.findall("<pre>.*?</pre>", page, re.DOTALL)
    ]
    assert [block.strip() for block in blocks[1:]] == [c.strip() for c in printed(book)]


def test_the_commands_name_what_was_changed(book: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(book, tmp_path / "copy", symlinks=True))
    files, _, lines, root, signature, envelope, stamp = printed(book)
    log = copy / "evidence/log.jsonl"
    kept = log.read_text().splitlines(keepends=True)
    assert sum(bool(run(copy, lines).stdout) for _ in [log.write_text("".join(kept[1:]))]) == 1
    artifact = next((copy / f"evidence/{FOR}").rglob("first.csv"))
    artifact.write_bytes(artifact.read_bytes() + b"\n")
    assert run(copy, files).returncode == 1
    seal = copy / "evidence/seals/0001.json"
    seal.write_text(seal.read_text().replace('"lines": 3', '"lines": 4'))
    assert run(book, f"cd {copy}; {signature}").returncode != 0
    assert run(book, f"cd {copy}; {envelope}").returncode != 0
    assert run(book, f"cd {copy}; {stamp}").returncode != 0
    sealed = copy / "evidence/seals/0001.lines"
    sealed.write_text(sealed.read_text()[65:])
    assert run(copy, root).stdout != run(book, root).stdout


def test_seals_made_anew_without_the_key_are_found_by_who_knows_the_signer(
    book: Path, log: dict[str, Any], tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(book, tmp_path / "copy", symlinks=True))
    shutil.rmtree(copy / "evidence/seals")
    assert shieldbook(copy, "seal").returncode == 0
    signers = ("--allowed-signers", str(book.parent / "signers"), "--identity", "officer")
    asked = shieldbook(copy, "verify", *signers)
    assert asked.returncode != 0
    assert "0001.json" in asked.stderr
    assert "not signed" in asked.stderr + asked.stdout
    another = tmp_path / "another"
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(another)), check=True)
    shutil.rmtree(copy / "evidence/seals")
    assert shieldbook(copy, "seal", "--key", str(another)).returncode == 0
    assert shieldbook(copy, "verify", *signers).returncode != 0
    assert shieldbook(copy, "verify", "--root", log["seal"]["root"]).returncode != 0


def test_the_build_id_is_worked_out_by_the_commands_of_the_page(root: Path, book: Path) -> None:
    report = json.loads((book / "out/report.json").read_text())
    text = (root / "docs/guide/verify-a-build.md").read_text()
    check = text.split("## Check 4")[1].split("## Check 5")[0]
    catalog, evidence, prose, build = re.findall(r"```console\n(.*?)```", check, re.DOTALL)
    for command, part in ((catalog, "catalog"), (evidence, "evidence"), (prose, "prose")):
        assert run(book, command).stdout.split()[0] == report[f"{part}_sha256"]
    values = {
        "TOOL_VERSION": report["tool_version"],
        "2026-11-24T23:59:59+00:00": report["as_of"].replace("Z", "+00:00"),
        "CATALOG_SHA256": report["catalog_sha256"],
        "EVIDENCE_SHA256": report["evidence_sha256"],
        "PROSE_SHA256": report["prose_sha256"],
        "LOG_ROOT": report["log"]["root"],
        "SEAL_SHA256": report["log"]["seal"]["sha256"],
        "LOG_SHA256": run(book, "sha256sum evidence/log.jsonl").stdout.split()[0],
        "AUDIT_WINDOW": "/".join(report["audit_window"].values()),
        "'BESIDE'": f"'{' '.join(report['log']['seal']['beside'])}'",
    }
    for name, value in values.items():
        assert name in build
        build = build.replace(name, value)
    assert run(book, build).stdout.strip() == report["build_id"]


def test_a_past_day_gives_the_root_of_that_day(book: Path) -> None:
    then = json.loads(shieldbook(book, "verify", "--json", "--as-of", "2020-01-01").stdout)
    assert then["log"] == {
        "lines": 0,
        "root": None,
        "added": 0,
        "antedated": 0,
        "unlogged": 113,
        "seal": None,
    }


def test_a_workspace_that_is_not_sealed_says_so_everywhere(root: Path, tmp_path: Path) -> None:
    del root
    assert shieldbook(tmp_path, "init", "book", "--example").returncode == 0
    done = shieldbook(tmp_path / "book", "build", "--no-site", "--to", str(tmp_path / "to"))
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "to/report.json").read_text())["log"]["root"] is None
    sheets = openpyxl.load_workbook(tmp_path / "to/shared-responsibility-matrix.xlsx")
    built = {str(row[0].value): row[1].value for row in sheets["Build"].iter_rows()}
    assert built["Log of the evidence"] == "Nothing is in the log yet"
    assert built["Newest seal"] == "Not sealed yet"
    assert "Root of the log" not in built


def test_what_no_line_of_the_log_knows_is_told_and_keeps_a_release_back(
    book: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(book, tmp_path / "copy", symlinks=True))
    before = json.loads(shieldbook(copy, "verify", "--json").stdout)
    assert before["log"]["unlogged"] == len(before["not_filed"]) == 113  # the example's own
    assert shieldbook(copy, "evidence", "file").returncode == 0
    root = json.loads(shieldbook(copy, "verify", "--json").stdout)["log"]["seal"]["root"]
    assert shieldbook(copy, "verify", "--root", root).returncode == 0
    record = next((copy / f"evidence/{FOR}").rglob("record.yml"))
    name = re.search(r"^id: (\S+)$", record.read_text(), re.MULTILINE)
    at = re.search(r"^collected_at: (\S+)$", record.read_text(), re.MULTILINE)
    assert name is not None
    assert at is not None
    (record.parent / "retired.yml").write_text(
        f"record: {name[1]}\nretired_at: {at[1]}\n"
        "retired_by: compliance-officer\nreason: It showed the wrong team.\n"
    )
    assert shieldbook(copy, "check").returncode == 0  # it may be filed later
    done = shieldbook(copy, "verify")
    assert "In no line of the log: 1" in done.stdout
    assert done.returncode == 0
    assert shieldbook(copy, "verify", "--root", root).returncode != 0
    refused = shieldbook(copy, "build", "--release")
    assert refused.returncode == 1
    assert "EVD007" in refused.stderr
    assert shieldbook(copy, "build").returncode == 0
    assert json.loads((copy / "out/report.json").read_text())["log"]["unlogged"] == 1
    for output in ("VERIFY.md", "site/verify.html", "site/index.html"):
        assert "In no line of the log" in (copy / "out" / output).read_text()
    assert shieldbook(copy, "evidence", "file").returncode == 0
    assert shieldbook(copy, "verify", "--root", root).returncode == 0
