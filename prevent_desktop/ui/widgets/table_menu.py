"""The menu of a table, by Shift+F10, the key for menus or the right button: the link of a row, and the widths of the columns."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.column_widths import STEP
from prevent_desktop.ui.widgets.menus import add_entry
from prevent_desktop.ui.widgets.words import without_mnemonics

if TYPE_CHECKING:
    from prevent_desktop.ui.widgets.data_table import DataTable


def table_menu(table: DataTable) -> QMenu:
    """What can be done with the row that the keyboard is on, and with the columns; one line says so where that is nothing."""
    menu = QMenu(table)
    menu.setAccessibleName(_("Row and columns"))
    row = table.current_row
    if row is not None:
        _add(menu, _("&Open"), partial(table.opened.emit, row.key))
        if row.link is not None:
            words = _("Go to &where it comes from: {source}")
            _add(
                menu,
                words.format(source=without_mnemonics(row.link.text)),
                partial(table.link_opened.emit, row.link.link),
            )
        menu.addSeparator()
    if table.can_resize:
        _add_columns(menu, table)
    elif table.is_headed:
        words = _("Columns can be made wider when the window is wider")
        add_entry(menu, words).setEnabled(False)
    return menu


def _add_columns(menu: QMenu, table: DataTable) -> None:
    for number, column in enumerate(table.rows_model.columns):
        if column.title:
            words = _("Column “{column}”").format(column=column.title)
            one = QMenu(without_mnemonics(words), menu)
            menu.addMenu(one)
            _add(one, _("&Wider"), partial(table.resize_column, number, STEP))
            _add(one, _("&Narrower"), partial(table.resize_column, number, -STEP))
    _add(menu, _("&Give the columns their own widths back"), table.give_back_columns)


def _add(menu: QMenu, words: str, does: Callable[[], object]) -> None:
    add_entry(menu, words).triggered.connect(lambda _checked: does())
