"""Where the token of a collection comes from: environment, netrc or the machine's keyring."""

from __future__ import annotations

import netrc
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from builder.collect.hosts import ACCESS_VARIABLE, TOKEN_ADVICE
from builder.collect.token import Token
from builder.errors import UsageError

_KEYRING = "shieldbook"


def found_token(environ: Mapping[str, str], home: Path, host: str) -> Token:
    """The first token that there is, for a host. Raises `UsageError`, which never holds it."""
    for where, secret in (
        (ACCESS_VARIABLE, environ.get(ACCESS_VARIABLE, "").strip()),
        ("~/.netrc", _in_netrc(environ, home, host)),
        ("the keyring", _in_keyring(host)),
    ):
        if not secret:
            continue
        try:
            return Token(secret)
        except ValueError:
            raise UsageError(f"what {where} holds is no token", TOKEN_ADVICE) from None
    raise UsageError("there is no token to ask with", TOKEN_ADVICE)


def _in_netrc(environ: Mapping[str, str], home: Path, host: str) -> str:
    """The password of the host; a file that others can read is refused, as a key of SSH is."""
    path = Path(environ["NETRC"]) if environ.get("NETRC") else home / ".netrc"
    try:
        state = path.stat()
    except OSError:
        return ""
    if os.name == "posix" and state.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UsageError(f"{path.name} can be read by others", f"chmod 600 {path.name}")
    try:
        held = netrc.netrc(str(path)).authenticators(host)
    except (netrc.NetrcParseError, OSError, UnicodeDecodeError):
        raise UsageError(f"{path.name} cannot be read", "Mend its lines.") from None
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
