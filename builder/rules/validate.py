"""The list of validation rules; a rule is a function from the context to issues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from builder.model.evidence import Evidence
from builder.model.issues import Issue, Unread
from builder.model.responsibility import Workspace
from builder.rules import validate_catalog as catalog
from builder.rules import validate_checks as checks
from builder.rules import validate_drafts as drafts
from builder.rules import validate_evidence as evidence
from builder.rules import validate_imports as imports
from builder.rules import validate_records as records
from builder.rules import validate_references as references
from builder.rules import validate_rows as rows
from builder.rules import validate_sizes as sizes
from builder.rules.context import Context

RULES: tuple[Callable[[Context], Iterable[Issue]], ...] = (
    catalog.families_and_parents,
    catalog.aliases,
    catalog.sources,
    catalog.documents_asked_for,
    catalog.services,
    catalog.unconfirmed_provisions,
    catalog.unstated_provisions,
    catalog.unanswered_obligations,
    drafts.missing_statements,
    drafts.undetermined,
    drafts.unstated,
    rows.shared_rows,
    rows.provider_rows,
    rows.customer_rows,
    rows.decisions,
    rows.not_applicable,
    rows.evidence_asked,
    rows.remarks,
    rows.gaps_registered,
    references.roles,
    references.claims_without_cover,
    references.actions,
    references.requirements_known,
    evidence.requirements_served,
    imports.requirements_known,
    checks.datasets_known,
    checks.checks_known,
    checks.checks_whole,
    checks.waivers_dated,
    references.answers_known,
    references.repeated_ids,
    references.repeated_texts,
    references.apps_in_place,
    references.future_dates,
    evidence.future_evidence,
    evidence.dates,
    evidence.predecessors,
    records.replaced_once,
    records.kinds_and_methods,
    records.counted,
    records.redactions_told,
    records.own_age_limits,
    sizes.names,
    sizes.citations,
    sizes.lists_of_rows,
    sizes.lists_of_evidence,
    sizes.lists_of_the_organization,
)


RECORD_RULES: tuple[Callable[[Context], Iterable[Issue]], ...] = (
    evidence.requirements_served,
    evidence.future_evidence,
    evidence.dates,
    records.kinds_and_methods,
    records.counted,
    records.redactions_told,
    records.own_age_limits,
    sizes.lists_of_evidence,
)
"""Those that look at each record of evidence by itself."""
_SUCCESSION_RULES: tuple[Callable[[Context], Iterable[Issue]], ...] = (
    evidence.predecessors,
    records.replaced_once,
)
MOST_OF_A_RULE = 2_000
"""Issues of one rule: more are not listed before the first ones are mended."""


def validate(
    workspace: Workspace, *, as_of: date, latest: date, unread: Unread | None = None
) -> tuple[Issue, ...]:
    """Every cross-reference issue of a workspace.

    ``latest`` is the last day that is not in the future. ``unread`` is what stands in
    records that could not be read: that it is missing is not said as well.
    """
    context = Context(workspace, as_of, latest)
    unread = unread or Unread()
    found: list[Issue] = []
    for rule in RULES:
        found.extend(islice(_believed(rule(context), unread), MOST_OF_A_RULE))
    return tuple(found)


def _believed(issues: Iterable[Issue], unread: Unread) -> Iterator[Issue]:
    return (i for i in issues if i.absent is None or not unread.may_hold(i.absent))


class RecordCheck:
    """The rules on records, for records that come a month at a time and are not held."""

    def __init__(self, context: Context, unread: Unread) -> None:
        """Look things up in ``context``; ``unread`` as for `validate`."""
        self._context = context
        self._unread = unread
        self._left = dict.fromkeys(RECORD_RULES, MOST_OF_A_RULE)
        self.issues: list[Issue] = []

    def take(self, month: Sequence[Evidence]) -> None:
        """Look at every record of a month."""
        context = self._context.beside(tuple(month))
        for rule, left in self._left.items():
            found = list(islice(_believed(rule(context), self._unread), left))
            self._left[rule] = left - len(found)
            self.issues.extend(found)

    def check_successions(
        self, records: Sequence[Evidence], replaced: Mapping[str, Evidence]
    ) -> None:
        """Look at what new records replace, beside those that are there.

        ``replaced`` are the records in lines that they replace, by id.
        """
        held = self._context.workspace.evidence
        context = self._context.beside((*held, *records), replaced)
        for rule in _SUCCESSION_RULES:
            self.issues.extend(rule(context))
