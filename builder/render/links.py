"""Links from any page to any other: relative Markdown links, which site generators check."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from markupsafe import Markup
from msgspec import Struct

from builder.model.citation import Citation
from builder.model.provider import ProviderProfile
from builder.model.responsibility import Party
from builder.render.markdown import escape_text
from builder.render.words import NOTHING, label, party_label

_UNSAFE_IN_ADDRESS = re.compile(r"[^A-Za-z0-9:/?#@!$'*+,;=%.~&()_-]")

_UNSAFE_IN_QUERY = re.compile(r"[^A-Za-z0-9.~-]")


def chip(word: StrEnum, text: str = "") -> Markup:
    """A state as a word with a shape: the style draws the shape, the word stands without it."""
    shown = escape_text(text or label(word))
    return Markup(f'<span class="sb-chip sb-{word.value}">{shown}</span>')  # noqa: S704 - escaped


def kept_inside() -> Markup:
    """The mark of a text that only the internal edition holds."""
    return Markup('<span class="sb-chip sb-inside">Internal</span>')


def outside(address: str, text: str) -> Markup:
    """A link that leaves the site; an address that is not https is shown as text only."""
    shown = escape_text(text)
    if not address.startswith("https://"):
        return shown
    encoded = _UNSAFE_IN_ADDRESS.sub(_percent, address).replace("&", "&amp;")
    return Markup(  # noqa: S704 - every character that could act is encoded or escaped
        f'<a class="sb-outside" href="{encoded}" rel="noopener noreferrer">{shown}</a>'
    )


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "replace"))


Place = tuple[str, str]
"""A page's file with its anchor, and the text of a link to it."""


class Places(Protocol):
    """Where each thing stands, by its citation or id."""

    @property
    def profile(self) -> ProviderProfile:
        """Who the provider is."""

    def holds(self, target: str) -> bool:
        """Whether a page, given with or without an anchor, is part of the book."""

    @property
    def control_places(self) -> Mapping[Citation, str]:
        """The page and anchor of every paragraph."""

    @property
    def feature_places(self) -> Mapping[str, Place]:
        """The page of every feature."""

    @property
    def claim_places(self) -> Mapping[str, Place]:
        """The page and anchor of every claim."""

    @property
    def role_places(self) -> Mapping[str, Place]:
        """The page of every role."""

    @property
    def system_places(self) -> Mapping[str, Place]:
        """The page of every system."""

    @property
    def evidence_places(self) -> Mapping[str, Place]:
        """The page of every record of evidence."""

    @property
    def requirement_places(self) -> Mapping[str, Place]:
        """The page and anchor of every evidence requirement."""

    @property
    def source_places(self) -> Mapping[str, Place]:
        """The anchor of every source and document."""


class Links(Struct, frozen=True):
    """The links of one page."""

    book: Places
    src: str
    """The page they stand on."""

    def page(self, target: str, text: str) -> Markup:
        """A link to a page's file, with an anchor or a query if the target has one.

        Plain text where the page is not part of this edition.
        """
        if not self.book.holds(target):
            return escape_text(text)
        path = "../" * self.src.count("/") + target
        if target.partition("#")[0] == self.src and "#" in target:
            path = "#" + target.partition("#")[2]
        # The path is made of folders, slugs and ids, whose characters are checked.
        return Markup(f"[{escape_text(text)}]({path})")  # noqa: S704 - escaped

    def view(self, filter_name: str, word: str, text: str) -> Markup:
        """A link to the matrix with one of its filters set."""
        value = _UNSAFE_IN_QUERY.sub(_percent, word)
        return self.page(f"matrix.md?{filter_name}={value}", text)

    def control(self, citation: Citation | str, text: str = "") -> Markup:
        """A link to a paragraph of a rule; plain text when the catalog has no such paragraph."""
        key = citation if isinstance(citation, Citation) else Citation(citation)
        place = self.book.control_places.get(key)
        if place is None:
            return escape_text(text or key.text)
        if text:
            return self.page(place, text)
        link = self.page(place, key.text)
        return Markup(f'<span class="sb-cite">{link}</span>')  # noqa: S704 - escaped

    def controls(self, citations: tuple[Citation, ...]) -> Markup:
        """Links to several paragraphs, separated by commas."""
        return Markup(", ").join([self.control(citation) for citation in citations])

    def feature(self, feature_id: str) -> Markup:
        """A link to a feature of the provider."""
        return self._titled(self.book.feature_places, feature_id)

    def claim(self, claim_id: str) -> Markup:
        """A link to a claim on the page of its feature."""
        return self._titled(self.book.claim_places, claim_id)

    def role(self, role_id: str) -> Markup:
        """A link to the duties of a role; a dash when none is named."""
        return self._titled(self.book.role_places, role_id) if role_id else escape_text(NOTHING)

    def system(self, system_id: str) -> Markup:
        """A link to a system."""
        return self._titled(self.book.system_places, system_id)

    def evidence(self, evidence_id: str) -> Markup:
        """A link to a record of evidence."""
        return self._titled(self.book.evidence_places, evidence_id)

    def requirement(self, requirement_id: str) -> Markup:
        """A link to an evidence requirement on the page of its row."""
        return self._titled(self.book.requirement_places, requirement_id)

    def source(self, source_id: str) -> Markup:
        """A link to a source or document in the list of sources."""
        return self._titled(self.book.source_places, source_id)

    def outside(self, address: str, text: str) -> Markup:
        """A link that leaves the site."""
        return outside(address, text)

    def party(self, party: Party) -> Markup:
        """The chip of a party; the provider goes by its own name."""
        return chip(party, party_label(party, self.book.profile.short_name))

    def _titled(self, places: Mapping[str, Place], key: str) -> Markup:
        place = places.get(key)
        return self.page(place[0], place[1]) if place is not None else escape_text(key)
