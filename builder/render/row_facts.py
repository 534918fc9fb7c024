"""The facts of one row as every output shows them: made here once, so that no two can differ."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from builder.model.assessment import AssessedRow, Assessment
from builder.model.organization import Organization
from builder.render.basis import basis_words
from builder.render.next_action import next_action
from builder.render.words import NOTHING, EvidenceWord, evidence_word, label, party_label


class RowFacts(Struct, frozen=True, kw_only=True):
    """One row of the matrix in words; every field is text unless it is a date or a number."""

    citation: str
    slug: str
    title: str
    kind: str
    designation: str
    """``Required``, ``Addressable``, or ``Standard`` for a standard that carries no label."""
    family: str
    party: str
    provision: str
    """What the provider does."""
    duty_kind: str
    duty: str
    statement: str
    status: str
    provider_status: str
    customer_status: str
    remarks: str
    accountable: str
    responsible: str
    decision: str
    evidence: EvidenceWord
    evidence_state: str
    """The label of ``evidence``."""
    evidence_count: int
    """Evidence requirements of the row."""
    newest_on: date | None
    due_on: date | None
    finding: str
    services: tuple[str, ...]
    basis: tuple[str, ...]
    next_action: str
    page: str
    """Address of the row below the site's root, with its anchor."""


def row_facts(assessment: Assessment, row: AssessedRow) -> RowFacts:
    """The facts of a row of this assessment."""
    control, customer, provider = row.row.control, row.row.customer, row.row.provider
    workspace = assessment.matrix.workspace
    organization, profile = workspace.customer.organization, workspace.provider.profile
    families = {f.id: f.short_title for fw in workspace.catalog.frameworks for f in fw.families}
    services = {service.id: service.title for service in profile.services}
    return RowFacts(
        citation=str(row.citation),
        slug=row.citation.slug,
        title=control.title,
        kind=label(control.kind),
        designation=control.label,
        family=families.get(control.family, control.family),
        party=party_label(customer.party, profile.short_name),
        provision=provider.provides if provider is not None else NOTHING,
        duty_kind=label(customer.duty_kind),
        duty=customer.duty or customer.reason or NOTHING,
        statement=customer.statement or customer.reason or NOTHING,
        status=label(row.status),
        provider_status=label(provider.status) if provider is not None else NOTHING,
        customer_status=label(customer.status),
        remarks=customer.remarks or customer.reason,
        accountable=role_title(organization, customer.accountable),
        responsible=role_title(organization, customer.responsible),
        decision=label(customer.decision.choice) if customer.decision is not None else NOTHING,
        evidence=evidence_word(row),
        evidence_state=label(evidence_word(row)),
        evidence_count=len(customer.evidence),
        newest_on=row.newest_on,
        due_on=row.due_on,
        finding=label(row.finding.state),
        services=tuple(services.get(service, service) for service in customer.services),
        basis=basis_words(assessment, row),
        next_action=next_action(row),
        page=row_page(assessment, row),
    )


def role_title(organization: Organization, role_id: str) -> str:
    """The title of a role; a dash when none is named."""
    role = organization.role(role_id)
    return role.title if role is not None else (role_id or NOTHING)


def row_page(assessment: Assessment, row: AssessedRow) -> str:
    """Where the row stands on the site: the page of its standard, and its own anchor there."""
    standard = row.row.control.parent or row.citation
    if assessment.row(standard) is None:
        standard = row.citation
    return f"controls/{standard.slug}.html#{row.citation.slug}"
