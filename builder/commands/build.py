"""``shieldbook build``: site, workbook and report in a staging folder, checked, switched as one."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from builder import __version__
from builder.commands.terminal import say
from builder.errors import UsageError
from builder.inputs_digest import inputs_digest
from builder.moments import as_of_moment
from builder.publish.release import Release

if TYPE_CHECKING:
    from builder.model.assessment import Assessment
    from builder.model.window import Window

INTERNAL = "internal"
"""The word for the edition that holds everything, known here before the model is loaded."""
WORKBOOK = "shared-responsibility-matrix.xlsx"


def run(options: argparse.Namespace) -> int:
    """Build and publish; 1 when the files are refused, and nothing is written then."""
    if options.no_site:
        return _without_site(options)
    now = datetime.now(tz=UTC)  # noqa: TID251 - the front door's one look at the clock
    as_of = as_of_moment(options.as_of, os.environ, now)
    internal = options.audience == INTERNAL
    release = Release(options.root, "out" if internal else f"out-{options.audience}")
    window = _window(options)
    words = (str(window or ""), "release" if options.release else "draft", options.audience)
    key = inputs_digest(options.root, __version__, as_of.isoformat(), *words)
    always = options.force or options.leak_report  # a report may be newer than what it is about
    if not always and release.current_key() == key:
        say(f"Nothing has changed: {release.out} stands as it was built.")
        return 0
    from builder.commands.assembled import REFUSED, refuse, refuse_leaks  # noqa: PLC0415 - not for an unchanged build
    from builder.commands.leak_report_files import reported_leaks, reports_told  # noqa: PLC0415
    from builder.commands.who import keep_answers, state_of  # noqa: PLC0415
    from builder.leak_gate import front_gate  # noqa: PLC0415
    from builder.model.audience import Audience  # noqa: PLC0415
    from builder.pipeline import Inputs, assemble  # noqa: PLC0415
    from builder.publish.leak_check import leaks_in_folder  # noqa: PLC0415

    state = state_of(options)
    gate = front_gate(os.environ, reported_leaks(options), release=options.release)
    inputs = Inputs(
        root=options.root,
        as_of=as_of,
        now=now,
        release=options.release,
        window=window,
        audience=Audience(options.audience),
        gate=gate,
    )
    with release.locked(f"process {os.getpid()}"):
        build = assemble(inputs)
        for line in reports_told(gate.reported):
            say(line)
        if build.assessment is None:
            refuse(build, release=options.release)
            return REFUSED
        with release.staging() as staging:
            write_all(inputs.root, build.assessment, staging)
            build_id = build.assessment.identity.build_id
            if refuse_leaks(leaks_in_folder(staging, gate, build_id, release.out.name)):
                return REFUSED
            release.publish(staging, build_id, key)
    if internal and not options.release and window is None:  # its build id is another one
        keep_answers(options, state, build, build.assessment)
    _summary(build.assessment, release.out, len(build.issues))
    return 0


def write_all(root: Path, assessment: Assessment, folder: Path) -> None:
    """Site, workbook and report of one assessment, each checked, into an empty folder."""
    from builder.mkdocs_site import build_site  # noqa: PLC0415 - MkDocs is heavy
    from builder.publish.site_check import check_site  # noqa: PLC0415
    from builder.publish.verify_files import write_verify_files  # noqa: PLC0415

    for name, data in values(assessment).items():
        (folder / name).write_bytes(data)
    build_site(root, assessment, folder / "site")
    check_site(folder / "site")
    write_verify_files(assessment, folder)


def values(assessment: Assessment) -> dict[str, bytes]:
    """Workbook and report of one assessment, checked, as files by name."""
    from builder.publish.workbook import write_workbook  # noqa: PLC0415 - XlsxWriter is heavy
    from builder.publish.workbook_proof import prove_workbook  # noqa: PLC0415
    from builder.render.report import report, report_json  # noqa: PLC0415
    from builder.render.report_types import report_schema  # noqa: PLC0415
    from builder.render.sheets import workbook_sheets  # noqa: PLC0415

    sheets = workbook_sheets(assessment)
    data = write_workbook(sheets)
    prove_workbook(sheets, data)
    return {
        WORKBOOK: data,
        "report.json": report_json(report(assessment)).encode(),
        "report.schema.json": report_schema().encode(),
    }


def _without_site(options: argparse.Namespace) -> int:
    from builder.commands.assembled import (  # noqa: PLC0415 - as above
        REFUSED,
        gate_of,
        read_inputs,
        refuse,
        refuse_leaks,
    )

    folder: str | None = options.to
    if not folder:
        raise UsageError("--no-site needs --to DIR", "out/ is only ever switched as a whole.")
    target = _apart(Path(folder), options.root)
    from msgspec.structs import replace  # noqa: PLC0415

    from builder.commands.leak_report_files import reports_told  # noqa: PLC0415
    from builder.pipeline import assemble  # noqa: PLC0415
    from builder.publish.leak_check import leaks_in_files  # noqa: PLC0415
    from builder.publish.whole_files import replace_files  # noqa: PLC0415

    gate = gate_of(options)
    inputs = replace(read_inputs(options, gate), window=_window(options))
    build = assemble(inputs)
    for line in reports_told(gate.reported):
        say(line)
    if build.assessment is None:
        refuse(build, release=options.release)
        return REFUSED
    files = values(build.assessment)
    if refuse_leaks(leaks_in_files(files, gate, build.assessment.identity.build_id)):
        return REFUSED
    replace_files(target, files)
    say(f"Workbook and report are in {target}.")
    return 0


def _apart(target: Path, root: Path) -> Path:
    """The folder, if it is none of those that a build reads. Raises `UsageError`."""
    for name in ("controls", "evidence", "docs"):
        if target.resolve().is_relative_to((root / name).resolve()):
            raise UsageError(
                f"--to {target} lies in {name}/, which a build reads",
                "Name a folder of its own, such as `--to handout`.",
            )
    return target


def _window(options: argparse.Namespace) -> Window | None:
    """The audit window that was asked for; None for the organization's own."""
    if options.window is None:
        return None
    from builder.commands.status_window import parsed_window  # noqa: PLC0415 - as above

    return parsed_window(options.window)


def _summary(assessment: Assessment, out: Path, open_issues: int) -> None:
    from builder.commands.left_to_fill import left_words  # noqa: PLC0415 - as above
    from builder.render.edition_words import edition_sentence  # noqa: PLC0415 - as above

    say(f"Built {out} as of {assessment.as_of.date()}, build {assessment.identity.build_id}:")
    say(f"  {out}/site/index.html")
    say(f"  {out}/{WORKBOOK}")
    say(f"  {out}/report.json, {out}/report.schema.json")
    say(edition_sentence(assessment.edition))
    if assessment.edition.audience != INTERNAL and not assessment.identity.release:
        say("A draft, from what was kept of the last builds: hand out what `--release` makes.")
    if open_issues:
        say(f"A draft: {left_words(open_issues)}; `shieldbook check` says where.")
