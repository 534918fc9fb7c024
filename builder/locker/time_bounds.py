"""Until when each seal was there at the latest, by the time stamps of an authority."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from builder.locker.time_stamps import TimeStamp, read_stamp
from builder.model.evidence_log import Change, ChangeKind
from builder.model.seal import SEALS, Beside, SealFile


def time_bounds(
    root: Path, seals: Sequence[SealFile], certificates: Path
) -> tuple[list[tuple[str, TimeStamp]], list[Change]]:
    """Each seal's name with the stamp that bounds it, and what is wrong.

    A stamp bounds its own seal and, since each seal states the digest of the one before, those
    before it. A seal that no stamp bounds is wrong: whoever asks for stamps is not content with
    fewer. Raises `BuilderError` when OpenSSL or the certificates are missing.
    """
    bounds: list[tuple[str, TimeStamp]] = []
    found: list[Change] = []
    bound: TimeStamp | None = None
    if not seals:
        found.append(_change(SEALS, "there is no seal, and it should have a time stamp"))
    for seal in reversed(seals):
        if Beside.TIME_STAMP in seal.beside:
            statement = root / seal.name
            reply = statement.with_suffix(f".{Beside.TIME_STAMP}")
            read = read_stamp(statement, reply, certificates)
            if isinstance(read, str):
                found.append(_change(seal.name, read))
            elif bound is None or read.at < bound.at:
                bound = read
        if bound is None:
            if Beside.TIME_STAMP not in seal.beside:
                found.append(_change(seal.name, "neither it nor a later seal has a time stamp"))
        else:
            bounds.append((seal.name, bound))
    return bounds[::-1], found[::-1]


def _change(file: str, text: str) -> Change:
    return Change(kind=ChangeKind.SEAL_CHANGED, record="", file=file, text=text)
