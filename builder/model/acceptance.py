"""Which evidence may show a requirement: what sort of thing it is, and how it was looked at.

A statement by somebody is no setting, and a policy is no record of work done: evidence of another
sort than the requirement asks for shows something else, however fresh it is.
"""

from collections.abc import Mapping
from types import MappingProxyType

from builder.model.evidence import Evidence, EvidenceKind, EvidenceRequirement, Method

ACCEPTED_KINDS: Mapping[EvidenceKind, tuple[EvidenceKind, ...]] = MappingProxyType(
    {
        EvidenceKind.POLICY: (EvidenceKind.POLICY, EvidenceKind.PROCEDURE, EvidenceKind.DOCUMENT),
        EvidenceKind.PROCEDURE: (
            EvidenceKind.PROCEDURE,
            EvidenceKind.POLICY,
            EvidenceKind.DOCUMENT,
        ),
        EvidenceKind.DOCUMENT: (
            EvidenceKind.DOCUMENT,
            EvidenceKind.POLICY,
            EvidenceKind.PROCEDURE,
            EvidenceKind.RECORD,
        ),
        EvidenceKind.RECORD: (
            EvidenceKind.RECORD,
            EvidenceKind.SAMPLE,
            EvidenceKind.CONFIGURATION,
        ),
        EvidenceKind.SAMPLE: (
            EvidenceKind.SAMPLE,
            EvidenceKind.RECORD,
            EvidenceKind.CONFIGURATION,
        ),
        EvidenceKind.CONFIGURATION: (EvidenceKind.CONFIGURATION,),
        EvidenceKind.ATTESTATION: (
            EvidenceKind.ATTESTATION,
            EvidenceKind.RECORD,
            EvidenceKind.DOCUMENT,
        ),
    }
)
"""By the kind that is asked for, itself first. What is only said shows only what may be said."""

ACCEPTED_METHODS: Mapping[Method, tuple[Method, ...]] = MappingProxyType(
    {
        Method.EXAMINE: (Method.EXAMINE, Method.TEST),
        Method.INTERVIEW: (Method.INTERVIEW,),
        Method.TEST: (Method.TEST,),
    }
)
"""By the method that is asked for: a test looks at more than an examination, never at less."""


def accepts_kind(requirement: EvidenceRequirement, record: Evidence) -> bool:
    """Whether the record is of a kind that the requirement accepts."""
    return record.kind in ACCEPTED_KINDS[requirement.kind]


def accepts_method(requirement: EvidenceRequirement, record: Evidence) -> bool:
    """Whether the record was made by a method that the requirement accepts."""
    return record.method in ACCEPTED_METHODS[requirement.method]


def accepts(requirement: EvidenceRequirement, record: Evidence) -> bool:
    """Whether the record may show the requirement at all."""
    return accepts_kind(requirement, record) and accepts_method(requirement, record)
