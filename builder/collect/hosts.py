"""Which hosts are asked: the Heroku CLI's variables, and nothing that is not on the list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from msgspec import Struct

from builder.collect.collector import Service
from builder.errors import UsageError

ACCESS_VARIABLE = "HEROKU_API_KEY"
TOKEN_ADVICE = (
    f"Set {ACCESS_VARIABLE}, keep it in ~/.netrc (readable by you alone), or in the keyring under"
    " `shieldbook`. A token that may only read is enough: `heroku authorizations:create --scope"
    " identity,read --expires-in 3600`."
)
HOST_VARIABLE, DATA_VARIABLE = "HEROKU_HOST", "HEROKU_DATA_HOST"
_DOMAINS = ("heroku.com", "herokai.com", "herokuspace.com", "herokudev.com")
_NAME = re.compile(r"[a-z0-9.-]+")
_USUAL, _USUAL_DATA = "https://api.heroku.com", "https://api.data.heroku.com"


class Hosts(Struct, frozen=True, kw_only=True):
    """The addresses of both services: scheme, host and port, without a slash at the end."""

    platform: str
    data: str

    def of(self, service: Service) -> str:
        """The address of a service."""
        return self.data if service is Service.DATA else self.platform

    @property
    def name(self) -> str:
        """The platform's host name, by which a token is looked up."""
        return urlsplit(self.platform).hostname or ""


def hosts(environ: Mapping[str, str]) -> Hosts:
    """The hosts that the environment names, as the Heroku CLI reads it.

    Where the CLI warns of a host that it does not know and asks the usual one instead, we ask
    nobody: a token must not go where nobody meant it to. Raises `UsageError`.
    """
    named, data = (environ.get(n, "").strip() for n in (HOST_VARIABLE, DATA_VARIABLE))
    del environ  # it holds the token, and tracebacks may print what a frame holds
    if not named:
        platform = _USUAL
    elif named.startswith("http"):
        platform = _checked(named.rstrip("/"), HOST_VARIABLE)
    else:
        platform = _checked(f"https://api.{named}", HOST_VARIABLE)
    return Hosts(platform=platform, data=_data_host(platform, data))


def _data_host(platform: str, named: str) -> str:
    parts = urlsplit(platform)
    if named:
        port = f":{parts.port}" if parts.port else ""
        return _checked(f"{parts.scheme}://{named}{port}", DATA_VARIABLE)
    # Against a stand-in on this machine the real data service is not asked.
    return platform if is_loopback(parts.hostname or "") else _USUAL_DATA


def _checked(address: str, variable: str) -> str:
    try:
        parts = urlsplit(address)
        name, port = (parts.hostname or ""), parts.port
    except ValueError:
        raise UsageError(f"{variable} is no address of a host", _HINT) from None
    bare = not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    local = is_loopback(name)
    known = local or (
        _NAME.fullmatch(name) is not None
        and any(name == d or name.endswith(f".{d}") for d in _DOMAINS)
    )
    if not (bare and known and parts.scheme in ("http", "https")):
        raise UsageError(f"{variable} names a host that is not asked", _HINT)
    if parts.scheme == "http" and not local:
        raise UsageError(f"{variable} asks for http, which shows the token to the network", _HINT)
    shown = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}"


_HINT = (
    f"Unset it, or name a host of {', '.join(_DOMAINS)} over https, or one of this machine such as"
    " http://127.0.0.1:8080."
)


def is_loopback(name: str) -> bool:
    """Whether a host name stands for this machine."""
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
