"""Makes copies of files from which secrets and PHI are taken out, for filing in their place."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from msgspec import Struct

from builder.errors import UsageError
from builder.leak_gate import LeakGate
from builder.leaks.redaction import NotRedactable, redact


class Redacted(Struct, frozen=True, kw_only=True):
    """Files to be filed, and what was taken out of them."""

    files: tuple[Path, ...]
    redactions: tuple[str, ...]
    """A line for each sort of thing in each file; empty when nothing was found."""


def redacted_copies(files: tuple[Path, ...], folder: Path, gate: LeakGate) -> Redacted:
    """Copies below ``folder`` of the files in which something is found; the others as they are.

    The originals stay where they are, untouched: keep them where only those may read them who may
    read PHI. Raises `UsageError` for a file whose values cannot be taken out, such as a workbook.
    """
    found: list[Path] = []
    redactions: list[str] = []
    for number, file in enumerate(files):
        data = file.read_bytes() if file.is_file() else b""
        leaks = gate.leaks(file.name, data)
        if not leaks:
            found.append(file)
            continue
        try:
            text = redact(file.name, data, leaks)
        except NotRedactable as stuck:
            raise UsageError(
                f"`{file.name}` cannot be redacted: {stuck}", "Collect it again without the values."
            ) from None
        place = folder / str(number)
        place.mkdir()
        copy = place / f"{file.stem}.redacted{file.suffix}"
        copy.write_bytes(text)
        found.append(copy)
        counts = Counter(leak.rule for leak in leaks)
        redactions += [f"{copy.name}: {rule}, {count}" for rule, count in sorted(counts.items())]
    return Redacted(files=tuple(found), redactions=tuple(redactions))
