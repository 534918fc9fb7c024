"""Checks of datasets: what must hold of each thing in an estate, and what they found."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase

from msgspec import Struct

from builder.model.citation import Citation
from builder.model.confidence import Confidence
from builder.model.issues import Origin


class Severity(StrEnum):
    """How bad it is when a check fails, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class CheckWord(StrEnum):
    """What a check comes to, worst first."""

    FAIL = "fail"
    ERROR = "error"
    """Its expression could not be evaluated."""
    UNKNOWN = "unknown"
    """Something that it needs was not seen."""
    NOT_COLLECTED = "not-collected"
    """No dataset of its name is there."""
    WAIVED = "waived"
    """All that fails stands by a waiver; that is no pass."""
    PASS = "pass"  # noqa: S105 - a result
    NOT_OBSERVABLE = "not-observable"
    """No interface shows it: people have to say."""


class WhenNone(StrEnum):
    """What it means for a check that there is nothing to look at."""

    PASS = "pass"  # noqa: S105 - a result
    UNKNOWN = "unknown"


class KnownDataset(Struct, frozen=True, kw_only=True):
    """A dataset that collectors of this provider bring."""

    id: str
    title: str
    shows: str
    origin: Origin | None = None


class Check(Struct, frozen=True, kw_only=True):
    """One rule over the items of a dataset."""

    id: str
    title: str
    """What must hold, as a sentence without its full stop."""
    citations: tuple[Citation, ...]
    """The rows that a failure speaks of."""
    severity: Severity
    rationale: str
    remediation: str
    """The exact command or setting, or that only a new space will do."""
    dataset: str = ""
    """Whose items are judged; empty where no interface shows it."""
    rests_on: tuple[str, ...] = ()
    """Other datasets that its expressions look into."""
    judges: str = ""
    """An expression: whether an item is judged at all; empty: every one is."""
    passes: str = ""
    """An expression: true, false, or null where it cannot be told."""
    place: str = ""
    """An expression: what of the estate an item is, in a few words."""
    value: str = ""
    """An expression: what was seen there."""
    may_lack: tuple[str, ...] = ()
    """Keys of an item that may be null without leaving it open; of others null is unknown."""
    when_none: WhenNone = WhenNone.UNKNOWN
    confidence: Confidence = Confidence.HIGH
    """Of the facts that it rests on."""
    source: str = ""
    """Id of the published text that says so."""
    attested_by: str = ""
    """Where no interface shows it: what people state instead."""
    origin: Origin | None = None

    @property
    def observable(self) -> bool:
        """Whether an interface shows it."""
        return bool(self.dataset)


class CheckWaiver(Struct, frozen=True, kw_only=True):
    """That a role lets a failing check stand at some places, until a day."""

    id: str
    check: str
    places: str
    """A pattern with ``*``."""
    reason: str
    approved_by: str
    """Id of a role."""
    granted_on: date
    expires: date
    """The last day on which it counts."""
    origin: Origin | None = None

    def covers(self, check: str, place: str, day: date) -> bool:
        """Whether it lets a place of a check stand on a day."""
        counts = self.granted_on <= day <= self.expires
        return counts and check == self.check and fnmatchcase(place, self.places)


class Approvals(Struct, frozen=True, kw_only=True):
    """What the organization has approved, so that checks can tell it from what crept in."""

    log_hosts: tuple[str, ...] = ()
    """Hosts that may receive logs."""
    add_on_services: tuple[str, ...] = ()
    """Add-on services that an agreement covers, or that never see ePHI."""
    open_spaces: tuple[str, ...] = ()
    """Spaces that are open to the internet on purpose."""
    webhook_hosts: tuple[str, ...] = ()
    service_accounts: tuple[str, ...] = ()
    """Addresses of accounts that no person signs in with."""
    admins: tuple[str, ...] = ()
    """Addresses of those who may hold the admin role."""
    outside_accounts: tuple[str, ...] = ()
    """Cloud accounts that may reach a space or a database."""
    origin: Origin | None = None


class CheckedPlace(Struct, frozen=True, kw_only=True):
    """One item that does not pass, in words."""

    place: str
    value: str
    waiver: str = ""
    """Id of the waiver that lets it stand."""


class CheckResult(Struct, frozen=True, kw_only=True):
    """What a check came to on a day."""

    check: Check
    word: CheckWord
    judged: int = 0
    """Items that it looked at."""
    failing: tuple[CheckedPlace, ...] = ()
    waived: tuple[CheckedPlace, ...] = ()
    unknown: tuple[CheckedPlace, ...] = ()
    reasons: tuple[str, ...] = ()
    """Why it is unknown or in error, beyond single items."""
    evidence: tuple[str, ...] = ()
    """Ids of the records whose datasets it looked at."""

    @property
    def words(self) -> str:
        """The counts as a reader says them: ``2 of 5 fail``."""
        if self.word in (CheckWord.NOT_COLLECTED, CheckWord.NOT_OBSERVABLE):
            return self.word.value.replace("-", " ")
        counts = (
            (len(self.failing), "fail"),
            (len(self.unknown), "unknown"),
            (len(self.waived), "waived"),
        )
        told = ", ".join(f"{count} {word}" for count, word in counts if count)
        return f"{told} of {self.judged}" if told else f"{self.judged} looked at"
