"""The page on which a copy of a record is looked through and saved."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import clock_time
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.file_dialogs import AskForFolder, ask_for_folder
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Record
from prevent_desktop.ui.subject_access.copy_controller import CopyController
from prevent_desktop.ui.subject_access.place_card import PlaceCard
from prevent_desktop.ui.subject_access.view import Group, group_row, groups_of, progress_in_words
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    BusyLine,
    Card,
    Column,
    DataTable,
    Field,
    FlowRow,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    TickBox,
    Tone,
)
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.subject_access.export import OpenCopy, look_through
from prevent_desktop.workflows.subject_access.review import Review, Ruling, keep_review
from prevent_desktop.workflows.subject_access.third_parties import Place
from prevent_desktop.workflows.vault_admin.step_up import Purpose

_RECORD = "record"


class SubjectAccessPage(ScrollPage):
    """The copy of the person with `person_id`. Each decision is kept at once, and gone on with another day."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        library: FormLibrary,
        clock: Clock,
        person_id: str,
        *,
        ask_folder: AskForFolder = ask_for_folder,
    ) -> None:
        super().__init__(widest=860)
        self.setAccessibleName(_("A copy for the person"))
        self._tasks, self._library, self._clock = tasks, library, clock
        self._person_id, self._ask_folder = person_id, ask_folder
        self._navigator = navigator
        self._copy: OpenCopy | None = None
        self._review = Review()
        self._places: tuple[Place, ...] = ()
        self._groups: dict[str, Group] = {}
        self._on_their_way = 0
        self.controller = CopyController(tasks, library, clock, self)
        self._make_parts()
        self._lay_out()
        self._listen()
        FirstFocus(self, self)

    def _make_parts(self) -> None:
        self.way = Breadcrumb([(_RECORD, ""), ("", _("A copy for the person"))])
        self.head = PageHead(
            _("A copy for the person"),
            _(
                "Everything that this record holds, as PDF and JSON. First look at each place in which somebody else "
                "may stand: you decide, the program does not."
            ),
        )
        self.notice = PageNotice()
        self.progress = Text("")
        columns = (
            Column(title=_("Who or what"), share=3),
            Column(title=_("Why it is marked"), share=3),
            Column(title=_("Places"), share=2),
            Column(title=_("Decided"), share=0),
        )
        self.table = DataTable(columns, name=_("Other people in the record"), known_as="other-people")
        self.place = PlaceCard()
        self.words = QLineEdit()
        self.add_words = SecondaryButton(_("&Look for them"))
        self.files = TickBox(_("Put the attached files beside it"))
        self.files_hint = Text("", "small")
        self.signed = TickBox(_("Sign the PDF with my key"), checked=True)
        self.save = PrimaryButton(_("&Save the copy…"))
        self.why_not = Text("", "small")
        self.busy = BusyLine(can_stop=True)
        self.save.setEnabled(False)

    def _lay_out(self) -> None:
        self.column.setSpacing(12)
        others, how = Card(_("Other people in it")), Card(_("How it is given"))
        hint = _("A nickname or a place, for example. Each place where they stand is then listed above.")
        parts: tuple[tuple[QVBoxLayout, tuple[QWidget, ...]], ...] = (
            (
                others.body,
                (
                    self.progress,
                    self.table,
                    Field(_("Look for more words"), self.words, hint=hint),
                    FlowRow(self.add_words),
                ),
            ),
            (how.body, (self.files, self.files_hint, self.signed)),
            (self.column, (self.way, self.head, self.notice, others, self.place, how)),
        )
        for column, widgets in parts:
            for widget in widgets:
                column.addWidget(widget)
        self.column.add(FlowRow(self.save), self.why_not, self.busy)
        self.column.addStretch(1)

    def _listen(self) -> None:
        self.way.chosen.connect(lambda _key: self._navigator.open(Record(self._person_id)))
        self.table.opened.connect(self._open_name)
        self.place.decided.connect(self._decide)
        self.place.closed.connect(self.table.setFocus)
        self.place.dropped.connect(self._drop_words)
        self.words.returnPressed.connect(self._look_for_words)
        self.add_words.clicked.connect(self._look_for_words)
        self.files.toggled.connect(lambda on: self._keep(replace(self._review, with_files=on)))
        self.signed.toggled.connect(lambda on: self._keep(replace(self._review, signed=on)))
        self.save.clicked.connect(self._ask_where)
        self.busy.stop_wanted.connect(self.controller.stop)
        self.controller.began.connect(self.busy.start)
        self.controller.saved.connect(self._saved)
        self.controller.stopped.connect(self._stopped)
        self.controller.failed.connect(self._failed)

    # -- what is shown

    def refresh(self) -> None:
        """Read the record, unless it is there."""
        if self._copy is None:
            self.busy.start(_("Reading the record…"))
            now = self._clock()
            self._tasks.in_vault(
                lambda vault: look_through(vault, self._library, self._person_id, now=now),
                self._opened,
                self._failed,
            )

    def _opened(self, copy: OpenCopy) -> None:
        self._copy, self._review = copy, copy.review
        self.way.name_step(_RECORD, copy.label)
        count = len(copy.attachments)
        words = ngettext(
            "{number} file, as it is: look through it yourself for other people first. Otherwise it is only listed.",
            "{number} files, as they are: look through them yourself for other people first. Otherwise they are only "
            "listed.",
            count,
        )
        self.files_hint.setText(words.format(number=count))
        for box, on in ((self.files, copy.review.with_files), (self.signed, copy.review.signed)):
            box.button.blockSignals(True)
            box.set_checked(on)
            box.button.blockSignals(False)
        self.files.setEnabled(count > 0)
        self._look_through()

    def _look_through(self) -> None:
        copy, review = self._copy, self._review
        if copy is not None:
            self._tasks.in_background(lambda: copy.places(review), self._show_places, self._failed)

    def _show_places(self, places: tuple[Place, ...]) -> None:
        self.busy.stop()
        self._places = places
        self._groups = {group.name: group for group in groups_of(places)}
        if self._review.typed:
            self.place.restore(self._review.typed)
        self._show_review()

    def _show_review(self) -> None:
        self.progress.setText(progress_in_words(self._places, self._review))
        self.table.show_rows(tuple(group_row(group, self._review) for group in self._groups.values()))
        self.table.setVisible(bool(self._groups))
        waiting = len(self._review.undecided(self._places))
        words = ngettext(
            "{number} place is not decided yet.", "{number} places are not decided yet.", waiting
        ).format(number=waiting)
        self.why_not.setText(words if waiting else "")
        self.why_not.setVisible(waiting > 0)
        self.save.setEnabled(self._copy is not None and not waiting and not self.controller.busy)

    def _open_name(self, name: str) -> None:
        group = self._groups.get(name)
        if group is not None:
            self.place.show_group(group, self._review)
            self.ensureWidgetVisible(self.place)
            self.ensureWidgetVisible(self.place.title)  # from its top, where all of it has no room

    # -- deciding; each step is kept

    def _decide(self, places: tuple[Place, ...], ruling: Ruling) -> None:
        self._keep(self._review.ruled(places, ruling))
        group = self._groups[places[0].name]
        if self._review.undecided(group.places):
            self.place.update_review(group, self._review)
        else:
            self.place.put_away()

    def _look_for_words(self) -> None:
        words = self.words.text().strip()
        if words and words not in self._review.added:
            self.words.clear()
            self._keep(replace(self._review, added=(*self._review.added, words)))
            self._look_through()

    def _drop_words(self, words: str) -> None:
        self._keep(replace(self._review, added=tuple(each for each in self._review.added if each != words)))
        self._look_through()

    def _keep(self, review: Review) -> None:
        self._review = review
        self._on_their_way += 1
        self._tasks.in_vault(
            lambda vault: keep_review(vault, self._person_id, review), self._was_kept, self._was_not_kept
        )
        self._show_review()

    def flush(self) -> None:
        """Keep a reason that is being written, so that a lock loses no letter of it."""
        typed = self.place.reason.toPlainText() if self.place.isVisibleTo(self) else ""
        if self._copy is not None and typed != self._review.typed:
            self._keep(replace(self._review, typed=typed))

    @property
    def settled(self) -> bool:
        """Whether every decision is committed."""
        return self._on_their_way == 0

    def _was_kept(self, _none: None) -> None:
        self._on_their_way -= 1
        self._navigator.told.emit(_("Saved {time}").format(time=clock_time(self._clock(), seconds=True)))

    def _was_not_kept(self, error: PreventDesktopError) -> None:
        self._on_their_way -= 1
        self._failed(error)

    # -- saving the copy

    def _ask_where(self) -> None:
        folder = self._ask_folder(self)
        if folder is None or self._copy is None:
            return
        asking = Asking(
            purpose=Purpose.EXPORT_PERSON,
            subject=self._person_id,
            heading=_("Save a copy of the whole record?"),
            reason=_(
                "The copy in {folder} will not be encrypted: whoever has it can read it. That it was saved is written "
                "down in the record."
            ).format(folder=folder),
            act=_("&Save the copy"),
        )
        require_step_up(self, self._tasks, asking, partial(self._save, folder))

    def _save(self, folder: Path) -> None:
        self.notice.clear()
        self.controller.save(self._person_id, self._review, folder)
        self._show_review()

    def _saved(self, target: Path) -> None:
        self._done(_("Saved: {path}. It is not encrypted.").format(path=target), Tone.WARNING)

    def _stopped(self) -> None:
        self._done(_("Stopped. Nothing of the copy was left anywhere."), Tone.INFO)

    def _failed(self, error: PreventDesktopError) -> None:
        self._done(str(error), Tone.DANGER)

    def _done(self, words: str, tone: Tone) -> None:
        self.busy.stop()
        self.notice.say(words, tone)
        self._show_review()
