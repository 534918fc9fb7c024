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
        evidence=tuple(cut.record(record, _closed(record)) for record in workspace.evidence),
    )
    return seen, Edition(audience=audience, texts=cut.texts, pages=pages)


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
        self.texts = 0

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
    held: Mapping[type, Iterable[str]] = {
        EvidenceRequirement: [
            *(requirement.id for requirement in wanted),
            *(name for record in workspace.evidence for name in record.requirements),
            *(frozen.requirement for record in workspace.evidence for frozen in record.policies),
            *(
                result.requirement
                for record in workspace.evidence
                if record.imported is not None
                for result in record.imported.results
            ),
        ],
        Evidence: [
            *(record.id for record in workspace.evidence),
            *(record.replaces for record in workspace.evidence if record.replaces),
        ],
        Gap: [gap.id for gap in customer.gaps],
        Agreement: [agreement.id for agreement in customer.organization.agreements],
    }
    return {kind: _numbered(ids, RENAMED[kind]) for kind, ids in held.items()}


def _numbered(ids: Iterable[str], word: str) -> Mapping[str, str]:
    ordered = sorted(set(ids))
    digits = len(str(len(ordered)))
    numbered = {name: f"{word}-{number:0{digits}d}" for number, name in enumerate(ordered, start=1)}
    return {**numbered, "": ""}
