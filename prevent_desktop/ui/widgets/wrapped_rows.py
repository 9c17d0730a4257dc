"""Rows of a list that wrap: as high as their words are between the padding."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem


class WrappedRows(QStyledItemDelegate):
    """Measures the rows of `view`. Qt measures words over the padding of the style sheet, so that the last of them end in “…”."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        view.setWordWrap(True)
        view.setResizeMode(QListView.ResizeMode.Adjust)  # measured again at each width

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row = QStyleOptionViewItem(option)
        width = self._view.viewport().width()
        row.rect.setWidth(width)
        self.initStyleOption(row, index)
        room = self._view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, row, self._view)
        row.rect.setWidth(room.width())
        return QSize(width, super().sizeHint(row, index).height())
