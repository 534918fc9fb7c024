"""The pages of the controls: one for each standard with its specifications, and their index."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from markupsafe import Markup
from msgspec import Struct

from builder.model.assessment import AssessedRow, ListedGap
from builder.model.catalog import Control, ControlKind, Family, Framework
from builder.model.citation import Citation
from builder.model.evidence import Evidence
from builder.model.imported import RequirementResult, RowWord
from builder.render.book import Book, page_file
from builder.render.markdown import Markdown, render_prose
from builder.render.page import Page
from builder.render.row_facts import RowFacts
from builder.render.window_words import CoveredRequirement
from builder.render.words import cadence_words


class RowSection(Struct, frozen=True, dict=True):
    """One row as a section of its standard's page."""

    book: Book
    row: AssessedRow
    first: bool
    """Whether it is the standard itself."""

    @property
    def facts(self) -> RowFacts:
        """The row's facts."""
        return self.book.facts[self.row.citation]

    @property
    def anchor(self) -> str:
        """Where the row stands on the page; the standard's own is the top of it."""
        return self.row.citation.slug

    @property
    def heading_id(self) -> str:
        """The id of the section's heading; the page's own heading has the standard's anchor."""
        return "the-standard" if self.first else self.anchor

    @property
    def heading(self) -> str:
        """The section's heading."""
        if self.first:
            return "The standard"
        return f"{self.facts.citation} {self.facts.title}"

    @property
    def spellings(self) -> tuple[str, ...]:
        """Other spellings under which a reader looks for the row."""
        return spellings(self.row.row.control, self.book.framework)

    @property
    def notes(self) -> Markup:
        """The author's longer prose, as finished HTML."""
        page = self.book.control_places[self.row.citation].partition("#")[0]
        return render_prose(Markdown(self.row.row.customer.notes), page)

    @property
    def gaps(self) -> tuple[ListedGap, ...]:
        """The row's gaps that are open."""
        return tuple(g for g in self.book.open_gaps if g.gap.citation == self.row.citation)

    @property
    def answered(self) -> int:
        """How many of the obligations listed here this statement answers."""
        answers = set(self.row.row.customer.answers)
        return sum(claim.id in answers for claim in self.row.row.obligations)

    @cached_property
    def covered(self) -> tuple[CoveredRequirement, ...]:
        """Its evidence requirements over the audit window; none without a window."""
        return self.book.covered.get(self.row.citation, ())

    @property
    def imported(self) -> list[tuple[str, Evidence, RequirementResult]]:
        """Results of other tools that decide a requirement now and hold more than passes."""
        found = []
        for assessed in self.row.observations:
            observation = assessed.observation
            record = observation.failed or observation.newest
            results = record.imported if record is not None else None
            result = results.of(observation.requirement.id) if results is not None else None
            if record is not None and result is not None and result.word is not RowWord.PASS:
                found.append((observation.requirement.title, record, result))
        return found

    @cached_property
    def cadences(self) -> dict[str, str]:
        """How often each action is done, in words."""
        return {action.id: cadence_words(action) for action in self.row.row.customer.actions}


def control_pages(book: Book) -> Iterable[Page]:
    """The index, a page for each standard, and one for all paragraphs that are not counted."""
    yield book.page(
        "controls/index.md",
        "Controls",
        "controls",
        {"families": families(book), "general": general_sections(book), "others": others(book)},
        search={"exclude": True},
    )
    for row in standards(book):
        yield _standard_page(book, row)
    for section, controls in general_sections(book).items():
        slug = Citation(section).slug
        values = {"framework": book.framework, "controls": controls}
        yield _paragraphs_page(book, slug, f"{section} General rules", values)
    for framework in others(book):
        controls = tuple(c for c in book.controls.values() if c.framework == framework.id)
        values = {"framework": framework, "controls": controls}
        yield _paragraphs_page(book, framework.id, framework.title, values)


def standards(book: Book) -> tuple[AssessedRow, ...]:
    """The rows that have a page of their own."""
    return tuple(
        row
        for row in book.assessment.rows
        if book.control_places[row.citation].split("#")[0]
        == page_file("controls", row.citation.slug)
    )


def families(book: Book) -> tuple[tuple[Family, tuple[AssessedRow, ...]], ...]:
    """The families of the counted framework that have standards, with these."""
    listed = standards(book)
    grouped = (
        (family, tuple(row for row in listed if row.row.control.family == family.id))
        for family in book.framework.families
    )
    return tuple((family, rows) for family, rows in grouped if rows)


def general_sections(book: Book) -> dict[str, tuple[Control, ...]]:
    """Uncounted paragraphs of the counted framework that belong to no standard, by section."""
    found: dict[str, tuple[Control, ...]] = {}
    for control in book.workspace.catalog.controls:
        section = control.citation.section
        place = book.control_places[control.citation].split("#")[0]
        if control.framework == book.framework.id and place == page_file(
            "controls", Citation(section).slug
        ):
            found[section] = (*found.get(section, ()), control)
    return found


def others(book: Book) -> tuple[Framework, ...]:
    """The frameworks that are shown beside the counted one."""
    return tuple(f for f in book.workspace.catalog.frameworks if f.id != book.framework.id)


def spellings(control: Control, framework: Framework) -> tuple[str, ...]:
    """The ways in which people write a citation, apart from the canonical one."""
    text, slug = control.citation.text, control.citation.slug
    section, parts = control.citation.section, slug.split("-")[2:]
    ways = [
        f"{framework.citation_prefixes[0]} {text}" if framework.citation_prefixes else text,
        f"§ {text}",
        slug.replace("-", "_"),
        slug.replace("-", "."),
        section + "".join(parts),
        text.partition(".")[2],
        *control.aliases,
    ]
    return tuple(dict.fromkeys(way for way in ways if way != text))


def _standard_page(book: Book, row: AssessedRow) -> Page:
    control = row.row.control
    members = [row, *(book.rows[part] for part in row.row.parts if part in book.rows)]
    src = page_file("controls", row.citation.slug)
    uncounted = tuple(
        c
        for c in book.workspace.catalog.controls
        if c.citation not in book.rows and book.control_places[c.citation].split("#")[0] == src
    )
    layers = (row.row.customer, row.row.provider, control)
    origins = [layer.origin for layer in layers if layer is not None]
    files = tuple(origin.file for origin in origins if origin is not None)
    return book.page(
        src,
        f"{control.citation} {control.title}",
        "control",
        {
            "standard": control,
            "family": book.facts[row.citation].family,
            "sections": [RowSection(book, member, member is row) for member in members],
            "uncounted": uncounted,
            "files": files,
        },
        anchor=control.citation.slug,
        edited_from=files[0] if files else "",
        search={"boost": 2},
        tags=[word for member in members for word in _search_words(member)],
    )


def _search_words(row: AssessedRow) -> tuple[str, ...]:
    """Words that lead to the row's page before all others: citation, also as an address, title."""
    return (row.citation.text, row.citation.slug, row.row.control.title)


def _paragraphs_page(book: Book, key: str, title: str, values: dict[str, object]) -> Page:
    controls = values["controls"]
    assert isinstance(controls, tuple)  # noqa: S101 - narrows for the type checker
    origin = controls[0].origin
    return book.page(
        page_file("controls", key),
        title,
        "paragraphs",
        {**values, "spellings": spellings, "kinds": ControlKind},
        edited_from=origin.file if origin is not None else "",
    )
