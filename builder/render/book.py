"""What every page looks things up in: the assessment, its facts, and where each thing stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property

from markupsafe import Markup
from msgspec import Struct

from builder.model.assessment import AssessedObservation, AssessedRow, Assessment, ListedGap
from builder.model.audience import Edition
from builder.model.catalog import Control, Framework
from builder.model.citation import Citation
from builder.model.organization import Organization
from builder.model.provider import Provider, ProviderProfile
from builder.model.responsibility import GapSeverity, Workspace
from builder.render.basis import held_words
from builder.render.due_dates import DueDate
from builder.render.edition_words import edition_words, left_out_words
from builder.render.evidence_words import late_words, sample_words
from builder.render.links import Links, Place, chip, kept_inside
from builder.render.markdown import environment, escape_text, page_name
from builder.render.page import Page
from builder.render.row_facts import RowFacts, row_facts
from builder.render.window_words import (
    CoveredRequirement,
    covered_requirements,
    days_words,
    failures_words,
    question_words,
    segments,
)
from builder.render.words import NOTHING, evidence_word, label, meaning

_WORKINGS = ("roles/", "systems/", "evidence/", "gaps.md", "decisions.md", "due.md")
"""Pages of what a row rests on: not for who sees the split alone."""


class Book(Struct, frozen=True, dict=True):
    """One assessment with the look-ups that its pages share."""

    assessment: Assessment

    @property
    def workspace(self) -> Workspace:
        """The three layers and the evidence."""
        return self.assessment.matrix.workspace

    @property
    def edition(self) -> Edition:
        """For whom the book is."""
        return self.assessment.edition

    def holds(self, target: str) -> bool:
        """Whether a page, given with or without an anchor, is part of this edition."""
        return self.edition.sees_workings or not target.startswith(_WORKINGS)

    @property
    def organization(self) -> Organization:
        """Whose matrix it is."""
        return self.workspace.customer.organization

    @property
    def provider(self) -> Provider:
        """The provider pack."""
        return self.workspace.provider

    @property
    def profile(self) -> ProviderProfile:
        """Who the provider is."""
        return self.provider.profile

    @property
    def today(self) -> date:
        """The day the book is of."""
        return self.assessment.as_of.date()

    @property
    def framework(self) -> Framework:
        """The framework whose controls are the rows."""
        frameworks = self.workspace.catalog.frameworks
        return next((f for f in frameworks if f.main_counting is not None), frameworks[0])

    @property
    def convention(self) -> str:
        """The title of the convention that unnamed totals are counted in."""
        counting = self.framework.main_counting
        return counting.title if counting is not None else ""

    @cached_property
    def controls(self) -> dict[Citation, Control]:
        """Every paragraph of every framework."""
        return {control.citation: control for control in self.workspace.catalog.controls}

    @cached_property
    def rows(self) -> dict[Citation, AssessedRow]:
        """The rows of the matrix."""
        return {row.citation: row for row in self.assessment.rows}

    @cached_property
    def facts(self) -> dict[Citation, RowFacts]:
        """The facts of every row, as all outputs show them."""
        return {row.citation: row_facts(self.assessment, row) for row in self.assessment.rows}

    @cached_property
    def observations(self) -> dict[str, tuple[Citation, AssessedObservation]]:
        """Every evidence requirement as it stands, with the row that asks for it."""
        return {
            observed.observation.requirement.id: (row.citation, observed)
            for row in self.assessment.rows
            for observed in row.observations
        }

    @cached_property
    def covered(self) -> dict[Citation, tuple[CoveredRequirement, ...]]:
        """Each row's evidence requirements over the audit window; none without a window."""
        window = self.organization.audit_window
        found: dict[Citation, tuple[CoveredRequirement, ...]] = {}
        for item in covered_requirements(self.assessment, window) if window is not None else ():
            found[item.citation] = (*found.get(item.citation, ()), item)
        return found

    @cached_property
    def open_gaps(self) -> tuple[ListedGap, ...]:
        """The gaps that are open on the day, the gravest and then the earliest due first."""
        day = self.assessment.as_of.date()
        grave = list(GapSeverity)
        return tuple(
            sorted(
                (listed for listed in self.assessment.gaps if listed.gap.open_on(day)),
                key=lambda g: (grave.index(g.gap.severity), g.gap.due_on, g.gap.citation, g.gap.id),
            )
        )

    @cached_property
    def service_titles(self) -> dict[str, str]:
        """The provider's services by id."""
        return {service.id: service.title for service in self.profile.services}

    @cached_property
    def control_places(self) -> dict[Citation, str]:
        """The page and anchor of every paragraph."""
        return {c.citation: self._control_place(c) for c in self.workspace.catalog.controls}

    @cached_property
    def feature_places(self) -> dict[str, Place]:
        """The page of every feature."""
        return {f.id: (page_file("features", f.id), f.title) for f in self.provider.features}

    @cached_property
    def claim_places(self) -> dict[str, Place]:
        """The page and anchor of every claim; a link to it reads as its feature's title."""
        return {
            claim.id: (f"{page_file('features', feature.id)}#{claim.id}", feature.title)
            for feature in self.provider.features
            for claim in feature.claims
        }

    @cached_property
    def role_places(self) -> dict[str, Place]:
        """The page of every role."""
        return {r.id: (page_file("roles", r.id), r.title) for r in self.organization.roles}

    @cached_property
    def system_places(self) -> dict[str, Place]:
        """The page of every system."""
        return {s.id: (page_file("systems", s.id), s.title) for s in self.organization.systems}

    @cached_property
    def evidence_places(self) -> dict[str, Place]:
        """The page of every record of evidence."""
        return {e.id: (page_file("evidence", e.id), e.title) for e in self.assessment.evidence}

    @cached_property
    def requirement_places(self) -> dict[str, Place]:
        """The page and anchor of every evidence requirement."""
        return {
            key: (
                f"{self.control_places[citation].partition('#')[0]}#{key}",
                observed.observation.requirement.title,
            )
            for key, (citation, observed) in self.observations.items()
        }

    @cached_property
    def source_places(self) -> dict[str, Place]:
        """The anchor of every source and document; a document wins over a source of its name."""
        places = {s.id: (f"sources.md#source-{s.id}", s.title) for s in self.provider.sources}
        documents = self.provider.documents
        return places | {d.id: (f"sources.md#document-{d.id}", d.title) for d in documents}

    def due_place(self, due: DueDate) -> str:
        """The page, with its anchor, that tells more about what falls due."""
        if due.kind == "Evidence":
            return self.requirement_places[due.key][0]
        if due.kind == "Decision" and due.citation is not None:
            return f"decisions.md#decision-{due.citation.slug}"
        if due.kind.startswith("Gap"):
            return f"gaps.md#{due.key}"
        return f"systems/index.md#agreement-{due.key}"

    @cached_property
    def held(self) -> dict[str, str]:
        """How each document of the provider stands: on file, run out, or not read."""
        words = {d.id: held_words(self.assessment, d.id) for d in self.provider.documents}
        return {document: text[0].upper() + text[1:] for document, text in words.items()}

    @cached_property
    def third_party(self) -> frozenset[str]:
        """Sources that somebody other than the provider wrote."""
        return frozenset(source.id for source in self.provider.sources if source.third_party)

    def page(
        self, src: str, name: str, template: str, values: Mapping[str, object], **options: object
    ) -> Page:
        """Render a page; ``options`` are those of `Page` and of its front matter.

        ``heading`` and ``anchor`` stand at the top, ``edited_from`` and ``in_nav`` go to the
        page, whatever else is front matter.
        """
        heading = escape_text(str(options.pop("heading", name)))
        anchor = options.pop("anchor", "top")
        edited_from, in_nav = str(options.pop("edited_from", "")), bool(options.pop("in_nav", True))
        title = page_name(name)
        front = {"title": title, **options}
        lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
        body = (
            environment()
            .get_template(f"{template}.md.j2")
            .render(
                values,
                book=self,
                to=Links(self, src),
                chip=chip,
                inside=kept_inside(),
                label=label,
                late=late_words,
                sample=sample_words,
                meaning=meaning,
                evidence_word=evidence_word,
                days_words=days_words,
                failures_words=failures_words,
                question_words=question_words,
                segments=segments,
                nothing=NOTHING,
            )
        )
        lead = f'<p class="sb-stamp" data-search-exclude="true">{self.stamp}</p>'
        text = f"---\n{lines}---\n\n# {heading} {{ #{anchor} }}\n\n{lead}\n\n{body}"
        return Page(src=src, title=title, text=text, edited_from=edited_from, in_nav=in_nav)

    @cached_property
    def stamp(self) -> Markup:
        """One line that says of what date and build a page is, and whether it is an example."""
        parts = [
            Markup("As of <time>{}</time>").format(f"{self.assessment.as_of:%Y-%m-%d}"),
            Markup("build <code>{}</code>").format(self.assessment.identity.build_id),
            escape_text(edition_words(self.edition)),
        ]
        if not self.assessment.identity.release:
            parts.append(Markup("draft"))
        if left_out := left_out_words(self.edition):
            parts.append(escape_text(left_out.removesuffix(".")))
        if self.organization.sample_data:
            parts.append(Markup('<strong class="sb-sample">Invented example data</strong>'))
        return Markup(" · ").join(parts)

    def _control_place(self, control: Control) -> str:
        counting = control.framework == self.framework.id
        if not counting:
            return f"{page_file('controls', control.framework)}#{control.citation.slug}"
        top = control
        while top.parent is not None and top.parent in self.controls:
            top = self.controls[top.parent]
        if top.citation in self.rows:
            return f"{page_file('controls', top.citation.slug)}#{control.citation.slug}"
        section = Citation(control.citation.section).slug
        return f"{page_file('controls', section)}#{control.citation.slug}"


def page_file(folder: str, key: str) -> str:
    """The file of a page; ``index`` and ``readme`` are the folder's own."""
    return f"{folder}/{key}-.md" if key in ("index", "readme") else f"{folder}/{key}.md"
