"""Joins the three layers by citation: every counted control once, in the order of the rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from builder.model.catalog import Control, ControlKind
from builder.model.citation import Citation
from builder.model.provider import Claim
from builder.model.responsibility import (
    CustomerStatement,
    Matrix,
    MatrixRow,
    Party,
    Workspace,
)

_Claim = TypeVar("_Claim", bound=Claim)


def services_in_force(workspace: Workspace, day: date) -> frozenset[str]:
    """Provider services that a claim may rest on: in use, and named by the BAA if they carry ePHI."""
    organization = workspace.customer.organization
    covered = organization.covered_services(day)
    return frozenset(
        service.id
        for service in workspace.provider.profile.services
        if service.id in organization.used_services
        and (not service.carries_ephi or service.id in covered)
    )


def merge(workspace: Workspace, day: date) -> Matrix:
    """The matrix of a workspace; a control without a statement is *not determined*.

    Only features whose services are in force on ``day`` bring provisions, obligations and
    limits to a row: what is not bought or not covered promises nothing.
    """
    in_force = services_in_force(workspace, day)
    features = [f for f in workspace.provider.features if in_force.intersection(f.services)]
    customer = {statement.citation: statement for statement in workspace.customer.statements}
    provider = {statement.citation: statement for statement in workspace.provider.statements}
    gaps = workspace.customer.gaps
    counted = [control for control in workspace.catalog.controls if control.counted]
    rows = []
    for control in counted:
        citation = control.citation
        serving = tuple(f for f in features if citation in f.citations)
        rows.append(
            MatrixRow(
                control=control,
                customer=customer.get(citation, _undetermined(citation)),
                provider=provider.get(citation),
                features=serving,
                provisions=_serving((p for f in serving for p in f.provisions), citation),
                obligations=_serving((o for f in serving for o in f.obligations), citation),
                limits=_serving((limit for f in serving for limit in f.limits), citation),
                gaps=tuple(gap for gap in gaps if gap.citation == citation),
                parts=_parts(counted, citation),
            )
        )
    return Matrix(
        rows=tuple(sorted(rows, key=lambda row: row.citation)),
        uncounted=tuple(c for c in workspace.catalog.controls if not c.counted),
        workspace=workspace,
    )


def _undetermined(citation: Citation) -> CustomerStatement:
    return CustomerStatement(citation=citation, party=Party.NOT_DETERMINED)


def _serving(claims: Iterable[_Claim], citation: Citation) -> tuple[_Claim, ...]:
    return tuple(claim for claim in claims if citation in claim.citations)


def _parts(counted: Iterable[Control], standard: Citation) -> tuple[Citation, ...]:
    return tuple(
        control.citation
        for control in counted
        if control.kind is ControlKind.SPECIFICATION and control.parent == standard
    )
