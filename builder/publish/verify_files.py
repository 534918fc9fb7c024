"""What lets a reader check a published folder without this program: sums, and how to use them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from builder.model.assessment import Assessment
from builder.model.log_state import LogState
from builder.render.edition_words import edition_sentence
from builder.render.log_facts import log_facts
from builder.render.verify_commands import verify_steps

SUMS = "SHA256SUMS"
GUIDE = "VERIFY.md"
_PROGRAMS = """\
The commands are for bash with the programs of GNU, OpenSSH and OpenSSL, in the folder of the
workspace.
"""


def write_verify_files(assessment: Assessment, folder: Path) -> None:
    """Write ``VERIFY.md`` and then ``SHA256SUMS`` over every other file of ``folder``.

    The sums are in the form that ``sha256sum --check`` reads, sorted by name.
    """
    (folder / GUIDE).write_text(_guide(assessment), encoding="utf-8")
    names = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    ]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _guide(assessment: Assessment) -> str:
    identity = assessment.identity
    kind = "release" if identity.release else "draft"
    organization = assessment.matrix.workspace.customer.organization
    invented = "The organization and its evidence are an invented example.\n" * (
        organization.sample_data
    )
    facts = "\n".join(f"    {item:<28} {value}" for item, value in log_facts(identity.log))
    return f"""# Verify this folder

{organization.name}, as of {assessment.as_of.date()}, a {kind}.
{edition_sentence(assessment.edition)}
{invented}
This folder holds one build: the site (`site/index.html`), the workbook, and the report for
programs (`report.json`, described by `report.schema.json`). It needs no program of ours to be
read, and loads nothing from outside.

Have the files changed since they were built? In this folder:

    sha256sum --quiet --check {SUMS} && echo unchanged

On macOS: `shasum -a 256 --check {SUMS}`. Whoever sends the folder sends the sum of `{SUMS}` by
another way; without that, somebody who changes a file can change the list as well.

Do the parts belong together? The build id stands on every page, in the workbook and here:

    build id         {identity.build_id}
    tool version     {identity.tool_version}
    catalog SHA-256  {identity.catalog_sha256}
    evidence SHA-256 {identity.evidence_sha256}
    prose SHA-256    {identity.prose_sha256}

Is a piece of evidence what was recorded? Its page on the site and `report.json` give its SHA-256:

    sha256sum FILE

## The evidence

What was filed stands in a log in the workspace. Its root is one digest over all lines (RFC 6962).
Lines and seals that are dated after {assessment.as_of.date()} are not counted.

{facts}

{_steps(identity.log)}
How the three digests and the build id are made from the files of the workspace is on the site
under Guide, "Verify a build". The build id covers everything that this folder is made from:
catalog, evidence with its log and seals, prose and settings of the site, day, audit window, version
of the tool, and for whom it is.
The three digests cover all that was read, also what is not part of this edition.
"""


def _steps(state: LogState) -> str:
    steps = list(verify_steps(state))
    if not steps:
        return (
            "Not sealed yet: until it is, whoever can write to the repository can rewrite a\n"
            "record together with its line of the log.\n"
        )
    parts = [_PROGRAMS]
    for step in steps:
        command = "".join(f"    {line}\n" for line in step.command.split("\n"))
        parts.append(f"{step.title}\n\n{command}\n{step.says}\n")
    return "\n".join(parts)
