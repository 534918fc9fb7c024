"""The strict YAML layer: what is refused, where, and what stays text."""

from __future__ import annotations

import time
import unicodedata

import pytest
import yaml

from builder.store import yaml_nodes
from builder.store.yaml_nodes import MAX_BYTES, MAX_DEPTH, MOST_ISSUES, Positions, read_yaml


def refused(text: str | bytes) -> tuple[str, int, int, str]:
    """Code, line, column and message of the only issue of a file that yields no value."""
    data = text.encode() if isinstance(text, str) else text
    value, issues = read_yaml(data, "f.yml")
    assert value is None
    (issue,) = issues
    assert issue.location is not None
    assert issue.hint
    return issue.code, issue.location.line, issue.location.column, issue.message


def marked(text: str) -> tuple[object, list[tuple[str, int, int]]]:
    """The value of a file and the codes and places of its issues."""
    value, issues = read_yaml(text.encode(), "f.yml")
    assert all(issue.hint for issue in issues)
    return value, [
        (issue.code, issue.location.line, issue.location.column)
        for issue in issues
        if issue.location is not None
    ]


def code_and_place(text: str | bytes) -> tuple[str, int, int]:
    return refused(text)[:3]


@pytest.mark.parametrize(
    "text",
    [
        "NO",
        "no",
        "on",
        "off",
        "yes",
        "y",
        "true",
        "null",
        "~",
        "0644",
        "0o17",
        "0x1F",
        "12:30:45",
        "3.10",
        "1e3",
        "1_000",
        ".inf",
        ".NaN",
        "2026-02-31",
        "2026-01-31",
        "9" * 5_000,
        "=",
        "164.310",
    ],
)
def test_a_scalar_stays_the_text_it_is(text: str) -> None:
    key = text[:1_000]  # YAML's own limit for a key
    value, issues = read_yaml(f"a: {text}\nb: [{text}]\n{key}: c\n".encode(), "f.yml")
    assert issues == []
    assert value == {"a": text, "b": [text], key: "c"}


def test_values_keep_their_order_and_nesting() -> None:
    value, issues = read_yaml(b"b: 1\na:\n  - x: [p, {q: r}]\n    y: ' z '\n", "f.yml")
    assert issues == []
    assert value == {"b": "1", "a": [{"x": ["p", {"q": "r"}], "y": " z "}]}
    assert list(value) == ["b", "a"]


@pytest.mark.parametrize(
    "text",
    [
        "R&D <team>",
        "+1-800-555",
        "=> see policy",
        "\u05e9\u05dc\u05d5\u05dd",
        "\U0001f510 \u2764\ufe0f",
        "caf\u00e9",
        "\u8fbb\U000e0100",
    ],
)
def test_honest_text_passes(text: str) -> None:
    assert read_yaml(f"a: '{text}'\n".encode(), "f.yml") == ({"a": text}, [])


def test_a_key_twice_names_both_lines() -> None:
    value, issues = read_yaml(b"a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", "f.yml")
    assert value is not None
    (issue,) = issues
    assert (issue.code, str(issue.location)) == ("YML002", "f.yml:5:3")
    assert issue.message == "the key `c` stands twice in this mapping, first on line 3"


def test_a_key_twice_is_noticed_when_one_is_escaped_or_in_brackets() -> None:
    for text in ('"\\x61": 1\na: 2\n', "{a: 1, a: 2}\n"):
        _, issues = read_yaml(text.encode(), "f.yml")
        assert [issue.code for issue in issues] == ["YML002"]


def test_one_key_in_two_mappings_is_no_repetition() -> None:
    assert read_yaml(b"x: {a: 1}\ny: {a: 2}\n", "f.yml")[1] == []


@pytest.mark.parametrize(
    ("text", "place", "value"),
    [
        ("a: &x 1\n", (1, 4), {"a": "1"}),
        ("a: &x {b: c}\n", (1, 4), {"a": {"b": "c"}}),
        ("a: &x [b]\n", (1, 4), {"a": ["b"]}),
        ("a: [b, &x c]\n", (1, 8), {"a": ["b", "c"]}),
        ("&x a: 1\n", (1, 1), {"a": "1"}),
        ("&x\na: 1\n", (1, 1), {"a": "1"}),
    ],
)
def test_an_anchor_is_refused_and_the_file_read_on(
    text: str, place: tuple[int, int], value: object
) -> None:
    assert marked(text) == (value, [("YML003", *place)])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: *x\n", (1, 4)),
        ("? *x\n: 1\n", (1, 3)),
        ("a:\n  <<: {b: c}\n", (2, 3)),
        ('a:\n  "<<": {b: c}\n', (2, 3)),
    ],
)
def test_an_alias_or_merge_key_ends_the_file(text: str, place: tuple[int, int]) -> None:
    assert code_and_place(text) == ("YML003", *place)


def test_what_was_found_before_the_end_of_a_file_is_kept() -> None:
    for end, last in (
        ("b: *x\n", ("YML003", 2, 4)),
        ("b: [\n", ("YML001", 3, 1)),
        ("---\nb: c\n", ("YML008", 2, 1)),
        ('b: "\\u200b"\n', ("YML005", 2, 4)),
        (f"b: {'[' * MAX_DEPTH}\n", ("YML006", 2, 3 + MAX_DEPTH)),
    ):
        assert marked(f"a: &x 1\n{end}") == (None, [("YML003", 1, 4), last])
    assert marked("- &x a\n") == (None, [("YML003", 1, 3), ("YML008", 1, 1)])


@pytest.mark.parametrize(
    ("text", "place", "value"),
    [
        ("a: !!str 1\n", (1, 4), {"a": "1"}),
        ("a: !!int 1\n", (1, 4), {"a": "1"}),
        ("a: !!python/object/apply:os.system [id]\n", (1, 4), {"a": ["id"]}),
        ("a: !ENV HOME\n", (1, 4), {"a": "HOME"}),
        ("a: ! x\n", (1, 4), {"a": "x"}),
        ("a: !include b.yml\n", (1, 4), {"a": "b.yml"}),
        ("a: !!map {}\n", (1, 4), {"a": {}}),
        ("!!map\na: 1\n", (1, 1), {"a": "1"}),
        ("a: !<tag:x,2026:y> 1\n", (1, 4), {"a": "1"}),
        ("!!str a: 1\n", (1, 1), {"a": "1"}),
    ],
)
def test_a_tag_is_refused_and_nothing_runs(
    text: str, place: tuple[int, int], value: object
) -> None:
    assert marked(text) == (value, [("YML004", *place)])


def test_a_value_with_anchor_and_tag_is_refused_for_both() -> None:
    assert marked("a: &x !!str 1\n") == ({"a": "1"}, [("YML003", 1, 4), ("YML004", 1, 4)])


def test_an_alias_bomb_costs_nothing() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    started = time.process_time()
    assert marked("\n".join(lines)) == (  # the first alias ends it
        None,
        [("YML003", 1, 5), ("YML003", 2, 5), ("YML003", 2, 10)],
    )
    assert time.process_time() - started < 1


def test_depth_is_limited_without_recursion() -> None:
    fits = "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert read_yaml(fits.encode(), "f.yml")[1] == []
    assert code_and_place("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH) == ("YML006", 1, 3 + MAX_DEPTH)
    assert code_and_place("a: " + "[" * 2_000)[0] == "YML006"
    assert code_and_place("a: " + "[" * 2_000_000)[0] == "YML006"
    assert code_and_place("".join(f"{' ' * n}a:\n" for n in range(2_000)))[0] == "YML006"


def test_a_wide_file_within_the_limit_is_read_and_a_larger_one_is_not() -> None:
    wide = b"a: [" + b"x," * 500_000 + b"]"
    value, issues = read_yaml(wide, "f.yml")
    assert issues == []
    assert len(value["a"]) == 500_000
    assert code_and_place(b"a: " + b"x" * MAX_BYTES) == ("YML006", 1, 1)


def test_a_flood_of_one_mistake_is_listed_in_part() -> None:
    for flood in (
        b"a: 1\n" * 5_000,
        b"x: [" + b"'',\n" * 5_000 + b"]",
        b"".join(b"k%d:\n" % n for n in range(5_000)),
        b"x: [" + b"&y z,\n" * 5_000 + b"]",
        b"x: [" + b"! [],\n" * 5_000 + b"]",
    ):
        _, issues = read_yaml(flood, "f.yml")
        assert len(issues) == MOST_ISSUES


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x07",
        "\x1b",
        "\x7f",
        "\x85",
        "\xad",
        "\u061c",
        "\u180e",
        "\u200b",
        "\u200e",
        "\u2028",
        "\u2029",
        "\u202a",
        "\u202e",
        "\u2060",
        "\u2066",
        "\u206f",
        "\ufeff",
        "\ufff9",
        "\uffff",
        "\u3164",
        "\U000e0041",
    ],
)
def test_what_hides_or_turns_text_is_refused(character: str) -> None:
    code, line, column, message = refused(f"a: 1\nb: x{character}y\n")
    assert (code, line, column) == ("YML005", 2, 5)
    assert f"U+{ord(character):04X}" in message


def test_no_invisible_character_of_unicode_slips_through() -> None:
    visible = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    for number in range(0x11000):
        character = chr(number)
        invisible = unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp")
        if invisible and character not in "\t\n\r" and number not in visible:
            _, issues = read_yaml(f"a: x{character}y\n".encode(), "f.yml")
            assert [issue.code for issue in issues] == ["YML005"], hex(number)


def test_the_separators_cannot_smuggle_a_key() -> None:
    for separator in ("\x85", "\u2028", "\u2029"):
        assert code_and_place(f"a: 1{separator}b: 2\n") == ("YML005", 1, 5)
    assert code_and_place("a: 1\rb: 2\n") == ("YML005", 1, 5)


@pytest.mark.parametrize(
    "escape", ["\\0", "\\a", "\\e", "\\N", "\\L", "\\P", "\\r", "\\u200b", "\\u202E", "\\xad"]
)
def test_an_escape_is_no_way_around(escape: str) -> None:
    assert code_and_place(f'a: "x{escape}y"\n') == ("YML005", 1, 4)
    assert code_and_place(f'a:\n  "x{escape}y": 1\n') == ("YML005", 2, 3)


def test_half_a_surrogate_pair_is_refused() -> None:
    assert code_and_place('a: "\\ud800"\n')[0] in ("YML001", "YML005")


def test_lines_count_the_same_with_carriage_returns() -> None:
    assert read_yaml(b"a: 1\r\nb: 2\r\n", "f.yml") == ({"a": "1", "b": "2"}, [])
    assert code_and_place("a: 1\r\nb: 2\r\nc: x\u200by\r\n") == ("YML005", 3, 5)
    assert code_and_place("a: 1\r\nb: *x\r\n") == ("YML003", 2, 4)


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"a: 1\nb: \xff\n", "YML001", 2),
        (b"a: \xc3\n", "YML001", 1),
        (b"a: \xed\xa0\x80\n", "YML001", 1),
        ("a: 1\n".encode("utf-16"), "YML001", 1),
        (b"\xef\xbb\xbfa: 1\n", "YML005", 1),
        (b"a: [1\n", "YML001", 2),
        (b"a: b: c\n", "YML001", 1),
        (b"a:\n\t- b\n", "YML001", 2),
        (b"a: 'open\n", "YML001", 2),
        (b"? [a]\n: b\n", "YML001", 1),
        (b"? {a: b}\n: c\n", "YML001", 1),
        (b"a: @b\n", "YML001", 1),
        (b"%FOO\n", "YML001", 1),
        (b"", "YML008", 1),
        (b"# nothing\n", "YML008", 1),
        (b"---\n", "YML008", 1),
        (b"just words\n", "YML008", 1),
        (b"- a\n- b\n", "YML008", 1),
        (b"---\na: 1\n---\nb: 2\n", "YML008", 3),
        (b"a: 1\n...\n---\nb: 2\n", "YML008", 3),
    ],
)
def test_what_is_not_one_mapping_is_refused(data: bytes, code: str, line: int) -> None:
    assert code_and_place(data)[:2] == (code, line)


def test_the_message_says_what_the_file_holds_instead() -> None:
    assert "not nothing" in refused("")[3]
    assert "not a text" in refused("words")[3]
    assert "not a list" in refused("- a")[3]


@pytest.mark.parametrize("value", ["", '""', "''", ">-\n", "|\n"])
def test_a_value_that_is_empty_in_any_way_is_named(value: str) -> None:
    _, issues = read_yaml(f"a: 1\nb: {value}\n".encode(), "f.yml")
    assert [(issue.code, issue.message) for issue in issues] == [
        ("YML007", "the key `b` has no value")
    ]


def test_a_long_key_is_cut_in_a_message() -> None:
    key = "k" * 700
    _, issues = read_yaml(f"{key}: 1\n{key}: 2\n".encode(), "f.yml")
    assert len(issues[0].message) < 200


def test_without_libyaml_the_same_files_pass_and_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_nodes, "_LOADER", yaml.SafeLoader)
    assert read_yaml(b"a: [0644, {b: NO}]\n", "f.yml") == ({"a": ["0644", {"b": "NO"}]}, [])
    assert marked("a: &x 1\n") == ({"a": "1"}, [("YML003", 1, 4)])
    assert marked("a: !!int 1\n") == ({"a": "1"}, [("YML004", 1, 4)])
    assert code_and_place("a: *x\n") == ("YML003", 1, 4)
    assert code_and_place("a: " + "[" * 2_000)[0] == "YML006"
    assert code_and_place('a: "\\ud800"\n')[0] == "YML005"
    assert code_and_place("a: b: c\n")[0] == "YML001"


TEXT = b"""# a comment
roles:
  - id: one
    deep: {x: [p, q]}
  -
    id: two
last: >-
  folded
"""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (2, 1)),
        (("roles",), (2, 1)),
        (("roles", 0), (3, 5)),
        (("roles", 0, "id"), (3, 5)),
        (("roles", 0, "deep", "x", 1), (4, 19)),
        (("roles", 1), (6, 5)),
        (("roles", 1, "id"), (6, 5)),
        (("last",), (7, 1)),
        (("roles", 0, "title"), (3, 5)),
        (("roles", 7, "id"), (2, 1)),
        (("nowhere", "id"), (2, 1)),
        (("roles", "id"), (2, 1)),
        (("last", 0), (7, 1)),
    ],
)
def test_a_place_is_found_again_or_the_deepest_part_of_it(
    path: tuple[str | int, ...], place: tuple[int, int]
) -> None:
    assert Positions(TEXT, [path]).find(path) == place


def test_many_places_are_found_in_one_pass() -> None:
    paths: list[tuple[str | int, ...]] = [("last",), ("roles", 1, "id"), (), ("roles", 0)]
    positions = Positions(TEXT, paths)
    assert [positions.find(path) for path in paths] == [(7, 1), (6, 5), (2, 1), (3, 5)]


@pytest.mark.parametrize("data", [b"", b"a: [", b"\xff", b"[" * 100_000, b"? [a]\n: b\nc: d\n"])
def test_a_place_in_a_broken_file_is_its_beginning(data: bytes) -> None:
    assert Positions(data, [("c", "x")]).find(("c", "x"))[0] in (1, 3)
