"""How a command gets its build: the clock read once, the steps run, refusals printed."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime

from builder.commands.terminal import complain, complain_of
from builder.model.assessment import Assessment
from builder.moments import as_of_moment
from builder.pipeline import Build, Inputs, assemble

REFUSED = 1


def read_inputs(options: argparse.Namespace, *, look_up: bool = False) -> Inputs:
    """The inputs that the arguments and the clock describe."""
    now = datetime.now(tz=UTC)  # noqa: TID251 - the front door's one look at the clock
    return Inputs(
        root=options.root,
        as_of=as_of_moment(options.as_of, os.environ, now),
        now=now,
        release=getattr(options, "release", False),
        check_artifacts=not look_up,
    )


def assessed(
    options: argparse.Namespace, *, look_up: bool = False
) -> tuple[Build, Assessment] | None:
    """The build and its assessment; None after printing why there is none."""
    build = assemble(read_inputs(options, look_up=look_up))
    if build.assessment is None:
        refuse(build)
        return None
    return build, build.assessment


def refuse(build: Build) -> None:
    """Print every issue of a build that was refused."""
    complain_of(build.issues)
    complain(f"Refused: {counted(len(build.issues), 'problem')}. Nothing was written.")


def counted(number: int, noun: str) -> str:
    """A number with its noun: ``1 problem``, ``3 problems``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
