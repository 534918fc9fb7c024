"""``shieldbook seal``: a statement over all that was filed, signed with a key of one's own."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path

from builder.commands.terminal import complain, complain_of, say
from builder.errors import UsageError
from builder.locker.envelopes import enveloped, private_key
from builder.locker.evidence_folder import opened
from builder.locker.sealing import Sealing, seal
from builder.locker.time_stamps import Authority, stamped
from builder.model.organization import Organization
from builder.model.seal import SEALS, Beside
from builder.pipeline import Inputs, assemble

REFUSED = 1


def run(options: argparse.Namespace) -> int:
    """Seal the log; 1 while the workspace has errors, so that no broken evidence is sealed."""
    now = datetime.now(tz=UTC).replace(microsecond=0)  # noqa: TID251 - the front door's one look
    with opened(options.root) as folder:
        build = assemble(Inputs(root=options.root, as_of=now, now=now))
        if build.assessment is None:
            complain_of(build.errors)
            complain("Refused: the workspace has errors; nothing was sealed.")
            return REFUSED
        sealing = Sealing(
            catalog_sha256=build.files.catalog_sha256,
            evidence_sha256=build.files.evidence_sha256,
            moment=now,
            key=Path(options.key) if options.key else None,
            beside=_beside(options, build.assessment.matrix.workspace.customer.organization),
        )
        held = build.files.locker
        unlogged = len(held.unlogged())
        try:
            made = seal(folder, held, sealing)
        except UsageError:
            _say_unlogged(unlogged)
            raise
    say(f"Sealed {made.lines} lines of the log in {SEALS}/{made.sequence:04}.json")
    say(f"  root {made.root}")
    say("Commit it, and give the root to somebody outside: your auditor, or a dated letter.")
    if not options.key:
        say("It is not signed; `--key FILE` signs it with an OpenSSH key.")
    _say_unlogged(unlogged)
    return 0


def _say_unlogged(number: int) -> None:
    """What stands in the folder and in no line of the log is not covered by a seal."""
    if number:
        stand = "stands" if number == 1 else "stand"
        complain(f"{number} written by hand {stand} in no line of the log, so no seal covers that.")
        complain("    `shieldbook evidence file` logs what was written by hand; then seal again.")


def _beside(
    options: argparse.Namespace, organization: Organization
) -> tuple[tuple[Beside, Callable[[bytes, str], bytes]], ...]:
    """What was asked for besides the signature; the network is used when it is made, not here."""
    asked: list[tuple[Beside, Callable[[bytes, str], bytes]]] = []
    if options.dsse:
        if not options.key:
            raise UsageError("an envelope is signed", "Give --key FILE with --dsse.")
        key = private_key(Path(options.key), lambda: getpass(f"Passphrase of {options.key}: "))
        asked.append((Beside.ENVELOPE, lambda data, name: enveloped(data, name, key)))
    if options.timestamp is not None:
        authority = _authority(options, organization)
        asked.append((Beside.TIME_STAMP, lambda data, _: stamped(data, authority)))
    return tuple(asked)


def _authority(options: argparse.Namespace, organization: Organization) -> Authority:
    url = options.timestamp or organization.timestamp_authority
    if not url:
        raise UsageError(
            "the organization names no authority for time stamps",
            "Write --timestamp URL, or `timestamp_authority:` in organization.yml.",
        )
    if not options.tsa_ca:
        raise UsageError(
            "a time stamp is checked before it is kept",
            "Give --tsa-ca FILE: the certificates that the authority publishes.",
        )
    return Authority(url=url, certificates=Path(options.tsa_ca))
