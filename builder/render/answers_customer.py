"""Answers on the organization's side: roles, systems, agreements, gaps and actions."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.assessment import AssessedRow, Assessment, ListedGap
from builder.model.organization import Agreement, Role, System
from builder.model.responsibility import Action
from builder.render.answer import Answer
from builder.render.row_facts import role_title
from builder.render.screen import heading_of, items, screen
from builder.render.words import NOTHING, cadence_words, label


def customer_answers(assessment: Assessment) -> Iterable[Answer]:
    """The answers, roles first."""
    organization = assessment.matrix.workspace.customer.organization
    yield from (_role_answer(assessment, role) for role in organization.roles)
    yield from (_system_answer(assessment, system) for system in organization.systems)
    yield from (_agreement_answer(assessment, one) for one in organization.agreements)
    yield from (_gap_answer(assessment, listed) for listed in assessment.gaps)
    for row in assessment.rows:
        yield from (_action_answer(assessment, row, one) for one in row.row.customer.actions)


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
    return Answer(
        name=role.id,
        kind="role",
        title=role.title,
        text=text,
        about=role.summary,
        rows=tuple(row.citation for row in rows),
        origin=role.origin,
    )


def _row_names(rows: list[AssessedRow]) -> str:
    return ", ".join(f"{row.citation} {row.row.control.title}" for row in rows) or "no row"


def _system_answer(assessment: Assessment, system: System) -> Answer:
    workspace = assessment.matrix.workspace
    organization = workspace.customer.organization
    covered = organization.covered_services(assessment.as_of.date())
    named = []
    for service in workspace.provider.profile.services:
        if service.id in system.services:
            lacks = service.carries_ephi and service.id not in covered
            named.append(service.title + (" (not named in the BAA)" if lacks else ""))
    apps = [
        f"{app.name} in {app.space}, {_carries(carries=app.carries_ephi)}: {app.purpose}"
        for app in system.apps
    ]
    return Answer(
        name=system.id,
        kind="system",
        title=system.title,
        text=screen(
            f"{system.id}  {system.title}",
            ("Is", system.summary),
            ("ePHI", _carries(carries=system.carries_ephi)),
            ("Owner", role_title(organization, system.owner)),
            ("Runs on", "; ".join(named) or NOTHING),
            *items("Apps", apps),
            *items("Data", list(system.data)),
        ),
        terms=tuple({name: None for app in system.apps for name in (app.name, app.space)}),
        about=system.summary,
        origin=system.origin,
    )


def _carries(*, carries: bool) -> str:
    return "carries ePHI" if carries else "carries no ePHI"


def _agreement_answer(assessment: Assessment, agreement: Agreement) -> Answer:
    profile = assessment.matrix.workspace.provider.profile
    day = assessment.as_of.date()
    titles = {service.id: service.title for service in profile.services}
    held = "in force" if agreement.holds_on(day) else "not in force"
    rests = [
        row.citation
        for row in assessment.rows
        if agreement.provider and set(row.row.customer.services).intersection(agreement.services)
    ]
    return Answer(
        name=agreement.id,
        kind="agreement",
        title=agreement.title,
        text=screen(
            f"{agreement.id}  {agreement.title}",
            ("With", agreement.counterparty),
            ("Signed", f"{agreement.signed}"),
            ("Holds", f"through {agreement.renewal}; {held} on {day}"),
            ("Names", "; ".join(titles.get(one, one) for one in agreement.services)),
            ("Says", agreement.summary),
            ("Rows", ", ".join(map(str, rests))),
        ),
        terms=(agreement.counterparty, agreement.kind.value),
        about=agreement.summary,
        rows=tuple(rests),
        origin=agreement.origin,
    )


def _gap_answer(assessment: Assessment, listed: ListedGap) -> Answer:
    gap, day = listed.gap, assessment.as_of.date()
    row = assessment.row(gap.citation)
    title = row.row.control.title if row is not None else ""
    state = f"open, due {gap.due_on}" if gap.open_on(day) else f"closed on {gap.closed_on}"
    if gap.open_on(day) and gap.due_on < day:
        state += ", overdue"
    organization = assessment.matrix.workspace.customer.organization
    treatment = f"{label(gap.treatment)}: {gap.plan}" if listed.registered else "None registered"
    accepted = f"by {role_title(organization, gap.accepted_by)}, until {gap.accepted_until}"
    return Answer(
        name=gap.id,
        kind="gap",
        title=heading_of(gap.finding),
        text=screen(
            f"{gap.id}  Gap on {gap.citation} {title}".rstrip(),
            ("Finding", gap.finding),
            ("State", f"{label(gap.severity)}, {state}"),
            ("Treatment", treatment),
            ("Accepted", accepted if gap.accepted_by else ""),
            ("Owner", role_title(organization, gap.owner)),
            ("Opened", f"{gap.opened_on}" + ("" if listed.registered else ", by the assessment")),
            ("Requirement", gap.requirement),
            ("Evidence", ", ".join(listed.evidence)),
        ),
        about=gap.finding,
        rows=(gap.citation,),
        origin=gap.origin,
    )


def _action_answer(assessment: Assessment, row: AssessedRow, action: Action) -> Answer:
    organization = assessment.matrix.workspace.customer.organization
    return Answer(
        name=action.id,
        kind="action",
        title=heading_of(action.what),
        text=screen(
            f"{action.id}  Action on {row.citation} {row.row.control.title}",
            ("Do", action.what),
            ("At", action.where),
            ("How often", cadence_words(action)),
            ("By", role_title(organization, action.responsible)),
            ("Shown by", action.verified_by),
        ),
        about=action.what,
        rows=(row.citation,),
        origin=row.row.customer.origin,
    )
