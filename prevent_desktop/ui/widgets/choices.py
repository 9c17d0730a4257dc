"""Radios and tick boxes, stacked, with labels that wrap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from prevent_desktop.ui.widgets.boxes import HBox, VBox
from prevent_desktop.ui.widgets.rich_text import RichText
from prevent_desktop.ui.widgets.words import Kind, Text

_ENABLED_CHANGE = QEvent.Type.EnabledChange
"""Looked up once: each event of each button is asked about."""


class OptionRow(QWidget):
    """A radio or tick box `button` with a label that wraps beside it, and perhaps a muted `detail` line below.

    `rich` is the label with the markup that a form gives it, `picture` stands under it.

    A click anywhere on the row clicks the button.
    """

    def __init__(
        self,
        button: QAbstractButton,
        text: str,
        detail: str = "",
        *,
        kind: Kind = "text",
        rich: str = "",
        picture: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.button = button
        self.label = RichText(rich, text, kind, parent=self) if rich else Text(text, kind, parent=self)
        self.detail = detail
        button.setAccessibleName(text)
        button.setAccessibleDescription(detail)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        words = VBox(spacing=1)
        words.addWidget(self.label)
        if picture is not None:
            words.addWidget(picture)
        if detail:
            words.addWidget(Text(detail, "small"))
        words.addStretch(1)
        row = HBox(self, spacing=9, margins=(0, 2, 0, 2))
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        if event.type() is _ENABLED_CHANGE:
            self.label.setEnabled(self.button.isEnabled())
        return False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
            self.button.click()


class TickBox(OptionRow):
    """One tick box with its label. Signal `toggled(bool)`, by the person or by `set_checked`."""

    toggled = Signal(bool)

    def __init__(
        self,
        text: str,
        *,
        detail: str = "",
        kind: Kind = "text",
        checked: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(QCheckBox(), text, detail, kind=kind, parent=parent)
        self.button.setChecked(checked)
        self.button.toggled.connect(self.toggled)
        self.setFocusProxy(self.button)

    @property
    def checked(self) -> bool:
        """Whether it is ticked."""
        return self.button.isChecked()

    def set_checked(self, checked: bool) -> None:
        """Tick or untick it."""
        self.button.setChecked(checked)

    def set_text(self, text: str) -> None:
        """Call it something else."""
        self.label.setText(text)
        self.button.setAccessibleName(text)


class _Options(QWidget):
    def __init__(
        self, options: Iterable[tuple[str, str]], kind: type[QAbstractButton], *, exclusive: bool
    ) -> None:
        super().__init__(None)
        self._group = QButtonGroup(self)
        self._group.setExclusive(exclusive)
        self._kind = kind
        self.buttons: dict[str, QAbstractButton] = {}
        self._column = VBox(self, spacing=2)
        for key, text in options:
            self._add(key, text)
        self._column.addStretch(1)
        first = next(iter(self.buttons.values()), None)
        if first is not None:
            self.setFocusProxy(first)

    def _add(self, key: str, text: str) -> None:
        button = self._kind()
        self._group.addButton(button)
        self.buttons[key] = button
        self._column.addWidget(OptionRow(button, text))

    def _chosen_keys(self) -> tuple[str, ...]:
        return tuple(key for key, button in self.buttons.items() if button.isChecked())


class RadioGroup(_Options):
    """One choice out of a few, stacked. `options` are keys and texts; signal `chosen(key)` when the person chooses.

    The arrow keys move the choice; Tab goes in and out of the whole group.
    """

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]]) -> None:
        super().__init__(options, QRadioButton, exclusive=True)
        self._group.buttonClicked.connect(self._clicked)

    @property
    def value(self) -> str | None:
        """The key chosen, if any."""
        return next(iter(self._chosen_keys()), None)

    def offer(self, key: str, *, offered: bool) -> None:
        """Show or hide one of the choices."""
        row = self.buttons[key].parentWidget()
        if row is not None:
            row.setVisible(offered)

    def set_value(self, key: str | None) -> None:
        """Choose `key` without a signal; None or an unknown key clears the choice."""
        self._group.setExclusive(False)
        for one, button in self.buttons.items():
            button.setChecked(one == key)
        self._group.setExclusive(True)

    def _clicked(self) -> None:
        if self.value is not None:
            self.chosen.emit(self.value)


class TickGroup(_Options):
    """Any of a few choices, stacked. Signal `changed(keys)` with the tuple of keys when the person changes one."""

    changed = Signal(object)

    def __init__(self, options: Sequence[tuple[str, str]]) -> None:
        super().__init__(options, QCheckBox, exclusive=False)
        self._group.buttonClicked.connect(lambda _button: self.changed.emit(self.values))

    @property
    def values(self) -> tuple[str, ...]:
        """The keys ticked, in the order shown."""
        return self._chosen_keys()

    def set_values(self, keys: Iterable[str]) -> None:
        """Tick exactly `keys` without a signal."""
        wanted = set(keys)
        for key, button in self.buttons.items():
            button.setChecked(key in wanted)


def choose_where_none_is(control: QWidget) -> None:
    """A radio button that has the keyboard is chosen, where nobody chose from its set yet: what Enter means there."""
    if isinstance(control, QRadioButton) and control.group().checkedButton() is None:
        control.click()
