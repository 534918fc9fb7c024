"""Assessment to answers: one screen on a row, a feature, a gap, a piece of evidence and so on."""

from __future__ import annotations

from builder.model.assessment import AssessedRow, Assessment
from builder.model.catalog import Control
from builder.render.answer import Answer
from builder.render.answers_checks import check_answers
from builder.render.answers_customer import customer_answers
from builder.render.answers_evidence import evidence_answers, evidence_lines
from builder.render.answers_provider import provider_answers
from builder.render.answers_register import due_answer
from builder.render.row_facts import RowFacts, row_facts
from builder.render.screen import screen


def answers(assessment: Assessment) -> tuple[Answer, ...]:
    """Every answer that an assessment can give: rows first, in the order of the rule."""
    return (
        *(_row_answer(assessment, row) for row in assessment.rows),
        *(_paragraph_answer(control) for control in assessment.matrix.uncounted),
        due_answer(assessment),
        *provider_answers(assessment),
        *customer_answers(assessment),
        *evidence_answers(assessment),
        *check_answers(assessment),
    )


def _paragraph_answer(control: Control) -> Answer:
    return Answer(
        name=str(control.citation),
        kind="paragraph",
        title=control.title,
        text=screen(
            f"{control.citation}  {control.title}",
            ("Not a row", "shown beside the counted elements of the rule"),
            ("Says", control.requirement),
            ("Clock", control.clock),
            ("Law", control.link),
        ),
        terms=control.terms,
        about=control.requirement,
        origin=control.origin,
    )


def _row_answer(assessment: Assessment, row: AssessedRow) -> Answer:
    facts = row_facts(assessment, row)
    short = assessment.matrix.workspace.provider.profile.short_name
    customer, control = row.row.customer, row.row.control
    lines = [
        ("Party", f"{facts.party} · {facts.designation} · {facts.family} · {facts.status}"),
        (f"{short} does", facts.provision),
        ("You still", facts.duty),
        ("Accountable", facts.accountable),
        ("Responsible", facts.responsible),
        ("Decision", _decision(facts, row)),
        ("Remarks", facts.remarks if facts.remarks != facts.duty else ""),
        ("Internal", row.row.customer.internal_remarks),
        (
            "Evidence",
            facts.evidence_state + (f", next runs out {facts.due_on}" if facts.due_on else ""),
        ),
        *(("", line) for line in evidence_lines(row)),
        ("Finding", facts.finding),
        ("Next", facts.next_action),
    ]
    return Answer(
        name=facts.citation,
        kind="row",
        title=facts.title,
        text=screen(f"{facts.citation}  {facts.title}", *lines),
        terms=(*control.aliases, *control.terms),
        about=" ".join(
            (
                control.requirement,
                customer.duty,
                customer.statement,
                *(action.what for action in customer.actions),
            )
        ),
        facts=_row_words(row, facts),
        rows=(row.citation,),
        origin=customer.origin,
    )


def _row_words(row: AssessedRow, facts: RowFacts) -> dict[str, str]:
    designation = row.row.control.designation
    return {
        "citation": facts.citation,
        "title": facts.title,
        "kind": row.row.control.kind.value,
        "designation": designation.value if designation else "",
        "party": row.row.customer.party.value,
        "provision": facts.provision,
        "duty": facts.duty,
        "accountable": facts.accountable,
        "responsible": facts.responsible,
        "status": row.status.value,
        "evidence_state": facts.evidence.value,
        "finding": row.finding.state.value,
    }


def _decision(facts: RowFacts, row: AssessedRow) -> str:
    decision = row.row.customer.decision
    if decision is None:
        return ""
    return f"{facts.decision}, decided {decision.decided_on}, review {decision.review_on}"
