"""An estate: what there is at Heroku, in the shapes of its API, made from a short description."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

Thing = dict[str, Any]
_NAMESPACE = uuid.UUID("6f0c1d52-8a55-4f5c-9d2f-0b6c1a2e3d40")
LONG_AGO = "2026-01-05T10:00:00Z"
NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
"""The moment at which an estate is as it is, unless a test says another; there is no clock here."""


def identity(kind: str, name: str) -> str:
    """The UUID of a thing: the same in every run."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}/{name}"))


def _named(kind: str, name: str) -> Thing:
    return {"id": identity(kind, name), "name": name}


class Estate:
    """Spaces, apps, add-ons and people, and what an API would tell of them."""

    def __init__(self, team: str, enterprise: str, now: datetime = NOW) -> None:
        self.now = now
        self.team, self.enterprise = team, enterprise
        self.spaces: dict[str, Thing] = {}
        self.inbound: dict[str, list[Thing]] = {}
        self.drains: dict[str, str] = {}
        """Address of a space's drain, by space."""
        self.apps: dict[str, Thing] = {}
        self.add_ons: dict[str, Thing] = {}
        self.attachments: list[Thing] = []
        self.certificates: dict[str, list[Thing]] = {}
        self.domains: dict[str, list[Thing]] = {}
        self.app_drains: dict[str, list[Thing]] = {}
        self.features: dict[str, dict[str, bool]] = {}
        self.formation: dict[str, list[Thing]] = {}
        self.one_off: dict[str, str] = {}
        """When a one-off dyno was started, by app."""
        self.releases: dict[str, list[Thing]] = {}
        self.collaborators: dict[str, list[Thing]] = {}
        self.webhooks: dict[str, list[Thing]] = {}
        self.pipelines: dict[str, Thing] = {}
        """Of apps: pipeline, stage and its review-app set-up."""
        self.members: list[Thing] = []
        self.archives: list[Thing] = []
        self.databases: dict[str, Thing] = {}
        self.schedules: dict[str, list[Thing]] = {}
        self.transfers: dict[str, list[Thing]] = {}
        self.config_vars: dict[str, dict[str, str]] = {}

    def at(self, days: float) -> str:
        """The moment so many days from now, as the API writes it."""
        return (self.now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def space(self, name: str, *, shield: bool = True, ranges: Iterable[str] = ()) -> None:
        """A space with its inbound ranges and, when it is a Shield space, a drain."""
        self.spaces[name] = {
            **_named("space", name),
            "organization": {"name": self.team},
            "team": _named("team", self.team),
            "region": _named("region", "virginia"),
            "shield": shield,
            "state": "allocated",
            "cidr": "10.20.0.0/16",
            "data_cidr": "172.23.0.0/20",
            "generation": _named("generation", "cedar"),
            "created_at": LONG_AGO,
            "updated_at": LONG_AGO,
        }
        self.inbound[name] = [{"action": "allow", "source": source} for source in ranges]
        if shield:
            self.drains[name] = "https://logs.example.com/drain"

    def app(self, name: str, space: str | None, *, stack: str = "heroku-24") -> None:
        """An app with a domain, a certificate, processes, releases and people."""
        inside = None
        if space is not None:
            held = self.spaces[space]
            inside = {"id": held["id"], "name": space, "shield": held["shield"]}
        self.apps[name] = {
            **_named("app", name),
            "acm": True,
            "archived_at": None,
            "buildpack_provided_description": "Python",
            "build_stack": _named("stack", stack),
            "created_at": LONG_AGO,
            "git_url": f"https://git.example.com/{name}.git",
            "internal_routing": False,
            "maintenance": False,
            "owner": {"id": identity("account", self.team), "email": f"{self.team}@example.com"},
            "organization": _named("team", self.team),
            "team": _named("team", self.team),
            "region": _named("region", "virginia"),
            "released_at": self.at(-9),
            "repo_size": 1024,
            "slug_size": 2048,
            "space": inside,
            "stack": _named("stack", stack),
            "updated_at": self.at(-9),
            "web_url": f"https://{name}.example.com/",
            "generation": _named("generation", "cedar"),
        }
        self._serve(name)
        self._release(name)
        user = "platform-engineer@example.com"
        self.collaborators[name] = [self._collaborator(name, user, ("view", "deploy", "operate"))]
        self.app_drains[name], self.webhooks[name] = [], []
        self.config_vars[name] = {"DATABASE_URL": "postgres value", "SIGNING_KEY": "key value"}

    def _serve(self, name: str) -> None:
        host = f"{name}.alder.example"
        self.domains[name] = [
            {
                "acm_status": "cert issued",
                "acm_status_reason": None,
                "app": _named("app", name),
                "cname": f"{host}.herokudns.com",
                "created_at": LONG_AGO,
                "hostname": host,
                "id": identity("domain", host),
                "kind": "custom",
                "updated_at": LONG_AGO,
                "status": "succeeded",
                "sni_endpoint": _named("sni-endpoint", f"{name}-cert"),
            }
        ]
        self.certificates[name] = [
            {
                **_named("sni-endpoint", f"{name}-cert"),
                "certificate_chain": "a chain of certificates",
                "created_at": LONG_AGO,
                "updated_at": LONG_AGO,
                "display_name": None,
                "domains": [identity("domain", host)],
                "app": _named("app", name),
                "ssl_cert": {
                    "ca_signed?": True,
                    "cert_domains": [host],
                    "expires_at": self.at(70),
                    "issuer": "CN=Example CA",
                    "self_signed?": False,
                    "starts_at": self.at(-20),
                    "subject": f"CN={host}",
                    "id": identity("certificate", host),
                },
            }
        ]
        self.features[name] = {"spaces-strict-tls": True, "spaces-tls-salesforce": False}
        self.formation[name] = [
            {
                "app": _named("app", name),
                "command": "python -m app",
                "created_at": LONG_AGO,
                "id": identity("formation", f"{name}/web"),
                "quantity": 2,
                "size": "Private-M",
                "dyno_size": _named("dyno-size", "Private-M"),
                "type": "web",
                "updated_at": LONG_AGO,
            }
        ]

    def _release(self, name: str) -> None:
        self.releases[name] = [
            {
                "addon_plan_names": [],
                "artifacts": [],
                "app": _named("app", name),
                "created_at": self.at(-9 - 20 * (3 - version)),
                "description": f"Deploy {identity('commit', f'{name}/{version}')[:8]}",
                "id": identity("release", f"{name}/{version}"),
                "updated_at": self.at(-9 - 20 * (3 - version)),
                "slug": {"id": identity("slug", f"{name}/{version}")},
                "status": "succeeded",
                "user": {
                    "id": identity("account", "platform-engineer@example.com"),
                    "email": "platform-engineer@example.com",
                },
                "version": version,
                "current": version == 3,
                "output_stream_url": None,
                "eligible_for_rollback": True,
            }
            for version in (1, 2, 3)
        ]

    def _collaborator(self, app: str, email: str, permissions: Iterable[str]) -> Thing:
        return {
            "app": _named("app", app),
            "created_at": LONG_AGO,
            "id": identity("collaborator", f"{app}/{email}"),
            "permissions": [{"name": name, "description": f"May {name}"} for name in permissions],
            "role": "member",
            "updated_at": LONG_AGO,
            "user": {"email": email, "federated": True, "id": identity("account", email)},
        }

    def add_on(self, name: str, service: str, plan: str, app: str) -> None:
        """An add-on that belongs to an app and is attached to it."""
        self.add_ons[name] = {
            **_named("add-on", name),
            "actions": [],
            "addon_service": _named("add-on-service", service),
            "app": _named("app", app),
            "billing_entity": {**_named("app", app), "type": "app"},
            "billed_price": {"cents": 0, "contract": True, "unit": "month"},
            "config_vars": [f"{name.upper().replace('-', '_')}_URL"],
            "created_at": LONG_AGO,
            "plan": _named("plan", plan),
            "provider_id": "1",
            "state": "provisioned",
            "updated_at": LONG_AGO,
            "web_url": None,
        }
        self.attach(name, app)
        if service == "heroku-postgresql":
            self._database(name, plan)

    def attach(self, add_on: str, app: str) -> None:
        """Attach an add-on to an app, its own or another one."""
        owner = self.add_ons[add_on]["app"]
        self.attachments.append(
            {
                "addon": {**_named("add-on", add_on), "app": owner},
                "app": _named("app", app),
                "created_at": LONG_AGO,
                "id": identity("attachment", f"{add_on}/{app}"),
                "name": add_on.upper().replace("-", "_"),
                "namespace": None,
                "updated_at": LONG_AGO,
                "web_url": None,
                "log_input_url": None,
            }
        )

    def _database(self, name: str, plan: str) -> None:
        lines: Mapping[str, list[Any]] = {
            "Plan": [plan.partition(":")[2].replace("-", " ").title()],
            "Status": ["Available"],
            "PG Version": ["16.4"],
            "Data Size": ["1.2 GB"],
            "Data Encryption": ["In Use"],
            "Continuous Protection": ["On"],
            "Rollback": ["earliest from 2026-11-13 06:00 UTC"],
            "Fork/Follow": ["Available"],
            "HA Status": ["Available"],
            "Mutual TLS": ["Enabled"],
        }
        self.databases[name] = {
            "addon_id": identity("add-on", name),
            "name": name,
            "heroku_resource_id": identity("add-on", name),
            "created_at": "2026-01-06 09:00:00 +0000",
            "formation": {"id": identity("formation", name), "primary": identity("primary", name)},
            "metaas_source": "none",
            "metaas_server_source": "none",
            "plan": plan.partition(":")[2],
            "port": 5432,
            "database_name": "d0",
            "database_user": "a user",
            "database_password": "a password",
            "resource_url": "an address with a password",
            "target_transaction": None,
            "available_for_ingress": True,
            "waiting?": False,
            "credentials": 1,
            "leader": None,
            "info": [
                {"name": key, "values": values, "resolve_db_name": False}
                for key, values in lines.items()
            ],
            "valid": "yes",
            "num_bytes": 1_200_000_000,
        }
        self.schedules[name] = [
            {
                "uuid": identity("schedule", name),
                "name": "DATABASE_URL",
                "callback_url": "an address",
                "days": ["Sunday", "Wednesday"],
                "hour": 2,
                "timezone": "UTC",
                "retain_weeks": 4,
                "retain_months": 12,
            }
        ]

    def member(self, email: str, *, role: str = "member", federated: bool = True) -> None:
        """A member of the team and of the enterprise account."""
        provider = {
            **_named("identity-provider", f"{self.team}-sso"),
            "redacted": False,
            "owner": {**_named("team", self.team), "type": "team"},
        }
        self.members.append(
            {
                "created_at": LONG_AGO,
                "email": email,
                "federated": federated,
                "id": identity("member", email),
                "identity_provider": provider if federated else None,
                "role": role,
                "two_factor_authentication": not federated,
                "updated_at": LONG_AGO,
                "user": {"email": email, "id": identity("account", email), "name": None},
            }
        )

    def archive_months(self, year: int, month: int) -> None:
        """An archive of the audit trail for each month that has ended since one."""
        while (year, month) < (self.now.year, self.now.month):
            self.archives.append(
                {
                    "created_at": f"{year}-{month:02d}-28T00:05:00Z",
                    "year": year,
                    "month": f"{month:02d}",
                    "size": 20480,
                    "checksum": identity("archive", f"{year}-{month}").replace("-", ""),
                    "url": "a signed address",
                }
            )
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
