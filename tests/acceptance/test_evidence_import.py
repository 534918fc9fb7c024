"""What other tools wrote is imported with a command, and stands on page, register and workbook."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.workspaces import copy_workspace, replace_in, shieldbook, tree_digest

SAMPLES = Path(__file__).parents[1] / "unit" / "imports" / "samples"
SAID = ("--by", "security-official", "--phi", "no", "--json")
MAPPINGS = """\
imports:
  - id: scanner
    format: sarif
    tool: Example*
    rules: [tls-*]
    requirements: [312-e-2-ii.tls-settings]
  - id: scanner-ports
    format: sarif
    rules: [open-*]
    requirements: [308-a-5-ii-d.password-rules]
  - id: buckets
    format: prowler
    rules: ['s3_*']
    requirements: [312-a-2-iv.encryption-at-rest]
  - id: baseline
    format: hdf
    rules: ['EX-0*']
    requirements: [312-a-2-iii.session-timeout-test]
  - id: attested
    format: attestations
    rules: ['EX-1*']
    requirements: [308-a-5-ii-d.token-attestation]
  - id: members
    format: auditree
    rules: ['raw/*/members.json', 'raw/*/lost.json']
    requirements: [308-a-4-ii-b.team-permission-listing]
  - id: spaces
    format: saved-json
    rules: [spaces.json]
    requirements: [312-a-1.shield-boundary]
"""


@pytest.fixture(scope="module")
def stock(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with mappings."""
    workspace = copy_workspace(root, tmp_path_factory.mktemp("imports") / "workspace")
    (workspace / "controls/customer/imports.yml").write_text(MAPPINGS, encoding="utf-8")
    return workspace


@pytest.fixture
def workspace(stock: Path, tmp_path: Path) -> Path:
    """A copy of one's own."""
    return Path(shutil.copytree(stock, tmp_path / "own"))


def imported(workspace: Path, *arguments: str) -> dict[str, Any]:
    done = shieldbook(workspace, "evidence", "import", *arguments, *SAID)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def shown(workspace: Path, record: str) -> dict[str, Any]:
    done = shieldbook(workspace, "evidence", "show", record, "--json")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("file", "moment", "outcome", "results"),
    [
        (
            "scan.sarif",
            "2026-11-20T08:30:00Z",
            "fail",
            {"312-e-2-ii.tls-settings": "pass", "308-a-5-ii-d.password-rules": "fail"},
        ),
        (
            "prowler.ocsf.json",
            "2026-11-20T08:00:00Z",
            "fail",
            {"312-a-2-iv.encryption-at-rest": "fail"},
        ),
        (
            "hdf.json",
            "2026-11-19T12:00:00Z",
            "fail",
            {"312-a-2-iii.session-timeout-test": "fail"},
        ),
        (
            "attestations.json",
            "2026-06-01T00:00:00Z",
            "fail",
            {"308-a-5-ii-d.token-attestation": "fail"},
        ),
    ],
)
def test_a_file_is_filed_with_what_its_rows_say(
    workspace: Path, file: str, moment: str, outcome: str, results: dict[str, str]
) -> None:
    (filed,) = imported(workspace, str(SAMPLES / file))["filed"]
    assert filed["outcome"] == outcome
    assert {name: result["word"] for name, result in filed["results"].items()} == results
    record = shown(workspace, filed["id"])
    assert record["collected_at"] == moment
    (artifact,) = record["artifacts"]
    assert (workspace / filed["folder"] / artifact["file"]).read_bytes() == (
        SAMPLES / file
    ).read_bytes()
    assert shieldbook(workspace, "check").returncode == 0
    assert filed["id"] not in shieldbook(workspace, "verify").stderr


def test_the_same_file_is_not_filed_twice_but_may_replace_its_record(workspace: Path) -> None:
    file = str(SAMPLES / "prowler.ocsf.json")
    (first,) = imported(workspace, file)["filed"]
    before = tree_digest(workspace / "evidence")
    assert imported(workspace, file) == {"filed": [], "known": [first["id"]], "unmatched": []}
    assert tree_digest(workspace / "evidence") == before
    (second,) = imported(workspace, file, "--replaces", first["id"])["filed"]
    assert shown(workspace, second["id"])["replaces"] == first["id"]
    assert shieldbook(workspace, "check").returncode == 0


def test_a_locker_and_saved_files_wait_for_a_person(workspace: Path) -> None:
    locker = Path(shutil.copytree(SAMPLES / "locker", workspace.parent / "locker"))
    replace_in(locker / "raw/hosting/index.json", "172800", "31536000")
    found = imported(workspace, str(locker), "--outcome", "pass")
    words = [record["outcome"] for record in found["filed"]]
    assert sorted(words) == ["pass", "unknown"]
    assert found["unmatched"] == ["raw/hosting/releases.json"]
    (judged,) = (record for record in found["filed"] if record["outcome"] == "pass")
    held = shown(workspace, judged["id"])
    assert [a["file"] for a in held["artifacts"]] == ["members.json", "index.json"]
    assert held["collected_at"] == "2026-11-20T08:00:00Z"
    day = ("--collected-at", "2026-11-20T09:00:00Z")
    (unknown,) = imported(workspace, str(SAMPLES / "saved"), *day)["filed"]
    assert unknown["outcome"] == "unknown"
    assert [a["file"] for a in shown(workspace, unknown["id"])["artifacts"]] == ["spaces.json"]
    day = ("--collected-at", "2026-11-21T10:00:00Z")  # settings that stay read the same
    (judged,) = imported(workspace, str(SAMPLES / "saved"), *day, "--outcome", "pass")["filed"]
    assert judged["outcome"] == "pass"


def test_an_age_limit_of_the_locker_s_own_is_kept_with_the_record(workspace: Path) -> None:
    (first, *_) = imported(workspace, str(SAMPLES / "locker"))["filed"]
    text = (workspace / first["folder"] / "record.yml").read_text("utf-8")
    assert "max_age: P2D" in text


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("gone.json",), 1, "it is not there"),
        ((str(SAMPLES / "saved" / "spaces.json"),), 1, "none of the formats"),
        ((str(SAMPLES / "saved"),), 1, "does not say when it was made"),
        ((str(SAMPLES / "scan.sarif"), "--collected-at", "2026-11-20T09:00:00Z"), 1, "says itself"),
        ((str(SAMPLES / "scan.sarif"), "--outcome", "pass"), 2, "verdicts of its own"),
        ((str(SAMPLES / "scan.sarif"), "--format", "xml"), 2, "--format cannot be `xml`"),
        ((str(SAMPLES / "scan.sarif"), "--replaces", "ev-none"), 2, "no record `ev-none`"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_filed(
    stock: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    before = tree_digest(stock / "evidence")
    done = shieldbook(stock, "evidence", "import", *arguments, *SAID)
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    assert tree_digest(stock / "evidence") == before


def test_every_problem_of_every_file_is_told_at_its_line_and_nothing_is_filed(
    workspace: Path, tmp_path: Path
) -> None:
    broken, odd, good = tmp_path / "broken.json", tmp_path / "odd.sarif", SAMPLES / "hdf.json"
    broken.write_text('{"version": "2.1.0",\n "runs": [}', encoding="utf-8")
    text = (SAMPLES / "scan.sarif").read_text("utf-8").replace('"review"', '"perhaps"')
    odd.write_text(text.replace('"pass"', '"maybe"'), encoding="utf-8")
    (tmp_path / "link.json").symlink_to(good)
    before = tree_digest(workspace / "evidence")
    names = [str(path) for path in (broken, odd, good, tmp_path / "link.json")]
    done = shieldbook(workspace, "evidence", "import", *names, *SAID)
    assert done.returncode == 1
    assert f"{broken}:2:11: error EVD004: the file is not JSON" in done.stderr
    lines = text.splitlines()
    for word, said in (("pass", "maybe"), ("perhaps", "perhaps")):
        line = next(n for n, each in enumerate(lines, 1) if f'"kind": "{word}"' in each)
        assert f"{odd}:{line}:11: error EVD004: `runs[0].results[" in done.stderr
        assert f"is `{said}`" in done.stderr
    assert f"{tmp_path / 'link.json'}:1:1: error EVD004: it cannot be opened: it is a link" in (
        done.stderr
    )
    assert tree_digest(workspace / "evidence") == before


def test_a_secret_in_a_result_does_not_enter_unless_redacted(
    workspace: Path, tmp_path: Path
) -> None:
    password = f"not-a-password-{47}"  # made here, for the scan
    file = tmp_path / "scan.sarif"
    text = (SAMPLES / "scan.sarif").read_text("utf-8")
    leak = f"postgres://app:{password}@db.example.org/app"
    file.write_text(text.replace("Port 8080 is open.", f"Found {leak}"), encoding="utf-8")
    before = tree_digest(workspace / "evidence")
    done = shieldbook(workspace, "evidence", "import", str(file), str(SAMPLES / "hdf.json"), *SAID)
    assert done.returncode == 1
    assert "LEK001" in done.stderr
    assert password not in done.stdout + done.stderr
    assert tree_digest(workspace / "evidence") == before
    (filed,) = imported(workspace, str(file), "--redact")["filed"]
    folder = workspace / filed["folder"]
    assert password not in "".join(f.read_text("utf-8") for f in folder.iterdir())
    assert "contains_phi: redacted" in (folder / "record.yml").read_text("utf-8")


def test_a_mapping_from_elsewhere_is_read_as_strictly(workspace: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "map.yml"
    mapping.write_text(MAPPINGS.replace("312-e-2-ii.tls-settings", "312-e-2-ii.tls"), "utf-8")
    done = shieldbook(
        workspace,
        "evidence",
        "import",
        str(SAMPLES / "scan.sarif"),
        "--mapping",
        str(mapping),
        *SAID,
    )
    assert done.returncode == 1
    assert f"{mapping}:6:20: error CUS015: no row has an evidence requirement" in done.stderr
    mapping.write_text("imports:\n  - id: a\n    format: sarif\n    rule: [x]\n", "utf-8")
    done = shieldbook(
        workspace,
        "evidence",
        "import",
        str(SAMPLES / "scan.sarif"),
        "--mapping",
        str(mapping),
        *SAID,
    )
    assert f"{mapping}:4:5: error REC001: unknown key `rule`" in done.stderr
    assert "error REC002: " in done.stderr


def test_the_mapping_of_the_guide_is_one_that_check_takes(root: Path, workspace: Path) -> None:
    guide = (root / "docs/guide/import-evidence.md").read_text("utf-8")
    mapping = guide.partition("```yaml\n")[2].partition("```")[0]
    (workspace / "controls/customer/imports.yml").write_text(mapping, "utf-8")
    done = shieldbook(workspace, "check")
    assert done.returncode == 0, done.stderr


def test_rows_that_no_mapping_speaks_of_are_told(workspace: Path) -> None:
    done = shieldbook(workspace, "evidence", "import", str(SAMPLES / "scan.sarif"), *SAID[:-1])
    assert "Rows that match no mapping: 1, of 4: wording" in done.stdout
    (workspace / "controls/customer/imports.yml").write_text("imports: []\n", "utf-8")
    done = shieldbook(workspace, "evidence", "import", str(SAMPLES / "hdf.json"), *SAID)
    assert done.returncode == 2
    assert "no mapping of the format hdf speaks of any of 3 rows: EX-01, EX-02" in done.stderr


def test_a_run_of_the_future_is_refused(stock: Path, tmp_path: Path) -> None:
    file = tmp_path / "scan.sarif"
    text = (SAMPLES / "scan.sarif").read_text("utf-8")
    file.write_text(text.replace("2026-11-20T", "2099-11-20T"), encoding="utf-8")
    done = shieldbook(stock, "evidence", "import", str(file), *SAID)
    assert done.returncode == 1
    assert "it is dated 2099-11-20, in the future" in done.stderr


def test_an_empty_result_is_filed_as_not_evaluated(workspace: Path, tmp_path: Path) -> None:
    file = tmp_path / "none.json"
    file.write_text("[]", encoding="utf-8")
    day = ("--collected-at", "2026-11-20T09:00:00Z")
    (filed,) = imported(workspace, str(file), "--format", "prowler", *day)["filed"]
    assert filed["outcome"] == "unknown"
    assert filed["results"]["312-a-2-iv.encryption-at-rest"]["word"] == "not-evaluated"


def test_failing_rows_stand_on_the_pages_and_the_counts_in_the_workbook(workspace: Path) -> None:
    (scan,) = imported(workspace, str(SAMPLES / "scan.sarif"))["filed"]
    done = shieldbook(workspace, "build")
    assert done.returncode == 0, done.stderr
    site = workspace / "out/site"
    control = (site / "controls/164-308-a-5-i.html").read_text("utf-8")
    record = (site / f"evidence/{scan['id']}.html").read_text("utf-8")
    for page in (control, record):
        assert "open-port" in page
        assert "Port 8080 is open. todo close &lt;b&gt;it&lt;/b&gt;." in page
        assert "infra/space.tf:12" in page
    assert "1: Suppressed: Bastion, until January" in record
    assert "wording" in record
    register = (site / "evidence/index.html").read_text("utf-8")
    assert "308-a-5-ii-d.password-rules: 1 fail, 1 set aside" in register
    passing = (site / "controls/164-312-e-1.html").read_text("utf-8")
    assert "Results of ExampleScanner" not in passing
    assert "the rows of ExampleScanner show that it is not met: 1 fail, 1 set aside." in control
    book = openpyxl.load_workbook(workspace / "out/shared-responsibility-matrix.xlsx")
    cells = {str(cell.value) for row in book["Evidence"].iter_rows() for cell in row}
    assert any("308-a-5-ii-d.password-rules: 1 fail, 1 set aside" in cell for cell in cells)
    answer = shieldbook(workspace, "who", "312-e-2-ii.tls-settings").stdout
    assert f"{scan['id']}, 2026-11-20, pass" in answer
    answer = shieldbook(workspace, "who", "308-a-5-ii-d.password-rules").stdout
    assert f"{scan['id']}, 2026-11-20, fail" in answer
