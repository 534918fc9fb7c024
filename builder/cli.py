"""The command line: arguments and exit codes; a command is imported once it is chosen."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

from builder import __version__
from builder.errors import BuilderError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

EXIT_DONE = 0
EXIT_REFUSED = 1
EXIT_USAGE = 2
EXIT_SURROUNDINGS = 3
EXIT_FINDINGS = 4

_EXIT_TABLE = """exit codes:
  0  done
  1  the files were refused: every problem is listed with file, line and hint
  2  the command was not understood
  3  the surroundings failed: disk, permissions, another build
  4  findings, with status --gate only
"""


class _Options(argparse.Namespace):
    """The parsed arguments, with the workspace as a path for the commands that want one."""

    workspace: str

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        from pathlib import Path  # noqa: PLC0415 - `who` answers without it

        return Path(self.workspace)


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code (the table is in ``shieldbook --help``)."""
    options = _parser().parse_args(arguments, namespace=_Options())
    command = importlib.import_module(f"builder.commands.{options.command}")
    try:
        code: int = command.run(options)
    except BuilderError as error:
        if options.debug:
            raise
        from builder.commands.terminal import complain  # noqa: PLC0415 - only when it fails

        complain(f"shieldbook: {error.message}")
        if error.hint:
            complain(f"    {error.hint}")
        return EXIT_SURROUNDINGS
    except BrokenPipeError:  # the reader of our output has gone: `shieldbook who | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shieldbook",
        description="Keep a HIPAA control catalog as YAML, merge it with evidence, and publish"
        " a site and an Excel shared-responsibility matrix.",
        epilog=_EXIT_TABLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"shieldbook {__version__}")
    parser.set_defaults(workspace=".", debug=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    check = _command(commands, "check", "read everything and list every problem")
    _as_of(check)
    _json(check)
    check.add_argument("--release", action="store_true", help="refuse drafts as well")

    build = _command(commands, "build", "make out/: site, workbook and report, switched as a whole")
    _as_of(build)
    build.add_argument("--release", action="store_true", help="refuse drafts")
    build.add_argument("--force", action="store_true", help="build even when nothing has changed")
    build.add_argument(
        "--no-site", action="store_true", help="workbook and report only, to a folder"
    )
    build.add_argument("--to", metavar="DIR", help="with --no-site: the folder to write to")

    serve = _command(commands, "serve", "show the site and reload it when a file changes")
    _as_of(serve)
    serve.add_argument("--address", default="127.0.0.1:8000", metavar="HOST:PORT")

    who = _command(commands, "who", "who owns it, what is done, what is left: one screen")
    who.add_argument(
        "query", nargs="+", help="citation in any spelling, feature, role, evidence id, words"
    )
    _as_of(who)
    _json(who)

    mine = _command(commands, "mine", "the duties of one role")
    mine.add_argument("--role", required=True, help="id or title of a role")
    _as_of(mine)
    _json(mine)

    explain = _command(
        commands, "explain", "why a row stands as it does: rule, evidence, value, file and line"
    )
    explain.add_argument("query", nargs="+", help="citation in any spelling, or an issue code")
    _as_of(explain)
    _json(explain)

    status = _command(commands, "status", "the state at a glance")
    _as_of(status)
    _json(status)
    status.add_argument(
        "--gate", action="store_true", help="exit with 4 while a row is not satisfied"
    )

    init = _command(commands, "init", "make a new workspace: stock catalog, empty evidence")
    init.add_argument("directory", metavar="DIR")
    init.add_argument("--name", help="the organization's name")
    init.add_argument("--example", action="store_true", help="copy the invented example instead")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.add_argument(
        "-C", dest="workspace", metavar="DIR", default=".", help="the workspace (default: here)"
    )
    parser.add_argument("--debug", action="store_true", help="show the traceback of a failure")
    return parser


def _as_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as-of", metavar="DAY", help="assess for this day, through 23:59:59 UTC (default: today)"
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print for a program")


if __name__ == "__main__":
    sys.exit(run())
