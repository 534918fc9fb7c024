"""The first sheet: what this file is, what it rests on, where things are and how to return it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from builder.model.organization import AgreementKind
from builder.render.edition_words import edition_sentence
from builder.render.log_facts import root_facts
from builder.render.sheet_context import SheetContext
from builder.render.sheet_grid import Grid
from builder.render.sheet_model import Cell, Content, Link, Sheet, StyleName
from builder.render.sheet_notices import counting_sentence, notice
from builder.render.text_size import row_height
from builder.render.words import NOTHING, label

NAME = "Read me"
_WIDTHS = (30, 120)
_TITLE_HEIGHT = 26.25
_SECTION_HEIGHT = 25.5
_Line = tuple[Content, Content]

_RETURN = (
    ("1", "Write in the cream cells only; all others are locked, without a password."),
    ("2", "Filter, choose from the drop-downs, comment. The dashboard follows every edit."),
    ("3", "Save under any name as .xlsx and send the file back."),
    (
        "4",
        (
            "Rows are found again by their key, columns by their heading. The row fingerprint"
            " shows whether a locked cell was changed on the way."
        ),
    ),
    ("5", "To sort or build pivots, use the sheet Data: it is not protected and not read back."),
)
_LIMITS = (
    "This file states what is documented and evidenced on the as-of date. It is not legal advice.",
    "No certificate exists for the HIPAA rules; nobody can be certified under them.",
    "A row is shown by evidence as far as the evidence reaches: its period, population and sample.",
    "Evidence files are named by path and digest here; they travel separately.",
)


def readme_sheet(context: SheetContext, sheets: Sequence[Sheet]) -> Sheet:
    """The sheet, with a link to each of the others."""
    grid = Grid()
    title = f"Shared responsibility matrix: {context.organization.name}"
    grid.put(0, 0, title, StyleName.TITLE)
    grid.put(1, 0, notice(context), StyleName.BANNER)
    grid.put(1, 1, None, StyleName.BANNER)
    row = 2
    for heading, lines in _parts(context, sheets):
        grid.put(row, 0, heading, StyleName.SECTION)
        grid.put(row, 1, None, StyleName.SECTION)
        for name, text in lines:
            row += 1
            grid.put(row, 0, name, StyleName.LINK if isinstance(name, Link) else StyleName.LABEL)
            grid.put(row, 1, text, StyleName.TEXT if isinstance(text, str) else StyleName.DATE)
        row += 1
    rows = grid.rows()
    return Sheet(
        name=NAME,
        purpose="What this file is, what it rests on and how to return it.",
        rows=rows,
        widths=_WIDTHS,
        heights=(_TITLE_HEIGHT, None, *(_height(cells) for cells in rows[2:])),
        print_columns=len(_WIDTHS),
    )


def _height(cells: Sequence[Cell | None]) -> float:
    if cells[0] is not None and cells[0].style is StyleName.SECTION:
        return _SECTION_HEIGHT
    shown = [cell.shown if cell is not None else None for cell in cells]
    return row_height(
        (text, width, False)
        for text, width in zip(shown, _WIDTHS, strict=True)
        if isinstance(text, str)
    )


def _parts(context: SheetContext, sheets: Sequence[Sheet]) -> Iterable[tuple[str, Iterable[_Line]]]:
    yield "What this is", _facts(context)
    yield "Sheets", [(_sheet_link(sheet.name), sheet.purpose) for sheet in sheets]
    yield "How to return it", _RETURN
    yield "Limits", [(str(number), text) for number, text in enumerate(_limits(context), start=1)]
    yield "Revisions", [_revision(context)]


def _facts(context: SheetContext) -> Iterable[_Line]:
    organization, assessment = context.organization, context.assessment
    identity, profile = assessment.identity, context.profile
    yield "Organization", f"{organization.name}. {organization.summary}"
    yield "Role under the rule", label(organization.entity_role)
    yield "Systems", "; ".join(system.title for system in organization.systems) or NOTHING
    yield "Provider", f"{profile.name} ({profile.vendor}), called {profile.short_name} here"
    yield "Services in scope", _services(context)
    yield "Agreement", "; ".join(_agreements(context)) or NOTHING
    yield "Rule", f"{context.main_framework.title}: {context.main_framework.edition.title}"
    yield "As-of date", assessment.as_of.date()
    yield "Period shown by evidence", _period(context)
    yield "Audience", label(context.audience)
    yield "Edition", edition_sentence(assessment.edition)
    yield "Counts", counting_sentence(context)
    yield "Uncounted paragraphs", _uncounted(context)
    yield "Build", f"{identity.build_id} ({'release' if identity.release else 'draft'})"
    yield "Catalog, SHA-256", identity.catalog_sha256
    yield "Evidence, SHA-256", identity.evidence_sha256
    yield "Prose, SHA-256", identity.prose_sha256
    yield "Tool version", identity.tool_version
    yield from root_facts(identity.log)


def _limits(context: SheetContext) -> Iterable[str]:
    yield from _LIMITS
    if not context.profile.assessments:
        yield (
            "The HITRUST column reads Not claimed: inheriting needs an assessment of the"
            f" provider's own, and the catalog names none for {context.profile.short_name}."
        )
    if context.assessment.unlisted:
        yield (
            f"Evidence lists {len(context.assessment.evidence):,} records: those that a state rests"
            f" on, and the newest of each requirement. {context.assessment.unlisted:,} more are in"
            " the package, below evidence/records/, and count as well."
        )
    yield "References (services, basis, translations, links, hashes) are for the screen, unprinted."


def _services(context: SheetContext) -> str:
    covered = context.organization.covered_services(context.assessment.as_of.date())
    used = [s for s in context.profile.services if s.id in context.organization.used_services]
    named = [f"{s.title} (named in the agreement)" for s in used if s.id in covered]
    others = [s for s in used if s.id not in covered and not s.carries_ephi]
    rest = [f"{s.title} (carries no ePHI)" for s in others]
    return "; ".join((*named, *rest)) or NOTHING


def _agreements(context: SheetContext) -> Iterable[str]:
    for agreement in context.organization.agreements:
        if agreement.provider and agreement.kind is AgreementKind.BAA:
            yield (f"{agreement.title}, signed {agreement.signed}, holds until {agreement.renewal}")


def _period(context: SheetContext) -> str:
    records = context.assessment.evidence
    collected = context.assessment.matrix.workspace.collected
    starts = [*(record.observed_from for record in records), collected.observed_from]
    ends = [*(record.observed_to for record in records), collected.observed_to]
    first = min((day for day in starts if day is not None), default=None)
    last = max((day for day in ends if day is not None), default=None)
    return f"{first} to {last}" if first and last else NOTHING


def _uncounted(context: SheetContext) -> str:
    matrix = context.assessment.matrix
    held = [
        (sum(control.framework == framework.id for control in matrix.uncounted), framework)
        for framework in matrix.workspace.catalog.frameworks
    ]
    parts = [f"{count} of the {framework.short_title}" for count, framework in held if count]
    return f"Paragraphs that are not rows here: {', '.join(parts) or 'none'}; the site lists them."


def _sheet_link(name: str) -> Link:
    return Link(text=name, anchor=f"'{name}'!A1", tip=f"Go to the sheet {name}")


def _revision(context: SheetContext) -> _Line:
    identity = context.assessment.identity
    return (
        identity.build_id,
        f"As of {context.assessment.as_of.date()}, tool {identity.tool_version}",
    )
