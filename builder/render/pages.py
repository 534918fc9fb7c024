"""Assessment to pages: every page of its edition as a value, with the navigation over them."""

from __future__ import annotations

from builder.model.assessment import Assessment
from builder.render.book import Book
from builder.render.navigation import navigation
from builder.render.page import Pages
from builder.render.page_checks import check_pages
from builder.render.page_controls import control_pages
from builder.render.page_evidence import evidence_pages
from builder.render.page_features import feature_pages
from builder.render.page_home import home_page
from builder.render.page_matrix import matrix_page
from builder.render.page_registers import register_pages
from builder.render.page_roles import role_pages
from builder.render.page_systems import system_pages
from builder.render.page_verify import verify_page
from builder.render.print_style import print_style


def site_pages(assessment: Assessment) -> Pages:
    """Every page of an assessment; the same assessment gives the same text."""
    book = Book(assessment)
    made = (
        home_page(book),
        matrix_page(book),
        *control_pages(book),
        *feature_pages(book),
        *(role_pages(book) if book.edition.sees_workings else ()),
        *(system_pages(book) if book.edition.sees_workings else ()),
        *(evidence_pages(book) if book.edition.sees_workings else ()),
        *register_pages(book),
        *(check_pages(book) if book.edition.sees_workings else ()),
        verify_page(book),
    )
    return Pages(
        pages=tuple(page for page in made if book.holds(page.src)),
        nav=navigation(book),
        stamp=str(book.stamp),
        print_style=print_style(str(book.stamp.striptags())),
    )
