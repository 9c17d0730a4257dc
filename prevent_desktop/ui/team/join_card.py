"""Joining a team by an invitation, for records that are there already; and waiting for the lead's answer."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import (
    ask_for_file,
    ask_for_folder,
    ask_for_target,
    read_chosen,
)
from prevent_desktop.ui.components.invitation_part import InvitationPart
from prevent_desktop.ui.components.step_up_dialog import require_step_up
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.team.asking import asking_to_join
from prevent_desktop.ui.team.written_file import write_file
from prevent_desktop.ui.widgets import (
    Card,
    FlowRow,
    LinkButton,
    Notice,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.workflows.team.circles.mailbox_access import is_folder, use_folder
from prevent_desktop.workflows.team.joining.join_messages import ANSWER_SUFFIX, LARGEST_ANSWER, REQUEST_SUFFIX
from prevent_desktop.workflows.team.joining.joining_schools import go_into
from prevent_desktop.workflows.team.joining.joining_team import (
    Joining,
    OpenedInvitation,
    ask_to_join,
    give_up,
    take_answer,
)


class JoinCard(Card):
    """Signal `asked()` once this vault asks to join."""

    asked = Signal()

    def __init__(self, tasks: Tasks, clock: Clock) -> None:
        super().__init__(_("Join a team"))
        self._tasks, self._clock = tasks, clock
        self.part = InvitationPart(tasks, indent=0)
        self.notice = Notice()
        self.check = SecondaryButton(_("&Check file and code"), self.part.check)
        self.join = SecondaryButton(_("&Join this team"), self._ask_to_join)
        self.join.setEnabled(False)
        self.part.fitted.connect(self._offer)
        self.told = Text("")
        self.body.add(self.told, self.part, self.notice, FlowRow(self.check, self.join))

        self.show_merging(merges=False)

    def show_merging(self, *, merges: bool) -> None:
        """Whether this laptop signs for a team of its own, which then becomes part of the other."""
        self._merges = merges
        self.heading.setText(_("Your team becomes part of another") if merges else _("Join a team"))
        self.setAccessibleName(self.heading.text())
        self.told.setText(
            _(
                "For two schools that become one. The other team’s lead gave you a file and a slip. Your organisation’s file then says that its members may go. "
                "Each of them joins with a slip of the other team. Your cases stay with those who have them, until they are shared there."
            )
            if merges
            else _("Your lead gave you a file and a slip with a code. What you wrote so far stays yours alone until you share it. Once you are in, receivers and rules come from the organisation’s file, in place of what you typed in settings.")
        )  # fmt: skip

    def _offer(self) -> None:
        """With the keyboard on it, so that it comes in sight with as whom one is invited."""
        self.join.setEnabled(True)
        self.join.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_to_join(self) -> None:
        opened = self.part.opened
        if opened is None:
            self.part.check()
            return
        require_step_up(
            self, self._tasks, asking_to_join(opened.head.organisation), partial(self._join, opened)
        )

    def _join(self, opened: OpenedInvitation) -> None:
        now = self._clock()
        ask = go_into if self._merges else ask_to_join
        device, folder = self.part.device.text().strip(), self.part.folder
        self._tasks.in_vault(
            lambda vault: ask(vault, opened, device, folder=folder, now=now),
            lambda _joining: self.asked.emit(),
            self.notice.say_failure,
        )


class WaitingCard(Card):
    """What a newcomer waits for. Signals `joined()` once an answer that came by hand was taken, `left()` where they gave up."""

    joined = Signal()
    left = Signal()

    def __init__(self, tasks: Tasks, clock: Clock) -> None:
        super().__init__(_("You wait to join"))
        self._tasks, self._clock = tasks, clock
        self._request = b""
        self.words = Text("")
        self.notice = Notice()
        self.save = SecondaryButton(_("&Save the request as a file…"), self._ask_target)
        self.bring = SecondaryButton(_("&Bring the answer in…"), self._ask_file)
        self.folder = SecondaryButton(_("Choose the team’s fol&der…"), self._ask_folder)
        self.stop = LinkButton(_("Wait no longer"), self._give_up)
        self._by_hand = QWidget()
        VBox(self._by_hand, spacing=8).add(
            Text(
                _("Without a connection: give the file to your lead, and bring back what they give you."),
                "small",
            ),
            FlowRow(self.save, self.bring),
        )
        self.body.add(self.words, self.notice, FlowRow(self.folder), self._by_hand, self.stop)

    def show_joining(self, found: Joining) -> None:
        """Show how far it is."""
        self._request = found.request
        self.heading.setText(found.title)
        self.setAccessibleName(found.title)
        self.words.setText(found.words)
        self._by_hand.setVisible(not found.trouble)
        self.folder.setVisible(not found.is_put and is_folder(found.head.mailbox))

    def _ask_folder(self) -> None:
        path = ask_for_folder(self, title=_("The team’s folder"))
        if path is not None:
            self.take_folder(path)

    def take_folder(self, path: Path) -> None:
        """The team's folder is there, on this laptop."""
        self._tasks.in_vault(
            lambda vault: use_folder(vault, path),
            lambda _none: self.notice.say(_("The team’s folder: {folder}").format(folder=path), Tone.SUCCESS),
            self._fail,
        )

    def _ask_target(self) -> None:
        path = ask_for_target(self, f"request{REQUEST_SUFFIX}", title=_("Save the request"))
        if path is not None:
            self.save_request(path)

    def save_request(self, path: Path) -> None:
        """Write the sealed request."""
        request = self._request
        write_file(
            self._tasks,
            path,
            lambda: request,
            lambda: self.notice.say(_("Saved: {file}").format(file=path.name), Tone.SUCCESS),
            self.notice.say_failure,
        )

    def _ask_file(self) -> None:
        kinds = _("Answers (*{suffix});;All files (*)").format(suffix=ANSWER_SUFFIX)
        path = ask_for_file(self, title=_("Your lead’s answer"), kinds=kinds)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Take the answer that the lead's laptop made."""
        now = self._clock()
        self._tasks.in_background(
            lambda: read_chosen(path, LARGEST_ANSWER + 1),
            lambda content: self._tasks.in_vault(
                lambda vault: take_answer(vault, content, now=now), self._tell, self._fail
            ),
            self._fail,
        )

    def _tell(self, left: Joining | None) -> None:
        if left is None:
            self.joined.emit()
        else:
            self.show_joining(left)

    def _give_up(self) -> None:
        self._tasks.in_vault(give_up, lambda _none: self.left.emit(), self._fail)

    def _fail(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)
