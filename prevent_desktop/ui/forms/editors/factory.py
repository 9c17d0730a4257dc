"""The one place that turns a question into a widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.values import Coding, Quantity, Value
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.editors import typed
from prevent_desktop.ui.forms.editors.boxes import LineEditor, WritingEditor
from prevent_desktop.ui.forms.editors.choices import AnswerStyle, OptionsEditor
from prevent_desktop.ui.forms.editors.columns import AnswerColumnsEditor
from prevent_desktop.ui.forms.editors.dates import DateEditor
from prevent_desktop.ui.forms.editors.editor import Editor
from prevent_desktop.ui.forms.editors.files import AttachmentEditor
from prevent_desktop.ui.forms.editors.lists import DropDownEditor, SearchEditor
from prevent_desktop.ui.forms.editors.numbers import Ends, NumberEditor, Scale
from prevent_desktop.ui.forms.editors.quantities import QuantityEditor
from prevent_desktop.ui.forms.editors.repeated import RepeatedEditor
from prevent_desktop.ui.forms.editors.ticks import TickEditor
from prevent_desktop.ui.forms.state.choice import Choice

MANY_OPTIONS = 12
MANY_TICKS = 40
_SEARCHES = frozenset({"autocomplete", "lookup"})
_LISTS = _SEARCHES | {"drop-down"}
_TICKS = frozenset({"check-box"})
_SEEN = frozenset({"radio-button", "check-box"})
_NUMBER = 12
_MOST_COLUMNS = 4
_CLOCK = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question is put: what it offers now, and a tick beside a date.

    `in_cell` is for a narrow cell of a table, `shares` for one of a table whose columns are the answers.
    """

    choices: Sequence[Choice] = ()
    beside: str = ""
    in_cell: bool = False
    shares: Sequence[int] = ()


def carries_its_words(item: Item) -> bool:
    """Whether the control says the question itself: one tick box."""
    return item.type is ItemType.BOOLEAN and item.item_control in _TICKS


def _offers(item: Item) -> bool:
    """Whether there are answers to choose from, now or later."""
    return bool(item.answer_options) or _offers_later(item)


def _offers_later(item: Item) -> bool:
    return item.answer_expression is not None or item.candidate_expression is not None


def shows_options(item: Item) -> bool:
    """Whether its options are all in sight."""
    count = len(item.answer_options)
    if not count or _offers_later(item):
        return False
    if item.repeats:
        return count <= MANY_TICKS and item.item_control not in _LISTS
    return item.item_control in _SEEN or (item.item_control not in _LISTS and count <= MANY_OPTIONS)


def _takes_own_words(item: Item) -> bool:
    """Whether something else than what is offered may be answered (open-choice; FHIR R5's answerConstraint)."""
    return item.type is ItemType.OPEN_CHOICE or item.answer_constraint in {"optionsOrType", "optionsOrString"}


def make_editor(item: Item, asked: Asked) -> Editor:
    """The widget for `item`."""
    if asked.shares:
        return AnswerColumnsEditor(asked.choices, several=item.repeats, widths=asked.shares)
    if item.type is ItemType.BOOLEAN:
        return _yes_or_no(item, asked)
    if _offers(item):
        return _offering(item, asked)
    if item.type in {ItemType.DATE, ItemType.DATE_TIME} and not item.repeats:
        return DateEditor(with_time=item.type is ItemType.DATE_TIME, beside=asked.beside)
    if item.type is ItemType.ATTACHMENT:
        return AttachmentEditor(several=item.repeats, types=item.mime_types, most=item.max_size)
    make = partial(_MAKERS[item.type], item)
    return RepeatedEditor(make) if item.repeats else make()


def _yes_or_no(item: Item, asked: Asked) -> Editor:
    if carries_its_words(item):
        return TickEditor("" if asked.in_cell else item.text)
    if asked.in_cell:
        return DropDownEditor(asked.choices)
    beside = item.choice_orientation == "horizontal"
    return OptionsEditor(asked.choices, AnswerStyle(beside=beside))


def _offering(item: Item, asked: Asked) -> Editor:
    own = _takes_own_words(item)
    if shows_options(item) and (item.repeats or not asked.in_cell):
        style = AnswerStyle(
            several=item.repeats,
            beside=item.choice_orientation == "horizontal",
            columns=min(item.columns or 1, _MOST_COLUMNS),
            open_label=(item.open_label or _("Other")) if own else "",
        )
        return OptionsEditor(asked.choices, style)
    picked = (asked.in_cell or item.item_control == "drop-down") and len(asked.choices) <= MANY_TICKS
    if picked and not own and not item.repeats:
        return DropDownEditor(asked.choices)
    make = partial(SearchEditor, asked.choices, own_words=own, open_label=item.open_label)
    return RepeatedEditor(make) if item.repeats else make()


def _units(item: Item) -> list[Coding]:
    """The units to choose from, the one that the form begins with first."""
    own = item.unit
    if own is None or not item.unit_options:
        return list(item.unit_options) or ([] if own is None else [own])
    return sorted(item.unit_options, key=lambda unit: not unit.means(own))


def _unit(item: Item) -> str:
    unit = (item.unit.display or item.unit.code or "") if item.unit else ""
    return unit or item.unit_text


def _line(read: Callable[[str], tuple[Value, ...]], characters: int, item: Item) -> Editor:
    return LineEditor(
        read, characters=characters, placeholder=item.entry_format, after=_unit(item), most=item.max_length
    )


def _text(item: Item) -> Editor:
    return WritingEditor(placeholder=item.entry_format, own_words=item.own_words, most=item.max_length)


def _string(item: Item) -> Editor:
    return _text(item) if item.item_control == "text-area" else _line(typed.read_string, 0, item)


def _number(read: Callable[[str], tuple[Value, ...]], item: Item) -> Editor:
    if item.item_control not in {"slider", "spinner"}:
        return _line(read, _NUMBER, item)
    scale = Scale(
        _decimal(item.min_value), _decimal(item.max_value), _decimal(item.slider_step) or Decimal(1)
    )
    axis = Ends(item.lower_label, item.upper_label) if item.item_control == "slider" else None
    return NumberEditor(read, scale, unit=_unit(item), placeholder=item.entry_format, axis=axis)


def _decimal(value: Value | None) -> Decimal | None:
    if isinstance(value, Quantity):
        return value.value
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _choice_in_words(item: Item) -> Editor:
    """A choice from a list that is not at hand."""
    read = typed.read_string if item.type is ItemType.OPEN_CHOICE else typed.read_coding
    return LineEditor(read, placeholder=_("Write the answer: its list is not part of this form"))


_MAKERS: Mapping[ItemType, Callable[[Item], Editor]] = {
    ItemType.DECIMAL: partial(_number, typed.read_decimal),
    ItemType.INTEGER: partial(_number, typed.read_integer),
    ItemType.TIME: partial(_line, typed.read_time, _CLOCK),
    ItemType.STRING: _string,
    ItemType.URL: partial(_line, typed.read_string, 0),
    ItemType.REFERENCE: partial(_line, typed.read_reference, 0),
    ItemType.TEXT: _text,
    ItemType.DATE: lambda _item: DateEditor(),
    ItemType.DATE_TIME: lambda _item: DateEditor(with_time=True),
    ItemType.QUANTITY: lambda item: QuantityEditor(_units(item)),
    ItemType.CHOICE: _choice_in_words,
    ItemType.OPEN_CHOICE: _choice_in_words,
}
