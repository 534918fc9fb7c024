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
