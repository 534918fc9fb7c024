"""How sure one may be of what is said about a provider."""

from enum import StrEnum


class Confidence(StrEnum):
    """How well a source bears a claim out."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    """Unconfirmed: shown as such, and never a provision."""
