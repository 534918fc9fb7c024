"""What a row rests on: a paper that nobody has read is never passed off as one that was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from builder.model.assessment import Assessment
from builder.model.evidence import Outcome
from builder.model.period import Period
from builder.model.provider import Basis, Document, Source
from builder.render.basis import basis_words
from builder.rules.assess import assess
from builder.rules.merge import merge
from tests.factories import (
    IDENTITY,
    NOON,
    make_evidence,
    make_provider_statement,
    make_requirement,
    make_statement,
    make_workspace,
)

PAPER = Document(id="paper", title="Paper", summary="s", how_to_get="Ask.", renew=Period(days=365))
BLOG = Source(id="blog", title="Blog", publisher="b", url="https://b.example/", kind="third-party")
BOOK = Source(
    id="book", title="Book", publisher="h", url="https://h.example/", kind="vendor-documentation"
)


def rested(source: str, **facts: Any) -> tuple[str, ...]:
    offered = make_provider_statement(basis=(Basis(source=source, clause="part 2"),))
    asked = make_requirement(documents=("paper",))
    workspace = make_workspace(
        statements=(make_statement(evidence=(asked,)),),
        offered=(offered,),
        documents=(PAPER,),
        sources=(BLOG, BOOK),
        **facts,
    )
    assessment: Assessment = assess(merge(workspace, NOON.date()), NOON, IDENTITY)
    return basis_words(assessment, assessment.rows[0])


@pytest.mark.parametrize(
    ("record", "mark"),
    [
        ({"complete": False}, "document to request, not read"),
        ({"outcome": Outcome.UNKNOWN}, "document to request, not read"),
        ({}, "on file since 2026-06-16"),
        (
            {"sample_data": True},
            "document to request, not read; an invented stand-in is on file since 2026-06-16",
        ),
        (
            {"collected_at": datetime(2026, 1, 1, tzinfo=UTC)},
            "document to request again, the copy of 2026-01-01 has run out",
        ),
    ],
)
def test_a_paper_is_marked_by_what_evidence_shows_of_it(record: dict[str, Any], mark: str) -> None:
    assert rested("paper", evidence=(make_evidence(**record),)) == (f"Paper, part 2 ({mark})",)


def test_a_paper_that_nothing_shows_is_not_read() -> None:
    assert rested("paper") == ("Paper, part 2 (document to request, not read)",)


def test_a_published_text_is_marked_only_when_the_provider_did_not_write_it() -> None:
    assert rested("book") == ("Book, part 2",)
    assert rested("blog") == ("Blog, part 2 (third party)",)
