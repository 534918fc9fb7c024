"""Apps: what they are, what they run, how they are reached, and what was released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from builder.collect.collector import Answer, Request, Scope
from builder.collect.gathering import (
    Gathering,
    Held,
    OfAccount,
    OfEachApp,
    OneOfEach,
    OneOfEachApp,
    quoted,
)
from builder.collect.kept_fields import (
    Shape,
    flag,
    host,
    name_or_text,
    number,
    scheme,
    text,
    texts,
    word,
)

_RELEASES = "version ..; order=desc, max=100"


class Apps(OfAccount):
    """Every app, those outside the scope included: one may handle ePHI without being declared."""

    name = "apps"
    title = "Apps"
    path = "/apps"
    shape: ClassVar[Shape] = {
        "id": text("id"),
        "name": text("name"),
        "space": text("space", "name"),
        "shield": flag("space", "shield"),
        "internal_routing": flag("internal_routing"),
        "acm": flag("acm"),
        "stack": text("stack", "name"),
        "build_stack": text("build_stack", "name"),
        "maintenance": flag("maintenance"),
        "generation": name_or_text("generation"),
        "locked": flag("locked"),
        "team": text("team", "name"),
        "region": text("region", "name"),
    }


class Stacks(OfAccount):
    """The stacks there are, and which of them are still maintained."""

    name = "stacks"
    title = "Stacks"
    path = "/stacks"
    role = "anybody"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "state": text("state"),
        "default": flag("default"),
    }


class AppFeatures(OfEachApp):
    """Features that are switched for an app, such as strict TLS."""

    name = "app-features"
    title = "Features of apps"
    path = "/apps/{}/features"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "enabled": flag("enabled"),
        "state": text("state"),
    }


class AppFormation(OfEachApp):
    """Process types with their sizes; their commands are never kept."""

    name = "app-formation"
    title = "Process types of apps"
    path = "/apps/{}/formation"
    shape: ClassVar[Shape] = {
        "type": text("type"),
        "quantity": number("quantity"),
        "size": name_or_text("size"),
    }


class AppDynos(OfEachApp):
    """Dynos that run now."""

    name = "app-dynos"
    title = "Dynos of apps"
    path = "/apps/{}/dynos"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "type": text("type"),
        "size": name_or_text("size"),
        "state": text("state"),
        "release": number("release", "version"),
        "created_at": text("created_at"),
    }


class AppLogDrains(OfEachApp):
    """Drains of single apps; tokens and what follows the host are never kept."""

    name = "app-log-drains"
    title = "Log drains of apps"
    path = "/apps/{}/log-drains"
    shape: ClassVar[Shape] = {
        "scheme": scheme("url"),
        "host": host("url"),
        "addon": text("addon", "name"),
    }


class AppDomains(OfEachApp):
    """The names under which an app answers."""

    name = "app-domains"
    title = "Domains of apps"
    path = "/apps/{}/domains"
    shape: ClassVar[Shape] = {
        "hostname": text("hostname"),
        "kind": word("kind", of=("heroku", "custom")),
        "status": text("status"),
        "acm_status": text("acm_status"),
        "sni_endpoint": text("sni_endpoint", "name"),
    }


class AppCertificates(OfEachApp):
    """Certificates that an app presents, without the chain itself."""

    name = "app-certificates"
    title = "Certificates of apps"
    path = "/apps/{}/sni-endpoints"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "cert_domains": texts("ssl_cert", "cert_domains"),
        "issuer": text("ssl_cert", "issuer"),
        "ca_signed": flag("ssl_cert", "ca_signed?"),
        "self_signed": flag("ssl_cert", "self_signed?"),
        "starts_at": text("ssl_cert", "starts_at"),
        "expires_at": text("ssl_cert", "expires_at"),
    }


class AppReleases(OfEachApp):
    """The newest hundred releases: who changed what runs, and when."""

    name = "app-releases"
    title = "Newest releases of apps"
    path = "/apps/{}/releases"
    shape: ClassVar[Shape] = {
        "version": number("version"),
        "status": word("status", of=("expired", "failed", "pending", "succeeded")),
        "current": flag("current"),
        "description": text("description"),
        "user": text("user", "email"),
        "slug": text("slug", "id"),
        "created_at": text("created_at"),
    }

    def request(self, subject: str = "") -> Request:
        """The newest ones only."""
        path = self.path.format(quoted(subject))
        return Request(path=path, range=_RELEASES, most_pages=1)


class AppSlugs(OneOfEach):
    """The code of each current release, by its checksum and commit."""

    name = "app-slugs"
    title = "Slugs of current releases"
    path = "/apps/{}/slugs/{}"
    shape: ClassVar[Shape] = {
        "id": text("id"),
        "checksum": text("checksum"),
        "commit": text("commit"),
        "stack": text("stack", "name"),
        "buildpack": text("buildpack_provided_description"),
    }

    @property
    def per(self) -> str:
        """An app."""
        return "app"

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """App and slug of each current release, as one word."""
        del scope
        for release in gathered.rests_on(held, "app-releases"):
            if release["current"] and release["slug"]:
                yield f"{release['app']} {release['slug']}"

    def request(self, subject: str = "") -> Request:
        """The slug of an app."""
        app, _, slug = subject.partition(" ")
        return Request(path=self.path.format(quoted(app), quoted(slug)))

    def shape_of(self, subject: str) -> Shape:
        """The shape of a slug, under the name of its app."""
        return super().shape_of(subject.partition(" ")[0])


class AppWebhooks(OfEachApp):
    """Where events of an app are sent; secrets and what follows the host are never kept."""

    name = "app-webhooks"
    title = "Webhooks of apps"
    path = "/apps/{}/webhooks"
    accept = "application/vnd.heroku+json; version=3.webhooks"
    shape: ClassVar[Shape] = {
        "scheme": scheme("url"),
        "host": host("url"),
        "include": texts("include"),
        "level": word("level", of=("notify", "sync")),
    }


class ConfigVarNames(OneOfEachApp):
    """Names of config vars; asked for only on request, since the answer holds their values."""

    name = "config-var-names"
    title = "Names of config vars"
    path = "/apps/{}/config-vars"
    scopes = ("read-protected",)
    role = "deploy permission on the app"
    note = (
        "Opt-in: the API sends names and values together, so the token must be able to read"
        " run-time secrets. Values are dropped unread and never written."
    )

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """The apps in scope, where somebody asked for it."""
        if not scope.config_var_names:
            gathered.miss("", "", "nobody asked for it (--config-var-names)")
            return ()
        return super().subjects(scope, held, gathered)

    def found(self, gathered: Gathering, subject: str, value: Any, answer: Answer) -> None:
        """The keys alone; the values go no further than here."""
        del answer
        if value is not None and not isinstance(value, Mapping):
            gathered.keeping.wrong("the answer itself")
        for name in sorted(value) if isinstance(value, Mapping) else ():
            gathered.add({**self.shape_of(subject), "name": text("name")}, {"name": name})
