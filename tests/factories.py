"""Valid values of the model with defaults; a test overrides the one fact that it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from builder.model.assessment import BuildIdentity
from builder.model.catalog import Catalog, Control, ControlKind
from builder.model.citation import Citation
from builder.model.confidence import Confidence
from builder.model.evidence import (
    Artifact,
    Classification,
    Evidence,
    EvidenceKind,
    EvidenceRequirement,
    Method,
    Outcome,
    PhiAnswer,
    ProducedBy,
)
from builder.model.organization import Agreement, AgreementKind, EntityRole, Organization, System
from builder.model.period import Period
from builder.model.provider import (
    Feature,
    Limit,
    Obligation,
    Provider,
    ProviderProfile,
    ProviderStatement,
    Provision,
    Service,
)
from builder.model.responsibility import (
    CustomerLayer,
    CustomerStatement,
    DutyKind,
    Gap,
    GapSeverity,
    Party,
    Treatment,
    Workspace,
)
from builder.model.status import Status

DAY = date(2026, 6, 30)
NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
IDENTITY = BuildIdentity(
    build_id="0" * 12,
    catalog_sha256="a" * 64,
    evidence_sha256="b" * 64,
    prose_sha256="c" * 64,
    tool_version="0",
)


def make_control(citation: str = "9.10(b)", **facts: Any) -> Control:
    """A counted standard."""
    defaults: dict[str, Any] = {
        "title": f"Control {citation}",
        "kind": ControlKind.STANDARD,
        "family": "premises",
        "requirement": "Do it.",
        "link": "https://rules.example/",
        "counted": True,
        "framework": "visitor-rule",
    }
    return Control(citation=Citation(citation), **(defaults | facts))


def make_requirement(requirement_id: str = "list", **facts: Any) -> EvidenceRequirement:
    """Evidence of at most ninety days."""
    defaults: dict[str, Any] = {
        "title": requirement_id.capitalize(),
        "shows": "It is done.",
        "method": Method.EXAMINE,
        "kind": EvidenceKind.RECORD,
        "max_age": Period(days=90),
    }
    return EvidenceRequirement(id=requirement_id, **(defaults | facts))


def make_evidence(evidence_id: str = "list-1", **facts: Any) -> Evidence:
    """A whole record for the requirement ``list``, collected two weeks before `NOON`."""
    defaults: dict[str, Any] = {
        "title": "A list",
        "requirements": ("list",),
        "method": Method.EXAMINE,
        "kind": EvidenceKind.RECORD,
        "produced_by": ProducedBy(tool="hand"),
        "collected_at": datetime(2026, 6, 16, 12, tzinfo=UTC),
        "collected_by": "receptionist",
        "artifacts": (Artifact(file="a.txt", media_type="text/plain", bytes=1, sha256="c" * 64),),
        "classification": Classification.INTERNAL,
        "contains_phi": PhiAnswer.NO,
        "complete": True,
        "outcome": Outcome.PASS,
    }
    return Evidence(id=evidence_id, **(defaults | facts))


def make_statement(citation: str = "9.10(b)", **facts: Any) -> CustomerStatement:
    """An implemented customer row that has to show the requirement ``list``."""
    defaults: dict[str, Any] = {
        "party": Party.CUSTOMER,
        "duty_kind": DutyKind.OPERATE,
        "duty": f"Do what {citation} asks for.",
        "status": Status.IMPLEMENTED,
        "accountable": "manager",
        "responsible": "receptionist",
        "evidence": (make_requirement(),),
    }
    return CustomerStatement(citation=Citation(citation), **(defaults | facts))


def make_provider_statement(citation: str = "9.10(b)", **facts: Any) -> ProviderStatement:
    """An implemented provider's part."""
    defaults: dict[str, Any] = {
        "status": Status.IMPLEMENTED,
        "provides": "A guard.",
        "reviewed_on": DAY,
        "confidence": Confidence.HIGH,
    }
    return ProviderStatement(citation=Citation(citation), **(defaults | facts))


def make_feature(feature_id: str = "door", **facts: Any) -> Feature:
    """A feature of the service ``guard`` with one claim of each sort on 9.10(b)."""
    claim: dict[str, Any] = {
        "text": "So it is.",
        "source": "handbook",
        "reviewed_on": DAY,
        "confidence": Confidence.HIGH,
        "citations": (Citation("9.10(b)"),),
    }
    defaults: dict[str, Any] = {
        "title": "Door",
        "area": "entrance",
        "services": ("guard",),
        "summary": "A door.",
        "provisions": (Provision(id=f"{feature_id}.provision", **claim),),
        "obligations": (Obligation(id=f"{feature_id}.obligation", **claim),),
        "limits": (Limit(id=f"{feature_id}.limit", **claim),),
    }
    return Feature(id=feature_id, **(defaults | facts))


def make_gap(gap_id: str = "gap", citation: str = "9.10(b)", **facts: Any) -> Gap:
    """A gap opened a month before `DAY`, to be closed a month after."""
    defaults: dict[str, Any] = {
        "title": "Something missing",
        "finding": "Something is missing.",
        "severity": GapSeverity.LOW,
        "treatment": Treatment.FIX,
        "plan": "Do it.",
        "owner": "manager",
        "opened_on": date(2026, 5, 30),
        "due_on": date(2026, 7, 30),
    }
    return Gap(id=gap_id, citation=Citation(citation), **(defaults | facts))


def make_agreement(**facts: Any) -> Agreement:
    """A business associate agreement with the provider for the service ``guard``, for 2026."""
    defaults: dict[str, Any] = {
        "id": "baa",
        "title": "Agreement",
        "kind": AgreementKind.BAA,
        "counterparty": "Host",
        "provider": True,
        "signed": date(2026, 1, 1),
        "renewal": date(2026, 12, 31),
        "services": ("guard",),
    }
    return Agreement(**(defaults | facts))


def make_workspace(**facts: Any) -> Workspace:
    """One control, one statement, one feature, one agreement; layers are given as their parts."""
    service = Service(id="guard", title="Guard", carries_ephi=True, summary="A guard.")
    system = System(
        id="desk", title="Desk", summary="A desk.", carries_ephi=True, owner="manager",
        services=("guard",),
    )  # fmt: skip
    profile = ProviderProfile(
        id="host", name="Host", short_name="Host", vendor="Host Ltd.", summary="Rooms.",
        reviewed_on=DAY, services=facts.get("services", (service,)),
    )  # fmt: skip
    return Workspace(
        catalog=Catalog(
            frameworks=facts.get("frameworks", ()),
            controls=facts.get("controls", (make_control(),)),
        ),
        provider=Provider(
            profile=profile,
            features=facts.get("features", (make_feature(),)),
            statements=facts.get("offered", ()),
            sources=facts.get("sources", ()),
            documents=facts.get("documents", ()),
        ),
        customer=CustomerLayer(
            organization=Organization(
                id="clinic", name="Clinic", entity_role=EntityRole.COVERED_ENTITY, summary="One.",
                roles=(), systems=(system,),
                agreements=facts.get("agreements", (make_agreement(),)),
                notice=facts.get("notice", Period(days=14)),
            ),
            statements=facts.get("statements", (make_statement(),)),
            gaps=facts.get("gaps", ()),
        ),
        evidence=facts.get("evidence", ()),
    )  # fmt: skip
