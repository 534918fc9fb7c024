"""The gate that everything passes on its way in and, before it is published, on its way out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache

from builder.clean_files import CleanFiles
from builder.leaks.known import KnownValues, known_values
from builder.leaks.matching import RuleSet, ready
from builder.leaks.scanning import NOTHING_KNOWN, scan
from builder.leaks.waiving import Judged, judge
from builder.model.issues import Issue
from builder.model.leaks import Leak, Waiver
from builder.store.leak_rules import leak_rules


class LeakGate:
    """Scans files one by one and keeps what it found until it is judged."""

    def __init__(self, known: KnownValues = NOTHING_KNOWN, clean: CleanFiles | None = None) -> None:
        """Look for ``known`` values too; ``clean`` remembers files in which nothing was found."""
        self.rules = _rules()
        self.known = known
        self._clean = clean
        self._found: list[Leak] = []
        self._waived: frozenset[tuple[str, int]] = frozenset()

    def inspect(self, name: str, data: bytes) -> None:
        """Scan a file of the workspace."""
        self._found.extend(self.leaks(name, data))

    def leaks(self, name: str, data: bytes) -> tuple[Leak, ...]:
        """What is found in one file; a file known to be clean is looked at by its name alone."""
        if self._clean is None or self.known:  # what is known by value differs from run to run
            return scan(name, data, self.rules, self.known)
        digest = hashlib.sha256(data).hexdigest()
        if digest in self._clean:
            return scan(name, b"", self.rules)
        found = scan(name, data, self.rules)
        if not found:
            self._clean.add(digest)
        return found

    def judged(self, waivers: Iterable[Waiver], as_of: date) -> tuple[Issue, ...]:
        """The issues of everything inspected; what waivers let pass may be published as well."""
        judged: Judged = judge(sorted(self._found), waivers, as_of)
        self._waived = frozenset((leak.rule, leak.mark) for leak in judged.waived)
        self._found = []
        if self._clean is not None:
            self._clean.save()
        return judged.issues

    def issues_of(self, files: Iterable[tuple[str, bytes]]) -> tuple[Issue, ...]:
        """The issues of files that are about to be published, but for what was waived."""
        found = (leak for name, data in files for leak in self.leaks(name, data))
        judged = judge(self._not_waived(found), (), date.max)
        if self._clean is not None:
            self._clean.save()
        return judged.issues

    def _not_waived(self, leaks: Iterable[Leak]) -> Iterator[Leak]:
        return (leak for leak in leaks if (leak.rule, leak.mark) not in self._waived)


def front_gate(environ: Mapping[str, str]) -> LeakGate:
    """The gate of a front door: looks for the secrets of its environment, remembers clean files."""
    return LeakGate(known_values(environ), CleanFiles(_rules().digest))


@cache
def _rules() -> RuleSet:
    return ready(leak_rules())
