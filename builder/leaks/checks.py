"""What a candidate has to pass beyond its pattern: check digits, ranges, randomness."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType

from builder.model.leaks import LeakCheck

_SPACERS = re.compile(rb"[ .-]")
_STANDS_FOR = re.compile(
    rb"example|sample|placeholder|change.?me|redacted|dummy|invented|required|optional|hidden"
    rb"|removed|(?<![a-z])your|<|\$\{|\$\(|\{\{|%\(|\*\*|x{4}|\.{3}|environ|getenv|(?<![a-z])(?:this|self)\.|\[redacted",
    re.IGNORECASE,
)
_COMMON = frozenset(
    b"pass password passwd secret token user username null none true false undefined pw".split()
)
_JOINTS = re.compile(rb"[^A-Za-z0-9]+")
_HUMPS = re.compile(rb"(?<=[a-z0-9])(?=[A-Z])")
_SHORT_PIECE = 4
_LEAST_HUMP = 3.5
"""Letters of a word, on average, in a name such as accessReviewDate."""
_WORD = re.compile(
    rb"[A-Z]?[a-z]{1,16}\d{0,2}|[A-Z]{1,16}\d{0,2}|\d{1,4}|[vVT]?\d{1,3}|\d{1,2}[a-zT]\d{1,2}"
)
_DAY = re.compile(rb"\d{4}-\d\d-\d\d")
_LEAST_BITS = 2.5
"""Bits a character (Shannon) of a short random text; eight equal letters have none."""
_YEARS = range(1900, 2031)
_MONTHS = b"jan feb mar apr may jun jul aug sep oct nov dec".split()
_LONGEST_MONTH = 31
_NPI_PREFIX = 24
"""What the digits of 80840 add to a Luhn sum."""


def filled(value: bytes) -> bool:
    """Whether it is a value, not a word that stands where one would."""
    return not (_STANDS_FOR.search(value) or value.lower() in _COMMON)


def random_enough(value: bytes) -> bool:
    """Whether a text looks drawn at random: not words, ids, paths or days joined by signs."""
    if not filled(value) or _DAY.match(value):
        return False
    if all(map(_reads_as_words, _JOINTS.split(value))):
        return False
    counts = Counter(value).values()
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counts)
    return bits >= _LEAST_BITS


def _reads_as_words(piece: bytes) -> bool:
    if len(piece) <= _SHORT_PIECE:
        return True
    words = _HUMPS.split(piece)
    return all(map(_WORD.fullmatch, words)) and len(piece) / len(words) >= _LEAST_HUMP


def npi(value: bytes) -> bool:
    """Whether ten digits pass the Luhn sum with the prefix 80840 (45 CFR 162.406)."""
    total = _NPI_PREFIX
    for position, digit in enumerate(map(int, reversed(value.decode()))):
        doubled = digit * 2 if position % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - Luhn
    return total % 10 == 0


def ssn(value: bytes) -> bool:
    """Whether area, group and serial can be issued: not 000, 666, 9xx; not 00; not 0000."""
    digits = _SPACERS.sub(b"", value)
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return (
        area not in (b"000", b"666")
        and not area.startswith(b"9")
        and group != b"00"
        and serial != b"0000"
    )


def calendar_day(value: bytes) -> bool:
    """Whether numbers can be a day on which a living person was born."""
    words = re.findall(rb"\d+|[A-Za-z]{3}", value)
    numbers = [int(word) for word in words if word.isdigit()]
    named = any(word.lower() in _MONTHS for word in words)
    years = [n for n in numbers if n in _YEARS]
    small = [n for n in numbers if 1 <= n <= _LONGEST_MONTH]
    two_digits = not years and not named and len(numbers) == 3  # noqa: PLR2004 - day, month, year
    return bool(small) and (bool(years) or two_digits)


CHECKS: Mapping[LeakCheck, Callable[[bytes], bool]] = MappingProxyType(
    {
        LeakCheck.ENTROPY: random_enough,
        LeakCheck.FILLED: filled,
        LeakCheck.NPI: npi,
        LeakCheck.SSN: ssn,
        LeakCheck.DATE: calendar_day,
    }
)
"""By name, as rules name them; `LeakCheck.NONE` has none."""
