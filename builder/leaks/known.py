"""Secrets that are known by value: matched exactly, in every encoding that is likely."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

from builder.model.leaks import LeakKind, LeakRule

SHORTEST = 8
"""Characters; a shorter value would be found in any text."""
_SECRET_NAME = re.compile(
    r"SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|ENCRYPTION_?KEY"
    r"|CREDENTIAL|(?:DATABASE|POSTGRES\w*|REDIS\w*|KAFKA|MONGO\w*|AMQP|RABBITMQ)_URL$",
    re.IGNORECASE,
)
_NOT_A_VALUE = re.compile(r"_(?:FILE|PATH|DIR|SOCK|NAME|ID)$|^GOOGLE_APPLICATION_CREDENTIALS$")
MORE_NAMES = "SHIELDBOOK_SECRETS"
"""Variable that names others, separated by commas, whose values are secret."""

KNOWN_RULE = LeakRule(
    id="known-secret",
    kind=LeakKind.SECRET,
    title="the value of a secret environment variable",
    pattern="",
    positive=(),
    negative=(),
)


class KnownValues:
    """The values and their encodings; shows neither when it is printed."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._forms = tuple(sorted({f for v in values if len(v) >= SHORTEST for f in _forms(v)}))

    def __bool__(self) -> bool:
        return bool(self._forms)

    def __repr__(self) -> str:
        return f"KnownValues({len(self._forms)} forms)"

    def within(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Start and end of each place in a text that holds one."""
        for form in self._forms:
            at = text.find(form)
            while at >= 0:
                yield at, at + len(form)
                at = text.find(form, at + len(form))


def known_values(environ: Mapping[str, str]) -> KnownValues:
    """Values of the variables whose names look secret, and of those that are named as such."""
    named = {name.strip() for name in environ.get(MORE_NAMES, "").split(",")}
    return KnownValues(
        value
        for name, value in environ.items()
        if name in named
        or (name != MORE_NAMES and _SECRET_NAME.search(name) and not _NOT_A_VALUE.search(name))
    )


def _forms(value: str) -> Iterator[bytes]:
    raw = value.encode("utf-8", "surrogateescape")
    yield raw
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    if raw.isascii():
        yield quote(value, safe="").encode()
        yield quote_plus(value).encode()
        yield html.escape(value).encode()
        yield json.dumps(value)[1:-1].encode()
    yield from _base64_forms(raw)


def _base64_forms(raw: bytes) -> Iterator[bytes]:
    """The characters that a value has inside longer text, at each of the three places it can be."""
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + raw).rstrip(b"=")
        lost = (0, 2, 3)[before]
        sure = whole[lost:] if (before + len(raw)) % 3 == 0 else whole[lost:-1]
        yield sure
        yield sure.replace(b"+", b"-").replace(b"/", b"_")
