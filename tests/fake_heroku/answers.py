"""What each path of the two APIs answers for an estate; what is not there is a 404."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from tests.fake_heroku.estate import LONG_AGO, Estate, Thing, identity
from tests.fake_heroku.shapes import template

ABSENT = object()
"""Nothing is there."""

_STACKS = {"heroku-20": "deprecated", "heroku-22": "public", "heroku-24": "public"}


def answer(estate: Estate, path: str) -> Any:
    """The value of a GET of ``path``, or `ABSENT`."""
    of = _ANSWERS.get(template(path))
    if of is None:
        return ABSENT
    pattern = template(path).split("/")
    parts = path.split("/")
    names = [unquote(p) for p, t in zip(parts, pattern, strict=True) if t == "{}"]
    try:
        return of(estate, *names)
    except KeyError:
        return ABSENT


def _by_name(things: dict[str, Thing], name: str) -> Thing:
    """A thing by its name or its id."""
    found = things.get(name)
    if found is not None:
        return found
    return next((one for one in things.values() if one["id"] == name), None) or things[name]


def _app(estate: Estate, name: str) -> str:
    return str(_by_name(estate.apps, name)["name"])


def _space(estate: Estate, name: str) -> str:
    return str(_by_name(estate.spaces, name)["name"])


def _add_on(estate: Estate, name: str) -> str:
    return str(_by_name(estate.add_ons, name)["name"])


def _plan(_estate: Estate, name: str) -> Thing:
    service = name.partition(":")[0]
    covered = ":shield" in name or ":private" in name
    return {
        "id": identity("plan", name),
        "name": name,
        "addon_service": {"id": identity("add-on-service", service), "name": service},
        "compliance": ["HIPAA"] if ":shield" in name else [],
        "created_at": LONG_AGO,
        "default": False,
        "description": name,
        "human_name": name,
        "installable_inside_private_network": covered,
        "installable_outside_private_network": not covered,
        "price": {"cents": 0, "contract": True, "unit": "month"},
        "space_default": False,
        "state": "ga",
        "updated_at": LONG_AGO,
        "visible": True,
    }


def _drain(estate: Estate, name: str) -> Thing:
    space = _space(estate, name)
    return {
        "addon": None,
        "app": None,
        "created_at": LONG_AGO,
        "id": identity("space-drain", space),
        "token": "a token of the drain",
        "updated_at": LONG_AGO,
        "url": estate.drains[space],
    }


def _topology(estate: Estate, name: str) -> Thing:
    space = _space(estate, name)
    inside = [a for a in estate.apps.values() if a["space"] and a["space"]["name"] == space]
    return {
        "version": 1,
        "apps": [
            {
                "id": app["id"],
                "domains": [one["hostname"] for one in estate.domains[app["name"]]],
                "formation": [
                    {
                        "id": one["id"],
                        "process_type": one["type"],
                        "dynos": [],
                    }
                    for one in estate.formation[app["name"]]
                ],
            }
            for app in inside
        ],
    }


def _dynos(estate: Estate, name: str) -> list[Thing]:
    app = _app(estate, name)
    running = [
        (one["type"], number, one["command"], one["size"], estate.at(-0.75))
        for one in estate.formation[app]
        for number in range(1, one["quantity"] + 1)
    ]
    if app in estate.one_off:
        running.append(("run", 4711, "bash", "Private-M", estate.one_off[app]))
    return [
        {
            "attach_url": None,
            "command": command,
            "created_at": since,
            "id": identity("dyno", f"{app}/{kind}.{number}"),
            "name": f"{kind}.{number}",
            "release": {"id": identity("release", f"{app}/3"), "version": 3},
            "app": {"id": estate.apps[app]["id"], "name": app},
            "size": size,
            "state": "up",
            "type": kind,
            "updated_at": since,
        }
        for kind, number, command, size, since in running
    ]


def _features(estate: Estate, name: str) -> list[Thing]:
    return [
        {
            "created_at": LONG_AGO,
            "description": feature,
            "doc_url": "https://docs.example.com/",
            "enabled": enabled,
            "id": identity("feature", feature),
            "name": feature,
            "state": "general",
            "updated_at": LONG_AGO,
            "display_name": feature,
            "feedback_email": "feedback@example.com",
        }
        for feature, enabled in sorted(estate.features[_app(estate, name)].items())
    ]


def _slug(estate: Estate, name: str, slug: str) -> Thing:
    release = next(
        (r for r in estate.releases[_app(estate, name)] if r["slug"]["id"] == slug), None
    )
    if release is None:
        raise KeyError(slug)
    return {
        "blob": {"method": "GET", "url": "a signed address"},
        "buildpack_provided_description": "Python",
        "checksum": f"SHA256:{identity('checksum', slug).replace('-', '') * 2}",
        "commit": identity("commit", slug).replace("-", "") + "00000000",
        "commit_description": None,
        "created_at": release["created_at"],
        "id": slug,
        "process_types": {"web": "python -m app"},
        "size": 2048,
        "stack": estate.apps[_app(estate, name)]["stack"],
        "updated_at": release["created_at"],
    }


def _coupling(estate: Estate, name: str) -> Thing:
    app = _app(estate, name)
    pipeline = estate.pipelines[app]["pipeline"]
    return {
        "app": {"id": estate.apps[app]["id"]},
        "created_at": LONG_AGO,
        "id": identity("coupling", app),
        "pipeline": {"id": identity("pipeline", pipeline)},
        "stage": estate.pipelines[app]["stage"],
        "updated_at": LONG_AGO,
    }


def _review_apps(estate: Estate, name: str) -> Thing:
    for held in estate.pipelines.values():
        if identity("pipeline", held["pipeline"]) == name and held["review_apps"] is not None:
            return {
                "repo": {"id": 1},
                "automatic_review_apps": held["review_apps"],
                "deploy_target": {"id": identity("region", "virginia"), "type": "region"},
                "destroy_stale_apps": True,
                "stale_days": 5,
                "pipeline_id": name,
                "wait_for_ci": False,
                "base_name": None,
            }
    raise KeyError(name)


def _team(estate: Estate, name: str = "") -> Thing:
    if name and name not in (estate.team, identity("team", estate.team)):
        raise KeyError(name)
    return {
        "id": identity("team", estate.team),
        "created_at": LONG_AGO,
        "credit_card_collections": False,
        "default": True,
        "enterprise_account": {
            "id": identity("enterprise", estate.enterprise),
            "name": estate.enterprise,
        },
        "identity_provider": {
            "id": identity("identity-provider", f"{estate.team}-sso"),
            "name": f"{estate.team}-sso",
            "owner": {"id": identity("team", estate.team), "name": estate.team, "type": "team"},
        },
        "membership_limit": None,
        "name": estate.team,
        "provisioned_licenses": True,
        "role": "admin",
        "type": "enterprise",
        "updated_at": LONG_AGO,
    }


def _permissions(estate: Estate, name: str) -> list[Thing]:
    _team(estate, name)
    return [
        {
            "id": estate.apps[app]["id"],
            "name": app,
            "team_id": identity("team", estate.team),
            "type": "app",
            "users": [
                {
                    "id": one["user"]["id"],
                    "email": one["user"]["email"],
                    "permissions": [p["name"] for p in one["permissions"]],
                }
                for one in people
            ],
        }
        for app, people in sorted(estate.collaborators.items())
    ]


def _provider(estate: Estate, *, variant: bool) -> Thing:
    name = f"{estate.team}-sso"
    usual = {
        "certificate": "a certificate",
        "created_at": LONG_AGO,
        "entity_id": "https://idp.example.com/entity",
        "id": identity("identity-provider", name),
        "slo_target_url": "https://idp.example.com/logout",
        "sso_target_url": "https://idp.example.com/login",
        "updated_at": LONG_AGO,
        "owner": {"id": identity("team", estate.team), "name": estate.team, "type": "team"},
    }
    if not variant:
        return {**usual, "organization": {"name": estate.team}}
    certificate = {
        "id": identity("certificate", name),
        "name": "current",
        "body": "a certificate",
        "created_at": LONG_AGO,
        "expires_at": "2027-06-30T00:00:00Z",
    }
    return {**usual, "name": name, "enabled": True, "certificates": [certificate]}


def _of_team(of: Callable[[Estate], Any]) -> Callable[[Estate, str], Any]:
    def made(estate: Estate, name: str) -> Any:
        _team(estate, name)
        return of(estate)

    return made


def _of_enterprise(of: Callable[[Estate], Any]) -> Callable[[Estate, str], Any]:
    def made(estate: Estate, name: str) -> Any:
        if name not in (estate.enterprise, identity("enterprise", estate.enterprise)):
            raise KeyError(name)
        return of(estate)

    return made


def _enterprise_members(estate: Estate) -> list[Thing]:
    return [
        {
            "enterprise_account": {
                "id": identity("enterprise", estate.enterprise),
                "name": estate.enterprise,
            },
            "id": identity("enterprise-member", one["email"]),
            "permissions": [{"name": "view", "description": "May view"}],
            "user": {"email": one["email"], "id": one["user"]["id"]},
            "two_factor_authentication": one["two_factor_authentication"],
            "identity_provider": None,
        }
        for one in estate.members
    ]


def _settings(estate: Estate, name: str) -> Thing:
    estate.databases[_add_on(estate, name)]
    return {
        "log_connections": {"value": True, "desc": "d", "default": True},
        "log_lock_waits": {"value": True, "desc": "d", "default": False},
        "log_min_duration_statement": {"value": 2000, "desc": "d", "default": -1},
        "log_statement": {
            "value": "ddl",
            "desc": "d",
            "default": "ddl",
            "values": {"none": "d", "ddl": "d", "mod": "d", "all": "d"},
        },
    }


def _credentials(estate: Estate, name: str) -> list[Thing]:
    database = estate.databases[_add_on(estate, name)]
    return [
        {
            "uuid": identity("credential", f"{name}/{role}"),
            "name": role,
            "state": "active",
            "database": database["database_name"],
            "host": "db.example.com",
            "port": 5432,
            "credentials": [{"user": "a user", "password": "a password", "state": "active"}],
        }
        for role in ("default", "service")
    ]


def _tls_endpoint(estate: Estate, name: str) -> Thing:
    database = estate.databases[_add_on(estate, name)]
    return {
        "app": estate.add_ons[database["name"]]["app"]["name"],
        "addon": database["name"],
        "status": "Operational",
        "active_ip_rules": [],
        "enabled_by": "dba@example.com",
    }


def _ip_rules(estate: Estate, name: str) -> list[Thing]:
    estate.databases[_add_on(estate, name)]
    return [
        {
            "cidr": "198.51.100.7/32",
            "description": "reporting",
            "status": "Authorized",
            "id": identity("rule", name),
            "created_at": LONG_AGO,
            "updated_at": LONG_AGO,
        }
    ]


def _store(estate: Estate, name: str) -> Thing:
    add_on = estate.add_ons[_add_on(estate, name)]
    if add_on["addon_service"]["name"] != "heroku-redis":
        raise KeyError(name)
    return {
        "addon_id": add_on["id"],
        "name": add_on["name"],
        "plan": add_on["plan"]["name"].partition(":")[2],
        "created_at": LONG_AGO,
        "formation": {"id": identity("formation", name), "primary": identity("primary", name)},
        "metaas_source": "none",
        "port": 6379,
        "resource_url": "an address with a password",
        "info": [{"name": "Status", "values": ["available"], "resolve_db_name": False}],
        "version": "7.2",
        "prefer_native_tls": True,
    }


def _account(estate: Estate) -> Thing:
    return {
        "allow_tracking": False,
        "beta": False,
        "created_at": LONG_AGO,
        "email": "svc-evidence@example.com",
        "federated": False,
        "id": identity("account", "svc-evidence@example.com"),
        "identity_provider": None,
        "last_login": estate.at(0),
        "name": None,
        "sms_number": None,
        "suspended_at": None,
        "delinquent_at": None,
        "two_factor_authentication": True,
        "updated_at": LONG_AGO,
        "verified": True,
        "country_of_residence": None,
        "default_organization": None,
        "default_team": {"id": identity("team", estate.team), "name": estate.team},
    }


def _authorizations(estate: Estate) -> list[Thing]:
    return [
        {
            "access_token": {
                "expires_in": 3600,
                "id": identity("token", "evidence"),
                "token": "a token",
            },
            "client": None,
            "created_at": estate.at(0),
            "description": "evidence collector",
            "grant": None,
            "id": identity("authorization", "evidence"),
            "refresh_token": None,
            "scope": ["identity", "read"],
            "session": None,
            "updated_at": estate.at(0),
            "user": {
                "id": identity("account", "svc-evidence@example.com"),
                "email": "svc-evidence@example.com",
                "full_name": None,
            },
        }
    ]


def _regions(_estate: Estate) -> list[Thing]:
    return [
        {
            "country": "United States",
            "created_at": LONG_AGO,
            "description": "Virginia, United States",
            "id": identity("region", "virginia"),
            "locale": "Virginia",
            "name": "virginia",
            "private_capable": True,
            "provider": {"name": "amazon-web-services", "region": "us-east-1"},
            "updated_at": LONG_AGO,
        }
    ]


def _stacks(_estate: Estate) -> list[Thing]:
    return [
        {
            "default": name == "heroku-24",
            "created_at": LONG_AGO,
            "id": identity("stack", name),
            "name": name,
            "state": state,
            "updated_at": LONG_AGO,
        }
        for name, state in _STACKS.items()
    ]


def _nat(estate: Estate, name: str) -> Thing:
    _space(estate, name)
    return {
        "created_at": LONG_AGO,
        "updated_at": LONG_AGO,
        "state": "enabled",
        "sources": ["203.0.113.10", "203.0.113.11"],
    }


def _inbound(estate: Estate, name: str) -> Thing:
    space = _space(estate, name)
    return {
        "id": identity("ruleset", space),
        "space": {"id": estate.spaces[space]["id"], "name": space},
        "created_at": LONG_AGO,
        "created_by": "network-engineer@example.com",
        "rules": estate.inbound[space],
    }


def _space_members(estate: Estate, name: str) -> list[Thing]:
    space = _space(estate, name)
    return [
        {
            "created_at": LONG_AGO,
            "id": identity("space-member", f"{space}/{one['email']}"),
            "permissions": [{"name": "create_apps", "description": "May create apps"}],
            "space": {"id": estate.spaces[space]["id"], "name": space},
            "updated_at": LONG_AGO,
            "user": {"email": one["email"], "id": one["user"]["id"]},
        }
        for one in estate.members
        if one["role"] == "admin"
    ]


def _nothing_of_space(estate: Estate, name: str) -> list[Thing]:
    _space(estate, name)
    return []


def _of_app(held: str) -> Callable[[Estate, str], list[Thing]]:
    def made(estate: Estate, name: str) -> list[Thing]:
        found: list[Thing] = getattr(estate, held)[_app(estate, name)]
        return found

    return made


_ANSWERS: dict[str, Callable[..., Any]] = {
    "/account": _account,
    "/account/keys": lambda _: [],
    "/account/rate-limits": lambda _: {"remaining": 4500},
    "/oauth/authorizations": _authorizations,
    "/regions": _regions,
    "/stacks": _stacks,
    "/spaces": lambda e: list(e.spaces.values()),
    "/spaces/{}": lambda e, name: _by_name(e.spaces, name),
    "/spaces/{}/nat": _nat,
    "/spaces/{}/inbound-ruleset": _inbound,
    "/spaces/{}/vpn-connections": _nothing_of_space,
    "/spaces/{}/peerings": _nothing_of_space,
    "/spaces/{}/topology": _topology,
    "/spaces/{}/members": _space_members,
    "/spaces/{}/log-drain": _drain,
    "/apps": lambda e: list(e.apps.values()),
    "/apps/{}": lambda e, name: _by_name(e.apps, name),
    "/apps/{}/features": _features,
    "/apps/{}/formation": _of_app("formation"),
    "/apps/{}/dynos": _dynos,
    "/apps/{}/log-drains": _of_app("app_drains"),
    "/apps/{}/domains": _of_app("domains"),
    "/apps/{}/sni-endpoints": _of_app("certificates"),
    "/apps/{}/releases": _of_app("releases"),
    "/apps/{}/slugs/{}": _slug,
    "/apps/{}/collaborators": _of_app("collaborators"),
    "/apps/{}/webhooks": _of_app("webhooks"),
    "/apps/{}/pipeline-couplings": _coupling,
    "/apps/{}/config-vars": lambda e, name: e.config_vars[_app(e, name)],
    "/pipelines/{}/review-app-config": _review_apps,
    "/apps/{}/addons": lambda e, name: [
        one for one in e.add_ons.values() if one["app"]["name"] == _app(e, name)
    ],
    "/addons": lambda e: list(e.add_ons.values()),
    "/addons/{}": lambda e, name: _by_name(e.add_ons, name),
    "/apps/{}/addon-attachments": lambda e, name: [
        one for one in e.attachments if one["app"]["name"] == _app(e, name)
    ],
    "/addons/{}/addon-attachments": lambda e, name: [
        one for one in e.attachments if one["addon"]["name"] == _add_on(e, name)
    ],
    "/addon-attachments": lambda e: e.attachments,
    "/plans/{}": _plan,
    "/teams": lambda e: [_team(e)],
    "/teams/{}": _team,
    "/teams/permissions": lambda _: [
        {"name": name, "description": f"May {name}"}
        for name in ("view", "deploy", "operate", "manage")
    ],
    "/teams/apps/{}/collaborators": _of_app("collaborators"),
    "/teams/{}/apps": _of_team(lambda e: list(e.apps.values())),
    "/teams/{}/members": _of_team(lambda e: e.members),
    "/teams/{}/permissions": _permissions,
    "/teams/{}/preferences": _of_team(
        lambda _: {"default-permission": "viewer", "addons-controls": True}
    ),
    "/teams/{}/allowed-addon-services": _of_team(lambda _: []),
    "/teams/{}/invitations": _of_team(lambda _: []),
    "/teams/{}/identity-providers": _of_team(lambda e: [_provider(e, variant=False)]),
    "/identity-providers/{}": lambda e, _: _provider(e, variant=True),
    "/enterprise-accounts": lambda e: [
        {
            "id": identity("enterprise", e.enterprise),
            "created_at": LONG_AGO,
            "name": e.enterprise,
            "updated_at": LONG_AGO,
            "permissions": ["view", "manage"],
            "trial": False,
            "identity_provider": None,
        }
    ],
    "/enterprise-accounts/{}/members": _of_enterprise(_enterprise_members),
    "/enterprise-accounts/{}/archives": _of_enterprise(lambda e: e.archives),
    "/client/v11/databases/{}": lambda e, name: e.databases[_add_on(e, name)],
    "/client/v11/databases/{}/followers": lambda e, name: (
        [] if e.databases[_add_on(e, name)] else 0
    ),
    "/client/v11/databases/{}/transfer-schedules": lambda e, name: e.schedules[_add_on(e, name)],
    "/client/v11/apps/{}/transfers": lambda e, name: e.transfers.get(_app(e, name), []),
    "/postgres/v0/databases/{}/credentials": _credentials,
    "/postgres/v0/databases/{}/config": _settings,
    "/postgres/v0/databases/{}/tls-endpoint": _tls_endpoint,
    "/postgres/v0/databases/{}/tls-endpoint/ip-rules": _ip_rules,
    "/postgres/v0/databases/{}/tls-endpoint/certificates": lambda _e, _n: [],
    "/redis/v0/databases/{}": _store,
}
