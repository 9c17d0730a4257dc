"""The parts that every screen is made of. Import them from here."""

from __future__ import annotations

from prevent_desktop.ui.widgets.breadcrumb import Breadcrumb
from prevent_desktop.ui.widgets.busy import BusyLine
from prevent_desktop.ui.widgets.buttons import LinkButton, PrimaryButton, QuietButton, SecondaryButton
from prevent_desktop.ui.widgets.choices import OptionRow, RadioGroup, TickBox, TickGroup
from prevent_desktop.ui.widgets.data_table import DataTable
from prevent_desktop.ui.widgets.date_boxes import DateBoxes
from prevent_desktop.ui.widgets.fields import Field
from prevent_desktop.ui.widgets.key_values import KeyValue, KeyValueTable
from prevent_desktop.ui.widgets.layouts import GAP, Card, Columns, FlowLayout, FlowRow, PageHead, ScrollPage
from prevent_desktop.ui.widgets.notices import EmptyState, ErrorSummary, Notice, announce
from prevent_desktop.ui.widgets.passphrase import PassphraseEdit
from prevent_desktop.ui.widgets.table_rows import Cell, Column, Row
from prevent_desktop.ui.widgets.text_area import TextArea
from prevent_desktop.ui.widgets.timeline import Timeline
from prevent_desktop.ui.widgets.timeline_points import TimelinePoint
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.ui.widgets.words import HairLine, Heading, Pill, Text, restyle, without_mnemonics

__all__ = [
    "GAP",
    "Breadcrumb",
    "BusyLine",
    "Card",
    "Cell",
    "Column",
    "Columns",
    "DataTable",
    "DateBoxes",
    "EmptyState",
    "ErrorSummary",
    "Field",
    "FlowLayout",
    "FlowRow",
    "HairLine",
    "Heading",
    "KeyValue",
    "KeyValueTable",
    "LinkButton",
    "Notice",
    "OptionRow",
    "PageHead",
    "PassphraseEdit",
    "Pill",
    "PrimaryButton",
    "QuietButton",
    "RadioGroup",
    "Row",
    "ScrollPage",
    "SecondaryButton",
    "Text",
    "TextArea",
    "TickBox",
    "TickGroup",
    "Timeline",
    "TimelinePoint",
    "Tone",
    "announce",
    "restyle",
    "without_mnemonics",
]
