"""How the answers to many requests become one dataset that says what it did not see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import quote

from builder.collect.collector import (
    Access,
    Answer,
    Fetch,
    Listing,
    Request,
    Scope,
    Service,
    Sight,
)
from builder.collect.kept_fields import Clean, Keeping, Shape, fixed
from builder.model.datasets import Dataset, Item, Unseen

Held = Mapping[str, Dataset]
HIDDEN = "it is not there, or hidden from this caller"
_REFUSED = "the caller may not see it"


def quoted(part: object) -> str:
    """A name as one part of a path."""
    return quote(str(part), safe="")


class Gathering:
    """Collects the parts of one dataset."""

    def __init__(self, dataset: str, access: Access, keeping: Keeping) -> None:
        self.items: list[Item] = []
        self.keeping = keeping
        self.names: dict[str, str] = {}
        """Names by id, of what was collected before."""
        self._dataset = dataset
        self._access = access
        self._unseen: list[Unseen] = []
        self._whole = True

    def add(self, shape: Shape, value: Any) -> dict[str, Any]:
        """Keep what the shape names of an object, as an item."""
        item = self.keeping.keep(shape, value)
        self.items.append(item)
        return item

    def rests_on(self, held: Held, name: str) -> tuple[Item, ...]:
        """The items of a dataset that was collected before; its gaps are gaps here."""
        there = held.get(name)
        if there is None or not there.complete:
            self.miss("", "", f"it rests on {name}, which was not seen whole")
        return there.items if there is not None else ()

    def take(self, shape: Shape, listing: Listing, request: Request, subject: str = "") -> None:
        """Every item of a list; of an incomplete one what was seen."""
        for value in listing.items:
            self.add(shape, value)
        if not listing.complete:
            self.miss(subject, request.path, self._why(listing), self._needs(listing))

    def saw(self, answer: Answer, request: Request, subject: str, *, absent: bool = False) -> Any:
        """The value of an answer, or None with a note of what was not seen.

        With ``absent`` a thing that is not there is a state and no gap.
        """
        if answer.sight is Sight.SEEN:
            return answer.value
        if not (absent and answer.sight is Sight.ABSENT):
            self.miss(subject, request.path, self._why(answer), self._needs(answer))
        return None

    def miss(self, subject: str, path: str, reason: str, needs: str = "") -> None:
        """Note a part that was not seen."""
        self._whole = False
        request = f"GET {path}" if path else ""
        note = Unseen(
            subject=self.keeping.clean(subject), request=request, reason=reason, needs=needs
        )
        if note not in self._unseen:
            self._unseen.append(note)

    def dataset(self) -> Dataset:
        """What was gathered. A field of another type than documented leaves it incomplete."""
        for field in self.keeping.wrong_types:
            self.miss("", "", f"`{field}` was of another type than is documented")
        return Dataset(
            dataset=self._dataset,
            complete=self._whole,
            items=tuple(self.items),
            unseen=tuple(self._unseen),
            odd_values=self.keeping.odd_values,
        )

    def _why(self, answer: Answer | Listing) -> str:
        usual = {Sight.ABSENT: HIDDEN, Sight.REFUSED: _REFUSED}
        return answer.reason or usual.get(answer.sight, "nothing usable came back")

    def _needs(self, answer: Answer | Listing) -> str:
        if answer.sight not in (Sight.REFUSED, Sight.ABSENT):
            return ""
        return f"scope {' and '.join(self._access.scopes)}; {self._access.role}"


class Sought:
    """What every collector has; one small class for each dataset derives from what follows."""

    name = ""
    title = ""
    path = ""
    """Of the request; braces stand for the name of the subject."""
    role = "any member of the team"
    """The least role of the token's user that sees everything."""
    scopes: tuple[str, ...] = ("read",)
    service = Service.PLATFORM
    accept = ""
    note = ""
    shape: ClassVar[Shape] = MappingProxyType({})

    def __init__(self, clean: Clean) -> None:
        """``clean`` makes a foreign text fit to be kept."""
        self._clean = clean

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that is asked, as templates."""
        return (self.path,)

    @property
    def access(self) -> Access:
        """What it needs in order to see everything."""
        asked = tuple(f"GET {path.replace('{}', '{' + self.per + '}')}" for path in self.paths)
        return Access(scopes=self.scopes, role=self.role, requests=asked, note=self.note)

    @property
    def per(self) -> str:
        """The sort of thing that it is asked for, and the key that names it in each item."""
        return "account"

    def gathering(self) -> Gathering:
        """An empty dataset of this name."""
        return Gathering(self.name, self.access, Keeping(self._clean))

    def request(self, subject: str = "") -> Request:
        """The request for a subject."""
        path = self.path.format(quoted(subject))
        return Request(path=path, service=self.service, accept=self.accept)

    def shape_of(self, subject: str) -> Shape:
        """The shape of an item, which names its subject first."""
        return {self.per: fixed(value=self._clean(subject)), **self.shape}


class OfAccount(Sought):
    """One list that the caller's account sees."""

    def collect(self, fetch: Fetch, scope: Scope, held: Held) -> Dataset:
        """The list, page by page."""
        del scope, held
        gathered, request = self.gathering(), self.request()
        gathered.take(self.shape, fetch.all(request), request)
        return gathered.dataset()


class OfEach(Sought):
    """A list for each of several subjects."""

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """Whose lists are asked for."""
        raise NotImplementedError

    def collect(self, fetch: Fetch, scope: Scope, held: Held) -> Dataset:
        """All the lists together."""
        gathered = self.gathering()
        subjects = list(dict.fromkeys(self.subjects(scope, held, gathered)))
        listings = fetch.all_each(map(self.request, subjects))
        for subject, listing in zip(subjects, listings, strict=True):
            self.take(gathered, subject, listing)
        return gathered.dataset()

    def take(self, gathered: Gathering, subject: str, listing: Listing) -> None:
        """What becomes of one list."""
        gathered.take(self.shape_of(subject), listing, self.request(subject), subject)


class OneOfEach(OfEach):
    """One object for each of several subjects; that there is none is a state where ``may_lack``."""

    may_lack = False

    def collect(self, fetch: Fetch, scope: Scope, held: Held) -> Dataset:
        """All of them together."""
        gathered = self.gathering()
        subjects = list(dict.fromkeys(self.subjects(scope, held, gathered)))
        answers = fetch.one_each(map(self.request, subjects))
        for subject, answer in zip(subjects, answers, strict=True):
            value = gathered.saw(answer, self.request(subject), subject, absent=self.may_lack)
            self.found(gathered, subject, value, answer)
        return gathered.dataset()

    def found(self, gathered: Gathering, subject: str, value: Any, answer: Answer) -> None:
        """What becomes of one object; None where there is none or it was not seen."""
        del answer
        if value is not None:
            gathered.add(self.shape_of(subject), value)


class OfEachSpace(OfEach):
    """A list for each space that holds ePHI."""

    @property
    def per(self) -> str:
        """A space."""
        return "space"

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """The spaces in scope."""
        del held, gathered
        return scope.spaces


class OneOfEachSpace(OfEachSpace, OneOfEach):
    """One object for each space that holds ePHI."""


class OfEachApp(OfEach):
    """A list for each app that handles ePHI."""

    @property
    def per(self) -> str:
        """An app."""
        return "app"

    def subjects(self, scope: Scope, held: Held, gathered: Gathering) -> Iterable[str]:
        """The apps in scope."""
        del held, gathered
        return scope.apps


class OneOfEachApp(OfEachApp, OneOfEach):
    """One object for each app that handles ePHI."""
