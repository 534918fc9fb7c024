"""One file, its name and everything in it, against the rules and the known values."""

from __future__ import annotations

from collections.abc import Iterator

from builder.leaks.columns import headed_cells
from builder.leaks.containers import Limits, Part, parts
from builder.leaks.known import KNOWN_RULE, KnownValues
from builder.leaks.matching import Match, RuleSet, matches
from builder.model.leaks import Leak, LeakKind, LeakRule

NOTHING_KNOWN = KnownValues()
LIMITS = Limits()
NAME = "its name"
"""The inner path of what was recognized in the name of a file."""
UNREAD = "unread"
"""Id under which a file is reported, and may be waived, that could not be looked into."""


def scan(
    name: str,
    data: bytes,
    rules: RuleSet,
    known: KnownValues = NOTHING_KNOWN,
    limits: Limits = LIMITS,
) -> tuple[Leak, ...]:
    """What must not be published in a file: in its name, its text and what it contains.

    ``name`` is what a reader of the messages knows the file by. Leaks come in the order of their
    places and hold no value.
    """
    in_name = tuple(_in_text(name.encode(), rules, known))
    shown = masked(name, rules, known) if in_name else name
    found: dict[tuple[str, int, int], Leak] = {}
    for match in in_name:
        _add(found, _leak(shown, Part(NAME, name.encode()), match))
    for part in parts(data, limits) if data else ():
        if part.unread:
            title = f"cannot be looked into: {part.unread}"
            leak = Leak(
                file=shown,
                line=1,
                inner=part.inner,
                rule=UNREAD,
                kind=LeakKind.UNREAD,
                title=title,
                mark=hash(data),
            )
            _add(found, leak)
            continue
        for match in _in_text(part.text, rules, known):
            _add(found, _leak(shown, part, match))
    return tuple(sorted(found.values()))


def masked(name: str, rules: RuleSet, known: KnownValues = NOTHING_KNOWN) -> str:
    """A file's name with what is recognized in it taken out."""
    raw = name.encode()
    for match in sorted(_in_text(raw, rules, known), key=lambda m: m.start, reverse=True):
        raw = raw[: match.start] + f"[{match.rule.id}]".encode() + raw[match.end :]
    return raw.decode("utf-8", "replace")


def _in_text(text: bytes, rules: RuleSet, known: KnownValues) -> Iterator[Match]:
    taken: list[tuple[int, int]] = []
    for start, end in known.within(text):
        taken.append((start, end))
        yield Match(KNOWN_RULE, start, end)
    for match in matches(text, rules):
        if not any(match.start < until and since < match.end for since, until in taken):
            taken.append((match.start, match.end))
            yield match
    for cell in headed_cells(text, rules.context):
        for inner in matches(cell.text, rules):
            start = inner.start - cell.lead + cell.start
            end = inner.end - cell.lead + cell.start
            if inner.start >= cell.lead and not any(s < end and start < e for s, e in taken):
                yield Match(inner.rule, start, end)


def _leak(file: str, part: Part, match: Match) -> Leak:
    rule: LeakRule = match.rule
    return Leak(
        file=file,
        line=part.text.count(b"\n", 0, match.start) + 1,
        inner=part.inner,
        rule=rule.id,
        kind=rule.kind,
        title=rule.title,
        start=match.start if part.whole else -1,
        end=match.end if part.whole else -1,
        mark=hash(part.text[match.start : match.end]),
    )


def _add(found: dict[tuple[str, int, int], Leak], leak: Leak) -> None:
    """Keep the first of those that tell the same: a sheet is read as XML and as rows."""
    place = leak.start if leak.start >= 0 else leak.line
    found.setdefault((f"{leak.inner}\n{leak.rule}", place, leak.mark), leak)
