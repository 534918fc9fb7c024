"""For whom a hand-written page is, and which files go with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.model.audience import Audience
from builder.store.page_audience import UnknownAudienceError, page_audience
from builder.store.prose_editions import files_left_out, pages_to_tell
from builder.store.prose_files import read_prose


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("# Rooms\n", Audience.AUDITOR),
        ("", Audience.AUDITOR),
        ("---\naudience: internal\n---\n# Rooms\n", Audience.INTERNAL),
        ("---\r\ntitle: Rooms\r\naudience: customer\r\n---\r\n", Audience.CUSTOMER),
        ('---\n"audience": "internal"  # ours\n---\n', Audience.INTERNAL),
        ("Audience: internal\n\n# Rooms\n", Audience.INTERNAL),
        ("---\naudience: customer\naudience: internal\n---\n", Audience.INTERNAL),
        ("---\ntitle: Rooms\n---\naudience: internal\n", Audience.AUDITOR),
        ("# Rooms\n\naudience: internal\n", Audience.AUDITOR),
    ],
)
def test_the_head_of_a_page_says_for_whom_it_is(text: str, audience: Audience) -> None:
    assert page_audience(text) is audience


@pytest.mark.parametrize(
    ("text", "word", "line"),
    [
        ("---\ntitle: Rooms\naudience: staff\n---\n", "staff", 3),
        ("audience:\n\n# Rooms\n", "", 1),
        ("---\naudience: [internal]\n---\n", "[internal]", 2),
        ("---\nmeta:\n  audience: customer\n---\n", "audience: customer", 3),
        ("---\ntitle: |\n  audience: customer\n---\n", "audience: customer", 3),
        ("---\n{audience: internal}\n---\n", "{audience: internal}", 2),
        ("\n---\naudience: internal\n---\n", "audience: internal", 3),
    ],
)
def test_a_word_that_is_no_audience_is_not_guessed(text: str, word: str, line: int) -> None:
    with pytest.raises(UnknownAudienceError) as refused:
        page_audience(text)
    assert (refused.value.word, refused.value.line) == (word, line)


def test_a_picture_goes_with_the_page_that_names_it(tmp_path: Path) -> None:
    guide = tmp_path / "docs" / "guide"
    guide.mkdir(parents=True)
    (guide / "ours.md").write_text("---\naudience: internal\n---\n![](plan.png)\n")
    (guide / "theirs.md").write_text("![](door.png)\n")
    (guide / "all.md").write_text("---\naudience: customer\n---\n# All\n")
    (tmp_path / "mkdocs.yml").write_text("theme: {favicon: guide/icon.png}\n")
    for name in ("plan", "door", "icon", "loose"):
        (guide / f"{name}.png").write_bytes(b"")
    prose = read_prose(tmp_path)
    left_out = {
        audience: {name.rpartition("/")[2] for name in files_left_out(tmp_path, prose, audience)}
        for audience in Audience
    }
    assert left_out == {
        Audience.INTERNAL: set(),
        Audience.AUDITOR: {"ours.md", "plan.png", "loose.png"},
        Audience.CUSTOMER: {"ours.md", "theirs.md", "plan.png", "door.png", "loose.png"},
    }
    assert [pages_to_tell(prose, audience) for audience in Audience] == [0, 1, 2]
