"""Rules on the framework's and the provider's files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from builder.model.catalog import Control
from builder.model.citation import Citation, CitationIndex, citation_tokens
from builder.model.confidence import Confidence
from builder.model.issues import Absence, Issue, Origin
from builder.model.provider import Document, Provider, Service, Source
from builder.model.responsibility import CustomerStatement, Party
from builder.model.spelling import NearNames
from builder.model.status import Status
from builder.rules.context import Context, below, issue, known_words, nearest

_NO_FAMILY = "List it under `families:` of the framework."


def families_and_parents(context: Context) -> Iterator[Issue]:
    """CAT001: a control's family and parent exist in its framework."""
    families = {f.id: {fam.id for fam in f.families} for f in context.workspace.catalog.frameworks}
    near = {framework: NearNames(known) for framework, known in families.items()}
    controls = NearNames(map(str, context.controls))
    for control in context.workspace.catalog.controls:
        known = families.get(control.framework)
        if known is not None and control.family not in known:
            yield issue(
                "CAT001",
                below(control.origin, "family"),
                f"the framework has no family `{control.family}`",
                nearest(control.family, near[control.framework], known_words(known, _NO_FAMILY)),
            )
        if control.parent is not None and control.parent not in context.controls:
            yield issue(
                "CAT001",
                below(control.origin, "parent"),
                f"the parent {control.parent} is not a control",
                nearest(str(control.parent), controls, "Name its standard."),
                absent=Absence(str(control.parent), (Control,)),
            )


def aliases(context: Context) -> Iterator[Issue]:
    """CIT003: an alias leads to its own control and to no other one."""
    catalog = context.workspace.catalog
    own = CitationIndex.of(
        ((control.citation, ()) for control in catalog.controls),
        (prefix for framework in catalog.frameworks for prefix in framework.citation_prefixes),
    )
    holders: dict[tuple[str, ...], dict[Citation, None]] = defaultdict(dict)
    for control in catalog.controls:
        for alias in control.aliases:
            spelled = own.find(alias)
            if spelled is not None:
                holders[citation_tokens(alias)][spelled] = None
            holders[citation_tokens(alias)][control.citation] = None
    for control in catalog.controls:
        for position, alias in enumerate(control.aliases):
            others = [c for c in holders[citation_tokens(alias)] if c != control.citation]
            if others:
                yield issue(
                    "CIT003",
                    below(control.origin, "aliases", position),
                    f"the alias `{alias}` of {control.citation} leads to {others[0]} as well",
                    "Keep it at the one control that readers mean by it.",
                )


def sources(context: Context) -> Iterator[Issue]:
    """PRO001: every claim, basis, fact, question and document names a source that exists."""
    provider = context.workspace.provider
    known = {source.id for source in provider.sources}
    known |= {document.id for document in provider.documents}
    near = NearNames(known)
    for source, place in _named_sources(provider):
        if source not in known:
            hint = nearest(source, near, "Add it to the pack's sources.yml.")
            message = f"the provider pack has no source `{source}`"
            yield issue("PRO001", place, message, hint, absent=Absence(source, (Source, Document)))


def documents_asked_for(context: Context) -> Iterator[Issue]:
    """PRO001: an evidence requirement names documents that the provider pack lists."""
    known = {document.id for document in context.workspace.provider.documents}
    near = NearNames(known)
    for statement in context.workspace.customer.statements:
        for requirement in statement.evidence:
            for position, document in enumerate(requirement.documents):
                if document not in known:
                    yield issue(
                        "PRO001",
                        below(requirement.origin, "documents", position),
                        f"the provider pack has no document `{document}`",
                        nearest(document, near, "Add it to the pack's documents.yml."),
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
    near, otherwise = NearNames(known), known_words(known, "List it under `services:` of the pack.")
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
                    nearest(service, near, otherwise),
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


def unstated_provisions(context: Context) -> Iterator[Issue]:
    """PRO005: the pack says of its own part how far it is; only a customer's row may be blank."""
    for statement in context.workspace.provider.statements:
        if statement.status is Status.NOT_STATED:
            yield issue(
                "PRO005",
                below(statement.origin, "status"),
                f"{statement.citation}: the provider's status cannot be `{statement.status}`",
                "Write implemented, partial, planned, alternative or not-applicable.",
            )


def unanswered_obligations(context: Context) -> Iterator[Issue]:
    """PRO004: every obligation of a service in use is answered by a statement it serves.

    Not said while a row that could answer it is left to fill in, or its statement could not be
    read: the row itself is listed then, with what it has to answer.
    """
    determined = {
        citation
        for citation, statement in context.statements.items()
        if statement.party is not Party.NOT_DETERMINED
    }
    open_ids = {identity for ids in context.asked.values() for identity in ids}
    for obligation in context.obligations.values():
        serves = sorted(set(obligation.citations))
        if obligation.id in open_ids and determined.issuperset(serves):
            yield issue(
                "PRO004",
                obligation.origin,
                f"no statement answers the obligation `{obligation.id}`",
                "Add it to `answers:` of the statement on"
                f" {' or '.join(str(citation) for citation in serves)}.",
                absent=Absence(obligation.id, (CustomerStatement,), inside=True),
            )
