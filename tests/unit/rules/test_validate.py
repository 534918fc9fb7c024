"""What the bad examples do not reach: rules at their edges, and the run as a whole."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from builder.model import spelling
from builder.model.assessment import ReasonKind
from builder.model.issues import Severity
from builder.model.spelling import NearNames
from builder.model.status import Status
from builder.pipeline import Inputs, assemble
from builder.render.next_action import next_action
from builder.rules import validate as rules
from builder.rules.context import below, nearest
from builder.rules.validate import validate
from tests.clinic import AS_OF, CLINIC, copy_clinic, run_clinic
from tests.factories import DAY, make_control, make_statement, make_workspace
from tests.workspaces import replace_in

S10 = "controls/clinic/statements/9.10.yml"
S12 = "controls/clinic/statements/9.12.yml"


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return copy_clinic(tmp_path)


def test_records_made_in_memory_have_issues_without_a_place() -> None:
    workspace = make_workspace(statements=(make_statement(duty=""),))
    found = validate(workspace, as_of=DAY, latest=DAY)
    assert "CUS005" in {issue.code for issue in found}
    assert all(issue.origin is None for issue in found)
    twice = make_workspace(statements=(make_statement(), replace(make_statement("9.12"), duty="x")),
                           controls=(make_control(), make_control("9.12")))  # fmt: skip
    assert "REC008" in {issue.code for issue in validate(twice, as_of=DAY, latest=DAY)}


def test_a_rule_lists_so_many_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_OF_A_RULE", 2)
    controls = tuple(make_control(f"9.{n}") for n in range(50))
    found = validate(make_workspace(controls=controls, statements=()), as_of=DAY, latest=DAY)
    assert [issue.code for issue in found].count("CUS001") == 2


def test_a_draft_is_built_and_a_release_is_not(clinic: Path) -> None:
    replace_in(clinic / S12, "party: not-applicable", "party: not-determined")
    draft = run_clinic(clinic)
    assert draft.assessment is not None
    assert draft.errors == ()
    release = assemble(Inputs(root=clinic, as_of=AS_OF, now=AS_OF, release=True))
    assert release.assessment is None
    assert [issue.severity for issue in release.issues] == [Severity.OPEN]


def test_a_row_in_draft_is_one_thing_to_fill_in_and_says_what_it_has_to_answer(
    clinic: Path,
) -> None:
    replace_in(clinic / S10, "party: shared", "party: not-determined")
    replace_in(clinic / S10, "    answers: [guarded-door.obligation-1]\n", "")
    build = run_clinic(clinic)
    assert [(i.code, i.severity.value) for i in build.issues] == [("CUS014", "open")]
    assert "name under `answers:`: guarded-door.obligation-1." in build.issues[0].hint
    assert build.assessment is not None


def test_a_row_in_draft_asks_nothing_that_another_row_answers(clinic: Path) -> None:
    replace_in(clinic / S12, "party: not-applicable", "party: not-determined")
    assert "answers" not in run_clinic(clinic).issues[0].hint


def test_a_row_without_a_status_is_left_open_and_its_status_is_not_stated(clinic: Path) -> None:
    replace_in(clinic / S12, "    status: planned\n", "")
    build = run_clinic(clinic)
    assert [(i.code, i.severity.value) for i in build.issues] == [("CUS020", "open")]
    assert build.assessment is not None
    row = next(r for r in build.assessment.rows if str(r.citation) == "9.12(b)")
    assert row.status is Status.NOT_STATED
    assert [reason.kind for reason in row.finding.reasons] == [ReasonKind.NOT_STATED]
    assert next_action(row).startswith("By ")


def test_a_row_that_is_not_applicable_without_its_status_is_told_which(clinic: Path) -> None:
    replace_in(clinic / S12, "    status: not-applicable\n", "")
    (found,) = run_clinic(clinic).issues
    assert (found.code, found.hint) == ("CUS007", "Set both to `not-applicable`, or neither.")


def test_an_obligation_of_a_service_that_nobody_uses_asks_nothing(clinic: Path) -> None:
    feature = clinic / "controls/sample-host/features/guarded-door.yml"
    other = feature.with_name("archive-room.yml")
    text = feature.read_text().replace("guarded-door", "archive-room")
    other.write_text(text)
    assert run_clinic(clinic).issues == ()


def test_an_obligation_on_no_row_needs_no_answer(clinic: Path) -> None:
    feature = clinic / "controls/sample-host/features/guarded-door.yml"
    replace_in(
        feature,
        "    confidence: high\n    citations: [9.10(a)(1)]\nlimits",
        "    confidence: high\nlimits",
    )
    replace_in(clinic / S10, "    answers: [guarded-door.obligation-1]\n", "")
    assert run_clinic(clinic).issues == ()


def test_a_document_may_have_no_source(clinic: Path) -> None:
    replace_in(clinic / "controls/sample-host/documents.yml", "    source: host-handbook\n", "")
    assert run_clinic(clinic).issues == ()
    replace_in(
        clinic / "controls/sample-host/documents.yml", "renew: P1Y", "renew: P1Y\n    source: x"
    )
    assert [issue.code for issue in run_clinic(clinic).issues] == ["PRO001"]


def test_short_texts_may_be_alike(clinic: Path) -> None:
    for duty in ("Keep the visitor book at the desk and file each full one for six years.",
                 "Walk with every visitor from the door to the room and back."):  # fmt: skip
        replace_in(clinic / S12, duty, "Do it.")
    assert run_clinic(clinic).issues == ()


def test_a_cadence_may_be_once_or_on_change(clinic: Path) -> None:
    replace_in(clinic / S10, "cadence: P1D", "cadence: once")
    assert run_clinic(clinic).issues == ()


def test_a_decision_may_find_a_safeguard_not_reasonable(clinic: Path) -> None:
    replace_in(clinic / S10, "choice: alternative", "choice: not-reasonable")
    replace_in(clinic / S10, "status: alternative", "status: not-applicable")
    build = run_clinic(clinic)
    assert build.issues == ()
    assert build.assessment is not None
    assert build.assessment.rows[2].finding.state.value == "satisfied"


def test_an_addressable_row_that_has_no_object_needs_no_decision(clinic: Path) -> None:
    text = (clinic / S10).read_text()
    start = text.index("  - citation: 9.10(a)(2)(ii)")
    (clinic / S10).write_text(
        text[:start]
        + "  - {citation: 9.10(a)(2)(ii), party: not-applicable, status: not-applicable,"
        " reason: No visitors., approver: practice-manager, accountable: practice-manager,"
        " responsible: practice-manager}\n"
    )
    assert run_clinic(clinic).issues == ()


def test_an_agreement_that_has_run_out_is_a_finding_and_no_issue() -> None:
    build = run_clinic(CLINIC, AS_OF + timedelta(days=365))
    assert build.issues == ()
    assert build.assessment is not None
    kinds = {reason.kind.value for reason in build.assessment.rows[0].finding.reasons}
    assert "agreement" in kinds


@pytest.mark.parametrize(
    ("old", "new"),
    [("kind: baa", "kind: subscription"), ("provider: true", "provider: false")],
)
def test_only_the_providers_baa_names_services(clinic: Path, old: str, new: str) -> None:
    replace_in(clinic / "controls/clinic/agreements.yml", old, new)
    issues = run_clinic(clinic).issues
    assert [issue.code for issue in issues] == ["CUS011", "CUS011"]
    assert all("which the BAA does not name" in issue.message for issue in issues)


def test_a_past_day_can_be_assessed_with_what_is_known_today() -> None:
    build = run_clinic(CLINIC, AS_OF - timedelta(days=17))
    assert build.issues == ()
    assert build.assessment is not None
    assert [record.id for record in build.assessment.evidence] == ["book.pages-2026-06-10"]


def test_an_alias_of_two_controls_is_told_at_both(clinic: Path) -> None:
    rule = clinic / "controls" / "visitor-rule" / "9.8-9.10.yml"
    replace_in(rule, "aliases: [9.10(a)(9)]", "aliases: [§ 9.10 a]")
    first, second = run_clinic(clinic).issues
    assert (first.code, second.code) == ("CIT003", "CIT003")
    assert str(first.location) == "controls/visitor-rule/9.8-9.10.yml:15:15"
    assert first.message.endswith("`9.10(a)` of 9.10(a)(1) leads to 9.10(a)(2)(ii) as well")
    assert str(second.location) == "controls/visitor-rule/9.8-9.10.yml:36:15"
    assert second.message.endswith("`§ 9.10 a` of 9.10(a)(2)(ii) leads to 9.10(a)(1) as well")


def test_an_alias_may_stand_twice_at_one_control(clinic: Path) -> None:
    rule = clinic / "controls" / "visitor-rule" / "9.8-9.10.yml"
    replace_in(rule, "aliases: [9.10(a)(9)]", "aliases: [9.10(a)(9), 9.10 a 9, 9.10(a)(2)(ii)]")
    assert run_clinic(clinic).issues == ()


def test_thousands_of_wrong_names_among_thousands_are_told_and_compared_with_none(
    clinic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = clinic / "controls" / "clinic"
    with (customer / "roles.yml").open("a") as stream:
        stream.writelines(f"  - {{id: role-{n}, title: R, summary: S}}\n" for n in range(20_000))
    with (customer / "gaps" / "gaps.yml").open("a") as stream:
        stream.writelines(
            f"  - {{id: g{n}, citation: 9.12(b), title: T, finding: F, severity: low,"
            f" treatment: fix, plan: P, owner: rolle-{n}, opened_on: 2026-06-01,"
            " due_on: 2026-12-01}\n"
            for n in range(3_000)
        )
    compared: list[int] = []

    def note(_word: str, names: list[str], **_: object) -> list[str]:
        compared.append(len(names))
        return []

    monkeypatch.setattr(spelling, "get_close_matches", note)
    issues = run_clinic(clinic).issues
    assert {issue.code for issue in issues} == {"CUS010"}
    assert sum(compared) == 0
    assert max(len(issue.hint) for issue in issues) < 2_000


def test_the_nearest_word_or_the_other_hint() -> None:
    known = NearNames(["receptionist", "manager"])
    assert nearest("receptionit", known, "-") == "Did you mean `receptionist`?"
    assert nearest("xyz", known, "Look it up.") == "Look it up."
    assert below(None, "x") is None
