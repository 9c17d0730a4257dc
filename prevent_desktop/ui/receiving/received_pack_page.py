"""One received pack: its pages, the decision beside them; below it what was said, what was checked, and its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from PySide6.QtCore import Qt, Signal

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import size_in_words
from prevent_desktop.packs.pack_facts import PackedFile, PackFacts, read_facts
from prevent_desktop.translation import _
from prevent_desktop.ui.components.conversation_card import Conversations
from prevent_desktop.ui.components.conversation_words import (
    ANSWERS_ENTRY,
    ConversationWords,
    conversations_about_received,
)
from prevent_desktop.ui.components.drawn_pages import DrawnPages
from prevent_desktop.ui.components.pages_view import PagesView
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.receiving.answer_cover import AnswerCover
from prevent_desktop.ui.receiving.decision_card import DecisionCard
from prevent_desktop.ui.receiving.person_offers_card import PersonOffersCard
from prevent_desktop.ui.receiving.received_pack_words import (
    found_false,
    looks_like_another,
    made_for_another,
    number_of_others,
    person_rows,
    replaced_words,
    signed_as_another,
    signed_heading,
    takes_place_words,
    title_of,
    verified_facts,
)
from prevent_desktop.ui.receiving.reply_card import ReplyCard
from prevent_desktop.ui.routing import routes
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    Breadcrumb,
    BusyLine,
    Card,
    Columns,
    FlowRow,
    KeyValue,
    KeyValueTable,
    LinkButton,
    Notice,
    PageHead,
    QuietButton,
    ScrollPage,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.columns import pushed_up
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.stays_in_view import StaysInView
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.workflows.answers.decide import Decided
from prevent_desktop.workflows.answers.give_answer import ToAnswer
from prevent_desktop.workflows.answers.tell_read import read_to_tell, tell_read
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.printing.parts import received_to_print
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.receiving.inbox import OpenedPack, open_pack
from prevent_desktop.workflows.receiving.received_forms import ReceivedForm, read_forms

_INBOX = "inbox"
_BOTH_EMS = 50
"""What pages and decision need side by side, in sizes of the text: a window of 1024 pixels has it at 100 %."""
_GAP = 16
_AROUND_PAGES = (14, 14, 14, 14)
"""Pixels: as much of the pages is read as there is room for."""


class ReceivedPackPage(ScrollPage):
    """The received pack with our id `received_id`.

    Signals: `form_chosen(ReceivedForm, pack's heading, sender)` to read a form in it; `placed()` once it is in a case, somebody's, or
    answered; `answered()` once there is an answer to be put where its sender looks. `reach` is how the desk's storage is reached,
    `cover` what one passphrase covers. The pages begin at `page`, from 0.
    """

    form_chosen = Signal(object, str, str)
    placed = Signal()
    answered = Signal()

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        clock: Clock,
        library: FormLibrary,
        received_id: str,
        reach: DeskReach | None = None,
        *,
        cover: AnswerCover | None = None,
        page: int = 0,
    ) -> None:
        super().__init__()
        super().stand_beside(True)  # pages and decision need the room
        self.setAccessibleName(_("Received pack"))
        self._tasks, self._clock, self._library, self.received_id = tasks, clock, library, received_id
        self._navigator, self._reach = navigator, reach
        self._opened: OpenedPack | None = None
        self._beside = False
        self.way = Breadcrumb([(_INBOX, _("Inbox")), ("", _("Received pack"))])
        self.way.chosen.connect(lambda _key: navigator.open(routes.Inbox()))
        self.head = PageHead(_("Received pack"))
        self.links = [LinkButton(""), LinkButton(_("Read that one"))]
        self.links[0].hide()
        self.false_signature, self.for_another = Notice(), Notice()
        self.other_name, self.shared_number = Notice(), Notice()
        self.replaced = Notice(tone=Tone.WARNING, action=self.links[1])
        self.busy = BusyLine()
        self.pages = PagesView()
        self.pages.open_at(page)
        self.print_button = QuietButton(_("&Print…"), self.print_shown)
        self.pages.leaves.add(self.print_button)
        self.printing = Printing(tasks, self, navigator.told.emit)
        self.signed, self.facts = Card(_("Checked")), KeyValueTable()
        self.file_links: list[LinkButton] = []
        self._to_look_at = VBox(spacing=8)
        self.files = KeyValueTable()
        self._for_programs = Text(_("Data of the pack, for programs:"), "small")
        self.forms = Card(_("Forms in it"))
        self.form_links: list[LinkButton] = []
        self.decision = DecisionCard(
            tasks, navigator, clock, library, received_id, cover=cover or AnswerCover(), reach=reach
        )
        self.place, self.in_case = self.decision.place, self.decision.in_case
        self.in_case.record_wanted.connect(self._open_record)
        self.decision.placed.connect(self._is_placed)
        self.decision.signed.connect(self._is_signed)
        self.about, self.about_facts = Card(_("Who it is about, as the sender knows them")), KeyValueTable()
        self.about.hide()
        self.offers = PersonOffersCard(tasks, clock, received_id)
        self.conversations = Conversations(navigator, parent=self)
        self.conversations.hide()
        self.reply = ReplyCard(tasks, received_id)
        self._lay_out()
        FirstFocus(self, self.pages.sheet)
        self.busy.start(_("Opening the pack…"))
        self._read()

    def _lay_out(self) -> None:
        columns = Columns(shares=(11, 10), least=_BOTH_EMS, gap=_GAP)
        self.about.body.addWidget(self.about_facts)
        preview = Card(kind="preview")
        preview.body.setContentsMargins(*_AROUND_PAGES)
        preview.body.addWidget(self.pages)
        files = Card(_("Files in it"))
        self.signed.body.addWidget(self.facts)
        files.body.addLayout(self._to_look_at)
        files.body.add(self._for_programs, self.files)
        self._for_programs.hide()
        columns.main.addWidget(preview)
        columns.side.add(
            self.decision,
            self.offers,
            self.conversations,
            self.reply,
            self.about,
            self.forms,
            self.signed,
            files,
        )
        pushed_up(columns.main)
        pushed_up(columns.side)
        StaysInView(self, columns, preview)
        self.forms.hide()
        self.column.setSpacing(12)
        warnings = (
            self.false_signature, self.for_another, self.other_name, self.shared_number, self.replaced,
        )  # fmt: skip
        for widget in (self.way, self.head, self.links[0], *warnings, self.busy, columns):
            self.column.addWidget(widget)

    def stand_beside(self, beside: bool) -> None:
        """Say beside the list nothing that the list says."""
        self._beside = beside
        for part in (self.way, self.head):
            part.setVisible(not beside)

    def flush(self) -> None:
        """Hand over what is typed and not kept yet."""
        self.decision.flush()

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return self.decision.settled

    def ask(self, kind: AnswerKind) -> None:
        """Put the keyboard where this answer begins."""
        self.decision.ask(kind)

    def _show_head(self) -> None:
        if self._opened is not None:
            pack = self._opened.pack
            self.head.show_words(title_of(pack), pack.title)
            self.setAccessibleName(title_of(pack))

    def _read(self) -> None:
        now = self._clock()
        self._tasks.in_vault(lambda vault: open_pack(vault, self.received_id, now=now), self._show)

    def _show(self, opened: OpenedPack) -> None:
        first = self._opened is None
        self._opened = opened
        pack, now = opened.pack, self._clock()
        self._show_head()
        if first:
            self.facts.show_rows(verified_facts(pack, now, due=opened.due, word=opened.word))
        self.signed.retitle(signed_heading(opened.word))
        self.false_signature.say(found_false(opened.word, pack), Tone.DANGER)
        self._show_links(opened)
        self.decision.show_pack(opened)
        self._show_about(opened)
        self.reply.look()
        if first:
            self._read_pages(opened)

    def _show_about(self, opened: OpenedPack) -> None:
        """The person as the sender knows them, until they are in the record; then what was said about the pack."""
        recorded, about = opened.recorded, opened.about
        rows = () if about is None or recorded is not None else tuple(person_rows(about))
        self.about_facts.show_rows(rows)
        self.about.setVisible(bool(rows))
        if recorded is None:
            return
        self.offers.look(recorded.id)
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: conversations_about_received(vault, opened.pack.id, now),
            self._show_conversations,
        )

    def _show_conversations(self, found: tuple[ConversationWords, ...]) -> None:
        """What comes next is in the decision, beside the pages."""
        self.conversations.show_conversations([replace(one, steps=()) for one in found])

    def _show_links(self, opened: OpenedPack) -> None:
        before, after = self.links
        if opened.pack.corrects:
            words = takes_place_words(opened.pack, opened.takes_place_of)
            self._show_link(before, words, opened.takes_place_of)
        later = opened.replaced_by
        if later is not None and self.replaced.isHidden():
            self.replaced.say(replaced_words(opened.pack, later), Tone.WARNING)
            after.clicked.connect(lambda: self._navigator.open(routes.ReceivedPack(later.id)))

    def _show_link(self, link: LinkButton, words: str, pack: ReceivedPack | None) -> None:
        """A pack that never came here is named all the same."""
        link.setText(words if pack is not None else _("{words}, which is not here").format(words=words))
        link.setEnabled(pack is not None)
        if pack is not None and link.isHidden():
            link.clicked.connect(lambda: self._navigator.open(routes.ReceivedPack(pack.id)))
        link.show()

    def _read_pages(self, opened: OpenedPack) -> None:
        """The file is never in memory as a whole: large evidence lies behind its pages."""
        files, file_id, digest = opened.files, opened.pack.attachment_id, opened.pdf_digest

        def read() -> PackFacts:
            files.verify(file_id, digest)
            with files.open(file_id) as pdf:
                return read_facts(pdf)

        self._tasks.in_background(
            read,
            lambda facts: self._show_pages(opened, partial(files.open, file_id), facts),
            self._unread,
        )

    def _unread(self, error: PreventDesktopError) -> None:
        """Its pages and data cannot be read: it can be put in a case all the same."""
        self.busy.stop()
        self._tasks.show_failure(error)
        self.decision.take_forms(())

    def _show_pages(self, opened: OpenedPack, pdf: Callable[[], BinaryIO], facts: PackFacts) -> None:
        self.busy.stop()
        self.facts.show_rows(
            verified_facts(opened.pack, self._clock(), facts.made_for, opened.due, opened.word)
        )
        self.for_another.say(made_for_another(facts.made_for, opened.desk_name), Tone.WARNING)
        self.shared_number.say(number_of_others(opened.others), Tone.WARNING)
        names = (signed_as_another(facts.signed_as, opened.pack), looks_like_another(opened.looks_like))
        self.other_name.say("\n".join(filter(None, names)), Tone.WARNING)
        self.pages.show_pages(DrawnPages(self._tasks, pdf, facts.page_count))
        self._show_files(facts.files)
        library = self._library
        self._tasks.in_vault(lambda _vault: read_forms(library, facts.forms), self._show_forms)
        self.decision.take_forms(facts.forms)

    def _show_files(self, files: tuple[PackedFile, ...]) -> None:
        """What somebody sent along is looked at here; the rest is what programs read."""
        data = [file for file in files if _is_data(file)]
        for file in files:
            if file not in data:
                route = routes.ReceivedFile(self.received_id, file.name)
                link = LinkButton(
                    file.name,
                    partial(self._navigator.open, route),
                    name=_("Look at {file}").format(file=file.name),
                )
                self.file_links.append(link)
                size = Text(size_in_words(file.size) if file.size else "", "small", wrap=False)
                self._to_look_at.addWidget(FlowRow(link, size))
        self._for_programs.setVisible(bool(data))
        self.files.show_rows([_file_row(file) for file in data])

    def print_shown(self) -> None:
        """Print the pages of the pack (Ctrl+P)."""
        received_id = self.received_id
        self.printing.begin(lambda vault: received_to_print(vault, received_id))

    def _show_forms(self, forms: tuple[ReceivedForm, ...]) -> None:
        """Each form in the pack, to be read."""
        for form in forms:
            link = LinkButton(
                form.title, partial(self.form_chosen.emit, form, self.head.heading.text(), self._sender())
            )
            self.form_links.append(link)
            self.forms.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        chain_tabs([*self.form_links, *self.file_links])
        self.forms.setVisible(bool(forms))

    def _sender(self) -> str:
        return "" if self._opened is None else self._opened.pack.sender_organisation

    def _is_placed(self) -> None:
        """In a case, or somebody else's."""
        was_in_case = self._opened is not None and self._opened.recorded is not None
        self.placed.emit()
        self._read()
        if not was_in_case:
            self._tell_read()

    def _is_signed(self, decided: Decided) -> None:
        """After a decision the next pack that waits; the record where none does. Whoever asked something stays at the pack."""
        self.placed.emit()
        self.answered.emit()
        self._tell_read()
        if decided.next_id:
            self._navigator.open(routes.ReceivedPack(decided.next_id))
        elif decided.decides:
            self._navigator.open(routes.Record(decided.person_id, ANSWERS_ENTRY))
        else:
            self._read()
            self.pages.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_read(self) -> None:
        """A colleague learns that what they reported was read. What hinders it hinders nothing else."""
        received_id, now = self.received_id, self._clock()
        self._tasks.in_vault(
            lambda vault: read_to_tell(vault, received_id, self._reach, now=now), self._look_for_numbers
        )

    def _look_for_numbers(self, told: ToAnswer | None) -> None:
        if told is not None:
            self._tasks.in_background(told.numbers_taken, lambda lying: self._sign_read(told, lying))

    def _sign_read(self, told: ToAnswer, lying: Sequence[int]) -> None:
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: tell_read(vault, told, lying, now=now), lambda _said: self.answered.emit()
        )

    def _open_record(self) -> None:
        if self._opened is not None and self._opened.recorded is not None:
            self._navigator.open(routes.Record(self._opened.recorded.id))


def _is_data(file: PackedFile) -> bool:
    return file.media_type in {"application/fhir+json", "application/json"}


def _file_row(file: PackedFile) -> KeyValue:
    size = size_in_words(file.size) if file.size else ""
    return KeyValue(key=file.name, label=file.name, values=(size,))
