"""The token of the collector's account: a value that never shows itself."""

from __future__ import annotations

import re

_VISIBLE = re.compile(r"[\x21-\x7e]{8,4096}")


class Token:
    """A bearer token. Neither ``repr``, ``str``, a pickle nor a comparison gives it away."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        """Take a token as it was found. Raises `ValueError`, without it, for what can be none."""
        if not _VISIBLE.fullmatch(secret):
            raise ValueError("not a token") from None
        self._secret = secret

    def authorization(self) -> str:
        """The value of the ``Authorization`` header (RFC 6750, 2.1)."""
        return f"Bearer {self._secret}"

    def taken_out(self, text: str) -> str:
        """A text without the token."""
        return text.replace(self._secret, "[token]")

    def taken_out_of(self, data: bytes) -> bytes:
        """Bytes without the token."""
        return data.replace(self._secret.encode(), b"[token]")

    def __repr__(self) -> str:
        return "Token(hidden)"

    def __reduce__(self) -> str:
        raise TypeError("a token is not written anywhere")
