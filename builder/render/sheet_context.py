"""What the sheets look up in an assessment, gathered once for all of them."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from builder.model.assessment import AssessedObservation, AssessedRow, Assessment
from builder.model.audience import Audience
from builder.model.catalog import Control, Framework
from builder.model.organization import Organization
from builder.model.provider import ProviderProfile
from builder.render.row_facts import RowFacts, role_title, row_facts
from builder.render.sheet_model import Link

SITE_FOLDER = "site/"
"""Where the site stands beside the workbook."""


class SheetContext(Struct, frozen=True, kw_only=True, dict=True):
    """An assessment and who reads it, with the look-ups that several sheets share."""

    assessment: Assessment
    audience: Audience

    @cached_property
    def facts(self) -> tuple[tuple[AssessedRow, RowFacts], ...]:
        """Every row with its facts in words, in the order of the rule."""
        return tuple((row, row_facts(self.assessment, row)) for row in self.assessment.rows)

    @cached_property
    def observations(self) -> dict[str, AssessedObservation]:
        """What is known of each evidence requirement, by its id."""
        return {
            assessed.observation.requirement.id: assessed
            for row in self.assessment.rows
            for assessed in row.observations
        }

    @cached_property
    def pages(self) -> dict[str, Link]:
        """The link to the page of each row, by its citation."""
        return {facts.citation: page_link(facts) for _, facts in self.facts}

    @cached_property
    def frameworks(self) -> dict[str, Framework]:
        """Every framework by its id."""
        return {f.id: f for f in self.assessment.matrix.workspace.catalog.frameworks}

    @property
    def organization(self) -> Organization:
        """Whose matrix it is."""
        return self.assessment.matrix.workspace.customer.organization

    @property
    def profile(self) -> ProviderProfile:
        """Who the provider is."""
        return self.assessment.matrix.workspace.provider.profile

    @property
    def main_framework(self) -> Framework:
        """The framework whose rows make the matrix."""
        return self.assessment.matrix.workspace.catalog.frameworks[0]

    @property
    def sees_workings(self) -> bool:
        """Whether the reader sees evidence, gaps and remarks, not only the split."""
        return self.audience is not Audience.CUSTOMER

    def role(self, role_id: str) -> str:
        """The title of a role."""
        return role_title(self.organization, role_id)

    def rule_citation(self, control: Control) -> str:
        """The citation with the title and code that people write before it."""
        prefixes = self.frameworks[control.framework].citation_prefixes
        return " ".join((*prefixes[:1], str(control.citation)))


def page_link(facts: RowFacts) -> Link:
    """The link from the workbook to a row's place on the site that stands beside it."""
    page, _, anchor = facts.page.partition("#")
    return Link(
        text="Open page",
        target=f"{SITE_FOLDER}{page}",
        anchor=anchor,
        tip=f"Page of {facts.citation} on the site beside this workbook",
    )
