"""Keeps what stands in records and files that could not be read.

Nothing is called missing that may well be there: a rule looks here before it says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from typing import Any

from builder.model.citation import Citation, CitationIndex
from builder.model.issues import Unread
from builder.store.record_plans import RecordPlan, plan_of
from builder.store.value_problems import as_id
from builder.store.yaml_nodes import MAX_BYTES

_OWN_NAMES = ("id", "citation", "name")
"""Keys under which a record says which one it is."""
_ENTRY = re.compile(r"\b(?:id|citation|name)[\"']?\s*:")
_VALUE = re.compile(r": +[\"']?([^\n\"']+)")
_WORD = re.compile(r"[A-Za-z0-9][\w.-]*(?:\(\w+\))*(?:\[[a-z0-9-]+\])?")
_MOST_OF_A_CITATION = 80
"""Characters from which a text is prose and no citation in any spelling."""


class UnreadRecords:
    """What could not be read so far, by type of record."""

    def __init__(self) -> None:
        self._texts: dict[type, set[str]] = defaultdict(set)
        self.nameless: set[type] = set()
        self.blank: set[type] = set()

    def add(
        self, value: Any, record_type: type, knows: Callable[[str], bool], *, twice: bool = False
    ) -> None:
        """A record that was refused, as its file holds it.

        ``knows`` tells whether a text is the citation of a control; ``twice`` that another
        record has its name already, so that its own may be one that seems to be missing.
        """
        texts = set(_texts_in(value))
        for kind in _types_in(record_type):
            self._texts[kind] |= texts
        if twice:
            self.nameless.add(record_type)
        self._look_for_names(value, record_type, knows)

    def add_file(
        self,
        data: bytes,
        record_types: Iterable[type],
        *,
        refused: bool = False,
        lost: bool = False,
    ) -> None:
        """A file whose text has to speak for its records.

        ``refused`` when it gave no value, ``lost`` when something of it is not in its text.
        """
        shown = ""
        if len(data) <= MAX_BYTES:  # else it was not read to its end
            text = data.decode("utf-8", "replace")
            shown = "".join(c for c in text if c.isprintable() or c == "\n")
        texts = {*_WORD.findall(shown), *(value.strip() for value in _VALUE.findall(shown))}
        for record_type in record_types:
            for kind in _types_in(record_type):
                self._texts[kind] |= texts
            if lost or (refused and not _ENTRY.search(shown)):
                self._add_blank(record_type)

    def citations_of(self, record_type: type) -> list[Citation]:
        """The canonical citations in records of a type."""
        found = []
        for text in sorted(self._texts[record_type]):
            with suppress(ValueError):
                found.append(Citation(text))
        return found

    def known(self, index: CitationIndex) -> Unread:
        """All of it, every citation in its canonical spelling as well."""
        spelled = {}
        for text in set().union(*self._texts.values()):
            if len(text) <= _MOST_OF_A_CITATION and (citation := index.find(text)) is not None:
                spelled[text] = str(citation)
        return Unread(
            names={
                kind: frozenset(texts | {spelled[text] for text in texts & spelled.keys()})
                for kind, texts in self._texts.items()
            },
            nameless=frozenset(self.nameless),
            blank=frozenset(self.blank),
        )

    def _look_for_names(self, value: Any, record_type: type, knows: Callable[[str], bool]) -> None:
        """Note the types of the records in ``value`` that do not say which ones they are."""
        if not isinstance(value, dict) or not value:
            self._add_blank(record_type)
            return
        plan = plan_of(record_type)
        if not _says_its_names(value, plan, knows):
            self.nameless.add(record_type)
        nested = {key for key, _, _ in plan.nested}
        for key in value.keys() & plan.lists - nested:
            if not isinstance(value[key], list):
                self.blank.add(record_type)
        for key, item, _ in plan.nested:
            inner = value.get(key)
            if inner is None:
                if key in plan.required:
                    self._add_blank(item)
                continue
            for entry in inner if isinstance(inner, list) else (inner,):
                self._look_for_names(entry, item, knows)

    def _add_blank(self, record_type: type) -> None:
        kinds = _types_in(record_type)
        self.nameless |= kinds
        self.blank |= kinds


def _says_its_names(value: dict[str, Any], plan: RecordPlan, knows: Callable[[str], bool]) -> bool:
    for key in _OWN_NAMES:
        if key not in plan.required:
            continue
        text = value.get(key)
        if not isinstance(text, str):
            return False
        if not (knows(text) if plan.hints[key] is Citation else as_id(text)):
            return False
    return True


@cache
def _types_in(record_type: type) -> frozenset[type]:
    """A type of record and those of the records that it may hold."""
    inner = (_types_in(item) for _, item, _ in plan_of(record_type).nested)
    return frozenset({record_type}).union(*inner)


def _texts_in(value: object) -> Iterable[str]:
    """Every text in a value, keys left out: ids and citations among them."""
    if isinstance(value, str):
        yield value
        yield as_id(value)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for entry in inner:
        yield from _texts_in(entry)
