"""What the book rests on, and how to check it: digests, the log of the evidence, its seals."""

from __future__ import annotations

from builder.render.book import Book
from builder.render.log_facts import log_facts
from builder.render.page import Page
from builder.render.verify_commands import verify_steps


def verify_page(book: Book) -> Page:
    """The facts of the build and the commands that check them without this program."""
    identity = book.assessment.identity
    return book.page(
        "verify.md",
        "Verify this build",
        "verify",
        {
            "identity": identity,
            "facts": log_facts(identity.log),
            "steps": list(verify_steps(identity.log)),
        },
        search={"boost": 0.5},
    )
