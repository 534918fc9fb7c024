"""The arguments of ``shieldbook evidence``, laid out for that command only."""

from __future__ import annotations

import argparse


def lay_out(parser: argparse.ArgumentParser, help_of: type[argparse.HelpFormatter]) -> None:
    """Add the actions and their arguments to the parser of the command."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def action(name: str, text: str) -> argparse.ArgumentParser:
        added = actions.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}.", formatter_class=help_of
        )
        added.add_argument("-C", dest="workspace", metavar="DIR", default=argparse.SUPPRESS)
        added.add_argument("--json", action="store_true", help="print for a program")
        return added

    add = action("add", "file artifacts with one record")
    add.add_argument("files", nargs="+", metavar="FILE")
    supersede = action("supersede", "file artifacts in the place of an older record")
    supersede.add_argument("replaces", metavar="ID", help="the record that is replaced")
    supersede.add_argument("files", nargs="+", metavar="FILE")
    attest = action("attest", "file what a role states, in words")
    attest.add_argument("--statement", metavar="TEXT", help="what is stated")
    for parser_of_one in (add, supersede, attest):
        _said_of_evidence(parser_of_one)
    imported = action("import", "file results of other tools, mapped to requirements")
    imported.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder of files")
    _said_of_an_import(imported)
    listed = action("list", "list the records, the newest first")
    listed.add_argument(
        "--for", dest="requirement", metavar="REQUIREMENT|CITATION", help="only for this"
    )
    action("show", "show one record").add_argument("record", metavar="ID")
    retired = action("retire", "let a record count no more; nothing is deleted")
    retired.add_argument("record", metavar="ID")
    retired.add_argument("--reason", required=True, metavar="TEXT")
    retired.add_argument("--by", required=True, metavar="ROLE")
    append = action("append", "file records that a program wrote as JSON Lines, all or none")
    append.add_argument("file", metavar="FILE.jsonl", help="artifacts are named from its folder")
    append.add_argument("--writer", default="", metavar="WORD", help="keep to files of its own")
    action("file", "log the records that were written by hand")


def _said_of_an_import(parser: argparse.ArgumentParser) -> None:
    """What the files do not say themselves."""
    for flag, metavar, text in (
        ("--by", "ROLE", "who collected it"),
        ("--phi", "no|redacted", "whether it holds PHI"),
        ("--mapping", "FILE", "default: imports.yml beside organization.yml"),
        ("--format", "NAME", "sarif, prowler, hdf, attestations, auditree or saved-json"),
        ("--collected-at", "MOMENT", "for files that do not say it, as 2026-01-31T09:00:00Z"),
        ("--outcome", "pass|fail", "what a person concluded from files without a verdict"),
        ("--replaces", "ID", "the record that is replaced; without it both stand"),
        ("--title", "TEXT", "default: the tool and the file's name"),
        ("--query", "TEXT", "the command that made the file"),
        ("--note", "TEXT", "remarks"),
    ):
        parser.add_argument(flag, metavar=metavar, help=text)
    parser.add_argument("--system", action="append", metavar="ID")
    parser.add_argument(
        "--classification", default="internal", metavar="public|internal|restricted|nda"
    )
    parser.add_argument(
        "--redact", action="store_true", help="file copies without the secrets and PHI"
    )


def _said_of_evidence(parser: argparse.ArgumentParser) -> None:
    """What a record says besides its files; the requirement says what is usual."""
    for flag, metavar, text in (
        ("--by", "ROLE", "who collected it"),
        ("--title", "TEXT", "default: the requirement's"),
        ("--passage", "TEXT", "page or section of a paper that is cited"),
        ("--method", "WORD", "examine, interview or test"),
        (
            "--kind",
            "WORD",
            "policy, procedure, record, configuration, sample, document, attestation",
        ),
        ("--tool", "NAME", "what made it"),
        ("--tool-version", "VERSION", ""),
        ("--query", "TEXT", "the command or search that made it"),
        ("--collected-at", "MOMENT", "with zone, as 2026-01-31T09:00:00Z; default: now"),
        ("--observed-from", "DAY", "first day that it speaks of"),
        ("--observed-to", "DAY", "last day that it speaks of"),
        ("--valid-until", "DAY", "an end of its own"),
        ("--population", "TEXT", "what it was drawn from"),
        ("--sample", "TEXT", "how it was drawn"),
        ("--note", "TEXT", "remarks"),
    ):
        parser.add_argument(flag, metavar=metavar, help=text)
    parser.add_argument(
        "--for", dest="requirements", action="append", metavar="REQUIREMENT|CITATION"
    )
    parser.add_argument("--phi", metavar="no|redacted", help="whether it holds PHI")
    parser.add_argument("--population-size", type=int, metavar="N", help="how many there are")
    parser.add_argument("--sample-size", type=int, metavar="N", help="how many were looked at")
    parser.add_argument("--system", action="append", metavar="ID")
    parser.add_argument(
        "--redacted", action="append", metavar="TEXT", help="what was made unreadable"
    )
    parser.add_argument(
        "--redact",
        action="store_true",
        help="file copies without the secrets and PHI",
    )
    parser.add_argument(
        "--outcome",
        metavar="pass|fail|unknown",
        help="whether it shows that the requirement is met",
    )
    whole = parser.add_mutually_exclusive_group()
    whole.add_argument(
        "--complete",
        action="store_true",
        default=None,
        help="it is whole; said already where the sample is the whole population",
    )
    whole.add_argument(
        "--incomplete",
        dest="complete",
        action="store_false",
        default=None,
        help="it is not known to be whole, so it shows nothing",
    )
    parser.add_argument(
        "--classification", default="internal", metavar="public|internal|restricted|nda"
    )
