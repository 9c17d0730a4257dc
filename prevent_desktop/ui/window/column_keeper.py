"""Keeps how wide somebody made the columns of tables, and gives the same tables the same columns again."""

from __future__ import annotations

from PySide6.QtCore import QObject

from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets.data_table import DataTable
from prevent_desktop.workflows.table_columns import Shares, keep_table_columns, table_columns

_FOLLOWED = "columns_followed"


class ColumnKeeper(QObject):
    """Follows the tables of each page that is shown; a table is known by its name in every language and by how many columns it has."""

    def __init__(self, main_view: MainView, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._main_view, self._tasks = main_view, tasks
        self._kept: dict[str, Shares] = {}
        main_view.moved.connect(self._look)

    def begin(self) -> None:
        """Read what was kept."""
        self._tasks.in_vault(table_columns, self._take)

    def _take(self, kept: dict[str, Shares]) -> None:
        self._kept = kept
        self._look()

    def _look(self) -> None:
        page = self._main_view.page
        for table in [] if page is None else page.findChildren(DataTable):
            table.keep_columns(self._kept.get(name_of(table), ()))
            if not table.property(_FOLLOWED):
                table.setProperty(_FOLLOWED, True)
                table.columns_chosen.connect(lambda shares, table=table: self._keep(table, shares))

    def _keep(self, table: DataTable, shares: Shares) -> None:
        self._kept.pop(name_of(table), None)
        if shares:
            self._kept[name_of(table)] = shares
        columns = dict(self._kept)
        self._tasks.in_vault(lambda vault: keep_table_columns(vault, columns))


def name_of(table: DataTable) -> str:
    """By what the widths of a table are kept: the same in every language."""
    return f"{table.known_as} {len(table.rows_model.columns)}"
