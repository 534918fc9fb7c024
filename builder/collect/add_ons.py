"""Add-ons, their plans, and to which apps each is attached."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace

from builder.collect.collector import Fetch, Listing, Request, Scope
from builder.collect.gathering import Gathering, Held, OfEach, OfEachApp, OneOfEach, quoted
from builder.collect.kept_fields import Shape, flag, text, texts, word
from builder.model.datasets import Dataset

POSTGRES, KEY_VALUE, KAFKA = "heroku-postgresql", "heroku-redis", "heroku-kafka"
DATA_SERVICES = (POSTGRES, KEY_VALUE, KAFKA)


def add_ons_of(gathered: Gathering, held: Held, *services: str) -> list[str]:
    """Names of the add-ons in scope that are of one of these services."""
    there = gathered.rests_on(held, "add-ons")
    return [str(one["name"]) for one in there if one["service"] in services]


_OF_ADD_ON: Shape = {
    "service": text("addon_service", "name"),
    "plan": text("plan", "name"),
    "state": word("state", of=("provisioning", "provisioned", "deprovisioned")),
}


class AddOns(OfEachApp):
    """Add-ons of each app, with the names of the config vars that they set."""

    name = "add-ons"
    title = "Add-ons"
    path = "/apps/{}/addons"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        **_OF_ADD_ON,
        "config_vars": texts("config_vars"),
    }


class SharedAddOns(OneOfEach):
    """Add-ons that other apps own and that are attached to an app in scope."""

    name = "shared-add-ons"
    title = "Add-ons shared from outside"
    path = "/addons/{}"
    shape: ClassVar[Shape] = {"name": text("name"), "app": text("app", "name"), **_OF_ADD_ON}

    @property
    def per(self) -> str:
        """An add-on."""
        return "name"

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """What is attached to an app in scope and belongs to one that is not."""
        for one in gathered.rests_on(held, "add-on-attachments"):
            if one["app"] in scope.apps and one["owner_app"] not in scope.apps and one["addon"]:
                yield str(one["addon"])


class Plans(OneOfEach):
    """The plans in use, and what the provider says of their compliance."""

    name = "plans"
    title = "Plans in use"
    path = "/plans/{}"
    role = "anybody"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "service": text("addon_service", "name"),
        "compliance": texts("compliance"),
        "state": text("state"),
        "inside_private_network": flag("installable_inside_private_network"),
        "outside_private_network": flag("installable_outside_private_network"),
    }

    @property
    def per(self) -> str:
        """A plan."""
        return "plan"

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """The plan of each add-on in scope."""
        del scope
        there = gathered.rests_on(held, "add-ons")
        return [str(one["plan"]) for one in there if one["plan"]]


class AddOnAttachments(OfEach):
    """What is attached to an app in scope, and where else an add-on in scope is attached."""

    name = "add-on-attachments"
    title = "Attachments of add-ons"
    path = "/apps/{}/addon-attachments"
    _of_add_on = "/addons/{}/addon-attachments"
    shape: ClassVar[Shape] = {
        "name": text("name"),
        "namespace": text("namespace"),
        "addon": text("addon", "name"),
        "owner_app": text("addon", "app", "name"),
        "app": text("app", "name"),
    }

    @property
    def per(self) -> str:
        """An app or an add-on."""
        return "name"

    @property
    def paths(self) -> tuple[str, ...]:
        """Of apps, and of add-ons."""
        return (self.path, self._of_add_on)

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """The paths that are asked for."""
        there = gathered.rests_on(held, "add-ons")
        yield from (self.path.format(quoted(app)) for app in scope.apps)
        yield from (self._of_add_on.format(quoted(one["name"])) for one in there)

    def request(self, subject: str = "") -> Request:
        """A path is its own request."""
        return Request(path=subject or self.path)

    def collect(self, fetch: Fetch, scope: Scope, held: Held) -> Dataset:
        """Each attachment once, though it shows from both its ends."""
        dataset = super().collect(fetch, scope, held)
        once = {tuple(sorted((k, str(v)) for k, v in item.items())): item for item in dataset.items}
        return replace(dataset, items=tuple(once.values()))

    def take(self, gathered: Gathering, subject: str, listing: Listing) -> None:
        """Names stand in the answer itself."""
        gathered.take(self.shape, listing, self.request(subject), subject.split("/")[2])
