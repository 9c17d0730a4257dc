"""A response while somebody fills it in: what is asked, what is answered, what is shown, and what a change changes.

`Response.start` begins one on a form, `Response.read` goes on with a saved one, `to_json` writes it as a standard FHIR
R4 QuestionnaireResponse. Each change returns `Changes`: the paths that a screen has to look at again. Nothing is ever
cleared because it is wrong, hidden or taken away: it stays in the draft, and comes back when it is shown again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from prevent_desktop.errors import ProgramError, ResponseError
from prevent_desktop.questionnaire import extensions as ext
from prevent_desktop.questionnaire.expression_graph import ANSWER, INITIAL, MET, OPTIONS
from prevent_desktop.questionnaire.items import ItemType, Questionnaire
from prevent_desktop.questionnaire.json_text import JsonRefusedError, json_text, read_object
from prevent_desktop.questionnaire.live.answer_slots import place_answers, typed_the_same
from prevent_desktop.questionnaire.live.change_summary import ChangeSummary
from prevent_desktop.questionnaire.live.changes import Changes, Launch, Node, Removed, changes_of
from prevent_desktop.questionnaire.live.cleaning import cleaned
from prevent_desktop.questionnaire.live.recalculation import Recalculation
from prevent_desktop.questionnaire.live.response_reading import OUT_OF_ORDER, ReadTree, read_tree
from prevent_desktop.questionnaire.live.response_writing import items_text
from prevent_desktop.questionnaire.live.scopes import Scopes
from prevent_desktop.questionnaire.live.state import MAX_OCCURRENCES, MAX_STATES, Slot, State, walk
from prevent_desktop.questionnaire.paths import Path
from prevent_desktop.questionnaire.values import (
    DateTimeValue,
    Value,
)
from prevent_desktop.translation import _

__all__ = ["Changes", "Launch", "Node", "Path", "Removed", "Response"]

_OWN_MEMBERS: Final = ("resourceType", "questionnaire", "status", "authored", "item")
_MAX_MEGABYTES: Final = 8


class Response:
    """A live response to `questionnaire`. Not safe for two threads at once.

    `status` is FHIR's (in-progress, completed, amended …); `authored` is the moment it was completed, as FHIR text.
    `scopes` evaluates the form's expressions over it, for the rest of the engine. `is_new` and `left_out` are for
    `start`, `read` and `validate_json`: whether it begins here, and what is not to be worked out.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        root: Slot,
        header: Mapping[str, Any],
        launch: Launch | None = None,
        *,
        is_new: bool = False,
        left_out: int | None = None,
    ) -> None:
        self.questionnaire = questionnaire
        self.status: str = header.get("status", "in-progress")
        self.authored: str = header.get("authored", "")
        self._form: str = header.get("questionnaire", "")
        self._header = {key: part for key, part in header.items() if key not in _OWN_MEMBERS}
        self._root = root
        known = {**self._header, "questionnaire": self._form, "status": self.status}
        self.scopes = Scopes(questionnaire, root, known, launch or {})
        self._recalculation = Recalculation(
            questionnaire,
            root,
            self.scopes,
            self._begin,
            is_new=is_new,
            left_out=_left_out(self.status) if left_out is None else left_out,
        )
        self._untold = ChangeSummary()

    @classmethod
    def start(cls, questionnaire: Questionnaire, launch: Launch | None = None) -> Response:
        """A fresh response with the form's initial values; it names the form by address, version and digest.

        `launch` is what the form may read of the record, by name (``patient``, ``case`` …), each as FHIR JSON.
        """
        root = Slot(None, questionnaire.children)
        _apply_initial(walk([root]))
        digest = {"url": ext.QUESTIONNAIRE_DIGEST, "valueString": questionnaire.digest}
        header = {"questionnaire": questionnaire.canonical, "extension": [digest]}
        return cls(questionnaire, root, header, launch, is_new=True)

    @classmethod
    def read(
        cls,
        questionnaire: Questionnaire,
        untrusted: str | bytes | Mapping[str, Any],
        launch: Launch | None = None,
    ) -> Response:
        """A saved response to `questionnaire`. ResponseError where it does not fit the form; nothing is guessed.

        A response that names the digest of its form opens with that very version of it alone.
        """
        header, tree = read_response(questionnaire, untrusted)
        for problem in tree.problems:
            if problem.code != OUT_OF_ORDER:
                raise _unreadable(f"{problem.message}.")
        if digest_of(header) not in {"", questionnaire.digest}:
            raise _unreadable(
                _("It was written on another version of the form “{form}”.").format(form=questionnaire.title)
            )
        return cls(questionnaire, tree.root, header, launch)

    def to_json(self, *, keep_disabled: bool = False) -> str:
        """The response as FHIR JSON, the same text for the same state.

        With `keep_disabled` it is a draft, which holds also what is hidden at present and what was only begun.
        """
        if not keep_disabled:
            self.work_out()
        members = [('"resourceType"', '"QuestionnaireResponse"')]
        members += [(json_text(key), json_text(part)) for key, part in self._header.items()]
        for name, text in (
            ("questionnaire", self._form),
            ("status", self.status),
            ("authored", self.authored),
        ):
            if text:
                members.append((f'"{name}"', json_text(text)))
        items = items_text(self._root, draft=keep_disabled)
        if items:
            members.append(('"item"', f"[{items}]"))
        return "{" + ",".join(f"{name}:{text}" for name, text in members) + "}"

    def complete(self, at: datetime) -> None:
        """Mark it as completed at that moment. ValueError where it has no zone, without which FHIR takes no time."""
        self.authored = DateTimeValue.of(at).text
        self.status = "completed"

    @property
    def is_behind(self) -> bool:
        """Whether something that the form works out waits for `catch_up`, or was not told yet."""
        return self._recalculation.is_behind or bool(self._untold)

    def catch_up(self, seconds: float | None = None) -> Changes:
        """Work out all that waits, or as much as fits in so many seconds; call it when nobody types, until it is done.

        It tells also what was worked out in between, for a finished text or for validation.
        """
        self.work_out(seconds)
        told, self._untold = self._untold, ChangeSummary()
        return changes_of(told)

    def work_out(self, seconds: float | None = None) -> None:
        """Work out all that waits, for the rest of the engine; the next `catch_up` tells of it."""
        if self._recalculation.is_behind:
            self._untold.add(self._recalculation.catch_up(seconds))

    @property
    def root(self) -> Slot:
        """The tree itself, for the rest of the engine."""
        return self._root

    def children(self, path: Path = ()) -> tuple[Node, ...]:
        """What lies right under `path`, hidden or not, in reading order: under a question, under that very answer.

        The displays that belong to a question (its help) are not among them: they are texts of its item.
        """
        slot = self._slot(path)
        return (
            ()
            if slot is None
            else tuple(
                Node.of(state, (*path, (state.item.link_id, number)), number)
                for occurrences in slot.children.values()
                for number, state in enumerate(occurrences)
            )
        )

    def node(self, path: Path) -> Node:
        """The occurrence at `path`; ProgramError where there is none."""
        state = self.state(path)
        return Node.of(state, state.path, state.occurrence)

    def state(self, path: Path) -> State:
        """The live state at `path`, for the rest of the engine; the answer index of a question does not matter."""
        if not path:
            raise _no_such_path(path)
        *above, (link_id, number) = path
        slot = self._slot(tuple(above))
        return _occurrence(slot, link_id, number, path)

    def _slot(self, path: Path) -> Slot | None:
        """The slot that a path leads into; None for a question or display that nothing lies under."""
        slot: Slot | None = self._root
        for link_id, number in path:
            state = _occurrence(slot, link_id, number, path)
            index = 0 if state.item.type is ItemType.GROUP else number
            slot = state.slots[index] if 0 <= index < len(state.slots) else None
        return slot

    def set_answers(self, path: Path, answers: Sequence[Value]) -> Changes:
        """Answer the question at `path` anew; no answers, or empty text, takes its answers away.

        It costs only what depends on the change. ProgramError where `path` leads to no question.
        """
        state = self.state(path)
        if not state.item.is_question:
            raise ProgramError(
                _("An answer has no place"),
                _("“{question}” takes no answer.").format(question=state.item.label),
                _("Please report this: it is a fault of the program."),
            )
        values = tuple(cleaned(state.item, value) for value in answers if value != "")
        if typed_the_same(values, state.answers):
            return Changes()
        self._recalculation.answered_by_hand(state, values)
        new_states = place_answers(state, values)
        self._begin(new_states)
        state.changed()
        new = [one for new_state in new_states for one in _with_all_under(new_state)]
        structure = {state.path} if state.item.children else set()
        return self._settled([state], new, answered={state.path}, structure=structure)

    def add_occurrence(self, parent_path: Path, link_id: str) -> Changes:
        """One more occurrence of a repeating group, after the others. `structure` names the parent."""
        slot = self._slot(parent_path)
        states = [] if slot is None else slot.children.get(link_id, [])
        if slot is None or not states:
            raise _no_such_path((*parent_path, (link_id, 0)))
        item = states[0].item
        if len(states) >= MAX_OCCURRENCES or self._size() + item.size > MAX_STATES:
            raise ResponseError(
                _("Too many of them"),
                _("“{group}” is there {count} times already.").format(group=item.label, count=len(states)),
                _("Start another form for the rest."),
            )
        state = State(item, slot)
        states.append(state)
        self._recalculation.added_by_hand(state)
        self._begin([state])
        return self._put_in(state, parent_path)

    def remove_occurrence(self, path: Path) -> Changes:
        """Take one occurrence of a group away; `removed` of the result puts it back (`restore`).

        The last one is replaced by an empty one, so that there is always one to fill in.
        """
        state = self.state(path)
        siblings = state.home.children[state.item.link_id]
        stand_in = State(state.item, state.home) if len(siblings) == 1 else None
        removed = Removed(state, siblings.index(state), stand_in)
        siblings.remove(state)
        if stand_in is not None:
            siblings.append(stand_in)
            self._recalculation.added_by_hand(stand_in)
            self._begin([stand_in])
        _touch(state.home)
        left = [one for sibling in siblings for one in _with_all_under(sibling)]
        new = left if stand_in is not None else []
        return self._settled(left, new, structure={path[:-1]}, removed=removed)

    def restore(self, removed: Removed) -> Changes:
        """Put back what `remove_occurrence` took away, in its old place."""
        state = removed.state
        siblings = state.home.children[state.item.link_id]
        if removed.stand_in in siblings and not removed.stand_in.holds_anything:
            siblings.remove(removed.stand_in)
        siblings.insert(min(removed.position, len(siblings)), state)
        return self._put_in(state, state.path[:-1])

    def _put_in(self, state: State, parent_path: Path) -> Changes:
        _touch(state.home)
        return self._settled([], _with_all_under(state), structure={parent_path})

    def _settled(
        self,
        changed: Iterable[State],
        new: Iterable[State],
        *,
        structure: Iterable[Path],
        answered: Iterable[Path] = (),
        removed: Removed | None = None,
    ) -> Changes:
        """Work out what follows. What is new is not among the shown and hidden: `structure` tells of it."""
        fresh = list(new)
        told = self._recalculation.settle(changed, fresh)
        return changes_of(told, new=fresh, answered=answered, structure=structure, removed=removed)

    def _begin(self, states: Iterable[State]) -> None:
        for state in states:
            _apply_initial([state])
            _apply_initial(walk(state.slots))

    def _size(self) -> int:
        return sum(1 for _state in walk([self._root]))


def read_response(
    questionnaire: Questionnaire, untrusted: str | bytes | Mapping[str, Any]
) -> tuple[Mapping[str, Any], ReadTree]:
    """The members of a response and its tree; ResponseError where it is no QuestionnaireResponse at all."""
    raw = parse_response(untrusted)
    for name in ("questionnaire", "status", "authored"):
        if type(raw.get(name, "")) is not str:
            raise _unreadable(_("Its “{part}” is not text.").format(part=name))
    try:
        return raw, read_tree(questionnaire, raw)
    except JsonRefusedError as error:
        raise _unreadable(str(error)) from error


def parse_response(untrusted: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    """The JSON of a response, not looked into; ResponseError where it is no QuestionnaireResponse at all."""
    try:
        raw = read_object(untrusted, megabytes=_MAX_MEGABYTES)
    except JsonRefusedError as error:
        raise _unreadable(str(error)) from error
    if raw.get("resourceType") != "QuestionnaireResponse":
        raise _unreadable(_("It is not a FHIR QuestionnaireResponse."))
    return raw


def _left_out(status: str) -> int:
    """What is not worked out: a finished response stays as it is, whatever day it is read on."""
    return 0 if status == "in-progress" else ANSWER | INITIAL | MET | OPTIONS


def _unreadable(what_happened: str) -> ResponseError:
    return ResponseError(
        _("These answers cannot be read"),
        what_happened,
        _("Open them with the form that they were written on, or ask their sender for a whole copy."),
    )


def digest_of(header: Mapping[str, Any]) -> str:
    """The digest of the form that a response was written on; empty where it does not say."""
    extensions = header.get("extension")
    for one in extensions if isinstance(extensions, list) else ():
        if isinstance(one, Mapping) and one.get("url") == ext.QUESTIONNAIRE_DIGEST:
            return str(one.get("valueString", ""))
    return ""


def _no_such_path(path: Path) -> ProgramError:
    place = " / ".join(f"{link_id} {number}" for link_id, number in path)
    return ProgramError(
        _("A place in the form is not there"),
        _("The form has no “{place}”.").format(place=place),
        _("Please report this: it is a fault of the program."),
    )


def _occurrence(slot: Slot | None, link_id: str, number: int, path: Path) -> State:
    states = slot.children.get(link_id) if slot is not None else None
    if states and states[0].item.type is not ItemType.GROUP:
        return states[0]
    if not states or not 0 <= number < len(states):
        raise _no_such_path(path)
    return states[number]


def _apply_initial(states: Iterable[State]) -> None:
    for state in states:
        if state.item.initial and not state.answers:
            place_answers(state, state.item.initial)


def _with_all_under(state: State) -> list[State]:
    return [state, *walk(state.slots)]


def _touch(slot: Slot) -> None:
    """Forget the kept JSON of all that `slot` lies in, and of its states: their number decides what is written."""
    for state in slot.states():
        state.draft = None
    if slot.owner is not None:
        slot.owner.changed()
