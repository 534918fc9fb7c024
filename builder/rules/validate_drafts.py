"""Rules on what is left to fill in: rows without a statement, a party or a status."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model.issues import Absence, Issue, Severity
from builder.model.responsibility import CustomerStatement, Party
from builder.model.status import Status
from builder.rules.context import Context, below, issue

_NAMED = 4
"""Obligations that the hint of a blank row names; a look-up of the row has all of them."""


def missing_statements(context: Context) -> Iterator[Issue]:
    """CUS001: every counted control has a statement, so that nothing is left out by silence."""
    organization = context.workspace.customer.organization
    for control in context.workspace.catalog.controls:
        if control.counted and control.citation not in context.statements:
            yield issue(
                "CUS001",
                organization.origin,
                f"{control.citation} {control.title} has no statement",
                f"Add `- citation: {control.citation}` with `party: not-determined` to a file of"
                f" {context.customer_folder}/statements/.",
                absent=Absence(str(control.citation), (CustomerStatement,)),
            )


def undetermined(context: Context) -> Iterator[Issue]:
    """CUS014: a draft row; a release stops on it."""
    for statement, control in context.rows:
        if statement.party is Party.NOT_DETERMINED:
            yield Issue(
                code="CUS014",
                message=f"{statement.citation} {control.title}: nobody has said whose job this is",
                hint="Set `party:` to provider, shared, customer or not-applicable, then the duty."
                + _to_answer(context.asked.get(statement.citation, ())),
                severity=Severity.OPEN,
                origin=below(statement.origin, "party"),
            )


def unstated(context: Context) -> Iterator[Issue]:
    """CUS020: a row whose party is known, but not how far it is; a release stops on it."""
    for statement, control in context.rows:
        if statement.party is Party.NOT_DETERMINED or statement.status is not Status.NOT_STATED:
            continue
        if statement.party is Party.NOT_APPLICABLE:
            continue  # CUS007 says which status goes with it
        yield Issue(
            code="CUS020",
            message=f"{statement.citation} {control.title}: nobody has said how far it is",
            hint="Set `status:` to implemented, partial, planned, alternative or not-applicable.",
            severity=Severity.OPEN,
            origin=below(statement.origin, "status"),
        )


def _to_answer(obligations: tuple[str, ...]) -> str:
    """What else a row has to name, for its hint; empty for nothing."""
    if not obligations:
        return ""
    more = len(obligations) - _NAMED
    shown = ", ".join(obligations[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f" The provider asks here, to name under `answers:`: {shown}."
