"""Assessment to answers: one screen on a row, a feature, a role or a piece of evidence."""

from __future__ import annotations

from dataclasses import dataclass

from builder.model.assessment import AssessedRow, Assessment
from builder.model.evidence import Evidence
from builder.model.organization import Role
from builder.model.provider import Confidence, Feature, Service
from builder.render.row_facts import RowFacts, role_title, row_facts
from builder.render.screen import items, screen
from builder.render.words import evidence_word, label


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One screen about one thing, and the words by which it is found."""

    name: str
    """Citation or id."""
    kind: str
    """``row``, ``feature``, ``role``, ``evidence`` or ``paragraph``."""
    title: str
    text: str
    terms: tuple[str, ...]
    """Words that a person types to find it, besides its name."""
    facts: dict[str, str]
    """Of a row: its facts in the report's words, for programs; empty for everything else."""


def answers(assessment: Assessment) -> tuple[Answer, ...]:
    """Every answer that an assessment can give: rows first, in the order of the rule."""
    workspace = assessment.matrix.workspace
    return (
        *(_row_answer(assessment, row) for row in assessment.rows),
        *(
            Answer(
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
                terms=(control.title,),
                facts={},
            )
            for control in assessment.matrix.uncounted
        ),
        *(_feature_answer(assessment, feature) for feature in workspace.provider.features),
        *(_role_answer(assessment, role) for role in workspace.customer.organization.roles),
        *(_evidence_answer(assessment, record) for record in assessment.evidence),
    )


def _row_answer(assessment: Assessment, row: AssessedRow) -> Answer:
    facts = row_facts(assessment, row)
    short = assessment.matrix.workspace.provider.profile.short_name
    customer = row.row.customer
    lines = [
        ("Party", f"{facts.party} · {facts.designation} · {facts.family} · {facts.status}"),
        (f"{short} does", facts.provision),
        ("You still", facts.duty),
        ("Accountable", facts.accountable),
        ("Responsible", facts.responsible),
        ("Decision", _decision(facts, row)),
        ("Remarks", facts.remarks if facts.remarks != facts.duty else ""),
        (
            "Evidence",
            facts.evidence_state + (f", next runs out {facts.due_on}" if facts.due_on else ""),
        ),
        *(("", line) for line in evidence_lines(row)),
        ("Finding", facts.finding),
        ("Next", facts.next_action),
    ]
    terms = [facts.title, *row.row.control.aliases, *(action.what for action in customer.actions)]
    return Answer(
        name=facts.citation,
        kind="row",
        title=facts.title,
        text=screen(f"{facts.citation}  {facts.title}", *lines),
        terms=tuple(terms),
        facts=_row_words(row, facts),
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


def evidence_lines(row: AssessedRow) -> list[str]:
    """One line for each evidence requirement of a row: state, title, newest record, end."""
    lines = []
    for assessed in row.observations:
        observation = assessed.observation
        line = f"{label(evidence_word(assessed)):<14} {observation.requirement.title}"
        if observation.newest is not None:
            line += f", {observation.newest.collected_at.date()}"
        if observation.expires_at is not None:
            line += f", until {observation.expires_at.date()}"
        lines.append(line)
    return lines


def _feature_answer(assessment: Assessment, feature: Feature) -> Answer:
    profile = assessment.matrix.workspace.provider.profile
    covered = assessment.matrix.workspace.customer.organization.covered_services(
        assessment.as_of.date()
    )
    named = [
        f"{service.title} ({_coverage(service, covered)})"
        for service in profile.services
        if service.id in feature.services
    ]
    limits = [
        claim.text + (" (unconfirmed)" if claim.confidence is Confidence.LOW else "")
        for claim in feature.limits
    ]
    text = screen(
        f"{feature.id}  {feature.title}",
        ("Is", feature.summary),
        ("Services", "; ".join(named)),
        *items(f"{profile.short_name} does", [claim.text for claim in feature.provisions]),
        *items("Asks of you", [claim.text for claim in feature.obligations]),
        *items("Does not", limits),
        ("Rows", ", ".join(map(str, feature.citations))),
        *items("Commands", [command.run for command in feature.commands]),
    )
    return Answer(
        name=feature.id,
        kind="feature",
        title=feature.title,
        text=text,
        terms=feature.terms,
        facts={},
    )


def _coverage(service: Service, covered: frozenset[str]) -> str:
    if not service.carries_ephi:
        return "holds no ePHI"
    return "named in the BAA" if service.id in covered else "not named in the BAA"


def _role_answer(assessment: Assessment, role: Role) -> Answer:
    rows = [row for row in assessment.rows if row.row.customer.accountable == role.id]
    work = [row for row in assessment.rows if row.row.customer.responsible == role.id]
    text = screen(
        f"{role.id}  {role.title}",
        ("Role", role.summary),
        ("Accountable", _row_names(rows)),
        ("Responsible", _row_names(work)),
        ("More", f"shieldbook mine --role {role.id}"),
    )
    return Answer(name=role.id, kind="role", title=role.title, text=text, terms=(), facts={})


def _row_names(rows: list[AssessedRow]) -> str:
    return ", ".join(f"{row.citation} {row.row.control.title}" for row in rows) or "no row"


def _evidence_answer(assessment: Assessment, record: Evidence) -> Answer:
    rows = [
        str(row.citation)
        for row in assessment.rows
        if any(record in o.observation.evidence for o in row.observations)
    ]
    organization = assessment.matrix.workspace.customer.organization
    collector = role_title(organization, record.collected_by)
    text = screen(
        f"{record.id}  {record.title}",
        ("Shows", ", ".join(record.requirements)),
        ("Rows", ", ".join(rows)),
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
        facts={},
    )
