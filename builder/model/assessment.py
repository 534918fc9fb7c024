"""What holds on a date: observations of evidence, and one finding for each row."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from msgspec import Struct

from builder.model.audience import Edition
from builder.model.checks import CheckResult, CheckWord, Severity
from builder.model.citation import Citation
from builder.model.collected import ShownDays
from builder.model.evidence import Evidence, EvidenceRequirement, Outcome
from builder.model.log_state import LogState
from builder.model.period import Period
from builder.model.responsibility import Gap, Matrix, MatrixRow
from builder.model.status import Status


class Freshness(StrEnum):
    """How a requirement stands on a date, best first."""

    FRESH = "fresh"
    DUE = "due"
    """Fresh, and inside the notice period before it runs out."""
    STALE = "stale"
    UNKNOWN = "unknown"
    """Only evidence that is not whole or concludes nothing: never met."""
    MISSING = "missing"
    NOT_REQUIRED = "not-required"
    """Of a row: nothing has to be shown, and the row says why."""

    @property
    def holds(self) -> bool:
        """Whether it counts as shown."""
        return self in (Freshness.FRESH, Freshness.DUE, Freshness.NOT_REQUIRED)


_WORST_FIRST = (
    Freshness.MISSING,
    Freshness.UNKNOWN,
    Freshness.STALE,
    Freshness.DUE,
    Freshness.FRESH,
)


def worst(states: tuple[Freshness, ...]) -> Freshness:
    """The state of a row with these requirements: that of the worst one."""
    return next((state for state in _WORST_FIRST if state in states), Freshness.NOT_REQUIRED)


def expires_at(requirement: EvidenceRequirement, evidence: Evidence) -> datetime:
    """When ``evidence`` stops showing ``requirement``, UTC.

    At its age limit, at its own end, or when it was replaced or retired, whichever comes first.
    """
    by_age = evidence.max_age(requirement).after(evidence.collected_at.astimezone(UTC))
    ends = (by_age, evidence.own_end, evidence.withdrawn_at)
    return min(end for end in ends if end is not None).astimezone(UTC)


class Observation(Struct, frozen=True, kw_only=True):
    """One evidence requirement, looked at on one date."""

    requirement: EvidenceRequirement
    citation: Citation
    """The row that asks for it."""
    evidence: tuple[Evidence, ...]
    """Records for it that were collected by then, newest first; of very many those that matter."""
    unlisted: int = 0
    """How many more there are: no state rests on them."""
    failing_too: tuple[Evidence, ...] = ()
    """Those of them that show it is not met."""
    shown: ShownDays | None = None
    """The days that records which are not among ``evidence`` cover."""

    @property
    def newest(self) -> Evidence | None:
        """The latest record, by collection time and then id."""
        return self.evidence[0] if self.evidence else None

    @property
    def expires_at(self) -> datetime | None:
        """The last moment at which it is still shown, UTC; None when nothing whole shows it."""
        wanted = self.requirement
        ends = [expires_at(wanted, item) for item in self.evidence if item.shows_for(wanted.id)]
        return max(ends, default=None)

    def freshness(self, as_of: datetime, usual_notice: Period) -> Freshness:
        """Compare the evidence with the requirement's age limit."""
        if not self.evidence:
            return Freshness.MISSING  # not "infinitely stale": the remedy differs
        end = self.expires_at
        if end is None:
            return Freshness.UNKNOWN
        if as_of >= end:
            return Freshness.STALE
        # In days, not calendar months: those are not monotone (a month after 29 January can be
        # later in the day than a month after 30 January), and time must never improve a state.
        notice = timedelta(days=self.requirement.notice(usual_notice).approximate_days)
        return Freshness.DUE if as_of >= end - notice else Freshness.FRESH

    @property
    def failed(self) -> Evidence | None:
        """The latest record that concludes anything, if it shows that the requirement is not met.

        A newer record that is not whole or concludes nothing does not take a failure back, even
        one that replaces it. To retire the record does: somebody then says why it counts no more.
        """
        wanted = self.requirement.id
        concluding = (item for item in self.evidence if item.shows_for(wanted))
        telling = next((item for item in concluding if not item.retirement), None)
        fails = telling is not None and telling.outcome_for(wanted) is Outcome.FAIL
        return telling if fails else None

    @property
    def failing(self) -> bool:
        """Whether it is shown that the requirement is not met."""
        return self.failed is not None


class FindingState(StrEnum):
    """The judgement on one row (OSCAL)."""

    SATISFIED = "satisfied"
    NOT_SATISFIED = "not-satisfied"
    NOT_APPLICABLE = "not-applicable"


class ReasonKind(StrEnum):
    """Why a row is not satisfied."""

    STATUS = "status"
    EVIDENCE_MISSING = "evidence-missing"
    EVIDENCE_STALE = "evidence-stale"
    EVIDENCE_UNKNOWN = "evidence-unknown"
    EVIDENCE_FAILING = "evidence-failing"
    DECISION_OVERDUE = "decision-overdue"
    ACCEPTANCE_ENDED = "acceptance-ended"
    """Of a gap: it was accepted until a day that has passed."""
    AGREEMENT = "agreement"
    NOT_DETERMINED = "not-determined"
    NOT_STATED = "not-stated"
    CHECK_FAILING = "check-failing"
    CHECK_UNKNOWN = "check-unknown"
    """A check over what was collected cannot tell."""
    WORKLOAD = "workload"
    """Nothing collected shows the workload on a service that the provider's part rests on."""
    PART = "part"
    """Of a standard: one of its specifications is not satisfied."""


class Reason(Struct, frozen=True, kw_only=True):
    """One reason, in words, with what it rests on."""

    kind: ReasonKind
    text: str
    requirement: str = ""
    evidence: str = ""
    check: str = ""
    severity: Severity | None = None
    """Of a check."""
    since: date | None = None


class Finding(Struct, frozen=True, kw_only=True):
    """The judgement on one row, with every reason."""

    state: FindingState
    reasons: tuple[Reason, ...] = ()


class AssessedObservation(Struct, frozen=True, kw_only=True):
    """An observation with its state on the date of the assessment."""

    observation: Observation
    state: Freshness
    responsible: str = ""
    """Id of the role whose action it shows, and who therefore brings it."""
    checks: tuple[CheckResult, ...] = ()
    """Of the datasets that show it."""

    @property
    def fails(self) -> bool:
        """Whether it is shown that the requirement is not met, however fresh that is."""
        failing = any(result.word is CheckWord.FAIL for result in self.checks)
        return failing or self.observation.failing


class AssessedRow(Struct, frozen=True, kw_only=True):
    """A row of the matrix as it stands on the date."""

    row: MatrixRow
    status: Status
    """Both parties' statuses and, for a standard, its specifications' rolled up."""
    observations: tuple[AssessedObservation, ...]
    evidence_state: Freshness
    newest_on: date | None
    due_on: date | None
    """The next day on which a piece of its evidence runs out."""
    finding: Finding

    @property
    def fails(self) -> bool:
        """Whether a piece of its evidence shows that it is not met."""
        return any(observed.fails for observed in self.observations)

    @property
    def citation(self) -> Citation:
        """The key of the row."""
        return self.row.citation


class ListedGap(Struct, frozen=True, kw_only=True):
    """A gap as it is listed: from the register, or opened by the assessment itself."""

    gap: Gap
    registered: bool
    """Whether a person wrote it down; otherwise a finding stands without a treatment."""
    dated: bool = True
    """Whether its day rests on an event; otherwise it is counted from the day of the assessment,
    and moves on with it until somebody registers a treatment."""
    evidence: tuple[str, ...] = ()


class BuildIdentity(Struct, frozen=True, kw_only=True):
    """What a build was made from; the same on every page, in the workbook and in the report."""

    build_id: str
    catalog_sha256: str
    evidence_sha256: str
    prose_sha256: str
    tool_version: str
    release: bool = False
    """Whether drafts were refused."""
    log: LogState = LogState()
    """Of the evidence, as of the build's day."""


class Assessment(Struct, frozen=True, kw_only=True, dict=True):
    """The matrix as it stands on a date: the one value that every output is rendered from."""

    as_of: datetime
    """UTC."""
    identity: BuildIdentity
    matrix: Matrix
    rows: tuple[AssessedRow, ...]
    gaps: tuple[ListedGap, ...]
    evidence: tuple[Evidence, ...]
    """Records collected by the date, in the order of their ids; of very many those that matter."""
    unlisted: int = 0
    """How many more there are."""
    checks: tuple[CheckResult, ...] = ()
    """What every check of the provider's pack came to."""
    edition: Edition = Edition()
    """For whom it is; what is not for them is not in it."""

    def row(self, citation: Citation) -> AssessedRow | None:
        """The row of that citation."""
        return self._by_citation.get(citation)

    @cached_property
    def _by_citation(self) -> dict[Citation, AssessedRow]:
        return {row.citation: row for row in self.rows}
