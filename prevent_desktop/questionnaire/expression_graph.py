"""What each expression of a form depends on, worked out once when the form is loaded.

An expression reads items by their link ids, from the whole response or from where it stands, and variables, whose own
reads count as its reads. So a change of an answer leads straight to what has to be worked out again. An expression of
which it cannot be told what it reads counts as reading everything, and is kept apart (`wide`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from prevent_desktop.questionnaire.dependencies import Tree
from prevent_desktop.questionnaire.expression_parts import CONTEXT_NAMES, ExpressionGraph, Reader, Variable
from prevent_desktop.questionnaire.expressions import Expression
from prevent_desktop.questionnaire.items import ItemType
from prevent_desktop.questionnaire.refusing import refused_item, shortened
from prevent_desktop.translation import _

MET: Final = 1
ANSWER: Final = 2
OPTIONS: Final = 4
LABEL: Final = 8
VARIABLE: Final = 16
INITIAL: Final = 32
"""What there is to work out for an item, as bits: whether it is shown, its answer, its options, its label, one of its
variables, and what it starts with, which is worked out once and so depends on nothing."""

STANDARD_NAMES: Final = frozenset({"resource", "context", "rootResource", "questionnaire", "qitem", "ucum", "sct", "loinc"})  # fmt: skip

_WHOLE_FORM: Final = "Questionnaire"
_MOST_READS: Final = 400
_MOST_READERS: Final = 200_000
_DEEPEST: Final = 60


class Read(NamedTuple):
    """One item that is read: anywhere in the response (`scope` is None), or at or under the item `scope`.

    `decides` is false where it is not named itself, but lies in what is read as a whole: a total may stand in the very
    group that it adds up, and no order follows from that.
    """

    scope: str | None
    link_id: str
    decides: bool = True


Reads = frozenset[Read]


class GraphBuilding:
    """Builds the graph of one form: `add` each formula, then ask for `needs` and the `graph`."""

    def __init__(
        self,
        tree: Tree,
        types: Mapping[str, ItemType],
        variables: Mapping[str | None, Sequence[Variable]],
        handed_over: Iterable[str],
    ) -> None:
        self._tree = tree
        self._types = types
        self._variables = {
            scope: {one.name: one.expression for one in declared} for scope, declared in variables.items()
        }
        self._contexts = CONTEXT_NAMES | set(handed_over)
        self._known: dict[tuple[str | None, str], Reads | None] = {}
        self._under: dict[tuple[str, str | None], Reads | None] = {}
        self._walking: list[tuple[str | None, str]] = []
        self._works: dict[str, int] = {}
        self._wide: dict[str, int] = {}
        self._readers: dict[str, dict[Reader, None]] = {}
        self._count = 0
        self.needs: dict[str, set[str]] = {}
        self.unknown_names: dict[str, str] = {}

    @cached_property
    def _children(self) -> dict[str | None, list[str]]:
        children: dict[str | None, list[str]] = {}
        for link_id, parent in self._tree.parents.items():
            children.setdefault(parent, []).append(link_id)
        return children

    def add(self, link_id: str, work: int, expressions: Iterable[Expression]) -> None:
        """What `expressions`, standing at `link_id`, work out for it."""
        if work == INITIAL:
            self._works[link_id] = self._works.get(link_id, 0) | work
            for expression in expressions:
                self._reads(expression, link_id, "")
            return
        reads: set[Read] | None = set()
        for expression in expressions:
            found = self._reads(expression, link_id, "")
            if found is not None and "questionnaire" in expression.reads.variables:
                found = None  # the whole form is too much to look through at each letter
            reads = None if reads is None or found is None else reads | found
        self._works[link_id] = self._works.get(link_id, 0) | work
        if reads is None or not self._take_room(len(reads)):
            self._wide[link_id] = self._wide.get(link_id, 0) | work
            return
        for read in reads:
            self._put_reader(read, link_id, work)
        if work & (MET | ANSWER):
            own_answers = Read(
                link_id, link_id
            )  # whether it is shown may depend on its own answers, which stay
            self.needs.setdefault(link_id, set()).update(
                read.link_id for read in reads if read.decides and (work != MET or read != own_answers)
            )

    def graph(self) -> ExpressionGraph:
        """The graph of all that was added."""
        wide_variables = set()
        for scope, declared in self._variables.items():
            for name in declared:
                reads = self._variable(scope, name)
                if reads is None or not self._take_room(len(reads)):
                    wide_variables.add((scope, name))
                    continue
                for read in reads:
                    self._put_reader(read, scope, VARIABLE, name)
        return ExpressionGraph(
            works=self._works,
            wide=self._wide,
            readers={link_id: tuple(readers) for link_id, readers in self._readers.items()},
            variables=self._variables,
            wide_variables=frozenset(wide_variables),
            contexts=self._contexts,
            watches=True,
        )

    def _take_room(self, count: int) -> bool:
        self._count += count
        return count <= _MOST_READS and self._count <= _MOST_READERS

    def _put_reader(self, read: Read, target: str | None, work: int, variable: str = "") -> None:
        shared = 0 if read.scope is None else len(self._tree.chain(read.scope))
        route = () if target is None else self._tree.chain(target)[shared:]
        up = len(self._tree.chain(read.link_id)) - 1 - shared
        self._readers.setdefault(read.link_id, {})[Reader(up, route, work, variable)] = None

    def _reads(self, expression: Expression, scope: str | None, own_name: str) -> Reads | None:
        """All that the expression reads, through its variables too; None where it reads everything."""
        asked = expression.reads
        reads = self._items(asked.items, asked.whole, None)
        near = self._items(asked.context_items, asked.context_whole, scope)
        reads = None if reads is None or near is None else reads | near
        if reads is not None and asked.context_answers and scope is not None:
            reads = reads | {Read(scope, scope)}
        for name in asked.variables:
            found = self._declared(name, scope, own_name)
            if found is None:
                self._note_unknown(name, scope)
                continue
            of_variable = self._variable(*found)
            reads = None if reads is None or of_variable is None else reads | of_variable
        return None if reads is None or len(reads) > _MOST_READS else reads

    def _items(
        self, link_ids: frozenset[str] | None, whole: frozenset[str], scope: str | None
    ) -> Reads | None:
        """What is read of the items with these link ids, from `scope`; None in their place is all under it."""
        if link_ids is None:
            return None if scope is None else self._all_under(scope, scope)
        reads: set[Read] = set()
        for link_id in link_ids:
            if link_id not in self._types or not self._is_under(link_id, scope):
                continue
            reads.add(Read(scope, link_id))
            is_group = self._types[link_id] is ItemType.GROUP
            if link_id in whole or is_group:
                below = self._all_under(link_id, scope)
                if below is None:
                    return None
                reads |= below
        return frozenset(reads)

    def _is_under(self, link_id: str, scope: str | None) -> bool:
        return scope is None or scope in self._tree.chain(link_id)

    def _all_under(self, link_id: str, scope: str | None) -> Reads | None:
        key = (link_id, scope)
        if key not in self._under:
            self._under[key] = self._walk_under(link_id, scope)
        return self._under[key]

    def _walk_under(self, link_id: str, scope: str | None) -> Reads | None:
        found: set[Read] = set()
        waiting = list(self._children.get(link_id, ()))
        while waiting and len(found) <= _MOST_READS:
            here = waiting.pop()
            found.add(Read(scope, here, decides=False))
            waiting += self._children.get(here, ())
        return None if len(found) > _MOST_READS else frozenset(found)

    def _declared(self, name: str, scope: str | None, own_name: str) -> tuple[str | None, str] | None:
        """Where the variable is declared that `name` means at `scope`; a variable that uses its own name means the one above."""
        above = own_name == name
        while True:
            if not above and name in self._variables.get(scope, ()):
                return scope, name
            if scope is None:
                return None
            above = False
            scope = self._tree.parents[scope]

    def _variable(self, scope: str | None, name: str) -> Reads | None:
        key = (scope, name)
        if key not in self._known:
            if key in self._walking:
                self._refuse_circle(key)
            if len(self._walking) >= _DEEPEST:
                raise refused_item(scope or _WHOLE_FORM, _("its variables build on one another more than {most} deep.").format(most=_DEEPEST))  # fmt: skip
            self._walking.append(key)
            self._known[key] = self._reads(self._variables[scope][name], scope, name)
            self._walking.pop()
        return self._known[key]

    def _refuse_circle(self, key: tuple[str | None, str]) -> None:
        circle = [*self._walking[self._walking.index(key) :], key]
        names = shortened(" → ".join(f"%{name}" for _scope, name in circle[:12]))
        raise refused_item(
            key[0] or _WHOLE_FORM,
            _("its variables depend, in a circle, on themselves ({circle}).").format(circle=names),
        )

    def _note_unknown(self, name: str, scope: str | None) -> None:
        if name not in STANDARD_NAMES and name not in self._contexts and not name.startswith(("vs-", "ext-")):
            self.unknown_names.setdefault(name, scope or _WHOLE_FORM)
