"""Rules on what the workbook can hold: names in its headings, and lists that share one cell.

A single text always fits (the reader of the files sees to that). What is joined in a cell is
measured here at the record it comes from, so that a build never has to stop at a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from builder.model.issues import Issue, Origin
from builder.rules.context import Context, below, issue

MOST_JOINED = 16_000
"""Characters of the entries that one cell joins: it holds 32,767, and some count twice."""
MOST_LINES = 200
"""Files of a record, which stand one on a line: a cell shows 253 line breaks."""
MOST_OF_A_NAME = 100
"""Characters of a name: the properties of a workbook hold 255, with words of ours and a second
name around them."""
MOST_OF_A_SHORT_NAME = 40
_MOST_OF_A_CITATION = 80
_MOST_OF_AN_ADDRESS = 2_000
_COUNTED = re.compile(r"[*?~]|^[<>=]")
"""What works as a pattern in the formulas that count by a word."""
_UNENCODED = re.compile(r"""[\s"<>\[\]^`{}]|%(?![0-9A-Fa-f]{2})|#.*#""")
_TAKEN = frozenset({"customer", "shared", "not applicable", "not determined"})
"""What the other parties of a row are called."""
_ALWAYS_FIT = 3
"""Entries that always fit into one cell: a text of a record has 5,000 characters at most."""
_SHORTEN = "Shorten it."
_SPLIT = "Shorten the entries, or split the record."


def names(context: Context) -> Iterator[Issue]:
    """REC011: names stand in headings and properties, and some words are counted by formulas."""
    workspace = context.workspace
    organization, profile = workspace.customer.organization, workspace.provider.profile
    yield from _name("name", organization.name, organization.origin, MOST_OF_A_NAME)
    yield from _name("name", profile.name, profile.origin, MOST_OF_A_NAME)
    place = below(profile.origin, "short_name")
    yield from _name("short_name", profile.short_name, profile.origin, MOST_OF_A_SHORT_NAME)
    yield from _counted("short_name", profile.short_name, place)
    if profile.short_name.strip().casefold() in _TAKEN:
        message = f"`{profile.short_name}` is what the matrix calls another party"
        yield issue("REC011", place, message, "Choose another short name for the provider.")
    for framework in workspace.catalog.frameworks:
        yield from _name("title", framework.title, framework.origin, MOST_OF_A_NAME)
        yield from _name("short_title", framework.short_title, framework.origin, MOST_OF_A_NAME)
        for position, family in enumerate(framework.families):
            origin, text = below(framework.origin, "families", position), family.short_title
            yield from _name("short_title", text, origin, MOST_OF_A_SHORT_NAME)
            yield from _counted("short_title", text, below(origin, "short_title"))


def citations(context: Context) -> Iterator[Issue]:
    """REC011: a citation names pages and rows, and its link is an address."""
    for control in context.workspace.catalog.controls:
        text = str(control.citation)
        yield from _name("citation", text, control.origin, _MOST_OF_A_CITATION)
        yield from _name("link", control.link, control.origin, _MOST_OF_AN_ADDRESS)
        if (found := _UNENCODED.search(control.link)) is not None:
            yield issue(
                "REC011",
                below(control.origin, "link"),
                f"`link` is not an address: {found[0][:1]!a} must not stand in it as it is",
                "Write the character percent-encoded.",
            )
    for framework in context.workspace.catalog.frameworks:
        for position, prefix in enumerate(framework.citation_prefixes):
            if len(prefix) > MOST_OF_A_SHORT_NAME:
                place = below(framework.origin, "citation_prefixes", position)
                yield _too_long("this prefix", len(prefix), MOST_OF_A_SHORT_NAME, place)


def lists_of_rows(context: Context) -> Iterator[Issue]:
    """REC011: services and basis of a row, each joined in one cell."""
    pack = context.workspace.provider
    services = {service.id: service.title for service in pack.profile.services}
    titles = {source.id: source.title for source in pack.sources}
    titles |= {document.id: document.title for document in pack.documents}
    for statement in context.workspace.customer.statements:
        joined = (services.get(service, service) for service in statement.services)
        yield from _joined("services", joined, statement.origin)
    for offered in pack.statements:
        basis = (f"{titles.get(b.source, b.source)}{b.clause}{b.dated}    " for b in offered.basis)
        yield from _joined("basis", basis, offered.origin)


def lists_of_evidence(context: Context) -> Iterator[Issue]:
    """REC011: the files of a record, and the rows that it serves."""
    rows = context.served_rows
    for record in context.workspace.evidence:
        if len(record.artifacts) <= _ALWAYS_FIT and len(record.requirements) <= _ALWAYS_FIT:
            continue
        if len(record.artifacts) > MOST_LINES:
            message = f"`artifacts` has {len(record.artifacts)} entries; at most {MOST_LINES} fit"
            hint = "Split the record, or pack the files into one."
            yield issue("REC011", below(record.origin, "artifacts"), message, hint)
        else:
            paths = (f"{record.folder}/{artifact.file}" for artifact in record.artifacts)
            yield from _joined("artifacts", paths, record.origin)
        served = (rows.get(requirement, "") for requirement in record.requirements)
        yield from _joined("requirements", served, record.origin)


def lists_of_the_organization(context: Context) -> Iterator[Issue]:
    """REC011: systems, agreements, services and frameworks, which the first sheet lists."""
    workspace = context.workspace
    organization, profile = workspace.customer.organization, workspace.provider.profile
    phrase = " " * 40  # what stands beside an entry
    systems, agreements = organization.systems, organization.agreements
    yield from _joined("services", (s.title + phrase for s in profile.services), profile.origin)
    if systems:  # they may stand in a file of their own
        yield from _joined("title", (s.title for s in systems), systems[0].origin)
    if agreements:
        yield from _joined("title", (a.title + phrase for a in agreements), agreements[0].origin)


def _name(key: str, text: str, origin: Origin | None, most: int) -> Iterator[Issue]:
    length = len(text.encode("utf-16-le", "surrogatepass")) // 2  # as spreadsheet programs count
    if length > most:
        yield _too_long(f"`{key}`", length, most, below(origin, key))
    elif any(letter < " " for letter in text):
        message = f"`{key}` holds a line break or a tab"
        yield issue("REC011", below(origin, key), message, "Write it on one line.")


def _counted(key: str, text: str, place: Origin | None) -> Iterator[Issue]:
    if _COUNTED.search(text):
        yield issue(
            "REC011",
            place,
            f"`{key}` must not hold * ? ~ or begin with < > =: formulas count by it",
            "Choose another short name.",
        )


def _joined(key: str, entries: Iterable[str], origin: Origin | None) -> Iterator[Issue]:
    length = sum(len(entry) + 2 for entry in entries)
    if length > MOST_JOINED:
        what = f"the entries of `{key}` together"
        yield _too_long(what, length, MOST_JOINED, below(origin, key), _SPLIT)


def _too_long(
    what: str, length: int, most: int, place: Origin | None, hint: str = _SHORTEN
) -> Issue:
    text = f"{what} {'have' if 'entries' in what else 'has'} {length:,} characters"
    return issue("REC011", place, f"{text}; at most {most:,} fit into the workbook", hint)
