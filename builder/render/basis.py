"""What the split of a row rests on, in words, and whether somebody holds the paper it names."""

from __future__ import annotations

from builder.model.assessment import AssessedRow, Assessment
from builder.model.evidence import Evidence
from builder.model.provider import Basis

NOT_READ = "document to request, not read"
THIRD_PARTY = "third party"
"""Said of a source that is not the provider's own, whatever the confidence in it."""


def basis_words(assessment: Assessment, row: AssessedRow) -> tuple[str, ...]:
    """One line for each source or document; a mark says what nobody has read, or who else wrote."""
    if row.row.provider is None:
        return ()
    return tuple(_words(assessment, basis) for basis in row.row.provider.basis)


def held_words(assessment: Assessment, document: str) -> str:
    """Whether evidence shows a copy of a document of the provider on file, and since when."""
    copy, holds = _copy(assessment, document)
    if copy is None:
        return "no copy on file"
    day = copy.collected_at.date()
    if copy.sample_data:
        return f"an invented stand-in is on file since {day}"
    return f"on file since {day}" if holds else f"the copy of {day} has run out"


def _mark(assessment: Assessment, document: str) -> str:
    """What is said of a clause that was named before anybody here saw the paper.

    Only evidence that the organization holds the paper takes the mark away; an invented stand-in
    says nothing of what stands in it.
    """
    copy, holds = _copy(assessment, document)
    held = held_words(assessment, document)
    if copy is None:
        return NOT_READ
    if copy.sample_data:
        return f"{NOT_READ}; {held}"
    return held if holds else f"document to request again, {held}"


def _copy(assessment: Assessment, document: str) -> tuple[Evidence | None, bool]:
    """The record that shows the document for longest, and whether it still does."""
    shown = [
        (observed.observation.expires_at, record, observed.state.holds)
        for row in assessment.rows
        for observed in row.observations
        if document in observed.observation.requirement.documents
        for wanted in [observed.observation.requirement.id]
        for record in [
            next((e for e in observed.observation.evidence if e.shows_for(wanted)), None)
        ]
    ]
    known = [(end, record, holds) for end, record, holds in shown if end is not None and record]
    if not known:
        return None, False
    _, record, holds = max(known, key=lambda item: item[0])
    return record, holds


def _words(assessment: Assessment, basis: Basis) -> str:
    pack = assessment.matrix.workspace.provider
    titles = {document.id: document.title for document in pack.documents}
    if basis.source in titles:
        title, mark = titles[basis.source], _mark(assessment, basis.source)
    else:
        source = next((s for s in pack.sources if s.id == basis.source), None)
        title = source.title if source is not None else basis.source
        mark = THIRD_PARTY if source is not None and source.third_party else ""
    words = ", ".join(part for part in (title, basis.clause, basis.dated) if part)
    return f"{words} ({mark})" if mark else words
