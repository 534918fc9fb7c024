"""The estates: the invented example organization's, a larger one, and what can be planted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from tests.fake_heroku.estate import NOW, Estate, identity

OFFICE = "198.51.100.0/24"


def alder(now: datetime = NOW) -> Estate:
    """What the invented example organization of this repository runs."""
    estate = Estate("alder-care", "alder-health", now)
    estate.space("alder-phi-public", ranges=("0.0.0.0/0",))
    estate.space("alder-phi-core", ranges=(OFFICE, "203.0.113.64/26"))
    estate.space("alder-staging", shield=False, ranges=(OFFICE,))
    for app, space in (
        ("alder-portal-web", "alder-phi-public"),
        ("alder-portal-worker", "alder-phi-public"),
        ("alder-console", "alder-phi-core"),
        ("alder-intake-api", "alder-phi-core"),
        ("alder-intake-worker", "alder-phi-core"),
        ("alder-portal-staging", "alder-staging"),
        ("alder-console-staging", "alder-staging"),
    ):
        estate.app(app, space)
    estate.add_on(
        "alder-portal-db", "heroku-postgresql", "heroku-postgresql:shield-4", "alder-portal-web"
    )
    estate.add_on("alder-portal-cache", "heroku-redis", "heroku-redis:shield-7", "alder-portal-web")
    estate.add_on(
        "alder-core-db", "heroku-postgresql", "heroku-postgresql:shield-5", "alder-console"
    )
    estate.attach("alder-portal-db", "alder-portal-worker")
    estate.attach("alder-core-db", "alder-intake-api")
    estate.attach("alder-core-db", "alder-intake-worker")
    for email in ("platform-engineer", "database-engineer", "application-engineer"):
        estate.member(f"{email}@example.com")
    estate.member("security-official@example.com", role="admin")
    estate.member("svc-evidence@example.com", federated=False)
    estate.archive_months(2025, 3)
    for app in ("alder-portal-web", "alder-console"):
        estate.pipelines[app] = {"pipeline": app, "stage": "production", "review_apps": None}
    return estate


def big(
    spaces: int = 3, apps: int = 25, add_ons: int = 60, members: int = 40, now: datetime = NOW
) -> Estate:
    """An estate of any size in which nothing is wrong."""
    estate = Estate("example-care", "example-health", now)
    for number in range(spaces):
        estate.space(f"phi-{number}", ranges=(OFFICE,))
    for number in range(apps):
        estate.app(f"app-{number:04d}", f"phi-{number % spaces}")
    for number in range(add_ons):
        app = f"app-{number % apps:04d}"
        if number % 2:
            estate.add_on(f"cache-{number}", "heroku-redis", "heroku-redis:shield-7", app)
        else:
            plan = "heroku-postgresql:shield-4"
            estate.add_on(f"database-{number}", "heroku-postgresql", plan, app)
    estate.member("platform-engineer@example.com")
    for number in range(members - 1):
        estate.member(f"person-{number}@example.com", role="admin" if number < 2 else "member")
    estate.archive_months(2026, 1)
    return estate


def scope(estate: Estate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The Shield spaces of an estate, and the apps that run in them."""
    spaces = tuple(name for name, one in estate.spaces.items() if one["shield"])
    apps = tuple(
        name for name, one in estate.apps.items() if one["space"] and one["space"]["name"] in spaces
    )
    return spaces, apps


def _first_app(estate: Estate) -> str:
    return scope(estate)[1][0]


def _app_outside(estate: Estate) -> None:
    estate.apps[_first_app(estate)]["space"] = None


def _no_drain(estate: Estate) -> None:
    del estate.drains[scope(estate)[0][0]]


def _open_inbound(estate: Estate) -> None:
    estate.inbound[scope(estate)[0][-1]].append({"action": "allow", "source": "0.0.0.0/0"})


def _open_in_halves(estate: Estate) -> None:
    estate.inbound[scope(estate)[0][-1]] = [
        {"action": "allow", "source": half} for half in ("0.0.0.0/1", "128.0.0.0/1")
    ]


def _standard_database(estate: Estate) -> None:
    estate.app("reporting", None)
    plan = "heroku-postgresql:standard-0"
    estate.add_on("reporting-db", "heroku-postgresql", plan, "reporting")
    estate.attach("reporting-db", _first_app(estate))


def _stray_add_on(estate: Estate) -> None:
    estate.add_on("mail-relay", "mail-service", "mail-service:starter", _first_app(estate))


def _stray_drain(estate: Estate) -> None:
    app = _first_app(estate)
    estate.app_drains[app].append(
        {
            "addon": None,
            "app": {"id": identity("app", app), "name": app},
            "created_at": "2026-10-01T00:00:00Z",
            "id": identity("drain", app),
            "token": "a token of the drain",
            "updated_at": "2026-10-01T00:00:00Z",
            "url": "syslog://collector.example.net:514",
        }
    )


def _no_second_factor(estate: Estate) -> None:
    estate.member("contractor@example.com", federated=False)
    estate.members[-1]["two_factor_authentication"] = False


def _certificate_ends(estate: Estate) -> None:
    app = _first_app(estate)
    estate.apps[app]["acm"] = False
    estate.certificates[app][0]["ssl_cert"]["expires_at"] = estate.at(10)


def _old_stack(estate: Estate) -> None:
    stack = {"id": identity("stack", "heroku-20"), "name": "heroku-20"}
    estate.apps[_first_app(estate)]["stack"] = stack


def _no_protection(estate: Estate) -> None:
    database = next(iter(estate.databases.values()))
    for line in database["info"]:
        if line["name"] == "Continuous Protection":
            line["values"] = ["Off"]


def _review_apps(estate: Estate) -> None:
    app = _first_app(estate)
    estate.pipelines[app] = {"pipeline": "care", "stage": "production", "review_apps": True}


def _missing_month(estate: Estate) -> None:
    del estate.archives[-3]


def _no_strict_tls(estate: Estate) -> None:
    estate.features[_first_app(estate)]["spaces-strict-tls"] = False


def _old_one_off_dyno(estate: Estate) -> None:
    app = scope(estate)[1][-1]
    estate.one_off[app] = estate.at(-0.8)


def _stray_service_account(estate: Estate) -> None:
    estate.member("deploy-bot@example.com", federated=False)


PLANTED: Mapping[str, Callable[[Estate], None]] = MappingProxyType(
    {
        "app-outside": _app_outside,
        "no-drain": _no_drain,
        "open-inbound": _open_inbound,
        "open-in-halves": _open_in_halves,
        "standard-database": _standard_database,
        "stray-add-on": _stray_add_on,
        "stray-drain": _stray_drain,
        "no-second-factor": _no_second_factor,
        "certificate-ends": _certificate_ends,
        "old-stack": _old_stack,
        "no-protection": _no_protection,
        "review-apps": _review_apps,
        "missing-month": _missing_month,
        "no-strict-tls": _no_strict_tls,
        "old-one-off-dyno": _old_one_off_dyno,
        "stray-service-account": _stray_service_account,
    }
)
"""Misconfigurations by name, each of which can be planted by itself."""
