"""Rules on one row: party, duty, status, decision and evidence have to make sense together."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model.catalog import Designation
from builder.model.issues import Absence, Issue
from builder.model.provider import ProviderStatement
from builder.model.responsibility import Choice, CustomerStatement, Decision, DutyKind, Gap, Party
from builder.model.status import Status
from builder.rules.context import Context, below, issue

_UNFINISHED = (Status.PLANNED, Status.PARTIAL)


def shared_rows(context: Context) -> Iterator[Issue]:
    """CUS002: a shared row says what each party does."""
    provides = {s.citation: s for s in context.workspace.provider.statements}
    for statement, _ in context.rows:
        if statement.party is not Party.SHARED:
            continue
        offered = provides.get(statement.citation)
        if offered is None or offered.status is Status.NOT_APPLICABLE:
            yield issue(
                "CUS002",
                below(statement.origin, "party"),
                f"{statement.citation} is shared, but the provider pack promises nothing on it",
                "Make it a customer row, or say in the pack what the provider does.",
                absent=None if offered else _promise(statement),
            )
        elif not offered.basis:
            yield issue(
                "CUS002",
                offered.origin,
                f"{statement.citation} is shared, but the provider's part has no basis",
                "Name the document and clause under `basis:`.",
            )
        yield from _duty_left(statement, "CUS002", "shared")


def provider_rows(context: Context) -> Iterator[Issue]:
    """CUS003, CUS004, CUS012: what the provider's alone means."""
    families = {
        (framework.id, family.id): family
        for framework in context.workspace.catalog.frameworks
        for family in framework.families
    }
    provides = {s.citation: s for s in context.workspace.provider.statements}
    for statement, control in context.rows:
        if statement.party is not Party.PROVIDER:
            continue
        family = families.get((control.framework, control.family))
        if family is not None and not family.provider_may_own:
            yield issue(
                "CUS012",
                below(statement.origin, "party"),
                f"{statement.citation} can never be the provider's alone ({family.title.lower()})",
                "Make it shared or customer: part of this work is always the organization's.",
            )
        if statement.duty_kind is not DutyKind.NONE:
            yield issue(
                "CUS003",
                below(statement.origin, "duty_kind"),
                f"{statement.citation} is the provider's, yet its `duty_kind` is"
                f" `{statement.duty_kind}`",
                "Make it shared, or set `duty_kind: none`.",
            )
        offered = provides.get(statement.citation)
        if offered is None or not offered.basis:
            yield issue(
                "CUS004",
                below(statement.origin, "party"),
                f"{statement.citation} is the provider's, but no basis says so",
                "Name the document and clause under `basis:` in the provider pack's statement.",
                absent=None if offered else _promise(statement),
            )
        if not any(requirement.inherited for requirement in statement.evidence):
            yield issue(
                "CUS004",
                statement.origin,
                f"{statement.citation} is the provider's, but no inherited evidence is asked for",
                "Add an evidence requirement with `inherited: true`, such as its SOC 2 report.",
            )


def customer_rows(context: Context) -> Iterator[Issue]:
    """CUS005: a customer row leaves a duty, in words."""
    for statement, _ in context.rows:
        if statement.party is Party.CUSTOMER:
            yield from _duty_left(statement, "CUS005", "the customer's")


def _duty_left(statement: CustomerStatement, code: str, whose: str) -> Iterator[Issue]:
    """That a duty is left, in words and by kind; says exactly which of the two is missing."""
    lacks = [
        (key, hint)
        for key, here, hint in (
            (
                "duty_kind",
                statement.duty_kind is not DutyKind.NONE,
                "Set `duty_kind:` to configure, operate or provide.",
            ),
            ("duty", bool(statement.duty), "Write `duty:`, what is left to do, in the imperative."),
        )
        if not here
    ]
    if lacks:
        keys = " and ".join(f"`{key}`" for key, _ in lacks)
        verb = "is" if len(lacks) == 1 else "are"
        yield issue(
            code,
            below(statement.origin, lacks[0][0]),
            f"{statement.citation} is {whose}, but {keys} {verb} missing",
            " ".join(hint for _, hint in lacks),
        )


def decisions(context: Context) -> Iterator[Issue]:
    """CUS006, CUS016: an addressable specification is decided, and its status follows."""
    for statement, control in context.rows:
        if statement.party in (Party.NOT_DETERMINED, Party.NOT_APPLICABLE):
            continue
        decision = statement.decision
        if control.designation is not Designation.ADDRESSABLE:
            if decision is not None:
                yield issue(
                    "CUS016",
                    below(statement.origin, "decision"),
                    f"{statement.citation} is not addressable, so there is nothing to decide",
                    "Delete the decision: the safeguard has to be carried out.",
                )
            continue
        if decision is None:
            yield issue(
                "CUS006",
                statement.origin,
                f"{statement.citation} is addressable and has no decision",
                "Add `decision:` with choice, assessment, rationale, approver and dates.",
            )
            continue
        place = below(statement.origin, "decision")
        if decision.choice is not Choice.IMPLEMENT and not decision.equivalence:
            yield issue(
                "CUS006",
                place,
                f"{statement.citation} is decided as `{decision.choice}` without an equivalence",
                "Say why ePHI is protected as well without it.",
            )
        if decision.choice is Choice.ALTERNATIVE and not decision.alternative:
            yield issue(
                "CUS006",
                place,
                f"{statement.citation} names no alternative measure",
                "Describe the measure in its place under `alternative:`.",
            )
        if decision.review_on <= decision.decided_on:
            yield issue(
                "CUS006",
                below(place, "review_on"),
                f"{statement.citation} is reviewed on {decision.review_on}, not after the decision",
                "Set a later `review_on:`.",
            )
        yield from _contradiction(statement, decision)


def _contradiction(statement: CustomerStatement, decision: Decision) -> Iterator[Issue]:
    allowed = {
        Choice.IMPLEMENT: (Status.IMPLEMENTED, Status.PARTIAL, Status.PLANNED),
        Choice.ALTERNATIVE: (Status.ALTERNATIVE, Status.PARTIAL, Status.PLANNED),
        Choice.NOT_REASONABLE: (Status.ALTERNATIVE, Status.NOT_APPLICABLE),
    }[decision.choice]
    if statement.status is not Status.NOT_STATED and statement.status not in allowed:
        yield issue(
            "CUS016",
            below(statement.origin, "status"),
            f"{statement.citation} is decided as `{decision.choice}`, so its status cannot be"
            f" `{statement.status}`",
            f"Allowed with that decision: {', '.join(allowed)}.",
        )


def not_applicable(context: Context) -> Iterator[Issue]:
    """CUS007: not applicable says why and who approved it, and party and status agree."""
    for statement, control in context.rows:
        if statement.party is Party.NOT_DETERMINED:
            continue
        absent = statement.party is Party.NOT_APPLICABLE
        if absent and not (statement.reason and statement.approver):
            yield issue(
                "CUS007",
                below(statement.origin, "party"),
                f"{statement.citation} {control.title} is not applicable"
                " without reason and approver",
                "Add `reason:` (why it has no object here) and `approver:` (a role).",
            )
        claims = statement.status is Status.NOT_APPLICABLE
        if absent != claims and not (claims and statement.decision is not None):
            yield issue(
                "CUS007",
                below(statement.origin, "status"),
                f"{statement.citation}: party `{statement.party}` and status `{statement.status}`"
                " do not go together",
                "Set both to `not-applicable`, or neither.",
            )


def evidence_asked(context: Context) -> Iterator[Issue]:
    """CUS008: what is said to be implemented says how that is shown."""
    for statement, _ in context.rows:
        if statement.party is Party.NOT_DETERMINED:
            continue
        if statement.status is Status.IMPLEMENTED and not statement.evidence:
            yield issue(
                "CUS008",
                below(statement.origin, "status"),
                f"{statement.citation} is implemented, but nothing has to be shown for it",
                "Add at least one entry under `evidence:`.",
            )


def remarks(context: Context) -> Iterator[Issue]:
    """CUS009: a status other than implemented is explained."""
    for statement, _ in context.rows:
        if statement.party is Party.NOT_DETERMINED or statement.remarks or statement.reason:
            continue
        if statement.status not in (Status.IMPLEMENTED, Status.NOT_STATED):
            yield issue(
                "CUS009",
                below(statement.origin, "status"),
                f"{statement.citation} is {statement.status} without remarks",
                "Say under `remarks:` what is missing, by when, or why not.",
            )


def gaps_registered(context: Context) -> Iterator[Issue]:
    """CUS013: what is planned or partial stands in the register of gaps, with owner and date."""
    known = {gap.citation for gap in context.workspace.customer.gaps if gap.closed_on is None}
    for statement, _ in context.rows:
        if statement.party is Party.NOT_DETERMINED or statement.citation in known:
            continue
        if statement.status in _UNFINISHED:
            yield issue(
                "CUS013",
                below(statement.origin, "status"),
                f"{statement.citation} is {statement.status}, but no open gap is registered for it",
                f"Add an entry under `gaps:` of a file in {context.customer_folder}/gaps/ with id,"
                " citation, finding, severity, treatment, plan, owner, opened_on and due_on.",
                absent=Absence(str(statement.citation), (Gap,)),
            )


def _promise(statement: CustomerStatement) -> Absence:
    return Absence(str(statement.citation), (ProviderStatement,))
