"""Failures of the surroundings: disk, permissions, another build; never our files' content."""

from __future__ import annotations


class BuilderError(Exception):
    """Something outside the workspace's text stopped the run.

    Raised at the edges (store, publish, commands) and caught once, in the command line,
    which prints ``message`` and ``hint`` and exits with 3.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(BuilderError):
    """What a person typed cannot be meant; the command line exits with 2, as for any such text."""


def system_message(error: OSError) -> str:
    """What the system said, in one line, with the file it is about."""
    if isinstance(error.args[0] if error.args else None, list):  # `shutil.Error`: many in one
        first = error.args[0][0]
        return f"cannot copy to {first[1]}: {first[2]}"
    reason = (error.strerror or str(error)).lower()
    return f"{reason}: {error.filename}" if error.filename else reason
