"""What a question finds: one answer when it is clear, the nearest when it is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from builder.kept_answers import keep_lookup, kept_lookup, workspace_state
from builder.lookup import Found, Lookup, make_lookup
from builder.render.answer import Answer
from builder.render.answers import answers
from tests.clinic import CLINIC, run_clinic


@pytest.fixture(scope="module")
def made() -> Lookup:
    build = run_clinic(CLINIC)
    assert build.assessment is not None
    return make_lookup(answers(build.assessment), build.files.index, "Notice.")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(params=["made", "kept"])
def lookup(request: pytest.FixtureRequest, made: Lookup) -> Lookup:
    """The same lookup as it was made, and as a later call reads it."""
    if request.param == "made":
        return made
    request.getfixturevalue("cache")
    keep_lookup("here", "state", made)
    kept = kept_lookup("here", "state")
    assert kept is not None
    return kept


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("9.12(b)", "9.12(b)"),
        ("who owns 9.12 b", "9.12(b)"),
        ("gap-escorts", "gap-escorts"),
        ("who owns gap-escorts?", "gap-escorts"),
        ("entrances.lists", "entrances.lists"),
        ("entrances.lists-2026-06-15", "entrances.lists-2026-06-15"),
        ("entrances.send-list", "entrances.send-list"),
        ("guarded-door.obligation-1", "guarded-door.obligation-1"),
        ("reception", "reception"),
        ("host-baa", "host-baa"),
        ("host-handbook", "host-handbook"),
        ("guard-report", "guard-report"),
        ("practice manager", "practice-manager"),
        ("Escorts", "9.12(b)"),
        ("who walks with visitors", "9.12(b)"),
        ("what is overdue", "due"),
        ("visitor-screen", "reception"),
    ],
)
def test_a_clear_question_finds_one_answer(lookup: Lookup, question: str, name: str) -> None:
    found = lookup.find(question)
    assert (found.names, found.nearest) == ([name], False)
    assert name in lookup.screen(name) or name == "due"


def test_one_answer_brings_the_next_best_with_it(lookup: Lookup) -> None:
    found = lookup.find("who walks with visitors")
    assert found.also
    assert found.names[0] not in found.also


def test_several_answers_come_best_first_and_rows_before_records(lookup: Lookup) -> None:
    found = lookup.find("visitors")
    assert 1 < len(found.names) <= 9
    assert lookup.entries[found.names[0]]["kind"] == "row"


def test_when_nothing_holds_every_word_the_nearest_are_told_as_such(lookup: Lookup) -> None:
    found = lookup.find("visitors on rollerskates")
    assert found.nearest
    assert found.unknown == ["rollerskates"]
    assert "9.12(b)" in found.names


def test_what_nothing_speaks_of_finds_nothing(lookup: Lookup) -> None:
    found = lookup.find("rollerskates")
    assert found.names == []
    assert lookup.nearest("gap-escort")[0] == "gap-escorts"


@pytest.mark.usefixtures("cache")
def test_a_kept_lookup_is_what_was_kept(made: Lookup) -> None:
    keep_lookup("here", "state", made)
    kept = kept_lookup("here", "state")
    assert kept is not None
    assert dict(kept.entries) == {name: _as_kept(entry) for name, entry in made.entries.items()}
    assert (kept.notice, kept.prefixes, kept.parts) == (made.notice, made.prefixes, made.parts)
    assert len(kept.entries) == len(made.entries)
    assert "no such" not in kept.entries
    with pytest.raises(KeyError):
        kept.entries["no such"]


def test_another_state_or_a_spoiled_file_keeps_nothing(made: Lookup, cache: Path) -> None:
    assert kept_lookup("here", "state") is None
    keep_lookup("here", "state", made)
    assert kept_lookup("here", "another") is None
    (file,) = (cache / "shieldbook").iterdir()
    for spoiled in (b"", b"x\n", b"1 2\n", b"5 0 0 0 0 0\n"):
        file.write_bytes(spoiled)
        assert kept_lookup("here", "state") is None


def test_the_words_are_kept_with_the_first_question_and_again_after_a_change(
    made: Lookup, cache: Path
) -> None:
    keep_lookup("here", "state", made)
    folder = cache / "shieldbook"
    kept = kept_lookup("here", "state")
    assert kept is not None
    kept.find("9.12(b)")
    assert len(list(folder.iterdir())) == 1
    first = kept.find("visitors").names
    (words,) = folder.glob("*.words")
    before = words.read_bytes()
    again = kept_lookup("here", "state")
    assert again is not None
    assert again.find("visitors").names == first
    keep_lookup("here", "later", made)
    later = kept_lookup("here", "later")
    assert later is not None
    assert later.find("visitors").names == first
    assert words.read_bytes() != before
    for file in folder.iterdir():
        assert file.stat().st_mode & 0o077 == 0


def test_a_cache_that_cannot_be_written_is_passed_over(
    made: Lookup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    keep_lookup("here", "state", made)
    assert kept_lookup("here", "state") is None


def test_an_id_that_two_things_share_finds_both() -> None:
    shared = [
        Answer(name="baa", kind=kind, title=f"A {kind}", text=f"baa {kind}")
        for kind in ("feature", "document")
    ]
    lookup = make_lookup(shared, run_clinic(CLINIC).files.index, "")
    assert lookup.find("baa").names == ["baa", "document:baa"]
    assert lookup.find("document:baa").names == ["document:baa"]


def test_one_row_among_exact_names_is_the_answer() -> None:
    made = [
        Answer(name=name, kind=kind, title="Locks", text="locks", terms=())
        for name, kind in (("lock-feature", "feature"), ("1.2(a)", "row"))
    ]
    found = make_lookup(made, run_clinic(CLINIC).files.index, "").find("locks")
    assert (found.names, found.also) == (["1.2(a)"], ["lock-feature"])
    assert isinstance(found, Found)


def test_the_state_is_that_of_every_file(tmp_path: Path) -> None:
    (tmp_path / "controls" / ".hidden").mkdir(parents=True)
    file = tmp_path / "controls" / "a.yml"
    file.write_text("a")
    first = workspace_state(str(tmp_path), "day")
    assert workspace_state(str(tmp_path), "another day") != first
    os.utime(file, (1, 1))
    assert workspace_state(str(tmp_path), "day") != first


def _as_kept(entry: object) -> object:
    """Tuples come back as lists."""
    assert isinstance(entry, dict)
    return {k: list(v) if isinstance(v, tuple) else v for k, v in entry.items()}
