"""A section's own page as a list at the left of the page that it leads to."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from prevent_desktop.ui.components.page_protocols import SharesHead, StandsBeside

_LIST_EMS = 19.2
_BOTH_EMS = 76
"""The least width for a list, and for pages and what is written about them beside it, in sizes of the text."""
_AROUND_HEAD = (20, 14, 16, 6)
_NO_LIMIT = (1 << 24) - 1


class ListBeside:
    """Takes a page out of `stack` and puts it before it in `row`, its head into `above`, and back again; it is one page all the time."""

    def __init__(self, above: QBoxLayout, row: QBoxLayout, stack: QStackedWidget) -> None:
        self._above, self._row, self._stack = above, row, stack
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
            page.setFixedWidth(round(_LIST_EMS * em))

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What of the list stands there: the page, and its head."""
        head = None if self.shown is None else _head_of(self.shown)
        return tuple(part for part in (head, self.shown) if part is not None)

    def _take_out(self, page: QWidget) -> None:
        self._stack.removeWidget(page)
        self._row.insertWidget(self._row.indexOf(self._stack), page)
        page.stackUnder(self._stack)  # screen readers go by that order
        _tell(page, beside=True)
        head = _head_of(page)
        if head is not None:
            self._above.addWidget(head)
            self._above.setContentsMargins(*_AROUND_HEAD)
            head.stackUnder(page)
        page.show()

    def _put_back(self) -> None:
        page = self.shown
        if page is not None:
            self._row.removeWidget(page)
            page.setMinimumWidth(0)
            page.setMaximumWidth(_NO_LIMIT)
            self._above.setContentsMargins(0, 0, 0, 0)
            _tell(page, beside=False)
            self._stack.addWidget(page)


def _head_of(page: object) -> QWidget | None:
    return page.shared_head if isinstance(page, SharesHead) else None


def _tell(page: object, *, beside: bool) -> None:
    if isinstance(page, StandsBeside):
        page.stand_beside(beside)
