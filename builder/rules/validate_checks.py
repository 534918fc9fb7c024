"""Rules about checks: that what they name, and what names them, is there."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model.checks import Check, KnownDataset
from builder.model.issues import Absence, Issue, Origin
from builder.model.spelling import NearNames
from builder.rules.context import Context, below, issue, nearest
from builder.rules.validate_references import in_the_future


def datasets_known(context: Context) -> Iterator[Issue]:
    """CHK002: the datasets that requirements and checks name are those that collectors bring."""
    workspace = context.workspace
    known = {dataset.id for dataset in workspace.provider.datasets}
    near = NearNames(known)
    for place, name in (*_asked(context), *_looked_into(context)):
        if name not in known:
            hint = nearest(name, near, "The pack's datasets.yml lists what collectors bring.")
            absent = Absence(name, (KnownDataset,))
            yield issue("CHK002", place, f"there is no dataset `{name}`", hint, absent=absent)


def checks_known(context: Context) -> Iterator[Issue]:
    """CHK002: waivers and services name checks that the pack has."""
    workspace = context.workspace
    known = {check.id for check in workspace.provider.checks}
    near = NearNames(known)
    named = [
        (below(waiver.origin, "check"), waiver.check) for waiver in workspace.customer.check_waivers
    ]
    profile = workspace.provider.profile
    named += [
        (below(profile.origin, "services", position, "shown_by", number), name)
        for position, service in enumerate(profile.services)
        for number, name in enumerate(service.shown_by)
    ]
    for place, name in named:
        if name not in known:
            hint = nearest(name, near, "The pack's folder checks/ holds them.")
            absent = Absence(name, (Check,))
            yield issue("CHK002", place, f"there is no check `{name}`", hint, absent=absent)


def checks_whole(context: Context) -> Iterator[Issue]:
    """CHK003: a check says what it judges, or what people state where no interface shows it."""
    for check in context.workspace.provider.checks:
        if check.observable and not check.passes:
            hint = "Write an expression that is true where all is well."
            yield issue("CHK003", below(check.origin, "dataset"), _lacks(check, "passes"), hint)
        if not check.observable and not check.attested_by:
            hint = "Say in `attested_by:` what is stated instead, or name a `dataset:`."
            yield issue("CHK003", check.origin, _lacks(check, "attested_by"), hint)


def waivers_dated(context: Context) -> Iterator[Issue]:
    """CHK003, REC010: a waiver ends after it was granted, and was granted by now."""
    for waiver in context.workspace.customer.check_waivers:
        if waiver.expires < waiver.granted_on:
            message = f"the waiver {waiver.id} ends before it was granted"
            yield issue("CHK003", below(waiver.origin, "expires"), message, "Correct one day.")
        yield from in_the_future(context, [(waiver.granted_on, waiver.origin, "granted_on")])


def _lacks(check: Check, key: str) -> str:
    return f"the check {check.id} has no `{key}`"


def _asked(context: Context) -> Iterator[tuple[Origin | None, str]]:
    for requirement in context.requirements.values():
        for position, name in enumerate(requirement.datasets):
            yield below(requirement.origin, "datasets", position), name


def _looked_into(context: Context) -> Iterator[tuple[Origin | None, str]]:
    for check in context.workspace.provider.checks:
        if check.dataset:
            yield below(check.origin, "dataset"), check.dataset
        for position, name in enumerate(check.rests_on):
            yield below(check.origin, "rests_on", position), name
