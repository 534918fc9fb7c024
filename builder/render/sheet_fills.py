"""Which fill stands behind which word; each word says the same without it."""

from __future__ import annotations

from collections.abc import Mapping

from builder.model.assessment import FindingState
from builder.model.responsibility import GapSeverity, Party
from builder.model.status import Status
from builder.render.sheet_model import Fill
from builder.render.words import EvidenceWord, label

PARTY: Mapping[str, Fill] = {
    label(Party.SHARED): Fill.BLUE,
    label(Party.CUSTOMER): Fill.YELLOW,
    label(Party.NOT_APPLICABLE): Fill.GREY,
    label(Party.NOT_DETERMINED): Fill.ORANGE,
}
"""The provider's own rows stay white: its name is data, and fills follow our words only."""
STATUS: Mapping[str, Fill] = {
    label(Status.PARTIAL): Fill.YELLOW,
    label(Status.PLANNED): Fill.ORANGE,
    label(Status.ALTERNATIVE): Fill.BLUE,
    label(Status.NOT_APPLICABLE): Fill.GREY,
    label(Status.NOT_STATED): Fill.ORANGE,
}
EVIDENCE: Mapping[str, Fill] = {
    label(EvidenceWord.DUE): Fill.BLUE,
    label(EvidenceWord.FRESH_FAILS): Fill.ORANGE,
    label(EvidenceWord.DUE_FAILS): Fill.ORANGE,
    label(EvidenceWord.STALE): Fill.YELLOW,
    label(EvidenceWord.STALE_FAILS): Fill.ORANGE,
    label(EvidenceWord.UNKNOWN): Fill.ORANGE,
    label(EvidenceWord.UNKNOWN_FAILS): Fill.ORANGE,
    label(EvidenceWord.MISSING): Fill.ORANGE,
    label(EvidenceWord.MISSING_FAILS): Fill.ORANGE,
    label(EvidenceWord.NOT_REQUIRED): Fill.GREY,
}
FINDING: Mapping[str, Fill] = {
    label(FindingState.NOT_SATISFIED): Fill.ORANGE,
    label(FindingState.NOT_APPLICABLE): Fill.GREY,
}
SEVERITY: Mapping[str, Fill] = {
    label(GapSeverity.HIGH): Fill.ORANGE,
    label(GapSeverity.MEDIUM): Fill.YELLOW,
}
