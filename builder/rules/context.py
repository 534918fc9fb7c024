"""What the validation rules look things up in, made once a run."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from builder.model.catalog import Control
from builder.model.citation import Citation
from builder.model.evidence import Evidence, EvidenceRequirement
from builder.model.issues import Absence, Issue, Origin
from builder.model.provider import Obligation
from builder.model.responsibility import CustomerStatement, Workspace
from builder.model.spelling import NearNames

_MOST_LISTED = 40
"""Known words in one hint."""


class Context(Struct, frozen=True, dict=True):
    """A workspace with the day it is checked for and the look-ups that rules share."""

    workspace: Workspace
    as_of: date
    """The day agreements have to hold on."""
    latest: date
    """The last day that is not in the future: today, or the as-of day if that is later."""

    def beside(
        self, evidence: tuple[Evidence, ...], elders: Mapping[str, Evidence] | None = None
    ) -> "Context":
        """The same with other records of evidence; what was looked up stays looked up.

        ``elders`` are records in lines that are replaced besides those that were.
        """
        workspace = replace(self.workspace, evidence=evidence)
        if elders:
            collected = workspace.collected
            together = {**collected.elders, **elders}
            workspace = replace(workspace, collected=replace(collected, elders=together))
        other = Context(workspace, self.as_of, self.latest)
        vars(other).update(vars(self))
        return other

    @property
    def replacing(self) -> Iterator[Evidence]:
        """Every record that says which one it replaces."""
        workspace = self.workspace
        records = (*workspace.evidence, *workspace.collected.successors)
        return (record for record in records if record.replaces)

    @property
    def replaceable(self) -> dict[str, Evidence]:
        """Records by id: all that are held, and those in lines that are replaced."""
        held = {record.id: record for record in self.workspace.evidence}
        return {**held, **self.workspace.collected.elders}

    @cached_property
    def controls(self) -> dict[Citation, Control]:
        """Every control by citation."""
        return {control.citation: control for control in self.workspace.catalog.controls}

    @cached_property
    def statements(self) -> dict[Citation, CustomerStatement]:
        """The customer's statements by citation."""
        return {s.citation: s for s in self.workspace.customer.statements}

    @cached_property
    def rows(self) -> tuple[tuple[CustomerStatement, Control], ...]:
        """The customer's statements, each with its control."""
        return tuple(
            (statement, self.controls[statement.citation])
            for statement in self.workspace.customer.statements
            if statement.citation in self.controls  # else the control could not be read
        )

    @cached_property
    def requirements(self) -> dict[str, EvidenceRequirement]:
        """Every evidence requirement by id."""
        return {r.id: r for s in self.workspace.customer.statements for r in s.evidence}

    @cached_property
    def obligations(self) -> dict[str, Obligation]:
        """Every obligation of the provider pack by id."""
        return {o.id: o for f in self.workspace.provider.features for o in f.obligations}

    @cached_property
    def customer_folder(self) -> str:
        """The folder of the customer's layer, as hints name it."""
        origin = self.workspace.customer.organization.origin
        return origin.file.rpartition("/")[0] if origin is not None else "the customer's folder"

    @cached_property
    def asked(self) -> dict[Citation, tuple[str, ...]]:
        """Obligations of services in use that no statement answers yet, by the rows they serve."""
        used = self.workspace.customer.organization.used_services
        answers = {(a, s.citation) for s in self.workspace.customer.statements for a in s.answers}
        found: dict[Citation, list[str]] = defaultdict(list)
        for feature in self.workspace.provider.features:
            for obligation in feature.obligations if used.intersection(feature.services) else ():
                serves = sorted(set(obligation.citations))
                if not any((obligation.id, citation) in answers for citation in serves):
                    for citation in serves:
                        found[citation].append(obligation.id)
        return {citation: tuple(ids) for citation, ids in found.items()}

    @cached_property
    def roles(self) -> frozenset[str]:
        """Ids of the organization's roles."""
        return frozenset(role.id for role in self.workspace.customer.organization.roles)

    @cached_property
    def served_rows(self) -> dict[str, str]:
        """The row that asks for each evidence requirement, by its id."""
        return {
            requirement.id: str(statement.citation)
            for statement in self.workspace.customer.statements
            for requirement in statement.evidence
        }

    @cached_property
    def near_requirements(self) -> NearNames:
        """Finds the evidence requirement that was meant."""
        return NearNames(self.requirements)


def issue(
    code: str, origin: Origin | None, message: str, hint: str, *, absent: Absence | None = None
) -> Issue:
    """An error at a place; ``absent`` is what it says is missing."""
    return Issue(code=code, message=message, hint=hint, origin=origin, absent=absent)


def below(origin: Origin | None, *steps: str | int) -> Origin | None:
    """The place below another one, if that is known."""
    return origin.at(*steps) if origin is not None else None


def known_words(known: Iterable[str], none: str) -> str:
    """A hint with the known words, the first of many; ``none`` when there is not one."""
    words = sorted(known)
    more = f" and {len(words) - _MOST_LISTED} more" if len(words) > _MOST_LISTED else ""
    return f"Known: {', '.join(words[:_MOST_LISTED])}{more}." if words else none


def nearest(word: str, known: NearNames, otherwise: str) -> str:
    """A hint with the known word closest to ``word``; ``otherwise`` when none is close."""
    close = known.to(word)
    return f"Did you mean `{close}`?" if close is not None else otherwise


def named_requirement(
    context: Context, code: str, requirement: str, place: Origin | None
) -> Iterator[Issue]:
    """An issue of ``code`` when no row has the requirement that is named at ``place``."""
    if requirement not in context.requirements:
        message = f"no row has an evidence requirement `{requirement}`"
        otherwise = "Name one that stands under `evidence:` of a row, or add it there."
        hint = nearest(requirement, context.near_requirements, otherwise)
        yield issue(code, place, message, hint, absent=Absence(requirement, (EvidenceRequirement,)))
