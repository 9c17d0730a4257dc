"""The reading pane. It loads nothing: no picture, no address, no file."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QTextBrowser, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.guidance.markdown import html_of


class Reader(QTextBrowser):
    """Shows CommonMark. Signal `link_chosen(target)` for any link, with its target as it is written."""

    link_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setAccessibleName(_("Guidance page"))
        self._text = ""
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(lambda url: self.link_chosen.emit(url.toString()))

    def show_text(self, text: str) -> None:
        """Show another page, from its beginning."""
        self._text = text
        self._render()

    def loadResource(self, kind: int, name: QUrl | str) -> QByteArray:
        """Nothing is ever loaded. Empty bytes: for no answer at all Qt would read the file itself."""
        del kind, name
        return QByteArray()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls

    def _fit(self) -> None:
        """As tall as the text: the page scrolls, not the pane."""
        height = round(self.document().size().height()) + 2
        if height != self.height():
            self.setFixedHeight(height)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange}:
            self._render()

    def _render(self) -> None:
        if not self._text:
            return
        size = self.font().pixelSize()
        link = self.palette().link().color().name()
        self.document().setDefaultStyleSheet(
            f"h1 {{ font-size: {round(size * 1.5)}px; font-weight: 700; margin-top: 0; }}"
            f"h2 {{ font-size: {round(size * 0.9)}px; font-weight: 600; margin-top: 18px; }}"
            f"h3 {{ font-size: {size}px; font-weight: 600; }}"
            f"a {{ color: {link}; }} td, th {{ padding: 4px 14px 4px 0; text-align: left; }} li {{ margin-bottom: 4px; }}"
        )
        self.setHtml(html_of(self._text))
        self._fit()
