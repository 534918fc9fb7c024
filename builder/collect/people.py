"""Teams and enterprise accounts: who belongs to them, with which role, factor and rights."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from builder.collect.collector import Answer, Fetch, Request, Scope, Sight
from builder.collect.gathering import (
    Gathering,
    Held,
    OfAccount,
    OfEach,
    OfEachApp,
    OneOfEach,
    quoted,
)
from builder.collect.kept_fields import Shape, flag, items, number, text, texts, word
from builder.collect.spaces import VARIANT
from builder.model.datasets import Dataset

_ROLES = ("admin", "collaborator", "member", "owner", "viewer")


def teams_in_scope(scope: Scope, held: Held, gathered: Gathering) -> list[str]:
    """The teams that own a space or an app in scope; all of them when none is known to."""
    spaces = [s for s in gathered.rests_on(held, "spaces") if s["name"] in scope.spaces]
    apps = [a for a in gathered.rests_on(held, "apps") if a["name"] in scope.apps]
    owners = {str(one["team"]) for one in (*spaces, *apps) if one["team"]}
    if owners:
        return sorted(owners)
    return sorted(str(team["name"]) for team in gathered.rests_on(held, "teams") if team["name"])


class Teams(OfAccount):
    """Every team of the caller."""

    name = "teams"
    title = "Teams"
    path = "/teams"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "type": word("type", of=("enterprise", "team")),
        "role": word("role", of=_ROLES),
        "identity_provider": text("identity_provider", "name"),
        "enterprise_account": text("enterprise_account", "name"),
    }


class OfEachTeam(OfEach):
    """A list for each team that owns something in scope."""

    @property
    def per(self) -> str:
        """A team."""
        return "team"

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """The teams in scope."""
        return teams_in_scope(scope, held, gathered)


class OneOfEachTeam(OfEachTeam, OneOfEach):
    """One object for each team that owns something in scope."""


class TeamMembers(OfEachTeam):
    """Members with role, federation and second factor."""

    name = "team-members"
    title = "Members of teams"
    path = "/teams/{}/members"
    shape: ClassVar[Shape] = {
        "email": text("email"),
        "role": word("role", of=_ROLES),
        "federated": flag("federated"),
        "two_factor_authentication": flag("two_factor_authentication"),
        "identity_provider": text("identity_provider", "name"),
    }


class TeamPermissions(OfEachTeam):
    """Who may do what on each app and space of a team."""

    name = "team-permissions"
    title = "Permissions of teams"
    path = "/teams/{}/permissions"
    shape: ClassVar[Shape] = {
        "type": word("type", of=("app", "space")),
        "name": text("name"),
        "users": items({"email": text("email"), "permissions": texts("permissions")}, "users"),
    }


class TeamPreferences(OneOfEachTeam):
    """What every new member may do, and whether add-ons are restricted."""

    name = "team-preferences"
    title = "Preferences of teams"
    path = "/teams/{}/preferences"
    shape: ClassVar[Shape] = {
        "default_permission": word(
            "default-permission", of=("admin", "member", "viewer", "collaborator")
        ),
        "addons_controls": flag("addons-controls"),
    }


class TeamAllowedAddOns(OfEachTeam):
    """The add-on services that a team allows."""

    name = "team-allowed-add-ons"
    title = "Add-on services that teams allow"
    path = "/teams/{}/allowed-addon-services"
    shape: ClassVar[Shape] = {"service": text("addon_service", "name")}


class TeamInvitations(OfEachTeam):
    """Invitations that are still open; their tokens are never kept."""

    name = "team-invitations"
    title = "Open invitations of teams"
    path = "/teams/{}/invitations"
    shape: ClassVar[Shape] = {"role": word("role", of=_ROLES), "created_at": text("created_at")}


class IdentityProviders(OfEachTeam):
    """Single sign-on of each team, and when its certificates end."""

    name = "identity-providers"
    title = "Identity providers"
    path = "/teams/{}/identity-providers"
    role = "team admin or member (a viewer does not see it)"
    _detail = "/identity-providers/{}"
    shape: ClassVar[Shape] = {
        "id": text("id"),
        "entity_id": text("entity_id"),
    }

    @property
    def paths(self) -> tuple[str, ...]:
        """The list, and each provider by itself."""
        return (self.path, self._detail)

    def collect(self, fetch: Fetch, scope: Scope, held: Held) -> Dataset:
        """Each provider with what only a variant of the API tells of it."""
        gathered = self.gathering()
        for team in teams_in_scope(scope, held, gathered):
            request = self.request(team)
            listing = fetch.all(request)
            first = len(gathered.items)
            gathered.take(self.shape_of(team), listing, request, team)
            listed = gathered.items[first:]
            del gathered.items[first:]
            for item in listed:
                kept = {key: value for key, value in item.items() if key != "id"}
                gathered.items.append(kept | self._told(fetch, gathered, item["id"]))
        return gathered.dataset()

    def _told(self, fetch: Fetch, gathered: Gathering, name: object) -> dict[str, object]:
        request = Request(path=self._detail.format(quoted(name)), accept=VARIANT)
        answer: Answer = fetch.one(request)
        value = gathered.saw(answer, request, str(name))
        return gathered.keeping.keep(_DETAIL, value if answer.sight is Sight.SEEN else {})


_DETAIL: Shape = {
    "name": text("name"),
    "enabled": flag("enabled"),
    "certificates": items({"expires_at": text("expires_at")}, "certificates"),
}


class AppCollaborators(OfEachApp):
    """Who may do what on an app."""

    name = "app-collaborators"
    title = "Collaborators of apps"
    path = "/apps/{}/collaborators"
    shape: ClassVar[Shape] = {
        "email": text("user", "email"),
        "role": word("role", of=_ROLES),
        "federated": flag("user", "federated"),
        "permissions": texts("permissions", key="name"),
    }


class EnterpriseAccounts(OfAccount):
    """The enterprise accounts of the caller, with what the caller may do in them."""

    name = "enterprise-accounts"
    title = "Enterprise accounts"
    path = "/enterprise-accounts"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "permissions": texts("permissions"),
        "created_at": text("created_at"),
    }


class OfEachEnterpriseAccount(OfEach):
    """A list for each enterprise account."""

    @property
    def per(self) -> str:
        """An enterprise account."""
        return "account"

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """Every enterprise account of the caller."""
        del scope
        return [str(one["name"]) for one in gathered.rests_on(held, "enterprise-accounts")]


class EnterpriseMembers(OfEachEnterpriseAccount):
    """Members of an enterprise account with second factor and rights."""

    name = "enterprise-members"
    title = "Members of enterprise accounts"
    path = "/enterprise-accounts/{}/members"
    role = "enterprise permission view (that it is enough is unconfirmed)"
    shape: ClassVar[Shape] = {
        "email": text("user", "email"),
        "permissions": texts("permissions", key="name"),
        "two_factor_authentication": flag("two_factor_authentication"),
        "identity_provider": text("identity_provider", "name"),
    }


class AuditArchives(OfEachEnterpriseAccount):
    """Monthly archives of the audit trail by checksum; their signed addresses are never kept."""

    name = "audit-archives"
    title = "Archives of the audit trail"
    path = "/enterprise-accounts/{}/archives"
    role = "enterprise permission manage"
    shape: ClassVar[Shape] = {
        "year": number("year"),
        "month": text("month"),
        "checksum": text("checksum"),
        "size": number("size"),
        "created_at": text("created_at"),
    }
