"""Which page about answers leads to which; and answers of ours that are still to be put out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.answers.answer_page import AnswerPage
from prevent_desktop.ui.answers.call_page import CallPage
from prevent_desktop.ui.answers.view import ANSWERS, ANSWERS_ENTRY, ConversationWords, Step
from prevent_desktop.ui.note.writing_page import WritingPage
from prevent_desktop.ui.returning import way_names
from prevent_desktop.ui.returning.whereabouts import Way
from prevent_desktop.ui.shell.house import House
from prevent_desktop.ui.shell.pages import Refreshes
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.tasks import Job, Tasks
from prevent_desktop.workflows.answers import came_since
from prevent_desktop.workflows.chasing import ToCall, to_call
from prevent_desktop.workflows.give_answer import Outgoing, ToAnswer, note_placed, outgoing, place, to_answer

AGAIN_MS = 60_000


class AnswersJourney(QObject):
    """Signals: `record_wanted(person id, entry)`; `addendum_wanted(case id, pack id)`; `told(words)` for the status line."""

    record_wanted = Signal(str, str)
    addendum_wanted = Signal(str, str)
    told = Signal(str)

    def __init__(
        self, tasks: Tasks, clock: Callable[[], datetime], house: House, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._clock, self._house = tasks, clock, house
        self._told_of = clock()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.put_out)

    def lead_to(
        self,
        record: Callable[[str, str], object],
        addendum: Callable[[str, str], object],
        tell: Callable[[str], object],
    ) -> None:
        """Where the pages lead: to a person's record, to an addendum for a pack, and to the status line."""
        self.record_wanted.connect(record)
        self.addendum_wanted.connect(addendum)
        self.told.connect(tell)

    def take(self, step: Step, words: ConversationWords) -> None:
        """What a person chose in a conversation."""
        if step is Step.ADDENDUM:
            self.addendum_wanted.emit(words.case_id, words.pack_id)
        elif step is Step.CALLED:
            self.call(words.pack_id)
        else:
            self.give(f"{ANSWERS[step].value}/{words.received_id}")

    def tell_news(self) -> None:
        """Say in the status line that answers have come since this was asked last; it names nobody."""
        since, self._told_of = self._told_of, self._clock()
        self._tasks.in_vault(lambda vault: came_since(vault, since), self._tell_news)

    def _tell_news(self, count: int) -> None:
        if count:
            words = ngettext(
                "{number} answer has come: see My work", "{number} answers have come: see My work", count
            )
            self.told.emit(words.format(number=count))

    # -- a call

    def call(self, pack_id: str) -> Job:
        """Write down a call about one of our packs."""
        return self._tasks.in_vault(lambda vault: to_call(vault, pack_id), self._show_call)

    def _show_call(self, found: ToCall) -> None:
        page = CallPage(self._tasks, found.pack, found.phone, self._clock)
        page.kept.connect(self._call_kept)
        self._enter(page, Room.MY_WORK, Way(way_names.CALL, found.pack.id))

    def _call_kept(self, person_id: str, _entry: str) -> None:
        self.told.emit(_("The call is in the record"))
        self.record_wanted.emit(person_id, ANSWERS_ENTRY)

    # -- an answer

    def give(self, key: str) -> Job:
        """Answer a pack that came in; `key` is as `ToAnswer.key` gives it."""
        return self._tasks.in_vault(lambda vault: to_answer(vault, key), self._show_answer)

    def _show_answer(self, found: ToAnswer) -> None:
        page = AnswerPage(self._tasks, found, self._clock)
        page.kept.connect(self._answer_kept)
        self._enter(page, Room.INBOX, Way(way_names.ANSWER, found.key))

    def _answer_kept(self, person_id: str, _entry: str) -> None:
        self.told.emit(_("Signed. It goes out by itself."))
        self.put_out()
        self.record_wanted.emit(person_id, ANSWERS_ENTRY)

    def _enter(self, page: WritingPage, room: Room, way: Way) -> None:
        page.left.connect(lambda person_id: self.record_wanted.emit(person_id, ANSWERS_ENTRY))
        page.told.connect(self.told)
        self._house.enter(page, room, way)

    # -- what is still to be put out

    def put_out(self) -> None:
        """Put each signed answer where its sender looks; what cannot be put there now is tried again every minute."""
        self._tasks.in_vault(outgoing, self._place)

    def _place(self, left: tuple[Outgoing, ...]) -> None:
        if left:
            self._tasks.in_background(
                lambda: [one for one in left if place(one)], lambda placed: self._placed(left, placed)
            )

    def _placed(self, left: Sequence[Outgoing], placed: Sequence[Outgoing]) -> None:
        if placed:
            self._tasks.in_vault(lambda vault: note_placed(vault, placed), lambda _none: self._tell())
        if len(placed) < len(left):
            self._again.start()

    def _tell(self) -> None:
        self.told.emit(_("The answer lies where its sender looks"))
        page: object = self._house.page
        if isinstance(page, Refreshes):
            page.refresh()
