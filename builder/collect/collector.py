"""What a collector is, and what it is handed: requests go in, answers come out.

A collector knows no host, token, clock or disk. It asks through a `Fetch`, which follows pages,
retries and waits, and never raises for what the other side does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Protocol

from msgspec import Struct

from builder.model.datasets import Dataset


class Service(StrEnum):
    """Which of the provider's hosts a request is for."""

    PLATFORM = "platform"
    DATA = "data"


class Request(Struct, frozen=True, kw_only=True):
    """One GET of a path; nothing else is ever sent."""

    path: str
    """Begins with a slash; every part that comes from data is percent-encoded."""
    service: Service = Service.PLATFORM
    accept: str = ""
    """The media type of a variant; empty: the usual one of the service."""
    range: str = ""
    """The first ``Range`` of a list, where it is not the usual one."""
    most_pages: int | None = None
    """Where the newest pages are all that is wanted; None reads to the end."""


class Sight(StrEnum):
    """How far an answer may be believed."""

    SEEN = "seen"
    ABSENT = "absent"
    """404: it is not there, or hidden from this caller."""
    REFUSED = "refused"
    """401, 402 or 403: the caller may not see it."""
    BROKEN = "broken"
    """Nothing usable came back, after every try."""


class Closed(Struct, frozen=True, kw_only=True):
    """Shows its kind and nothing that it holds: tracebacks and logs print what they find."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """Nothing, for printers that look for this name."""
        return []


class Answer(Closed, frozen=True, kw_only=True):
    """What came back for one object."""

    sight: Sight
    value: Any = None
    """Strict JSON; only when it was seen."""
    reason: str = ""
    """Why not, in plain words without any value of the answer."""


class Listing(Closed, frozen=True, kw_only=True):
    """What came back for a list."""

    sight: Sight
    items: tuple[Mapping[str, Any], ...] = ()
    """What was seen, also of a list that broke off."""
    complete: bool = False
    """Whether the chain of pages closed, or as many pages were read as were wanted."""
    reason: str = ""
    """Why it is not complete."""


class Fetch(Protocol):
    """Asks the provider."""

    def one(self, request: Request, /) -> Answer:
        """One object."""

    def all(self, request: Request, /) -> Listing:
        """Every page of a list."""

    def one_each(self, requests: Iterable[Request], /) -> Iterator[Answer]:
        """As `one`, several at a time; the answers come in the order of the requests."""

    def all_each(self, requests: Iterable[Request], /) -> Iterator[Listing]:
        """As `all`, several at a time; the answers come in the order of the requests."""


class Scope(Struct, frozen=True, kw_only=True):
    """What the catalog says holds ePHI; everything that is collected follows from it."""

    spaces: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    config_var_names: bool = False
    """Whether the names of config vars are asked for; their values are dropped unread."""


class Access(Struct, frozen=True, kw_only=True):
    """What a collector needs in order to see everything."""

    scopes: tuple[str, ...]
    """Scopes of the token."""
    role: str
    """The least role of the token's user, in words."""
    requests: tuple[str, ...]
    """Method and path templates, for people."""
    note: str = ""


class Collector(Protocol):
    """Brings one dataset home."""

    name: str
    """Of the dataset."""
    title: str

    @property
    def access(self) -> Access:
        """What it needs in order to see everything."""

    def collect(self, fetch: Fetch, scope: Scope, held: Mapping[str, Dataset], /) -> Dataset:
        """The dataset; ``held`` are those that were collected before it, by name."""
