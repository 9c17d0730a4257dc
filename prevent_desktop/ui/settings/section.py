"""What the sections of the settings screen have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator, place_of
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Card, Heading, PageNotice, Text, TextArea, Tone, VBox
from prevent_desktop.vault.vault import Vault


class Section(QWidget):
    """One `part` of the settings: a heading, a line, a card with fields, and a notice that tells what became of it.

    `add_card` puts another card below.

    Signal `changed` after something was kept: the state is to be read again.
    """

    changed = Signal()

    def __init__(self, tasks: Tasks, part: SettingsPart, line: str = "") -> None:
        super().__init__()
        self.tasks, self.part = tasks, part
        self.setAccessibleName(part.label)
        self.setFocusPolicy(
            Qt.FocusPolicy.NoFocus
        )  # the list puts the keyboard here; Tab then goes to the first control
        self.setProperty("ringless", True)
        self.notice = PageNotice()
        self.source = Text("", "muted")
        self.source.hide()
        self.card = Card()
        self.card.body.setSpacing(14)
        self.column = column = VBox(self, spacing=10)
        column.addWidget(Heading(part.label, 2))
        if line:
            column.addWidget(Text(line, "muted"))
        column.add(self.source, self.notice, self.card)
        column.addStretch(1)

    def add_card(self, card: Card) -> None:
        """One more card, below the others."""
        self.column.insertWidget(self.column.count() - 1, card)

    def show_state(self, state: SettingsState) -> None:
        """Show what the vault holds."""

    def show_source(self, state: SettingsState) -> bool:
        """Say that what is shown comes from the organisation's profile; whether it does."""
        self.source.setText("" if state.profile is None else state.profile.source)
        self.source.setVisible(state.profile is not None)
        return state.profile is not None

    def unsaved(self) -> dict[str, Any]:
        """What was typed and not saved yet, in a form for JSON; empty where there is nothing. No secret is in it."""
        return {}

    def restore(self, unsaved: Mapping[str, Any]) -> None:
        """Show again what `unsaved` told before a lock."""

    def keep(self, work: Callable[[Vault], object], words: str) -> None:
        """Do `work` in the vault lane; then say `words` and have the state read again."""
        self.tasks.in_vault(work, lambda _result: self.tell_kept(words), self.show_failure)

    def tell_kept(self, words: str) -> None:
        """Something was kept."""
        self.notice.say(words, Tone.SUCCESS)
        self.changed.emit()

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say what went wrong."""
        self.notice.say_failure(error)


class UndoSection(Section):
    """A section in which something can be taken away, and brought back while that is offered."""

    def __init__(self, tasks: Tasks, navigator: Navigator, part: SettingsPart, line: str = "") -> None:
        super().__init__(tasks, part, line)
        self._navigator = navigator

    def take_away(
        self, work: Callable[[Vault], object], words: str, undo: Callable[[Vault], object], pressed: QWidget
    ) -> None:
        """Do `work` in the vault lane, then say `words` where the button was pressed; `undo` takes it back there."""
        place = place_of(pressed)

        def done(_result: object) -> None:
            self.changed.emit()
            self._navigator.offer_undo(words, lambda: self.keep(undo, _("It is back.")), place=place)

        self.notice.clear()
        self.tasks.in_vault(work, done, self.show_failure)


class TextSection(Section):
    """A section of texts. What is being typed stays when the vault is read again, and over a lock.

    A subclass puts its lines into `lines` by name.
    """

    def __init__(self, tasks: Tasks, part: SettingsPart, line: str = "") -> None:
        super().__init__(tasks, part, line)
        self.lines: dict[str, QLineEdit | TextArea] = {}
        self._shown: dict[str, str] = {}

    def typed(self) -> dict[str, str]:
        """What stands in the lines."""
        return {
            name: line.text() if isinstance(line, QLineEdit) else line.toPlainText()
            for name, line in self.lines.items()
        }

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Show what the vault holds, unless something else is being typed."""
        untouched = not self.unsaved()
        self._shown = dict(texts)
        if untouched:
            self._fill(texts)

    def unsaved(self) -> dict[str, Any]:
        typed = self.typed()
        empty = dict.fromkeys(self.lines, "")
        return {} if typed == (self._shown or empty) else typed

    def restore(self, unsaved: Mapping[str, Any]) -> None:
        self._fill({name: str(text) for name, text in unsaved.items() if name in self.lines})

    def tell_kept(self, words: str) -> None:
        """Something was kept: what stands there now is what the vault holds."""
        self._shown = self.typed()
        super().tell_kept(words)

    def _fill(self, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            line = self.lines[name]
            if isinstance(line, QLineEdit):
                line.setText(text)
            else:
                line.setPlainText(text)
