"""The provider's side: what a hosting provider does, asks, does not do, and where it says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from builder.model.citation import Citation
from builder.model.issues import Origin
from builder.model.period import Period
from builder.model.status import Status


class Confidence(StrEnum):
    """How well a source bears a claim out."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    """Unconfirmed: shown as such, and never a provision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A published text that claims are taken from."""

    id: str
    title: str
    publisher: str
    url: str
    kind: str
    dated: str = ""
    """Its date as far as it is known: a day, a month or a year; empty when it gives none."""
    origin: Origin | None = None

    @property
    def third_party(self) -> bool:
        """Whether somebody other than the provider wrote it."""
        return self.kind in ("third-party", "community")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper that a customer has to request from the provider and keep."""

    id: str
    title: str
    summary: str
    how_to_get: str
    renew: Period
    source: str = ""
    citations: tuple[Citation, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Something a customer buys and an agreement can name."""

    id: str
    title: str
    carries_ephi: bool
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sourced sentence about the provider."""

    id: str
    text: str
    source: str
    reviewed_on: date
    confidence: Confidence
    citations: tuple[Citation, ...] = ()
    verify: str = ""
    """How a reader can see it for themselves."""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision(Claim):
    """Something the provider does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation(Claim):
    """Something the provider asks of the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Claim):
    """Something the provider does not do, fixes for ever, or leaves unconfirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command that a reader can copy."""

    title: str
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature of the provider with all that is known of it."""

    id: str
    title: str
    area: str
    services: tuple[str, ...]
    summary: str
    terms: tuple[str, ...] = ()
    """Words a person types to find it: settings, commands, error codes."""
    commands: tuple[Command, ...] = ()
    provisions: tuple[Provision, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    limits: tuple[Limit, ...] = ()
    origin: Origin | None = None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Provisions, obligations and limits, in that order."""
        return (*self.provisions, *self.obligations, *self.limits)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation that one of its claims serves, in the order of the rule."""
        return tuple(sorted({c for claim in self.claims for c in claim.citations}))


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleFact:
    """A fact about the provider's commercial state."""

    id: str
    text: str
    source: str
    reviewed_on: date
    confidence: Confidence
    since: date | None = None
    citations: tuple[Citation, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something no source answers and the customer has to get in writing."""

    id: str
    text: str
    why: str
    ask: str
    source: str
    reviewed_on: date
    citations: tuple[Citation, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A document or source that bears out how a row is split."""

    source: str
    """Id of a source or document."""
    clause: str
    dated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderStatement:
    """What the provider does on one row."""

    citation: Citation
    status: Status
    provides: str
    services: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    reviewed_on: date
    confidence: Confidence
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderProfile:
    """Who the provider is and what it sells."""

    id: str
    name: str
    short_name: str
    """How the party is called in documents."""
    vendor: str
    summary: str
    reviewed_on: date
    services: tuple[Service, ...]
    lifecycle: tuple[LifecycleFact, ...] = ()
    questions: tuple[Question, ...] = ()
    assessments: tuple[str, ...] = ()
    """Assessments whose controls a customer can inherit by name; empty means none is claimed."""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider pack: the profile with its features, statements, sources and documents."""

    profile: ProviderProfile
    features: tuple[Feature, ...] = ()
    statements: tuple[ProviderStatement, ...] = ()
    sources: tuple[Source, ...] = ()
    documents: tuple[Document, ...] = ()

    def service(self, service_id: str) -> Service | None:
        """The service of that id."""
        return next((s for s in self.profile.services if s.id == service_id), None)
