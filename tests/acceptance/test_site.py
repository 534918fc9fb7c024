"""The finished site: strict, linked throughout, self-contained, and of one mind with the rows."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from builder.mkdocs_site import build_site
from builder.model.assessment import Assessment
from builder.publish.site_check import check_site
from builder.render.row_facts import row_facts

LOADING = {"script", "img", "iframe", "source", "embed", "video", "audio", "track", "object"}
INERT = {"canonical", "prev", "next", "alternate"}


class ReadPage(HTMLParser):
    """Ids, links, loads and the cells of the matrix of one page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.rows: dict[str, dict[str, str]] = {}
        self._row: dict[str, str] = {}
        self._field = ""
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids.add(values.get("id", ""))
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in LOADING:
            self.loads += [values[key] for key in ("src", "data", "poster") if key in values]
        if tag == "link" and values.get("rel") not in INERT:
            self.loads.append(values.get("href", ""))
        if tag == "tr" and "data-citation" in values:
            self._row = self.rows[values["data-citation"]] = {}
        if tag in ("td", "th"):
            self._field = values.get("data-field", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._field = ""

    def handle_data(self, data: str) -> None:
        if self._field:
            self._row[self._field] = self._row.get(self._field, "") + data


@pytest.fixture(scope="module")
def site(root: Path, assessment: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the repository's own workspace; building it is strict."""
    folder = tmp_path_factory.mktemp("site")
    build_site(root, assessment, folder)
    return folder


@pytest.fixture(scope="module")
def read(site: Path) -> dict[Path, ReadPage]:
    return {path: ReadPage(path) for path in sorted(site.rglob("*.html"))}


def test_our_own_check_finds_nothing(site: Path) -> None:
    check_site(site)


def test_every_link_and_anchor_leads_somewhere(site: Path, read: dict[Path, ReadPage]) -> None:
    dead = []
    for path, page in read.items():
        if path.name == "404.html":  # stands at any address, so its links begin at the root
            continue
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                assert parts.scheme in ("https", "mailto"), (path, link)
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            if target not in read or (parts.fragment and parts.fragment not in read[target].ids):
                dead.append(f"{path.relative_to(site)}: {link}")
    assert not dead


def test_nothing_is_loaded_from_outside(read: dict[Path, ReadPage]) -> None:
    loads = {(p.name, load) for p, page in read.items() for load in page.loads}
    assert loads
    assert not [load for load in loads if urlsplit(load[1]).scheme or urlsplit(load[1]).netloc]


def test_every_standard_and_every_record_has_a_page(
    site: Path, read: dict[Path, ReadPage], assessment: Assessment
) -> None:
    for row in assessment.rows:
        standard = row.row.control.parent or row.citation
        page = read[site / "controls" / f"{standard.slug}.html"]
        assert row.citation.slug in page.ids
        for observed in row.observations:
            assert observed.observation.requirement.id in page.ids
    for record in assessment.evidence:
        assert site / "evidence" / f"{record.id}.html" in read


def test_the_matrix_says_what_the_rows_say(
    site: Path, read: dict[Path, ReadPage], assessment: Assessment
) -> None:
    cells = read[site / "matrix.html"].rows
    assert len(cells) == len(assessment.rows) == 68
    for row in assessment.rows:
        facts = row_facts(assessment, row)
        for field, shown in cells[facts.citation].items():
            expected = " ".join(str(getattr(facts, field)).split())
            assert " ".join(shown.split()) == expected, (facts.citation, field)


def test_every_page_says_which_build_it_is_of(site: Path, assessment: Assessment) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert assessment.identity.build_id in text, path
        assert "Invented example data" in text, path


def test_the_search_works_from_a_folder(site: Path) -> None:
    text = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    assert text.startswith("var __index = {")
    assert (site / "assets" / "iframe-worker.js").is_file()


def test_two_builds_are_equal(
    root: Path, site: Path, assessment: Assessment, tmp_path: Path
) -> None:
    build_site(root, assessment, tmp_path / "again")
    for path in sorted(site.rglob("*")):
        if path.is_file():
            other = tmp_path / "again" / path.relative_to(site)
            assert other.read_bytes() == path.read_bytes(), path
