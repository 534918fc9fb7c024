"""Every collector against the stand-in: what is kept, what is dropped, what was not seen."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from builder.collect.collector import Answer, Listing, Request, Scope, Sight
from builder.collect.collectors import collectors
from builder.model.datasets import Dataset
from tests.fake_heroku import misbehaviour as wrong
from tests.fake_heroku.clients import ALL, SECRET, asking, collected
from tests.fake_heroku.estates import PLANTED, alder, big
from tests.fake_heroku.misbehaviour import Misbehaviour
from tests.fake_heroku.server import FakeHeroku

NAMES = tuple(one.name for one in collectors(str))


@pytest.fixture(scope="module")
def everything() -> dict[str, Dataset]:
    estate = alder()
    for plant in PLANTED.values():
        plant(estate)
    with FakeHeroku(estate).running() as fake, asking(fake) as asked:
        held = collected(fake, asked)
        assert fake.faults == []
    return held


def test_an_estate_is_seen_whole(everything: dict[str, Dataset]) -> None:
    assert {name for name, one in everything.items() if not one.complete} == set()
    assert {name: one.odd_values for name, one in everything.items() if one.odd_values} == {}


@pytest.mark.parametrize("name", NAMES)
def test_every_item_has_every_key(everything: dict[str, Dataset], name: str) -> None:
    keys = {tuple(item) for item in everything[name].items}
    assert len(keys) <= 1


def test_values_of_config_vars_are_dropped(everything: dict[str, Dataset]) -> None:
    names = [(item["app"], item["name"]) for item in everything["config-var-names"].items]
    assert ("alder-console", "SIGNING_KEY") in names
    assert "value" not in json.dumps(everything["config-var-names"].items)


def test_a_database_of_another_app_is_seen() -> None:
    estate = alder()
    PLANTED["standard-database"](estate)
    with FakeHeroku(estate).running() as fake, asking(fake) as asked:
        (shared,) = collected(fake, asked)["shared-add-ons"].items
    assert (shared["app"], shared["plan"]) == ("reporting", "heroku-postgresql:standard-0")


def test_a_large_estate_is_seen_whole() -> None:
    with FakeHeroku(big(), page=7).running() as fake, asking(fake) as asked:
        held = collected(fake, asked)
        assert fake.faults == []
    assert [name for name, one in held.items() if not one.complete] == []
    assert (len(held["apps"].items), len(held["add-ons"].items)) == (25, 60)
    assert len(held["team-members"].items) == 40


def test_who_may_not_see_it_is_told_what_it_needs() -> None:
    with FakeHeroku(alder()).running() as fake:
        fake.tokens[SECRET] = ALL - {"manage", "read-protected", "identity"}
        with asking(fake) as asked:
            held = collected(fake, asked)
    lacking = {name for name, one in held.items() if not one.complete}
    assert lacking == {
        "account",
        "account-keys",
        "audit-archives",
        "config-var-names",
        "enterprise-members",
    }
    (archives,) = held["audit-archives"].unseen
    assert "enterprise permission manage" in archives.needs
    assert held["audit-archives"].items == ()


def test_that_there_is_no_drain_is_a_state_of_a_space_that_was_seen() -> None:
    estate = alder()
    PLANTED["no-drain"](estate)
    with FakeHeroku(estate).running() as fake, asking(fake) as asked:
        held = collected(fake, asked)
        unknown = Scope(spaces=("a-space-that-is-not-there",), apps=())
        made = {one.name: one for one in collectors(str)}
        stranger = made["space-log-drains"].collect(asked, unknown, held)
    drains = {item["space"]: item["present"] for item in held["space-log-drains"].items}
    assert drains == {"alder-phi-public": False, "alder-phi-core": True}
    assert (stranger.complete, stranger.items) == (False, ())


def test_what_rests_on_an_incomplete_list_is_incomplete() -> None:
    with FakeHeroku(alder()).running() as fake:
        path = "/apps/alder-console/addons"
        fake.misbehaviours.append(Misbehaviour(path, play=wrong.status(500)))
        with asking(fake) as asked:
            held = collected(fake, asked)
    assert not held["add-ons"].complete
    assert not held["postgres-databases"].complete
    assert len(held["postgres-databases"].items) == 1
    (unseen,) = held["add-ons"].unseen
    assert (unseen.subject, unseen.request) == ("alder-console", f"GET {path}")


def test_a_field_of_another_type_is_null_and_told() -> None:
    def spoiled(page: Any) -> Any:
        return [{**one, "shield": "yes", "state": "sleeping"} for one in page]

    with FakeHeroku(alder()).running() as fake:
        fake.misbehaviours.append(Misbehaviour("/spaces", spoil=wrong.page_of(spoiled)))
        with asking(fake) as asked:
            spaces = collected(fake, asked)["spaces"]
    assert not spaces.complete
    assert {item["shield"] for item in spaces.items} == {None}
    assert [(odd.field, odd.value) for odd in spaces.odd_values] == [("state", "sleeping")]
    assert [one.reason for one in spaces.unseen] == [
        "`shield` was of another type than is documented"
    ]


class Invented:
    """A `Fetch` that answers every request with a value of the shape of its path, or of none."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        file = Path(__file__).parents[2] / "reference" / "heroku-shapes.json"
        self.shapes: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        self.answers = 0

    def one(self, request: Request) -> Answer:
        self.answers += 1
        sight = self.chance.choices(list(Sight), (12, 1, 1, 1))[0]
        seen = sight is Sight.SEEN
        return Answer(sight=sight, value=self.value(request) if seen else None, reason="")

    def all(self, request: Request) -> Listing:
        self.answers += 1
        value = self.value(request)
        items = value if isinstance(value, list) else [value]
        kept = tuple(one for one in items if isinstance(one, dict))
        return Listing(sight=Sight.SEEN, items=kept, complete=self.chance.random() < 0.9)

    def one_each(self, requests: Iterable[Request]) -> Iterator[Answer]:
        return map(self.one, requests)

    def all_each(self, requests: Iterable[Request]) -> Iterator[Listing]:
        return map(self.all, requests)

    def value(self, request: Request) -> Any:
        from tests.fake_heroku.shapes import template  # noqa: PLC0415 - as the server does

        path = template(request.path)
        for answers, definitions in (
            ("answers", "definitions"),
            ("variant_answers", "variant_definitions"),
            ("data_answers", "definitions"),
        ):
            if path in self.shapes[answers]:
                return self.of(self.shapes[answers][path], self.shapes[definitions], 0)
        return self.anything()

    def anything(self) -> Any:
        return self.chance.choice(
            [None, True, 0, -3, 2**70, 1.5, "", "x" * 2000, [], {}, [None], {"name": {}}, [[]]]
        )

    def of(  # noqa: PLR0911 - a branch for each sort of shape
        self, shape: Any, definitions: Mapping[str, Any], depth: int
    ) -> Any:
        if self.chance.random() < 0.06 or depth > 8 or not isinstance(shape, dict):
            return self.anything()
        if "$ref" in shape:
            found: Any = {"definitions": definitions}
            for step in shape["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            return self.of(found, definitions, depth + 1)
        for key in ("anyOf", "oneOf"):
            if key in shape:
                return self.of(self.chance.choice(shape[key]), definitions, depth + 1)
        if "enum" in shape:
            return self.chance.choice(shape["enum"])
        kinds = shape.get("type", "object")
        kind = self.chance.choice(kinds) if isinstance(kinds, list) else kinds
        if kind == "object":
            return {
                name: self.of(inner, definitions, depth + 1)
                for name, inner in shape.get("properties", {}).items()
                if self.chance.random() < 0.95
            }
        if kind == "array":
            inner = shape.get("items", {})
            return [self.of(inner, definitions, depth + 1) for _ in range(self.chance.randrange(4))]
        plain = {"string": "text", "integer": 7, "number": 1.5, "boolean": True, "null": None}
        return plain.get(kind)


def test_ten_thousand_answers_of_any_shape_crash_no_collector() -> None:
    answers = seed = 0
    wanted = Scope(spaces=("a", "b"), apps=("a", "b", "c"), config_var_names=True)
    while answers < 10_000:
        fetch = Invented(seed)
        held: dict[str, Dataset] = {}
        for one in collectors(str):
            held[one.name] = one.collect(fetch, wanted, held)
            json.dumps(held[one.name].items, allow_nan=False)
        answers += fetch.answers
        seed += 1
