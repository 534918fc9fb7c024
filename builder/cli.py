"""The command line: arguments and exit codes; a command is imported once it is chosen."""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys

from builder import __version__
from builder.commands.table import COMMANDS, Help
from builder.errors import BuilderError, UsageError, system_message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

OBJECTS_BETWEEN_COLLECTIONS = 100_000
"""A command makes many objects and few cycles: looking for them less often saves a twentieth."""

EXIT_DONE = 0
EXIT_REFUSED = 1
EXIT_USAGE = 2
EXIT_SURROUNDINGS = 3
EXIT_FINDINGS = 4
EXIT_INTERRUPTED = 130
EXIT_NO_READER = 141
"""As a shell counts a program whose output nobody reads: never 0, a gate may stand behind it."""

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
    words = sys.argv[1:] if arguments is None else arguments
    chosen = words[0] if words and words[0] in COMMANDS else ""
    options = _parser(chosen).parse_args(words, namespace=_Options())
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    command = importlib.import_module(f"builder.commands.{options.command}")
    if hasattr(sys.stdout, "reconfigure"):  # a terminal that cannot show a letter gets its number
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code: int = command.run(options)
        if sys.stdout is not None:
            sys.stdout.flush()  # here, where a full disk can still be told
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone: `shieldbook who | head`
        _drop_output()
        return EXIT_NO_READER
    except (BuilderError, OSError) as error:  # anything else is a bug and shows its traceback
        if options.debug:
            raise
        return _failed(error)
    return code


def _failed(error: BuilderError | OSError) -> int:
    """Say what failed in two lines; the traceback is for ``--debug``."""
    from builder.commands.terminal import complain  # noqa: PLC0415 - only when it fails

    if isinstance(error, BuilderError):
        message, hint = error.message, error.hint
    else:
        message = system_message(error)
        hint = "Nothing that was published before has changed."
        if error.filename is None:  # most likely our own output, which is tried again at exit
            _drop_output()
    complain(f"shieldbook: {message}")
    if hint:
        complain(f"    {hint}")
    return EXIT_USAGE if isinstance(error, UsageError) else EXIT_SURROUNDINGS


def _drop_output() -> None:
    """Send what is still to be written nowhere, so that the exit does not fail over it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(command: str) -> argparse.ArgumentParser:
    """The parser; only the arguments of ``command`` are laid out, the others are names."""
    parser = argparse.ArgumentParser(
        prog="shieldbook",
        description="Keep a HIPAA control catalog as YAML, merge it with evidence, and publish"
        " a site and an Excel shared-responsibility matrix.",
        epilog=_EXIT_TABLE,
        formatter_class=Help,
    )
    parser.add_argument("--version", action="version", version=f"shieldbook {__version__}")
    parser.set_defaults(workspace=".", debug=False)
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", prog="shieldbook"
    )
    for name, (text, lay_out, examples) in COMMANDS.items():
        if command in (name, ""):
            chosen = commands.add_parser(
                name,
                help=text,
                description=f"{text[0].upper()}{text[1:]}.",
                epilog="examples:\n  " + examples.replace("\n", "\n  "),
                formatter_class=Help,
            )
            _everywhere(chosen)
            lay_out(chosen)
    return parser


def _everywhere(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-C", dest="workspace", metavar="DIR", default=".", help="the workspace (default: here)"
    )
    parser.add_argument("--debug", action="store_true", help="show the traceback of a failure")


if __name__ == "__main__":
    sys.exit(run())
