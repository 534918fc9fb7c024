"""What falls due as a calendar that any calendar program imports (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from builder.model.assessment import Assessment
from builder.render.due_dates import DueDate
from builder.render.row_facts import role_title
from builder.shown import printable

_OCTETS = 75
"""Of a line without its break (section 3.1)."""
_BREAK = "\r\n"


def calendar(assessment: Assessment, dates: Iterable[DueDate]) -> str:
    """An event of a whole day for each date; the same dates give the same text.

    The UID of an event comes from what it is about, not from its day, so that a later import moves
    the event instead of adding another.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ShieldBook//What falls due//EN",
        "CALSCALE:GREGORIAN",
    ]
    for due in dates:
        lines.extend(_event(assessment, due))
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + _BREAK for line in lines)


def _event(assessment: Assessment, due: DueDate) -> Iterator[str]:
    organization = assessment.matrix.workspace.customer.organization
    told = [f"{due.kind}: {due.key}"]
    if due.citation is not None:
        told.append(f"For {due.citation}")
    if due.owner:
        told.append(f"Falls to {role_title(organization, due.owner)}")
    if organization.sample_data:
        told.append("Invented example data")
    yield "BEGIN:VEVENT"
    yield f"UID:{_what(due)}@{organization.id}.shieldbook.invalid"
    yield f"DTSTAMP:{assessment.as_of:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{due.day:%Y%m%d}"  # without an end: that day (section 3.6.1)
    yield f"SUMMARY:{escaped(due.text)}"
    yield f"DESCRIPTION:{escaped(chr(10).join(told))}"
    yield f"CATEGORIES:{escaped(due.kind.partition(',')[0])}"
    yield "TRANSP:TRANSPARENT"  # nobody is busy because of it
    yield "END:VEVENT"


def _what(due: DueDate) -> str:
    """Kind and key, in letters that every program takes."""
    kind = due.kind.partition(",")[0].lower()
    key = due.citation.slug if kind == "decision" and due.citation is not None else due.key
    return f"{kind}-{key}"


def escaped(text: str) -> str:
    """A text as a value (section 3.3.11); what could act on a program is written out."""
    shown = printable(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return shown.replace("\n", "\\n")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, no letter torn; each but the first after a space."""
    pieces, piece, room = [], "", _OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(piece)
            piece, room = " ", _OCTETS - 1
        piece += letter
        room -= size
    return _BREAK.join([*pieces, piece])
