"""Shows the password of a pack, once: to be read out by phone. Leaving the page drops it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.translation import _
from prevent_desktop.ui.packs.telling import PasswordToTell
from prevent_desktop.ui.widgets import (
    Card,
    FlowRow,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
    VBox,
    announce,
    restyle,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.words import Kind


class WordRows(QWidget):
    """Numbered words, one a line, in two sizes. They cannot be marked, so that nothing of them is ever copied."""

    def __init__(self) -> None:
        super().__init__()
        self._column = VBox(self, spacing=2)
        self.rows: list[Text] = []
        self.large = False

    def show_words(self, words: Sequence[str]) -> None:
        """Show `words` in place of those before."""
        for row in self.rows:
            row.setText("")
            row.setAccessibleName("")
            row.hide()
            row.deleteLater()
        self.rows = []
        for number, word in enumerate(words, 1):
            row = Text(f"{number}   {word}", self._kind, parent=self)
            row.setAccessibleName(_("Word {number}: {word}").format(number=number, word=word))
            self._column.addWidget(row)
            self.rows.append(row)

    @property
    def _kind(self) -> Kind:
        return "aloud-large" if self.large else "aloud"

    def show_large(self, *, large: bool) -> None:
        """Show them larger, or as before."""
        self.large = large
        for row in self.rows:
            restyle(row, "kind", self._kind)
        self.updateGeometry()


class PasswordPage(ScrollPage):
    """One password after the other. Signal `done()` once the person says that each was told."""

    done = Signal()

    def __init__(self, to_tell: Sequence[PasswordToTell]) -> None:
        super().__init__(widest=664)
        self.setAccessibleName(_("Tell the password by phone"))
        self._to_tell = list(to_tell)
        self.head = PageHead(
            _("Tell the password by phone"),
            _("It is shown only now, and kept nowhere. Leaving this page drops it."),
        )
        self.notice = PageNotice()
        self.card = Card("")
        self.whom = Text("")
        self.words = WordRows()
        self.how = Text(
            _(
                "Call a number that you knew before. The words are written in small letters, with one space between. Never put them in an email, or beside the file. If they are lost, open the pack in the record and choose “New password”."
            ),
            "small",
        )
        self.told = PrimaryButton(_("I have &told them by phone"))
        self.larger = SecondaryButton(_("Show &larger, to read aloud"), self._toggle)
        self.told.clicked.connect(self._next)
        self._lay_out()
        self._show()
        FirstFocus(self, self)  # and not on what drops the password

    def _lay_out(self) -> None:
        self.column.setSpacing(12)
        self.card.body.setSpacing(12)
        self.card.body.add(self.whom, self.words, self.how)
        self.column.add(self.head, self.notice, self.card, FlowRow(self.told, self.larger))
        self.column.addStretch(1)

    def _show(self) -> None:
        one = self._to_tell[0]
        whom = _("Pack {pack} for {receiver}, saved as {file}.").format(
            pack=short_pack_id(one.pack_id), receiver=one.receiver, file=one.file_name
        )
        call = _("Their number in your settings: {phone}").format(phone=one.phone) if one.phone else ""
        self.whom.setText("\n".join(filter(None, (whom, call))))
        self.words.show_words(one.words)
        count = len(self._to_tell)
        self.notice.stand(
            _("This is the weaker way: whoever has the file and these words can read all of it.")
            if count == 1
            else _("{count} receivers get a password, each their own. This one is for {receiver}.").format(
                count=count, receiver=one.receiver
            ),
            Tone.WARNING,
        )

    def _toggle(self) -> None:
        self.words.show_large(large=not self.words.large)
        self.larger.setText(_("Show &smaller") if self.words.large else _("Show &larger, to read aloud"))

    def _next(self) -> None:
        self._to_tell.pop(0)
        if self._to_tell:
            self._show()
            announce(self, self.whom.text())
        else:
            self.flush()
            self.done.emit()

    def flush(self) -> None:
        """The page is left, or the app locks: the words are dropped."""
        self._to_tell = []
        self.words.show_words(())
        self.told.setEnabled(False)

    @property
    def settled(self) -> bool:
        """There is nothing to save."""
        return True
