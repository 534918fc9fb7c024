"""``shieldbook collect`` against the stand-in, as a person runs it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from builder.collect.saved_output import file_of
from builder.model.checks import CheckWord
from builder.pipeline import Inputs, assemble
from builder.store.yaml_nodes import read_yaml
from tests.fake_heroku import misbehaviour as wrong
from tests.fake_heroku.answers import ABSENT, answer
from tests.fake_heroku.clients import SECRET
from tests.fake_heroku.estates import PLANTED, alder, big, scope
from tests.fake_heroku.misbehaviour import Misbehaviour
from tests.fake_heroku.server import FakeHeroku
from tests.workspaces import command_environment, copy_workspace, shieldbook

FOUND = {
    "app-outside": {"app-in-shield-space"},
    "no-drain": {"space-log-drain-present"},
    "open-inbound": {"inbound-not-open", "inbound-ranges-narrow"},
    "open-in-halves": {"inbound-not-open", "inbound-ranges-narrow"},
    "standard-database": {"attached-data-on-shield-plan", "attachments-stay-inside"},
    "stray-add-on": {"add-on-approved"},
    "stray-drain": {"drain-host-approved", "drain-encrypted"},
    "no-second-factor": {
        "member-federated-or-mfa",
        "enterprise-member-mfa",
        "only-service-accounts-unfederated",
    },
    "certificate-ends": {"certificate-valid-30-days"},
    "old-stack": {"stack-supported", "stack-change-released"},
    "no-protection": {"postgres-continuous-protection"},
    "review-apps": {"no-review-apps"},
    "missing-month": {"audit-archive-every-month"},
    "no-strict-tls": {"strict-tls-on"},
    "old-one-off-dyno": {"one-off-dynos-short"},
    "stray-service-account": {"only-service-accounts-unfederated"},
}
"""Which checks each planted misconfiguration makes fail; no others may."""


@pytest.fixture
def workspace(root: Path, tmp_path: Path) -> Path:
    """A copy of the workspace into which nothing was collected yet."""
    work = copy_workspace(root, tmp_path / "work")
    subprocess.run(("rm", "-rf", str(work / "evidence" / "records")), check=True)
    return work


@pytest.fixture
def fake() -> Iterator[FakeHeroku]:
    made = FakeHeroku(alder(datetime.now(tz=UTC)))  # noqa: TID251 - as the command under test
    made.tokens[SECRET] = frozenset({"identity", "read", "manage"})
    with made.running():
        yield made


def collect(fake: FakeHeroku, workspace: Path, *words: str) -> subprocess.CompletedProcess[str]:
    access = {**fake.environment, "HEROKU_API_KEY": SECRET}
    return shieldbook(workspace, "collect", "heroku", *words, **access)


def failing(workspace: Path) -> set[str]:
    now = datetime.now(tz=UTC)  # noqa: TID251 - as the command under test
    as_of = now.replace(hour=23, minute=59, second=59, microsecond=0)
    build = assemble(Inputs(root=workspace, as_of=as_of, now=now, check_artifacts=False))
    assert build.assessment is not None, build.errors
    results = build.assessment.checks
    words = {result.word for result in results if result.check.dataset != "tls-probes"}
    assert words <= {CheckWord.PASS, CheckWord.FAIL, CheckWord.NOT_OBSERVABLE}, [
        (r.check.id, r.word, r.reasons) for r in results if r.word is CheckWord.UNKNOWN
    ]
    return {result.check.id for result in results if result.word is CheckWord.FAIL}


def test_nothing_is_invented_about_an_estate_in_order(fake: FakeHeroku, workspace: Path) -> None:
    done = collect(fake, workspace)
    assert done.returncode == 0, done.stderr + done.stdout
    assert fake.faults == []
    assert failing(workspace) == set()


def test_every_planted_misconfiguration_is_known() -> None:
    assert PLANTED.keys() == FOUND.keys()


@pytest.mark.parametrize("name", FOUND)
def test_a_misconfiguration_is_found_and_nothing_else(
    fake: FakeHeroku, workspace: Path, name: str
) -> None:
    PLANTED[name](fake.estate)
    done = collect(fake, workspace)
    assert done.returncode == 0, done.stderr + done.stdout
    assert failing(workspace) == FOUND[name]


def test_all_of_them_stand_on_their_rows_with_what_to_do(fake: FakeHeroku, workspace: Path) -> None:
    planted = [name for name in FOUND if name != "open-in-halves"]
    for name in planted:
        PLANTED[name](fake.estate)
    assert collect(fake, workspace).returncode == 0
    built = shieldbook(workspace, "build")
    assert built.returncode == 0, built.stderr
    report = json.loads((workspace / "out/report.json").read_text(encoding="utf-8"))
    expected = set().union(*(FOUND[name] for name in planted))
    fails = {check["id"]: check for check in report["checks"] if check["result"] == "fail"}
    assert fails.keys() == expected
    rows = {row["citation"]: row for row in report["rows"]}
    for name, check in fails.items():
        for citation in check["citations"]:
            told = [
                r
                for r in rows[citation]["reasons"]
                if r["check"] == name and r["kind"] == "check-failing"
            ]
            assert len(told) == 1, (name, citation)
            assert check["remediation"] in told[0]["text"]
            assert check["failing"][0]["place"] in told[0]["text"]
            assert rows[citation]["finding"] == "not-satisfied"
    page = (workspace / "out/site/checks.html").read_text(encoding="utf-8")
    assert all(name in page for name in expected)
    made = shieldbook(workspace, "build", "--audience", "customer")
    assert made.returncode == 0, made.stderr
    handed_out = (workspace / "out-customer/report.json").read_text(encoding="utf-8")
    theirs = {check["id"]: check["result"] for check in json.loads(handed_out)["checks"]}
    assert theirs == {check["id"]: check["result"] for check in report["checks"]}
    for name in ("alder-phi-core", "alder-portal-worker", "contractor@example.com", "reporting-db"):
        assert name not in handed_out


def test_a_large_estate_with_twelve_misconfigurations(workspace: Path) -> None:
    estate = big(3, 25, 60, 40, datetime.now(tz=UTC))  # noqa: TID251 - as the command under test
    planted = [name for name in FOUND if name not in ("open-in-halves", *WITHOUT)]
    _declare(workspace, *scope(estate))
    for name in planted:
        PLANTED[name](estate)
    made = FakeHeroku(estate, page=10)
    made.tokens[SECRET] = frozenset({"identity", "read", "manage"})
    with made.running():
        done = collect(made, workspace, "--json")
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr
        assert made.faults == []
    counts = {one["dataset"]: one["items"] for one in json.loads(done.stdout)["datasets"]}
    assert (counts["spaces"], counts["apps"]) == (3, 26)  # and the one that owns the database
    assert (counts["add-ons"], counts["team-members"]) == (61, 41)
    assert len(planted) == 12
    assert failing(workspace) == set().union(*(FOUND[name] for name in planted))


WITHOUT = ("stray-service-account", "old-one-off-dyno", "no-strict-tls")
"""Left out, so that there are twelve."""


def _declare(workspace: Path, spaces: tuple[str, ...], apps: tuple[str, ...]) -> None:
    """Let the catalog name an estate's spaces and apps, and who its admins are."""
    systems = workspace / "controls/customer/systems.yml"
    lines = ["spaces:"]
    for name in spaces:
        lines += [f"  - name: {name}", "    kind: Shield Private Space", "    region: Virginia"]
        lines += ["    carries_ephi: true", "    purpose: Care."]
    text = systems.read_text(encoding="utf-8")
    kept = text[text.index("systems:") :].splitlines()
    inside = False
    for line in kept:
        if line.startswith("    apps:"):
            inside = True
            if "      - name:" not in "\n".join(lines):
                lines.append(line)
                for name in apps:
                    lines += [f"      - name: {name}", f"        space: {spaces[0]}"]
                    lines += ["        carries_ephi: true", "        purpose: Care."]
            continue
        inside = inside and line.startswith("      ")
        if not inside:
            lines.append(line)
    systems.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (workspace / "controls/customer/approvals.yml").write_text(
        "log_hosts: [logs.example.com]\nadmins: [person-0@example.com, person-1@example.com]\n"
        "service_accounts: [svc-evidence@example.com]\n",
        encoding="utf-8",
    )


def test_a_second_collection_of_the_same_estate_writes_no_dataset_again(
    fake: FakeHeroku, workspace: Path
) -> None:
    assert collect(fake, workspace).returncode == 0
    (folder,) = (p for p in (workspace / "evidence/records").iterdir() if p.is_dir())

    def datasets() -> set[str]:
        return {path.name for path in folder.iterdir() if ".requests." not in path.name}

    before, lines = datasets(), _lines(workspace)
    time.sleep(1.1)  # a record has the second in which it was made in its id
    assert collect(fake, workspace).returncode == 0
    assert datasets() == before
    assert len(_lines(workspace)) == 2 * len(lines)
    assert _lines(workspace)[: len(lines)] == lines
    assert shieldbook(workspace, "verify").returncode == 0


def _lines(workspace: Path) -> list[str]:
    return [
        line
        for file in sorted((workspace / "evidence/records").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def test_what_was_not_seen_is_filed_as_not_whole(fake: FakeHeroku, workspace: Path) -> None:
    path = "/spaces/alder-phi-core/inbound-ruleset"
    fake.misbehaviours.append(Misbehaviour(path, play=wrong.status(403)))
    done = collect(fake, workspace)
    assert done.returncode == 3
    assert "alder-phi-core: the token's scope or its user's role may not see it" in done.stdout
    assert "Incomplete: 1 of" in done.stdout
    records = [json.loads(line) for line in _lines(workspace)]
    partial = {record["requirements"][0] for record in records if not record["complete"]}
    assert partial == {"312-e-1.inbound-rules"}
    told = shieldbook(workspace, "who", "inbound-not-open").stdout
    assert "Unknown" in told
    assert "space-inbound-rules was not seen whole" in told


@pytest.mark.parametrize("debug", [(), ("--debug",)])
def test_no_secret_of_any_answer_reaches_a_file_or_a_screen(
    fake: FakeHeroku, workspace: Path, debug: tuple[str, ...]
) -> None:
    canaries: list[str] = []

    def plant(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plant(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [plant(inner) for inner in value]
        if isinstance(value, str) and value not in KEPT_WORDS and "://" not in value:
            canaries.append(f"HRKU-{len(canaries):08d}-{'a' * 28}")
            return f"{value} {canaries[-1]}"
        return value

    for path in ("/spaces/alder-phi-core/vpn-connections", "/apps/alder-console/releases",
                 "/oauth/authorizations", "/apps/alder-console/collaborators",
                 "/apps/alder-console/log-drains", "/apps/alder-console/sni-endpoints",
                 "/client/v11/databases/alder-core-db", "/teams/alder-care/members",
                 "/postgres/v0/databases/alder-core-db/credentials", "/account"):  # fmt: skip
        fake.misbehaviours.append(Misbehaviour(path, spoil=wrong.page_of(plant)))
    done = collect(fake, workspace, *debug)
    assert len(canaries) > 100
    told = done.stdout + done.stderr
    written = b"".join(p.read_bytes() for p in (workspace / "evidence").rglob("*") if p.is_file())
    for word in (*canaries, SECRET):
        assert word not in told
        assert word.encode() not in written
        assert word.lower().encode() not in written.lower()


KEPT_WORDS = frozenset({"alder-console", "alder-core-db"})


@pytest.mark.parametrize("way", ["netrc", "open", "none"])
def test_where_the_token_may_lie(
    fake: FakeHeroku, workspace: Path, tmp_path: Path, way: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    netrc = home / ".netrc"
    if way != "none":
        netrc.write_text(f"machine 127.0.0.1\n  login me@example.org\n  password {SECRET}\n")
        netrc.chmod(0o600 if way == "netrc" else 0o644)
    words = ("collect", "heroku", "--dry-run", "--only", "regions")
    environ = {**fake.environment, "HOME": str(home), "PYTHON_KEYRING_BACKEND": NO_KEYRING}
    done = shieldbook(workspace, *words, **environ)
    assert SECRET not in done.stdout + done.stderr
    assert done.returncode == (0 if way == "netrc" else 2)
    assert way != "open" or "can be read by others" in done.stderr
    assert way != "none" or "there is no token" in done.stderr


NO_KEYRING = "keyring.backends.null.Keyring"


def saved(fake: FakeHeroku, folder: Path) -> None:
    """Every answer that a collection asked for, as files."""
    folder.mkdir()
    for path in {request["path"] for request in fake.requests}:
        value = answer(fake.estate, path)
        if value is ABSENT:
            value = {"id": "not_found", "message": "It is not there."}
        (folder / file_of(path)).write_text(json.dumps(value), encoding="utf-8")


def test_saved_answers_give_what_the_provider_gave(
    fake: FakeHeroku, workspace: Path, root: Path, tmp_path: Path
) -> None:
    PLANTED["open-inbound"](fake.estate)
    assert collect(fake, workspace).returncode == 0
    saved(fake, tmp_path / "saved")
    (tmp_path / "saved" / "invoices.json").write_text("[]")
    other = copy_workspace(root, tmp_path / "other")
    subprocess.run(("rm", "-rf", str(other / "evidence" / "records")), check=True)
    done = shieldbook(other, "collect", "heroku", "--from", str(tmp_path / "saved"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Not read, since no dataset asks for it: invoices.json" in done.stdout
    assert failing(other) == failing(workspace) == FOUND["open-inbound"]
    assert _datasets(other) == _datasets(workspace)
    assert {json.loads(line)["produced_by"]["query"][:4] for line in _lines(other)} == {"read"}


def _datasets(workspace: Path) -> dict[str, bytes]:
    files = (workspace / "evidence/records").glob("*/*.json")
    return {path.name: path.read_bytes() for path in files if ".requests." not in path.name}


def test_what_the_client_printed_is_read_too(workspace: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    rules = [{"action": "allow", "source": "0.0.0.0/0"}]
    (folder / "spaces-trusted-ips@alder-phi-core.json").write_text(json.dumps({"rules": rules}))
    done = shieldbook(workspace, "collect", "heroku", "--from", str(folder), "--json")
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert [one["dataset"] for one in told["datasets"]] == ["space-inbound-rules"]
    assert "there is no file spaces__alder-phi-public__inbound-ruleset.json" in done.stdout
    assert "fail" in shieldbook(workspace, "who", "inbound-not-open").stdout.lower()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "nowhere"), "is not a folder"),
        (("--from", "docs/assets"), "none of the files is an answer"),
        (("--collected-at", "2026-01-01T00:00:00Z"), "is for saved answers"),
        (("--only", "dors"), "there is no dataset `dors`"),
    ],
)
def test_what_cannot_be_meant_is_told(workspace: Path, words: tuple[str, ...], told: str) -> None:
    done = shieldbook(workspace, "collect", "heroku", *words)
    assert done.returncode == 2
    assert told in done.stderr


def test_what_changed_in_the_estate_is_named(fake: FakeHeroku, workspace: Path) -> None:
    first = collect(fake, workspace)
    assert "Changed since" not in first.stdout
    time.sleep(1.1)
    assert "Changed since" not in collect(fake, workspace).stdout
    PLANTED["open-inbound"](fake.estate)
    PLANTED["no-second-factor"](fake.estate)
    del fake.estate.apps["alder-console-staging"]
    told = collect(fake, workspace, "--dry-run").stdout
    assert "space-inbound-rules: changed alder-phi-core (rules)" in told
    assert "team-members: added alder-care contractor@example.com" in told
    assert "apps: gone alder-care alder-staging alder-console-staging" in told


def test_the_scope_is_proposed_from_the_account(fake: FakeHeroku, workspace: Path) -> None:
    done = collect(fake, workspace, "--discover")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "controls/customer/systems.yml names every space and app of the account.\n"
    )
    fake.estate.space("phi-new")
    fake.estate.app("triage", "phi-new")
    del fake.estate.apps["alder-console-staging"]
    PLANTED["standard-database"](fake.estate)
    told = collect(fake, workspace, "--discover").stdout
    found, issues = read_yaml(told.encode(), "systems.yml")
    assert issues == []
    assert [(one["name"], one["carries_ephi"]) for one in found["spaces"]] == [("phi-new", "true")]
    assert [(one["name"], one["space"]) for one in found["apps"]] == [("triage", "phi-new")]
    assert "# The account has no app alder-console-staging" in told
    assert "# Attached across the scope: reporting-db of reporting" in told
    assert not (workspace / "evidence/records").exists()


def test_a_dry_run_files_nothing(fake: FakeHeroku, workspace: Path) -> None:
    assert collect(fake, workspace, "--dry-run").returncode == 0
    assert not (workspace / "evidence/records").exists()


def test_an_interrupted_collection_leaves_nothing(fake: FakeHeroku, workspace: Path) -> None:
    play = wrong.drip(b"[]", 5)
    fake.misbehaviours.append(Misbehaviour("/teams", play=play))
    environ = {**command_environment(workspace), **fake.environment, "HEROKU_API_KEY": SECRET}
    process = subprocess.Popen(
        (sys.executable, "-m", "builder.cli", "collect", "heroku"),
        cwd=workspace,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Where the tests run in the background of a shell, it would be ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no thread
    )
    while not any(request["path"] == "/teams" for request in fake.requests):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert not (workspace / "evidence/records").exists()
    assert not (workspace / "evidence/log.jsonl").exists()


def test_a_host_name_is_looked_at_only_when_it_is_named(fake: FakeHeroku, workspace: Path) -> None:
    done = collect(fake, workspace, "--only", "regions", "--probe", "nobody.invalid", "--json")
    assert done.returncode == 3
    (probed,) = (one for one in json.loads(done.stdout)["datasets"] if one["dataset"] == PROBES)
    assert (probed["items"], probed["complete"]) == (0, False)
    assert probed["unseen"][0]["reason"]
    assert "tls-probes was not seen whole" in shieldbook(workspace, "who", "hsts-set").stdout


PROBES = "tls-probes"


def test_what_is_needed_is_explained_without_a_token(workspace: Path) -> None:
    done = shieldbook(workspace, "collect", "heroku", "--explain-access")
    assert done.returncode == 0
    assert "GET /enterprise-accounts/{account}/archives" in done.stdout
    assert "Opt-in: the API sends names and values together" in done.stdout


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"HEROKU_HOST": "http://api.heroku.com"}, "shows the token to the network"),
        ({"HEROKU_HOST": "https://example.org"}, "a host that is not asked"),
        ({"HEROKU_API_KEY": "word with spaces"}, "is no token"),
    ],
)
def test_what_is_set_wrongly_is_told_and_nobody_is_asked(
    workspace: Path, environ: dict[str, str], told: str
) -> None:
    done = shieldbook(workspace, "collect", "heroku", **{"HEROKU_API_KEY": SECRET, **environ})
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
