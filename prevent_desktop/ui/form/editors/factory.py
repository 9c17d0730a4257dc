"""The one place that turns a question into a widget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from prevent_desktop.questionnaire.items import Item, ItemType
from prevent_desktop.questionnaire.values import AbsentReason, Value
from prevent_desktop.translation import _
from prevent_desktop.ui.form import typed
from prevent_desktop.ui.form.editors.boxes import LineEditor, WritingEditor
from prevent_desktop.ui.form.editors.choices import Choice, ListEditor, OptionsEditor
from prevent_desktop.ui.form.editors.dates import DateEditor
from prevent_desktop.ui.form.editors.editor import Editor
from prevent_desktop.ui.form.editors.files import AttachmentEditor
from prevent_desktop.ui.form.editors.quantities import QuantityEditor
from prevent_desktop.ui.form.editors.repeated import RepeatedEditor
from prevent_desktop.ui.form.editors.ticks import TickEditor

MANY_OPTIONS = 12
_LISTS = frozenset({"drop-down", "autocomplete", "lookup"})
_TICKS = frozenset({"check-box"})
_NUMBER = 12
_CLOCK = 8


def takes_absence(item: Item) -> bool:
    """Whether the editor itself shows the reasons for no answer, as options at its end."""
    return (
        _shows_options(item) or (item.type is ItemType.BOOLEAN and not carries_its_words(item))
    ) and not item.read_only


def carries_its_words(item: Item) -> bool:
    """Whether the control says the question itself: one tick box."""
    return item.type is ItemType.BOOLEAN and item.item_control in _TICKS


def _shows_options(item: Item) -> bool:
    if item.type not in {ItemType.CHOICE, ItemType.OPEN_CHOICE} or not item.answer_options:
        return False
    if item.repeats or item.item_control in {"radio-button", "check-box"}:
        return True
    return item.item_control not in _LISTS and len(item.answer_options) <= MANY_OPTIONS


def make_editor(item: Item, *, absent: Sequence[AbsentReason] = (), beside: str = "") -> Editor:
    """The widget for `item`. `absent` are reasons to offer among options, `beside` the words of a tick after a date."""
    if item.type is ItemType.BOOLEAN:
        return TickEditor(item.text) if carries_its_words(item) else _yes_or_no(absent)
    if _shows_options(item):
        return _options(item, absent)
    if item.type in {ItemType.DATE, ItemType.DATE_TIME} and not item.repeats:
        return DateEditor(with_time=item.type is ItemType.DATE_TIME, beside=beside)
    if item.type is ItemType.ATTACHMENT:
        return AttachmentEditor(several=item.repeats)
    make = partial(_MAKERS[item.type], item)
    return RepeatedEditor(make) if item.repeats else make()


def _yes_or_no(absent: Sequence[AbsentReason]) -> Editor:
    return OptionsEditor((Choice(True, _("Yes")), Choice(False, _("No"))), absent=absent)


def _choices(item: Item) -> tuple[Choice, ...]:
    return tuple(
        Choice(option.value, f"{option.prefix} {option.label}".strip(), option.exclusive)
        for option in item.answer_options
    )


def _options(item: Item, absent: Sequence[AbsentReason]) -> Editor:
    open_label = (item.open_label or _("Other")) if item.type is ItemType.OPEN_CHOICE else ""
    return OptionsEditor(_choices(item), several=item.repeats, open_label=open_label, absent=absent)


def _line(read: Callable[[str], tuple[Value, ...]], characters: int, item: Item) -> Editor:
    unit = (item.unit.display or item.unit.code or "") if item.unit else ""
    return LineEditor(read, characters=characters, placeholder=item.entry_format, after=unit)


def _list(item: Item) -> Editor:
    own_words = item.type is ItemType.OPEN_CHOICE
    if not item.answer_options:
        return LineEditor(typed.read_string if own_words else typed.read_coding)
    return ListEditor(_choices(item), own_words=own_words)


_MAKERS: Mapping[ItemType, Callable[[Item], Editor]] = {
    ItemType.DECIMAL: partial(_line, typed.read_decimal, _NUMBER),
    ItemType.INTEGER: partial(_line, typed.read_integer, _NUMBER),
    ItemType.TIME: partial(_line, typed.read_time, _CLOCK),
    ItemType.STRING: partial(_line, typed.read_string, 0),
    ItemType.URL: partial(_line, typed.read_string, 0),
    ItemType.REFERENCE: partial(_line, typed.read_reference, 0),
    ItemType.TEXT: lambda item: WritingEditor(placeholder=item.entry_format),
    ItemType.DATE: lambda _item: DateEditor(),
    ItemType.DATE_TIME: lambda _item: DateEditor(with_time=True),
    ItemType.QUANTITY: lambda item: QuantityEditor(item.unit_options or ([item.unit] if item.unit else [])),
    ItemType.CHOICE: _list,
    ItemType.OPEN_CHOICE: _list,
}
