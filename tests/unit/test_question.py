"""A question's words: which are dropped, and which forms are one."""

from __future__ import annotations

import pytest

from builder.question import stem, stems, without_filler


@pytest.mark.parametrize(
    "forms",
    [
        ("review", "reviews", "reviewing", "reviewed", "Reviewers"),
        ("log", "logs", "logging", "logged"),
        ("encrypt", "encrypted", "encryption", "encrypts"),
        ("policy", "policies"),
        ("train", "training", "trainings"),
        ("terminate", "termination", "terminated"),
        ("authorize", "authorized", "authorization"),
        ("approve", "approval", "approves", "approver"),
        ("scan", "scanning", "scanned"),
        ("database", "databases"),
    ],
)
def test_the_forms_of_a_word_are_one(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("user", "use"), ("server", "service"), ("access", "accent"), ("status", "state")],
)
def test_other_words_stay_others(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_words_of_other_scripts_are_left_as_they_are() -> None:
    assert stem("Prüfungen") == "prüfungen"


def test_numbers_count_and_letters_alone_do_not() -> None:
    assert stems("TLS 1.2 a two-factor") == ["tls", "1", "2", "two", "fact"]


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("who reviews the logs?", "reviews logs"),
        ("Who owns 312.b", "312.b"),
        ("how do we", "how do we"),
        ("access control", "access control"),
    ],
)
def test_filler_is_dropped_unless_there_is_nothing_else(question: str, left: str) -> None:
    assert without_filler(question) == left
