"""For whom a book is made, and which text is for whom: the one table that decides it.

Owns the words and the table. It removes nothing itself: `rules.edition` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct

from builder.model.checks import Approvals, CheckWaiver
from builder.model.evidence import (
    Artifact,
    Evidence,
    EvidenceRequirement,
    FrozenPolicy,
    ProducedBy,
    Retirement,
)
from builder.model.imported import (
    ImportedResults,
    ImportMapping,
    RequirementResult,
    SetAside,
    ShownRow,
)
from builder.model.leaks import Waiver
from builder.model.organization import Agreement, App, Organization, Role, Space, System
from builder.model.provider import Document
from builder.model.responsibility import Action, CustomerLayer, CustomerStatement, Decision, Gap


class Audience(StrEnum):
    """Who reads a book, the most trusted first."""

    INTERNAL = "internal"
    """The organization itself."""
    AUDITOR = "auditor"
    """Who tests what is stated: sees every state, and all that it rests on."""
    CUSTOMER = "customer"
    """Who wants to know whose job a row is and how far it is."""

    def may_see(self, meant_for: Audience) -> bool:
        """Whether text that is meant for ``meant_for``, and for whom it trusts more, is for it."""
        order = tuple(Audience)
        return order.index(self) <= order.index(meant_for)


class Edition(Struct, frozen=True, kw_only=True):
    """For whom a book was made, and how much of what was read is not part of it."""

    audience: Audience = Audience.INTERNAL
    texts: int = 0
    """Texts, names and lists of the catalog and the evidence that were left out."""
    pages: int = 0
    """Hand-written pages that were left out."""

    @property
    def sees_workings(self) -> bool:
        """Whether the reader sees evidence, decisions and gaps, not only the split."""
        return self.audience is not Audience.CUSTOMER


UNMARKED_PAGE = Audience.AUDITOR
"""For whom a hand-written page is that does not say it."""

_INTERNAL, _AUDITOR, _CUSTOMER = Audience

FIELDS: Mapping[type, Mapping[str, Audience]] = MappingProxyType(
    {
        CustomerLayer: {"waivers": _AUDITOR, "imports": _INTERNAL, "check_waivers": _AUDITOR},
        Approvals: dict.fromkeys(
            (
                "log_hosts",
                "add_on_services",
                "open_spaces",
                "webhook_hosts",
                "service_accounts",
                "admins",
                "outside_accounts",
            ),
            _AUDITOR,
        ),
        CheckWaiver: dict.fromkeys(("id", "check", "places", "reason", "approved_by"), _AUDITOR),
        Organization: {
            "id": _CUSTOMER,
            "name": _CUSTOMER,
            "summary": _CUSTOMER,
            "spaces": _AUDITOR,
            "timestamp_authority": _AUDITOR,
        },
        Role: {"id": _CUSTOMER, "title": _CUSTOMER, "summary": _AUDITOR},
        System: {
            "id": _CUSTOMER,
            "title": _CUSTOMER,
            "summary": _AUDITOR,
            "owner": _AUDITOR,
            "services": _CUSTOMER,
            "apps": _AUDITOR,
            "data": _AUDITOR,
        },
        App: {"name": _AUDITOR, "space": _AUDITOR, "purpose": _AUDITOR},
        Space: {"name": _AUDITOR, "kind": _AUDITOR, "region": _AUDITOR, "purpose": _AUDITOR},
        Agreement: {
            "id": _AUDITOR,
            "title": _AUDITOR,
            "counterparty": _AUDITOR,
            "services": _CUSTOMER,
            "summary": _AUDITOR,
        },
        CustomerStatement: {
            "duty": _CUSTOMER,
            "statement": _AUDITOR,
            "remarks": _AUDITOR,
            "accountable": _CUSTOMER,
            "responsible": _CUSTOMER,
            "services": _CUSTOMER,
            "answers": _CUSTOMER,
            "reason": _AUDITOR,
            "approver": _AUDITOR,
            "actions": _AUDITOR,
            "notes": _AUDITOR,
            "internal_remarks": _INTERNAL,
        },
        Action: {
            "id": _AUDITOR,
            "what": _AUDITOR,
            "where": _AUDITOR,
            "cadence": _AUDITOR,
            "responsible": _AUDITOR,
            "verified_by": _AUDITOR,
        },
        Decision: {
            "assessment": _AUDITOR,
            "rationale": _AUDITOR,
            "approver": _AUDITOR,
            "alternative": _AUDITOR,
            "equivalence": _AUDITOR,
        },
        EvidenceRequirement: {
            "id": _AUDITOR,
            "title": _AUDITOR,
            "shows": _AUDITOR,
            "documents": _CUSTOMER,
            "datasets": _CUSTOMER,
        },
        Gap: {
            "id": _AUDITOR,
            "title": _AUDITOR,
            "finding": _AUDITOR,
            "plan": _AUDITOR,
            "owner": _AUDITOR,
            "accepted_by": _AUDITOR,
            "requirement": _AUDITOR,
            "internal_remarks": _INTERNAL,
        },
        Waiver: {
            "id": _AUDITOR,
            "rule": _AUDITOR,
            "files": _INTERNAL,
            "reason": _AUDITOR,
            "approved_by": _AUDITOR,
        },
        Evidence: {
            "id": _AUDITOR,
            "title": _AUDITOR,
            "passage": _AUDITOR,
            "requirements": _AUDITOR,
            "collected_by": _AUDITOR,
            "artifacts": _AUDITOR,
            "population": _AUDITOR,
            "population_size": _AUDITOR,
            "sample": _INTERNAL,
            "sample_size": _INTERNAL,
            "remarks": _INTERNAL,
            "systems": _AUDITOR,
            "replaces": _AUDITOR,
            "redactions": _AUDITOR,
            "folder": _AUDITOR,
        },
        ProducedBy: {"tool": _AUDITOR, "version": _AUDITOR, "query": _INTERNAL},
        ImportMapping: dict.fromkeys(("id", "rules", "requirements", "tool"), _INTERNAL),
        ImportedResults: {"unmatched_rules": _INTERNAL},
        RequirementResult: {"requirement": _AUDITOR, "shown": _AUDITOR},
        ShownRow: {"rule": _AUDITOR, "subject": _AUDITOR, "text": _AUDITOR},
        SetAside: {"reason": _AUDITOR},
        Artifact: {
            "file": _AUDITOR,
            "media_type": _AUDITOR,
            "sha256": _AUDITOR,
            "dataset": _CUSTOMER,
        },
        FrozenPolicy: {"requirement": _AUDITOR},
        Retirement: {"record": _AUDITOR, "retired_by": _AUDITOR, "reason": _AUDITOR},
        Document: dict.fromkeys(("id", "title", "summary", "how_to_get", "source"), _CUSTOMER),
    }
)
"""The least trusted audience of every field that holds text, names or a list that goes as a whole.

Words of a closed list, numbers and days of a record are for everybody: states rest on them, and a
state is the same in every edition. What the rules and the provider publish (the catalog, the
provider pack but for its documents) has no owner here to hide it, and is not in the table.
"""

FAILING_REMARKS = Audience.AUDITOR
"""Of a record that shows a failure the remarks say what fails: no auditor is kept from that."""

OF_RESTRICTED = frozenset({(Evidence, "folder"), (Artifact, "file")})
"""Internal as well when a record is restricted: how its files are called, and where they lie."""

OF_NDA = OF_RESTRICTED | {
    (Evidence, "population"),
    (Evidence, "population_size"),
    (Evidence, "systems"),
    (Evidence, "redactions"),
    (ProducedBy, "tool"),
    (ProducedBy, "version"),
    (RequirementResult, "shown"),
    (SetAside, "reason"),
    (Retirement, "reason"),
    (Document, "summary"),
    (Document, "how_to_get"),
}
"""Internal as well when a record or document is under an NDA: it is cited by title, passage and
days, and shown by digest; nothing is told of what stands in it, also when it shows a failure."""

INSTEAD: Mapping[tuple[type, str], str] = MappingProxyType(
    {
        (Agreement, "title"): "An agreement",
        (EvidenceRequirement, "title"): "Evidence",
        (Gap, "title"): "A gap",
        (Gap, "finding"): "A known gap is open.",
        (Gap, "plan"): "treat the gap.",
        (Waiver, "files"): "not part of this edition",
        (Evidence, "title"): "A record of evidence",
    }
)
"""What stands in the place of a text where a sentence or a link would have none."""

RENAMED: Mapping[type, str] = MappingProxyType(
    {EvidenceRequirement: "requirement", Evidence: "record", Gap: "gap", Agreement: "agreement"}
)
"""Records whose ids other records name: where the id is not for an audience, it gets a number."""
REFERENCES: Mapping[tuple[type, str], type] = MappingProxyType(
    {
        (Evidence, "requirements"): EvidenceRequirement,
        (Evidence, "replaces"): Evidence,
        (FrozenPolicy, "requirement"): EvidenceRequirement,
        (RequirementResult, "requirement"): EvidenceRequirement,
        (Retirement, "record"): Evidence,
        (Gap, "requirement"): EvidenceRequirement,
    }
)
"""Fields that name such a record; they are renamed with it."""
