"""Joins the newest datasets, the pack's checks and what the organization approves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from builder.checks.evaluation import SeenDataset, Surroundings, evaluate
from builder.checks.expressions import problems
from builder.model.checks import Check, CheckResult
from builder.model.datasets import Dataset
from builder.model.evidence import Evidence
from builder.model.issues import Issue
from builder.model.provider import Provider
from builder.model.responsibility import Workspace
from builder.rules.seen_evidence import seen_evidence
from builder.store.folder import Folder
from builder.store.seen_datasets import newest_datasets

_HINT = "Expressions are JMESPath over `item`, `scope`, `approvals`, `sets` and `collected_at`."
_EXPRESSIONS = ("judges", "passes", "place", "value")


def checked(folder: Folder, workspace: Workspace, as_of: datetime) -> tuple[CheckResult, ...]:
    """What every check of the pack comes to as of a moment (UTC).

    Of each dataset the newest one counts that was collected by then and is neither replaced nor
    retired, whatever it shows: an older, better one would hide what has changed.
    """
    checks = workspace.provider.checks
    if not checks:
        return ()
    organization = workspace.customer.organization
    apps = [app for system in organization.systems for app in system.apps if app.carries_ephi]
    around = Surroundings(
        sets={
            name: SeenDataset(dataset=dataset, record=record.id, collected_at=record.collected_at)
            for name, (dataset, record) in datasets_of(folder, workspace, as_of).items()
        },
        spaces=tuple(space.name for space in organization.spaces if space.carries_ephi),
        apps=tuple(dict.fromkeys(app.name for app in apps)),
        approvals=workspace.customer.approvals,
        waivers=workspace.customer.check_waivers,
        as_of=as_of,
    )
    return evaluate(checks, around)


def datasets_of(
    folder: Folder, workspace: Workspace, as_of: datetime
) -> dict[str, tuple[Dataset, Evidence]]:
    """The newest dataset of each name with its record, of those that count as of a moment."""
    collected = workspace.collected
    seen = seen_evidence((*workspace.evidence, *collected.kept), as_of, collected.replaced)
    counting = [one for one in seen if one.withdrawn_at is None or one.withdrawn_at > as_of]
    return newest_datasets(folder, counting)


def pack_issues(provider: Provider) -> Iterator[Issue]:
    """CHK001: the expressions of the pack's checks can be read, and look at what they name."""
    for check in provider.checks:
        for key in _EXPRESSIONS:
            expression: str = getattr(check, key)
            if expression:
                yield from _expression_issues(check, key, expression)


def _expression_issues(check: Check, key: str, expression: str) -> Iterator[Issue]:
    for problem in problems(expression, (check.dataset, *check.rests_on)):
        yield Issue(
            code="CHK001",
            message=f"`{key}` of the check {check.id} cannot be used: {problem}",
            hint=_HINT,
            origin=check.origin.at(key) if check.origin is not None else None,
        )
