"""What checks say about a row: what fails, what they cannot tell, what shows no workload."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from builder.model.assessment import Reason, ReasonKind
from builder.model.checks import CheckedPlace, CheckResult, CheckWord
from builder.model.provider import Service
from builder.model.responsibility import MatrixRow, Party

_MOST = 5
"""Places that a reason names; the others are counted."""


def check_reasons(row: MatrixRow, results: Iterable[CheckResult]) -> Iterator[Reason]:
    """A reason for each check of the row that fails, or cannot tell from what was collected."""
    for result in results:
        if row.citation not in result.check.citations:
            continue
        asked = (r.id for r in row.customer.evidence if result.check.dataset in r.datasets)
        requirement = next(asked, "")
        if result.word is CheckWord.FAIL:
            told = _places(result.failing)
            text = f"{result.check.title}: {result.words}{told}. {result.check.remediation}"
            yield _reason(result, ReasonKind.CHECK_FAILING, text, requirement)
        elif result.word in (CheckWord.UNKNOWN, CheckWord.ERROR):
            why = "; ".join(result.reasons) or _places(result.unknown).removeprefix(": ")
            why = why or "there is nothing to look at"
            text = f"{result.check.title}: this cannot be told, since {why}."
            yield _reason(result, ReasonKind.CHECK_UNKNOWN, text, requirement)


def workload_reasons(
    row: MatrixRow, services: Mapping[str, Service], results: Iterable[CheckResult]
) -> Iterator[Reason]:
    """A reason for each service of the row on which no check shows the workload.

    The provider's part is a promise about its service; that the workload runs there is for us to
    show. What fails or cannot be told is a reason of its own; here is said what follows from it.
    """
    if row.customer.party not in (Party.PROVIDER, Party.SHARED) or row.provider is None:
        return
    words = {result.check.id: result.word for result in results}
    for name in row.customer.services:
        service = services.get(name)
        for check in service.shown_by if service is not None else ():
            if words.get(check) not in (CheckWord.PASS, CheckWord.WAIVED):
                text = (
                    f"The provider's part rests on {service.title if service else name}, and the"
                    f" check {check} does not show the workload on it."
                )
                yield Reason(kind=ReasonKind.WORKLOAD, text=text, check=check)


def _reason(result: CheckResult, kind: ReasonKind, text: str, requirement: str) -> Reason:
    return Reason(
        kind=kind,
        text=text,
        requirement=requirement,
        evidence=result.evidence[0] if result.evidence else "",
        check=result.check.id,
        severity=result.check.severity,
    )


def _places(places: tuple[CheckedPlace, ...]) -> str:
    """The first of them, with what was seen there; nothing where the reader may not know."""
    told = [f"{one.place} ({one.value})" if one.value else one.place for one in places if one.place]
    if not told:
        return ""
    more = f" and {len(told) - _MOST} more" if len(told) > _MOST else ""
    return f": {', '.join(told[:_MOST])}{more}"
