"""The navigation: an explicit tree of the pages that are few enough to be listed."""

from __future__ import annotations

from builder.model.citation import Citation
from builder.render.book import Book, page_file
from builder.render.markdown import page_name
from builder.render.page import NavEntry
from builder.render.page_controls import families, general_sections, others
from builder.render.page_features import areas


def navigation(book: Book) -> tuple[NavEntry, ...]:
    """The tree over the pages of this book; records of evidence are reached from their register."""
    return (
        NavEntry(title="Overview", src="index.md"),
        NavEntry(title="Matrix", src="matrix.md"),
        NavEntry(title="Controls", entries=_controls(book)),
        NavEntry(title="Features", entries=_features(book)),
        *(_workings(book) if book.edition.sees_workings else (_SOURCES, _VERIFY)),
    )


_SOURCES = NavEntry(title="Sources", src="sources.md")
_VERIFY = NavEntry(title="Verify this build", src="verify.md")


def _workings(book: Book) -> tuple[NavEntry, ...]:
    """Whom and what a row rests on; the sources are one of the registers."""
    return (
        NavEntry(
            title="Organization",
            entries=(
                NavEntry(title="Roles", entries=_listed("roles/index.md", book.role_places)),
                NavEntry(title="Systems", entries=_listed("systems/index.md", book.system_places)),
            ),
        ),
        NavEntry(
            title="Registers",
            entries=(
                NavEntry(title="What falls due", src="due.md"),
                NavEntry(title="Gaps", src="gaps.md"),
                NavEntry(title="Decisions", src="decisions.md"),
                *((NavEntry(title="Checks", src="checks.md"),) if book.assessment.checks else ()),
                # A section of its own: the theme would make a folder's index the registers' own.
                NavEntry(
                    title="Evidence", entries=(NavEntry(title="All", src="evidence/index.md"),)
                ),
                _SOURCES,
                _VERIFY,
            ),
        ),
    )


def _controls(book: Book) -> tuple[NavEntry, ...]:
    general = tuple(
        NavEntry(
            title=f"{section} General rules", src=page_file("controls", Citation(section).slug)
        )
        for section in general_sections(book)
    )
    counted = tuple(
        NavEntry(
            title=page_name(family.short_title),
            entries=tuple(
                NavEntry(
                    title=page_name(f"{row.citation} {row.row.control.title}"),
                    src=page_file("controls", row.citation.slug),
                )
                for row in rows
            ),
        )
        for family, rows in families(book)
    )
    beside = tuple(
        NavEntry(title=page_name(f.short_title), src=page_file("controls", f.id))
        for f in others(book)
    )
    return (NavEntry(title="All controls", src="controls/index.md"), *general, *counted, *beside)


def _features(book: Book) -> tuple[NavEntry, ...]:
    listed = tuple(
        NavEntry(
            title=page_name(area),
            entries=tuple(
                NavEntry(title=page_name(f.title), src=page_file("features", f.id))
                for f in features
            ),
        )
        for area, features in areas(book).items()
    )
    return (NavEntry(title="All features", src="features/index.md"), *listed)


def _listed(index: str, places: dict[str, tuple[str, str]]) -> tuple[NavEntry, ...]:
    entries = (NavEntry(title=page_name(title), src=src) for src, title in places.values())
    return (NavEntry(title="All", src=index), *entries)
