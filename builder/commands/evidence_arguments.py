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
    listed = action("list", "list the records, the newest first")
    listed.add_argument("--for", dest="requirement", metavar="REQUIREMENT", help="only for this")
    action("show", "show one record").add_argument("record", metavar="ID")
    retired = action("retire", "let a record count no more; nothing is deleted")
    retired.add_argument("record", metavar="ID")
    retired.add_argument("--reason", required=True, metavar="TEXT")
    retired.add_argument("--by", required=True, metavar="ROLE")
    action("file", "log the records that were written by hand")


def _said_of_evidence(parser: argparse.ArgumentParser) -> None:
    """What a record says besides its files; the requirement says what is usual."""
    for flag, metavar, text in (
        ("--by", "ROLE", "who collected it"),
        ("--title", "TEXT", "default: the requirement's"),
        ("--passage", "TEXT", "page or section of a paper that is cited"),
        ("--method", "WORD", "examine, interview or test"),
        ("--kind", "WORD", "policy, procedure, record, configuration, sample ..."),
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
    parser.add_argument("--population-size", type=int, metavar="N")
    parser.add_argument("--system", action="append", metavar="ID")
    parser.add_argument("--redacted", action="append", metavar="TEXT", help="what was redacted")
    parser.add_argument(
        "--redact",
        action="store_true",
        help="file copies without the secrets and PHI",
    )
    parser.add_argument("--outcome", default="pass", metavar="pass|fail|unknown")
    parser.add_argument("--incomplete", action="store_true", help="not known to be whole")
    parser.add_argument(
        "--classification", default="internal", metavar="public|internal|restricted|nda"
    )
