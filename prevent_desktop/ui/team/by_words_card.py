"""Somebody joins without a slip: the lead brings their card in, both compare six words, and the lead lets them in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import all_of, short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_file, ask_for_target, read_chosen
from prevent_desktop.ui.components.step_up_dialog import require_step_up
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.asking import asking_to_let_in
from prevent_desktop.ui.team.six_words import SixWords
from prevent_desktop.ui.team.written_file import write_file
from prevent_desktop.ui.widgets import (
    Card,
    Field,
    FlowRow,
    LinkButton,
    Notice,
    RadioGroup,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.answer_line import AnswerLine
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.workflows.team.joining.asked_admissions import Admission, give_up
from prevent_desktop.workflows.team.joining.by_words import (
    LARGEST_CARD,
    PROFILE_NAME,
    Waiting,
    admit,
    look_at_card,
    signed_profile,
)


class ByWordsCard(Card):
    """On the Team page of whoever may let people in. Signal `admitted()` once somebody was let in.

    Where another laptop holds the organisation's key, it signs when it is open next; until then it says who waits for that.
    """

    admitted = Signal()

    def __init__(self, tasks: Tasks, clock: Clock) -> None:
        super().__init__(_("Somebody without a slip?"))
        self._tasks, self._clock = tasks, clock
        self._waiting: Waiting | None = None
        self._profile = b""
        self._signs_here = True
        self._asked: tuple[Admission, ...] = ()
        self._signed: tuple[Admission, ...] = ()
        self.where_signed = Text("", "small")
        self.waits = VBox(spacing=6)
        self.notice = Notice()
        self.told = Text("", "small")
        self.bring = SecondaryButton(_("Bring their &card in…"), self._ask_card)
        self.words = SixWords()
        self.name = AnswerLine()
        self.name_field = Field(_("First and last name"), self.name)
        self.role = RadioGroup([(role.value, role.label) for role in (Role.REPORTER, Role.DEPUTY, Role.LEAD)])
        self.role.set_value(Role.REPORTER.value)
        self.role_field = Field(_("Role"), self.role)
        self.same = SecondaryButton(_("They are the s&ame"), self._ask_to_let_in)
        self.differ = SecondaryButton(_("They di&ffer"), self._turn_away)
        for button in (self.bring, self.same, self.differ):
            button.setProperty("compact", True)
            button.setProperty("writes", True)
        self.save = LinkButton(_("Save your organisation’s file for them…"), self._ask_target)
        self._comparing = QWidget()
        VBox(self._comparing, spacing=12).add(
            self.words, self.name_field, self.role_field, FlowRow(self.same, self.differ)
        )
        self.body.add(
            self.told, self.where_signed, self.notice, self._comparing, FlowRow(self.bring), self.save
        )
        self.body.addLayout(self.waits)
        self.where_signed.hide()
        self.end()

    def show_asked(
        self, asked: tuple[Admission, ...], signed: tuple[Admission, ...], *, signs_here: bool
    ) -> None:
        """Say where it is signed, and who waits for that; once somebody is in, the file for them can be saved."""
        self._signs_here = signs_here
        self.where_signed.say(
            ""
            if signs_here
            else _(
                "Your organisation’s key is on another laptop, so that two laptops never undo what the other one signed. Whom you let in here is signed "
                "there by itself, when that laptop is open next."
            )
        )
        self._signed = signed
        if signed and not signs_here:
            self._tasks.in_vault(signed_profile, self._was_signed)
        if asked != self._asked:
            self._show_waiting_for_signature(asked)
        self._asked = asked

    def _show_waiting_for_signature(self, asked: tuple[Admission, ...]) -> None:
        take_all_out(self.waits)
        now = self._clock()
        for one in asked:
            words = _("{name} waits for the signature since {when}.")
            self.waits.add(Text(words.format(name=one.name, when=short_moment_near(one.at, now)), "small"))

    def _was_signed(self, profile: bytes) -> None:
        self._profile = profile
        self.save.setVisible(bool(profile))
        words = _(
            "It is signed: {names}. Give them your organisation’s file, so that their laptop knows the team."
        )
        self.notice.say(words.format(names=all_of([one.name for one in self._signed])), Tone.SUCCESS)

    def end(self) -> None:
        """Nobody waits."""
        self._waiting = None
        self.heading.setText(_("Somebody without a slip?"))
        self.setAccessibleName(self.heading.text())
        self.told.setText(_("They save a card of their laptop on their Team page, and give you the file."))
        self._comparing.hide()
        self.bring.show()
        self.save.setVisible(bool(self._profile))

    def _ask_card(self) -> None:
        path = ask_for_file(self, title=_("Card of a laptop"), kinds=_("Cards (*.json);;All files (*)"))
        if path is not None:
            self._tasks.in_background(
                lambda: read_chosen(path, LARGEST_CARD), self.take_card, self.notice.say_failure
            )

    def take_card(self, untrusted: bytes) -> None:
        """A card was chosen: show its words."""
        self.notice.clear()
        self._tasks.in_vault(
            lambda vault: look_at_card(vault, untrusted), self.show_waiting, self.notice.say_failure
        )

    def show_waiting(self, waiting: Waiting) -> None:
        """Show whose words are to be compared."""
        self._waiting = waiting
        device = waiting.card.device or _("A laptop")
        self.heading.setText(_("{laptop} waits to join").format(laptop=device))
        self.setAccessibleName(self.heading.text())
        self.told.setText(
            _("Call its owner on a number that you know. Both of you see six words: read them to each other.")
        )
        self.words.show_words(waiting.words)
        if waiting.members:
            self.name.setText(waiting.members[0][1])
        self._comparing.show()
        self.bring.hide()
        self.name.setFocus()

    def _ask_to_let_in(self) -> None:
        name = self.name.text().strip() or _("somebody")
        require_step_up(self, self._tasks, asking_to_let_in(name), self._let_in)

    def _let_in(self) -> None:
        waiting, name, now = self._waiting, self.name.text(), self._clock()
        if waiting is None:
            return
        clean = " ".join(name.split()).casefold()
        member = next((key for key, known in waiting.members if known.casefold() == clean), "")
        role = Role(self.role.value or Role.REPORTER)
        self.same.setEnabled(False)
        self._tasks.in_vault(
            lambda vault: admit(vault, waiting, member=member, name=name, role=role, now=now),
            self._was_admitted,
            self._failed,
        )

    def _was_admitted(self, profile: bytes) -> None:
        self._profile = profile
        self.same.setEnabled(True)
        self.end()
        if not self._signs_here:
            self.notice.say(
                _(
                    "Kept. It goes to the laptop with the key, and is signed there when that is open next. Look here again then."
                ),
                Tone.INFO,
            )
            self.admitted.emit()
            return
        self.notice.say(_("They are in. Give them your organisation’s file, so that their laptop knows the team."), Tone.SUCCESS)  # fmt: skip
        self.admitted.emit()

    def _turn_away(self) -> None:
        self.end()
        self.told.setText(_("Nobody was let in. Somebody may have exchanged the card on its way: ask for it again, by hand."))  # fmt: skip

    def _failed(self, error: PreventDesktopError) -> None:
        self.same.setEnabled(True)
        self.notice.say_failure(error)

    def _ask_target(self) -> None:
        path = ask_for_target(self, PROFILE_NAME)
        if path is not None:
            self.save_for_them(path)

    def save_for_them(self, path: Path) -> None:
        """Write the organisation's file; whoever was let in by asking is then told of no more."""
        profile = self._profile
        write_file(self._tasks, path, lambda: profile, self._saved, self.notice.say_failure)

    def _saved(self) -> None:
        self.notice.say(_("Saved."), Tone.SUCCESS)
        signed, self._signed = self._signed, ()
        if signed:
            self._tasks.in_vault(
                lambda vault: give_up(vault, [one.vault for one in signed]), lambda _none: None, self._failed
            )
