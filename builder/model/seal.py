"""A seal: what the log of the evidence was at a moment, so that nothing can leave it unseen."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum

from msgspec import Struct

from builder.model.evidence_log import LOG, Change, ChangeKind
from builder.model.issues import Origin
from builder.model.merkle import MerkleTree, merkle_root

SEALS = "evidence/seals"
NAMESPACE = "shieldbook-seal"
"""What the signature is for; one made for a commit or a file cannot stand in its place."""
FIRST = "none"
"""What stands for the seal before the first one."""


class Beside(StrEnum):
    """What may lie beside the statement of a seal, by the end of its file's name."""

    SIGNATURE = "json.sig"
    """OpenSSH's signature of the statement."""
    ENVELOPE = "dsse.json"
    """The statement's digest in a signed DSSE envelope, for programs that read in-toto."""
    TIME_STAMP = "tsr"
    """An authority's answer (RFC 3161) that the statement was there at a time."""


class Seal(Struct, frozen=True, kw_only=True):
    """The statement of a seal; it is what is signed."""

    sequence: int
    previous: str
    """SHA-256 of the seal before, as its file; ``none`` for the first."""
    lines: int
    """Lines of the log that are sealed by now, those of earlier seals among them."""
    root: str
    """RFC 6962 root over the digests of these lines, in the order of the lists beside the seals."""
    files_sha256: str
    """Of the list beside it: every file that these lines speak of, for ``sha256sum --check``."""
    sealed_at: str
    """UTC, as the machine's clock said: a claim, not a proof."""
    catalog_sha256: str
    evidence_sha256: str
    tool_version: str
    origin: Origin | None = None


class SealFile(Struct, frozen=True, kw_only=True):
    """A seal as it stands in the folder."""

    name: str
    """Of the statement, relative to the workspace."""
    sha256: str
    """Of the statement's bytes."""
    seal: Seal | None
    """None when the statement cannot be read."""
    files_sha256: str
    """Of the list of files beside it."""
    digests: tuple[str, ...]
    """SHA-256 of the lines of the log that it seals first, from the list beside it."""
    beside: tuple[Beside, ...] = ()


def root_of(digests: Iterable[str]) -> str:
    """The root over digests of lines, each as its text."""
    return merkle_root(digest.encode() for digest in digests)


def next_seal(
    files: Sequence[SealFile], there: AbstractSet[str]
) -> tuple[int, str, tuple[str, ...]]:
    """Number and predecessor of the next seal, and the digests that it seals first, sorted.

    ``there`` are the digests of the lines that the log has.
    """
    sealed = {digest for file in files for digest in file.digests}
    previous = files[-1].sha256 if files else FIRST
    return len(files) + 1, previous, tuple(sorted(there - sealed))


def unsealed(files: Sequence[SealFile], there: AbstractSet[str]) -> int:
    """How many lines of the log no seal covers; ``there`` are the digests of its lines."""
    return len(there - {digest for file in files for digest in file.digests})


def seal_changes(files: Sequence[SealFile], there: AbstractSet[str]) -> list[Change]:
    """What does not agree among the seals, and which sealed lines the log has lost.

    ``there`` are the digests of the lines that the log has.
    """
    found: list[Change] = []
    if files and not there:
        text = "the evidence is sealed, and its log is gone or empty"
        found.append(_change(ChangeKind.LOG_CHANGED, LOG, text))
    sealed = MerkleTree()
    previous = FIRST
    for number, file in enumerate(files, start=1):
        for digest in file.digests:
            sealed.add(digest.encode())
        why = _wrong(file, number, previous, sealed)
        if why:
            found.append(_change(ChangeKind.SEAL_CHANGED, file.name, why))
        lost = sum(digest not in there for digest in file.digests)
        if lost and there:
            text = f"of the sealed lines of the log, {lost} cannot be found: gone or edited"
            found.append(_change(ChangeKind.LOG_CHANGED, file.name, text))
        previous = file.sha256
    return found


def without_root(files: Sequence[SealFile], root: str) -> list[Change]:
    """That no seal has the root that somebody kept: the seal was taken away, or made anew."""
    if any(file.seal is not None and file.seal.root == root for file in files):
        return []
    return [_change(ChangeKind.SEAL_CHANGED, SEALS, f"no seal has the root {root}")]


def _wrong(file: SealFile, number: int, previous: str, sealed: MerkleTree) -> str:
    seal = file.seal
    if seal is None:
        return "the seal cannot be read"
    if seal.sequence != number:
        return f"it is the seal {seal.sequence} in the place of {number}"
    if seal.previous != previous:
        return "it does not follow the seal before it"
    if seal.lines != sealed.lines or seal.root != sealed.root:
        return "the list of sealed lines is not the one that was sealed"
    if seal.files_sha256 != file.files_sha256:
        return "the list of sealed files is not the one that was sealed"
    return ""


def _change(kind: ChangeKind, file: str, text: str) -> Change:
    return Change(kind=kind, record="", file=file, text=text)
