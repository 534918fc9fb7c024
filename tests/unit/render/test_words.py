"""The words of readers: freshness never hides a failure, and every word has a label of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder.model.assessment import Assessment, Freshness
from builder.render.pages import site_pages
from builder.render.row_facts import row_facts
from builder.render.sheet_fills import EVIDENCE
from builder.render.words import EvidenceWord, evidence_word, label, meaning, standing


@pytest.mark.parametrize("state", [s for s in Freshness if s is not Freshness.NOT_REQUIRED])
def test_failing_evidence_has_a_word_of_its_own(state: Freshness) -> None:
    assert label(standing(state, fails=False)) == label(state)
    assert label(standing(state, fails=True)) == f"{label(state)}, fails"


def test_what_nobody_has_to_show_cannot_fail() -> None:
    assert standing(Freshness.NOT_REQUIRED, fails=True) is EvidenceWord.NOT_REQUIRED


def test_every_word_means_something_of_its_own() -> None:
    assert len({meaning(word) for word in EvidenceWord}) == len(EvidenceWord)
    assert len({label(word) for word in EvidenceWord}) == len(EvidenceWord)


def test_every_failing_word_has_a_fill_and_a_style(root: Path) -> None:
    style = (root / "builder/assets/shieldbook.css").read_text(encoding="utf-8")
    for word in EvidenceWord:
        if word.value.endswith("-fails"):
            assert label(word) in EVIDENCE
            assert re.search(rf"\.sb-{word.value}[,\s]", style), word


def test_a_row_fails_when_one_of_its_requirements_does(assessment: Assessment) -> None:
    failing = [row for row in assessment.rows if row.fails]
    assert failing
    for row in assessment.rows:
        words = [label(evidence_word(observed)) for observed in row.observations]
        shown = row_facts(assessment, row).evidence_state
        assert shown.endswith(", fails") == any(word.endswith(", fails") for word in words)


def test_no_page_calls_failing_evidence_fresh_alone(assessment: Assessment) -> None:
    failing = {
        observed.observation.requirement.id
        for row in assessment.rows
        for observed in row.observations
        if observed.fails
    }
    lines = [line for page in site_pages(assessment).pages for line in page.text.splitlines()]
    shown = [
        line
        for line in lines
        for requirement in failing
        if f"#{requirement})" in line or f'id="{requirement}"' in line
    ]
    states = [line for line in shown if re.search(r"sb-chip sb-(fresh|due|stale)", line)]
    assert states
    assert not [line for line in states if "fails" not in line]
