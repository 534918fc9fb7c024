"""The laws of the house, on inputs that nobody thought of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from builder.model.assessment import Freshness, Observation
from builder.model.citation import Citation, CitationIndex
from builder.model.evidence import Evidence, Outcome
from builder.model.period import Period
from builder.pipeline import Inputs, assemble
from builder.rules.assess import assess
from builder.rules.merge import merge
from builder.store.workspace_texts import WorkspaceTexts, read_texts
from builder.store.yaml_nodes import read_yaml
from tests.clinic import AS_OF, CLINIC
from tests.factories import (
    DAY,
    IDENTITY,
    NOON,
    make_control,
    make_evidence,
    make_feature,
    make_gap,
    make_requirement,
    make_statement,
    make_workspace,
)

_Item = TypeVar("_Item")

BEST_FIRST = list(Freshness)
LETTERS = [chr(97 + n) for n in range(26)]
ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xix", "xl", "xlix"]

section = st.integers(1, 999).flatmap(lambda a: st.integers(1, 999).map(lambda b: f"{a}.{b}"))
places = st.tuples(
    section,
    st.lists(st.integers(1, 13), max_size=5),
)


def spelled(place: tuple[str, list[int]]) -> str:
    """The citation of a place: section, then the numbers of its paragraphs, level by level."""
    head, numbers = place
    arabic = [str(n) for n in range(1, 27)]
    levels = (LETTERS, arabic, ROMAN, [letter.upper() for letter in LETTERS], arabic)
    return head + "".join(f"({level[n - 1]})" for level, n in zip(levels, numbers, strict=False))


def table_of_contents(place: tuple[str, list[int]]) -> tuple[list[int], list[int]]:
    """Where it stands in the rule, said independently of the citation."""
    values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 19, 40, 49]
    head, numbers = place
    return (
        [int(part) for part in head.split(".")],
        [values[n - 1] if level == 2 else n for level, n in enumerate(numbers)],
    )


@given(st.lists(places, max_size=12))
def test_citations_sort_as_the_table_of_contents(found: list[tuple[str, list[int]]]) -> None:
    by_contents = [spelled(place) for place in sorted(found, key=table_of_contents)]
    assert [str(c) for c in sorted(Citation(spelled(place)) for place in found)] == by_contents


@given(places, st.sampled_from(["", "§ ", "99 XYZ ", "99 XYZ § "]), st.data())
def test_any_spelling_of_a_citation_finds_it(
    place: tuple[str, list[int]], lead: str, data: st.DataObject
) -> None:
    citation = Citation(spelled(place))
    others = data.draw(st.lists(places, max_size=5))
    index = CitationIndex.of(
        ((Citation(spelled(other)), ()) for other in [*others, place]), ("99 XYZ", "§")
    )
    joint = data.draw(st.sampled_from([" ", ".", "_", "-", ") (", " / "]))
    spelling = citation.text.replace(")(", joint).replace("(", joint)
    if data.draw(st.booleans()):
        spelling = spelling.upper()
    assert index.find(lead + spelling) == citation


@given(
    st.sets(st.integers(1, 30), max_size=12),
    st.sets(st.integers(1, 30)),
    st.sets(st.integers(1, 30)),
)
def test_merge_neither_loses_nor_invents_a_control(
    controls: set[int], counted: set[int], stated: set[int]
) -> None:
    catalog = tuple(make_control(f"9.{n}", counted=n in counted) for n in sorted(controls))
    workspace = make_workspace(
        controls=catalog, statements=tuple(make_statement(f"9.{n}") for n in sorted(stated))
    )
    matrix = merge(workspace, DAY)
    assert [row.citation for row in matrix.rows] == sorted(c.citation for c in catalog if c.counted)
    assert {*(row.control for row in matrix.rows), *matrix.uncounted} == set(catalog)
    assert len(matrix.rows) + len(matrix.uncounted) == len(catalog)


WORKSPACE = make_workspace(
    controls=tuple(make_control(f"9.{n}", counted=n != 3) for n in range(1, 6)),
    statements=tuple(
        make_statement(f"9.{n}", evidence=(make_requirement(f"r{n}"),)) for n in range(1, 5)
    ),
    features=tuple(make_feature(name) for name in "abc"),
    gaps=tuple(make_gap(f"g{n}", f"9.{n % 3 + 1}") for n in range(6)),
    evidence=tuple(make_evidence(f"e{n}", requirements=(f"r{n % 4 + 1}", "r1")) for n in range(6)),
)


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_input_never_matters(chance: Random) -> None:
    def shuffled(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
        return tuple(chance.sample(items, len(items)))

    customer, provider = WORKSPACE.customer, WORKSPACE.provider
    mixed = replace(
        WORKSPACE,
        catalog=replace(WORKSPACE.catalog, controls=shuffled(WORKSPACE.catalog.controls)),
        provider=replace(provider, features=shuffled(provider.features)),
        customer=replace(
            customer, statements=shuffled(customer.statements), gaps=shuffled(customer.gaps)
        ),
        evidence=shuffled(WORKSPACE.evidence),
    )
    one, other = (assess(merge(w, DAY), NOON, IDENTITY) for w in (WORKSPACE, mixed))
    assert one.rows == other.rows
    assert one.gaps == other.gaps
    assert one.evidence == other.evidence
    assert one.matrix.uncounted == other.matrix.uncounted


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_names_and_order_of_the_files_never_matter(chance: Random) -> None:
    texts = list(read_texts(CLINIC).files.items())
    chance.shuffle(texts)
    renamed = {}
    for name, data in texts:
        lead, _, last = name.rpartition("/")
        many = lead.endswith(("statements", "features", "gaps")) or last[:2] == "9."
        number = chance.randrange(10**6)
        renamed[f"{lead}/{number}-{last}" if many else name] = data
    inputs = Inputs(root=CLINIC, as_of=AS_OF, now=AS_OF)
    plain, mixed = assemble(inputs), assemble(inputs, WorkspaceTexts(files=renamed))
    assert plain.assessment is not None
    assert mixed.assessment is not None
    assert [(r.citation, r.status, r.finding) for r in plain.assessment.rows] == [
        (r.citation, r.status, r.finding) for r in mixed.assessment.rows
    ]
    assert [g.gap.id for g in plain.assessment.gaps] == [g.gap.id for g in mixed.assessment.gaps]


moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2026, 12, 31),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)
periods = st.builds(Period, st.integers(0, 14), st.integers(1, 400))
records = st.builds(
    make_evidence,
    st.sampled_from("abcdefgh"),
    collected_at=moments,
    complete=st.booleans(),
    outcome=st.sampled_from(Outcome),
    valid_until=st.none() | st.dates(date(2024, 1, 1), date(2027, 12, 31)),
)


def observe(evidence: list[Evidence], max_age: Period) -> Observation:
    newest_first = sorted(evidence, key=lambda e: (e.collected_at, e.id), reverse=True)
    return Observation(
        requirement=make_requirement(max_age=max_age),
        citation=Citation("9.10(b)"),
        evidence=tuple(newest_first),
    )


@settings(max_examples=300)
@given(st.lists(records, max_size=4), records, periods, periods, moments)
def test_more_evidence_never_worsens_a_freshness(
    known: list[Evidence], more: Evidence, max_age: Period, notice: Period, as_of: datetime
) -> None:
    before = observe(known, max_age).freshness(as_of, notice)
    after = observe([*known, more], max_age).freshness(as_of, notice)
    assert BEST_FIRST.index(after) <= BEST_FIRST.index(before)


@settings(max_examples=300)
@given(
    st.lists(records, max_size=3),
    periods,
    periods,
    moments,
    st.timedeltas(timedelta(0), timedelta(800)),
)
def test_with_no_new_evidence_time_never_improves_a_freshness(
    known: list[Evidence], max_age: Period, notice: Period, as_of: datetime, later: timedelta
) -> None:
    observation = observe(known, max_age)
    before = observation.freshness(as_of, notice)
    after = observation.freshness(as_of + later, notice)
    assert BEST_FIRST.index(after) >= BEST_FIRST.index(before)


@pytest.mark.parametrize("days", [0, 40, 400])
def test_time_alone_never_satisfies_a_row(days: int) -> None:
    early, late = (
        assemble(Inputs(root=CLINIC, as_of=moment, now=moment)).assessment
        for moment in (AS_OF, AS_OF + timedelta(days=days))
    )
    assert early is not None
    assert late is not None
    for before, after in zip(early.rows, late.rows, strict=True):
        if after.finding.state.value == "satisfied":
            assert before.finding.state.value == "satisfied"


@settings(max_examples=300)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    value, issues = read_yaml(data, "f.yml")
    assert (value is None) <= bool(issues)
    assert all(issue.location is not None and issue.hint for issue in issues)


@settings(max_examples=300)
@given(st.text(alphabet="ab:-[]{}&*!?|>'\"#%@`,<\n \\u0", max_size=60).map(lambda t: f"k: {t}\n"))
def test_no_mixture_of_marks_makes_the_reader_fail(text: str) -> None:
    value, issues = read_yaml(text.encode(), "f.yml")
    assert (value is None) <= bool(issues)
