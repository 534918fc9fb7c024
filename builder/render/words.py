"""The words that readers see for the words of the model: one label for each, everywhere."""

from __future__ import annotations

from enum import StrEnum

from builder.model.assessment import Freshness
from builder.model.evidence import Classification
from builder.model.responsibility import Action, Choice, DutyKind, Party
from builder.model.status import Status

NOTHING = "–"
"""Stands where a row has no value of a kind, so that an empty cell is never a question."""

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
    (Freshness.FRESH, "Shown by evidence within its age limit."),
    (Freshness.DUE, "Still shown, and inside the notice period before it runs out."),
    (Freshness.STALE, "Evidence exists, and its age limit or own end has passed."),
    (
        Freshness.UNKNOWN,
        (
            "It is not known: the evidence is not known to be whole, or nobody has said yet what"
            " has to be shown."
        ),
    ),
    (Freshness.MISSING, "Evidence is asked for, and there is none."),
    (Freshness.NOT_REQUIRED, "Nothing has to be shown; the row says why."),
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
    return word.value.replace("-", " ").capitalize()


def cadence_words(action: Action) -> str:
    """How often something is done: ``Every 3 months``, ``Every year``, ``Once``, ``On change``."""
    if action.rhythm is None:
        return action.cadence.replace("-", " ").capitalize()
    return f"Every {action.rhythm.words.removeprefix('1 ')}"


def party_label(party: Party, provider_short_name: str) -> str:
    """The label of a party; the provider goes by its own name."""
    return provider_short_name if party is Party.PROVIDER else label(party)
