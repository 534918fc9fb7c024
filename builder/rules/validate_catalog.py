"""Rules on the framework's and the provider's files."""

from __future__ import annotations

from collections.abc import Iterator

from builder.model.issues import Issue, Origin
from builder.model.provider import Claim, Confidence
from builder.rules.context import Context, below, issue, nearest


def families_and_parents(context: Context) -> Iterator[Issue]:
    """CAT001: a control's family and parent exist in its framework."""
    families = {f.id: {fam.id for fam in f.families} for f in context.workspace.catalog.frameworks}
    for control in context.workspace.catalog.controls:
        known = families.get(control.framework, set())
        if control.family not in known:
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
                nearest(str(control.parent), map(str, context.controls)),
            )


def sources(context: Context) -> Iterator[Issue]:
    """PRO001: every claim, basis, question and document names a source that exists."""
    provider = context.workspace.provider
    papers = {document.id for document in provider.documents}
    known = {source.id for source in provider.sources} | papers
    for feature in provider.features:
        for claim in feature.claims:
            if claim.source not in known:
                yield _unknown_source(claim.source, known, below(claim.origin, "source"))
    for statement in provider.statements:
        for position, basis in enumerate(statement.basis):
            if basis.source not in known:
                place = below(statement.origin, "basis", position, "source")
                yield _unknown_source(basis.source, known, place)
    profile = provider.profile
    for fact in (*profile.lifecycle, *profile.questions):
        if fact.source not in known:
            yield _unknown_source(fact.source, known, below(fact.origin, "source"))
    for document in provider.documents:
        if document.source and document.source not in known:
            yield _unknown_source(document.source, known, below(document.origin, "source"))


def services(context: Context) -> Iterator[Issue]:
    """PRO002: every service that is named is one the provider pack lists."""
    workspace = context.workspace
    known = {service.id for service in workspace.provider.profile.services}
    organization = workspace.customer.organization
    for record in (
        *workspace.provider.features,
        *workspace.provider.statements,
        *workspace.customer.statements,
        *organization.systems,
        *organization.agreements,
    ):
        for position, service in enumerate(record.services):
            if service not in known:
                yield issue(
                    "PRO002",
                    below(record.origin, "services", position),
                    f"the provider pack has no service `{service}`",
                    nearest(service, known, f"Known: {', '.join(sorted(known))}."),
                )


def unconfirmed_provisions(context: Context) -> Iterator[Issue]:
    """PRO003: what is unconfirmed is a limit or a question, never something the provider does."""
    provider = context.workspace.provider
    claims: list[tuple[Claim, str]] = [
        (p, p.id) for f in provider.features for p in f.provisions
    ]
    for record, name in [*claims, *((s, str(s.citation)) for s in provider.statements)]:
        if record.confidence is Confidence.LOW:
            yield issue(
                "PRO003",
                below(record.origin, "confidence"),
                f"`{name}` claims what the provider does with confidence low",
                "Move it to the limits or the questions, or find a better source.",
            )


def unanswered_obligations(context: Context) -> Iterator[Issue]:
    """PRO004: every obligation of a service in use is answered by a statement it serves."""
    workspace = context.workspace
    used = workspace.customer.organization.used_services
    answered: dict[str, set[str]] = {}
    for statement in workspace.customer.statements:
        for obligation in statement.answers:
            answered.setdefault(obligation, set()).add(str(statement.citation))
    for feature in workspace.provider.features:
        if not used.intersection(feature.services):
            continue
        for obligation in feature.obligations:
            serves = {str(citation) for citation in obligation.citations}
            if obligation.citations and not serves & answered.get(obligation.id, set()):
                yield issue(
                    "PRO004",
                    obligation.origin,
                    f"no statement answers the obligation `{obligation.id}`",
                    f"Add it to `answers:` of the statement on {' or '.join(sorted(serves))}.",
                )


def _unknown_source(source: str, known: set[str], place: Origin | None) -> Issue:
    hint = nearest(source, known, "Add it to the pack's sources.yml.")
    return issue("PRO001", place, f"the provider pack has no source `{source}`", hint)
