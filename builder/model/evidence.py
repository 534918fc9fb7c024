"""What must be shown, and what is: evidence requirements, records and their artifacts."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from builder.model.issues import Origin
from builder.model.period import Period


class Method(StrEnum):
    """How an assessor looks (NIST SP 800-53A; OSCAL)."""

    EXAMINE = "examine"
    INTERVIEW = "interview"
    TEST = "test"


class EvidenceKind(StrEnum):
    """What sort of thing shows it; the kinds of the OCR audit protocol."""

    POLICY = "policy"
    PROCEDURE = "procedure"
    RECORD = "record"
    CONFIGURATION = "configuration"
    SAMPLE = "sample"
    ATTESTATION = "attestation"
    DOCUMENT = "document"


class Outcome(StrEnum):
    """What the person or program that collected the evidence concluded from it."""

    PASS = "pass"  # noqa: S105 - the outcome of a test
    FAIL = "fail"
    UNKNOWN = "unknown"


class Classification(StrEnum):
    """Who may see an artifact."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"
    NDA = "nda"


class PhiAnswer(StrEnum):
    """Whether an artifact holds PHI; one that does is not evidence for publication."""

    NO = "no"
    REDACTED = "redacted"


class EvidenceRequirement(Struct, frozen=True, kw_only=True):
    """One thing that must be shown for a row, by which method, and how fresh."""

    id: str
    title: str
    shows: str
    method: Method
    kind: EvidenceKind
    max_age: Period
    inherited: bool = False
    """Whether the provider's own document is the evidence."""
    documents: tuple[str, ...] = ()
    """Ids of the provider's documents that it is: who shows it holds them."""
    origin: Origin | None = None

    def notice(self, usual: Period) -> Period:
        """How long before it runs out it is due: the usual notice, at most a quarter of its age."""
        quarter = Period(days=max(1, self.max_age.approximate_days // 4))
        return min(usual, quarter, key=lambda period: period.approximate_days)


class Artifact(Struct, frozen=True, kw_only=True):
    """A file that a record vouches for."""

    file: str
    """Name beside the record."""
    media_type: str
    bytes: int
    sha256: str
    """Lower-case hex."""


class ProducedBy(Struct, frozen=True, kw_only=True):
    """How an artifact came about, so that it can be made again."""

    tool: str
    version: str = ""
    query: str = ""
    """The command, request or search that produced it."""


class FrozenPolicy(Struct, frozen=True, kw_only=True):
    """How old evidence for a requirement might become when its record was filed."""

    requirement: str
    max_age: Period


class Retirement(Struct, frozen=True, kw_only=True):
    """That a record counts no more from a moment on; the record itself stays."""

    record: str
    """Its id."""
    retired_at: datetime
    retired_by: str
    """Id of a role."""
    reason: str
    origin: Origin | None = None


class Evidence(Struct, frozen=True, kw_only=True):
    """One record of evidence with its artifacts."""

    id: str
    title: str
    requirements: tuple[str, ...]
    """Ids of the evidence requirements that it serves."""
    method: Method
    kind: EvidenceKind
    produced_by: ProducedBy
    collected_at: datetime
    collected_by: str
    """Id of a role, or of a collector."""
    artifacts: tuple[Artifact, ...]
    classification: Classification
    contains_phi: PhiAnswer
    observed_from: date | None = None
    observed_to: date | None = None
    valid_until: date | None = None
    """An end of its own, earlier than the requirement's maximum age: a contract's, say."""
    population: str = ""
    population_size: int | None = None
    sample: str = ""
    complete: bool = True
    """False when it is not known to be whole; such evidence never meets a requirement."""
    outcome: Outcome = Outcome.PASS
    remarks: str = ""
    systems: tuple[str, ...] = ()
    replaces: str = ""
    """Id of the record that it supersedes, which counts until this one was collected."""
    policies: tuple[FrozenPolicy, ...] = ()
    """Age limits as they were when it was filed; a later change of the rules leaves it alone."""
    redactions: tuple[str, ...] = ()
    """What was made unreadable in its artifacts before they were filed."""
    sample_data: bool = False
    """Whether it is invented, as an example."""
    folder: str = ""
    """Folder of the record, relative to the workspace."""
    retirement: Retirement | None = None
    """Read from beside the record."""
    origin: Origin | None = None

    @property
    def shows(self) -> bool:
        """Whether it can show anything: it is whole, and something was concluded from it."""
        return self.complete and self.outcome is not Outcome.UNKNOWN
