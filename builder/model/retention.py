"""How long a record of evidence has to be kept."""

from collections.abc import Iterable
from datetime import UTC, date

from builder.model.assessment import expires_at
from builder.model.evidence import Evidence, EvidenceRequirement
from builder.model.period import Period


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
    record: Evidence, requirements: Iterable[EvidenceRequirement], retention: Period
) -> date:
    """The last day on which the record has to be kept, that day included.

    ``retention`` counts from the day it was created or the day it last was in effect, whichever
    is later. To replace or retire a record brings the day forward; to wait does not.
    """
    return retention.after_day(last_in_effect(record, requirements))
