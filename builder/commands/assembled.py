"""How a command gets its build: the clock read once, the steps run, refusals printed."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime

from builder.commands.leak_report_files import reported_leaks
from builder.commands.left_to_fill import overview, refusal
from builder.commands.terminal import complain, complain_of
from builder.leak_gate import LeakGate, front_gate
from builder.model.assessment import Assessment
from builder.model.audience import Audience
from builder.model.issues import Issue
from builder.moments import as_of_moment
from builder.pipeline import Build, Inputs, assemble

REFUSED = 1


def read_inputs(options: argparse.Namespace, *, look_up: bool = False) -> Inputs:
    """The inputs that the arguments and the clock describe."""
    now = datetime.now(tz=UTC)  # noqa: TID251 - the front door's one look at the clock
    release = getattr(options, "release", False)
    return Inputs(
        root=options.root,
        as_of=as_of_moment(options.as_of, os.environ, now),
        now=now,
        release=release,
        audience=Audience(getattr(options, "audience", Audience.INTERNAL)),
        check_artifacts=not look_up,
        gate=LeakGate()
        if look_up
        else front_gate(os.environ, reported_leaks(options), release=release),
    )


def assessed(
    options: argparse.Namespace, *, look_up: bool = False
) -> tuple[Build, Assessment] | None:
    """The build and its assessment; None after printing why there is none."""
    build = assemble(read_inputs(options, look_up=look_up))
    if build.assessment is None:
        refuse(build, release=getattr(options, "release", False))
        return None
    return build, build.assessment


def refuse_leaks(issues: tuple[Issue, ...]) -> bool:
    """Whether there are any in what was made; prints them and that nothing is published."""
    if issues:
        complain_of(issues)
        complain("Refused: what was made holds what must not be published. Nothing was written.")
    return bool(issues)


def refuse(build: Build, *, release: bool = False) -> None:
    """Print why a build was refused; what is left to fill in is counted, not listed."""
    complain_of(build.errors)
    organization = build.files.customer.organization if build.files.customer else None
    for line in overview(build.issues, organization) if release and not build.errors else ():
        complain(line)
    complain(f"{refusal(build.issues, release=release)} Nothing was written.")
