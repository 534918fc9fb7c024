"""Seals the log of the evidence: a statement, the lines it covers, and a signature with a key.

The signature is OpenSSH's own (``ssh-keygen -Y sign``): people have the key and the program, and
whoever checks it in six years needs nothing of ours.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from msgspec import Struct, to_builtins

from builder import __version__
from builder.errors import BuilderError, UsageError
from builder.locker.evidence_folder import EvidenceFolder
from builder.model.evidence_log import EventKind, moment_text
from builder.model.seal import NAMESPACE, Beside, Seal, next_seal, root_of
from builder.store.evidence_files import EvidenceFiles
from builder.store.evidence_log import LOG_NAME
from builder.store.folder import Folder
from builder.store.retirements import RETIRED
from builder.store.seal_files import seal_name
from builder.store.workspace_texts import RECORD


class Sealing(Struct, frozen=True, kw_only=True):
    """What a seal says besides the log."""

    catalog_sha256: str
    evidence_sha256: str
    moment: datetime
    """UTC."""
    key: Path | None
    """An OpenSSH key: the private file, or the public one of a key in the agent."""
    beside: tuple[tuple[Beside, Callable[[bytes, str], bytes]], ...] = ()
    """What else is laid beside the statement, each made of its bytes and its file's name."""


def seal(folder: EvidenceFolder, held: EvidenceFiles, sealing: Sealing) -> Seal:
    """Write the next seal and return it.

    Raises `UsageError` when the log has nothing new, or the key cannot sign; nothing is left then.
    """
    log = Folder(folder.path)
    number, previous, new = next_seal(held.seals, held.logged.keys())
    if not new:
        nothing = "nothing new since the last seal" if held.seals else "nothing to seal yet"
        raise UsageError(f"the log has {nothing}", "File evidence first.")
    leaves = [digest for file in held.seals for digest in file.digests] + list(new)
    files = _files_of(log.lines(LOG_NAME), frozenset(new))
    made = Seal(
        sequence=number,
        previous=previous,
        lines=len(leaves),
        root=root_of(leaves),
        files_sha256=hashlib.sha256(files).hexdigest(),
        sealed_at=moment_text(sealing.moment),
        catalog_sha256=sealing.catalog_sha256,
        evidence_sha256=sealing.evidence_sha256,
        tool_version=__version__,
    )
    value = {name: field for name, field in to_builtins(made).items() if name != "origin"}
    data = json.dumps(value, indent=1, sort_keys=True).encode() + b"\n"
    name = Path(seal_name(number, "json")).name
    beside = [(Beside.SIGNATURE, _signed(data, sealing.key))] if sealing.key is not None else []
    beside += [(kind, make(data, name)) for kind, make in sealing.beside]
    for suffix in ("lines", "sha256", *Beside):  # what a kill left of a seal that never was
        (folder.path / seal_name(number, suffix)).unlink(missing_ok=True)
    folder.add_file(seal_name(number, "lines"), "".join(f"{line}\n" for line in new).encode())
    folder.add_file(seal_name(number, "sha256"), files)
    for kind, held_beside in beside:
        folder.add_file(seal_name(number, kind), held_beside)
    folder.add_file(seal_name(number, "json"), data)
    return made


def _files_of(log: Iterable[bytes], wanted: frozenset[str]) -> bytes:
    """The files that some lines of the log speak of, each once, as ``sha256sum`` lists them.

    A record that is a line has no file of its own; its artifacts have.
    """
    found: set[str] = set()
    for line in log:
        if hashlib.sha256(line).hexdigest() not in wanted:
            continue
        event = json.loads(line)
        place = event["place"]
        if not place.endswith(".jsonl"):
            own = RETIRED if event["event"] == EventKind.RETIRED.value else RECORD
            found.add(f"{event['sha256']}  {place}/{own}\n")
        folder = place.removesuffix(".jsonl")
        for artifact in event.get("artifacts", ()):
            found.add(f"{artifact['sha256']}  {folder}/{artifact['file']}\n")
    return "".join(sorted(found)).encode()


def _signed(data: bytes, key: Path) -> bytes:
    command = ("ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(key))
    try:
        done = subprocess.run(  # noqa: S603 - a known program, no shell
            command, input=data, capture_output=True, check=False
        )
    except FileNotFoundError:
        hint = "Install OpenSSH, or seal without a key."
        raise BuilderError("ssh-keygen is not installed", hint) from None
    if done.returncode != 0 or b"BEGIN SSH SIGNATURE" not in done.stdout:
        said = done.stderr.decode(errors="replace").strip() or "no signature was made"
        hint = "Name an OpenSSH key: the private file, or the public one of a key in the agent."
        raise UsageError(f"the key cannot sign: {said}", hint)
    return done.stdout
