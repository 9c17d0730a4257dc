"""Groups that stand as tables: which do, how wide they must be, and the lines that they are made of. No Qt here.

Three kinds (FHIR R4 item controls, SDC): rows are repetitions or inner groups and columns their questions (``gtable``,
``grid``, and ``table`` on a repeating group); rows are questions and columns the answers that they share (``table``);
questions stand side by side, each with its answers below it (``htable``).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from prevent_desktop.questionnaire.items import Item, ItemType, Questionnaire
from prevent_desktop.ui.forms.state.choice import choices_of

_CONTROLS = frozenset({"grid", "gtable", "table", "atable", "htable"})
_MOST_COLUMNS = 8
_MOST_ANSWERS = 12
_LETTER = 0.56
_EDGE = 1.2
_ROW_HEAD = 5.0
_QUESTION = 10.0
_SIDE_BY_SIDE = 11.0
_ANSWER = 3.0
_WIDTHS = {
    ItemType.DATE: 15.0,
    ItemType.DATE_TIME: 20.0,
    ItemType.TEXT: 11.0,
    ItemType.INTEGER: 6.0,
    ItemType.DECIMAL: 6.0,
    ItemType.TIME: 6.0,
    ItemType.BOOLEAN: 7.5,
    ItemType.QUANTITY: 12.0,
    ItemType.ATTACHMENT: 12.0,
}
_OTHER = 8.0


class TableKind(StrEnum):
    """How a group stands as a table."""

    REPETITIONS = "repetitions"
    INNER_GROUPS = "inner groups"
    SHARED_ANSWERS = "shared answers"
    SIDE_BY_SIDE = "side by side"


def table_kind(item: Item) -> TableKind | None:
    """The kind of table that a group asks for, where what lies in it can stand so."""
    control = item.item_control
    if control == "grid" and _are_alike(_shown(item)):
        return TableKind.INNER_GROUPS
    if control in {"gtable", "table"} and item.repeats and _are_plain(_shown(item)):
        return TableKind.REPETITIONS
    if control in {"table", "atable"} and _share_answers(_shown(item)):
        return TableKind.SHARED_ANSWERS
    if (
        control == "htable"
        and all(_has_few_answers(one) for one in _shown(item))
        and _are_plain(_shown(item))
    ):
        return TableKind.SIDE_BY_SIDE
    return None


def has_tables(form: Questionnaire) -> bool:
    """Whether any group of a form asks to stand as a table."""
    return any(item.item_control in _CONTROLS and table_kind(item) for item in form.by_link_id.values())


def ems_of(kind: TableKind, item: Item) -> float:
    """How many sizes of the text wide the table of a group has to be."""
    questions = _shown(item)
    match kind:
        case TableKind.REPETITIONS:
            return sum(column_widths(item, questions))
        case TableKind.INNER_GROUPS:
            return sum(column_widths(item, _shown(questions[0])))
        case TableKind.SHARED_ANSWERS:
            return sum(answer_widths(questions[0]))
        case TableKind.SIDE_BY_SIDE:
            return _SIDE_BY_SIDE * len(questions)


def column_widths(group: Item, columns: Sequence[Item]) -> tuple[float, ...]:
    """The widths of a table whose columns are questions, what heads its rows first, in sizes of the text."""
    head = _ROW_HEAD if table_kind(group) is TableKind.REPETITIONS else _QUESTION
    return (head, *(column_ems(one) for one in columns))


def answer_widths(question: Item) -> tuple[float, ...]:
    """The widths of a table whose columns are the answers to `question`, its words first."""
    return (_QUESTION, *(answer_ems(words) for words in answer_heads(question)))


def column_ems(question: Item) -> float:
    """The least width of a column that asks `question`."""
    return max(_WIDTHS.get(question.type, _OTHER), _longest_word(question.short_text or question.label))


def answer_ems(words: str) -> float:
    """The least width of a column for one answer."""
    return max(_ANSWER, _longest_word(words))


def answer_heads(question: Item) -> tuple[str, ...]:
    """The answers that head the columns."""
    return tuple(choice.label for choice in choices_of(question, question.answer_options))


def _longest_word(words: str) -> float:
    return _LETTER * max((len(word) for word in words.split()), default=0) + _EDGE


def _shown(item: Item) -> tuple[Item, ...]:
    return tuple(child for child in item.children if not child.hidden)


def _are_plain(questions: Sequence[Item]) -> bool:
    """Whether each is one question with one answer and nothing under it, and they are no more than fit."""
    return 0 < len(questions) <= _MOST_COLUMNS and all(_is_plain(one) for one in questions)


def _is_plain(item: Item) -> bool:
    return item.is_question and not item.children and (not item.repeats or _has_few_answers(item))


def _are_alike(groups: Sequence[Item]) -> bool:
    """Whether they are groups with the same number of plain questions."""
    return (
        bool(groups)
        and all(one.type is ItemType.GROUP and _are_plain(_shown(one)) for one in groups)
        and len({len(_shown(one)) for one in groups}) == 1
    )


def _has_few_answers(item: Item) -> bool:
    return item.type is ItemType.BOOLEAN or 0 < len(item.answer_options) <= _MOST_ANSWERS


def _share_answers(questions: Sequence[Item]) -> bool:
    """Whether all are choices between the same few answers, which do not change."""
    if not questions or not all(_is_choice(one) for one in questions):
        return False
    first = questions[0]
    return all(one.type is first.type and one.answer_options == first.answer_options for one in questions)


def _is_choice(item: Item) -> bool:
    return (
        item.type in {ItemType.CHOICE, ItemType.BOOLEAN}
        and _has_few_answers(item)
        and not item.children
        and not item.options_toggles
        and item.answer_expression is None
    )
