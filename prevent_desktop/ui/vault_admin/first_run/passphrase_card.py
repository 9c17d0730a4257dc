"""The third step: the passphrase, typed once, and the recovery code, kept on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.first_run.step_card import Sentences, StepCard
from prevent_desktop.ui.vault_admin.unlock.new_passphrase import NewPassphrase
from prevent_desktop.ui.vault_admin.unlock.pane import failure_words
from prevent_desktop.ui.widgets import (
    BesideRow,
    Field,
    FlowRow,
    HairLine,
    Heading,
    LinkButton,
    PassphraseEdit,
    SecondaryButton,
    Text,
    TickBox,
    Tone,
    VBox,
    announce,
)
from prevent_desktop.ui.widgets.bound_keys import bind
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.vault.keys.recovery_code import new_recovery_code
from prevent_desktop.writing.word_list import offered_words

if TYPE_CHECKING:
    from prevent_desktop.ui.components.printing import Printing


class OfferedPassphrase(QWidget):
    """Five words by chance, to be typed once. `other_wanted` and `own` are its links."""

    def __init__(self) -> None:
        super().__init__()
        self.other = LinkButton(_("Other words"), self.offer)
        self.own = LinkButton(_("Choose my own"))
        head = BesideRow(self.other, self.own)
        head.words.addWidget(Text(_("We suggest these five words"), "strong"))
        self.words = Text("", "code", selectable=True)
        self.words.setAccessibleName(_("Offered passphrase"))
        self.typed = PassphraseEdit()
        self.field = Field(_("Type it once, so that your fingers know it"), self.typed)
        VBox(self, spacing=8).add(head, self.words, self.field)
        self.offer()

    def offer(self) -> None:
        """Offer fresh words."""
        self.words.setText(offered_words())
        self.typed.clear()
        self.field.set_error("")
        self.typed.line.setAccessibleDescription(self.words.text())
        announce(self.words, self.words.text())

    def chosen(self) -> str | None:
        """The words, once they were typed; else None, with the reason next to the field."""
        if " ".join(self.typed.text.split()).casefold() == self.words.text():
            self.field.set_error("")
            return self.words.text()
        self.field.set_error(
            _("These are not the words above. Type them again.")
            if self.typed.text
            else _("Type the words above, with a space between")
        )
        self.typed.type_again()
        return None


class OwnPassphrase(QWidget):
    """A passphrase of one's own, typed twice. `offered` is the link back to the words."""

    def __init__(self, known_words: tuple[str, ...]) -> None:
        super().__init__()
        self.new = NewPassphrase(known_words=known_words)
        self.offered = LinkButton(_("Use five words that are offered"))
        VBox(self, spacing=8).add(self.new, self.offered)


class PassphraseCard(StepCard):
    """`passphrase` and `code` tell what the vault is to be made with, once it is `done`.

    `known_words`, such as the person's own name, count as easy to guess. `may_print` is asked whether the organisation's file
    allows printing; `printed` tells whether the code was.
    """

    def __init__(
        self, tasks: Tasks, known_words: tuple[str, ...], may_print: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__(_("Passphrase"))
        self._tasks = tasks
        self._may_print = may_print
        self._printing: Printing | None = None
        self.passphrase = ""
        self.printed = False
        self.code = new_recovery_code()
        self.offered, self.own = OfferedPassphrase(), OwnPassphrase(known_words)
        self.shown_code = Text(self.code, "code", selectable=True)
        self.shown_code.setAccessibleName(_("Recovery code"))
        self.shown_code.setAccessibleDescription(" ".join(self.code))
        self.print_button = SecondaryButton(_("&Print it"), self.print_code)
        self.copy = SecondaryButton(_("&Copy it"), self._copy)
        self.save = LinkButton(_("Save it as a PDF…"), self._ask_where_to_save)
        self.kept = TickBox(_("I have it on paper"))
        self._lay_out()
        self.add_buttons(_("&Finish"), self._finish)
        self._listen()

    def _lay_out(self) -> None:
        self.own.hide()
        self.body.add(self.offered, self.own)
        self.body.addSpacing(4)
        self.body.addWidget(HairLine())
        self.body.addSpacing(4)
        self.body.addWidget(Heading(_("Recovery code"), 2))
        self.body.addWidget(
            Sentences(
                _(
                    "It opens your records if the passphrase is lost. Keep it on paper, away from this computer. "
                    "Nobody else can make a new one."
                )
            )
        )
        self.body.add(
            self.shown_code,
            FlowRow(
                self.print_button,
                self.copy,
                self.save,
                Text(_("The copy is gone in 30 seconds."), "small", wrap=False),
            ),
            self.kept,
        )

    def _listen(self) -> None:
        self.offered.own.clicked.connect(lambda: self._choose_own(own=True))
        self.own.offered.clicked.connect(lambda: self._choose_own(own=False))
        self.offered.typed.entered.connect(self._typed)
        self.own.new.entered.connect(self._typed)
        bind(Shortcut.PRINT, self, self.print_code)

    @property
    def first(self) -> QWidget:
        """Where the keyboard begins: what is to be typed, below what is offered."""
        return self.own.new.first.line if self.offered.isHidden() else self.offered.typed.line

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches in this card, in reading order; compound ones as a whole, as Qt wants them."""
        offered, own = self.offered, self.own
        typed = [offered.other, offered.own, offered.typed, own.new, own.offered]
        return [*typed, self.print_button, self.copy, self.save, self.kept, self.go_on, self.back]

    def _choose_own(self, *, own: bool) -> None:
        self.own.new.clear()
        self.own.setVisible(own)
        self.offered.setVisible(not own)
        self.enter()

    def _chosen(self) -> str | None:
        return self.own.new.chosen() if self.offered.isHidden() else self.offered.chosen()

    def _typed(self) -> None:
        if self._chosen() is not None:
            self.kept.setFocus(Qt.FocusReason.TabFocusReason)

    def _finish(self) -> None:
        passphrase = self._chosen()
        if passphrase is None:
            return
        if not self.kept.checked:
            self.say_wrong(_("Write the code down, or print it. Then tick “I have it on paper”."))
            self.kept.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.passphrase = passphrase
        self.done.emit()

    # -- the code

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code)
        self.notice.say(_("Copied. Paste it where only you can read it."), Tone.SUCCESS)

    def print_code(self) -> None:
        """Print the sheet with the code. There is no vault yet: that it was printed is written down once there is."""
        from prevent_desktop.ui.components.printing import Printing
        from prevent_desktop.workflows.printing.to_print import code_to_print, forbidden

        if not self._may_print():
            self.show_failure(forbidden())
            return
        if self._printing is None:
            self._printing = Printing(self._tasks, self, self._tell, failed=self.show_failure, in_vault=False)
            self._printing.printed.connect(self._note_print)
        self._printing.ask(code_to_print(self.code, now=datetime.now(UTC)))

    def _note_print(self) -> None:
        self.printed = True

    def _tell(self, words: str) -> None:
        self.notice.say(words, Tone.SUCCESS)

    def _ask_where_to_save(self) -> None:
        from prevent_desktop.ui.components.file_dialogs import ask_for_target

        path = ask_for_target(self, "recovery-code.pdf", title=_("Save the recovery code"))
        if path is not None:
            self.save_code(path)

    def save_code(self, path: Path) -> None:
        """Write the sheet with the code to `path`, on a worker."""
        code = self.code

        def work() -> None:
            from prevent_desktop.ui.vault_admin.unlock.sheet import save_recovery_sheet

            save_recovery_sheet(code, path, made_at=datetime.now(UTC))

        self._tasks.in_background(work, lambda _none: self._tell_saved(), self.show_failure)

    def _tell_saved(self) -> None:
        self.notice.say(_("Saved. Print it, then delete the file."), Tone.SUCCESS)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say what did not work."""
        self.end_wait()
        self.say_wrong(failure_words(error))
