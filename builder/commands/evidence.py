"""``shieldbook evidence``: file, list, show and retire records of evidence."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from builder.commands.evidence_import import import_results
from builder.commands.evidence_input import filing_of
from builder.commands.evidence_lines import WRITER, batch_of, look_at_all
from builder.commands.evidence_names import record_named
from builder.commands.evidence_shown import list_records, show_record
from builder.commands.given_values import role_of
from builder.commands.looking_at import look_with
from builder.commands.redacting import redacted_copies
from builder.commands.terminal import complain, complain_of, say, say_json
from builder.errors import UsageError
from builder.leak_gate import front_gate
from builder.locker.appending import append_records
from builder.locker.catching_up import catch_up
from builder.locker.evidence_folder import opened
from builder.locker.filing import Filing, NotFiledError, file_evidence
from builder.locker.mending import mend
from builder.locker.retiring import retire
from builder.pipeline import Build, Inputs, assemble

REFUSED = 1
_SHOWN = 20
"""Events that are named; the others are counted."""


def run(options: argparse.Namespace) -> int:
    """Carry out the action; 1 when the files or the workspace are refused."""
    now = datetime.now(tz=UTC).replace(microsecond=0)  # noqa: TID251 - the front door's one look
    action = {
        "add": _add,
        "attest": _add,
        "supersede": _add,
        "import": _import,
        "list": _list,
        "show": _show,
        "retire": _retire,
        "file": _file,
        "append": _append,
    }[options.action]
    if options.action not in ("list", "show"):
        _mend(options)
    return action(options, now)


def _mend(options: argparse.Namespace) -> None:
    """Cut off what a writer that was stopped has left, and say so."""
    if (options.root / "evidence").is_dir():
        with opened(options.root) as folder:
            for file in mend(folder):
                complain(f"{file}: the end of a line that was never filed was cut off.")


def _workspace(
    options: argparse.Namespace, now: datetime, undone: str, mended: frozenset[str] = frozenset()
) -> Build | None:
    """What is there now, without the artifacts; None after printing why it cannot be used.

    ``undone`` says what the errors have prevented; those of the codes ``mended`` prevent nothing.
    """
    build = assemble(Inputs(root=options.root, as_of=now, now=now, check_artifacts=False))
    if build.assessment is None and any(error.code not in mended for error in build.errors):
        complain_of(build.errors)
        complain(f"Refused: the workspace has errors; {undone}.")
        return None
    return build


def _add(options: argparse.Namespace, now: datetime) -> int:
    build = _workspace(options, now, "nothing was filed")
    if build is None:
        return REFUSED
    with TemporaryDirectory() as place:
        if options.action == "attest":
            options.files = [_attestation(options, build, now, Path(place))]
        if options.redact:
            files = tuple(Path(file) for file in options.files)
            made = redacted_copies(files, Path(place), front_gate(os.environ))
            options.files = made.files
            options.redacted = [*(options.redacted or ()), *made.redactions]
            options.phi = "redacted" if made.redactions else options.phi
        return _filed(options, filing_of(options, build, now), now)


def _import(options: argparse.Namespace, now: datetime) -> int:
    build = _workspace(options, now, "nothing was filed")
    return REFUSED if build is None else import_results(options, build, now)


def _attestation(options: argparse.Namespace, build: Build, now: datetime, place: Path) -> Path:
    """What a role states, as a file that says who stated it and when."""
    if not (options.statement or "").strip():
        raise UsageError("an attestation needs a statement", "Say it with --statement TEXT.")
    customer = build.files.customer
    role = customer.organization.role(role_of(options.by or "", build)) if customer else None
    lines = [
        f"# {options.title or 'Attestation'}",
        options.statement.strip(),
        f"Stated by the {role.title if role else options.by} on {now.date()}.",
    ]
    if options.valid_until:
        lines.append(f"It holds until {options.valid_until}.")
    file = place / "attestation.md"
    file.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return file


def _filed(options: argparse.Namespace, filing: Filing, now: datetime) -> int:
    try:
        with opened(options.root) as folder:
            # Asked for again: while this process waited, another one may have filed.
            latest = _workspace(options, now, "nothing was filed")
            if latest is None:
                return REFUSED
            taken = latest.files.locker.ids
            record = file_evidence(folder, filing, taken, now, look_with(latest, now))
    except NotFiledError as refused:
        complain_of(refused.issues)
        complain("Refused: nothing was filed.")
        return REFUSED
    if options.json:
        say_json({"id": record.id, "folder": record.folder})
        return 0
    say(f"Filed {record.id} in {record.folder}/")
    for artifact in record.artifacts:
        say(f"  {artifact.sha256}  {artifact.file}")
    whole = "whole" if record.complete else "not known to be whole, so it shows nothing"
    says = f"{record.kind.value}, looked at by {record.method.value}"
    say(f"It says: {says}; outcome {record.outcome.value}; {whole}.")
    if record.sample_data:
        say("It is marked as an invented example (`sample_data: true`), as the organization is.")
    shown = ", ".join(f"`{requirement}`" for requirement in record.requirements)
    say(f"It is for {shown}. Commit the folder and evidence/log.jsonl together.")
    return 0


def _list(options: argparse.Namespace, now: datetime) -> int:
    build = _workspace(options, now, "nothing is listed")
    return REFUSED if build is None else list_records(options, build)


def _show(options: argparse.Namespace, now: datetime) -> int:
    build = _workspace(options, now, "nothing is shown")
    return REFUSED if build is None else show_record(options, build)


_MENDED_BY_RETIRING = frozenset({"EVD010", "EVD011", "EVD012"})
"""What is said against a record and no longer once it counts no more."""


def _retire(options: argparse.Namespace, now: datetime) -> int:
    build = _workspace(options, now, "nothing was retired", _MENDED_BY_RETIRING)
    if build is None:
        return REFUSED
    record = record_named(options.record, build)
    role = role_of(options.by, build)
    if not options.reason.strip():
        raise UsageError("a retirement needs a reason", "Say it with --reason TEXT.")
    if record.retirement is not None:
        raise UsageError(f"`{record.id}` was retired before", "Nothing is left to do.")
    with opened(options.root) as folder:
        retire(folder, record, by=role, reason=options.reason.strip(), moment=now)
    say(f"Retired {record.id}: it counts no more. Its files stay, with the reason beside them.")
    return 0


def _file(options: argparse.Namespace, now: datetime) -> int:
    """Log what was written by hand, after a whole check of it."""
    with opened(options.root) as folder:
        build = assemble(Inputs(root=options.root, as_of=now, now=now))
        if build.assessment is None:
            complain_of(build.errors)
            complain("Refused: the workspace has errors; nothing was logged.")
            return REFUSED
        new = catch_up(folder, build.files.locker, now)
    for event in new[:_SHOWN]:
        say(f"{event.event.value}  {event.record}")
    if len(new) > _SHOWN:
        say(f"... and {len(new) - _SHOWN} more")
    say(f"{len(new)} added to the log." if new else "The log knows every record already.")
    return 0


def _append(options: argparse.Namespace, now: datetime) -> int:
    """File the records of a file of JSON Lines, all of them or none."""
    if options.writer and not WRITER.fullmatch(options.writer):
        raise UsageError(
            "`--writer` is a word of a-z, 0-9 and hyphen", "Write one such as `staff`."
        )
    if _workspace(options, now, "nothing was filed") is None:
        return REFUSED
    try:
        with opened(options.root) as folder:
            latest = _workspace(options, now, "nothing was filed")  # another may have filed by now
            if latest is None:
                return REFUSED
            gate = front_gate(os.environ)
            taken = latest.files.locker.ids
            batch = batch_of(Path(options.file), options.writer)
            look = look_at_all(latest, gate, now)
            filed = append_records(folder, batch, taken, now, gate.inspect, look)
    except NotFiledError as refused:
        complain_of(refused.issues)
        complain("Refused: nothing was filed.")
        return REFUSED
    files = sorted({f"{record.folder}.jsonl" for record in filed.records})
    if options.json:
        ids = [record.id for record in filed.records]
        say_json({"filed": ids, "already_there": filed.already_there, "files": files})
        return 0
    said = f", {filed.already_there} were there already" if filed.already_there else ""
    say(f"Filed {len(filed.records)} records{said}.")
    for file in files:
        say(f"  {file}")
    if files:
        say("Commit evidence/records/ and evidence/log.jsonl together.")
    return 0
