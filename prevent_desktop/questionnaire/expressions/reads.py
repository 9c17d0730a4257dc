"""Works out, before anything is evaluated, what an expression reads: which items and variables.

An expression that reads `%resource.item.where(linkId='a').answer.value` cannot tell a whole response from one that
holds item a and what is above it alone. Wherever that is not certain, the expression reads everything.

Each part of the tree is given a place: the items with certain link ids, their answers, anything below them, or
plain data. A step down (`.item`, `descendants()` …) goes to "anything below"; `where(linkId = …)` right behind it
narrows that to named items. What is used in any other way is counted as read with all that lies below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from prevent_desktop.questionnaire.expressions import tree
from prevent_desktop.questionnaire.expressions.tree import (
    Literal,
    Member,
    Node,
    Operation,
    Own,
    Path,
    parts_of,
)

SELF: Final = ""
"""Stands for the item that carries the expression; no link id is empty."""


_LINK_ID: Final = Member("linkId")
_ITEM: Final = (Member("item"),)
_ITEM_OF_ANSWER: Final = (Member("answer"), Member("item"))
_THIS: Final = Own("$this")


def narrowed_to(condition: Node) -> frozenset[str] | None:
    """The link ids of the items that can meet the condition; None where it does not pin them down."""
    return None if _counts(condition) else _pinned(condition)


def _pinned(node: Node) -> frozenset[str] | None:
    match node:
        case Operation("=", left, right):
            return _texts_beside_link_id(left, right, one=True) or _texts_beside_link_id(
                right, left, one=True
            )
        case Operation("in", left, right):
            return _texts_beside_link_id(left, right)
        case Operation("contains", left, right):
            return _texts_beside_link_id(right, left)
        case Operation("or", left, right):
            return _either(_pinned(left), _pinned(right))
        case Operation("and", left, right):
            return _both(_pinned(left), _pinned(right))
        case _:
            return None


def _either(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or other is None else one | other


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None:
        return other
    return one if other is None else one & other


def _texts_beside_link_id(asked: Node, offered: Node, *, one: bool = False) -> frozenset[str] | None:
    if _from_this(asked) != (_LINK_ID,):
        return None
    texts = _texts(offered)
    return texts if texts is not None and (not one or len(texts) == 1) else None


def _texts(node: Node) -> frozenset[str] | None:
    match node:
        case Literal(str() as text):
            return frozenset({text})
        case Operation("|", left, right):
            return _either(_texts(left), _texts(right))
        case _:
            return None


def only_goes_down(projection: Node) -> bool:
    """Whether what `repeat` follows is `item`, `answer.item` or both: then it reaches items in their order alone."""
    if isinstance(projection, Operation) and projection.sign == "|":
        return only_goes_down(projection.left) and only_goes_down(projection.right)
    return _from_this(projection) in {_ITEM, _ITEM_OF_ANSWER}


def _from_this(path: Node) -> tuple[Node, ...]:
    steps = parts_of(path) if isinstance(path, Path) else (path,)
    return steps[1:] if steps[0] == _THIS else steps


def _counts(node: Node) -> bool:
    """Whether $index or $total is used: a position among all items says nothing of the named ones."""
    return (isinstance(node, Own) and node != _THIS) or any(map(_counts, parts_of(node)))


class PlaceKind(Enum):
    """What the values are."""

    DATA = auto()  # plain values, or anything whose whole content is already counted as read
    ROOT = auto()  # the response itself
    ITEMS = auto()  # items with known link ids
    ANSWERS = auto()  # the answers of such items
    BELOW = auto()  # any items (and what lies between) below a root or below known items: not yet narrowed


@dataclass(frozen=True, slots=True)
class Place:
    """Values of one kind; `ids` are their items' link ids, or those that they lie below (none: below the response).

    `near` says that they were reached from the item that carries the expression, not from the response. `unique` says
    that equal ones were left out (`repeat` does), so that what makes them equal matters.
    """

    kind: PlaceKind
    ids: frozenset[str] = frozenset()
    near: bool = False
    unique: bool = False


DATA: Final = Place(PlaceKind.DATA)
ROOT: Final = Place(PlaceKind.ROOT)
CONTEXT: Final = Place(PlaceKind.ITEMS, frozenset({SELF}), near=True)
_FIXED: Final = {
    "ucum": "http://unitsofmeasure.org",
    "sct": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
}
_ADDRESSES: Final = {
    "vs-": "http://hl7.org/fhir/ValueSet/",
    "ext-": "http://hl7.org/fhir/StructureDefinition/",
}
_TODAY: Final = frozenset({"today", "now", "timeOfDay"})
_SAME_PLACE: Final = frozenset({"first", "last", "tail", "single", "skip", "take", "trace", "ofType", "as"})
_ONLY_LOOK: Final = frozenset({"exists", "empty", "count", "hasValue", "ordinal", "weight"})
_JOINING: Final = frozenset({"combine", "coalesce", "iif"})
_LAMBDA: Final = frozenset({"where", "exists", "all", "select", "repeat", "aggregate", "iif", "coalesce"})


@dataclass(frozen=True, slots=True)
class Reads:
    """What an expression reads.

    `items` are the link ids read from the response (%resource, and what starts there); None is everything. `whole` are
    those of them that are read with all that lies below. An item that is only in `items` is read with its own answers
    and texts, without the items below it.

    `context_items` and `context_whole` say the same of what is read from the item that carries the expression
    (%context, and a path that starts with neither): items below it. None: all below it. `context_answers` says whether
    its own answers are read. For an expression of the form itself the item is the response, and the two add up.

    `variables` are the names behind % that are not FHIR's own, and `questionnaire` or `qitem`.
    """

    items: frozenset[str] | None
    whole: frozenset[str]
    context_items: frozenset[str] | None
    context_whole: frozenset[str]
    context_answers: bool
    variables: frozenset[str]


def fixed_value(name: str) -> str | None:
    """What FHIR itself lets expressions say by a short name behind % (R4, "Using FHIRPath with resources")."""
    start, dash, rest = name.partition("-")
    address = _ADDRESSES.get(start + dash)
    return _FIXED.get(name) if address is None else address + rest


def reads_of(expression: tree.Node) -> Reads:
    """What the expression with this tree reads."""
    reader = _Reader()
    reader.use(reader.place(expression, CONTEXT))
    return reader.reads()


@dataclass(slots=True)
class _Side:
    """What is read from one starting point."""

    everything: bool = False
    items: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)

    def named(self) -> frozenset[str] | None:
        return None if self.everything else frozenset(self.items | self.whole) - {SELF}


class _Reader:
    """Walks the tree once; `scope` is the place of $this, where a path without a start begins."""

    def __init__(self) -> None:
        self._far = _Side()
        self._near = _Side()
        self._own_answers = False
        self._variables: set[str] = set()

    def reads(self) -> Reads:
        return Reads(
            items=self._far.named(),
            whole=frozenset(self._far.whole) - {SELF},
            context_items=self._near.named(),
            context_whole=frozenset(self._near.whole) - {SELF},
            context_answers=self._own_answers or self._near.everything,
            variables=frozenset(self._variables),
        )

    def place(self, node: tree.Node, scope: Place) -> Place:
        match node:
            case tree.Path(start, steps):
                focus = self.place(start, scope)
                for step in steps:
                    focus = self._step(step, focus, scope)
                return focus
            case tree.Member() | tree.Call() | tree.Own():
                return self._step(node, scope, scope)
            case tree.Index(values, index):
                self.use(self.place(index, scope))
                return self._kept(self.place(values, scope))
            case tree.Variable(name):
                return self._variable(name)
        for operand in tree.parts_of(node):
            self.use(self.place(operand, scope))
        return DATA

    def _step(self, node: tree.Node, focus: Place, scope: Place) -> Place:
        match node:
            case tree.Call(name, arguments):
                return self._function(name, arguments, focus, scope)
            case tree.Member(name):
                return self._member(name, focus)
        return scope if node == tree.Own("$this") else DATA

    def use(self, place: Place) -> None:
        """Count the values at `place` as read with all that lies below them."""
        side = self._near if place.near else self._far
        if (
            place.kind is PlaceKind.ROOT
            or (place.kind is PlaceKind.BELOW and not place.ids)
            or SELF in place.ids
        ):
            side.everything = True
        elif place.kind is not PlaceKind.DATA:
            side.whole |= place.ids

    def _member(self, name: str, focus: Place) -> Place:
        if focus.kind is PlaceKind.DATA:
            return DATA
        if name == "item":
            return self._below(focus)
        if name == "answer" and focus.kind is PlaceKind.ITEMS:
            self._own_answers = self._own_answers or SELF in focus.ids
            return Place(PlaceKind.ANSWERS, focus.ids, focus.near)
        if name == "QuestionnaireResponse" or (name == "answer" and focus.kind is PlaceKind.BELOW):
            return focus
        return self._kept(focus, DATA)

    def _below(self, focus: Place, *, unique: bool = False) -> Place:
        return Place(PlaceKind.BELOW, focus.ids, focus.near, unique=unique or focus.unique)

    def _variable(self, name: str) -> Place:
        if name in {"resource", "rootResource"}:
            return ROOT
        if name == "context":
            return CONTEXT
        if fixed_value(name) is None:
            self._variables.add(name)
        return DATA

    def _function(self, name: str, given: tuple[tree.Node, ...], focus: Place, scope: Place) -> Place:
        if name == "where":
            return self._where(given, focus)
        if name == "repeat":
            return self._repeat(given, focus)
        if name in {"descendants", "children"}:
            return focus if focus.kind is PlaceKind.DATA else self._below(focus)
        if name == "exists" and given and focus.kind is PlaceKind.BELOW:
            self._where(given, focus)
            return DATA
        if name in _LAMBDA:
            return self._with_lambda(name, given, self._kept(focus))
        others = [self.place(one, scope) for one in given if not isinstance(one, tree.TypeName)]
        return self._plain_function(name, focus, others)

    def _plain_function(self, name: str, focus: Place, others: list[Place]) -> Place:
        if name == "combine":
            return self._joined([self._kept(focus), *others])
        for other in others:
            self.use(other)
        if name in _SAME_PLACE:
            return self._kept(focus)
        if name not in _TODAY and (name not in _ONLY_LOOK or focus.kind is PlaceKind.BELOW):
            self.use(focus)
        return DATA

    def _with_lambda(self, name: str, given: tuple[tree.Node, ...], focus: Place) -> Place:
        places = [self.place(one, focus) for one in given]
        if name == "select":
            return places[0] if len(places) == 1 else DATA
        if name in _JOINING:
            if name == "iif" and places:
                self.use(places.pop(0))
            return self._joined(places)
        for place in places:
            self.use(place)
        if name == "aggregate":
            self.use(focus)
        return DATA

    def _where(self, given: tuple[tree.Node, ...], focus: Place) -> Place:
        if len(given) != 1:
            self.use(focus)
            return DATA
        if focus.kind is not PlaceKind.BELOW:
            self.use(self.place(given[0], focus))
            return focus
        ids = narrowed_to(given[0])
        if ids is None:
            self.use(focus)
            self.use(self.place(given[0], DATA))
            return DATA
        side = self._near if focus.near else self._far
        side.items |= ids
        found = Place(PlaceKind.ITEMS, ids, focus.near)
        self.use(self.place(given[0], found))
        if focus.unique:
            self.use(found)
            return DATA
        return found

    def _repeat(self, given: tuple[tree.Node, ...], focus: Place) -> Place:
        if len(given) == 1 and focus.kind is not PlaceKind.DATA and only_goes_down(given[0]):
            return self._below(focus, unique=True)
        self.use(focus)
        for one in given:
            self.use(self.place(one, DATA))
        return DATA

    def _kept(self, place: Place, kept: Place | None = None) -> Place:
        """The place of some of the values at `place`: which ones is only certain where they are narrowed."""
        if place.kind is PlaceKind.BELOW:
            self.use(place)
            return DATA
        return kept or place

    def _joined(self, places: list[Place]) -> Place:
        kinds = {(place.kind, place.near) for place in places}
        if len(kinds) == 1 and places[0].kind in {PlaceKind.ITEMS, PlaceKind.ANSWERS}:
            ids = frozenset[str]().union(*(place.ids for place in places))
            return Place(places[0].kind, ids, places[0].near)
        for place in places:
            self.use(place)
        return DATA
