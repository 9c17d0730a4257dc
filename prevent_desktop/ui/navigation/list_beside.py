"""A section's own page as a list at the left of the page that it leads to."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from prevent_desktop.ui.components.page_protocols import StandsBeside

_LIST_EMS = 20
_BOTH_EMS = 76
"""The least width for a list, and for pages and what is written about them beside it, in sizes of the text."""
_NO_LIMIT = (1 << 24) - 1


class ListBeside:
    """Takes a page out of `stack` and puts it before it in `row`, and back again; it is one page all the time."""

    def __init__(self, row: QBoxLayout, stack: QStackedWidget) -> None:
        self._row, self._stack = row, stack
        self.shown: QWidget | None = None

    @staticmethod
    def fits(width: int, em: int) -> bool:
        """Whether there is room for both in `width` px, with text of `em` px."""
        return width >= _BOTH_EMS * em

    def show(self, page: QWidget | None, em: int) -> None:
        """Show `page` as the list, with text of `em` px; with None nothing stands there."""
        if page is not self.shown:
            self._put_back()
            self.shown = page
            if page is not None:
                self._take_out(page)
        if page is not None:
            page.setFixedWidth(_LIST_EMS * em)

    def _take_out(self, page: QWidget) -> None:
        self._stack.removeWidget(page)
        self._row.insertWidget(self._row.indexOf(self._stack), page)
        page.stackUnder(self._stack)  # screen readers go by that order
        _tell(page, beside=True)
        page.show()

    def _put_back(self) -> None:
        page = self.shown
        if page is not None:
            self._row.removeWidget(page)
            page.setMinimumWidth(0)
            page.setMaximumWidth(_NO_LIMIT)
            _tell(page, beside=False)
            self._stack.addWidget(page)


def _tell(page: object, *, beside: bool) -> None:
    if isinstance(page, StandsBeside):
        page.stand_beside(beside)
