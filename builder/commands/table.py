"""Every command: its line of help, its arguments and examples. Imports next to nothing."""

from __future__ import annotations

import argparse
from collections.abc import Callable


class Help(argparse.RawDescriptionHelpFormatter):
    """Help of one width everywhere, so that no start has to ask the terminal for its own."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=96)


def _as_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as-of", metavar="DAY", help="assess for this day, through 23:59:59 UTC (default: today)"
    )


def _as_of_and_json(parser: argparse.ArgumentParser) -> None:
    _as_of(parser)
    parser.add_argument("--json", action="store_true", help="print for a program")


def _audience(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--audience",
        choices=["internal", "auditor", "customer"],
        default="internal",
        help="for whom; what is not for them is not read (default: internal, which holds all)",
    )


def _leak_reports(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--leak-report",
        metavar="FILE",
        action="append",
        help="what gitleaks or presidio found in the workspace; can be given more than once",
    )
    parser.add_argument(
        "--leak-score",
        metavar="SCORE",
        type=float,
        help="count findings that presidio is less sure of, and go on (0 to 1; default: 0.5)",
    )


def _check(parser: argparse.ArgumentParser) -> None:
    _as_of_and_json(parser)
    _leak_reports(parser)
    parser.add_argument("--release", action="store_true", help="refuse drafts as well")
    parser.add_argument("--all", action="store_true", help="list every row left to fill in as well")


def _build(parser: argparse.ArgumentParser) -> None:
    _as_of(parser)
    _audience(parser)
    _leak_reports(parser)
    parser.add_argument("--release", action="store_true", help="refuse drafts")
    parser.add_argument(
        "--window",
        metavar="DAY/DAY",
        help="the audit window in the place of the organization's, such as 2026-01-01/2026-12-31",
    )
    parser.add_argument("--force", action="store_true", help="build even when nothing has changed")
    parser.add_argument(
        "--no-site", action="store_true", help="workbook and report only, to a folder"
    )
    parser.add_argument("--to", metavar="DIR", help="with --no-site: the folder to write to")


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["site"], help="site: the pages as a plain Markdown tree")
    parser.add_argument("directory", metavar="DIR", help="a new or empty folder")
    _as_of(parser)
    _audience(parser)


def _serve(parser: argparse.ArgumentParser) -> None:
    _as_of(parser)
    _audience(parser)
    parser.add_argument("--address", default="127.0.0.1:8000", metavar="HOST:PORT")


def _who(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "query",
        nargs="+",
        help="citation in any spelling, id (feature, role, system, gap, evidence ...), or words",
    )
    _as_of_and_json(parser)


def _mine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", required=True, help="id or title of a role")
    _as_of_and_json(parser)


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="+", help="as for `who`, or the code of an issue")
    _as_of_and_json(parser)


def _status(parser: argparse.ArgumentParser) -> None:
    _as_of_and_json(parser)
    _audience(parser)
    parser.add_argument(
        "--gate", action="store_true", help="exit with 4 while a row is not satisfied"
    )
    parser.add_argument(
        "--all", action="store_true", help="list every row that is not satisfied, with its reasons"
    )
    parser.add_argument(
        "--window",
        metavar="DAY/DAY",
        nargs="?",
        const="",
        help="which days of an audit window the evidence covers, such as 2026-01-01/2026-12-31"
        " (default: the organization's `audit_window`)",
    )


def _due(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--within",
        metavar="PERIOD",
        default="P30D",
        help="how far ahead, as an ISO 8601 duration such as P2W or P3M (default: P30D)",
    )
    parser.add_argument("--role", help="id or title of a role: only what falls to it")
    parser.add_argument("--ics", metavar="FILE", help="write a calendar as well (RFC 5545)")
    _as_of_and_json(parser)


def _evidence(parser: argparse.ArgumentParser) -> None:
    from builder.commands.evidence_arguments import lay_out  # noqa: PLC0415 - for this command only

    lay_out(parser, Help)


def _collect(parser: argparse.ArgumentParser) -> None:
    from builder.collect import PROVIDERS  # noqa: PLC0415 - for this command only

    parser.add_argument("provider", choices=PROVIDERS, help="whom to ask")
    parser.add_argument(
        "--only", metavar="DATASET", nargs="+", help="these datasets, and what they rest on"
    )
    parser.add_argument(
        "--discover",
        action="store_true",
        help="file nothing; print the spaces and apps that the catalog does not name",
    )
    parser.add_argument(
        "--config-var-names",
        action="store_true",
        help="ask for the names of config vars too; their values are dropped unread",
    )
    parser.add_argument(
        "--probe",
        metavar="HOST",
        nargs="+",
        help="look at these host names of yours from outside: TLS, certificate, redirect, HSTS",
    )
    parser.add_argument(
        "--from",
        dest="saved",
        metavar="DIR",
        help="read saved answers instead of asking: the API's JSON, or --json of its client",
    )
    parser.add_argument(
        "--collected-at", metavar="MOMENT", help="with --from: when the answers were saved"
    )
    parser.add_argument("--dry-run", action="store_true", help="ask and tell, and file nothing")
    parser.add_argument(
        "--explain-access", action="store_true", help="what each dataset asks for and needs"
    )
    parser.add_argument("--json", action="store_true", help="print for a program")


def _seal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--key", metavar="FILE", help="the OpenSSH key to sign with")
    parser.add_argument(
        "--dsse", action="store_true", help="sign an in-toto statement in a DSSE envelope as well"
    )
    parser.add_argument(
        "--timestamp",
        metavar="URL",
        nargs="?",
        const="",
        help="ask this authority for a time stamp, over the network (RFC 3161; default: the"
        " organization's `timestamp_authority`)",
    )
    parser.add_argument(
        "--tsa-ca", metavar="FILE", help="the certificates that the authority's rests on, as PEM"
    )


def _verify(parser: argparse.ArgumentParser) -> None:
    _as_of_and_json(parser)
    parser.add_argument(
        "--allowed-signers", metavar="FILE", help="keys that may have signed, as OpenSSH lists them"
    )
    parser.add_argument(
        "--root", dest="root_kept", metavar="ROOT", help="the root of a seal that you kept"
    )
    parser.add_argument("--identity", metavar="NAME", help="who has to have signed every seal")
    parser.add_argument(
        "--tsa-ca", metavar="FILE", help="ask for time stamps, and check them by these certificates"
    )


def _init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", metavar="DIR")
    parser.add_argument("--name", help="the organization's name")
    parser.add_argument("--example", action="store_true", help="copy the invented example instead")


COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None], str]] = {
    "check": (
        "read everything, list every problem, and count what is left to fill in",
        _check,
        (
            "shieldbook check\n"
            "shieldbook check --all            every row left to fill in as well\n"
            "shieldbook check --leak-report ../gitleaks.json"
        ),
    ),
    "build": (
        "make out/: site, workbook and report, switched as a whole",
        _build,
        "shieldbook build --release --as-of 2026-09-30\nshieldbook build --audience auditor",
    ),
    "export": (
        "write the pages for another site generator",
        _export,
        "shieldbook export site ../pages",
    ),
    "serve": (
        "show the site and reload it when a file changes",
        _serve,
        "shieldbook serve --address 127.0.0.1:8001",
    ),
    "who": (
        "who owns it, what is done, what is left: one screen",
        _who,
        "shieldbook who 312.c.2\nshieldbook who reviews the logs\nshieldbook who due",
    ),
    "mine": ("the duties of one role", _mine, "shieldbook mine --role database-engineer"),
    "due": (
        "what falls due, by day; a calendar of it",
        _due,
        "shieldbook due --within P2W\nshieldbook due --role compliance-officer --ics due.ics",
    ),
    "explain": (
        "why something stands as it does: rule, evidence, value, file and line",
        _explain,
        "shieldbook explain 312.e.1\nshieldbook explain CUS013        a code that `check` printed",
    ),
    "status": (
        "the state on one screen, and a gate for a pipeline",
        _status,
        "shieldbook status --gate\nshieldbook status --window 2026-01-01/2026-12-31",
    ),
    "evidence": (
        "file, list, show and retire evidence",
        _evidence,
        "shieldbook evidence add review.csv --for 308.a.4.ii.c --by security-official --phi no \\\n"
        "    --outcome pass --complete\n" + "shieldbook evidence list --for 308.a.4.ii.c",
    ),
    "collect": (
        "ask the provider, read-only, and file what it answers",
        _collect,
        (
            "shieldbook collect PROVIDER\n"
            "shieldbook collect PROVIDER --from saved/\n"
            "shieldbook collect PROVIDER --explain-access"
        ),
    ),
    "seal": (
        "seal the log of the evidence, so that nothing can leave it unseen",
        _seal,
        "shieldbook seal --key ~/.ssh/id_ed25519\nshieldbook seal --timestamp --tsa-ca tsa.pem",
    ),
    "verify": (
        "compare the evidence with its log, and every artifact with its digest",
        _verify,
        "shieldbook verify",
    ),
    "init": (
        "make a new workspace: stock catalog, empty evidence",
        _init,
        "shieldbook init my-book --name 'Example Clinic'",
    ),
}
"""Each command's line of help, what lays out its arguments, and examples of its use."""
