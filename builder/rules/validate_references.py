"""Rules on names and texts across the customer's files: roles, services, requirements, dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from builder.model.issues import Absence, Issue, Origin
from builder.model.organization import Agreement, AgreementKind, Role, Space, System
from builder.model.period import Period
from builder.model.provider import Obligation, Service
from builder.model.responsibility import Party, Treatment, Workspace
from builder.model.spelling import NearNames
from builder.rules.context import Context, below, issue, known_words, named_requirement, nearest

_SAME_TEXT_FLOOR = 40
"""Characters from which two equal texts are boilerplate rather than a coincidence."""
_Dated = tuple[date | None, Origin | None, str]


def roles(context: Context) -> Iterator[Issue]:
    """CUS010: everybody who answers, works, approves or owns is a role of the organization."""
    near, file = NearNames(context.roles), f"{context.customer_folder}/roles.yml"
    known = known_words(context.roles, "")
    otherwise = f"{known} A new one is listed in {file}." if known else f"List it in {file}."
    for name, place, needed in _named_roles(context):
        if name and name not in context.roles:
            hint = nearest(name, near, otherwise)
            message = f"the organization has no role `{name}`"
            yield issue("CUS010", place, message, hint, absent=Absence(name, (Role,)))
        elif not name and needed:
            key = place.path[-1] if place is not None else "role"
            hint = f"Add `{key}:` with the id of a role in {file}."
            yield issue("CUS010", place, f"{needed} is missing", hint)


def _named_roles(context: Context) -> Iterator[tuple[str, Origin | None, str]]:
    customer = context.workspace.customer
    for statement in customer.statements:
        if statement.party is Party.NOT_DETERMINED:
            continue
        origin = statement.origin
        where = str(statement.citation)
        yield statement.accountable, below(origin, "accountable"), f"{where}: the accountable role"
        yield statement.responsible, below(origin, "responsible"), f"{where}: the responsible role"
        yield statement.approver, below(origin, "approver"), ""
        if statement.decision is not None:
            place = below(origin, "decision", "approver")
            yield statement.decision.approver, place, f"{where}: the approver"
        for position, action in enumerate(statement.actions):
            place = below(origin, "actions", position, "responsible")
            yield action.responsible, place, f"{action.id}: the responsible role"
    for gap in customer.gaps:
        yield gap.owner, below(gap.origin, "owner"), f"{gap.id}: the owner"
        accepted = gap.treatment is Treatment.ACCEPT
        needed = f"{gap.id}: who accepted it" if accepted else ""
        yield gap.accepted_by, below(gap.origin, "accepted_by"), needed
    for waiver in customer.waivers:
        place = below(waiver.origin, "approved_by")
        yield waiver.approved_by, place, f"{waiver.id}: who approved it"
    for let in customer.check_waivers:
        yield let.approved_by, below(let.origin, "approved_by"), f"{let.id}: who approved it"
    for system in customer.organization.systems:
        yield system.owner, below(system.origin, "owner"), f"{system.id}: the owner"


def claims_without_cover(context: Context) -> Iterator[Issue]:
    """CUS011: the provider's part rests only on services that are used and covered.

    The BAA has to name a service that carries ePHI. An agreement that has run out is a
    finding of the assessment, not a mistake in the files.
    """
    workspace = context.workspace
    organization = workspace.customer.organization
    named = {
        service
        for agreement in organization.agreements
        if agreement.provider and agreement.kind is AgreementKind.BAA
        for service in agreement.services
    }
    for statement in workspace.provider.statements:
        answer = context.statements.get(statement.citation)
        if answer is None or answer.party not in (Party.PROVIDER, Party.SHARED):
            continue
        for position, service_id in enumerate(answer.services):
            service = workspace.provider.service(service_id)
            reason = service and _uncovered(service, named, organization.used_services)
            if service and reason:
                yield issue(
                    "CUS011",
                    below(answer.origin, "services", position),
                    f"{answer.citation} rests on {service.title}, {reason}",
                    f"Take `{service_id}` off the row's `services:`, or name it in"
                    f" {context.customer_folder}/{_where_covered(service, named)}.",
                    absent=Absence(service.id, (System, Agreement), inside=True),
                )


def _uncovered(service: Service, named: set[str], used: frozenset[str]) -> str:
    if service.carries_ephi and service.id not in named:
        return "which the BAA does not name"
    return "" if service.id in used else "which no system uses"


def _where_covered(service: Service, named: set[str]) -> str:
    """The file, and the entry in it, that would bear the service out."""
    if service.carries_ephi and service.id not in named:
        return "agreements.yml, under the BAA"
    return "systems.yml, under the system that runs on it"


def actions(context: Context) -> Iterator[Issue]:
    """CUS015, REC006: an action is shown by a requirement that exists, at a cadence."""
    for statement in context.workspace.customer.statements:
        for position, action in enumerate(statement.actions):
            place = below(statement.origin, "actions", position)
            yield from named_requirement(
                context, "CUS015", action.verified_by, below(place, "verified_by")
            )
            if action.cadence not in ("once", "on-change") and not _is_period(action.cadence):
                yield issue(
                    "REC006",
                    below(place, "cadence"),
                    "`cadence` is neither once, on-change nor an ISO 8601 duration:"
                    f" `{action.cadence}`",
                    "Write P7D for weekly, P1M for monthly, P1Y for yearly.",
                )


def requirements_known(context: Context) -> Iterator[Issue]:
    """CUS015: the requirement that a gap names exists."""
    for gap in context.workspace.customer.gaps:
        if gap.requirement:
            place = below(gap.origin, "requirement")
            yield from named_requirement(context, "CUS015", gap.requirement, place)


def answers_known(context: Context) -> Iterator[Issue]:
    """CUS018: an obligation that a statement answers exists."""
    near = NearNames(context.obligations)
    for statement in context.workspace.customer.statements:
        for position, answer in enumerate(statement.answers):
            if answer not in context.obligations:
                yield issue(
                    "CUS018",
                    below(statement.origin, "answers", position),
                    f"the provider pack has no obligation `{answer}`",
                    nearest(answer, near, "Look its id up in the pack's features."),
                    absent=Absence(answer, (Obligation,)),
                )


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def repeated_ids(context: Context) -> Iterator[Issue]:
    """REC008: an id inside the records (roles, services, claims, requirements …) stands once."""
    seen: dict[tuple[str, str], str] = {}
    workspace = context.workspace
    for kind, identity, place in (*_ids_of_packs(workspace), *_ids_of_customer(workspace)):
        key = (kind, identity)
        if key not in seen:
            seen[key] = place.file if place else ""
        else:
            yield issue(
                "REC008",
                place,
                f"the {kind} `{identity}` stands twice, first in {seen[key]}",
                "Give one of them another id.",
            )


def _ids_of_packs(workspace: Workspace) -> Iterator[tuple[str, str, Origin | None]]:
    profile = workspace.provider.profile
    for framework in workspace.catalog.frameworks:
        yield "framework", framework.id, below(framework.origin, "id")
        for position, family in enumerate(framework.families):
            place = below(framework.origin, "families", position, "id")
            yield f"family of {framework.id}", family.id, place
    for position, service in enumerate(profile.services):
        yield "service", service.id, below(profile.origin, "services", position, "id")
    for fact in profile.lifecycle:
        yield "fact", fact.id, below(fact.origin, "id")
    for question in profile.questions:
        yield "question", question.id, below(question.origin, "id")
    for claim in (claim for feature in workspace.provider.features for claim in feature.claims):
        yield "claim", claim.id, below(claim.origin, "id")


def _ids_of_customer(workspace: Workspace) -> Iterator[tuple[str, str, Origin | None]]:
    organization = workspace.customer.organization
    for role in organization.roles:
        yield "role", role.id, below(role.origin, "id")
    for system in organization.systems:
        yield "system", system.id, below(system.origin, "id")
    for agreement in organization.agreements:
        yield "agreement", agreement.id, below(agreement.origin, "id")
    for statement in workspace.customer.statements:
        for requirement in statement.evidence:
            yield "requirement", requirement.id, below(requirement.origin, "id")
        for position, action in enumerate(statement.actions):
            yield "action", action.id, below(statement.origin, "actions", position, "id")


def repeated_texts(context: Context) -> Iterator[Issue]:
    """CUS017: no two rows share a duty or statement; a shared text belongs to neither row."""
    seen: dict[str, str] = {}
    for statement in context.workspace.customer.statements:
        for field in ("duty", "statement"):
            text = " ".join(getattr(statement, field).split()).casefold()
            if len(text) < _SAME_TEXT_FLOOR:
                continue
            first = seen.setdefault(text, str(statement.citation))
            if first != str(statement.citation):
                yield issue(
                    "CUS017",
                    below(statement.origin, field),
                    f"{statement.citation} has the same {field} as {first}",
                    "Write what this row asks for.",
                )


def apps_in_place(context: Context) -> Iterator[Issue]:
    """CUS019: an app with ePHI runs in a space that is meant to carry it."""
    organization = context.workspace.customer.organization
    spaces = {space.name: space for space in organization.spaces}
    near = NearNames(spaces)
    for system in organization.systems:
        for position, app in enumerate(system.apps):
            place = below(system.origin, "apps", position, "space")
            space = spaces.get(app.space)
            if space is None:
                hint = nearest(app.space, near, "Add the space to the list of spaces.")
                message = f"there is no space `{app.space}`"
                yield issue("CUS019", place, message, hint, absent=Absence(app.space, (Space,)))
            elif app.carries_ephi and not space.carries_ephi:
                yield issue(
                    "CUS019",
                    place,
                    f"{app.name} carries ePHI, but the space {space.name} must not",
                    "Move the app, or correct what the app or the space carries.",
                )


def future_dates(context: Context) -> Iterator[Issue]:
    """REC010: nothing that has happened is dated in the future."""
    for dates in (_dates_of_packs(context.workspace), _dates_of_customer(context.workspace)):
        yield from in_the_future(context, dates)


def in_the_future(context: Context, dates: Iterable[_Dated]) -> Iterator[Issue]:
    """REC010 for each date after the latest one; with it the record's place and the key."""
    for day, place, key in dates:
        if day is not None and day > context.latest:
            yield issue(
                "REC010",
                below(place, *key.split("/")),
                f"`{key.rpartition('/')[2]}` lies in the future: {day}",
                f"It is {context.latest} (UTC); correct the date.",
            )


def _dates_of_packs(workspace: Workspace) -> Iterator[_Dated]:
    provider = workspace.provider
    for framework in workspace.catalog.frameworks:
        yield framework.edition.source_date, framework.origin, "edition/source_date"
    yield provider.profile.reviewed_on, provider.profile.origin, "reviewed_on"
    for fact in provider.profile.lifecycle:
        yield fact.reviewed_on, fact.origin, "reviewed_on"
    for question in provider.profile.questions:
        yield question.reviewed_on, question.origin, "reviewed_on"
    for claim in (claim for feature in provider.features for claim in feature.claims):
        yield claim.reviewed_on, claim.origin, "reviewed_on"
    for offered in provider.statements:
        yield offered.reviewed_on, offered.origin, "reviewed_on"


def _dates_of_customer(workspace: Workspace) -> Iterator[_Dated]:
    customer = workspace.customer
    for statement in customer.statements:
        if statement.decision is not None:
            yield statement.decision.decided_on, statement.origin, "decision/decided_on"
    for gap in customer.gaps:
        yield gap.opened_on, gap.origin, "opened_on"
        yield gap.closed_on, gap.origin, "closed_on"
    for agreement in customer.organization.agreements:
        yield agreement.signed, agreement.origin, "signed"
