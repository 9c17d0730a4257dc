"""A page of the guidance for the printer: black on white, whatever the theme."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from prevent_desktop.ui.guidance.markdown import html_of
from prevent_desktop.ui.guidance.pages import GuidancePage
from prevent_desktop.ui.theme import text_font

_MARGIN_MM = 18
_POINTS = 11
_STYLE = "td, th { padding: 3px 14px 3px 0; } th { text-align: left; }"


def page_pdf(page: GuidancePage, source: str) -> bytes:
    """The page as a PDF, with the line that tells its source and day at the end; made in memory."""
    document = QTextDocument()
    font = text_font("Inter")
    font.setPointSize(_POINTS)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(_STYLE)
    document.setHtml(html_of(f"{page.text}\n\n---\n\n{source}\n"))
    written = QBuffer()
    written.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(written)
    writer.setTitle(page.title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    document.print_(writer)
    written.close()
    return bytes(written.data().data())
