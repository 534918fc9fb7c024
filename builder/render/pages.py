"""Assessment to pages: every page of the site as a value, with the navigation over them."""

from __future__ import annotations

from builder.model.assessment import Assessment
from builder.render.book import Book
from builder.render.navigation import navigation
from builder.render.page import Pages
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
    return Pages(
        pages=(
            home_page(book),
            matrix_page(book),
            *control_pages(book),
            *feature_pages(book),
            *role_pages(book),
            *system_pages(book),
            *evidence_pages(book),
            *register_pages(book),
            verify_page(book),
        ),
        nav=navigation(book),
        stamp=str(book.stamp),
        print_style=print_style(str(book.stamp.striptags())),
    )
