"""What is said of a record besides its own words: one wording for site and terminal."""

from __future__ import annotations

from builder.model.evidence import Evidence


def late_words(record: Evidence) -> str | None:
    """That a record was logged long after it was collected; None when it was not.

    A remark, not an accusation: an older paper may be filed whenever it is found.
    """
    days = record.days_late
    if days is None or record.recorded_at is None:
        return None
    return f"Recorded {days} days after it was collected, on {record.recorded_at.date()}"


def sample_words(record: Evidence) -> str:
    """How the sample was drawn and how large it is; empty without either."""
    size, population = record.sample_size, record.population_size
    counted = f"{size} of {population}" if size is not None and population is not None else ""
    if not counted or not record.sample:
        return record.sample or counted
    return f"{record.sample} ({counted})"
