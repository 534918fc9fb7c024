"""The customer's surroundings: who it is, who answers, what runs where, under which agreement."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from builder.model.issues import Origin
from builder.model.period import Period
from builder.model.window import Window

_MONTH = Period(days=30)


class EntityRole(StrEnum):
    """What the organization is under the rules (45 CFR 160.103)."""

    COVERED_ENTITY = "covered-entity"
    BUSINESS_ASSOCIATE = "business-associate"


class Role(Struct, frozen=True, kw_only=True):
    """A role that answers for or does work; never a person's name."""

    id: str
    title: str
    summary: str
    origin: Origin | None = None


class App(Struct, frozen=True, kw_only=True):
    """One deployed application."""

    name: str
    space: str
    carries_ephi: bool
    purpose: str


class Space(Struct, frozen=True, kw_only=True):
    """One isolated network in which apps run."""

    name: str
    kind: str
    region: str
    carries_ephi: bool
    purpose: str


class System(Struct, frozen=True, kw_only=True):
    """A system of the organization with its apps."""

    id: str
    title: str
    summary: str
    carries_ephi: bool
    owner: str
    """Id of the role that owns it."""
    services: tuple[str, ...] = ()
    """Provider services it runs on."""
    apps: tuple[App, ...] = ()
    data: tuple[str, ...] = ()
    """The data stores it uses, as a reader would name them."""
    origin: Origin | None = None


class AgreementKind(StrEnum):
    """What sort of contract it is."""

    BAA = "baa"
    """A business associate agreement (45 CFR 164.308(b)(3))."""
    SUBSCRIPTION = "subscription"
    OTHER = "other"


class Agreement(Struct, frozen=True, kw_only=True):
    """A contract that bears on the matrix: the BAA first of all."""

    id: str
    title: str
    kind: AgreementKind
    counterparty: str
    signed: date
    renewal: date
    """The last day it holds unless renewed."""
    provider: bool = False
    """Whether the counterparty is the hosting provider."""
    services: tuple[str, ...] = ()
    """Provider services that it names."""
    summary: str = ""
    origin: Origin | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.signed <= day <= self.renewal


class Organization(Struct, frozen=True, kw_only=True):
    """The regulated entity whose matrix this is."""

    id: str
    name: str
    entity_role: EntityRole
    summary: str
    roles: tuple[Role, ...]
    systems: tuple[System, ...] = ()
    spaces: tuple[Space, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    sample_data: bool = False
    """Whether the organization and its evidence are an invented example."""
    notice: Period = _MONTH
    """How long before it runs out evidence is called due."""
    remediation: Period = _MONTH
    """How soon a failing or missing piece of evidence has to be mended."""
    audit_window: Window | None = None
    """The days that the coming audit looks at."""
    retention: Period | None = None
    """How long evidence is kept, where that is longer than a rule asks for."""
    timestamp_authority: str = ""
    """Address of whom `seal --timestamp` asks for time stamps (RFC 3161)."""
    origin: Origin | None = None

    def role(self, role_id: str) -> Role | None:
        """The role of that id."""
        return next((role for role in self.roles if role.id == role_id), None)

    def covered_services(self, day: date) -> frozenset[str]:
        """Provider services that an agreement in force on ``day`` names for ePHI."""
        return frozenset(
            service
            for agreement in self.agreements
            if agreement.provider
            and agreement.kind is AgreementKind.BAA
            and agreement.holds_on(day)
            for service in agreement.services
        )

    @property
    def used_services(self) -> frozenset[str]:
        """Provider services that one of the systems runs on."""
        return frozenset(service for system in self.systems for service in system.services)
