"""Each format in its own words, cell by cell, and what a file says of the run that made it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from builder.imports import attestations, auditree, hdf, prowler, sarif, saved_json
from builder.imports.formats import FORMATS, format_of
from builder.imports.json_nodes import JsonNode, read_json
from builder.imports.rows import ImportedRow, Reading
from builder.model.imported import ImportFormat, RowWord
from builder.model.issues import Issue, Origin
from builder.model.period import Period
from tests.conftest import ROOT

SAMPLES = Path(__file__).parent / "samples"
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
GUIDE = ROOT / "docs" / "guide" / "import-evidence.md"

TABLE = {
    ImportFormat.SARIF: {
        "pass": "pass",
        "fail": "fail",
        "review": "not-evaluated",
        "open": "not-evaluated",
        "notApplicable": "not-evaluated",
        "informational": "not-evaluated",
    },
    ImportFormat.PROWLER: {
        "PASS": "pass",
        "FAIL": "fail",
        "MANUAL": "not-evaluated",
        "INFO": "not-evaluated",
    },
    ImportFormat.HDF: {
        "passed": "pass",
        "failed": "fail",
        "error": "error",
        "skipped": "not-evaluated",
        "pending": "not-evaluated",
        "not_applicable": "not-evaluated",
    },
    ImportFormat.ATTESTATIONS: {"passed": "pass", "failed": "fail"},
}
CELLS = [(name, said, word) for name, words in TABLE.items() for said, word in words.items()]


def node(value: Any) -> tuple[JsonNode, list[Issue]]:
    issues: list[Issue] = []
    return JsonNode(value, Origin("file.json"), issues), issues


def sample(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text("utf-8"))


def one_row(name: ImportFormat, said: str) -> Any:
    """The smallest file of a format with one row in that word."""
    if name is ImportFormat.SARIF:
        result = {"ruleId": "a", "kind": said, "message": {"text": ""}}
        run = {"tool": {"driver": {"name": "T"}}, "results": [result]}
        return {"version": "2.1.0", "runs": [run]}
    if name is ImportFormat.PROWLER:
        return [{"status_code": said, "finding_info": {}, "metadata": {"event_code": "a"}}]
    if name is ImportFormat.HDF:
        control = {"id": "a", "impact": 0.5, "results": [{"status": said}]}
        profile = {"name": "p", "controls": [control]}
        return {"platform": {}, "statistics": {}, "version": "5", "profiles": [profile]}
    entry = sample("attestations.json")[0]
    return [{**entry, "status": said}]


@pytest.mark.parametrize(("name", "said", "word"), CELLS)
def test_a_word_of_the_format_stands_for_one_of_the_four(
    name: ImportFormat, said: str, word: str
) -> None:
    top, issues = node(one_row(name, said))
    (row,) = FORMATS[name].read(top, NOW).rows
    assert (row.word.value, issues) == (word, [])


@pytest.mark.parametrize("name", TABLE)
def test_the_table_is_the_whole_of_the_format_and_stands_in_the_guide(name: ImportFormat) -> None:
    assert {said: word.value for said, word in FORMATS[name].words.items()} == TABLE[name]
    guide = GUIDE.read_text("utf-8")
    for said, word in TABLE[name].items():
        assert f"| `{said}` | {word.replace('-', ' ')} |" in guide


@pytest.mark.parametrize("name", TABLE)
def test_a_word_that_is_not_known_is_refused_with_its_path(name: ImportFormat) -> None:
    top, issues = node(one_row(name, "perhaps"))
    assert FORMATS[name].read(top, NOW).rows == ()
    (issue,) = issues
    assert issue.code == "EVD004"
    assert "is `perhaps`; known are " in issue.message


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("scan.sarif", ImportFormat.SARIF),
        ("prowler.ocsf.json", ImportFormat.PROWLER),
        ("hdf.json", ImportFormat.HDF),
        ("attestations.json", ImportFormat.ATTESTATIONS),
        ("saved/spaces.json", None),
        ("saved/drains.json", None),
    ],
)
def test_a_format_is_recognized_by_its_content(file: str, name: ImportFormat | None) -> None:
    assert format_of(node(sample(file))[0]) is name


def rows_of(reading: Reading) -> list[tuple[str, str, str]]:
    return [(row.rule, row.word.value, row.set_aside) for row in reading.rows]


def test_sarif_says_who_made_it_when_and_what_was_suppressed() -> None:
    top, issues = node(sample("scan.sarif"))
    reading = sarif.read(top)
    assert issues == []
    assert (reading.tool, reading.version) == ("ExampleScanner", "3.2.0")
    assert reading.collected_at == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert rows_of(reading) == [
        ("tls-minimum", "pass", ""),
        ("open-port", "fail", ""),
        ("open-port", "fail", "Suppressed: Bastion, until January"),
        ("wording", "not-evaluated", ""),
    ]
    assert reading.rows[1].subject == "infra/space.tf:12"


def test_the_sarif_sample_is_what_the_specification_requires() -> None:
    text = {"type": "object", "anyOf": [{"required": ["text"]}, {"required": ["id"]}]}
    result = {"type": "object", "required": ["message"], "properties": {"message": text}}
    driver = {"type": "object", "required": ["name"]}
    run = {
        "type": "object",
        "required": ["tool"],
        "properties": {
            "tool": {"required": ["driver"], "properties": {"driver": driver}},
            "results": {"type": "array", "items": result},
            "invocations": {"items": {"required": ["executionSuccessful"]}},
        },
    }
    schema = {
        "required": ["version", "runs"],
        "properties": {"version": {"const": "2.1.0"}, "runs": {"type": "array", "items": run}},
    }
    Draft202012Validator(schema).validate(sample("scan.sarif"))
    for entry in sample("scan.sarif")["runs"][0]["results"]:  # 3.27.10
        assert entry.get("kind", "fail") == "fail" or entry["level"] == "none"


@pytest.mark.parametrize(
    ("suppressions", "aside"),
    [
        ([], ""),
        ([{"kind": "inSource"}], "Suppressed: inSource"),
        ([{"kind": "external", "status": "rejected"}], ""),
        ([{"kind": "external", "status": "underReview"}], ""),
        (
            [
                {"kind": "external", "status": "accepted"},
                {"kind": "external", "status": "rejected"},
            ],
            "",
        ),
    ],
)
def test_only_what_was_accepted_in_whole_is_set_aside(
    suppressions: list[dict[str, str]], aside: str
) -> None:
    log = one_row(ImportFormat.SARIF, "fail")
    log["runs"][0]["results"][0]["suppressions"] = suppressions
    (row,) = sarif.read(node(log)[0]).rows
    assert (row.word, row.set_aside) == (RowWord.FAIL, aside)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"results": None}, "The run holds no list of results."),
        ({"invocations": [{"executionSuccessful": False}]}, "not successful"),
        (
            {
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "toolExecutionNotifications": [
                            {"level": "error", "message": {"text": "Out of memory"}}
                        ],
                    }
                ]
            },
            "Out of memory",
        ),
    ],
)
def test_a_sarif_run_that_broke_off_is_an_error_for_everything(
    change: dict[str, Any], text: str
) -> None:
    log = one_row(ImportFormat.SARIF, "pass")
    log["runs"][0] |= change
    row = sarif.read(node(log)[0]).rows[0]
    assert (row.word, row.everywhere) == (RowWord.ERROR, True)
    assert text in row.text


def test_a_sarif_result_of_an_earlier_run_is_set_aside_and_results_elsewhere_are_refused() -> None:
    log = one_row(ImportFormat.SARIF, "fail")
    log["runs"][0]["results"][0]["baselineState"] = "absent"
    (row,) = sarif.read(node(log)[0]).rows
    assert row.set_aside == "Baseline: absent from this run"
    log["runs"][0]["results"][0]["baselineState"] = "unchanged"
    assert sarif.read(node(log)[0]).rows[0].set_aside == ""
    log["runs"][0]["externalPropertyFileReferences"] = {"results": [{}]}
    top, issues = node(log)
    sarif.read(top)
    assert "puts results into other files" in issues[0].message
    top, issues = node({"version": "2.0.0", "runs": []})
    sarif.read(top)
    assert "`version` is not 2.1.0" in issues[0].message


def test_prowler_keeps_muted_findings_apart_and_dates_by_the_first() -> None:
    top, issues = node(sample("prowler.ocsf.json"))
    reading = prowler.read(top)
    assert issues == []
    assert (reading.tool, reading.version) == ("Prowler", "5.10.0")
    assert reading.collected_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert rows_of(reading) == [
        ("s3_bucket_default_encryption", "pass", ""),
        ("s3_bucket_public_access", "fail", ""),
        ("s3_bucket_public_access", "fail", "Muted, no reason given"),
        ("account_security_contact", "not-evaluated", ""),
    ]
    in_milliseconds = [{**entry, "time": entry["time"] * 1000} for entry in top.value]
    assert prowler.read(node(in_milliseconds)[0]).collected_at == reading.collected_at


def test_hdf_decides_over_a_control_as_heimdall_does() -> None:
    top, issues = node(sample("hdf.json"))
    reading = hdf.read(top)
    assert issues == []
    assert (reading.tool, reading.version) == ("example-baseline", "1.4.0")
    assert reading.collected_at == datetime(2026, 11, 19, 12, tzinfo=UTC)
    assert rows_of(reading) == [
        ("EX-01", "pass", ""),
        ("EX-02", "fail", ""),
        ("EX-03", "not-evaluated", "Waived: Until the move in May"),
    ]
    assert reading.rows[1].text == "deploy is shared"


@pytest.mark.parametrize(
    ("statuses", "impact", "word"),
    [
        (["passed", "skipped"], 0.5, "pass"),
        (["failed", "passed"], 0.5, "fail"),
        (["failed", "error"], 0.5, "error"),
        (["failed"], 0, "not-evaluated"),
        (["error"], 0, "error"),
        ([], 0.5, "error"),
        ([], 0, "not-evaluated"),
    ],
)
def test_hdf_with_several_results(statuses: list[str], impact: float, word: str) -> None:
    log = one_row(ImportFormat.HDF, "passed")
    control = log["profiles"][0]["controls"][0]
    control |= {"impact": impact, "results": [{"status": status} for status in statuses]}
    (row,) = hdf.read(node(log)[0]).rows
    assert row.word.value == word


def test_hdf_an_overlay_does_not_repeat_a_control_and_a_backtrace_is_an_error() -> None:
    log = one_row(ImportFormat.HDF, "passed")
    log["profiles"].insert(0, {"name": "overlay", "controls": [{"id": "a", "results": []}]})
    assert rows_of(hdf.read(node(log)[0])) == [("a", "pass", "")]
    log["profiles"][1]["controls"][0]["results"][0]["backtrace"] = ["line 1"]
    assert rows_of(hdf.read(node(log)[0])) == [("a", "error", "")]


def test_an_attestation_that_ran_out_is_not_evaluated() -> None:
    top, issues = node(sample("attestations.json"))
    reading = attestations.read(top, NOW)
    assert issues == []
    assert rows_of(reading) == [
        ("EX-10", "pass", ""),
        ("EX-11", "fail", ""),
        ("EX-12", "not-evaluated", ""),
    ]
    assert reading.rows[2].text.startswith("Ran out on 2026-02-05: ")
    assert reading.collected_at == datetime(2026, 6, 1, tzinfo=UTC)
    assert reading.valid_until == date(2027, 2, 9)
    assert not any("Lead" in row.text for row in reading.rows)


@pytest.mark.parametrize(
    ("frequency", "ends"),
    [
        ("annually", (2027, 1, 31)),
        ("semiannually", (2026, 7, 31)),
        ("quarterly", (2026, 4, 30)),
        ("monthly", (2026, 2, 28)),
        ("every2weeks", (2026, 2, 14)),
        ("fortnightly", (2026, 2, 14)),
        ("weekly", (2026, 2, 7)),
        ("every3days", (2026, 2, 3)),
        ("daily", (2026, 2, 1)),
        ("45d", (2026, 3, 17)),
        ("2 w", (2026, 2, 14)),
        ("3m", (2026, 4, 30)),
        ("1y", (2027, 1, 31)),
    ],
)
def test_an_attestation_holds_up_to_the_moment_its_frequency_says(
    frequency: str, ends: tuple[int, int, int]
) -> None:
    entry = {**sample("attestations.json")[0], "updated": "2026-01-31", "frequency": frequency}
    last = datetime(*ends, tzinfo=UTC)
    held = attestations.read(node([entry])[0], last)
    over = attestations.read(node([entry])[0], last.replace(second=1))
    assert [row.word for row in (*held.rows, *over.rows)] == [RowWord.PASS, RowWord.NOT_EVALUATED]


def test_an_attestation_with_a_frequency_or_day_that_is_none_is_refused() -> None:
    entry = sample("attestations.json")[0]
    top, issues = node([{**entry, "frequency": "often"}, {**entry, "updated": "in June"}])
    assert attestations.read(top, NOW).rows == ()
    assert [issue.origin.path for issue in issues if issue.origin] == [
        (0, "frequency"),
        (1, "updated"),
    ]


def test_saved_json_holds_no_verdict() -> None:
    files = {
        name: node(sample(f"saved/{name}"))[0]
        for name in ("spaces.json", "apps.json", "drains.json")
    }
    rows = saved_json.read(files).rows
    assert [(row.rule, row.word.value, row.subject, row.judgeable) for row in rows] == [
        ("apps.json", "error", "", False),
        ("drains.json", "not-evaluated", "", False),
        ("spaces.json", "not-evaluated", "example-phi", True),
        ("spaces.json", "not-evaluated", "example-staging", True),
    ]


def locker(now: datetime) -> dict[str, tuple[ImportedRow, Reading]]:
    name = "raw/hosting/index.json"
    held = SAMPLES / "locker"
    names = frozenset(str(file.relative_to(held)) for file in held.rglob("*.json"))
    top, issues = node(sample(f"locker/{name}"))
    readings = auditree.read({name: top}, names, now)
    assert issues == []
    return {reading.rows[0].rule: (reading.rows[0], reading) for reading in readings}


def framework_is_stale(last_update: str, ttl: int, now: datetime) -> bool:
    """As ``Locker._evidence_ttl_expired`` computes it, without a tolerance."""
    updated = datetime.strptime(last_update, "%Y-%m-%dT%H:%M:%S.%f").replace(tzinfo=UTC)
    return (now - updated).total_seconds() >= ttl


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 21, 7, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 21, 8, 0, 1, tzinfo=UTC),
        datetime(2026, 11, 22, 7, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 22, 8, 0, 1, tzinfo=UTC),
    ],
)
def test_a_locker_is_stale_when_the_framework_says_so(now: datetime) -> None:
    index = sample("locker/raw/hosting/index.json")
    for rule, (row, reading) in locker(now).items():
        entry = index[rule.rpartition("/")[2]]
        stale = framework_is_stale(entry["last_update"], entry["ttl"], now)
        assert reading.max_age == Period(days=entry["ttl"] // 86_400)
        if rule.endswith("lost.json"):
            assert (row.word, row.judgeable) == (RowWord.ERROR, False)
        else:
            assert (row.word, row.judgeable) == (RowWord.NOT_EVALUATED, not stale)
            assert row.text.startswith("Stale: ") == stale


def test_a_locker_s_parts_belong_together_with_their_index() -> None:
    _, reading = locker(NOW)["raw/hosting/releases.json"]
    assert reading.files == (
        "raw/hosting/0a1b2c3d4e_releases.json",
        "raw/hosting/1b2c3d4e5f_releases.json",
        "raw/hosting/index.json",
    )
    assert auditree.is_locker(("raw/hosting/index.json",))
    assert not auditree.is_locker(("notifications/a/index.json", "index.json", "raw/index.json"))


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"last_update": "2026-11-20T08:00:00.0", "ttl": 3600}, "no age limit of a day"),
        ({"last_update": "2026-11-20T08:00:00.0"}, "no age limit of a day"),
    ],
)
def test_a_locker_without_a_whole_day_shows_nothing(entry: dict[str, Any], why: str) -> None:
    top, _ = node({"a.json": entry})
    (reading,) = auditree.read({"raw/x/index.json": top}, frozenset({"raw/x/a.json"}), NOW)
    assert not reading.rows[0].judgeable
    assert why in reading.rows[0].text


@pytest.mark.parametrize(
    ("data", "line", "told"),
    [
        (b'{\n "a": }', 2, "is not JSON"),
        (b'{"a": 1,\n "a": 2}', 1, "the key `a` stands twice"),
        (b'{"a": NaN}', 1, "NaN is not JSON"),
        (b"[" * 70 + b"]" * 70, 1, "nests more than 64 deep"),
        (b"[" * 100_000 + b"]" * 100_000, 1, "nests more than 64 deep"),
        (b"[" + b"9" * 10_000 + b"]", 1, "is not strict JSON"),
        (b'{\n\n"a": "\xff"}', 3, "is not UTF-8 text"),
        (b"[" + b"," * 5_000_001, 1, "has more than 5,000,000 values"),
        (b" " * 50_000_001, 1, "at most 50,000,000 are read"),
        (b"", 1, "is not JSON"),
    ],
)
def test_hostile_json_is_refused_at_its_place(data: bytes, line: int, told: str) -> None:
    issues: list[Issue] = []
    assert read_json(data, "scan.json", issues) is None
    (issue,) = issues
    assert issue.location is not None
    assert (issue.code, issue.location.file, issue.location.line) == ("EVD004", "scan.json", line)
    assert told in issue.message


@pytest.mark.parametrize("name", [ImportFormat.SARIF, ImportFormat.PROWLER, ImportFormat.HDF])
@pytest.mark.parametrize("junk", [None, 7, "text", [], {}, [None], [[]], {"a": 1}, True])
def test_junk_in_any_place_is_told_and_never_raises(name: ImportFormat, junk: object) -> None:
    whole = one_row(name, next(iter(TABLE[name])))
    for path in paths_of(whole):
        top, _ = node(with_junk(whole, path, junk))
        FORMATS[name].read(top, NOW)


def paths_of(value: Any) -> list[tuple[str | int, ...]]:
    steps = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [(), *((key, *rest) for key, inner in steps for rest in paths_of(inner))]


def with_junk(value: Any, path: tuple[str | int, ...], junk: object) -> Any:
    if not path:
        return junk
    copy = value.copy()
    copy[path[0]] = with_junk(value[path[0]], path[1:], junk)
    return copy


def test_more_rows_than_are_read_are_refused() -> None:
    entry = one_row(ImportFormat.PROWLER, "PASS")[0]
    top, issues = node([entry] * 100_001)
    assert prowler.read(top).rows == ()
    assert "has 100,001 entries; at most 100,000 are read" in issues[0].message


@pytest.mark.parametrize(
    "invocation",
    [
        {"executionSuccessful": "false"},
        {"executionSuccessful": 0},
        {"executionSuccessful": None},
        {},
        {
            "executionSuccessful": True,
            "toolExecutionNotifications": [{"level": "ERROR", "message": {"text": "no"}}],
        },
    ],
)
def test_what_a_sarif_run_says_of_itself_in_other_words_is_refused(
    invocation: dict[str, Any],
) -> None:
    log = one_row(ImportFormat.SARIF, "pass")
    log["runs"][0]["invocations"] = [invocation]
    top, issues = node(log)
    sarif.read(top)
    assert len(issues) == 1


def test_an_impact_that_is_no_number_is_refused() -> None:
    log = one_row(ImportFormat.HDF, "passed")
    log["profiles"][0]["controls"][0]["impact"] = "0.0"
    top, issues = node(log)
    tuple(hdf.read(top).rows)
    assert len(issues) == 1
