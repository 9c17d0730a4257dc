"""Fills in a form of the running program by keyboard alone, question by question, as an example response answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.response import Node, Path, Response
from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding, DateTimeValue, Value
from prevent_desktop.ui.forms.editors.factory import carries_its_words, shows_options
from prevent_desktop.ui.forms.state.asking import reasons_offered
from prevent_desktop.ui.forms.state.choice import Lack, lacks_of
from prevent_desktop.workflows.forms.one_page import is_short
from tests.e2e.driving import Program


def asked(response: Response, path: Path = ()) -> Iterator[Node]:
    """The groups and questions of a response that are asked, in reading order."""
    for node in response.children(path):
        if not node.enabled or node.item.hidden or node.item.type is ItemType.DISPLAY:
            continue
        yield node
        if node.item.type is ItemType.GROUP:
            yield from asked(response, node.path)
            continue
        for number in range(len(node.answers) if node.item.items else 0):
            yield from asked(response, (*node.path[:-1], (node.item.link_id, number)))


def question_words(item: Item) -> str:
    """A question as the screen, and a screen reader, say it."""
    return f"{item.prefix} {item.text or item.label}".strip()


class Typist:
    """Types the answers of `example`. `reword` gives what is typed for an answer in words.

    The sections of a short form stand below each other; it `finishes` where it is filled in, or goes on to the check.
    """

    def __init__(
        self,
        program: Program,
        example: Response,
        reword: Callable[[Item, str], str] = lambda _item, text: text,
        *,
        finishes: bool = False,
    ) -> None:
        self._program = program
        self._reword = reword
        self._on_one_page = is_short(example.questionnaire)
        self._end = "Finish" if finishes else "Continue"
        self._left = list(asked(example))
        self._section = self._left[0].path[0][0]

    def fill_until(self, link_id: str) -> Item:
        """Answer every question before `link_id` and go to that one."""
        while self._left and self._left[0].item.link_id != link_id:
            self._next()
        self._enter_section(self._left[0])
        item = self._left.pop(0).item
        self._program.tab_to(question_words(item))
        return item

    def pass_until(self, link_id: str) -> None:
        """What is before `link_id` stands there already, and the keyboard is in that question."""
        while self._left[0].item.link_id != link_id:
            self._left.pop(0)
        self._section = self._left[0].path[0][0]

    def fill_all(self) -> None:
        """Answer every question that is left, and leave the last section, or finish the form there."""
        while self._left:
            self._next()
        self._program.push(self._end)

    def _next(self) -> None:
        node = self._left.pop(0)
        self._enter_section(node)
        if node.item.type is ItemType.GROUP:
            if node.occurrence > 0:
                self._program.push(f"Add another: {node.item.label}")
        elif node.answers and not node.calculated:
            self._answer(node)

    def _enter_section(self, node: Node) -> None:
        if node.path[0][0] != self._section:
            self._section = node.path[0][0]
            if not self._on_one_page:
                self._program.push("Continue")

    def _answer(self, node: Node) -> None:
        item, value = node.item, node.answers[0]
        if isinstance(value, Absent):
            self._say_absent(item, value)
        elif item.type is ItemType.BOOLEAN:
            self._answer_yes_or_no(item, yes=value is True)
        elif item.type in {ItemType.CHOICE, ItemType.OPEN_CHOICE}:
            self._choose(item, node.answers)
        elif isinstance(value, PartialDate):
            self._type_date(item, value)
        elif isinstance(value, DateTimeValue):
            self._type_moment(item, value)
        else:
            self._type_words(item, str(value))

    def _type_words(self, item: Item, words: str) -> None:
        words = self._reword(item, words)
        if self._program.tab_to(question_words(item))["value"] != words:
            self._program.overwrite(words)

    def _type_date(self, item: Item, value: PartialDate) -> None:
        for part, number in (("Day", value.day), ("Month", value.month), ("Year", value.year)):
            if number is not None:
                self._program.fill(f"{question_words(item)}: {part}", str(number))

    def _type_moment(self, item: Item, value: DateTimeValue) -> None:
        day, _letter, clock = value.text.partition("T")
        self._type_date(item, PartialDate.parse(day))
        self._program.fill(f"{question_words(item)}: Time", clock[:5])

    def _answer_yes_or_no(self, item: Item, *, yes: bool) -> None:
        if carries_its_words(item):
            if yes:
                self._program.push(item.text)
        else:
            self._pick(item, "Yes" if yes else "No")

    def _choose(self, item: Item, answers: tuple[Value, ...]) -> None:
        labels = [
            f"{option.prefix} {option.label}".strip()
            for option in item.answer_options
            if any(_same(option.value, answer) for answer in answers)
        ]
        assert len(labels) == len(answers), item.link_id
        if item.repeats:
            for label in labels:
                self._program.push(label, group=question_words(item))
        else:
            self._pick(item, labels[0])

    def _pick(self, item: Item, label: str) -> None:
        """One of several radio buttons: Tab goes to the set, the arrow keys go through it."""
        self._program.tab_to(group=question_words(item))
        state = self._program.arrow_to(label)
        if not state["checked"]:
            self._program.press("Space")

    def _say_absent(self, item: Item, value: Absent) -> None:
        """By its key, from the question's own field: the entries of the menu in their order; an optional one stays empty."""
        if not reasons_offered(item):
            return
        self._go_to(item)
        self._program.press("F8")
        lack = Lack(value.reason, in_words=value.reason is AbsentReason.NOT_ASKED)
        for _step in range(lacks_of(reasons_offered(item)).index(lack)):
            self._program.press("Down")
        self._program.press("Return")
        if lack.in_words:
            self._program.fill(
                f"{value.reason.label}, because: {question_words(item)}", self._reword(item, value.note)
            )

    def _go_to(self, item: Item) -> None:
        if shows_options(item) or item.type is ItemType.BOOLEAN:
            self._program.tab_to(group=question_words(item))
        elif item.type in {ItemType.DATE, ItemType.DATE_TIME}:
            self._program.tab_to(f"{question_words(item)}: Day")
        else:
            self._program.tab_to(question_words(item))


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, Coding) and isinstance(other, Coding):
        return one.means(other)
    return one == other
