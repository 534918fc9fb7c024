"""Where records in lines go as they are read: past the rules and through the sifter, not kept."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date, datetime

from builder.model.collected import Collected
from builder.model.evidence import Evidence
from builder.model.issues import Issue
from builder.model.responsibility import Workspace
from builder.rules.context import Context
from builder.rules.sifting import Sifter
from builder.rules.validate import RecordCheck
from builder.store.catalog_files import Layers
from builder.store.collected_files import Take, let_pass


class CollectedLines:
    """One run's passage of them."""

    def __init__(self, as_of: datetime, latest: date) -> None:
        """Sift for ``as_of``; ``latest`` is the last day that is not in the future."""
        self._as_of = as_of
        self._latest = latest
        self._check: RecordCheck | None = None
        self._sifter: Sifter | None = None

    def begin(self, layers: Layers, held: Sequence[Evidence]) -> Take:
        """What takes the months, the latest first, once the layers and other records are read."""
        if layers.provider is None or layers.customer is None:
            return let_pass(held)  # there will be no matrix, and the rules have nothing to look in
        workspace = Workspace(
            catalog=layers.catalog, provider=layers.provider, customer=layers.customer
        )
        context = Context(workspace, self._as_of.date(), self._latest)
        self._check = RecordCheck(context, layers.unread)
        self._sifter = Sifter(context.requirements.values(), held, self._as_of)
        return self._take

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What the rules say of the records, unlocated."""
        return tuple(self._check.issues) if self._check is not None else ()

    def sifted(self, ids: Container[str]) -> Collected:
        """What is known of them; ``ids`` are all records that there are."""
        return self._sifter.sifted(ids) if self._sifter is not None else Collected()

    def _take(self, month: Sequence[Evidence]) -> None:
        if self._check is not None and self._sifter is not None:
            self._check.take(month)
            self._sifter.take(month)
