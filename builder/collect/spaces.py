"""Private spaces: what they are, and every way into and out of their networks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from builder.collect.collector import Answer, Scope, Sight
from builder.collect.gathering import (
    HIDDEN,
    Gathering,
    Held,
    OfAccount,
    OfEachSpace,
    OneOfEachSpace,
)
from builder.collect.kept_fields import (
    Shape,
    fixed,
    flag,
    host,
    items,
    name_or_text,
    number,
    scheme,
    text,
    texts,
    word,
)

VARIANT = "application/vnd.heroku+json; version=3.sdk"
"""Of the API: it shows more, and is promised less."""


class Spaces(OfAccount):
    """Every space, those outside the scope included: an app may have been moved into one."""

    name = "spaces"
    title = "Spaces"
    path = "/spaces"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "shield": flag("shield"),
        "state": word("state", of=("allocating", "allocated", "deleting")),
        "region": text("region", "name"),
        "team": text("team", "name"),
        "cidr": text("cidr"),
        "data_cidr": text("data_cidr"),
        "generation": name_or_text("generation"),
        "created_at": text("created_at"),
    }


class Regions(OfAccount):
    """Where spaces can be."""

    name = "regions"
    title = "Regions"
    path = "/regions"
    role = "anybody"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "country": text("country"),
        "private_capable": flag("private_capable"),
    }


class SpaceAddresses(OneOfEachSpace):
    """The addresses from which a space's apps reach the outside."""

    name = "space-addresses"
    title = "Outbound addresses of spaces"
    path = "/spaces/{}/nat"
    shape: ClassVar[Shape] = {
        "state": word("state", of=("disabled", "updating", "enabled")),
        "sources": texts("sources"),
    }


class SpaceInboundRules(OneOfEachSpace):
    """The address ranges from which a space's apps can be reached."""

    name = "space-inbound-rules"
    title = "Inbound rules of spaces"
    path = "/spaces/{}/inbound-ruleset"
    shape: ClassVar[Shape] = {
        "rules": items(
            {"action": word("action", of=("allow", "deny")), "source": text("source")}, "rules"
        ),
        "applied": flag("applied"),
        "created_at": text("created_at"),
    }


class SpaceVpnConnections(OfEachSpace):
    """VPN connections; the keys of their tunnels are never kept."""

    name = "space-vpn-connections"
    title = "VPN connections of spaces"
    path = "/spaces/{}/vpn-connections"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "status": word(
            "status", of=("pending", "provisioning", "active", "deprovisioning", "failed")
        ),
        "ike_version": number("ike_version"),
        "routable_cidrs": texts("routable_cidrs"),
        "tunnels": items(
            {
                "ip": text("ip"),
                "status": word("status", of=("UP", "DOWN")),
                "last_status_change": text("last_status_change"),
            },
            "tunnels",
        ),
    }


class SpacePeerings(OfEachSpace):
    """Networks that are peered with a space's own."""

    name = "space-peerings"
    title = "Peerings of spaces"
    path = "/spaces/{}/peerings"
    shape: ClassVar[Shape] = {
        "type": word("type", of=("heroku-managed", "customer-managed", "unknown")),
        "status": word(
            "status",
            of=(
                "initiating-request",
                "pending-acceptance",
                "provisioning",
                "active",
                "failed",
                "expired",
                "rejected",
                "deleted",
            ),
        ),
        "cidr_blocks": texts("cidr_blocks"),
        "aws_account_id": text("aws_account_id"),
    }


class SpaceMembers(OfEachSpace):
    """Who may do what in a space."""

    name = "space-members"
    title = "Members of spaces"
    path = "/spaces/{}/members"
    shape: ClassVar[Shape] = {
        "email": text("user", "email"),
        "permissions": texts("permissions", key="name"),
    }


class SpaceTopology(OneOfEachSpace):
    """Which apps with which processes and domains run in a space."""

    name = "space-topology"
    title = "Topology of spaces"
    path = "/spaces/{}/topology"

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """The spaces in scope; apps are known by their ids here."""
        apps = gathered.rests_on(held, "apps")
        gathered.names = {str(app["id"]): str(app["name"]) for app in apps}
        return super().subjects(scope, held, gathered)

    def found(self, gathered: Gathering, subject: str, value: Any, answer: Answer) -> None:
        """An item for each app of a space."""
        del answer
        apps = value.get("apps") if isinstance(value, Mapping) else None
        if value is not None and not isinstance(apps, list):
            gathered.keeping.wrong("apps")
        for app in apps if isinstance(apps, list) else ():
            item = gathered.add({**self.shape_of(subject), **_IN_TOPOLOGY}, app)
            item["app"] = gathered.names.get(str(item["app"]), item["app"])


_IN_TOPOLOGY: Shape = {
    "app": text("id"),
    "domains": texts("domains"),
    "processes": items({"process_type": text("process_type")}, "formation"),
}


class SpaceLogDrains(OneOfEachSpace):
    """Where the logs of a whole space go; one that has no drain says so."""

    name = "space-log-drains"
    title = "Log drains of spaces"
    path = "/spaces/{}/log-drain"
    role = "admin of the team (documented for setting a drain; for reading it is unconfirmed)"
    accept = VARIANT
    may_lack = True
    shape: ClassVar[Shape] = {
        "present": fixed(value=True),
        "scheme": scheme("url"),
        "host": host("url"),
        "updated_at": text("updated_at"),
    }

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """The spaces in scope; only of one that was seen a 404 says that it has no drain."""
        seen = gathered.rests_on(held, "spaces")
        gathered.names = {str(space["name"]): str(space["name"]) for space in seen}
        return super().subjects(scope, held, gathered)

    def found(self, gathered: Gathering, subject: str, value: Any, answer: Answer) -> None:
        """The drain, or that there is none."""
        if value is not None:
            gathered.add(self.shape_of(subject), value)
        elif answer.sight is Sight.ABSENT and subject in gathered.names:
            gathered.add({**self.shape_of(subject), "present": fixed(value=False)}, {})
        elif answer.sight is Sight.ABSENT:
            gathered.miss(subject, self.request(subject).path, HIDDEN)
