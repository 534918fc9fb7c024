"""Checks the signatures of seals with OpenSSH: missing ones fail as wrong ones do."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from builder.errors import BuilderError
from builder.locker.envelopes import why_not
from builder.model.evidence_log import Change, ChangeKind
from builder.model.seal import NAMESPACE, SEALS, Beside, SealFile


class Signers(Struct, frozen=True, kw_only=True):
    """Who has to have signed, by a list of keys from outside the evidence."""

    file: Path
    """In the format of ``ssh-keygen(1)``, ALLOWED SIGNERS."""
    identity: str


def unsigned(root: Path, seals: Sequence[SealFile], signers: Signers | None) -> list[Change]:
    """Seals that ``signers`` did not sign; none is asked for without signers.

    Raises `BuilderError` when the list of keys or OpenSSH is not there.
    """
    if signers is None:
        return []
    if not signers.file.is_file():
        raise BuilderError(f"{signers.file} is not there", "Name the list of keys.")
    if not seals:
        text = f"there is no seal, and {signers.identity} should have signed one"
        return [Change(kind=ChangeKind.SEAL_CHANGED, record="", file=SEALS, text=text)]
    return [
        Change(kind=ChangeKind.SEAL_CHANGED, record="", file=seal.name, text=why)
        for seal in seals
        if (why := _why_not(root / seal.name, signers))
    ]


def _why_not(statement: Path, signers: Signers) -> str:
    signature = statement.with_name(f"{statement.name}.sig")
    if not statement.is_file() or not signature.is_file():
        return "it is not signed"
    keys = ("-f", str(signers.file), "-I", signers.identity)
    command = ("ssh-keygen", "-Y", "verify", *keys, "-n", NAMESPACE, "-s", str(signature))
    try:
        with statement.open("rb") as data:
            done = subprocess.run(  # noqa: S603 - a known program, no shell
                command, stdin=data, capture_output=True, check=False
            )
    except FileNotFoundError:
        raise BuilderError("ssh-keygen is not installed", "Install OpenSSH.") from None
    if done.returncode != 0:
        return f"it is not signed by {signers.identity}"
    envelope = statement.with_suffix(f".{Beside.ENVELOPE}")
    if not envelope.is_file():
        return ""
    read = (envelope.read_bytes(), statement.read_bytes(), statement.name)
    return why_not(*read, signature.read_bytes())
