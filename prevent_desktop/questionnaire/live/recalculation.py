"""Keeps a live response up to date: after a change, what depends on it is worked out again, and nothing else.

Whether items are shown and what is calculated come in one order (`Item.rank`), in which nothing comes before what it
reads. Options and labels come after all of that: no other part of the form reads them. Conditions are looked at once; of
expressions, no more than a few are evaluated at a keystroke, the rest wait for `catch_up`, and so do all those that read
everything. Nothing is evaluated before the first `catch_up`, because the library that evaluates takes a while to load.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from prevent_desktop.errors import ExpressionError
from prevent_desktop.questionnaire.expression_graph import ANSWER, INITIAL, LABEL, MET, OPTIONS, VARIABLE
from prevent_desktop.questionnaire.expression_parts import Reader, Variable
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.live.agenda import Agenda, occurrences, reached
from prevent_desktop.questionnaire.live.answer_slots import place_answers, same_answers
from prevent_desktop.questionnaire.live.change_summary import ChangeSummary
from prevent_desktop.questionnaire.live.enablement import conditions_hold, has_place
from prevent_desktop.questionnaire.live.scopes import NotKnownError, Scopes, live_of
from prevent_desktop.questionnaire.live.state import (
    Slot,
    State,
    climb,
    descend,
    is_there,
    walk,
)
from prevent_desktop.questionnaire.live.working_out import WorkingOut
from prevent_desktop.questionnaire.values import Value
from prevent_desktop.translation import _

AT_A_KEYSTROKE: Final = 12
"""So many expressions are evaluated while somebody types; each takes a tenth to a quarter of a millisecond."""
_AT_REST: Final = 1_000_000
_LONGEST: Final = 3.0
"""Seconds for all that waits, where nobody can be asked to wait longer: before a form is checked or sent."""
_MOST_ROUNDS: Final = 20
_MOST_TIMES: Final = 50


class Recalculation:
    """Looks after one response, which begins here (`is_new`) or was read from a draft.

    `left_out` are the kinds of work that are not done. `begin` gives new states the form's fixed initial values.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        root: Slot,
        scopes: Scopes,
        begin: Callable[[Iterable[State]], None],
        *,
        is_new: bool,
        left_out: int,
    ) -> None:
        self._questionnaire = questionnaire
        self._graph = questionnaire.graph
        self._root = root
        self._scopes = scopes
        self._working = WorkingOut(scopes, questionnaire.patterns)
        self._begin = begin
        self._works = _without(left_out, self._graph.works)
        self._wide = _without(left_out, self._graph.wide)
        self._agenda = Agenda()
        self._leaves: dict[int, tuple[State, int]] = {}
        self._later: dict[int, tuple[State, int]] = {}
        self._wide_waits = bool(self._wide)
        self._wide_queue: deque[tuple[State, int]] = deque()
        self._unsettled: list[tuple[State, int]] = []
        self._rounds = 0
        self._times: dict[tuple[int, int], int] = {}
        self._room = 0
        self._deadline = 0.0
        self._is_ready = False
        self._begun: list[State] = []
        self._told = ChangeSummary()
        self._ways: dict[int, Callable[[State], bool]] = {
            MET: self._enable,
            INITIAL: self._initialise,
            ANSWER: self._calculate,
            OPTIONS: lambda state: self._note(state, OPTIONS, self._working.offers(state)),
            LABEL: lambda state: self._note(state, LABEL, self._working.names(state)),
        }
        self._settle_all(is_new=is_new)

    @property
    def is_behind(self) -> bool:
        """Whether something waits for `catch_up`."""
        return bool(self._later or self._wide_waits or self._wide_queue)

    def _settle_all(self, *, is_new: bool) -> None:
        for state in sorted(walk([self._root]), key=_rank):
            state.met = conditions_hold(state)
            state.enabled = state.met and has_place(state)
        for link_id, work in self._works.items():
            item = self._questionnaire.by_link_id[link_id]
            for state in self._all_of(link_id):
                self._postpone(state, self._narrow(state))
                if is_new and work & INITIAL:
                    self._postpone(state, INITIAL)
                elif work & INITIAL and state.enabled:
                    self._begun.append(state)
                if not is_new and work & ANSWER and not item.read_only and state.answers:
                    live_of(state).is_own = None

    def settle(self, changed: Iterable[State], new: Iterable[State]) -> ChangeSummary:
        """Bring up to date what depends on `changed`, whose answers changed, and on `new`; tell what became different."""
        self._start_pass(AT_A_KEYSTROKE if self._is_ready else 0, None)
        self._rounds = 0
        self._times.clear()
        self._unsettled.clear()
        for state in changed:
            self._follow(state)
        for state in new:
            self._meet(state)
        self._run()
        return self._told

    def catch_up(self, seconds: float | None) -> ChangeSummary:
        """Work out all that waits, or as much as fits in so many seconds.

        What does not come to rest after some rounds, or takes longer than anybody waits, is left as it is, and said in
        its faults.
        """
        self._start_pass(_AT_REST, _LONGEST if seconds is None else seconds)
        self._is_ready = True
        while self.is_behind and not self._is_late():
            self._take_up()
            if self._wide_queue:
                self._survey()
            elif self._wide_waits:
                self._begin_survey()
        if not self.is_behind:
            self._note_begun()
        if seconds is None and self.is_behind:
            self._give_up([*self._later.values(), *self._wide_queue], _too_slow())
        return self._told

    def _note_begun(self) -> None:
        """What a draft shows, once that is known, had its initial value before; what it hides has it to come."""
        for state in self._begun:
            live_of(state).has_begun = state.enabled
        self._begun.clear()

    def added_by_hand(self, state: State) -> None:
        """Somebody adds an occurrence of a group: it stands for no entry of the list that the group was filled from."""
        context = state.item.population_context
        if context is not None:
            live = live_of(state)
            live.given, live.has_begun = {context.name: []}, True

    def _give_up(self, left: Iterable[tuple[State, int]], reason: str) -> None:
        for state, work in left:
            live_of(state).faults.update({kind: reason for kind in self._ways if work & kind})
        self._later.clear()
        self._wide_queue.clear()
        self._wide_waits = False

    def answered_by_hand(self, state: State, answers: tuple[Value, ...]) -> None:
        """Somebody is about to answer it: a value of their own stays, none, or the calculated one, is calculated anew."""
        if state.item.calculated_expression is None:
            return
        live = live_of(state)
        may_differ = bool(answers) and not state.item.read_only
        live.is_own = may_differ and not same_answers(answers, live.calculated)
        if not live.is_own:
            self._postpone(state, self._narrow(state) & ANSWER)
            self._wide_waits = self._wide_waits or state.item.link_id in self._wide

    def _start_pass(self, room: int, seconds: float | None) -> None:
        self._told = ChangeSummary()
        self._room = room
        self._deadline = math.inf if seconds is None else time.monotonic() + seconds

    def _is_late(self) -> bool:
        return self._deadline < math.inf and time.monotonic() > self._deadline

    def _meet(self, state: State) -> None:
        """Take in a state that is new, or new again."""
        if state.live is not None:
            state.live.variables.clear()
        self._agenda.add(state, MET | self._narrow(state))
        if self._works.get(state.item.link_id, 0) & INITIAL:
            self._postpone(state, INITIAL)
        self._follow(state)

    def _begin_survey(self) -> None:
        """Look once more at all that reads everything."""
        self._wide_waits = False
        self._rounds += 1
        if self._rounds > _MOST_ROUNDS:
            self._give_up(self._unsettled, _never_at_rest())
            return
        self._unsettled.clear()
        waiting = [
            (state.item.rank, number, state, work)
            for link_id, work in self._wide.items()
            for number, state in enumerate(self._all_of(link_id))
        ]
        waiting.sort(key=lambda one: one[:2])
        self._wide_queue.extend((state, work) for _rank_of, _number, state, work in waiting)

    def _survey(self) -> None:
        while self._wide_queue and not self._is_late():
            state, work = self._wide_queue.popleft()
            for kind in (MET, ANSWER, OPTIONS, LABEL):
                if work & kind and is_there(state) and self._work_out(state, kind):
                    self._unsettled.append((state, kind))
                    self._run()

    def _take_up(self) -> None:
        later, self._later = self._later, {}
        for state, work in later.values():
            if is_there(state):
                self._agenda.add(state, work)
        self._run()

    def _run(self) -> None:
        while (found := self._agenda.next()) is not None:
            self._look(*found)
        leaves, self._leaves = self._leaves, {}
        for state, work in leaves.values():
            for kind in (OPTIONS, LABEL):
                if work & kind:
                    self._work_out(state, kind)

    def _look(self, state: State, work: int) -> None:
        formulas = work & (self._narrow(state) | INITIAL)
        if formulas and (self._room <= 0 or self._is_late()):
            self._postpone(state, formulas)
            formulas = 0
        if formulas & MET:
            self._work_out(state, MET)
        else:
            self._place(state, conditions_hold(state) if work & MET else None)
        for kind in (INITIAL, ANSWER):
            if formulas & kind:
                self._work_out(state, kind)
        if formulas & (OPTIONS | LABEL):
            _add_work(self._leaves, state, formulas)

    def _work_out(self, state: State, kind: int) -> bool:
        """Evaluate one thing at `state`; whether it became different."""
        times = self._times[id(state), kind] = self._times.get((id(state), kind), 0) + 1
        live = live_of(state)
        if times > _MOST_TIMES:
            live.faults[kind] = _never_at_rest()
            return False
        self._room -= 1
        live.faults.pop(kind, None)
        try:
            return self._ways[kind](state)
        except NotKnownError:
            pass
        except ExpressionError as error:
            live.faults[kind] = error.what_happened
        is_other = self._working.without(state, kind)
        return (
            self._place(state, conditions_hold(state)) if kind == MET else self._note(state, kind, is_other)
        )

    def _note(self, state: State, kind: int, is_other: bool) -> bool:
        if is_other:
            (self._told.offered if kind == OPTIONS else self._told.labelled).append(state)
        return is_other

    def _enable(self, state: State) -> bool:
        self._working.holds(state)
        return self._place(state, conditions_hold(state))

    def _place(self, state: State, conditions: bool | None = None) -> bool:
        """Show or hide it, where its own `conditions` hold or not (None: as they did); whether it flipped."""
        if conditions is not None:
            state.met = conditions and (state.live is None or state.live.holds)
        before = state.enabled
        state.enabled = state.met and has_place(state)
        if state.enabled is before:
            return False
        self._told.flipped.setdefault(id(state), (state, before))
        if state.enabled and self._works.get(state.item.link_id, 0) & INITIAL:
            self._postpone(state, INITIAL)
        self._follow(state)
        return True

    def _initialise(self, state: State) -> bool:
        if state.item.population_context is not None:
            return self._repeat(state, state.item.population_context)
        answers = self._working.initial(state)
        return bool(answers) and self._answer(state, answers)

    def _calculate(self, state: State) -> bool:
        return self._answer(state, self._working.calculated(state))

    def _answer(self, state: State, answers: tuple[Value, ...]) -> bool:
        if same_answers(state.answers, answers):
            return False
        new = place_answers(state, answers)
        self._begin(new)
        state.changed()
        self._told.answered.append(state)
        if state.item.children:
            self._told.structure.append(state)
        for one in (below for first in new for below in (first, *walk(first.slots))):
            self._told.new.append(one)
            self._meet(one)
        self._follow(state)
        return True

    def _repeat(self, state: State, context: Variable) -> bool:
        """One occurrence of a group for each entry of its population context, which its initial values then read."""
        entries = self._working.entries(state, context)
        siblings = state.home.children[state.item.link_id]
        for number, entry in enumerate(entries):
            if number:
                siblings.append(State(state.item, state.home))
                self._begin(siblings[-1:])
            live = live_of(siblings[number])
            live.given, live.has_begun = {context.name: [entry]}, True
            for one in (siblings[number], *walk(siblings[number].slots)):
                self._told.new.append(one)
                self._meet(one)
        if len(entries) > 1:
            self._told.repeated.append(state)
        return bool(entries)

    def _narrow(self, state: State) -> int:
        link_id = state.item.link_id
        return self._works.get(link_id, 0) & ~self._wide.get(link_id, 0) & ~INITIAL

    def _postpone(self, state: State, work: int) -> None:
        if work:
            _add_work(self._later, state, work)

    def _all_of(self, link_id: str) -> list[State]:
        return occurrences(self._questionnaire, self._root, link_id)

    def _follow(self, state: State) -> None:
        """Note all that depends on `state`, which changed."""
        for slot in state.slots:
            for child in slot.states():
                self._agenda.add(child, 0)
        link_id = state.item.link_id
        for dependent in self._questionnaire.dependents.get(link_id, ()):
            starts = state.slots if dependent.up < 0 else [climb(state.home, dependent.up)]
            for found in descend(starts, dependent.route):
                self._agenda.add(found, MET)
        if self._graph.watches:
            self._wide_waits = self._wide_waits or bool(self._wide)
            self._scopes.forget()
            for reader in self._graph.readers.get(link_id, ()):
                self._tell(reader, state)

    def _tell(self, reader: Reader, state: State) -> None:
        if reader.work != VARIABLE:
            for found in reached(reader, state):
                if found is not None:
                    self._agenda.add(found, reader.work)
            return
        for found in reached(reader, state):
            live = self._scopes.form if found is None else found.live
            if live is not None:
                live.variables.pop(reader.variable, None)


def _add_work(waiting: dict[int, tuple[State, int]], state: State, work: int) -> None:
    """Note `work` beside what waits at `state` already."""
    known = waiting.get(id(state))
    waiting[id(state)] = (state, work | (known[1] if known else 0))


def _without(left_out: int, works: Mapping[str, int]) -> Mapping[str, int]:
    return {link_id: rest for link_id, work in works.items() if (rest := work & ~left_out)}


def _too_slow() -> str:
    return _("The rules of the form take too long to work out.")


def _never_at_rest() -> str:
    return _("What it gives changes each time that it is worked out.")


def _rank(state: State) -> int:
    return state.item.rank
