"""The parts that every screen is made of. Import them from here.

A module is loaded when one of its names is first asked for, so that the unlock screen does not wait for tables.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prevent_desktop.ui.widgets.boxes import HBox, VBox
    from prevent_desktop.ui.widgets.breadcrumb import Breadcrumb
    from prevent_desktop.ui.widgets.busy import BusyLine
    from prevent_desktop.ui.widgets.buttons import (
        LinkButton,
        PressButton,
        PrimaryButton,
        QuietButton,
        SecondaryButton,
    )
    from prevent_desktop.ui.widgets.choices import OptionRow, RadioGroup, TickBox, TickGroup
    from prevent_desktop.ui.widgets.columns import Columns
    from prevent_desktop.ui.widgets.data_table import DataTable
    from prevent_desktop.ui.widgets.date_boxes import DateBoxes
    from prevent_desktop.ui.widgets.drop_down import CalmComboBox, DropDown
    from prevent_desktop.ui.widgets.entry_list import EntryList, ListEntry
    from prevent_desktop.ui.widgets.fields import Field
    from prevent_desktop.ui.widgets.key_values import KeyValue, KeyValueTable
    from prevent_desktop.ui.widgets.layouts import (
        GAP,
        BesideRow,
        Card,
        FlowLayout,
        FlowRow,
        PageHead,
        ScrollPage,
    )
    from prevent_desktop.ui.widgets.notices import EmptyState, ErrorSummary, Notice, PageNotice, announce
    from prevent_desktop.ui.widgets.passphrase import PassphraseEdit
    from prevent_desktop.ui.widgets.rich_text import RichText
    from prevent_desktop.ui.widgets.table_rows import Cell, Column, Row
    from prevent_desktop.ui.widgets.text_area import TextArea
    from prevent_desktop.ui.widgets.timeline import Timeline
    from prevent_desktop.ui.widgets.timeline_points import TimelinePoint
    from prevent_desktop.ui.widgets.tones import Tone
    from prevent_desktop.ui.widgets.words import HairLine, Heading, Pill, Text, restyle, without_mnemonics

_NAMES_IN = {
    "boxes": "HBox VBox",
    "breadcrumb": "Breadcrumb",
    "busy": "BusyLine",
    "buttons": "LinkButton PressButton PrimaryButton QuietButton SecondaryButton",
    "choices": "OptionRow RadioGroup TickBox TickGroup",
    "columns": "Columns",
    "data_table": "DataTable",
    "date_boxes": "DateBoxes",
    "drop_down": "CalmComboBox DropDown",
    "entry_list": "EntryList ListEntry",
    "fields": "Field",
    "key_values": "KeyValue KeyValueTable",
    "layouts": "GAP BesideRow Card FlowLayout FlowRow PageHead ScrollPage",
    "notices": "EmptyState ErrorSummary Notice PageNotice announce",
    "passphrase": "PassphraseEdit",
    "rich_text": "RichText",
    "table_rows": "Cell Column Row",
    "text_area": "TextArea",
    "timeline": "Timeline",
    "timeline_points": "TimelinePoint",
    "tones": "Tone",
    "words": "HairLine Heading Pill Text restyle without_mnemonics",
}
_MODULE_OF = {name: module for module, names in _NAMES_IN.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """The widget `name` out of its module (PEP 562)."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(importlib.import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = found
    return found
