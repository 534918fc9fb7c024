"""What was read, as one audience may see it: the one place where text is taken away.

Everything after this step works on what it returns, so that no page, sheet or report can hold by
mistake what is not for its reader. States stay the same: they rest on words of closed lists,
numbers and days, which every edition holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from builder.model.audience import (
    FAILING_REMARKS,
    FIELDS,
    INSTEAD,
    OF_NDA,
    OF_RESTRICTED,
    REFERENCES,
    RENAMED,
    Audience,
    Edition,
)
from builder.model.checks import CheckedPlace, CheckResult
from builder.model.collected import Collected
from builder.model.evidence import Classification, Evidence, EvidenceRequirement, Outcome
from builder.model.organization import Agreement
from builder.model.responsibility import Gap, Workspace

_Record = TypeVar("_Record", bound=Struct)
_Closed = frozenset[tuple[type, str]]


def edition_of(
    workspace: Workspace, audience: Audience, pages: int = 0
) -> tuple[Workspace, Edition]:
    """The workspace as ``audience`` may see it, and how much of it is left out.

    ``pages`` is how many hand-written pages are. Only for a workspace in which `validate` finds no
    error: what is left is not whole, and is not judged again.
    """
    if audience is Audience.INTERNAL:
        return workspace, Edition()
    cut = _Cut(audience, _numbers(workspace))
    provider = replace(
        workspace.provider,
        documents=tuple(
            cut.record(document, OF_NDA if document.nda else frozenset())
            for document in workspace.provider.documents
        ),
    )
    seen = Workspace(
        catalog=workspace.catalog,
        provider=provider,
        customer=cut.record(workspace.customer),
        evidence=tuple(cut.evidence(record) for record in workspace.evidence),
        collected=_collected(workspace.collected, cut),
    )
    return seen, Edition(audience=audience, texts=cut.texts, pages=pages)


def results_for(results: tuple[CheckResult, ...], audience: Audience) -> tuple[CheckResult, ...]:
    """What checks came to, as ``audience`` may see it: customers read no name of the estate."""
    if Audience.CUSTOMER is not audience:
        return results
    return tuple(
        replace(
            result,
            failing=tuple(map(_unnamed, result.failing)),
            waived=tuple(map(_unnamed, result.waived)),
            unknown=tuple(map(_unnamed, result.unknown)),
            evidence=(),
        )
        for result in results
    )


def _unnamed(_place: CheckedPlace) -> CheckedPlace:
    return CheckedPlace(place="", value="")


def _collected(collected: Collected, cut: _Cut) -> Collected:
    """What is known of records in lines, without what only the rules ask for."""
    wanted, records = EvidenceRequirement, Evidence
    return Collected(
        kept=tuple(cut.evidence(record) for record in collected.kept),
        failing={
            cut.name(wanted, name): tuple(cut.evidence(record) for record in failing)
            for name, failing in collected.failing.items()
        },
        counts={cut.name(wanted, name): count for name, count in collected.counts.items()},
        shown={cut.name(wanted, name): days for name, days in collected.shown.items()},
        replaced={cut.name(records, name): at for name, at in collected.replaced.items()},
        by_system=collected.by_system,
        observed_from=collected.observed_from,
        observed_to=collected.observed_to,
        total=collected.total,
    )


def _closed(record: Evidence) -> _Closed:
    """Fields that the classification of a record keeps inside as well."""
    if record.classification is Classification.NDA:
        return OF_NDA
    return OF_RESTRICTED if record.classification is Classification.RESTRICTED else frozenset()


class _Cut:
    """Takes away what an audience may not see, and counts it."""

    def __init__(self, audience: Audience, numbers: Mapping[type, Mapping[str, str]]) -> None:
        self._audience = audience
        self._numbers = numbers
        self._seen: dict[str, Evidence] = {}
        self.texts = 0

    def name(self, kind: type, name: str) -> str:
        """The id of a record as the audience knows it."""
        if self._audience.may_see(FIELDS[kind]["id"]):
            return name
        return self._numbers[kind][name]

    def evidence(self, record: Evidence) -> Evidence:
        """A record of evidence as the audience may see it; what is left out is counted once."""
        if record.id not in self._seen:
            self._seen[record.id] = self.record(record, _closed(record))
        return self._seen[record.id]

    def record(self, record: _Record, closed: _Closed = frozenset()) -> _Record:
        """The record without what is not for the audience, and without its place in our files.

        A type that the table does not know is a bug, and raises `KeyError`.
        """
        table = FIELDS[type(record)]
        changes: dict[str, Any] = {}
        for name in record.__struct_fields__:
            value = getattr(record, name)
            if name == "origin":
                changes[name] = None
            elif name in table and not self._sees(record, name, closed):
                changes[name] = self._instead(type(record), name, value)
            elif isinstance(value, Struct) and type(value) in FIELDS:
                changes[name] = self.record(value, closed)
            elif isinstance(value, tuple) and value and type(value[0]) in FIELDS:
                changes[name] = tuple(self.record(item, closed) for item in value)
        return replace(record, **changes)

    def _sees(self, record: Struct, name: str, closed: _Closed) -> bool:
        kind = type(record)
        meant_for = FIELDS[kind][name]
        if isinstance(record, Evidence) and name == "remarks":
            told = record.outcome is Outcome.FAIL and record.classification is not (
                Classification.NDA
            )
            meant_for = FAILING_REMARKS if told else meant_for
        return (kind, name) not in closed and self._audience.may_see(meant_for)

    def _instead(self, kind: type, name: str, value: Any) -> Any:
        """What stands there instead; only what held something counts as left out."""
        if name == "id" and kind in RENAMED:
            return self._numbers[kind][value]
        target = REFERENCES.get((kind, name))
        if target is not None:
            known = self._numbers[target]
            return tuple(known[v] for v in value) if isinstance(value, tuple) else known[value]
        if value in ("", (), None):
            return value
        self.texts += 1
        if isinstance(value, str):
            return INSTEAD.get((kind, name), "")
        return () if isinstance(value, tuple) else None


def _numbers(workspace: Workspace) -> Mapping[type, Mapping[str, str]]:
    """A number for each id that is renamed; in the order of the ids, so that lists keep theirs."""
    customer = workspace.customer
    wanted = [r for statement in customer.statements for r in statement.evidence]
    evidence = _evidence(workspace)
    held: Mapping[type, Iterable[str]] = {
        EvidenceRequirement: [
            *(requirement.id for requirement in wanted),
            *(name for record in evidence for name in record.requirements),
            *(frozen.requirement for record in evidence for frozen in record.policies),
            *(
                result.requirement
                for record in evidence
                if record.imported is not None
                for result in record.imported.results
            ),
        ],
        Evidence: [
            *(record.id for record in evidence),
            *(record.replaces for record in evidence if record.replaces),
            *workspace.collected.replaced,
        ],
        Gap: [gap.id for gap in customer.gaps],
        Agreement: [agreement.id for agreement in customer.organization.agreements],
    }
    return {kind: _numbered(ids, RENAMED[kind]) for kind, ids in held.items()}


def _evidence(workspace: Workspace) -> tuple[Evidence, ...]:
    """Every record that an edition can hold."""
    collected = workspace.collected
    failing = (record for records in collected.failing.values() for record in records)
    return (*workspace.evidence, *collected.kept, *failing)


def _numbered(ids: Iterable[str], word: str) -> Mapping[str, str]:
    ordered = sorted(set(ids))
    digits = len(str(len(ordered)))
    numbered = {name: f"{word}-{number:0{digits}d}" for number, name in enumerate(ordered, start=1)}
    return {**numbered, "": ""}
