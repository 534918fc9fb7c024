"""What the split of a row rests on, in words, and whether somebody holds the paper it names."""

from __future__ import annotations

from builder.model.assessment import AssessedRow, Assessment
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
    """How a document of the provider stands: on file since when, run out, or not read at all.

    A clause of a document that has to be requested was named before anybody here saw the paper.
    Evidence that it was obtained is what an evidence requirement of that document shows.
    """
    asked = [
        observed
        for row in assessment.rows
        for observed in row.observations
        if document in observed.observation.requirement.documents
    ]
    ends = [(o.observation.expires_at, o) for o in asked if o.observation.expires_at is not None]
    if not ends:
        return NOT_READ
    _, best = max(ends, key=lambda pair: pair[0])
    copy = next(record for record in best.observation.evidence if record.shows)
    day = copy.collected_at.date()
    if copy.sample_data:  # invented: it says nothing of what stands in the provider's paper
        return f"{NOT_READ}; an invented stand-in is on file since {day}"
    if best.state.holds:
        return f"on file since {day}"
    return f"document to request again, the copy of {day} has run out"


def _words(assessment: Assessment, basis: Basis) -> str:
    pack = assessment.matrix.workspace.provider
    titles = {document.id: document.title for document in pack.documents}
    if basis.source in titles:
        title, mark = titles[basis.source], held_words(assessment, basis.source)
    else:
        source = next((s for s in pack.sources if s.id == basis.source), None)
        title = source.title if source is not None else basis.source
        mark = THIRD_PARTY if source is not None and source.third_party else ""
    words = ", ".join(part for part in (title, basis.clause, basis.dated) if part)
    return f"{words} ({mark})" if mark else words
