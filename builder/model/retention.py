"""How long a record of evidence has to be kept."""

from collections.abc import Iterable
from datetime import UTC, date

from builder.model.assessment import expires_at
from builder.model.evidence import Evidence, EvidenceRequirement
from builder.model.period import Period
from builder.model.responsibility import Workspace


def retention_periods(workspace: Workspace) -> tuple[Period, ...]:
    """How long the rules, and the organization itself, ask for; what ends last governs."""
    asked = (
        *(framework.retention for framework in workspace.catalog.frameworks),
        workspace.customer.organization.retention,
    )
    return tuple(period for period in asked if period is not None)


def last_in_effect(record: Evidence, requirements: Iterable[EvidenceRequirement] = ()) -> date:
    """The last day on which the record counts: it runs out then, is replaced or retired.

    Never before the day it was collected. ``requirements`` are those that it serves; a record
    that serves none counts until its own end, and without one on the day it was collected.
    """
    ends = [expires_at(requirement, record) for requirement in requirements]
    own = [end for end in (record.own_end, record.withdrawn_at) if end is not None]
    end = max(ends) if ends else min(own, default=record.collected_at)
    return max(record.collected_at, end).astimezone(UTC).date()


def keep_until(
    record: Evidence, requirements: Iterable[EvidenceRequirement], retention: Iterable[Period]
) -> date | None:
    """The last day on which the record has to be kept, that day included.

    Each period of ``retention`` counts from the day it was created or the day it last was in
    effect, whichever is later. To replace or retire a record brings the day forward; to wait does
    not. None when nothing asks for it to be kept.
    """
    last = last_in_effect(record, requirements)
    return max((period.after_day(last) for period in retention), default=None)
