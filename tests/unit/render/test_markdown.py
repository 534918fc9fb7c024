"""What happens to a text on its way into a page: it stays the same text and nothing more."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import markdown as python_markdown
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jinja2 import nodes
from markupsafe import Markup

from builder.render.markdown import (
    Markdown,
    coded,
    environment,
    escape_text,
    page_name,
    render_prose,
    verbatim,
)

ROOT = Path(__file__).resolve().parents[3]
NOT_SHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
ATTACKS = (
    "<script>alert(1)</script>",
    "</p></section><img src=x onerror=alert(1)>",
    "{ onmouseover=alert(1) }",
    "{: #taken .sb-chip }",
    "[here](javascript:alert(1))",
    "![x](https://example.org/beacon.png)",
    "[a]: https://example.org 'b'",
    "*[HTML]: hidden",
    "[^1]: note",
    "| a | b |",
    "a | b | c",
    "--- ",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "# heading",
    "=====",
    "-----",
    ": definition",
    "!!! danger",
    "??? note",
    "```",
    "~~~ js",
    "`code`",
    "    indented",
    "> quoted",
    "a  \nb",
    "<!-- open",
    "-->",
    "&lt;b&gt; &amp; &#60; &copy;",
    "\\*escaped\\*",
    "__init__ *x* _y_ **z**",
    "https://example.org/<x>",
    "<https://example.org>",
    "someone@example.org",
    "{{ 7 * 7 }} {% raw %} {# note #}",
    "--8<-- 'mkdocs.yml'",
    "---\ntitle: forged\n---",
    "\x02wzxhzdk:0\x03",
    "== mark == ~~gone~~ ^^ins^^ ++key++",
    "R&D <team>, +1-800, => see policy",
    "1.5",
    "164.312(a)(2)(iv)",
    "quoted \"text\" and 'text'",
    "עברית \U0001f600 ﷽",
)
FRAMES = (
    ("{}", "a line of its own"),
    ("Before {} after", "inside a line"),
    ("- {}", "a list"),
    ("| head | two |\n| --- | --- |\n| {} | x |", "a table cell"),
    ("## {} {{ #place }}", "a heading with an id"),
    ("[{}](https://example.org/)", "the text of a link"),
    ("**{}**", "strong text"),
    ('<p class="x">{}</p>', "an HTML element"),
    ('<section class="x" markdown="1">\n\n{}\n\n</section>', "Markdown inside HTML"),
)


def site_extensions() -> python_markdown.Markdown:
    """Python-Markdown with the extensions of mkdocs.yml."""
    settings_ = yaml.load((ROOT / "mkdocs.yml").read_text(), yaml.SafeLoader)
    names, configs = [], {}
    for entry in settings_["markdown_extensions"]:
        name = entry if isinstance(entry, str) else next(iter(entry))
        names.append(name)
        if isinstance(entry, dict):
            configs[name] = entry[name]
    configs["toc"] = {**configs.get("toc", {}), "permalink": False}
    return python_markdown.Markdown(extensions=names, extension_configs=configs)


class Shape(HTMLParser):
    """The elements of a piece of HTML with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.text += "\n"
            return
        self.elements.append((tag, tuple(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def plain(text: str) -> str:
    """A text as it can be compared: no difference of spacing, no unshowable character."""
    return " ".join(NOT_SHOWN.sub("\ufffd", text).split())


def shape(text: str, frame: str) -> Shape:
    return Shape(READER.reset().convert(frame.format(text)))


READER = site_extensions()


def assert_same_text(text: str, frame: str) -> None:
    word = "Ordinary"
    ordinary, found = shape(word, frame), shape(str(escape_text(text)), frame)
    assert found.elements == ordinary.elements
    assert plain(found.text) == plain(ordinary.text.replace(word, text))


@pytest.mark.parametrize("frame", [frame for frame, _ in FRAMES], ids=[name for _, name in FRAMES])
@pytest.mark.parametrize("text", ATTACKS)
def test_a_known_attack_is_shown_as_it_was_written(text: str, frame: str) -> None:
    assert_same_text(text, frame)


SYNTAX = st.text(st.sampled_from("\\`*_{}[]()<>#+-.!|~^=:;&'\"@$%/ \n\t1aA"), min_size=1)
ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@settings(max_examples=300, deadline=None)
@given(text=(SYNTAX | ANY).map(lambda text: f"x{text}y" if not plain(text) else text))
@example("1.\n2.")
@example("a\n\n\n- b")
def test_any_text_comes_out_as_itself_and_makes_no_element(text: str) -> None:
    for frame, _ in FRAMES:
        assert_same_text(text, frame)


@settings(max_examples=200, deadline=None)
@given(text=SYNTAX | ANY)
def test_verbatim_text_keeps_spaces_and_lines(text: str) -> None:
    found = shape(str(verbatim(text)), "<pre><code>{}</code></pre>")
    assert [tag for tag, _ in found.elements] == ["pre", "code"]
    expected = NOT_SHOWN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    assert found.text == expected


@pytest.mark.parametrize("text", ["</title><script>alert(1)</script>", "&lt;/title&gt;&lt;b&gt;"])
def test_a_page_name_has_no_tag_even_after_the_theme_unescapes_it(text: str) -> None:
    name = page_name(text)
    stripped = Markup(name).striptags()  # noqa: S704 - what the theme does with a name
    assert "<" not in stripped
    assert not Shape(f"<title>{name}</title>").text.startswith("</")
    assert [tag for tag, _ in Shape(f"<p>{stripped}</p>").elements] == ["p"]


@pytest.mark.parametrize("text", ATTACKS)
def test_author_prose_makes_nothing_but_harmless_elements(text: str) -> None:
    for element, attributes in Shape(str(render_prose(Markdown(f"Prose.\n\n{text}\n")))).elements:
        assert element not in {"script", "img", "section", "iframe", "style", "input"}
        for name, value in attributes:
            assert name in {"href", "rel"}
            assert name != "href" or str(value).startswith(("https:", "mailto:"))


def test_author_prose_keeps_what_markdown_is_for() -> None:
    html = str(render_prose(Markdown("Some **words**, a [link](https://example.org).\n\n- one\n")))
    assert "<strong>words</strong>" in html
    assert 'href="https://example.org"' in html
    assert "<li>one</li>" in html
    assert "\n" not in html


def test_data_is_never_template_source() -> None:
    template = environment().from_string("{{ value }}")
    assert plain(Shape(template.render(value="{{ 7 * 7 }}")).text) == "{{ 7 * 7 }}"


def test_a_page_refuses_to_show_what_is_no_text() -> None:
    with pytest.raises(TypeError, match="a page cannot show a NoneType"):
        environment().from_string("{{ value }}").render(value=None)
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string("{{ missing }}").render()


TEMPLATES = sorted((ROOT / "builder/render/templates").glob("*.j2"))
FILTERS = {"length", "lower", "verbatim", "coded"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_use_nothing_that_gets_round_the_escaping(path: Path) -> None:
    """Filters and operators that join finished and plain text would escape for HTML only."""
    tree = environment().parse(path.read_text(encoding="utf-8"))
    used = {node.name for node in tree.find_all(nodes.Filter)}
    assert used <= FILTERS
    assert not list(tree.find_all((nodes.Mod, nodes.MarkSafe, nodes.ScopedEvalContextModifier)))
    for joined in tree.find_all(nodes.Concat):
        for part in joined.nodes:
            calls = [c.node for c in part.find_all(nodes.Call)] + (
                [part.node] if isinstance(part, nodes.Call) else []
            )
            names = {call.name for call in calls if isinstance(call, nodes.Name)}
            assert names <= {"label"}, "only plain text may be joined"


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("gaps.md", "../gaps.html"),
        ("gaps.md#gap-1", "../gaps.html#gap-1"),
        ("guide/what-this-is.md", "../guide/what-this-is.html"),
        ("https://example.org/a.md", "https://example.org/a.md"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_a_link_in_prose_keeps_its_address(address: str, href: str) -> None:
    html = str(render_prose(Markdown(f"See [it]({address})."), "controls/1-2-a.md"))
    assert f'href="{href}"' in html


@pytest.mark.parametrize(
    "address",
    ["//evil.example/a.md", "../../a.md", "/etc/a.md", "a.html", "javascript:x.md", "a\\b.md"],
)
def test_a_link_in_prose_to_no_page_of_the_book_loses_its_address(address: str) -> None:
    assert "href" not in str(render_prose(Markdown(f"See [it]({address})."), "controls/1-2-a.md"))


def test_what_stands_between_backticks_is_code_and_escaped() -> None:
    assert coded("Run `a <b>` now") == "Run <code>a &lt;b&gt;</code> now"
    assert coded("one ` alone <b>") == escape_text("one ` alone <b>")
    assert "<i>" not in coded("`<i>`<i>")
