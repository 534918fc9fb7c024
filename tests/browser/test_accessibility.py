"""The site in a real browser: no axe violation, no request to anywhere, usable on a phone."""

from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.workspaces import AS_OF_DAY, copy_workspace, shieldbook

pytestmark = pytest.mark.browser

PAGES = {
    "home": "",
    "matrix": "matrix.html",
    "standard": "controls/164-312-a-1.html",
    "feature": "features/private-space-logging.html",
    "role": "roles/platform-engineer.html",
    "evidence": "evidence/index.html",
    "gaps": "gaps.html",
    "decisions": "decisions.html",
    "sources": "sources.html",
    "guide": "guide/for-the-engineer.html",
}
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
SEARCH_READY = (
    "!(document.querySelector('.md-search-result__meta') || {innerText: 'Initializing'})"
    ".innerText.startsWith('Initializing')"
)
FILTERED = "document.querySelectorAll('.sb-matrix tbody tr:not([hidden])').length < 68"
_QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of a copy of the repository's workspace."""
    workspace = copy_workspace(root, tmp_path_factory.mktemp("browser"))
    done = shieldbook(workspace, "build", "--as-of", AS_OF_DAY)
    assert done.returncode == 0, done.stderr
    return workspace / "out" / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where a server on this machine shows the site."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=site))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_QUIET)
        yield found
        found.close()


@pytest.fixture
def outside() -> list[str]:
    """Addresses that a page asked for beyond its own server."""
    return []


def opened(browser: Browser, size: str, scheme: str, outside: list[str], address: str) -> Page:
    width, height = SIZES[size]
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )

    def note(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:", "file:")):
            outside.append(request.url)

    page.on("request", note)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_no_page_has_a_violation(
    browser: Browser, address: str, outside: list[str], size: str, scheme: str
) -> None:
    page = opened(browser, size, scheme, outside, address)
    axe = Axe()
    problems = []
    for name, path in PAGES.items():
        page.goto(address + path)
        page.wait_for_load_state("load")
        result = axe.run(page, options=RULES)
        for violation in result.response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            problems.append(f"{name} {size} {scheme}: {violation['id']}: {nodes}")
    page.close()
    assert not problems, "\n".join(problems)
    assert not outside


def test_the_matrix_is_filtered_and_the_view_can_be_sent(
    browser: Browser, address: str, outside: list[str]
) -> None:
    page = opened(browser, "desktop", "light", outside, address)
    page.goto(address + "matrix.html")
    rows = page.locator(".sb-matrix tbody tr:visible")
    assert rows.count() == 68
    page.locator("#sb-filter-text").fill("164.312(b)")
    page.wait_for_function(FILTERED)
    assert rows.count() >= 1
    view = page.url
    assert "q=" in view
    page.close()
    again = opened(browser, "desktop", "light", outside, address)
    again.goto(view)
    shown = again.locator(".sb-matrix tbody tr:visible")
    again.wait_for_function(FILTERED)
    assert 1 <= shown.count() < 68
    again.close()
    assert not outside


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("164.312(a)(1)", "164-312-a-1"),
        ("164_312_a_1", "164-312-a-1"),
        ("§ 164.312(a)(1)", "164-312-a-1"),
        ("164-312-a-2-iv", "164-312-a-1"),
        ("heroku ps:exec", "one-off-dynos"),
        ("trusted ip", "trusted-ip-ranges"),
        ("private space logging", "private-space-logging"),
        ("shield private space", "shield-private-space"),
        ("audit controls", "164-312-b"),
        ("unique user identification", "164-312-a-1"),
        ("contingency plan", "164-308-a-7"),
    ],
)
def test_search_finds_it_first(
    browser: Browser, address: str, outside: list[str], query: str, first: str
) -> None:
    page = opened(browser, "desktop", "light", outside, address)
    page.goto(address)
    page.locator("label.md-search__icon, .md-search__input").first.click()
    page.wait_for_function(SEARCH_READY)
    page.locator(".md-search__input").fill(query)
    page.locator(".md-search__input").press("End")  # a search starts when a key is let go
    page.wait_for_function(
        "(first) => document.querySelector('.md-search-result__item a')?.href.includes(first)",
        arg=first,
        timeout=10_000,
    )
    page.close()
    assert not outside


def test_a_phone_folds_the_matrix_and_unfolds_it(
    browser: Browser, address: str, outside: list[str]
) -> None:
    page = opened(browser, "phone", "light", outside, address)
    page.goto(f"{address}matrix.html")
    shown = ".sb-matrix tbody tr[data-citation]:not([hidden])"
    assert page.locator(shown).count() == 0
    page.get_by_role("button", name="Technical: 12 elements").click()
    assert page.locator(shown).count() == 12
    assert page.locator(shown).first.locator("[data-field=duty][hidden]").count() == 1
    page.locator(shown).first.get_by_role("button", name="More").click()
    assert page.locator(shown).first.locator("[hidden]").count() == 0
    page.locator("#sb-filter-text").fill("164.308(a)(7)(ii)")
    assert page.locator(shown).count() >= 5
    assert page.locator("tr.sb-family").count() == 0
    page.close()
    assert not outside


def test_the_site_works_from_a_folder(browser: Browser, site: Path, outside: list[str]) -> None:
    page = opened(browser, "desktop", "light", outside, "file:")
    page.goto(f"file://{site}/matrix.html")
    assert page.locator(".sb-matrix tbody tr:visible").count() == 68
    page.locator("#sb-filter-text").fill("audit controls")
    page.wait_for_function(FILTERED)
    page.close()
    assert not outside


def test_the_matrix_is_readable_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "matrix.html")
    assert page.locator(".sb-matrix tbody tr:visible").count() == 68
    context.close()
