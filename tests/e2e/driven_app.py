"""The real program with a remote control for tests (`driven` is run, which `driving.Program` starts).

It is put together as `app.run_app` does it; at a lock the fresh process is again this one, in the same process id.
Over an inherited socket come commands as JSON lines. They are carried out on the GUI thread as a person at the
keyboard would: keys go to the widget that has the focus, and what can be read is what a screen reader would be told.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from prevent_desktop.app import AppOptions, Desktop
from prevent_desktop.confined.spawn import replace_process
from prevent_desktop.ui.vault_admin.first_run.step_card import StepCard
from prevent_desktop.ui.widgets import Heading
from prevent_desktop.ui.widgets.accessible_roles import tell_roles
from prevent_desktop.ui.widgets.secret_line import UnheardKeys
from prevent_desktop.ui.window.app_window import AppWindow

RUN = ("-m", "tests.e2e.driven")
SOCKET_VARIABLE = "PREVENT_DESKTOP_TEST_SOCKET"
STRAYS_VARIABLE = "PREVENT_DESKTOP_TEST_STRAYS"
"""Where it is set, windows are looked out for, at the price of one more call for each event of Qt's."""
_ANSWERED_FIRST = frozenset({"press", "write", "close"})
"""Commands after which this process may be gone, or inside a dialog: they are answered before they are carried out."""
_LATIN_1 = 255
_SPOKEN_ROLES = frozenset(
    {
        QAccessible.Role.StaticText,
        QAccessible.Role.Button,
        QAccessible.Role.RadioButton,
        QAccessible.Role.CheckBox,
        QAccessible.Role.EditableText,
        QAccessible.Role.Link,
        QAccessible.Role.ButtonMenu,
        QAccessible.Role.PageTab,
        QAccessible.Role.Cell,
        QAccessible.Role.ListItem,
        QAccessible.Role.AlertMessage,
        QAccessible.Role.Heading,
    }
)


class RemoteControl(QObject):
    """Reads commands from `line`, one JSON object a line, and answers each with one line."""

    def __init__(self, line: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        self._line = line
        self._pending = b""
        self._round: list[QWidget] = []
        self._strays: list[str] = []
        self._unheard = UnheardKeys(self)
        if STRAYS_VARIABLE in os.environ:
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # there is one by now
        self._notifier = QSocketNotifier(line.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self._ready = QTimer(self)
        self._ready.setInterval(20)
        self._ready.timeout.connect(self._begin)
        self._ready.start()

    def _begin(self) -> None:
        """Say that the program is there once its window has the keyboard; no window manager gives it under Xvfb."""
        if QApplication.focusWidget() is None or QApplication.focusWindow() is None:
            _top().activateWindow()
            return
        self._ready.stop()
        self._answer({"pid": os.getpid()})

    def _answer(self, answer: dict[str, Any]) -> None:
        self._line.sendall(json.dumps(answer).encode() + b"\n")

    def _read(self) -> None:
        received = self._line.recv(1 << 16)
        if not received:
            self._notifier.setEnabled(False)
            QApplication.quit()
            return
        self._pending += received
        while b"\n" in self._pending:
            line, _newline, self._pending = self._pending.partition(b"\n")
            self._obey(**json.loads(line))

    def _obey(self, do: str, **arguments: Any) -> None:
        command: Callable[..., Any] = getattr(self, do)
        if do in _ANSWERED_FIRST:
            self._answer({"value": None})
            command(**arguments)
            return
        try:
            self._answer({"value": command(**arguments)})
        except Exception as error:  # noqa: BLE001  # the test is told, whatever it is
            self._answer({"error": f"{type(error).__name__}: {error}"})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look out for parts of a page that are shown as a window before they stand on the page."""
        if event.type() != QEvent.Type.Show or not isinstance(watched, QWidget):
            return False
        if watched.windowType() is Qt.WindowType.Window and not isinstance(watched, AppWindow):
            self._strays.append(type(watched).__name__)
        return False

    def stray_windows(self) -> list[str]:
        """What was shown as a window of its own and is none of ours; it flashes, and takes the keyboard away."""
        return self._strays

    # -- keys

    def press(self, keys: list[str]) -> None:
        """Press keys or shortcuts by their Qt names ("Tab", "Ctrl+L")."""
        for name in keys:
            combination = QKeySequence(name)[0]  # type: ignore[index]  # the stubs do not know it; Qt does
            self._click(combination.key(), combination.keyboardModifiers())

    def _click(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, at once: the accessibility bus, which would give it back late, does not hear of it."""
        self._unheard.stand_first()
        QTest.keyClick(_focus(), key, modifiers)
        self._unheard.stand_aside()

    def paste(self, text: str) -> None:
        """Paste `text`, as it comes from another program."""
        QApplication.clipboard().setText(text)
        self.press(["Ctrl+V"])

    def time_press(self, key: str) -> float:
        """Press one key; the seconds until what it does at once is done and painted."""
        begun = time.perf_counter()
        self.press([key])
        return time.perf_counter() - begun

    def write(self, text: str) -> None:
        """Type `text`, letter by letter."""
        for letter in text:
            self._type(letter)

    def _type(self, letter: str) -> None:
        if letter == "\n":
            self._click(Qt.Key.Key_Return)
        elif ord(letter) <= _LATIN_1:
            self._unheard.stand_first()
            QTest.keyClicks(_focus(), letter)
            self._unheard.stand_aside()
        else:
            # QTest types Latin-1 only; a keyboard with such a key sends the event like this.
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(_focus(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))

    def tab_to(
        self,
        name: str = "",
        group: str = "",
        description: str = "",
        role: str = "",
        kind: str = "",
        *,
        back: bool = False,
        most: int = 150,
    ) -> dict[str, Any]:
        """Press Tab until the control with the focus has exactly this name, group, role and so on (where given); its state."""
        wanted = {"name": name, "group": group, "role": role, "description": description, "kind": kind}
        wanted = {key: value for key, value in wanted.items() if value}
        passed: list[tuple[QWidget, str]] = []
        for _press in range(most):
            state = self.focus()
            if all(state[key] == value for key, value in wanted.items()):
                return state
            passed.append((_focus(), f"{state['group']} / {state['name']}".removeprefix(" / ")))
            self._click(Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab)
            QApplication.processEvents()
            if [widget for widget, _name in passed].count(_focus()) > 1:
                break
        raise LookupError(f"Tab never came to {wanted}; it passed {[name for _widget, name in passed]}")

    # -- what a person sees, or hears from a screen reader

    def focus(self) -> dict[str, Any]:
        """Name, role, value and so on of the control that has the focus."""
        return _described(_focus())

    def words(self) -> list[str]:
        """Every text that is visible in the window on top, in the order of its tree."""
        return list(_words(QAccessible.queryAccessibleInterface(_top())))

    def screen(self) -> str:
        """What a person would call the screen that is shown: a dialog by its title, a page by its name and heading."""
        top = _top()
        if not isinstance(top, AppWindow):
            return f"dialog: {top.windowTitle() or top.accessibleName()}"
        page: Any = top.centralWidget() if top.main_view is None else top.main_view.page
        cards = [card for card in page.findChildren(StepCard) if card.isVisible()] if page else []
        if cards:
            return str(cards[0].accessibleName())
        if _is_a(page, "FormScreen", "CheckScreen"):  # their first heading is the first that was built
            is_whole = _is_a(page, "FormScreen") and page.state.is_whole
            name = str(page.accessibleName())
            return name.partition(". Section ")[0] if is_whole else name
        headings = [one.text() for one in page.findChildren(Heading) if one.isVisible()] if page else []
        return " / ".join(filter(None, (page.accessibleName() if page else "", *headings[:1])))

    def tab_stops(self, most: int = 400, *, go_on: bool = False) -> list[dict[str, Any]]:
        """Press Tab until a control comes again: each stop on the way round; with `go_on` the next ones of the round."""
        if not go_on:
            self._round = []
        stops = []
        for _press in range(most):
            self._click(Qt.Key.Key_Tab)
            QApplication.processEvents()
            if _focus() in self._round:
                break
            self._round.append(_focus())
            stops.append(self.focus())
        return stops

    def take_name_away(self, name: str) -> None:
        """Break the program: the button with this name has none any more."""
        button = next(one for one in _top().findChildren(QPushButton) if _described(one)["name"] == name)
        button.setAccessibleName("")
        button.setText("")

    def write_past_the_line(self, text: str) -> None:
        """Break the program: put `text` into Qt's own line, as a password field of Qt's does."""
        QLineEdit.insert(_focus(), text)  # type: ignore[arg-type]  # the test has put the keyboard on such a line

    def picture(self, path: str) -> None:
        """Save a picture of the window on top."""
        _top().grab().save(path)

    def size(self, width: int, height: int) -> None:
        """Give the window another size."""
        _top().resize(width, height)

    def close(self) -> None:
        """Close the window, as its frame's button would."""
        QApplication.processEvents()
        _top().window().close()


def _top() -> QWidget:
    """The dialog on top, or the window."""
    modal = QApplication.activeModalWidget()
    if modal is not None:
        return modal
    return next(
        widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget.parent() is None
    )


def _focus() -> QWidget:
    popup = QApplication.activePopupWidget()
    if popup is None and QApplication.focusWindow() is None:
        _top().activateWindow()  # once a dialog has gone, as a window manager does; there is none here
        for _look in range(100):
            if QApplication.focusWindow() is None:
                QTest.qWait(20)
    widget: QWidget | None = QApplication.focusWidget() if popup is None else popup.focusWidget()
    widget = popup if widget is None else widget
    if widget is None:
        raise LookupError(
            f"no control of {_top()!r} has the keyboard; the window {QApplication.focusWindow()!r} has"
        )
    return widget


def _described(widget: QWidget) -> dict[str, Any]:
    spoken = QAccessible.queryAccessibleInterface(widget)
    chosen = widget.activeAction() if isinstance(widget, QMenu) else None
    text = spoken.textInterface()
    return {
        "name": spoken.text(QAccessible.Text.Name) if chosen is None else chosen.text().replace("&", ""),
        "role": spoken.role().name,
        "description": spoken.text(QAccessible.Text.Description),
        "value": spoken.text(QAccessible.Text.Value),
        "cursor": None if text is None else text.cursorPosition(),  # type: ignore[redundant-expr]  # most controls have none
        "group": _group(widget),
        "checked": bool(spoken.state().checked),
        "kind": type(widget).__name__,
    }


def _is_a(widget: Any, *names: str) -> bool:
    """Whether its class has such a name. The classes themselves are imported when the program needs them, and not before."""
    return any(base.__name__ in names for base in type(widget).__mro__)


def _group(widget: QWidget) -> str:
    parent = widget.parentWidget()
    while parent is not None:
        if _is_a(parent, "AnswerGroup"):
            return parent.accessibleName()
        parent = parent.parentWidget()
    return ""


def _words(spoken: QAccessibleInterface | None) -> Iterator[str]:
    if spoken is None or not spoken.isValid() or spoken.state().invisible:
        return
    if spoken.role() in _SPOKEN_ROLES:
        shown = spoken.object()
        texts = [spoken.text(QAccessible.Text.Name), spoken.text(QAccessible.Text.Value)]
        if isinstance(shown, QLabel):
            texts.append(shown.text())
        yield from dict.fromkeys(text for text in texts if text)
    for number in range(spoken.childCount()):
        yield from _words(spoken.child(number))


def _start_again() -> None:
    replace_process([sys.executable, *RUN])


def main() -> int:
    line = socket.socket(fileno=int(os.environ[SOCKET_VARIABLE]))
    app = QApplication(sys.argv[:1])
    app.setApplicationName("prevent-desktop")
    tell_roles()
    desktop = Desktop(app, AppOptions(), fresh_process=_start_again)
    sys.excepthook = desktop.show_fault
    desktop.start()
    QAccessible.setActive(True)  # as with a screen reader: what it is told is kept up to date
    RemoteControl(line, app)
    return app.exec()
