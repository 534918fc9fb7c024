"""What must be shown, and what is: evidence requirements, records and their artifacts."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct

from builder.model.imported import ImportedResults, RowWord
from builder.model.issues import Origin
from builder.model.period import Period

LATE = timedelta(days=14)
"""A record that was logged later than this after it was collected is told to have been."""


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


class Proves(StrEnum):
    """Which question the evidence for a requirement has to answer about an audit window."""

    MOMENT = "moment"
    """Was it shown on that day? Evidence counts from its collection until it runs out."""
    PERIOD = "period"
    """Was it done on that day? Only days that a record says it observed count."""


_OVER_A_PERIOD = frozenset({EvidenceKind.RECORD, EvidenceKind.SAMPLE})
"""Kinds that show work done over time, unless a requirement says otherwise."""


class Outcome(StrEnum):
    """What the person or program that collected the evidence concluded from it."""

    PASS = "pass"  # noqa: S105 - the outcome of a test
    FAIL = "fail"
    UNKNOWN = "unknown"


_OUTCOMES = {RowWord.PASS: Outcome.PASS, RowWord.FAIL: Outcome.FAIL}
"""Rows in error and rows not evaluated conclude nothing."""


def outcome_of(word: RowWord) -> Outcome:
    """What imported rows with this as their worst word come to."""
    return _OUTCOMES.get(word, Outcome.UNKNOWN)


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
    datasets: tuple[str, ...] = ()
    """Names of the datasets that show it, where a collector can bring them."""
    proves: Proves | None = None
    """Set where the kind does not tell; `question` is what holds."""
    origin: Origin | None = None

    @property
    def question(self) -> Proves:
        """What its evidence has to answer: as set, else by its kind."""
        if self.proves is not None:
            return self.proves
        return Proves.PERIOD if self.kind in _OVER_A_PERIOD else Proves.MOMENT

    def notice(self, usual: Period) -> Period:
        """How long before it runs out it is due: the usual notice, at most a quarter of its age."""
        quarter = Period(days=max(1, self.max_age.approximate_days // 4))
        return min(usual, quarter, key=lambda period: period.approximate_days)


class Artifact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that a record vouches for."""

    file: str
    """Name beside the record."""
    media_type: str
    bytes: int
    sha256: str
    """Lower-case hex."""
    dataset: str = ""
    """Name of the dataset that it holds, where a collector brought it."""


class ProducedBy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an artifact came about, so that it can be made again."""

    tool: str
    version: str = ""
    query: str = ""
    """The command, request or search that produced it."""


class FrozenPolicy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How old evidence for a requirement might become when its record was filed."""

    requirement: str
    max_age: Period


class Retirement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a record counts no more from a moment on; the record itself stays."""

    record: str
    """Its id."""
    retired_at: datetime
    retired_by: str
    """Id of a role."""
    reason: str
    origin: Origin | None = None


class Evidence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One record of evidence with its artifacts."""

    id: str
    title: str
    passage: str = ""
    """Page or section that shows it, where the artifact is a paper that is cited and not copied."""
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
    complete: bool
    """False when it is not known to be whole; such evidence never meets a requirement."""
    outcome: Outcome
    observed_from: date | None = None
    observed_to: date | None = None
    valid_until: date | None = None
    """An end of its own, earlier than the requirement's maximum age: a contract's, say."""
    population: str = ""
    population_size: int | None = None
    sample: str = ""
    """How it was drawn, in words."""
    sample_size: int | None = None
    """How many of the population were looked at."""
    remarks: str = ""
    systems: tuple[str, ...] = ()
    replaces: str = ""
    """Id of the record that it supersedes, which counts until this one was collected."""
    policies: tuple[FrozenPolicy, ...] = ()
    """Age limits as they were when it was filed; a later change of the rules leaves it alone."""
    redactions: tuple[str, ...] = ()
    """What was made unreadable in its artifacts before they were filed."""
    imported: ImportedResults | None = None
    """What the rows of another tool's results say, requirement by requirement."""
    sample_data: bool = False
    """Whether it is invented, as an example."""
    folder: str = ""
    """Folder of the record, relative to the workspace."""
    retirement: Retirement | None = None
    """Read from beside the record."""
    recorded_at: datetime | None = None
    """When the log first says that it was filed, UTC; None when the log does not know it."""
    replaced_at: datetime | None = None
    """When the first record that replaces it was collected; set once all records are known."""
    origin: Origin | None = None

    @property
    def shows(self) -> bool:
        """Whether it can show anything: it is whole, and something was concluded from it."""
        return self.complete and self.outcome is not Outcome.UNKNOWN

    def outcome_for(self, requirement: str) -> Outcome:
        """What was concluded for one requirement: of imported rows, those that speak of it."""
        result = self.imported.of(requirement) if self.imported is not None else None
        return outcome_of(result.word) if result is not None else self.outcome

    def shows_for(self, requirement: str) -> bool:
        """Whether it can show anything of one requirement (see ``shows``)."""
        return self.complete and self.outcome_for(requirement) is not Outcome.UNKNOWN

    @property
    def brings_datasets(self) -> bool:
        """Whether a collector brought it: it says that lists are whole, and checks judge them."""
        return any(artifact.dataset for artifact in self.artifacts)

    @property
    def days_late(self) -> int | None:
        """Days of UTC from its collection to its line in the log, where more than `LATE`."""
        if self.recorded_at is None:
            return None
        recorded, collected = (at.astimezone(UTC) for at in (self.recorded_at, self.collected_at))
        late = recorded.date() - collected.date()
        return late.days if late > LATE else None

    @property
    def withdrawn_at(self) -> datetime | None:
        """The moment from which it counts no more because it was replaced or retired."""
        retired_at = self.retirement.retired_at if self.retirement is not None else None
        ends = [end for end in (self.replaced_at, retired_at) if end is not None]
        return min(ends, default=None)

    @property
    def own_end(self) -> datetime | None:
        """The last moment of ``valid_until``, which still counts, UTC."""
        if self.valid_until is None:
            return None
        return datetime.combine(self.valid_until, time.max, tzinfo=UTC)

    def max_age(self, requirement: EvidenceRequirement) -> Period:
        """How old it may become for ``requirement``: as frozen with it, else as asked today."""
        frozen = (p.max_age for p in self.policies if p.requirement == requirement.id)
        return next(frozen, requirement.max_age)
