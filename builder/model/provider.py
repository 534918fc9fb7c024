"""The provider's side: what a hosting provider does, asks, does not do, and where it says so."""

from datetime import date

from msgspec import Struct

from builder.model.checks import Check, KnownDataset
from builder.model.citation import Citation
from builder.model.confidence import Confidence
from builder.model.issues import Origin
from builder.model.period import Period
from builder.model.status import Status


class Source(Struct, frozen=True, kw_only=True):
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


class Document(Struct, frozen=True, kw_only=True):
    """A paper that a customer has to request from the provider and keep."""

    id: str
    title: str
    summary: str
    how_to_get: str
    renew: Period
    source: str = ""
    citations: tuple[Citation, ...] = ()
    nda: bool = False
    """Whether it is under an NDA: who is not of the organization reads its title alone."""
    origin: Origin | None = None


class Service(Struct, frozen=True, kw_only=True):
    """Something a customer buys and an agreement can name."""

    id: str
    title: str
    carries_ephi: bool
    summary: str
    shown_by: tuple[str, ...] = ()
    """Ids of the checks that show the workload on it."""


class Claim(Struct, frozen=True, kw_only=True):
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


class Provision(Claim, frozen=True, kw_only=True):
    """Something the provider does."""


class Obligation(Claim, frozen=True, kw_only=True):
    """Something the provider asks of the customer."""


class Limit(Claim, frozen=True, kw_only=True):
    """Something the provider does not do, fixes for ever, or leaves unconfirmed."""


class Command(Struct, frozen=True, kw_only=True):
    """A command that a reader can copy."""

    title: str
    run: str


class Feature(Struct, frozen=True, kw_only=True):
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


class LifecycleFact(Struct, frozen=True, kw_only=True):
    """A fact about the provider's commercial state."""

    id: str
    text: str
    source: str
    reviewed_on: date
    confidence: Confidence
    since: date | None = None
    citations: tuple[Citation, ...] = ()
    origin: Origin | None = None


class Question(Struct, frozen=True, kw_only=True):
    """Something no source answers and the customer has to get in writing."""

    id: str
    text: str
    why: str
    ask: str
    source: str
    reviewed_on: date
    citations: tuple[Citation, ...] = ()
    origin: Origin | None = None


class Basis(Struct, frozen=True, kw_only=True):
    """A document or source that bears out how a row is split."""

    source: str
    """Id of a source or document."""
    clause: str
    dated: str = ""


class ProviderStatement(Struct, frozen=True, kw_only=True):
    """What the provider does on one row."""

    citation: Citation
    status: Status
    provides: str
    services: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    reviewed_on: date
    confidence: Confidence
    origin: Origin | None = None


class ProviderProfile(Struct, frozen=True, kw_only=True):
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


class Provider(Struct, frozen=True, kw_only=True):
    """A provider pack: the profile with its features, statements, sources and documents."""

    profile: ProviderProfile
    features: tuple[Feature, ...] = ()
    statements: tuple[ProviderStatement, ...] = ()
    sources: tuple[Source, ...] = ()
    documents: tuple[Document, ...] = ()
    datasets: tuple[KnownDataset, ...] = ()
    """What its collectors can bring."""
    checks: tuple[Check, ...] = ()

    def service(self, service_id: str) -> Service | None:
        """The service of that id."""
        return next((s for s in self.profile.services if s.id == service_id), None)
