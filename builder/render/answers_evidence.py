"""Answers on evidence: what must be shown, and the records that show it."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.assessment import AssessedObservation, AssessedRow, Assessment
from builder.model.evidence import Evidence
from builder.render.answer import Answer
from builder.render.row_facts import role_title
from builder.render.screen import items, screen
from builder.render.words import evidence_word, label


def evidence_answers(assessment: Assessment) -> Iterable[Answer]:
    """The answers, records first."""
    yield from (_record_answer(assessment, record) for record in assessment.evidence)
    for row in assessment.rows:
        for assessed in row.observations:
            yield _requirement_answer(assessment, row, assessed)


def evidence_lines(row: AssessedRow) -> list[str]:
    """One line for each evidence requirement of a row: state, title, newest record, end."""
    lines = []
    words = [label(evidence_word(assessed)) for assessed in row.observations]
    width = max(map(len, words), default=0)
    for word, assessed in zip(words, row.observations, strict=True):
        observation = assessed.observation
        line = f"{word:<{width}} {observation.requirement.title}"
        if observation.newest is not None:
            line += f", {observation.newest.collected_at.date()}"
        if observation.expires_at is not None:
            line += f", until {observation.expires_at.date()}"
        lines.append(line)
    return lines


def _requirement_answer(
    assessment: Assessment, row: AssessedRow, assessed: AssessedObservation
) -> Answer:
    observation, requirement = assessed.observation, assessed.observation.requirement
    state = label(assessed.state)
    if observation.expires_at is not None:
        state += f", until {observation.expires_at.date()}"
    if observation.failing:
        state += "; the evidence shows that it is not met"
    records = [
        f"{r.id}, {r.collected_at.date()}, {r.outcome_for(requirement.id).value}"
        for r in observation.evidence
    ]
    if observation.unlisted:
        records.append(f"and {observation.unlisted} more, in evidence/records/")
    asks = f"{label(requirement.method)}, {requirement.kind.value}"
    organization = assessment.matrix.workspace.customer.organization
    return Answer(
        name=requirement.id,
        kind="requirement",
        title=requirement.title,
        text=screen(
            f"{requirement.id}  {requirement.title}",
            ("Shows", requirement.shows),
            ("Row", f"{row.citation} {row.row.control.title}"),
            ("State", state),
            ("Asks", f"{asks}, at most {requirement.max_age.words} old"),
            ("Brought by", role_title(organization, assessed.responsible)),
            *items("Records", records or ["none yet"]),
        ),
        about=requirement.shows,
        rows=(row.citation,),
        origin=requirement.origin,
    )


def _record_answer(assessment: Assessment, record: Evidence) -> Answer:
    rows = tuple(
        row.citation
        for row in assessment.rows
        if any(record in o.observation.evidence for o in row.observations)
    )
    organization = assessment.matrix.workspace.customer.organization
    collector = role_title(organization, record.collected_by)
    text = screen(
        f"{record.id}  {record.title}",
        ("Shows", ", ".join(record.requirements)),
        ("Rows", ", ".join(map(str, rows))),
        (
            "Collected",
            f"{record.collected_at:%Y-%m-%d %H:%M} UTC by {collector}",
        ),
        (
            "Made by",
            " ".join(p for p in (record.produced_by.tool, record.produced_by.version) if p),
        ),
        ("Query", record.produced_by.query),
        ("Outcome", label(record.outcome)),
        ("Remarks", record.remarks),
        *items("Files", [f"{record.folder}/{a.file}  {a.sha256}" for a in record.artifacts]),
    )
    return Answer(
        name=record.id,
        kind="evidence",
        title=record.title,
        text=text,
        terms=record.requirements,
        rows=rows,
        origin=record.origin,
    )
