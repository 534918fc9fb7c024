"""Random values in the forms that leak rules recognize, so that no file has to hold one."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from random import Random
from uuid import UUID

_HOLE = re.compile(r"\{([a-z0-9-]+)(?::(\d+))?\}")
_LETTERS = {
    "digit": string.digits,
    "hex": "0123456789abcdef",
    "upper": string.ascii_uppercase + string.digits,
    "base32": string.ascii_uppercase + "234567",
    "alnum": string.ascii_letters + string.digits,
}
_MBI = "ACDEFGHJKMNPQRTUVWXY"


def filled(template: str, random: Random) -> str:
    """A text with its ``{hex:32}``, ``{uuid}``, ``{npi}`` and the like replaced."""
    return _HOLE.sub(lambda hole: value(hole[1], int(hole[2] or 1), random), template)


def value(kind: str, count: int, random: Random) -> str:
    """One random value of a kind; raises `KeyError` for a kind there is none of."""
    if kind in _FORMS:
        return _FORMS[kind](random)
    return "".join(random.choices(_LETTERS[kind], k=count))


def _ssn(random: Random, sign: str) -> str:
    area = random.choice([n for n in range(1, 900) if n != 666])
    return sign.join((f"{area:03}", f"{random.randint(1, 99):02}", f"{random.randint(1, 9999):04}"))


def _npi(random: Random) -> str:
    first = random.choice("12") + value("digit", 8, random)
    total = 24
    for position, digit in enumerate(map(int, reversed(first))):
        doubled = digit * 2 if position % 2 == 0 else digit
        total += doubled // 10 + doubled % 10
    return f"{first}{-total % 10}"


def _mbi(random: Random, sign: str) -> str:
    def letter() -> str:
        return random.choice(_MBI)

    def digit() -> str:
        return random.choice(string.digits)

    def either() -> str:
        return random.choice(_MBI + string.digits)

    one = random.choice("123456789") + letter() + either() + digit()
    return sign.join((one, letter() + either() + digit(), letter() + letter() + digit() + digit()))


_FORMS: dict[str, Callable[[Random], str]] = {
    "uuid": lambda random: str(UUID(int=random.getrandbits(128), version=4)),
    "ssn": lambda random: _ssn(random, "-"),
    "ssn-plain": lambda random: _ssn(random, ""),
    "npi": _npi,
    "mbi": lambda random: _mbi(random, ""),
    "mbi-dashed": lambda random: _mbi(random, "-"),
    "day": lambda random: f"{random.randint(1, 28):02}",
    "area": lambda random: f"{random.randint(200, 989)}",
}
