"""One truth: report, matrix page, workbook and `who` say the same of every row and field."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.workspaces import AS_OF_DAY, copy_workspace, shieldbook

SHEET_COLUMNS = {
    "citation": "CFR citation",
    "title": "Title",
    "designation": "R/A",
    "party": "Responsibility",
    "provision": "{provider} provides",
    "duty": "Customer must",
    "accountable": "Accountable",
    "responsible": "Responsible",
    "status": "Status",
    "evidence_state": "Evidence state",
}
FIELDS = (
    "citation",
    "title",
    "kind",
    "designation",
    "party",
    "provision",
    "duty",
    "accountable",
    "responsible",
    "status",
    "evidence_state",
)


PAGE_COLUMNS = {
    "citation": "Citation",
    "title": "Title",
    "designation": "Label",
    "party": "Party",
    "provision": "{provider} does",
    "duty": "Your duty",
    "accountable": "Accountable",
    "responsible": "Responsible",
    "status": "Status",
    "evidence_state": "Evidence",
}


class MatrixTable(HTMLParser):
    """The lines of the first table of a page as text; the kind before a duty is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[list[str]] = []
        self._cell = False
        self._skip = False
        self._done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        if tag == "tr":
            self.lines.append([])
        elif tag in ("td", "th"):
            self._cell = True
            self.lines[-1].append("")
        elif tag == "span":
            self._skip = dict(attrs).get("class") == "sb-kind"

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._done = True
        elif tag in ("td", "th"):
            self._cell = False
        elif tag == "span":
            self._skip = False

    def handle_data(self, data: str) -> None:
        if self._cell and not self._skip:
            self.lines[-1][-1] += data


@pytest.fixture(scope="module")
def out(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published folder of a copy of the repository's workspace."""
    workspace = copy_workspace(root, tmp_path_factory.mktemp("parity"))
    done = shieldbook(workspace, "build", "--as-of", AS_OF_DAY)
    assert done.returncode == 0, done.stderr
    return workspace / "out"


@pytest.fixture(scope="module")
def report(out: Path) -> dict[str, Any]:
    """The report as a program reads it."""
    loaded: dict[str, Any] = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return loaded


def shown(report: dict[str, Any], row: dict[str, Any], field: str) -> str:
    """A report's value as readers see it, by the report's own table of words."""
    value = row[field]
    if field in report["words"]:
        return str(report["words"][field][value])
    if field == "designation":
        return value.capitalize() if value else "Standard"
    return " ".join(str(value).split())


def test_the_report_counts_what_the_rule_has(report: dict[str, Any]) -> None:
    rows = report["rows"]
    assert len(rows) == 68
    kinds = [row["kind"] for row in rows]
    assert (kinds.count("standard"), kinds.count("specification")) == (22, 46)
    labels = [row["designation"] for row in rows if row["kind"] == "specification"]
    assert (labels.count("required"), labels.count("addressable")) == (24, 22)
    for row in rows:
        for field in FIELDS:
            if field != "designation":
                assert row[field], (row["citation"], field)


def test_the_report_obeys_its_schema(out: Path, report: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((out / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(report, schema)


def test_the_matrix_page_says_the_same(out: Path, report: dict[str, Any]) -> None:
    table = MatrixTable()
    table.feed((out / "site/matrix.html").read_text(encoding="utf-8"))
    head, *lines = table.lines
    provider = report["words"]["party"]["provider"]
    at = {f: head.index(c.format(provider=provider)) for f, c in PAGE_COLUMNS.items()}
    by_citation = {line[at["citation"]].strip(): line for line in lines}
    assert len(by_citation) == 68
    for row in report["rows"]:
        for field, column in at.items():
            on_page = " ".join(by_citation[row["citation"]][column].split())
            assert on_page == shown(report, row, field), (row["citation"], field)


def test_the_workbook_says_the_same(out: Path, report: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(out / "shared-responsibility-matrix.xlsx", read_only=True)
    lines = list(book["Matrix"].iter_rows(values_only=True))
    head = [str(name) for name in lines[0]]
    provider = report["words"]["party"]["provider"]
    at = {f: head.index(c.format(provider=provider)) for f, c in SHEET_COLUMNS.items()}
    by_citation = {str(line[at["citation"]]): line for line in lines[1:]}
    assert len(by_citation) == 68
    for row in report["rows"]:
        for field, column in at.items():
            cell = " ".join(str(by_citation[row["citation"]][column]).split())
            assert cell == shown(report, row, field), (row["citation"], field)


def test_who_says_the_same(out: Path, report: dict[str, Any]) -> None:
    for row in report["rows"]:
        done = shieldbook(out.parent, "who", row["citation"], "--json", "--as-of", AS_OF_DAY)
        (answer,) = json.loads(done.stdout)["answers"]
        for field in FIELDS:
            assert answer["facts"][field] == (row[field] or ""), (row["citation"], field)


def test_every_output_carries_the_same_build(out: Path, report: dict[str, Any]) -> None:
    build = report["build_id"]
    for page in ("site/index.html", "site/matrix.html"):
        assert build in (out / page).read_text(encoding="utf-8")
    book = openpyxl.load_workbook(out / "shared-responsibility-matrix.xlsx")
    properties = book.custom_doc_props.props  # type: ignore[attr-defined]  # not in the stubs
    assert {p.name: p.value for p in properties}["BuildId"] == build
    answer = shieldbook(out.parent, "who", "164.312(b)", "--as-of", AS_OF_DAY)
    assert f"build {build}" in answer.stdout


def test_every_output_says_that_the_data_is_invented(out: Path, report: dict[str, Any]) -> None:
    assert "Invented example" in report["notice"]
    for page in (out / "site").rglob("*.html"):
        if page.name != "404.html":
            assert "nvented example" in page.read_text(encoding="utf-8"), page
    book = openpyxl.load_workbook(out / "shared-responsibility-matrix.xlsx")
    text = " ".join(str(c.value) for line in book["Read me"].iter_rows() for c in line if c.value)
    assert "nvented example" in text


def test_the_workbook_says_until_when_each_record_is_kept(
    out: Path, report: dict[str, Any]
) -> None:
    book = openpyxl.load_workbook(out / "shared-responsibility-matrix.xlsx", read_only=True)
    lines = list(book["Evidence"].iter_rows(values_only=True))
    head = [str(name) for name in lines[0]]
    at, kept = head.index("Evidence ID"), head.index("Keep until")
    in_book = {str(line[at]): str(line[kept])[:10] for line in lines[1:]}
    in_report = {record["id"]: record["keep_until"] for record in report["evidence"]}
    assert len(in_report) > 70
    assert in_report == in_book
    for name, day in list(in_report.items())[:5]:
        page = (out / f"site/evidence/{name}.html").read_text(encoding="utf-8")
        assert f"<td>Keep until</td>\n<td><time>{day}</time></td>" in page


def test_coverage_is_the_same_in_report_command_and_workbook(
    out: Path, report: dict[str, Any]
) -> None:
    done = shieldbook(out.parent, "status", "--window", "--json", "--as-of", AS_OF_DAY)
    told = json.loads(done.stdout)
    assert told["window"] == report["audit_window"]
    by_id = {item["requirement"]: item for item in told["requirements"]}
    book = openpyxl.load_workbook(out / "shared-responsibility-matrix.xlsx", read_only=True)
    head, *lines = (
        [str(cell) for cell in line] for line in book["Data"].iter_rows(values_only=True)
    )
    window, days = head.index("Audit window"), head.index("Days covered")
    asked, citation = head.index("Evidence asked for"), head.index("Control ID")
    cells = {(line[citation], line[asked]): line for line in lines}
    for row in report["rows"]:
        for item in row["observations"]:
            found = item["coverage"]
            assert found.items() <= by_id[item["requirement"]].items()
            line = cells[row["citation"], item["title"]]
            days_told = report["audit_window"]
            assert line[window] == f"{days_told['first']} to {days_told['last']}"
            assert line[days] == str(found["days_covered"])


def test_a_build_for_another_window_says_so_and_has_an_id_of_its_own(
    out: Path, report: dict[str, Any], tmp_path: Path
) -> None:
    asked = ("--no-site", "--to", str(tmp_path), "--as-of", AS_OF_DAY)
    done = shieldbook(out.parent, "build", *asked, "--window", "2026-10-01/2026-10-31")
    assert done.returncode == 0, done.stderr
    other = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert other["audit_window"] == {"first": "2026-10-01", "last": "2026-10-31"}
    assert other["build_id"] != report["build_id"]
    passed = {o["coverage"]["days_passed"] for row in other["rows"] for o in row["observations"]}
    assert passed == {31}
    done = shieldbook(out.parent, "build", *asked, "--window", "2026-10-31")
    assert (done.returncode, "is not a first and a last day" in done.stderr) == (2, True)


def test_every_link_of_the_workbook_into_the_site_leads_to_its_place(out: Path) -> None:
    book = openpyxl.load_workbook(out / "shared-responsibility-matrix.xlsx")
    links = {
        (link.target, link.location)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if (link := cell.hyperlink) is not None and link.target and "://" not in link.target
    }
    assert len(links) >= 68
    for target, anchor in links:
        page, _, place = target.partition("#")
        text = (out / page).read_text(encoding="utf-8")
        assert f'id="{anchor or place}"' in text, (target, anchor)
