"""Look at a pack that came as a plain PDF, under a password perhaps: checked first, then shown; nothing of it is kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal

from prevent_desktop.errors import PackLockedError, PreventDesktopError
from prevent_desktop.formatting import short_moment_near
from prevent_desktop.packs.preview import page_count
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import VerifiedPack
from prevent_desktop.translation import _
from prevent_desktop.ui.components.drawn_pages import DrawnPages
from prevent_desktop.ui.components.file_dialogs import AskForFile, ask_for_file
from prevent_desktop.ui.components.pages_view import PagesView
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Outbox
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    BusyLine,
    Card,
    Field,
    FlowRow,
    KeyValue,
    KeyValueTable,
    PageHead,
    PageNotice,
    PassphraseEdit,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_hex
from prevent_desktop.workflows.organisation.signing_identity import trusted_certificates, verification_context
from prevent_desktop.workflows.receiving.check_pack import CheckedFile, check_file, may_answer

_OUTBOX = "outbox"


class CheckFilePage(ScrollPage):
    """Chosen, checked, shown. Signal `answer_wanted(CheckedFile)` where the lead of its sender may answer it as a file."""

    answer_wanted = Signal(object)

    def __init__(
        self, tasks: Tasks, navigator: Navigator, clock: Clock, *, ask_file: AskForFile = ask_for_file
    ) -> None:
        super().__init__(widest=760)
        self.setAccessibleName(_("Check a pack file"))
        self._tasks, self._clock, self._ask_file = tasks, clock, ask_file
        self._path: Path | None = None
        self.way = Breadcrumb([(_OUTBOX, _("Outbox")), ("", _("Check a pack file"))])
        self.way.chosen.connect(lambda _key: navigator.open(Outbox()))
        self.head = PageHead(
            _("Check a pack file"),
            _(
                "For a pack that came to you as a PDF, by email or on a stick, and not into an inbox. It is checked before anything of it is shown, and nothing of it is kept here."
            ),
        )
        self.choose = SecondaryButton(_("&Choose the file…"))
        self.file = Text("", "muted")
        self.password = PassphraseEdit()
        self.password_field = Field(
            _("Password"),
            self.password,
            hint=_("The six words that the sender told you by phone. Leave it empty where there is none."),
        )
        self.check = PrimaryButton(_("C&heck it"))
        self.busy, self.notice = BusyLine(), PageNotice()
        self.facts, self.pages = KeyValueTable(), PagesView()
        self.answer = SecondaryButton(_("&Answer it as a file…"), self._answer)
        self._checked: CheckedFile | None = None
        self.checked = Card(_("What was checked"))
        self.shown = Card(kind="preview")
        self._lay_out()
        self.choose.clicked.connect(self._choose)
        self.check.clicked.connect(self._check)
        self.password.entered.connect(self._check)
        self.check.setEnabled(False)
        FirstFocus(self, self)

    def _lay_out(self) -> None:
        self.column.setSpacing(12)
        asked = Card()
        asked.body.add(FlowRow(self.choose, self.file), self.password_field, self.check)
        self.checked.body.add(self.facts, FlowRow(self.answer))
        self.shown.body.addWidget(self.pages)
        self.column.add(self.way, self.head, self.notice, asked, self.busy, self.checked, self.shown)
        self.column.addStretch(1)
        self._show_nothing()

    def _show_nothing(self) -> None:
        self._checked = None
        self.answer.hide()
        self.checked.hide()
        self.shown.hide()

    def _choose(self) -> None:
        path = self._ask_file(self)
        if path is not None:
            self._path = path
            self.file.setText(path.name)
            self.check.setEnabled(True)
            self._show_nothing()
            self.notice.clear()
            self.password.setFocus()

    def _check(self) -> None:
        path, words = self._path, self.password.text
        if path is None:
            return
        self._show_nothing()
        self.notice.clear()
        self.password_field.set_error("")
        self.check.setEnabled(False)
        self.busy.start(_("Checking the pack…"))
        now = self._clock()

        def known(vault: Vault) -> tuple[tuple[bytes, ...], VerificationContext]:
            return trusted_certificates(vault), verification_context(vault, now=now)

        self._tasks.in_vault(known, lambda found: self._open(path, words, *found), self._failed)

    def _open(self, path: Path, words: str, trusted: tuple[bytes, ...], known: VerificationContext) -> None:
        def work() -> tuple[CheckedFile, int]:
            found = check_file(path, words, trusted, known)
            return found, page_count(found.pdf)

        self._tasks.in_background(work, lambda found: self._show(*found), self._failed)

    def _show(self, found: CheckedFile, count: int) -> None:
        self.busy.stop()
        self.check.setEnabled(True)
        self.password.clear()
        self.notice.say(_("The signature is valid and the document is whole."), Tone.SUCCESS)
        self.facts.show_rows(_facts(found.verified, self._clock()))
        self.pages.show_pages(DrawnPages(self._tasks, found.pdf, count))
        self.checked.show()
        self.shown.show()
        if found.answer_to:
            sender = found.verified.author.organisation
            self._tasks.in_vault(
                lambda vault: may_answer(vault, sender), lambda may: self._offer_to_answer(found, may)
            )

    def _offer_to_answer(self, found: CheckedFile, may: bool) -> None:
        self._checked = found
        self.answer.setVisible(may)

    def _answer(self) -> None:
        if self._checked is not None:
            self.answer_wanted.emit(self._checked)

    def _failed(self, error: PreventDesktopError) -> None:
        self.busy.stop()
        self.check.setEnabled(True)
        if isinstance(error, PackLockedError):
            self.password_field.set_error(f"{error.what_happened} {error.next_step}")
            self.password.clear()
            self.password.setFocus()
        else:
            self.notice.say_failure(error)


def _facts(verified: VerifiedPack, now: datetime) -> tuple[KeyValue, ...]:
    author = verified.author
    facts = [
        (_("Signed by"), (author.name, author.organisation)),
        (_("Their certificate, in words"), (words_for_hex(author.fingerprint),)),
        (
            _("Signed"),
            (short_moment_near(author.trusted_time or author.claimed_time, now), author.time_in_words),
        ),
        (_("The certificate"), (author.standing_in_words,)),
        (_("Pack"), (verified.pack_id,)),
    ]
    if verified.name_warning:
        facts.insert(1, (_("Check this first"), (verified.name_warning,)))
    if verified.later_signers:
        facts.append((_("Signed too by"), tuple(one.name for one in verified.later_signers)))
    return tuple(
        KeyValue(key=label, label=label, values=tuple(filter(None, values))) for label, values in facts
    )
