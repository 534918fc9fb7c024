"""The last touches on the HTML of a page."""

import pytest

from builder.finished_pages import finished_content


@pytest.mark.parametrize("note", ["<!-- ask the landlord -->", "<!--\nask\nthe landlord-->"])
def test_a_note_to_the_next_author_goes_to_no_reader(note: str) -> None:
    assert finished_content(f"<p>Rooms</p>{note}<p>Doors</p>", ()) == "<p>Rooms</p><p>Doors</p>"


def test_a_comment_that_never_ends_takes_the_rest_with_it() -> None:
    assert finished_content("<p>Rooms</p><!-- ask the landlord <p>", ()) == "<p>Rooms</p>"


def test_a_comment_that_a_code_block_shows_stays() -> None:
    shown = "<pre><code>&lt;!-- a comment --&gt;</code></pre>"
    assert finished_content(shown, ()) == shown
