"""Rules on the framework's and the provider's files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from builder.model.catalog import Control
from builder.model.issues import Absence, Issue, Origin, Severity
from builder.model.provider import Confidence, Document, Provider, Service, Source
from builder.model.responsibility import CustomerStatement, Party
from builder.rules.context import Context, below, issue, known_words, nearest


def families_and_parents(context: Context) -> Iterator[Issue]:
    """CAT001: a control's family and parent exist in its framework."""
    families = {f.id: {fam.id for fam in f.families} for f in context.workspace.catalog.frameworks}
    for control in context.workspace.catalog.controls:
        known = families.get(control.framework)
        if known is not None and control.family not in known:
            yield issue(
                "CAT001",
                below(control.origin, "family"),
                f"the framework has no family `{control.family}`",
                nearest(control.family, known, f"Known: {', '.join(sorted(known))}."),
            )
        if control.parent is not None and control.parent not in context.controls:
            yield issue(
                "CAT001",
                below(control.origin, "parent"),
                f"the parent {control.parent} is not a control",
                nearest(str(control.parent), map(str, context.controls), "Name its standard."),
                absent=Absence(str(control.parent), (Control,)),
            )


def sources(context: Context) -> Iterator[Issue]:
    """PRO001: every claim, basis, fact, question and document names a source that exists."""
    provider = context.workspace.provider
    known = {source.id for source in provider.sources}
    known |= {document.id for document in provider.documents}
    for source, place in _named_sources(provider):
        if source not in known:
            hint = nearest(source, known, "Add it to the pack's sources.yml.")
            message = f"the provider pack has no source `{source}`"
            yield issue("PRO001", place, message, hint, absent=Absence(source, (Source, Document)))


def documents_asked_for(context: Context) -> Iterator[Issue]:
    """PRO001: an evidence requirement names documents that the provider pack lists."""
    known = {document.id for document in context.workspace.provider.documents}
    for statement in context.workspace.customer.statements:
        for requirement in statement.evidence:
            for position, document in enumerate(requirement.documents):
                if document not in known:
                    yield issue(
                        "PRO001",
                        below(requirement.origin, "documents", position),
                        f"the provider pack has no document `{document}`",
                        nearest(document, known, "Add it to the pack's documents.yml."),
                        absent=Absence(document, (Document,)),
                    )


def _named_sources(provider: Provider) -> Iterator[tuple[str, Origin | None]]:
    for feature in provider.features:
        for claim in feature.claims:
            yield claim.source, below(claim.origin, "source")
    for statement in provider.statements:
        for position, basis in enumerate(statement.basis):
            yield basis.source, below(statement.origin, "basis", position, "source")
    for fact in provider.profile.lifecycle:
        yield fact.source, below(fact.origin, "source")
    for question in provider.profile.questions:
        yield question.source, below(question.origin, "source")
    for document in provider.documents:
        if document.source:
            yield document.source, below(document.origin, "source")


def services(context: Context) -> Iterator[Issue]:
    """PRO002: every service that is named is one the provider pack lists."""
    workspace = context.workspace
    organization = workspace.customer.organization
    known = {service.id for service in workspace.provider.profile.services}
    otherwise = known_words(known, "List it under `services:` of the pack.")
    places: tuple[tuple[tuple[str, ...], Origin | None], ...] = (
        *((record.services, record.origin) for record in workspace.provider.features),
        *((record.services, record.origin) for record in workspace.provider.statements),
        *((record.services, record.origin) for record in workspace.customer.statements),
        *((record.services, record.origin) for record in organization.systems),
        *((record.services, record.origin) for record in organization.agreements),
    )
    for named, origin in places:
        for position, service in enumerate(named):
            if service not in known:
                yield issue(
                    "PRO002",
                    below(origin, "services", position),
                    f"the provider pack has no service `{service}`",
                    nearest(service, known, otherwise),
                    absent=Absence(service, (Service,)),
                )


def unconfirmed_provisions(context: Context) -> Iterator[Issue]:
    """PRO003: what is unconfirmed is a limit or a question, never something the provider does."""
    provider = context.workspace.provider
    claims = [
        *((p.id, p.confidence, p.origin) for f in provider.features for p in f.provisions),
        *((str(s.citation), s.confidence, s.origin) for s in provider.statements),
    ]
    for name, confidence, origin in claims:
        if confidence is Confidence.LOW:
            yield issue(
                "PRO003",
                below(origin, "confidence"),
                f"`{name}` claims what the provider does with confidence low",
                "Move it to the limits or the questions, or find a better source.",
            )


def unanswered_obligations(context: Context) -> Iterator[Issue]:
    """PRO004: every obligation of a service in use is answered by a statement it serves.

    While a row that could answer it is not determined, or its statement could not be read, the
    answer is left open like the row.
    """
    workspace = context.workspace
    used = workspace.customer.organization.used_services
    answered = {
        (answer, statement.citation)
        for statement in workspace.customer.statements
        for answer in statement.answers
    }
    determined = {
        citation
        for citation, statement in context.statements.items()
        if statement.party is not Party.NOT_DETERMINED
    }
    for feature in workspace.provider.features:
        if not used.intersection(feature.services):
            continue
        for obligation in feature.obligations:
            serves = sorted(set(obligation.citations))
            if serves and not any((obligation.id, citation) in answered for citation in serves):
                found = issue(
                    "PRO004",
                    obligation.origin,
                    f"no statement answers the obligation `{obligation.id}`",
                    "Add it to `answers:` of the statement on"
                    f" {' or '.join(str(citation) for citation in serves)}.",
                    absent=Absence(obligation.id, (CustomerStatement,), inside=True),
                )
                draft = not determined.issuperset(serves)
                yield replace(found, severity=Severity.OPEN) if draft else found
