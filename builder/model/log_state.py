"""What the log of the evidence was on a day: how many lines, their root, and the newest seal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from builder.model.seal import Beside, Seal, SealFile, root_of

_NONE = "none"


class SealState(Struct, frozen=True, kw_only=True):
    """A seal as a reader is told of it."""

    number: int
    name: str
    """Of the statement, relative to the workspace."""
    sha256: str
    """Of the statement's bytes."""
    sealed_at: str
    """UTC, as the machine's clock said: a claim, not a proof."""
    root: str
    lines: int
    """Lines of the log that are sealed by it and by the seals before."""
    beside: tuple[Beside, ...]
    """What lies beside the statement; that it is there says nothing about whether it holds."""


class LogState(Struct, frozen=True, kw_only=True):
    """The log as of a moment; the same value stands in every output."""

    lines: int = 0
    """Lines that count: sealed by then, or logged by then."""
    root: str = ""
    """RFC 6962 root over them, as a seal made then would state it; empty without a line."""
    seal: SealState | None = None
    """The newest seal made by then."""
    antedated: int = 0
    """Lines that say they were logged before a seal that does not know them: they came in from
    another branch later, or were dated back."""
    unlogged: int = 0
    """Records and retirements that stand in no line, and so under no seal; as the files are now."""

    @property
    def added(self) -> int:
        """Lines that count and that no seal covers."""
        return self.lines - (self.seal.lines if self.seal is not None else 0)

    @property
    def id_parts(self) -> tuple[str, str, str]:
        """What the build id is made of: root, digest of the newest seal, what lies beside it."""
        seal = self.seal
        beside = " ".join(kind.value for kind in seal.beside) if seal is not None else ""
        return self.root or _NONE, seal.sha256 if seal is not None else _NONE, beside or _NONE


def log_state(
    logged: Mapping[str, str], seals: Sequence[SealFile], as_of: datetime, unlogged: int = 0
) -> LogState:
    """The log as of a moment (UTC); lines and seals that are dated later are not counted.

    ``logged`` is for each line, by the SHA-256 of its text, what it says of when it was logged.
    A line that a counted seal covers is counted whatever it says: it stood there then. One whose
    time nobody can read is counted as well, since nothing shows that it came later. The root is
    over the lines in the order of the lists beside the seals, then over the others, sorted.
    """
    sealed: list[str] = []
    antedated = 0
    newest: SealState | None = None
    for number, file in enumerate(seals, start=1):
        if file.seal is None or _later(file.seal.sealed_at, as_of):
            break  # each seal covers those before it, so none behind this one counts
        sealed += file.digests
        antedated += _before(newest, (logged.get(digest, "") for digest in file.digests))
        newest = _told(number, file, file.seal)
    known = frozenset(sealed)
    new = sorted(d for d, at in logged.items() if d not in known and not _later(at, as_of))
    antedated += _before(newest, (logged[digest] for digest in new))
    leaves = [*sealed, *new]
    return LogState(
        lines=len(leaves),
        root=root_of(leaves) if leaves else "",
        seal=newest,
        antedated=antedated,
        unlogged=unlogged,
    )


def _before(seal: SealState | None, moments: Iterable[str]) -> int:
    """How many of them lie before a seal was made."""
    if seal is None:
        return 0
    sealed_at = _moment(seal.sealed_at)
    return sum(
        sealed_at is not None and at is not None and at < sealed_at for at in map(_moment, moments)
    )


def _told(number: int, file: SealFile, seal: Seal) -> SealState:
    return SealState(
        number=number,
        name=file.name,
        sha256=file.sha256,
        sealed_at=seal.sealed_at,
        root=seal.root,
        lines=seal.lines,
        beside=file.beside,
    )


def _later(text: str, as_of: datetime) -> bool:
    moment = _moment(text)
    return moment is not None and moment > as_of


def _moment(text: str) -> datetime | None:
    """The moment that a text names, UTC unless it says otherwise; None when it names none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
