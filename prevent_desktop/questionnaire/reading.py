"""The answered questions that are shown, in reading order and in words: for the check screen, the pack and search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from prevent_desktop.questionnaire.items import Item, ItemType, Questionnaire
from prevent_desktop.questionnaire.live.state import Slot, State, enabled_of
from prevent_desktop.questionnaire.response import Path, Response
from prevent_desktop.questionnaire.sections import sections_of
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding, Value
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.translation import _


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One question with its answers, or the heading of a group inside the section, which has no answers.

    `depth` counts from 0 for what lies right in the section; `absence` is why there is no value, where no answer is
    one; `own_words` whether the answer is what somebody said, word for word; `opinion` whether it is a judgement.
    `pack_text` and `pack_answers` are the question and its answers as whoever gets a pack reads them, where those are
    other texts.
    """

    path: Path
    link_id: str
    question: str
    answers: tuple[str, ...]
    depth: int
    absence: AbsentReason | None = None
    own_words: bool = False
    opinion: bool = False
    pack_text: str = ""
    pack_answers: tuple[str, ...] = ()

    @property
    def for_receiver(self) -> str:
        """The question as whoever gets a pack reads it: “Referrer’s name”, where the writer is asked “Your name”."""
        return self.pack_text or self.question

    @property
    def answers_for_receiver(self) -> tuple[str, ...]:
        """The answers as whoever gets a pack reads them: “The person who wrote this” for “I did”."""
        return self.pack_answers or self.answers

    @property
    def is_heading(self) -> bool:
        """Whether it heads a group."""
        return not self.answers

    @property
    def absent(self) -> bool:
        """Whether all its answers say that there is none."""
        return self.absence is not None


@dataclass(frozen=True, slots=True)
class ReadSection:
    """One section and its lines; `pack_text` is its title as whoever gets a pack reads it, where that is another."""

    title: str
    lines: tuple[ReadLine, ...]
    pack_text: str = ""

    @property
    def for_receiver(self) -> str:
        """Its title as whoever gets a pack reads it."""
        return self.pack_text or self.title


def reading(response: Response) -> tuple[ReadSection, ...]:
    """What was answered, section by section; a section in which nothing was answered is left out.

    All that waits is worked out first; the next `catch_up` tells of it.
    """
    response.work_out()
    form = response.questionnaire
    found = [*_top(response, form.title, _standing(form, "header"))]
    for section in sections_of(form.items, form.title):
        found += _top(response, section.title, section.own_items)
    found += _top(response, form.title, _standing(form, "footer"))
    return tuple(found)


def _standing(form: Questionnaire, where: str) -> tuple[Item, ...]:
    """What the screen shows in every section, and is read once."""
    return tuple(item for item in form.items if item.item_control == where and not item.hidden)


def _top(response: Response, title: str, items: Sequence[Item]) -> Iterator[ReadSection]:
    """What was answered of some items at the top: each group, and what stands loose together under `title`."""
    loose: list[ReadLine] = []
    for state in enabled_of(response.root, items):
        if state.item.type is not ItemType.GROUP:
            loose += _of_state(state, 0)
        elif lines := tuple(_lines(state.slots[0], 0)):
            yield ReadSection(numbered_label(state), lines, _pack_text(state))
    if loose:
        yield ReadSection(title, tuple(loose))


def numbered_label(state: State) -> str:
    """The label of a state, with its number where there are several of it: ``Event 2``."""
    return _numbered(state, state.item.label)


def _pack_text(state: State) -> str:
    return _numbered(state, state.item.pack_text) if state.item.pack_text else ""


def _numbered(state: State, label: str) -> str:
    if len(state.home.children[state.item.link_id]) == 1:
        return label
    return _("{label} {number}").format(label=label, number=state.occurrence + 1)


def _is_shown(state: State) -> bool:
    return state.enabled and not state.item.hidden


def _lines(slot: Slot, depth: int) -> Iterator[ReadLine]:
    for state in slot.states():
        yield from _of_state(state, depth)


def _of_state(state: State, depth: int) -> Iterator[ReadLine]:
    if not _is_shown(state) or state.item.type is ItemType.DISPLAY:
        return
    under = [line for slot in state.slots for line in _lines(slot, depth + 1)]
    answers = state.answers
    if answers or under:
        yield ReadLine(
            path=state.path,
            link_id=state.item.link_id,
            question=numbered_label(state),
            answers=tuple(in_words(value) for value in answers),
            depth=depth,
            absence=_absence(answers),
            own_words=state.item.own_words,
            opinion=state.item.opinion,
            pack_text=_pack_text(state),
            pack_answers=_pack_answers(state.item, answers),
        )
    yield from under


def _pack_answers(item: Item, answers: Sequence[Value]) -> tuple[str, ...]:
    if not any(option.pack_text for option in item.answer_options):
        return ()
    return tuple(words_for_receiver(item, value) for value in answers)


def words_for_receiver(item: Item, value: Value) -> str:
    """An answer as whoever gets a pack reads it: in the words of its option for them, where that has some."""
    words = (
        option.pack_text for option in item.answer_options if option.pack_text and _is(option.value, value)
    )
    return next(words, "") or in_words(value)


def _is(offered: Value, value: Value) -> bool:
    if isinstance(offered, Coding) and isinstance(value, Coding):
        return offered.means(value)
    return offered == value


def _absence(answers: Sequence[Value]) -> AbsentReason | None:
    reasons = [value.reason for value in answers if isinstance(value, Absent)]
    return reasons[0] if reasons and len(reasons) == len(answers) else None
