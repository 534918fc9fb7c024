"""The check of a finished site names what is dead and what would load from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.errors import BuilderError
from builder.publish.site_check import check_site

SOUND = """<html><head><link rel="stylesheet" href="a.css"><link rel="next" href="sub/b.html">
</head><body><h1 id="top">x</h1><a href="sub/b.html#place">b</a> <a href="#top">top</a>
<a href="https://example.org/">out</a> <img src="data:image/gif;base64,AA"> <a href=".">home</a>
<p>text that only looks like it: src="http://example.org/x.js"</p></body></html>"""
OTHER = '<html><body><p id="place">y</p><a href="../index.html?q=1">back</a></body></html>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "index.html").write_text(SOUND, encoding="utf-8")
    (tmp_path / "sub" / "b.html").write_text(OTHER, encoding="utf-8")
    (tmp_path / "a.css").write_text("p { background: url('data:image/gif;base64,AA') }", "utf-8")
    return tmp_path


def test_a_sound_site_passes(site: Path) -> None:
    check_site(site)


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        ('<a href="missing.html">x</a>', "dead link: missing.html"),
        ('<a href="sub/b.html#gone">x</a>', "dead anchor: sub/b.html#gone"),
        ('<a href="#gone">x</a>', "dead anchor: #gone"),
        ('<a href="/sub/b.html">x</a>', "dead link: /sub/b.html"),
        ('<a href="../outside.html">x</a>', "dead link: ../outside.html"),
        ('<a href="javascript:alert(1)">x</a>', "not allowed: javascript:alert(1)"),
        ('<a href="&#106;avascript:alert(1)">x</a>', "not allowed: javascript:alert(1)"),
        ('<script src="https://example.org/x.js"></script>', "outside: https://example.org/x.js"),
        ("<script src='//example.org/x.js'></script>", "outside: //example.org/x.js"),
        ("<img src=http://example.org/x.png>", "outside: http://example.org/x.png"),
        ('<img srcset="https://example.org/x.png 2x">', "outside: https://example.org/x.png"),
        ('<link rel="preconnect" href="https://example.org">', "outside: https://example.org"),
        ('<img src="missing.png">', "loads a file that is not there: missing.png"),
        ('<p style="background:url(https://example.org/x)">', "outside: https://example.org/x"),
        ('<style>@import "https://example.org/x.css";</style>', "outside: https://example.org"),
        ('<meta http-equiv="refresh" content="0">', "`meta` element that moves"),
        ('<base href="https://example.org">', "`base` element that moves"),
        ('<pre class="mermaid">x</pre>', "loads its program from outside"),
        ('<p onclick="x()">y</p>', "has a script in `onclick`"),
    ],
)
def test_what_is_wrong_is_named_with_its_page(site: Path, added: str, problem: str) -> None:
    page = site / "sub" / "b.html"
    page.write_text(OTHER, encoding="utf-8")
    index = site / "index.html"
    index.write_text(SOUND.replace("</body>", f"{added}</body>"), encoding="utf-8")
    with pytest.raises(BuilderError) as refused:
        check_site(site)
    assert f"index.html: {problem}" in refused.value.message or problem in refused.value.message
    assert "index.html" in refused.value.message


def test_a_style_sheet_may_load_nothing_from_outside(site: Path) -> None:
    (site / "a.css").write_text("p { background: url(https://example.org/x.png) }", "utf-8")
    with pytest.raises(BuilderError, match=r"a\.css: loads from outside"):
        check_site(site)
