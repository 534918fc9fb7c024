"""mkdocs.yml: settings for a site builder that would run, load and publish whatever they name.

Read as strictly as every other file, so that no tag is acted on, and held against short lists:
what is not known to be harmless is refused before the site builder sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builder.model.issues import Issue, Origin
from builder.store.yaml_nodes import read_yaml

SETTINGS = "mkdocs.yml"
_OURS = "shieldbook"
_PLUGINS = frozenset({_OURS, "search", "material/search"})
_REFUSED = {
    "hooks": "runs programs",
    "extra_templates": "runs files of docs/ as programs",
    "INHERIT": "takes settings from another file",
}
"""Keys, and what they would do."""
_LEAD = "markdown.extensions."
_EXTENSIONS = frozenset(
    [
        "abbr",
        "admonition",
        "attr_list",
        "codehilite",
        "def_list",
        "extra",
        "fenced_code",
        "footnotes",
        "md_in_html",
        "meta",
        "nl2br",
        "sane_lists",
        "smarty",
        "tables",
        "toc",
        "wikilinks",
        "pymdownx.arithmatex",
        "pymdownx.betterem",
        "pymdownx.caret",
        "pymdownx.critic",
        "pymdownx.details",
        "pymdownx.escapeall",
        "pymdownx.extra",
        "pymdownx.fancylists",
        "pymdownx.highlight",
        "pymdownx.inlinehilite",
        "pymdownx.keys",
        "pymdownx.magiclink",
        "pymdownx.mark",
        "pymdownx.progressbar",
        "pymdownx.saneheaders",
        "pymdownx.smartsymbols",
        "pymdownx.striphtml",
        "pymdownx.superfences",
        "pymdownx.tabbed",
        "pymdownx.tasklist",
        "pymdownx.tilde",
        "pymdownx.blocks.admonition",
        "pymdownx.blocks.definition",
        "pymdownx.blocks.details",
        "pymdownx.blocks.tab",
    ]
)
"""Extensions of Python-Markdown and its companion that read no file and load no program."""
_OWN_WAY = "Take it out; `shieldbook export site` writes the pages for settings of your own."


def settings_issues(data: bytes) -> list[Issue]:
    """What is wrong with the settings: YAML that means two things, and DOC002.

    Issues come unlocated where they stand at a key.
    """
    value, issues = read_yaml(data, SETTINGS)
    top = Origin(SETTINGS)
    if value is not None:
        issues += _keys(value, top)
        issues += _plugins(value.get("plugins"), top.at("plugins"))
        issues += _extensions(value.get("markdown_extensions"), top.at("markdown_extensions"))
    return issues


def _keys(value: dict[str, Any], top: Origin) -> Iterator[Issue]:
    for key, does in _REFUSED.items():
        if key in value:
            yield _refused(f"the setting `{key}` {does}", top.at(key), _OWN_WAY)
    if value.get("docs_dir", "docs") != "docs":
        yield _refused(
            "the pages of a workspace are those below docs/", top.at("docs_dir"), "Delete the key."
        )
    theme = value.get("theme")
    if isinstance(theme, dict) and "custom_dir" in theme:
        yield _refused(
            "the setting `custom_dir` runs files of that folder as programs",
            top.at("theme", "custom_dir"),
            _OWN_WAY,
        )


def _plugins(value: Any, place: Origin) -> Iterator[Issue]:
    names = list(_names(value))
    for name, steps in names:
        if name not in _PLUGINS:
            message = f"the plugin `{name[:40]}` is a program that is not known here"
            yield _refused(message, place.at(*steps), _OWN_WAY)
    if _OURS not in [name for name, _ in names]:
        yield _refused(f"the plugin `{_OURS}` is missing", place, "Add it under `plugins:`.")


def _extensions(value: Any, place: Origin) -> Iterator[Issue]:
    for name, steps in _names(value):
        if name.removeprefix(_LEAD) not in _EXTENSIONS:
            message = f"the extension `{name[:40]}` can read files or run programs, or is not known"
            yield _refused(message, place.at(*steps), _OWN_WAY)


def _names(value: Any) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """The names in a list of names, or of names with options, or in a mapping of options."""
    if isinstance(value, dict):
        yield from ((name, (name,)) for name in value)
    for position, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            yield from ((name, (position, name)) for name in entry)
        else:
            yield (entry if isinstance(entry, str) else ""), (position,)


def _refused(message: str, place: Origin, hint: str) -> Issue:
    return Issue(code="DOC002", message=message, hint=hint, origin=place)
