"""A line for secrets whose own text is bullets alone; the words stand beside it, in memory.

Qt tells everybody on the accessibility bus which characters a text field took and lost, those of a password field
too (Qt 6.11, QWidgetLineControl), and a screen reader says them aloud. So the line of Qt never holds the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import (
    QClipboard,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from prevent_desktop.ui.widgets.drawn_words import DrawnWords

BULLET = "•"
_STANDARD = QKeySequence.StandardKey
_MOST_STEPS = 200


_PRESSED_OR_LET_GO = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_HELD_FOR_COMMANDS = frozenset({Qt.Key.Key_Insert, Qt.Key.Key_CapsLock})
"""What screen readers have people hold down for a command. A key beside it is the command, and is theirs."""


class UnheardKeys(QObject):
    """Stands before all other filters of the application from `stand_first` until `stand_aside`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._held: set[int] = set()

    def stand_first(self) -> None:
        """Called before each key: the bus may have come up since the last one, and stand in front."""
        if (app := QCoreApplication.instance()) is not None:
            app.installEventFilter(self)

    def stand_aside(self) -> None:
        """The keys go elsewhere."""
        self._held.clear()
        if (app := QCoreApplication.instance()) is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() not in _PRESSED_OR_LET_GO:
            return False
        if not event.spontaneous():
            return False
        self._note_held(event)
        if self._held:
            return False
        copy = event.clone()
        QCoreApplication.sendEvent(watched, copy)
        event.setAccepted(copy.isAccepted())
        return True

    def _note_held(self, event: QKeyEvent) -> None:
        if event.key() in _HELD_FOR_COMMANDS:
            change = self._held.add if event.type() is QEvent.Type.KeyPress else self._held.discard
            change(event.key())


class SecretLine(QLineEdit):
    """`text()` is what was typed. All else that Qt holds, draws and tells is as many bullets.

    `shown` draws the letters on the screen, and nowhere else. `textEdited` and `textChanged` carry bullets. Whatever
    brings characters in is caught before Qt has it: keys, input methods, pasting, the mouse, dropping. What takes
    characters out is left to Qt, and followed. A tool that writes by the accessibility bus has put its words on the bus
    itself; they are turned into bullets at once.
    """

    def __init__(self, *, shown: bool = False) -> None:
        super().__init__()
        self._typed: list[str] = []
        self._composed = ""
        self._shown = shown
        self._steps: list[tuple[list[str], int]] = []
        self._undone: list[tuple[list[str], int]] = []
        self._unheard = UnheardKeys(self)
        self._typing_at = -1
        """Where the run of letters that one undo takes back goes on; -1 where the next letter begins a new one."""
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            self.inputMethodHints()
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.textEdited.connect(self._follow)
        self.textChanged.connect(self._take_from_outside)

    # -- what it holds

    @property
    def shown(self) -> bool:
        """Whether the letters are drawn."""
        return self._shown

    @shown.setter
    def shown(self, shown: bool) -> None:
        self._shown = shown
        self.update()

    def text(self) -> str:
        """What was typed."""
        return "".join(self._typed)

    def setText(self, words: str | None) -> None:
        """Hold these words instead; what was there is forgotten."""
        self._forget()
        self._typed[:] = words or ""
        super().setText(BULLET * len(self._typed))
        self.update()

    def clear(self) -> None:
        """Forget what was typed, and what could be brought back."""
        self.setText("")

    def insert(self, words: str) -> None:
        """Put these words in place of what is selected, or where the cursor is."""
        self._keep_step()
        self._put(words)

    def paste(self) -> None:
        """Put in what is on the clipboard."""
        self._paste(QClipboard.Mode.Clipboard)

    def undo(self) -> None:
        """Take the last change back."""
        self._step_back(self._steps, self._undone)

    def redo(self) -> None:
        """Make the change again that was taken back."""
        self._step_back(self._undone, self._steps)

    def _forget(self) -> None:
        for held in (self._typed, self._steps, self._undone):
            held.clear()
        self._typing_at, self._composed = -1, ""

    # -- what comes in

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            self._unheard.stand_first()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.isReadOnly():
            super().keyPressEvent(event)
        elif _writes(event):
            self._type(event.text())
        elif event.matches(_STANDARD.Paste):
            self.paste()
        elif event.matches(_STANDARD.Undo):
            self.undo()
        elif event.matches(_STANDARD.Redo):
            self.redo()
        elif event.matches(_STANDARD.Copy) or event.matches(_STANDARD.Cut):
            self._copy(cut=event.matches(_STANDARD.Cut))
        else:
            self._typing_at = -1
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What an input method finished goes in; what is still being composed is a run of bullets for Qt."""
        at, length = self.cursorPosition() + event.replacementStart(), event.replacementLength()
        if length:
            self.setSelection(at, length)
        if event.commitString() or length:
            self._type(event.commitString())
        self._composed = event.preeditString()
        hidden = BULLET * _units(self._composed)
        super().inputMethodEvent(QInputMethodEvent(hidden, event.attributes()))
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        self.setCursorPosition(self._place_at(event.position().x()))
        self.insert(event.mimeData().text())
        event.acceptProposedAction()

    def _type(self, letters: str) -> None:
        goes_on = self._typing_at == self.cursorPosition() and not self.hasSelectedText()
        if not goes_on:
            self._keep_step()
        self._put(letters)
        self._typing_at = self.cursorPosition()

    def _paste(self, mode: QClipboard.Mode) -> None:
        if not self.isReadOnly() and (words := QGuiApplication.clipboard().text(mode)):
            self.insert(words.strip("\r\n"))

    def _copy(self, *, cut: bool) -> None:
        """Only letters that can be read on the screen leave it."""
        if not self.hasSelectedText():
            return
        if self._shown:
            words = self._typed[self.selectionStart() : self.selectionEnd()]
            QGuiApplication.clipboard().setText("".join(words))
        if cut:
            self.insert("")

    def _put(self, words: str) -> None:
        """The words first, then the bullets: whoever hears of the bullets finds the words there."""
        start = self.selectionStart() if self.hasSelectedText() else self.cursorPosition()
        end = self.selectionEnd() if self.hasSelectedText() else start
        self._typed[start:end] = words
        self._undone.clear()
        self._typing_at = -1
        super().insert(BULLET * len(words))

    # -- what goes out

    def _follow(self, bullets: str) -> None:
        """Qt took bullets out, and the cursor stands where they were."""
        if (gone := len(self._typed) - len(bullets)) > 0:
            self._keep_step()
            at = self.cursorPosition()
            del self._typed[at : at + gone]
        self.update()

    def _take_from_outside(self, text: str) -> None:
        """A tool wrote past all of this. Which of many bullets it took out cannot be known: then all is forgotten."""
        if not text.strip(BULLET):
            if len(text) != len(self._typed):
                self.clear()
            return
        before = len(text) - len(text.lstrip(BULLET))
        behind = len(text) - len(text.rstrip(BULLET))
        kept = self._typed[len(self._typed) - behind :] if behind else []
        self.setText("".join([*self._typed[:before], text[before : len(text) - behind], *kept]))

    # -- undoing

    def _keep_step(self) -> None:
        self._steps.append((self._typed.copy(), self.cursorPosition()))
        del self._steps[:-_MOST_STEPS]

    def _step_back(self, steps: list[tuple[list[str], int]], other: list[tuple[list[str], int]]) -> None:
        if not steps or self.isReadOnly():
            return
        other.append((self._typed, self.cursorPosition()))
        words, cursor = steps.pop()
        self._typed, self._typing_at = words, -1
        self.selectAll()
        super().insert(BULLET * len(words))
        self.setCursorPosition(min(cursor, len(words)))

    # -- the mouse, and what is drawn

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._typing_at = -1
        if not self._shown or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        at = self._place_at(event.position().x())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._select_to(at)
        else:
            self.setCursorPosition(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._shown and event.buttons() & Qt.MouseButton.LeftButton:
            self._select_to(self._place_at(event.position().x()))
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.MiddleButton:
            if QGuiApplication.clipboard().supportsSelection():
                self.deselect()
                self._paste(QClipboard.Mode.Selection)
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        del event
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._typing_at = -1
        self._unheard.stand_aside()
        super().focusOutEvent(event)

    def _place_at(self, x: float) -> int:
        if self._shown:
            return self._drawn().place_at(x)
        return self.cursorPositionAt(QPoint(int(x), self.height() // 2))

    def _select_to(self, at: int) -> None:
        start, cursor = self.selectionStart(), self.cursorPosition()
        fixed = cursor
        if self.hasSelectedText():
            fixed = self.selectionEnd() if cursor == start else start
        self.setSelection(fixed, at - fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown:
            self._drawn().paint()
        else:
            super().paintEvent(event)

    def _drawn(self) -> DrawnWords:
        from prevent_desktop.ui.widgets.drawn_words import DrawnWords  # seldom asked for

        return DrawnWords(self, self._typed, self._composed)


def _writes(event: QKeyEvent) -> bool:
    """Whether this key writes a character (as QInputControl::isAcceptableInput decides it)."""
    letters = event.text()
    control = Qt.KeyboardModifier.ControlModifier
    if event.modifiers() in {control, control | Qt.KeyboardModifier.ShiftModifier}:
        return False
    return bool(letters) and not _is_control(letters[0])


def _is_control(letter: str) -> bool:
    """Whether it is a control character (Unicode's category Cc), such as Backspace has for its text."""
    return letter < " " or "\x7f" <= letter < "\xa0"


def _units(words: str) -> int:
    """So many UTF-16 units, in which Qt counts."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2
