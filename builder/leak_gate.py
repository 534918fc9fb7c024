"""The gate that everything passes on its way in and, before it is published, on its way out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain, starmap

from msgspec.structs import replace

from builder.clean_files import CleanFiles
from builder.leaks.known import KnownValues, known_values
from builder.leaks.matching import RuleSet, ready
from builder.leaks.reported import NOTHING_REPORTED, ReportedLeaks
from builder.leaks.scanning import NOTHING_KNOWN, masked, scan
from builder.leaks.waiving import Judged, judge
from builder.model.issues import Issue
from builder.model.leaks import Leak, Waiver
from builder.store.leak_rules import leak_rules


class LeakGate:
    """Scans files one by one and keeps what it found until it is judged."""

    def __init__(
        self,
        known: KnownValues = NOTHING_KNOWN,
        clean: CleanFiles | None = None,
        reported: ReportedLeaks = NOTHING_REPORTED,
    ) -> None:
        """Look for ``known`` values too; ``clean`` remembers files in which nothing was found.

        What other scanners ``reported`` about a file of the workspace is found in it as well.
        """
        self.known = known
        self.reported = reported
        self._clean = clean
        self._found: list[Leak] = []
        self._waived: frozenset[tuple[str, int]] = frozenset()

    @property
    def rules(self) -> RuleSet:
        """Every rule; read when the first file is scanned, since look-ups scan none."""
        return _rules()

    def inspect(self, name: str, data: bytes) -> None:
        """Scan a file of the workspace."""
        self._found.extend(self.leaks(name, data))
        if self.reported.concerns(name):
            shown = masked(name, self.rules, self.known)
            found = self.reported.within(name, data)
            self._found.extend(replace(leak, file=shown) for leak in found)

    def leaks(self, name: str, data: bytes) -> tuple[Leak, ...]:
        """What is found in one file; a file known to be clean is looked at by its name alone."""
        digest = hashlib.sha256(data).hexdigest()
        if self._is_clean(digest):
            return scan(name, b"", self.rules)
        found = scan(name, data, self.rules, self.known)
        if not found and self._clean is not None:
            self._clean.add(digest)
        return found

    def _is_clean(self, digest: str) -> bool:
        """Whether a file is known to be; never with known values, which differ between runs."""
        return not self.known and self._clean is not None and digest in self._clean

    def judged(self, waivers: Iterable[Waiver], as_of: date) -> tuple[Issue, ...]:
        """The issues of everything inspected; what waivers let pass may be published as well."""
        judged: Judged = judge(sorted(self._found), waivers, as_of, self.reported.tools)
        self._waived = frozenset((leak.rule, leak.mark) for leak in judged.waived)
        self._found = []
        if self._clean is not None:
            self._clean.save()
        return (*self.reported.issues, *judged.issues)

    def issues_of(self, files: Iterable[tuple[str, bytes]], build_id: str) -> tuple[Issue, ...]:
        """The issues of files that are about to be published, but for what was waived.

        ``build_id`` stands in every page and is no reason to scan an unchanged one again. Pages
        share nine lines of ten: their lines are scanned together, each once, and only when
        something is found is each page scanned as it stands.
        """
        pages: dict[str, bytes] = {}
        digests: list[str] = []
        found: list[Leak] = []
        for name, data in files:
            if not name.endswith(".html"):
                found.extend(self.leaks(name, data))
                continue
            digest = hashlib.sha256(data.replace(build_id.encode(), b"")).hexdigest()
            if self._is_clean(digest):
                found.extend(scan(name, b"", self.rules))
            else:
                pages[name] = data
                digests.append(digest)
        lines = set(chain.from_iterable(page.split(b"\n") for page in pages.values()))
        together = b"\n".join((*sorted(lines), *(name.encode() for name in pages)))
        if scan("pages", together, self.rules, self.known):
            found.extend(chain.from_iterable(starmap(self.leaks, pages.items())))
        elif self._clean is not None:
            self._clean.add(*digests)
        judged = judge(sorted(self._not_waived(found)), (), date.max)
        if self._clean is not None:
            self._clean.save()
        return judged.issues

    def _not_waived(self, leaks: Iterable[Leak]) -> Iterator[Leak]:
        return (leak for leak in leaks if (leak.rule, leak.mark) not in self._waived)


def front_gate(
    environ: Mapping[str, str],
    reported: ReportedLeaks = NOTHING_REPORTED,
    *,
    release: bool = False,
) -> LeakGate:
    """The gate of a front door: looks for the secrets of its environment, remembers clean files.

    For a ``release`` it believes no list of clean files, and scans each.
    """
    clean = None if release else CleanFiles(_rules().digest)
    return LeakGate(known_values(environ), clean, reported)


@cache
def _rules() -> RuleSet:
    return ready(leak_rules())
