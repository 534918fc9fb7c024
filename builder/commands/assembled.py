"""How a command gets its build: the clock read once, the steps run, refusals printed."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime

from builder.commands.left_to_fill import overview, refusal
from builder.commands.terminal import complain, complain_of
from builder.model.assessment import Assessment
from builder.model.audience import Audience
from builder.model.issues import Issue
from builder.moments import as_of_moment
from builder.pipeline import Build, Inputs, assemble

TYPE_CHECKING = False
if TYPE_CHECKING:
    from builder.leak_gate import LeakGate

REFUSED = 1


def read_inputs(options: argparse.Namespace, gate: LeakGate | None) -> Inputs:
    """The inputs that the arguments and the clock describe; without a gate, those of a look-up."""
    now = datetime.now(tz=UTC)  # noqa: TID251 - the front door's one look at the clock
    return Inputs(
        root=options.root,
        as_of=as_of_moment(options.as_of, os.environ, now),
        now=now,
        release=getattr(options, "release", False),
        audience=Audience(getattr(options, "audience", Audience.INTERNAL)),
        check_artifacts=gate is not None,
        gate=gate,
    )


def gate_of(options: argparse.Namespace) -> LeakGate:
    """The gate with what the named reports of other scanners hold; look-ups do without."""
    from builder.commands.leak_report_files import reported_leaks  # noqa: PLC0415 - heavy
    from builder.leak_gate import front_gate  # noqa: PLC0415 - patterns to compile

    release: bool = getattr(options, "release", False)
    return front_gate(os.environ, reported_leaks(options), release=release)


def assessed(
    options: argparse.Namespace, *, look_up: bool = False
) -> tuple[Build, Assessment] | None:
    """The build and its assessment; None after printing why there is none."""
    build = assemble(read_inputs(options, None if look_up else gate_of(options)))
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
