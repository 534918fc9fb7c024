"""Where the token of a collection comes from: environment, netrc or the machine's keyring."""

from __future__ import annotations

import netrc
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from builder.collect.hosts import ACCESS_VARIABLE, TOKEN_ADVICE
from builder.collect.token import Token
from builder.errors import UsageError

_KEYRING = "shieldbook"


def found_token(environ: Mapping[str, str], home: Path, host: str) -> Token:
    """The first token that there is, for a host. Raises `UsageError`, which never holds it."""
    netrc_file = Path(environ["NETRC"]) if environ.get("NETRC") else home / ".netrc"
    found = _first(environ.get(ACCESS_VARIABLE, "").strip(), netrc_file, host)
    del environ  # tracebacks may print what a frame holds, and this holds the token
    if isinstance(found, Token):
        return found
    raise found


def _first(named: str, netrc_file: Path, host: str) -> Token | UsageError:
    """The token, or what is wrong; not raised here, where it lies open."""
    for where, secret in _places(named, netrc_file, host):
        if isinstance(secret, UsageError):
            return secret
        if secret:
            try:
                return Token(secret)
            except ValueError:
                return UsageError(f"what {where} holds is no token", TOKEN_ADVICE)
    return UsageError("there is no token to ask with", TOKEN_ADVICE)


def _places(named: str, netrc_file: Path, host: str) -> Iterator[tuple[str, str | UsageError]]:
    yield ACCESS_VARIABLE, named
    yield "~/.netrc", _in_netrc(netrc_file, host)
    yield "the keyring", _in_keyring(host)


def _in_netrc(path: Path, host: str) -> str | UsageError:
    """The password of the host; a file that others can read is refused, as a key of SSH is."""
    try:
        state = path.stat()
    except OSError:
        return ""
    if os.name == "posix" and state.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return UsageError(f"{path.name} can be read by others", f"chmod 600 {path.name}")
    try:
        held = netrc.netrc(str(path)).authenticators(host)
    except (netrc.NetrcParseError, OSError, UnicodeDecodeError):
        return UsageError(f"{path.name} cannot be read", "Mend its lines.")
    return (held[2] or "") if held is not None else ""


def _in_keyring(host: str) -> str:
    """The password in the machine's keyring, where the package for it is installed."""
    try:
        import keyring  # noqa: PLC0415 - an extra, and slow to load
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return ""
    try:
        return str(keyring.get_password(_KEYRING, host) or "")
    except KeyringError:
        return ""
