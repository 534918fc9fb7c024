"""What is said of a record besides its own words, on every page that shows it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from builder.locker.catching_up import catch_up
from builder.locker.evidence_folder import opened
from builder.model.evidence import LATE
from builder.pipeline import Inputs, assemble
from builder.render.evidence_words import late_words, sample_words
from builder.render.pages import site_pages
from tests.clinic import AS_OF, copy_clinic, run_clinic
from tests.factories import make_evidence

TOLD = "Recorded 15 days after it was collected, on 2026-06-30"


@pytest.fixture
def logged(tmp_path: Path) -> Path:
    """A clinic whose two records were logged on the day, 15 and 19 days after their own."""
    root = copy_clinic(tmp_path)
    with opened(root) as folder:
        catch_up(folder, run_clinic(root).files.locker, AS_OF)
    return root


def test_a_late_record_says_so_on_its_page_the_register_and_the_row(logged: Path) -> None:
    build = run_clinic(logged)
    assert build.assessment is not None
    pages = {page.src: page.text for page in site_pages(build.assessment).pages}
    telling = {path for path, text in pages.items() if TOLD in text}
    assert telling == {
        "evidence/index.md",
        "evidence/entrances.lists-2026-06-15.md",
        "controls/9-10-a-1.md",
    }


def test_the_log_is_an_input_of_the_build(logged: Path) -> None:
    def identity(*, check_artifacts: bool) -> str:
        inputs = Inputs(root=logged, as_of=AS_OF, now=AS_OF, check_artifacts=check_artifacts)
        found = assemble(inputs).assessment
        assert found is not None
        return found.identity.build_id

    whole = identity(check_artifacts=True)
    assert identity(check_artifacts=False) == whole
    (logged / "evidence/log.jsonl").unlink()
    assert identity(check_artifacts=True) != whole


def test_a_record_is_late_beyond_the_limit_and_not_at_it() -> None:
    record = make_evidence()
    assert late_words(record) is None
    at_it = replace(record, recorded_at=record.collected_at + LATE + timedelta(hours=11))
    assert late_words(at_it) is None
    beyond = replace(record, recorded_at=record.collected_at + LATE + timedelta(days=1))
    assert late_words(beyond) == "Recorded 15 days after it was collected, on 2026-07-01"


def test_a_sample_is_told_with_its_numbers() -> None:
    assert sample_words(make_evidence()) == ""
    assert sample_words(make_evidence(sample="By lot")) == "By lot"
    assert sample_words(make_evidence(sample_size=3, population_size=9)) == "3 of 9"
    counted = make_evidence(sample="By lot", sample_size=3, population_size=9)
    assert sample_words(counted) == "By lot (3 of 9)"
