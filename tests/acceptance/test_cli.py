"""The command as it is used: what it prints, what it returns, and that it breaks nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builder.model.issue_codes import ISSUE_CODES
from tests.workspaces import (
    AS_OF_DAY,
    command_environment,
    copy_workspace,
    replace_in,
    shieldbook,
    tree_digest,
)

LOCATED = re.compile(r"^(\S+):(\d+):(\d+): (error|open) ([A-Z]{3}\d{3}): .+$", re.MULTILINE)


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a published build; tests that write copy it or leave it as it was."""
    workspace = copy_workspace(root, tmp_path_factory.mktemp("built"))
    done = shieldbook(workspace, "build", "--as-of", AS_OF_DAY)
    assert done.returncode == 0, done.stdout + done.stderr
    return workspace


def test_build_publishes_site_workbook_and_report(built: Path) -> None:
    for name in (
        "site/index.html",
        "shared-responsibility-matrix.xlsx",
        "report.json",
        "report.schema.json",
    ):
        assert (built / "out" / name).is_file()


def test_a_build_keeps_its_answers_so_that_the_first_question_is_quick(built: Path) -> None:
    code = (
        "import sys; from builder.cli import run;"
        f" run(['who', '--as-of', '{AS_OF_DAY}', '164.312(b)']);"
        " print('builder.pipeline' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=built,
        env=command_environment(built),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.strip() == "False"
    assert done.stdout.startswith("164.312(b)  Audit controls")


def test_the_published_sums_hold_and_a_changed_file_is_named(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "received"
    shutil.copytree(built / "out", copy)
    check = ["sha256sum", "--quiet", "--check", "SHA256SUMS"]
    assert subprocess.run(check, cwd=copy, check=False, capture_output=True).returncode == 0
    listed = (copy / "SHA256SUMS").read_text("utf-8").splitlines()
    files = [p for p in copy.rglob("*") if p.is_file()]
    assert len(listed) == len(files) - 1
    with (copy / "report.json").open("a", encoding="utf-8") as stream:
        stream.write(" ")
    changed = subprocess.run(check, cwd=copy, check=False, capture_output=True, text=True)
    assert changed.returncode == 1
    assert "report.json: FAILED" in changed.stdout


def test_the_same_day_gives_the_same_bytes(built: Path) -> None:
    first = tree_digest(built / "out")
    again = shieldbook(
        built,
        "build",
        "--as-of",
        AS_OF_DAY,
        "--force",
        TZ="Asia/Kathmandu",
        PYTHONHASHSEED="7",
        LC_ALL="C",
    )
    assert again.returncode == 0, again.stderr
    assert tree_digest(built / "out") == first


def test_an_unchanged_build_starts_no_site_builder(built: Path) -> None:
    target = (built / "out").resolve()
    again = shieldbook(built, "build", "--as-of", AS_OF_DAY)
    assert "Nothing has changed" in again.stdout
    assert (built / "out").resolve() == target


def test_twelve_mistakes_are_listed_in_one_run_and_nothing_is_touched(
    built: Path, tmp_path: Path
) -> None:
    workspace = copy_workspace(built, tmp_path / "broken")
    before = tree_digest(built / "out")
    statements = workspace / "controls" / "customer" / "statements"
    first = statements / "164.312.yml"
    replace_in(first, "citation: 164.312(b)\n", "citation: 164.312(q)\n")
    replace_in(first, "    status: implemented\n", "    stauts: implemented\n")
    replace_in(first, "max_age: P30D", "max_age: 1m")
    replace_in(first, "method: test", "method: tset")
    second = statements / "164.308-a5-b3.yml"
    replace_in(second, "party: shared", "party: provider")
    replace_in(second, "accountable: security-official", "accountable: security-offical")
    third = statements / "164.310.yml"
    replace_in(third, "decided_on: ", "decided_on: 31.")
    replace_in(third, "duty: >-\n", "duty: >-\n      TODO\n")
    agreements = workspace / "controls" / "customer" / "agreements.yml"
    replace_in(agreements, "signed: 2025-03-03", "signed: 2025-03-03\n    signed: 2025-03-04")
    replace_in(agreements, "shield-dynos, ", "shield-dinos, ")
    record = min((workspace / "evidence").glob("*/*/record.yml"))
    text = record.read_text(encoding="utf-8")
    record.write_text(re.sub(r"(collected_at: \S+)Z", r"\1", text), encoding="utf-8")
    organization = workspace / "controls" / "customer" / "organization.yml"
    replace_in(organization, "notice: P30D", "notice: &bomb P30D")

    done = shieldbook(workspace, "check", "--as-of", AS_OF_DAY)
    found = LOCATED.findall(done.stderr)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len({(file, line, code) for file, line, _, _, code in found}) >= 12, done.stderr
    assert {code for *_, code in found} <= ISSUE_CODES.keys()
    hints = [line for line in done.stderr.splitlines() if line.startswith("    ")]
    assert len(hints) >= 12
    refused = shieldbook(workspace, "build", "--as-of", AS_OF_DAY)
    assert refused.returncode == 1
    assert not (workspace / "out").exists()
    assert tree_digest(built / "out") == before


def test_a_refused_build_leaves_the_published_one(built: Path) -> None:
    before = tree_digest(built / "out")
    roles = built / "controls" / "customer" / "roles.yml"
    good = roles.read_bytes()
    roles.write_bytes(good + b"  - id: [\n")
    try:
        refused = shieldbook(built, "build", "--as-of", AS_OF_DAY)
    finally:
        roles.write_bytes(good)
    assert refused.returncode == 1
    assert tree_digest(built / "out") == before


@pytest.mark.parametrize("delay", [0.4, 1.2, 2.5, 4.0])
def test_a_killed_build_leaves_the_published_one(built: Path, delay: float) -> None:
    before = tree_digest(built / "out")
    command = [sys.executable, "-m", "builder.cli", "build", "--as-of", AS_OF_DAY, "--force"]
    with subprocess.Popen(
        command,
        cwd=built,
        env=command_environment(built),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
    assert tree_digest(built / "out") == before


def test_who_answers_on_one_screen(built: Path) -> None:
    done = shieldbook(built, "who", "§ 164.312 (b)", "--as-of", AS_OF_DAY)
    assert done.returncode == 0
    for word in ("Party", "You still", "Accountable", "Responsible", "Evidence", "Next"):
        assert word in done.stdout
    assert "Invented example data" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120
    assert len(done.stdout.splitlines()) <= 45


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("164_312_a_2_iv", "164.312(a)(2)(iv)"),
        ("45 CFR 164.312(a.2.iv)", "164.312(a)(2)(iv)"),
        ("312(a)(2)(iv)", "164.312(a)(2)(iv)"),
        ("164.308(b)(4)", "164.308(b)(3)"),
        ("164.312(a)", "164.312(a)(1)"),
        ("Audit controls", "164.312(b)"),
        ("security-official", "security-official"),
        ("Private Space Logging", "private-space-logging"),
        ("who reviews the logs", "164.308(a)(1)(ii)(D)"),
        ("is the database encrypted", "164.312(a)(2)(iv)"),
        ("how do we encrypt data in transit", "164.312(e)(2)(ii)"),
        ("what happens when an employee leaves", "164.308(a)(3)(ii)(C)"),
        ("backup restore test", "164.308(a)(7)(ii)(D)"),
        ("MFA", "164.312(d)"),
        ("offboarding", "164.308(a)(3)(ii)(C)"),
        ("keystroke logging", "one-off-dynos"),
        ("breach notification deadline", "164.404(b)"),
        ("what is due next", "due"),
        ("gap-312-d-deploy-bot-token", "gap-312-d-deploy-bot-token"),
        ("312-d.idp-mfa-policy", "312-d.idp-mfa-policy"),
        ("provider-baa", "provider-baa"),
        ("patient-portal", "patient-portal"),
        ("order-form", "order-form"),
    ],
)
def test_who_understands_every_wording(built: Path, query: str, name: str) -> None:
    done = shieldbook(built, "who", query, "--json", "--as-of", AS_OF_DAY)
    assert [answer["name"] for answer in json.loads(done.stdout)["answers"]] == [name]


def test_who_suggests_when_nothing_matches(built: Path) -> None:
    done = shieldbook(built, "who", "private-space-lgoging", "--as-of", AS_OF_DAY)
    assert done.returncode == 1
    assert "private-space-logging" in done.stderr


@pytest.mark.parametrize(
    ("query", "light"),
    [
        ("164.312(b)", ("json", "builder.question", "builder.word_index")),
        ("gap-312-d-deploy-bot-token", ("json", "builder.question", "builder.word_index")),
        ("who reviews the logs", ()),
    ],
)
def test_who_loads_none_of_the_heavy_parts(built: Path, query: str, light: tuple[str, ...]) -> None:
    shieldbook(built, "who", query, "--as-of", AS_OF_DAY)
    third = ("jinja2", "mkdocs", "openpyxl", "xlsxwriter", "yaml", "msgspec", "markdown", "nh3")
    heavy = (*third, "dataclasses", "typing", "pathlib", "builder.pipeline", *light)
    assert _loaded_by_who(built, query, heavy) == []


def test_a_first_question_loads_nothing_that_only_scans(built: Path, tmp_path: Path) -> None:
    workspace = copy_workspace(built, tmp_path / "asked first")
    scanners = ("builder.leak_gate", "builder.leaks.scanning", "builder.store.leak_rules")
    asked = _loaded_by_who(workspace, "164.312(b)", ("builder.pipeline", *scanners))
    assert asked == ["builder.pipeline"]


def _loaded_by_who(workspace: Path, query: str, modules: tuple[str, ...]) -> list[str]:
    """Which of some modules a question imports, in a process of its own."""
    code = (
        "import sys\n"
        "from builder.cli import run\n"
        f"run(['who', {query!r}, '--as-of', {AS_OF_DAY!r}])\n"
        f"sys.stderr.write('\\n'.join(sorted(set({modules!r}) & sys.modules.keys())))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=workspace,
        env=command_environment(workspace),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr.split()


def test_who_sees_a_change_at_once(built: Path, tmp_path: Path) -> None:
    workspace = copy_workspace(built, tmp_path / "changed")
    assert "Security Official" in shieldbook(workspace, "who", "164.312(b)").stdout
    roles = workspace / "controls" / "customer" / "roles.yml"
    replace_in(roles, "title: Security Official", "title: Chief of Security")
    assert "Chief of Security" in shieldbook(workspace, "who", "164.312(b)").stdout


def test_explain_leads_to_file_and_line(built: Path) -> None:
    done = shieldbook(built, "explain", "164.312(e)(1)", "--json", "--as-of", AS_OF_DAY)
    chain = json.loads(done.stdout)
    assert chain["reasons"]
    for place in (chain["rule"]["at"], chain["customer"]["at"], chain["evidence"][0]["asked_at"]):
        file, line, _ = place.split(":")
        assert len((built / file).read_text(encoding="utf-8").splitlines()) >= int(line)
    file, line, _ = chain["customer"]["at"].split(":")
    text = (built / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert "164.312(e)(1)" in text


def test_mine_lists_the_duties_of_a_role(built: Path) -> None:
    done = shieldbook(built, "mine", "--role", "Platform Engineer", "--json", "--as-of", AS_OF_DAY)
    duties = json.loads(done.stdout)
    assert duties["role"] == "platform-engineer"
    assert duties["responsible"]
    assert duties["actions"]


def test_mine_names_the_roles_when_there_is_no_such_role(built: Path) -> None:
    done = shieldbook(built, "mine", "--role", "wizard", "--as-of", AS_OF_DAY)
    assert done.returncode == 1
    assert "security-official" in done.stderr


def test_status_is_a_gate_only_when_asked(built: Path) -> None:
    assert shieldbook(built, "status", "--as-of", AS_OF_DAY).returncode == 0
    assert shieldbook(built, "status", "--gate", "--as-of", AS_OF_DAY).returncode == 4


def test_a_past_day_is_rebuilt_without_what_came_later(built: Path) -> None:
    now = json.loads(shieldbook(built, "status", "--json", "--as-of", AS_OF_DAY).stdout)
    then = json.loads(shieldbook(built, "status", "--json", "--as-of", "2025-12-01").stdout)
    missing = [value["totals"]["evidence_state"].get("missing", 0) for value in (now, then)]
    assert missing[1] > missing[0]


def test_usage_and_surroundings_have_codes_of_their_own(built: Path, tmp_path: Path) -> None:
    assert shieldbook(built, "nonsense").returncode == 2
    empty = shieldbook(tmp_path, "check")
    assert empty.returncode == 3
    assert "Traceback" not in empty.stderr
    assert "shieldbook init" in empty.stderr
    for command in (("check",), ("who", "164.312(b)")):
        for day in ("yesterday", "9999-12-31", ""):
            bad_day = shieldbook(built, *command, "--as-of", day)
            assert bad_day.returncode == 2
            assert "Traceback" not in bad_day.stderr


def test_a_variable_that_is_no_day_is_a_matter_of_the_surroundings(built: Path) -> None:
    assert shieldbook(built, "check", SOURCE_DATE_EPOCH="soon").returncode == 3
    assert shieldbook(built, "build", "--no-site").returncode == 2


@pytest.mark.parametrize("folder", ["evidence", "evidence/../controls/handout", "docs/handout"])
def test_nothing_is_built_among_what_a_build_reads(built: Path, folder: str) -> None:
    before = tree_digest(built / "evidence")
    done = shieldbook(built, "build", "--no-site", "--to", folder)
    assert done.returncode == 2
    assert "which a build reads" in done.stderr
    assert tree_digest(built / "evidence") == before


@pytest.mark.parametrize("command", ["check", "build", "serve"])
def test_settings_that_run_programs_are_told_and_not_run(
    built: Path, tmp_path: Path, command: str
) -> None:
    workspace = copy_workspace(built, tmp_path / "copy")
    (workspace / "hook.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    settings = workspace / "mkdocs.yml"
    replace_in(
        settings, "  - pymdownx.superfences", "  - pymdownx.superfences\n  - pymdownx.snippets"
    )
    replace_in(settings, "  name: material\n", "  name: material\n  custom_dir: theirs\n")
    with settings.open("a") as stream:
        stream.write(f"hooks: [hook.py]\nremote: !!python/object/apply:os.mkdir [{tmp_path}/ran]\n")
    done = shieldbook(workspace, command, *([] if command == "serve" else ["--as-of", AS_OF_DAY]))
    assert done.returncode == 1, done.stderr
    assert not (tmp_path / "ran").exists()
    found = [(file, code) for file, _, _, _, code in LOCATED.findall(done.stderr)]
    assert found == [("mkdocs.yml", "DOC002")] * 3 + [("mkdocs.yml", "YML004")]
    assert "mkdocs.yml:19:3: error DOC002: the setting `custom_dir` runs" in done.stderr


def test_prose_and_settings_are_part_of_the_build_id(built: Path, tmp_path: Path) -> None:
    workspace = copy_workspace(built, tmp_path / "copy")
    seen = set()
    for name in ("", "docs/guide/what-this-is.md", "mkdocs.yml"):
        if name:
            with (workspace / name).open("a", encoding="utf-8") as stream:
                stream.write("\n# changed\n")
        asked = shieldbook(workspace, "status", "--json", "--as-of", AS_OF_DAY)
        seen.add(json.loads(asked.stdout)["build_id"])
        shown = shieldbook(workspace, "who", "164.312(b)", "--as-of", AS_OF_DAY).stdout
        assert json.loads(asked.stdout)["build_id"] in shown
    assert len(seen) == 3


def test_output_that_cannot_be_written_is_no_traceback_and_never_passes(built: Path) -> None:
    command = [sys.executable, "-m", "builder.cli", "status", "--gate", "--as-of", AS_OF_DAY]
    environment = command_environment(built)
    full = Path("/dev/full")
    if full.exists():
        with full.open("w") as stream:
            done = subprocess.run(
                command,
                cwd=built,
                env=environment,
                stdout=stream,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert done.returncode == 3
        assert done.stderr.startswith("shieldbook: no space left on device\n")
        assert "Traceback" not in done.stderr
    with subprocess.Popen(
        command, cwd=built, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()  # as `| head -0` does
        process.wait(timeout=60)
        assert process.returncode == 141
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_a_terminal_without_our_letters_gets_numbers_and_json_stays_json(built: Path) -> None:
    day = ("--as-of", AS_OF_DAY)
    shown = shieldbook(built, "status", *day, PYTHONIOENCODING="ascii")
    assert shown.returncode == 0, shown.stderr
    assert r" \xb7 " in shown.stdout
    plain = shieldbook(built, "who", "164.312(b)", "--json", *day, PYTHONIOENCODING="ascii")
    assert plain.stdout.isascii()
    whole = shieldbook(built, "who", "164.312(b)", "--json", *day, PYTHONIOENCODING="utf-8")
    assert json.loads(plain.stdout) == json.loads(whole.stdout)


def test_a_file_name_cannot_act_or_break_out_in_json(built: Path, tmp_path: Path) -> None:
    workspace = copy_workspace(built, tmp_path / "copy")
    folder = min((workspace / "evidence").glob("*/*/record.yml")).parent
    strange = [os.fsdecode(name) for name in (b"a\xff", b"b\x1b[31m", "c\u202e\x9bd".encode())]
    for name in strange:
        (folder / name).touch()
    done = shieldbook(workspace, "check", "--json", "--as-of", AS_OF_DAY, PYTHONIOENCODING="utf-8")
    assert done.returncode == 1, done.stderr
    assert done.stdout.replace("\n", "").isprintable()
    found = {Path(issue["file"]).name for issue in json.loads(done.stdout)["issues"]}
    assert found == set(strange)


@pytest.mark.parametrize("name", ["a\nid: evil", "a\x1b[31m", "  ", "a\u2028b", "n" * 101])
def test_a_name_that_no_file_may_hold_makes_no_workspace(tmp_path: Path, name: str) -> None:
    refused = shieldbook(tmp_path, "init", "new one", "--name", name)
    assert refused.returncode == 2
    assert "with --name." in refused.stderr
    assert not (tmp_path / "new one").exists()
    made = shieldbook(tmp_path, "init", "new one")
    assert "  cd 'new one'\n" in made.stdout


def test_a_port_that_is_taken_is_named(built: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = shieldbook(built, "serve", "--address", address)
    assert done.returncode == 3
    assert f"cannot be served at {address}: address already in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_name_cannot_forge_a_line_of_the_list(built: Path, tmp_path: Path) -> None:
    workspace = copy_workspace(built, tmp_path / "copy")
    folder = min((workspace / "evidence").glob("*/*/record.yml")).parent
    (folder / "x\ncontrols:1:1: error YML001: forged\x1b[31m").touch()
    done = shieldbook(workspace, "check", "--as-of", AS_OF_DAY)
    assert done.returncode == 1
    assert not any(line.startswith("controls:1:1") for line in done.stderr.splitlines())
    assert r"x\ncontrols:1:1" in done.stderr
    assert "\x1b" not in done.stderr


def test_a_draft_builds_and_a_release_of_it_is_refused(tmp_path: Path) -> None:
    made = shieldbook(tmp_path, "init", "clinic", "--name", "Our 'own' clinic")
    assert made.returncode == 0, made.stderr
    workspace = tmp_path / "clinic"
    check = shieldbook(workspace, "check", "--json")
    data = json.loads(check.stdout)
    assert (check.returncode, data["errors"], data["open"]) == (0, 0, 68)
    assert {issue["code"] for issue in data["issues"]} == {"CUS014"}
    build = shieldbook(workspace, "build")
    assert build.returncode == 0, build.stderr
    assert "Invented example" not in (workspace / "out/site/index.html").read_text("utf-8")
    assert "Partial" not in shieldbook(workspace, "status").stdout
    for shown in (
        (workspace / "out/report.json").read_text("utf-8"),
        shieldbook(workspace, "who", "164.312(b)").stdout,
        shieldbook(workspace, "status").stdout,
    ):
        assert "Not stated" in shown
    assert {
        row["status"]
        for row in json.loads((workspace / "out/report.json").read_text("utf-8"))["rows"]
    } == {"not-stated"}
    release = shieldbook(workspace, "build", "--release")
    assert release.returncode == 1
    assert "68 rows left to fill in" in release.stderr
