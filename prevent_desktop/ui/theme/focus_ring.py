"""The visible focus: a 3 px ring with a dark inner border around whatever has it, drawn over the page.

Style sheets know one border only, and it would shift the text; so the ring is one widget that follows the focus.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWindow
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QTabBar, QWidget
from shiboken6 import isValid

from prevent_desktop.ui.theme.painted import Painted, tokens_property

_RING = 3
_INNER = 1
_GAP = 1
_FOLLOWED = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ZOrderChange,
    QEvent.Type.LayoutRequest,
}


class FocusRings(QObject):
    """Draws a ring around the focus of `app`, wherever it goes.

    Widgets with the property `ringless` get none; `ring_space` is so many more pixels between the ring and a widget that
    has no edge of its own.

    While a page is built the focus moves several times: the ring is drawn once, when it has come to rest. Whoever
    uses the mouse sees it only where text is typed; with the next key it is there again.
    """

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent or app)
        self._ring: FocusRing | None = None
        self._wanted: QWidget | None = None
        self._by_mouse = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._draw)
        app.focusChanged.connect(self._follow)
        app.focusWindowChanged.connect(self._listen_to)
        self._listen_to(app.focusWindow())

    def _listen_to(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        kind = event.type()
        if kind is QEvent.Type.MouseButtonPress:
            self._by_mouse = True
        elif kind is QEvent.Type.KeyPress and self._by_mouse:
            self._by_mouse = False
            self._follow(None, QApplication.focusWidget())
        return False

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._wanted = now if now is not None and self._is_ringed(now) else None
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None
        self._rest.start(0)

    def _draw(self) -> None:
        if self._ring is None and self._wanted is not None and isValid(self._wanted):
            self._ring = FocusRing(self._wanted)

    def _is_ringed(self, widget: QWidget) -> bool:
        """Not for windows and whole pages, nor for whoever uses the mouse, except where text is typed."""
        if widget.isWindow() or widget.property("ringless"):
            return False
        return not self._by_mouse or widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


class FocusRing(QWidget, Painted):
    """The ring of one widget. It lies on the page that scrolls, so it moves and is cut off with the page."""

    tokens = tokens_property()

    def __init__(self, target: QWidget) -> None:
        host = _host(target)
        super().__init__(host)
        self._target = target
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in _between(target, host):
            widget.installEventFilter(self)
        if isinstance(target, QTabBar):
            target.currentChanged.connect(self._place)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED and watched is not self:
            self._place()
        return False

    def _place(self) -> None:
        target, host = self._target, self.parentWidget()
        if not isValid(target) or host is None or not target.isVisible():
            self.hide()
            return
        inset = _RING + _GAP + int(target.property("ring_space") or 0)
        inside = _tab_rect(target) if isinstance(target, QTabBar) else target.rect()
        around = QRect(target.mapTo(host, inside.topLeft()), inside.size())
        self.setGeometry(around.adjusted(-inset, -inset, inset, inset))
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        outer = QRectF(self.rect())
        self._ring(painter, outer, "focus", _RING, 0)
        self._ring(painter, outer, "focus_inner", _INNER, _RING)

    def _ring(self, painter: QPainter, outer: QRectF, colour: str, width: int, inset: int) -> None:
        pen = QPen(self.colour(colour), width)
        painter.setPen(pen)
        edge = inset + width / 2
        radius = 8 - inset
        painter.drawRoundedRect(outer.adjusted(edge, edge, -edge, -edge), radius, radius)


def _tab_rect(bar: QTabBar) -> QRect:
    """The open tab as wide as its words and what surrounds them: the room up to the next tab is none of it."""
    from PySide6.QtWidgets import QStyle, QStyleOptionTab  # 4 ms at the start, where no tabs are

    option = QStyleOptionTab()
    bar.initStyleOption(option, bar.currentIndex())
    words = bar.style().subElementRect(QStyle.SubElement.SE_TabBarTabText, option, bar)
    whole = bar.tabRect(bar.currentIndex())
    around = words.x() - whole.x()
    return QRect(whole.x(), whole.y(), words.width() + 2 * around, whole.height())


def _host(widget: QWidget) -> QWidget:
    """The page that `widget` scrolls with, or its window."""
    child, parent = widget, widget.parentWidget()
    while parent is not None and not child.isWindow():
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent and child is not widget:
            return child
        child, parent = parent, parent.parentWidget()
    return child


def _between(widget: QWidget, host: QWidget) -> list[QWidget]:
    found = [widget]
    while found[-1] is not host and (parent := found[-1].parentWidget()) is not None:
        found.append(parent)
    return [one for one in found if one is not host] + [host]
