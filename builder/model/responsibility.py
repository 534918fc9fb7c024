"""Who does what: the customer's statements, decisions and gaps, and the matrix they make."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from builder.model.catalog import Catalog, Control
from builder.model.checks import Approvals, CheckWaiver
from builder.model.citation import Citation
from builder.model.collected import Collected
from builder.model.evidence import Evidence, EvidenceRequirement
from builder.model.imported import ImportMapping
from builder.model.issues import Origin
from builder.model.leaks import Waiver
from builder.model.organization import Organization
from builder.model.period import Period
from builder.model.provider import (
    Feature,
    Limit,
    Obligation,
    Provider,
    ProviderStatement,
    Provision,
)
from builder.model.status import Status


class Party(StrEnum):
    """Whose job a row is."""

    PROVIDER = "provider"
    SHARED = "shared"
    CUSTOMER = "customer"
    NOT_APPLICABLE = "not-applicable"
    NOT_DETERMINED = "not-determined"
    """Drafts only: a release stops on it."""


class DutyKind(StrEnum):
    """What sort of work is left for the customer."""

    CONFIGURE = "configure"
    OPERATE = "operate"
    PROVIDE = "provide"
    NONE = "none"


class Choice(StrEnum):
    """The outcome of an addressable specification's assessment (45 CFR 164.306(d)(3))."""

    IMPLEMENT = "implement"
    ALTERNATIVE = "alternative"
    NOT_REASONABLE = "not-reasonable"


class Decision(Struct, frozen=True, kw_only=True):
    """The documented decision on an addressable specification (45 CFR 164.306(d)(3))."""

    choice: Choice
    assessment: str
    rationale: str
    approver: str
    decided_on: date
    review_on: date
    alternative: str = ""
    """The measure in its place; only for the choice *alternative*."""
    equivalence: str = ""
    """Why ePHI is protected as well; only for choices other than *implement*."""


class Action(Struct, frozen=True, kw_only=True):
    """One concrete thing the customer does, once, on change or on a cadence."""

    id: str
    what: str
    duty_kind: DutyKind
    where: str
    cadence: str
    """An ISO 8601 duration, ``once`` or ``on-change``."""
    responsible: str
    verified_by: str
    """Id of the evidence requirement that shows it was done."""

    @property
    def rhythm(self) -> Period | None:
        """How long after one time the next one is; None for what has no rhythm."""
        return None if self.cadence in ("once", "on-change") else Period.parse(self.cadence)


class CustomerStatement(Struct, frozen=True, kw_only=True):
    """How the customer meets one row."""

    citation: Citation
    party: Party
    duty_kind: DutyKind = DutyKind.NONE
    duty: str = ""
    statement: str = ""
    status: Status = Status.NOT_STATED
    remarks: str = ""
    accountable: str = ""
    responsible: str = ""
    services: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    """Ids of the provider's obligations that this statement answers."""
    reason: str = ""
    approver: str = ""
    actions: tuple[Action, ...] = ()
    decision: Decision | None = None
    evidence: tuple[EvidenceRequirement, ...] = ()
    notes: str = ""
    """Longer prose for the site, in Markdown."""
    internal_remarks: str = ""
    """What only the organization itself reads; no other edition holds it."""
    origin: Origin | None = None


class Treatment(StrEnum):
    """What is done about a gap."""

    FIX = "fix"
    ALTERNATIVE = "alternative"
    ACCEPT = "accept"
    TRANSFER = "transfer"


class GapSeverity(StrEnum):
    """How much a gap exposes ePHI."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Gap(Struct, frozen=True, kw_only=True):
    """A known shortfall with its treatment, owner and dates."""

    id: str
    citation: Citation
    title: str
    """A few words, for headings and lists."""
    finding: str
    """What is short, in whole sentences."""
    severity: GapSeverity
    treatment: Treatment
    plan: str
    owner: str
    opened_on: date
    due_on: date
    closed_on: date | None = None
    accepted_by: str = ""
    accepted_until: date | None = None
    requirement: str = ""
    """Evidence requirement that the gap is about, if it is about one."""
    internal_remarks: str = ""
    """What only the organization itself reads; no other edition holds it."""
    origin: Origin | None = None

    def open_on(self, day: date) -> bool:
        """Whether it was known and not yet closed on that day."""
        return self.opened_on <= day and (self.closed_on is None or self.closed_on > day)


class CustomerLayer(Struct, frozen=True, kw_only=True):
    """All that the customer says: the organization, its statements and its gaps."""

    organization: Organization
    statements: tuple[CustomerStatement, ...] = ()
    gaps: tuple[Gap, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    imports: tuple[ImportMapping, ...] = ()
    approvals: Approvals = Approvals()
    check_waivers: tuple[CheckWaiver, ...] = ()


class Workspace(Struct, frozen=True, kw_only=True):
    """Everything that was read: the three layers and the evidence."""

    catalog: Catalog
    provider: Provider
    customer: CustomerLayer
    evidence: tuple[Evidence, ...] = ()
    """Records that are held whole: those that people file."""
    collected: Collected = Collected()
    """Of the others, what is known of them."""


class MatrixRow(Struct, frozen=True, kw_only=True):
    """One counted control with both parties' sides, joined by citation."""

    control: Control
    customer: CustomerStatement
    provider: ProviderStatement | None
    features: tuple[Feature, ...]
    """Features in use with a claim that serves this row."""
    provisions: tuple[Provision, ...]
    obligations: tuple[Obligation, ...]
    limits: tuple[Limit, ...]
    gaps: tuple[Gap, ...]
    parts: tuple[Citation, ...] = ()
    """A standard's counted specifications."""

    @property
    def citation(self) -> Citation:
        """The key of the row."""
        return self.control.citation


class Matrix(Struct, frozen=True, kw_only=True):
    """Every counted control once, in the order of the rule, and the paragraphs not counted."""

    rows: tuple[MatrixRow, ...]
    uncounted: tuple[Control, ...]
    workspace: Workspace
