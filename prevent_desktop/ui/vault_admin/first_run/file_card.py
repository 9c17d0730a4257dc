"""The second step: the organisation's file, an invitation to a team, or going on without either."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QWidget

from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import PROFILE, PROFILE_REQUIRED
from prevent_desktop.translation import _
from prevent_desktop.ui.components.invitation_part import InvitationPart
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.first_run.key_part import KeyPart
from prevent_desktop.ui.vault_admin.first_run.step_card import Sentences, StepCard
from prevent_desktop.ui.vault_admin.first_run.steps import Step
from prevent_desktop.ui.widgets import HBox, OptionRow, SecondaryButton, Text, TickBox, VBox
from prevent_desktop.ui.widgets.beside_or_below import BesideOrBelow
from prevent_desktop.ui.widgets.file_drops import local_files
from prevent_desktop.ui.widgets.other_computers import once_agreed

if TYPE_CHECKING:
    from prevent_desktop.packs.signing_keys import SigningKey
    from prevent_desktop.workflows.organisation.profile.taking import OfferedProfile
    from prevent_desktop.workflows.team.joining.joining_team import OpenedInvitation

_INDENT = 27


class WithoutFile(QFrame):
    """What works without the file, and what waits for it, behind a line."""

    def __init__(self) -> None:
        super().__init__()
        works = _column(
            _("Works without it"),
            _("Record a concern, notes and events"),
            _("Print or save a copy for your lead"),
            _("Send by password, told by phone"),
        )
        waits = _column(
            _("Waits for the file"),
            _("Sending straight to your authority"),
            _("Receipts and answers coming back"),
            _("Your authority’s own forms and numbers"),
        )
        VBox(self, margins=(16, 0, 0, 0)).addWidget(BesideOrBelow(works, waits, gap=16, least=14))


def _column(heading: str, *lines: str) -> QWidget:
    holder = QWidget()
    column = VBox(holder, spacing=8)
    column.addWidget(Text(heading, "strong"))
    column.add(*(Text(f"• {line}") for line in lines))
    column.addStretch(1)
    return holder


class OfferedFile(QWidget):
    """Whose file was chosen, and the words to compare by phone before it counts."""

    def __init__(self) -> None:
        super().__init__()
        self.whose, self.about = Text("", "strong"), Text("", "small")
        self.compare = Text(_ask_to_compare(), "small")
        self.words = Text("", "code", selectable=True)
        self.words.setAccessibleName(_("Words of the authority"))
        self.compared = TickBox(_("They told me the same words by phone"))
        VBox(self, spacing=6, margins=(_INDENT, 0, 0, 0)).add(
            self.whose, self.about, self.compare, self.words, self.compared
        )

    def show_offer(self, offered: OfferedProfile) -> None:
        """Tell whose it is."""
        self.whose.setText(
            _("File of {organisation}, version {version}").format(
                organisation=offered.profile.organisation, version=offered.profile.version
            )
        )
        self.about.setText(_("Signed by {signer}.").format(signer=offered.signer))
        self.words.setText(offered.authority_words)
        known = offered.is_known_by_it
        self.compare.setText(
            _(
                "Your IT team has set the authority of this file for this computer, so there is nothing to compare:"
            )
            if known
            else _ask_to_compare()
        )
        self.compared.setVisible(not known)
        self.compared.set_checked(known)
        self.compared.button.setAccessibleDescription(f"{self.whose.text()}. {offered.authority_words}")


def _ask_to_compare() -> str:
    return _("Call your organisation on a number that you knew before. They must read you these words:")


class FileCard(StepCard):
    """`profile` and `compared` tell what was chosen, empty for none; `invitation` is one that its code opened.

    `take_file(path)` does what the button does.
    """

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(Step.FILE.label)
        self._tasks = tasks
        self._untrusted = b""
        self._offered: OfferedProfile | None = None
        self.yes, self.invited, self.none = QRadioButton(), QRadioButton(), QRadioButton()
        self._group = QButtonGroup(self)
        self.choose = SecondaryButton(_("&Choose file…"), self._ask_file)
        self.offer = OfferedFile()
        self.key_part = KeyPart(tasks)
        self.invitation_part = InvitationPart(tasks)
        self.invitation_part.chosen.connect(lambda: self.invited.setChecked(True))
        self.invitation_part.fitted.connect(self._show_fitted)
        self.without = WithoutFile()
        self._lay_out()
        self.add_buttons(_("C&ontinue"), self._go_on)
        self.setAcceptDrops(True)
        self._show_parts()
        self._begin_managed()

    def _begin_managed(self) -> None:
        """Where IT says where the file lies, take it from there; where it is required, nobody goes on without it."""
        self._lock_managed()
        if in_force().locked(PROFILE_REQUIRED) or in_force().locked(PROFILE):
            self.managed.say(in_force().who_locked)
        named = in_force().value(PROFILE)
        if named:
            self.take_file(Path(named))

    def _lock_managed(self) -> None:
        required, named = in_force().locked(PROFILE_REQUIRED), in_force().locked(PROFILE)
        for is_locked, control in ((required, self.none), (named, self.choose)):
            if is_locked:
                control.setEnabled(False)
                control.setAccessibleDescription(in_force().who_locked)

    def end_wait(self) -> None:
        """Work is over; what IT has locked stays so."""
        super().end_wait()
        self._lock_managed()

    def _lay_out(self) -> None:
        for button in (self.yes, self.invited, self.none):
            self._group.addButton(button)
            button.toggled.connect(self._show_parts)
        ask = Text(_("Do you have it?"), "strong")
        indented = HBox(margins=(_INDENT, 2, 0, 6))
        indented.addWidget(self.choose)
        indented.addStretch(1)
        behind = HBox(margins=(8, 4, 0, 0))
        behind.addWidget(self.without)
        self.body.addWidget(
            Sentences(
                _(
                    "It says where your packs go, whose keys to trust and how long records are kept. "
                    "Your safeguarding lead or IT team has it."
                )
            )
        )
        self.body.addSpacing(6)
        self.body.addWidget(ask)
        self.body.addWidget(
            OptionRow(
                self.yes,
                _("Yes, I have the file"),
                _("One small file, by email or on a stick. You can also drop it on this window."),
            )
        )
        self.body.addLayout(indented)
        self.managed = Text("", "small")
        self.managed.hide()
        self.body.add(self.managed, self.offer, self.key_part)
        self.body.addWidget(
            OptionRow(
                self.invited,
                _("I have an invitation"),
                _("A file and a slip with a code, from your lead. You join their team."),
            )
        )
        self.body.addWidget(self.invitation_part)
        self.body.addWidget(
            OptionRow(
                self.none,
                _("I have none yet"),
                _("Go on without it. Bring it in when you have it: Settings, Organisation."),
            )
        )
        self.body.addLayout(behind)

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches in this card, in reading order."""
        key, invitation = self.key_part, self.invitation_part
        offer = [self.offer.compared, key.password, key.choose]
        invited = [self.invited, invitation.choose, invitation.code, invitation.device]
        return [self.yes, self.choose, *offer, *invited, self.none, self.go_on, self.back]

    # -- what was said

    @property
    def profile(self) -> bytes:
        """The file that was chosen and compared."""
        return self._untrusted if self._offered is not None and self.yes.isChecked() else b""

    @property
    def allows_printing(self) -> bool:
        """Whether it lets people print; without it they may."""
        return self._offered is None or not self.profile or self._offered.profile.printing

    @property
    def compared(self) -> str:
        """The words that the person heard by phone."""
        return self._offered.authority_words if self._offered is not None and self.profile else ""

    @property
    def key(self) -> SigningKey | None:
        """The signing key that came with it, where it did."""
        return self.key_part.key if self.profile else None

    @property
    def invitation(self) -> OpenedInvitation | None:
        """The invitation, once file and code fit."""
        return self.invitation_part.opened if self.invited.isChecked() else None

    @property
    def told(self) -> str:
        """What was said, in a line."""
        if self._offered is not None and self.profile:
            return _("Done: {organisation}").format(organisation=self._offered.profile.organisation)
        if self.invitation is not None:
            return _("Done: invited by {organisation}").format(organisation=self.invitation.head.organisation)
        return _("Later: you have none yet")

    # -- the file

    def _ask_file(self) -> None:
        from prevent_desktop.ui.components.file_dialogs import ask_for_file
        from prevent_desktop.workflows.organisation.profile.taking import SUFFIX

        self.yes.setChecked(True)
        kinds = _("Organisation files (*{suffix});;All files (*)").format(suffix=SUFFIX)
        path = ask_for_file(self, title=_("Your organisation’s file"), kinds=kinds)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Look at a file; nothing counts before its words are compared."""
        self.yes.setChecked(True)

        def work() -> tuple[bytes, OfferedProfile]:
            from prevent_desktop.ui.components.file_dialogs import read_chosen
            from prevent_desktop.workflows.organisation.profile.managed import MOST_READ
            from prevent_desktop.workflows.vault_admin.first_run import look_at_first_profile

            untrusted = read_chosen(path, MOST_READ)
            return untrusted, look_at_first_profile(untrusted, now=datetime.now(UTC))

        self.wait(_("Reading the file…"))
        self._tasks.in_background(work, lambda found: self._show_offer(*found), self.show_failure)

    def _show_offer(self, untrusted: bytes, offered: OfferedProfile) -> None:
        self.end_wait()
        self._untrusted, self._offered = untrusted, offered
        self.offer.show_offer(offered)
        self._show_parts()
        if self.isVisible():
            (self.go_on if offered.is_known_by_it else self.offer.compared).setFocus(
                Qt.FocusReason.OtherFocusReason
            )

    def show_failure(self, error: Exception) -> None:
        """Say why the file cannot be used."""
        self.end_wait()
        self._untrusted, self._offered = b"", None
        self._show_parts()
        self.say_wrong(str(error))
        if self.isVisible():
            self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        (file,) = local_files(event.mimeData().urls())
        once_agreed((file,), lambda: self.take_file(file), parent=self)

    # -- the step

    def _show_parts(self) -> None:
        self.without.setVisible(self.none.isChecked())
        offered = self.yes.isChecked() and self._offered is not None
        self.offer.setVisible(offered)
        self.key_part.setVisible(offered)
        self.invitation_part.setVisible(self.invited.isChecked())
        self.notice.clear()

    def _go_on(self) -> None:
        if self._group.checkedButton() is None:
            self._refuse(_("Say whether you have the file"), self.yes)
        elif self.invited.isChecked():
            self._go_on_invited()
        elif self.yes.isChecked() and self._offered is None:
            self._refuse(_("Choose the file, or say that you have none yet"), self.choose)
        elif self.yes.isChecked() and not self.offer.compared.checked:
            self._refuse(
                _("Compare the words by phone first, or go on without the file"), self.offer.compared
            )
        elif not self.profile or self.key_part.settled:
            self.done.emit()

    def _go_on_invited(self) -> None:
        if self.invitation_part.opened is None:
            self.invitation_part.check()
        else:
            self.done.emit()

    def _show_fitted(self) -> None:
        """File and code fit: who one is stands there to be read, and Continue goes on."""
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refuse(self, words: str, where: QWidget) -> None:
        self.say_wrong(words)
        where.setFocus(Qt.FocusReason.OtherFocusReason)
