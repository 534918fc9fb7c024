"""The words that readers see for the words of the model: one label for each, everywhere."""

from __future__ import annotations

from enum import StrEnum

from builder.model.assessment import AssessedObservation, AssessedRow, Freshness
from builder.model.evidence import Classification
from builder.model.responsibility import Action, Choice, DutyKind, Party
from builder.model.status import Status

NOTHING = "–"
"""Stands where a row has no value of a kind, so that an empty cell is never a question."""


class EvidenceWord(StrEnum):
    """How evidence stands, best first: whether it still shows, and whether what it shows is bad.

    A fresh record of a failure is good record keeping and bad news; one word says both, so that
    no reader takes *fresh* for *in order*.
    """

    FRESH = "fresh"
    DUE = "due"
    FRESH_FAILS = "fresh-fails"
    DUE_FAILS = "due-fails"
    STALE = "stale"
    STALE_FAILS = "stale-fails"
    UNKNOWN = "unknown"
    UNKNOWN_FAILS = "unknown-fails"
    MISSING = "missing"
    MISSING_FAILS = "missing-fails"
    NOT_REQUIRED = "not-required"


FAILS = "-fails"
"""How the value of a word ends that says so."""
_CHOICES = {
    Choice.IMPLEMENT: "Implement",
    Choice.ALTERNATIVE: "Alternative measure",
    Choice.NOT_REASONABLE: "Not reasonable",
}

_MEANINGS: tuple[tuple[StrEnum, str], ...] = (
    (
        Party.PROVIDER,
        (
            "The provider performs the whole safeguard for the services in scope. The customer sets"
            " nothing and runs nothing; it keeps the provider's assurance on file and reviews it."
        ),
    ),
    (
        Party.SHARED,
        "Both have a duty, each written in its own column. Met only when both are met.",
    ),
    (
        Party.CUSTOMER,
        (
            "The customer performs the whole safeguard. The platform may offer a feature that"
            " helps, but promises nothing."
        ),
    ),
    (
        Party.NOT_APPLICABLE,
        "The safeguard has no object in this organization. Reason and approver are on the row.",
    ),
    (Party.NOT_DETERMINED, "Nobody has said yet. Drafts only: a release build stops on it."),
    (DutyKind.CONFIGURE, "Turn on or set a platform feature."),
    (DutyKind.OPERATE, "Run a recurring task."),
    (DutyKind.PROVIDE, "Bring an own policy or technology."),
    (DutyKind.NONE, "Nothing is left to set or run."),
    (Status.IMPLEMENTED, "In place as stated."),
    (Status.PARTIAL, "In place in part; the remarks say what is missing."),
    (Status.PLANNED, "Decided, not yet in place."),
    (Status.ALTERNATIVE, "Another measure stands in its place, with a documented decision."),
    (Status.NOT_APPLICABLE, "Has no object here; the reason is on the row."),
    (Status.NOT_STATED, "Not filled in yet. Drafts only: a release build stops on it."),
    (EvidenceWord.FRESH, "Shown by evidence within its age limit."),
    (EvidenceWord.DUE, "Still shown, and inside the notice period before it runs out."),
    (
        EvidenceWord.FRESH_FAILS,
        "Evidence within its age limit shows that something asked for is not met.",
    ),
    (EvidenceWord.DUE_FAILS, "As Fresh, fails, and inside the notice period."),
    (EvidenceWord.STALE, "Evidence exists, and its age limit or own end has passed."),
    (EvidenceWord.STALE_FAILS, "Evidence has run out, and the latest shows something not met."),
    (
        EvidenceWord.UNKNOWN,
        (
            "It is not known: the evidence is not known to be whole, or nobody has said yet what"
            " has to be shown."
        ),
    ),
    (EvidenceWord.UNKNOWN_FAILS, "Some of it is not known, and the rest shows something not met."),
    (EvidenceWord.MISSING, "Evidence is asked for, and there is none."),
    (EvidenceWord.MISSING_FAILS, "Some of it is missing, and the rest shows something not met."),
    (EvidenceWord.NOT_REQUIRED, "Nothing has to be shown; the row says why."),
    (Choice.IMPLEMENT, "The specification is reasonable and appropriate here and is carried out."),
    (Choice.ALTERNATIVE, "An equivalent measure is carried out in its place."),
    (Choice.NOT_REASONABLE, "Not reasonable and appropriate here; the rationale is documented."),
)
_BY_TYPE = {(type(word), word.value): text for word, text in _MEANINGS}


def meaning(word: StrEnum) -> str:
    """The exact meaning of a word, for legends and lists.

    By type as well: two lists share words such as *not-applicable* and mean different things.
    """
    return _BY_TYPE[type(word), word.value]


def label(word: StrEnum | None) -> str:
    """The label of a word: ``not-applicable`` reads ``Not applicable``."""
    if word is None:
        return NOTHING
    if isinstance(word, Choice):
        return _CHOICES[word]
    if word is Classification.NDA:
        return "NDA"
    if isinstance(word, EvidenceWord) and word.value.endswith(FAILS):
        return f"{word.value.removesuffix(FAILS).capitalize()}, fails"
    return word.value.replace("-", " ").capitalize()


def evidence_word(evidence: AssessedObservation | AssessedRow) -> EvidenceWord:
    """The word for the evidence of a requirement or a row: the only place that decides it."""
    if isinstance(evidence, AssessedRow):
        return standing(evidence.evidence_state, fails=evidence.fails)
    return standing(evidence.state, fails=evidence.fails)


def in_order(observed: AssessedObservation) -> bool:
    """Whether it is shown, by evidence that does not show a failure."""
    return observed.state.holds and not observed.fails


def standing(state: Freshness, *, fails: bool) -> EvidenceWord:
    """Freshness and content in one word; what nobody has to show cannot fail."""
    if not fails or state is Freshness.NOT_REQUIRED:
        return EvidenceWord(state.value)
    return EvidenceWord(state.value + FAILS)


def cadence_words(action: Action) -> str:
    """How often something is done: ``Every 3 months``, ``Every year``, ``Once``, ``On change``."""
    if action.rhythm is None:
        return action.cadence.replace("-", " ").capitalize()
    return f"Every {action.rhythm.words.removeprefix('1 ')}"


def party_label(party: Party, provider_short_name: str) -> str:
    """The label of a party; the provider goes by its own name."""
    return provider_short_name if party is Party.PROVIDER else label(party)
