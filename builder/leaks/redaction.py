"""Takes what was found out of a text and leaves a mark that says what stood there."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.leaks import Leak


class NotRedactable(Exception):  # noqa: N818 - a verdict on a file
    """A leak stands in a name, a container or an encoding, so nothing can be put in its place."""


def redact(name: str, data: bytes, leaks: Iterable[Leak]) -> bytes:
    """The text with each value replaced by a mark such as ``[redacted:ssn:1]``.

    ``leaks`` are those that `scan` found in this ``data``. Within a file the same value gets the
    same number, so that rows that belong together stay together. For text formats: raises
    `NotRedactable` when a leak has no place in the bytes; the file must not be used then.
    """
    held = sorted(leaks, key=lambda leak: leak.start)
    stuck = [leak for leak in held if leak.start < 0 or leak.inner or leak.file != name]
    if stuck:
        raise NotRedactable(f"{stuck[0].place}: {stuck[0].title} has no place in the text")
    numbers: dict[tuple[str, bytes], int] = {}
    counts: dict[str, int] = {}
    pieces: list[bytes] = []
    at = 0
    for leak in held:
        key = (leak.rule, data[leak.start : leak.end])
        if key not in numbers:
            counts[leak.rule] = numbers[key] = counts.get(leak.rule, 0) + 1
        pieces += [data[at : leak.start], f"[redacted:{leak.rule}:{numbers[key]}]".encode()]
        at = max(at, leak.end)
    return b"".join((*pieces, data[at:]))
