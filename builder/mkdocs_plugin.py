"""The front door of MkDocs: hands it the rendered pages, their navigation and the assets."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Literal

import jinja2
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.pages import Page

from builder.errors import BuilderError
from builder.finished_pages import finished_content, write_search_script
from builder.kept_pages import KeptPage, KeptPages
from builder.leak_gate import front_gate
from builder.mkdocs_files import add_files, made_files, nav_titles, navigation, remove_unfit
from builder.model.assessment import Assessment
from builder.model.audience import Audience
from builder.model.issues import Issue
from builder.moments import as_of_moment
from builder.pipeline import Inputs, assemble
from builder.render.page import Pages
from builder.render.pages import site_pages
from builder.shown import one_line
from builder.site_assets import SCRIPT, SHIM, STYLES
from builder.store.prose_editions import files_left_out
from builder.store.prose_files import read_prose
from builder.template_cache import template_cache

_LOG = logging.getLogger("mkdocs.plugins.shieldbook")


class ShieldBookConfig(Config):  # type: ignore[no-untyped-call]
    """The plugin's settings in mkdocs.yml."""

    as_of = config_options.Optional(config_options.Type(str))
    """The day the matrix is assessed for; without it SOURCE_DATE_EPOCH, else today."""


class ShieldBookPlugin(BasePlugin[ShieldBookConfig]):  # type: ignore[no-untyped-call]
    """Adds the pages of the workspace beside mkdocs.yml; nothing is written into docs/."""

    assessment: Assessment | None = None
    """Set before the build by who has assembled already; otherwise the plugin assembles."""
    audience: ClassVar[Audience] = Audience.INTERNAL
    """For whom the plugin assembles."""

    def __init__(self) -> None:
        self._serving = False
        self._pages: Pages | None = None
        self._kept: KeptPages | None = None
        self._problems: tuple[str, ...] = ()
        self._unfit: frozenset[str] = frozenset()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember how MkDocs runs; having this method keeps the plugin alive between rebuilds."""
        del dirty
        self._serving = command == "serve"

    def on_shutdown(self) -> None:
        """Forget everything: MkDocs hands the same plugin to the next build of the process."""
        self.assessment, self._pages, self._problems = None, None, ()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Assemble, and stop a build that has errors; a server keeps its last good pages."""
        root = Path(config.config_file_path or ".").resolve().parent
        found, problems = self._assembled(root)
        prose = read_prose(root)  # asked again: what is assembled may be older than docs/
        unfit = prose.issues
        self._unfit = frozenset(issue.location.file for issue in unfit if issue.location)
        audience = found.edition.audience if found is not None else self.audience
        self._unfit |= files_left_out(root, prose, audience)
        self._problems = tuple(dict.fromkeys((*problems, *map(_issue_problem, unfit))))
        if found is not None:
            self._pages = site_pages(found)
        self._tell(self._problems)
        folders = (root / "controls", root / "evidence")
        config.watch.extend(str(folder) for folder in folders if folder.is_dir())
        config.extra_css = [*STYLES, *config.extra_css]
        config.extra_javascript = [SCRIPT, *config.extra_javascript]
        config.extra["polyfills"] = [SHIM]
        config.copyright = self._pages.stamp if self._pages is not None else None
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages and the assets, and lay the navigation over them and the prose."""
        remove_unfit(files, self._unfit)
        pages = self._pages or Pages(pages=(), nav=(), stamp="")
        told = [_problem(*pair) for pair in add_files(files, made_files(pages, config))]
        self._problems += tuple(told)
        self._tell(told)
        config.nav = navigation(pages, files)
        self._lay_kept_pages(files, config)
        return files

    def _lay_kept_pages(self, files: Files, config: MkDocsConfig) -> None:
        """Make the pages that MkDocs would make now, so that it takes kept HTML into them.

        A page of docs/ that the navigation leaves out is left to MkDocs, which tells of it. A
        release believes nothing that was kept.
        """
        if self._is_release():
            return
        if self._kept is None:
            self._kept = KeptPages(Path(config.config_file_path or ".").resolve().parent)
        self._kept.begin(files, config, self._pages.stamp if self._pages is not None else "")
        listed = dict(nav_titles(config.nav or ()))
        for file in files.documentation_pages():
            if file.src_uri in listed or file.inclusion is InclusionLevel.NOT_IN_NAV:
                KeptPage(listed.get(file.src_uri), file, config, self._kept)

    def on_env(
        self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files
    ) -> jinja2.Environment:
        """Let the theme's templates be compiled once and not at every build."""
        del config, files
        if not self._is_release():
            env.bytecode_cache = template_cache()
        return env

    def _is_release(self) -> bool:
        return self.assessment is not None and self.assessment.identity.release

    def _tell(self, problems: Sequence[str]) -> None:
        """Log the problems of a server; raise those of a build."""
        for problem in problems:
            _LOG.log(logging.ERROR if self._serving else logging.DEBUG, problem)
        if problems and not self._serving:
            raise PluginError("\n".join(("the workspace has errors:", *problems)))

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Say which cells head a column, and show a server's errors on top of each page."""
        del page, config, files
        return finished_content(html, self._problems)

    @event_priority(-100)  # after the search plugin has written its index
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the search index as a script too, for pages in a folder; keep what was made."""
        write_search_script(Path(config.site_dir))
        if self._kept is not None:
            self._kept.save()

    def _assembled(self, root: Path) -> tuple[Assessment | None, tuple[str, ...]]:
        if self.assessment is not None:
            return self.assessment, ()
        now = datetime.now(tz=UTC)  # noqa: TID251 - a front door reads the clock once
        try:
            as_of = as_of_moment(self.config.as_of, os.environ, now)
            gate = front_gate(os.environ)
            inputs = Inputs(root=root, as_of=as_of, now=now, audience=self.audience, gate=gate)
            build = assemble(inputs)
        except BuilderError as error:
            return None, (_problem(error.message, error.hint),)
        return build.assessment, tuple(map(_issue_problem, build.errors))


def _issue_problem(issue: Issue) -> str:
    return _problem(f"{issue.location}: {issue.code}: {issue.message}", issue.hint)


def _problem(message: str, hint: str) -> str:
    return one_line(f"{message}. {hint}" if hint else message)
