"""Heroku Postgres: what the data service says of each database; never a password or an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from builder.collect.add_ons import POSTGRES, add_ons_of
from builder.collect.collector import Answer, Fetch, Request, Scope, Service, Sight
from builder.collect.gathering import Gathering, Held, OfEach, OfEachApp, OneOfEach, quoted
from builder.collect.kept_fields import Keeping, Shape, items, number, scalar, text, texts
from builder.model.datasets import Dataset

_ADDRESSES = frozenset({"following", "followers", "forks", "forked from"})
"""Lines of a database's description whose values may be connection addresses."""
_UNCONFIRMED = "whether the scope read is enough for the data service is unconfirmed"


def info(value: Mapping[str, Any], keeping: Keeping, key: str) -> dict[str, list[Any]] | None:
    """The lines of a description, each with its values as they come; addresses are left out."""
    lines = value.get("info")
    if not isinstance(lines, list):
        keeping.wrong(key)
        return None
    found: dict[str, list[Any]] = {}
    for line in lines:
        name = line.get("name") if isinstance(line, Mapping) else None
        values = line.get("values") if isinstance(line, Mapping) else None
        if not isinstance(name, str) or not isinstance(values, list):
            keeping.wrong(key)
            continue
        kept = [_told(one, keeping) for one in values if isinstance(one, str | int)]
        if name.lower() in _ADDRESSES:
            kept = [one for one in kept if not (isinstance(one, str) and "://" in one)]
        found[keeping.clean(name)] = kept
    return found


def _told(value: str | int, keeping: Keeping) -> str | int:
    return keeping.clean(value) if isinstance(value, str) else value


class OfEachDatabase(OfEach):
    """A list for each Postgres add-on in scope."""

    service = Service.DATA
    role = "access to the app that owns the database"
    note = _UNCONFIRMED
    services: tuple[str, ...] = (POSTGRES,)

    @property
    def per(self) -> str:
        """An add-on."""
        return "addon"

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """The add-ons of the service."""
        del scope
        return add_ons_of(gathered, held, *self.services)


class OneOfEachDatabase(OfEachDatabase, OneOfEach):
    """One object for each Postgres add-on in scope."""


class PostgresDatabases(OneOfEachDatabase):
    """What the service says of each database, in its own words."""

    name = "postgres-databases"
    title = "Postgres databases"
    path = "/client/v11/databases/{}"
    shape: ClassVar[Shape] = {"plan": text("plan"), "info": info}


class PostgresBackups(OfEachApp):
    """Backups and other transfers of each app."""

    name = "postgres-backups"
    title = "Postgres backups"
    path = "/client/v11/apps/{}/transfers"
    service = Service.DATA
    role = "access to the app"
    note = _UNCONFIRMED
    shape: ClassVar[Shape] = {
        "number": scalar("num"),
        "from_type": text("from_type"),
        "to_type": text("to_type"),
        "succeeded": scalar("succeeded"),
        "created_at": text("created_at"),
        "finished_at": text("finished_at"),
        "source_bytes": number("source_bytes"),
    }


class PostgresBackupSchedules(OfEachDatabase):
    """When a database is backed up by schedule, and how long that is kept."""

    name = "postgres-backup-schedules"
    title = "Postgres backup schedules"
    path = "/client/v11/databases/{}/transfer-schedules"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "days": texts("days"),
        "hour": scalar("hour"),
        "timezone": text("timezone"),
        "retain_weeks": number("retain_weeks"),
        "retain_months": number("retain_months"),
    }


class PostgresFollowers(OfEachDatabase):
    """Standby copies of a database."""

    name = "postgres-followers"
    title = "Postgres followers"
    path = "/client/v11/databases/{}/followers"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "plan": text("plan"),
        "created_at": text("created_at"),
    }


class PostgresCredentials(OfEachDatabase):
    """The names of a database's credentials and their states."""

    name = "postgres-credentials"
    title = "Postgres credentials"
    path = "/postgres/v0/databases/{}/credentials"
    shape: ClassVar[Shape] = {"name": text("name"), "state": text("state")}


class PostgresSettings(OneOfEachDatabase):
    """Settings of a database, such as what it logs."""

    name = "postgres-settings"
    title = "Postgres settings"
    path = "/postgres/v0/databases/{}/config"

    def found(self, gathered: Gathering, subject: str, value: Any, answer: Answer) -> None:
        """An item for each setting."""
        del answer
        if value is None:
            return
        if not isinstance(value, Mapping):
            gathered.keeping.wrong("the answer itself")
            return
        shape: Shape = {**self.shape_of(subject), "name": text("name"), "value": scalar("value")}
        for name, setting in value.items():
            told = setting.get("value") if isinstance(setting, Mapping) else None
            gathered.add(shape, {"name": name, "value": told})


class PostgresNetwork(OneOfEachDatabase):
    """Who may reach a database from outside its space: mutual TLS, ranges, client certificates."""

    name = "postgres-network"
    title = "Outside access to Postgres"
    path = "/postgres/v0/databases/{}/tls-endpoint"
    _rules = "/postgres/v0/databases/{}/tls-endpoint/ip-rules"
    _certificates = "/postgres/v0/databases/{}/tls-endpoint/certificates"
    may_lack = True
    shape: ClassVar[Shape] = {
        "mutual_tls_status": text("status"),
        "ip_rules": items({"cidr": text("cidr"), "status": text("status")}, "ip_rules"),
        "certificates": items(
            {"name": text("name"), "status": text("status"), "expires_at": text("expires_at")},
            "certificates",
        ),
    }

    @property
    def paths(self) -> tuple[str, ...]:
        """The endpoint, its ranges and its certificates."""
        return (self.path, self._rules, self._certificates)

    def collect(self, fetch: Fetch, scope: Scope, held: Held) -> Dataset:
        """An item for each database; without an endpoint its status is null."""
        gathered = self.gathering()
        for name in dict.fromkeys(self.subjects(scope, held, gathered)):
            told: dict[str, Any] = {}
            answer = fetch.one(self.request(name))
            value = gathered.saw(answer, self.request(name), name, absent=True)
            if isinstance(value, Mapping):
                told = {"status": value.get("status")}
                for key, path in (("ip_rules", self._rules), ("certificates", self._certificates)):
                    request = Request(path=path.format(quoted(name)), service=Service.DATA)
                    listing = fetch.all(request)
                    told[key] = list(listing.items)
                    if not listing.complete and listing.sight is not Sight.ABSENT:
                        gathered.miss(name, request.path, listing.reason or "it was cut short")
            if value is not None or answer.sight is Sight.ABSENT:
                gathered.add(self.shape_of(name), told)
        return gathered.dataset()
