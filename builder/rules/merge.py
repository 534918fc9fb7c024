"""Joins the three layers by citation: every counted control once, in the order of the rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from builder.model.catalog import ControlKind
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
_Item = TypeVar("_Item")


def services_in_force(workspace: Workspace, day: date) -> frozenset[str]:
    """Provider services that a claim may rest on: used, and named by the BAA if they carry ePHI."""
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
    features = sorted(
        (f for f in workspace.provider.features if in_force.intersection(f.services)),
        key=lambda feature: feature.id,
    )
    serving = _by_citation((citation, f) for f in features for citation in f.citations)
    gaps = _by_citation(
        (gap.citation, gap) for gap in sorted(workspace.customer.gaps, key=lambda gap: gap.id)
    )
    customer = {statement.citation: statement for statement in workspace.customer.statements}
    provider = {statement.citation: statement for statement in workspace.provider.statements}
    controls = sorted(workspace.catalog.controls, key=lambda control: control.citation)
    counted = [control for control in controls if control.counted]
    parts = _by_citation(
        (control.parent, control.citation)
        for control in counted
        if control.kind is ControlKind.SPECIFICATION and control.parent is not None
    )
    rows = []
    for control in counted:
        citation = control.citation
        here = serving.get(citation, ())
        rows.append(
            MatrixRow(
                control=control,
                customer=customer.get(citation) or _undetermined(citation),
                provider=provider.get(citation),
                features=here,
                provisions=_serving((p for f in here for p in f.provisions), citation),
                obligations=_serving((o for f in here for o in f.obligations), citation),
                limits=_serving((limit for f in here for limit in f.limits), citation),
                gaps=gaps.get(citation, ()),
                parts=parts.get(citation, ()),
            )
        )
    return Matrix(
        rows=tuple(rows),
        uncounted=tuple(control for control in controls if not control.counted),
        workspace=workspace,
    )


def _by_citation(pairs: Iterable[tuple[Citation, _Item]]) -> Mapping[Citation, tuple[_Item, ...]]:
    found: dict[Citation, list[_Item]] = defaultdict(list)
    for citation, item in pairs:
        found[citation].append(item)
    return {citation: tuple(items) for citation, items in found.items()}


def _undetermined(citation: Citation) -> CustomerStatement:
    return CustomerStatement(citation=citation, party=Party.NOT_DETERMINED)


def _serving(claims: Iterable[_Claim], citation: Citation) -> tuple[_Claim, ...]:
    return tuple(claim for claim in claims if citation in claim.citations)
