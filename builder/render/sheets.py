"""Assessment to workbook: which sheets there are for whom, and in which order."""

from __future__ import annotations

from builder.model.assessment import Assessment
from builder.model.audience import Audience
from builder.render.edition_words import edition_words
from builder.render.sheet_actions import actions_sheet
from builder.render.sheet_build import SCHEMA_VERSION, build_sheet
from builder.render.sheet_context import SheetContext
from builder.render.sheet_dashboard import as_of_name, dashboard_sheet
from builder.render.sheet_data import data_sheet
from builder.render.sheet_evidence import evidence_sheet
from builder.render.sheet_formulas import Ranges
from builder.render.sheet_gaps import gaps_sheet
from builder.render.sheet_lists import list_names, lists_sheet
from builder.render.sheet_matrix import matrix_sheet
from builder.render.sheet_model import Workbook
from builder.render.sheet_notices import notice
from builder.render.sheet_readme import readme_sheet
from builder.render.words import label

_LANGUAGE = "en-US"


def workbook_sheets(assessment: Assessment, audience: Audience | None = None) -> Workbook:
    """The workbook of an assessment as values, for the audience of its edition.

    ``audience`` lays the columns out for another one; what an assessment does not hold it cannot
    show.
    """
    audience = audience or assessment.edition.audience
    context = SheetContext(assessment=assessment, audience=audience)
    tables = [matrix_sheet(context)]
    if context.sees_workings:
        tables += [actions_sheet(context), evidence_sheet(context), gaps_sheet(context)]
    tables += [data_sheet(context), lists_sheet(context)]
    ranges = Ranges.of(tables)
    after_readme = [dashboard_sheet(context, ranges), *tables]
    after_readme.append(build_sheet(context, after_readme))
    identity, organization = assessment.identity, context.organization
    return Workbook(
        title=f"Shared responsibility matrix: {organization.name}",
        subject=f"{context.main_framework.title} on {context.profile.name}",
        author=organization.name,
        created=assessment.as_of,
        language=_LANGUAGE,
        header=notice(context),
        footer=f"Build {identity.build_id}, as of {assessment.as_of.date()}."
        f" {edition_words(assessment.edition)}",
        sheets=(readme_sheet(context, after_readme), *after_readme),
        names=(*ranges.names, *list_names(context), as_of_name()),
        properties=(
            ("BuildId", identity.build_id),
            ("CatalogSha256", identity.catalog_sha256),
            ("EvidenceSha256", identity.evidence_sha256),
            ("ProseSha256", identity.prose_sha256),
            ("SchemaVersion", SCHEMA_VERSION),
            ("Audience", label(audience)),
        ),
    )
