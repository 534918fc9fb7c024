"""Answers on the provider's side: features, what they claim, papers to request, and sources."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model.assessment import Assessment
from builder.model.confidence import Confidence
from builder.model.provider import Claim, Document, Feature, Obligation, Service, Source
from builder.render.answer import Answer
from builder.render.screen import heading_of, items, screen


def provider_answers(assessment: Assessment) -> Iterable[Answer]:
    """The answers, features first."""
    provider = assessment.matrix.workspace.provider
    yield from (_feature_answer(assessment, feature) for feature in provider.features)
    yield from (_document_answer(document) for document in provider.documents)
    answered_on: dict[str, list[str]] = {}
    for row in assessment.rows:
        for identity in row.row.customer.answers:
            answered_on.setdefault(identity, []).append(str(row.citation))
    short = provider.profile.short_name
    for feature in provider.features:
        for claim in feature.claims:
            yield _claim_answer(short, feature, claim, answered_on.get(claim.id, []))
    yield from (_source_answer(source) for source in provider.sources)


def _feature_answer(assessment: Assessment, feature: Feature) -> Answer:
    profile = assessment.matrix.workspace.provider.profile
    covered = assessment.matrix.workspace.customer.organization.covered_services(
        assessment.as_of.date()
    )
    named = [
        f"{service.title} ({_coverage(service, covered)})"
        for service in profile.services
        if service.id in feature.services
    ]
    limits = [
        claim.text + (" (unconfirmed)" if claim.confidence is Confidence.LOW else "")
        for claim in feature.limits
    ]
    text = screen(
        f"{feature.id}  {feature.title}",
        ("Is", feature.summary),
        ("Services", "; ".join(named)),
        *items(f"{profile.short_name} does", [claim.text for claim in feature.provisions]),
        *items("Asks of you", [claim.text for claim in feature.obligations]),
        *items("Does not", limits),
        ("Rows", ", ".join(map(str, feature.citations))),
        *items("Commands", [command.run for command in feature.commands]),
    )
    return Answer(
        name=feature.id,
        kind="feature",
        title=feature.title,
        text=text,
        terms=feature.terms,
        about=feature.summary,
        rows=feature.citations,
        origin=feature.origin,
    )


def _coverage(service: Service, covered: frozenset[str]) -> str:
    if not service.carries_ephi:
        return "holds no ePHI"
    return "named in the BAA" if service.id in covered else "not named in the BAA"


def _claim_answer(short: str, feature: Feature, claim: Claim, answered_on: list[str]) -> Answer:
    label = {"Provision": f"{short} does", "Obligation": "Asks of you", "Limit": "Does not"}
    asks = isinstance(claim, Obligation)
    return Answer(
        name=claim.id,
        kind="claim",
        title=heading_of(claim.text),
        text=screen(
            f"{claim.id}  {feature.title}",
            (label[type(claim).__name__], claim.text),
            ("Rows", ", ".join(map(str, claim.citations))),
            ("Answered on", (", ".join(answered_on) or "no row") if asks else ""),
            ("See it", claim.verify),
            ("Source", f"{claim.source}, read {claim.reviewed_on}"),
            ("Confidence", claim.confidence.value),
            ("Feature", feature.id),
        ),
        about=claim.text,
        rows=claim.citations,
        origin=claim.origin,
    )


def _document_answer(document: Document) -> Answer:
    return Answer(
        name=document.id,
        kind="document",
        title=document.title,
        text=screen(
            f"{document.id}  {document.title}",
            ("Is", document.summary),
            ("Get it", document.how_to_get),
            ("Renew", f"every {document.renew.words.removeprefix('1 ')}"),
            ("Rows", ", ".join(map(str, document.citations))),
            ("Source", document.source),
        ),
        about=document.summary,
        rows=document.citations,
        origin=document.origin,
    )


def _source_answer(source: Source) -> Answer:
    return Answer(
        name=source.id,
        kind="source",
        title=source.title,
        text=screen(
            f"{source.id}  {source.title}",
            ("Publisher", source.publisher),
            ("Kind", source.kind),
            ("Dated", source.dated),
            ("Address", source.url),
        ),
        origin=source.origin,
    )
