"""Drafts for comment: those of colleagues and those that went to one; and the button for what came in a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.peer_review import PeerReview, ReviewDirection
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForFile, AskForTarget, ask_for_file, ask_for_target
from prevent_desktop.ui.peer_review.view import draft_rows
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Draft, MyWork
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    BusyLine,
    Card,
    Column,
    DataTable,
    EmptyState,
    Heading,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Tone,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.peer_review.opening import drafts, read_file, take
from prevent_desktop.workflows.peer_review.own_card import CARD_FILE, save_card


class ReviewListPage(ScrollPage):
    """Those to comment on, and those with comments."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        *,
        ask_file: AskForFile | None = None,
        ask_target: AskForTarget = ask_for_target,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Drafts for comment"))
        self._tasks, self._navigator, self._clock = tasks, navigator, clock
        self._ask_file, self._ask_target = ask_file or _ask_for_draft, ask_target
        self.way = Breadcrumb([("back", _("My work")), ("", _("Drafts for comment"))])
        self.way.chosen.connect(lambda _key: navigator.open(MyWork()))
        self.open = PrimaryButton(_("&Open a file from a colleague…"), self.open_file)
        self.card = SecondaryButton(_("Save your &keys for colleagues…"), self.save_card)
        self.notice, self.busy = PageNotice(), BusyLine()
        self.theirs = _table(_("From"), _("Drafts of colleagues"), "drafts-of-colleagues")
        self.ours = _table(_("To"), _("Drafts that you asked about"), "drafts-asked-about")
        self.nothing_of_theirs = EmptyState(
            _("No colleague has asked you about a draft"),
            _("Open the file that they gave you: it is checked before you see any of it."),
        )
        self.nothing_of_ours = EmptyState(
            _("You have asked nobody yet"),
            _("Open a form, check your answers, and choose “Ask a colleague” at the end."),
        )
        words = _(
            "A colleague reads a draft and says what they think. You decide what to change, and you write it."
        )
        self.column.add(
            self.way, PageHead(_("Drafts for comment"), words, self.card, self.open), self.notice, self.busy
        )
        for title, empty, table in (
            (_("To comment on"), self.nothing_of_theirs, self.theirs),
            (_("Sent by you"), self.nothing_of_ours, self.ours),
        ):
            card = Card()
            card.body.add(Heading(title, 2), empty, table)
            table.opened.connect(lambda draft_id: self._navigator.open(Draft(draft_id)))
            self.column.addWidget(card)
        FirstFocus(self, self)

    def refresh(self) -> None:
        """Read them again."""
        self._tasks.in_vault(drafts, self.show_drafts)

    def show_drafts(self, records: tuple[PeerReview, ...]) -> None:
        """Show them, the newest first."""
        now = self._clock()
        for direction, table, empty in (
            (ReviewDirection.RECEIVED, self.theirs, self.nothing_of_theirs),
            (ReviewDirection.SENT, self.ours, self.nothing_of_ours),
        ):
            rows = draft_rows((one for one in records if one.direction is direction), now)
            table.show_rows(rows)
            table.setVisible(bool(rows))
            empty.setVisible(not rows)

    def open_file(self) -> None:
        """Choose a draft or comments that came in a file; it is verified, then shown."""
        path = self._ask_file(self)
        if path is None:
            return
        self.notice.clear()
        self.busy.start(_("Checking the file…"))
        self.open.setEnabled(False)
        self._tasks.in_background(lambda: read_file(path), self._take, self._failed)

    def _take(self, sealed: bytes) -> None:
        now = self._clock()
        self._tasks.in_vault(lambda vault: take(vault, sealed, now=now), self._taken, self._failed)

    def _taken(self, record: PeerReview) -> None:
        self._settle()
        self._navigator.open(Draft(record.id))

    def save_card(self) -> None:
        """Save what the organisation's profile needs of this vault, so that colleagues can seal to it."""
        target = self._ask_target(self, CARD_FILE)
        if target is not None:
            self._tasks.in_vault(
                lambda vault: save_card(vault, target),
                lambda words: self._card_saved(target, words),
                self._failed,
            )

    def _card_saved(self, target: Path, words: str) -> None:
        told = _(
            "Saved as {file}: your name and public keys, and nothing secret. Give it to whoever makes "
            "your organisation’s file, and compare these words by phone: {words}"
        )
        self.notice.say(told.format(file=target.name, words=words), Tone.SUCCESS)

    def _failed(self, error: PreventDesktopError) -> None:
        self._settle()
        self.notice.say_failure(error)

    def _settle(self) -> None:
        self.busy.stop()
        self.open.setEnabled(True)


def _table(who: str, name: str, known_as: str) -> DataTable:
    columns = (
        Column(title=who, share=3),
        Column(title=_("About"), share=2),
        Column(title=_("Form"), share=4),
        Column(title=_("State"), share=0),
    )
    return DataTable(columns, name=name, known_as=known_as)


def _ask_for_draft(parent: QWidget) -> Path | None:
    return ask_for_file(
        parent, title=_("Draft or comments"), kinds=_("Drafts and comments (*.age);;All files (*)")
    )
