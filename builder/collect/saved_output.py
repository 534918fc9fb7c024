"""Saved answers in the place of the network: for who gives no token, and for who asks elsewhere.

A file is named after its path, with two underscores for each slash and a tilde for a colon, such
as ``apps__my-app__addons.json``; or after the command of the provider's client whose ``--json`` it
holds, with the app, space or team behind an ``@``, such as ``addons@my-app.json``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from builder.collect.collector import Answer, Listing, Request, Sight
from builder.collect.strict_json import strict_json

SUFFIX = ".json"
_PAGES = (200, 1000)
"""Sizes of a page: a list of exactly so many may be the first page of a longer one."""
_COMMANDS: Mapping[str, str] = {
    "spaces": "/spaces",
    "spaces-info": "/spaces/{}",
    "spaces-trusted-ips": "/spaces/{}/inbound-ruleset",
    "spaces-drains-get": "/spaces/{}/log-drain",
    "spaces-vpn-connections": "/spaces/{}/vpn-connections",
    "spaces-peerings": "/spaces/{}/peerings",
    "spaces-topology": "/spaces/{}/topology",
    "apps": "/apps",
    "ps": "/apps/{}/dynos",
    "addons": "/apps/{}/addons",
    "access": "/apps/{}/collaborators",
    "drains": "/apps/{}/log-drains",
    "domains": "/apps/{}/domains",
    "releases": "/apps/{}/releases",
    "features": "/apps/{}/features",
    "webhooks": "/apps/{}/webhooks",
    "members": "/teams/{}/members",
    "authorizations": "/oauth/authorizations",
    "regions": "/regions",
}
"""Commands of which ``--json`` prints what the path answers."""
_NAME = re.compile(r"(?P<command>[a-z-]+)(?:@(?P<subject>[A-Za-z0-9_.-]+))?")
_ERRORS = {"not_found": Sight.ABSENT, "forbidden": Sight.REFUSED, "unauthorized": Sight.REFUSED}


def path_of(name: str) -> str:
    """The path whose answer a file of that name holds; empty when it is none."""
    if not name.endswith(SUFFIX):
        return ""
    stem = name.removesuffix(SUFFIX)
    found = _NAME.fullmatch(stem)
    if found is not None and found["command"] in _COMMANDS and "__" not in stem:
        pattern = _COMMANDS[found["command"]]
        if ("{}" in pattern) == (found["subject"] is not None):
            return pattern.format(found["subject"])
    if not re.fullmatch(r"[A-Za-z0-9_.~-]+", stem):
        return ""
    return f"/{stem.replace('__', '/').replace('~', ':')}"


def file_of(path: str) -> str:
    """The name of the file that would hold the answer of a path."""
    plain = unquote(path).removeprefix("/").replace("/", "__")
    return f"{plain.replace(':', '~')}{SUFFIX}"


class SavedOutput:
    """A `Fetch` over files. Nothing of a file is raised."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """``files`` by name; the last of two for one path counts."""
        self._files = {path_of(name): data for name, data in sorted(files.items())}
        self._used: set[str] = set()
        self._read_now: dict[str, bytes] = {}

    def unused(self, names: Iterable[str]) -> list[str]:
        """The files that no collector has asked for."""
        return sorted(name for name in names if path_of(name) not in self._used)

    def taken(self) -> list[dict[str, str]]:
        """The files that were read since this was asked last, with their digests."""
        read, self._read_now = self._read_now, {}
        return [
            {"request": f"GET {path}", "file": file_of(path), "sha256": sha256(data).hexdigest()}
            for path, data in sorted(read.items())
        ]

    def one(self, request: Request) -> Answer:
        """One object."""
        value, reason, sight = self._read(request)
        return Answer(sight=sight, value=value, reason=reason)

    def all(self, request: Request) -> Listing:
        """A list, as whole as a file can say."""
        value, reason, sight = self._read(request)
        if sight is not Sight.SEEN:
            return Listing(sight=sight, reason=reason)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            return Listing(sight=Sight.BROKEN, reason="the file holds no list of objects")
        cut = len(value) in _PAGES and request.most_pages is None
        reason = f"the file holds {len(value)} entries, as a first page would" if cut else ""
        return Listing(sight=Sight.SEEN, items=tuple(value), complete=not cut, reason=reason)

    def one_each(self, requests: Iterable[Request]) -> Iterator[Answer]:
        """Several objects."""
        return map(self.one, requests)

    def all_each(self, requests: Iterable[Request]) -> Iterator[Listing]:
        """Several lists."""
        return map(self.all, requests)

    def _read(self, request: Request) -> tuple[Any, str, Sight]:
        path = unquote(request.path)
        self._used.add(path)
        data = self._files.get(path)
        if data is None:
            return None, f"there is no file {file_of(request.path)}", Sight.BROKEN
        self._read_now[path] = data
        try:
            value = strict_json(data)
        except ValueError:
            return None, f"{file_of(request.path)} is not strict JSON", Sight.BROKEN
        kind = value.get("id") if isinstance(value, dict) else None
        if isinstance(kind, str) and kind in _ERRORS and "message" in value:
            return None, "", _ERRORS[kind]
        return value, "", Sight.SEEN
