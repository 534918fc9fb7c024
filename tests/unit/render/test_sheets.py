from __future__ import annotations

import re
from collections import Counter

import pytest
from msgspec.structs import replace

from builder.model.assessment import Assessment
from builder.model.audience import Audience
from builder.model.responsibility import Action, DutyKind, Party
from builder.render.report import SAMPLE_NOTICE
from builder.render.row_facts import row_facts
from builder.render.sheet_actions import action_facts
from builder.render.sheet_context import SheetContext
from builder.render.sheet_evidence import record_facts
from builder.render.sheet_model import Formula, Link, StyleName, Workbook
from builder.render.sheets import workbook_sheets
from builder.render.text_size import FONT_SIZE, LINE, TALLEST, line_count, row_height
from builder.render.words import EvidenceWord, cadence_words, evidence_word, label
from tests.unit.render.sheet_samples import (
    column_of,
    headings,
    sheet_of,
    with_organization,
    with_profile,
)

DATA_SHEETS = ("Matrix", "Customer actions", "Evidence", "Gaps", "Data", "Lists", "Build")


@pytest.fixture(scope="module")
def workbook(assessment: Assessment) -> Workbook:
    return workbook_sheets(assessment, Audience.AUDITOR)


@pytest.fixture(scope="module")
def context(assessment: Assessment) -> SheetContext:
    return SheetContext(assessment=assessment, audience=Audience.AUDITOR)


def test_sheets_stand_in_their_order(workbook: Workbook) -> None:
    names = [sheet.name for sheet in workbook.sheets]
    assert names == ["Read me", "Dashboard", *DATA_SHEETS]


def test_the_matrix_has_the_columns_of_its_specification(workbook: Workbook) -> None:
    wanted = (
        "Control ID|CFR citation|Safeguard type|Title|Requirement|R/A|Rule version"
        "|Addressable decision|Responsibility|Customer duty|Heroku provides|Customer must"
        "|Services in scope|Basis of the split|Heroku status|Customer status|Remarks|Accountable"
        "|Responsible|Evidence items|Evidence state|Newest evidence|HITRUST inheritability"
        "|CAIQ ownership|Control page|Auditor status|Auditor result|Auditor initials"
        "|Auditor date|Auditor comment|Row fingerprint"
    )
    head = headings(sheet_of(workbook, "Matrix"))
    assert set(wanted.split("|")) <= set(head)
    assert head[0] == "Control ID"
    assert head[-1] == "Row fingerprint"


@pytest.mark.parametrize(
    ("sheet", "wanted"),
    [
        (
            "Customer actions",
            (
                "Action ID|Control ID|What to do|Duty|Where|Cadence|Accountable|Responsible"
                "|How verified|Last done|Next due|Control page|Owner reply"
            ),
        ),
        (
            "Evidence",
            (
                "Evidence ID|Title|Control IDs|Type|How produced|Population|Population size"
                "|Period start|Period end|Collected on|Collected by|Valid until|State|Contains PHI"
                "|File|Bytes|SHA-256|Request IDs|Auditor status|Auditor comment"
            ),
        ),
        (
            "Gaps",
            (
                "Gap ID|Control ID|Finding|Severity|Treatment|Owner|Opened|Due|Closed|Accepted by"
                "|Accepted until|Evidence IDs|Auditor comment"
            ),
        ),
        ("Lists", "List|Value|Definition|CAIQ|FedRAMP|HITRUST|PCI|OSCAL"),
        ("Build", "Item|Value"),
    ],
)
def test_other_sheets_have_theirs(workbook: Workbook, sheet: str, wanted: str) -> None:
    head = headings(sheet_of(workbook, sheet))
    assert set(wanted.split("|")) <= set(head)
    assert head[0] == wanted.partition("|")[0]


def test_the_matrix_says_what_every_output_says(workbook: Workbook, assessment: Assessment) -> None:
    matrix = sheet_of(workbook, "Matrix")
    facts = [row_facts(assessment, row) for row in assessment.rows]
    assert column_of(matrix, "Control ID") == [f.citation for f in facts]
    assert column_of(matrix, "Responsibility") == [f.party for f in facts]
    assert column_of(matrix, "Status") == [f.status for f in facts]
    assert column_of(matrix, "Finding") == [f.finding for f in facts]
    assert column_of(matrix, "Evidence state") == [f.evidence_state for f in facts]
    assert column_of(matrix, "Newest evidence") == [f.newest_on for f in facts]
    assert column_of(matrix, "Customer must") == [f.duty for f in facts]


@pytest.mark.parametrize("name", DATA_SHEETS[:5])
def test_keys_are_unique_and_there(workbook: Workbook, name: str) -> None:
    sheet = sheet_of(workbook, name)
    keys = column_of(sheet, headings(sheet)[0])
    assert len(keys) > 0
    assert all(isinstance(key, str) and key for key in keys)
    assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_data_sheets_hold_no_formula_and_no_blank_row(workbook: Workbook) -> None:
    for name in DATA_SHEETS:
        sheet = sheet_of(workbook, name)
        assert sheet.table is not None
        for row in sheet.rows:
            assert len(row) == len(sheet.widths) == len(sheet.table.columns)
            assert any(cell is not None and cell.content is not None for cell in row)
            assert not any(cell is not None and isinstance(cell.content, Formula) for cell in row)


def test_only_answers_are_open(workbook: Workbook) -> None:
    opened = {
        (sheet.name, column.title)
        for sheet in workbook.sheets
        if sheet.table is not None
        for column in sheet.table.columns
        if column.open
    }
    assert opened == {
        ("Matrix", "Auditor status"),
        ("Matrix", "Auditor result"),
        ("Matrix", "Auditor initials"),
        ("Matrix", "Auditor date"),
        ("Matrix", "Auditor comment"),
        ("Customer actions", "Owner reply"),
        ("Evidence", "Auditor status"),
        ("Evidence", "Auditor comment"),
        ("Gaps", "Auditor comment"),
    }
    assert [sheet.name for sheet in workbook.sheets if not sheet.protected] == ["Data"]


def test_hitrust_is_not_claimed_without_an_assessment(
    workbook: Workbook, assessment: Assessment
) -> None:
    matrix = sheet_of(workbook, "Matrix")
    assert set(column_of(matrix, "HITRUST inheritability")) == {"Not claimed"}
    profile = assessment.matrix.workspace.provider.profile
    claimed = with_profile(assessment, replace(profile, assessments=("Assessment 1",)))
    matrix = sheet_of(workbook_sheets(claimed, Audience.AUDITOR), "Matrix")
    by_party = set(
        zip(
            column_of(matrix, "Responsibility"),
            column_of(matrix, "HITRUST inheritability"),
            column_of(matrix, "CAIQ ownership"),
            strict=True,
        )
    )
    assert by_party <= {
        (profile.short_name, "Fully inheritable", "CSP-owned"),
        ("Shared", "Partially inheritable", "Shared CSP and CSC"),
        ("Customer", "Not inheritable", "CSC-owned"),
        ("Not applicable", "–", "N/A"),
    }
    assert len(by_party) == 4


def test_what_an_audience_must_not_see_is_not_there(assessment: Assessment) -> None:
    internal, auditor, customer = (workbook_sheets(assessment, a) for a in Audience)
    assert "Collector's remarks" in headings(sheet_of(internal, "Evidence"))
    assert "Collector's remarks" not in headings(sheet_of(auditor, "Evidence"))
    assert [sheet.name for sheet in customer.sheets] == [
        "Read me", "Dashboard", "Matrix", "Data", "Lists", "Build",
    ]  # fmt: skip
    assert "Remarks" not in headings(sheet_of(customer, "Matrix"))
    assert "Evidence ID" not in headings(sheet_of(customer, "Data"))
    formulas = [c.content.text for *_, c in sheet_of(customer, "Dashboard").cells()
                if isinstance(c.content, Formula)]  # fmt: skip
    assert formulas
    assert not re.search(r"Gaps_|Evidence_|CustomerActions_", "".join(formulas))


def test_invented_data_is_called_so(workbook: Workbook, assessment: Assessment) -> None:
    assert SAMPLE_NOTICE in workbook.header
    for name in ("Read me", "Dashboard"):
        texts = [str(cell.shown) for *_, cell in sheet_of(workbook, name).cells()]
        assert any(SAMPLE_NOTICE in text for text in texts)
    organization = assessment.matrix.workspace.customer.organization
    real = with_organization(assessment, replace(organization, sample_data=False))
    assert SAMPLE_NOTICE not in workbook_sheets(real, Audience.AUDITOR).header


def test_control_pages_stand_beside_the_workbook(
    workbook: Workbook, assessment: Assessment
) -> None:
    matrix = sheet_of(workbook, "Matrix")
    number = headings(matrix).index("Control page")
    for row, cells in zip(assessment.rows, matrix.rows[1:], strict=True):
        cell = cells[number]
        assert cell is not None
        assert isinstance(cell.content, Link)
        page, _, anchor = row_facts(assessment, row).page.partition("#")
        assert cell.content.target == f"site/{page}"
        assert cell.content.anchor == anchor


def test_every_sheet_is_linked_from_the_first(workbook: Workbook) -> None:
    links = {
        cell.content.anchor
        for *_, cell in workbook.sheets[0].cells()
        if isinstance(cell.content, Link)
    }
    assert links == {f"'{sheet.name}'!A1" for sheet in workbook.sheets[1:]}


def test_drop_downs_offer_lists_that_exist(workbook: Workbook) -> None:
    names = {name.name: name for name in workbook.names}
    lists = sheet_of(workbook, "Lists")
    for name, defined in names.items():
        if name.startswith("lst_"):
            area = defined.area
            run = column_of(lists, "List")[area.first_row - 1 : area.last_row]
            assert set(run) == {name}
            assert column_of(lists, "List").count(name) == len(run)
    used = {v.words for sheet in workbook.sheets for v in sheet.validations if v.words}
    assert used == {"lst_auditor_status", "lst_auditor_result"}
    assert used <= names.keys()


def test_answers_as_sent_are_words_of_their_lists(workbook: Workbook) -> None:
    lists = sheet_of(workbook, "Lists")
    words: dict[str, set[object]] = {}
    values = zip(column_of(lists, "List"), column_of(lists, "Value"), strict=True)
    for name, value in values:
        words.setdefault(str(name), set()).add(value)
    matrix = sheet_of(workbook, "Matrix")
    for heading, name in (
        ("Auditor status", "lst_auditor_status"),
        ("Auditor result", "lst_auditor_result"),
        ("Responsibility", "lst_responsibility"),
        ("Customer duty", "lst_duty"),
        ("Status", "lst_status"),
        ("Evidence state", "lst_evidence_state"),
        ("Finding", "lst_finding"),
        ("Safeguard type", "lst_safeguard"),
        ("R/A", "lst_designation"),
        ("Addressable decision", "lst_decision"),
    ):
        assert set(column_of(matrix, heading)) <= words[name], heading


def test_data_has_a_line_for_everything_that_is_asked(
    workbook: Workbook, assessment: Assessment
) -> None:
    data = sheet_of(workbook, "Data")
    asked = [t for t in column_of(data, "Evidence asked for") if t != "–"]
    assert len(asked) == sum(len(row.observations) for row in assessment.rows)
    for row in assessment.rows:
        if row.row.customer.party is Party.SHARED:
            lines = zip(column_of(data, "Control ID"), column_of(data, "Party"), strict=True)
            parties = {party for citation, party in lines if citation == str(row.citation)}
            assert len(parties) == 2, row.citation


def test_a_record_by_itself_is_never_better_than_its_requirement(context: SheetContext) -> None:
    order = list(EvidenceWord)
    seen = set()
    for facts in record_facts(context):
        seen.add(facts.state)
        assert (facts.valid_until is None) == (not facts.record.complete)
        for served in facts.served:
            if served.observation.newest is facts.record and len(facts.served) == 1:
                assert order.index(facts.state) >= order.index(evidence_word(served))
    assert {EvidenceWord.FRESH, EvidenceWord.STALE, EvidenceWord.FRESH_FAILS} <= seen


def test_actions_come_again_after_their_rhythm(context: SheetContext) -> None:
    for facts in action_facts(context):
        if facts.last_done is None or facts.action.cadence in ("once", "on-change"):
            assert facts.next_due is None
        else:
            assert facts.next_due is not None
            assert facts.next_due > facts.last_done


ACTION = Action(
    id="a",
    what="Do it.",
    duty_kind=DutyKind.OPERATE,
    where="There",
    cadence="once",
    responsible="somebody",
    verified_by="shown",
)


def test_rhythms_read_like_english() -> None:
    cadences = ("P1Y", "P3M", "P7D", "once", "on-change")
    words = [cadence_words(replace(ACTION, cadence=cadence)) for cadence in cadences]
    assert words == ["Every year", "Every 3 months", "Every 7 days", "Once", "On change"]


def test_evidence_without_a_record_keeps_one_empty_row(assessment: Assessment) -> None:
    empty = replace(assessment, evidence=())
    sheet = sheet_of(workbook_sheets(empty, Audience.AUDITOR), "Evidence")
    assert len(sheet.rows) == 2
    assert all(cell is not None and cell.content is None for cell in sheet.rows[1])


def test_print_stays_readable(workbook: Workbook) -> None:
    """Line height on 11 x 17 inch, one page wide; programs differ in column widths by 6 %."""
    room, wider = (17 - 2 * 0.3) * 72, 1.061
    for sheet in workbook.sheets:
        printed = sheet.widths[: sheet.print_columns]
        points = sum(int(width * 7 + 5) * 0.75 for width in printed) * wider
        assert LINE * min(1, room / points) >= 8, sheet.name


def test_a_heading_wraps_alike_in_every_program(workbook: Workbook) -> None:
    """One that just fits runs into its neighbour where columns turn out a little narrower."""
    for sheet in workbook.sheets:
        for column in sheet.table.columns if sheet.table is not None else ():
            lines = {
                line_count(column.title, column.width * part, FONT_SIZE, bold=True)
                for part in (0.92, 1, 1.1)
            }
            assert len(lines) == 1 or not column.printed, (sheet.name, column.title)


def test_hashes_are_not_printed(workbook: Workbook) -> None:
    for sheet in workbook.sheets:
        if sheet.table is None:
            continue
        printed = sheet.table.columns[: sheet.print_columns]
        assert all(column.printed for column in printed)
        assert not any(column.style is StyleName.HASH for column in printed)
        assert not any(column.printed for column in sheet.table.columns[sheet.print_columns :])


def test_the_words_of_a_row_fit_into_it(workbook: Workbook) -> None:
    for sheet in workbook.sheets:
        if sheet.table is None:
            continue
        for cells, height in zip(sheet.rows, sheet.heights, strict=True):
            assert height is not None
            for cell, width in zip(cells, sheet.widths, strict=True):
                if cell is not None and isinstance(cell.shown, str):
                    paragraphs = cell.shown.count("\n") + 1
                    assert height >= min(paragraphs * LINE, TALLEST), (sheet.name, width)


def test_lines_are_counted_like_a_program_breaks_them() -> None:
    assert line_count("", 10, 10) == 1
    assert line_count("one", 10, 10) == 1
    assert line_count("one\ntwo\n", 10, 10) == 3
    assert line_count("word " * 20, 10, 10) == 10
    assert line_count("x" * 100, 10, 10) >= 9
    assert line_count("字" * 10, 10, 10) > line_count("i" * 10, 10, 10)
    assert row_height([("a\n" * 99, 10, False)]) == TALLEST


def test_states_use_one_word_in_every_output(workbook: Workbook) -> None:
    states = set(column_of(sheet_of(workbook, "Evidence"), "State"))
    assert states <= {label(state) for state in EvidenceWord}
