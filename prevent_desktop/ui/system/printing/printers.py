"""The system's print dialog, and pages drawn on the printer that was chosen. The process that prints alone imports it.

On Linux Qt hands the pages to the print service as a file: `files.nameless` keeps it in memory and without a name. On
Windows and macOS the pages go to the system's own spooler as they are drawn.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPageRanges, QPageSize, QPainter, QWindow
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo

from prevent_desktop.files.nameless import NamelessFiles
from prevent_desktop.ui.system.printing import print_service
from prevent_desktop.ui.system.printing.messages import PrintFailure

_Option = QAbstractPrintDialog.PrintDialogOption
_JOB_NAME = "Prevent Desktop"
"""What the queue of the printer shows to everybody: it names nobody."""


class PrintFailedError(Exception):
    """Nothing is printed, or not all of it. `kind` tells why, `said` what the print service said."""

    def __init__(self, kind: PrintFailure, said: str = "") -> None:
        super().__init__(kind)
        self.kind, self.said = kind, said


def ask_for_printer(pages: int, before: int = 0) -> QPrinter | None:
    """The printer that the person chooses, with pages and copies; None where they change their mind.

    `before` is the window that the dialog stands before, where that is X11's. PrintFailedError where there is no printer. Printing
    into a file is not offered: that is a copy on the disk.
    """
    if not QPrinterInfo.availablePrinterNames():
        raise PrintFailedError(PrintFailure.NO_PRINTER)
    printer = new_printer()
    dialog = QPrintDialog(printer)
    dialog.setOption(_Option.PrintToFile, on=False)
    dialog.setOption(_Option.PrintSelection, on=False)
    dialog.setOption(_Option.PrintPageRange, on=True)
    dialog.setMinMax(1, pages)
    dialog.setFromTo(1, pages)
    if before and QGuiApplication.platformName() == "xcb":
        _put_before(dialog, before)
    try:
        return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None
    finally:
        dialog.deleteLater()


def _put_before(dialog: QPrintDialog, number: int) -> None:
    """Elsewhere no window can belong to one of another process without the two waiting for each other."""
    dialog.winId()
    if (window := dialog.windowHandle()) is not None:
        window.setTransientParent(QWindow.fromWinId(number))


def new_printer() -> QPrinter:
    """A printer for whole A4 pages, which draws its own margins."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(_JOB_NAME)
    printer.setCreator(_JOB_NAME)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    return printer


def chosen_pages(printer: QPrinter, count: int) -> tuple[int, ...]:
    """The pages to be drawn, from 0, in their order, as often as the printer does not repeat them by itself."""
    pages = list(range(count))
    if printer.printRange() == QPrinter.PrintRange.PageRange:
        pages = [page for page in pages if _is_in(page + 1, printer.pageRanges())]
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    return tuple(pages) * copies


def _is_in(page: int, ranges: QPageRanges) -> bool:
    return ranges.isEmpty() or ranges.contains(page)


class PaperRun:
    """One print: `begin`, `draw` each page, then `finish` or `stop`. PrintFailedError where the printer does not take it."""

    def __init__(self, printer: QPrinter) -> None:
        self._printer = printer
        self._painter = QPainter()
        self._drawn = 0
        self._files: NamelessFiles | None = None

    def begin(self) -> None:
        """Open the printer."""
        if sys.platform == "linux" and self._printer.outputFormat() == QPrinter.OutputFormat.NativeFormat:
            try:
                self._files = NamelessFiles()
            except OSError as error:
                raise PrintFailedError(PrintFailure.NO_MEMORY) from error
        with self._files.taking() if self._files is not None else nullcontext():
            begun = self._painter.begin(self._printer)
        if not begun:
            self._close()
            raise PrintFailedError(PrintFailure.NOT_TAKEN)
        self._painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)

    @property
    def size(self) -> int:
        """How many bytes wait to be handed over; 0 where the system takes each page as it is drawn."""
        return 0 if self._files is None else self._files.size

    def draw(self, image: QImage) -> None:
        """Draw a page over the whole sheet, in its own proportions."""
        if self._drawn and not self._printer.newPage():
            raise PrintFailedError(PrintFailure.NOT_TAKEN)
        paper = self._painter.viewport()
        size = image.size().scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
        self._painter.drawImage(QRect(_middle(paper.size(), size), size), image)
        self._drawn += 1

    def finish(self) -> None:
        """Hand all pages over."""
        with self._files.named() if self._files is not None else nullcontext():
            ended = self._painter.end()
        failed = self._printer.printerState() == QPrinter.PrinterState.Error
        handed_over = self._files is not None
        self._close()
        if not ended or failed:
            raise PrintFailedError(PrintFailure.NOT_TAKEN)
        if handed_over:
            self._require_taken()

    def _require_taken(self) -> None:
        if said := print_service.refusal():
            raise PrintFailedError(PrintFailure.REFUSED, said)
        if print_service.was_cut(self._printer.printerName()):
            raise PrintFailedError(PrintFailure.NOT_TAKEN)

    def stop(self) -> None:
        """Hand nothing over, where nothing has gone yet: on Linux the file is gone before the print service could take it."""
        if self._painter.isActive():
            self._printer.abort()
            self._painter.end()
        self._close()

    def _close(self) -> None:
        if self._files is not None:
            self._files.close()
            self._files = None


def _middle(paper: QSize, size: QSize) -> QPoint:
    return QPoint((paper.width() - size.width()) // 2, (paper.height() - size.height()) // 2)
