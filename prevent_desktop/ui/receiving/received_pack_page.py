"""One received pack: what was checked, its pages, its files, and where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import BinaryIO

from PySide6.QtCore import Qt, Signal

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import size_in_words
from prevent_desktop.packs.pack_facts import PackedFile, PackFacts, read_facts
from prevent_desktop.translation import _
from prevent_desktop.ui.components.assign_box import AssignBox
from prevent_desktop.ui.components.closing_words import closing_words
from prevent_desktop.ui.components.conversation_card import Conversations
from prevent_desktop.ui.components.conversation_words import conversations_about_received
from prevent_desktop.ui.components.drawn_pages import DrawnPages
from prevent_desktop.ui.components.due_words import decide_by_in_words
from prevent_desktop.ui.components.pages_view import PagesView
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.receiving.holder_box import HolderBox
from prevent_desktop.ui.receiving.in_case_card import InCaseCard
from prevent_desktop.ui.receiving.inbox_view import (
    NEW_PERSON,
    case_chosen,
    found_false,
    looks_like_another,
    made_for_another,
    number_of_others,
    person_chosen,
    signed_as_another,
    signed_heading,
    title_of,
    verified_facts,
)
from prevent_desktop.ui.receiving.person_offers_card import PersonOffersCard
from prevent_desktop.ui.receiving.place_card import PlaceCard
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
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.columns import ROOM_FOR_BOTH, pushed_up
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.stays_in_view import StaysInView
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import ToAnswer
from prevent_desktop.workflows.answers.tell_read import read_to_tell, tell_read
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.printing.parts import received_to_print
from prevent_desktop.workflows.receiving import filing
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.receiving.inbox import OpenedPack, open_pack
from prevent_desktop.workflows.receiving.received_forms import ReceivedForm, read_forms
from prevent_desktop.workflows.receiving.take_facts import judge_forms

_INBOX = "inbox"


class ReceivedPackPage(ScrollPage):
    """The received pack with our id `received_id`.

    Signals: `form_chosen(ReceivedForm, pack's heading, sender)` to read a form in it; `placed()` once it is in a case, or somebody's; `answered()`
    once a colleague who sent it is to be told that it was read. `reach` is how the desk's storage is reached.
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
    ) -> None:
        super().__init__()
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
        self.print_button = SecondaryButton(_("&Print…"), self.print_shown)
        self.printing = Printing(tasks, self, navigator.told.emit)
        self.signed, self.facts = Card(_("Checked")), KeyValueTable()
        self.file_links: list[LinkButton] = []
        self._to_look_at = VBox(spacing=8)
        self.files = KeyValueTable()
        self._for_programs = Text(_("Data of the pack, for programs:"), "small")
        self.forms = Card(_("Forms in it"))
        self.form_links: list[LinkButton] = []
        self.holder = HolderBox(tasks, navigator, clock, received_id, reach)
        self.holder.given.connect(self.placed)
        self.place = PlaceCard(tasks, clock, self.holder)
        self.place.chosen.connect(self._put)
        self.clock_note, self.closing_note = Notice(), Notice()
        self.assign = AssignBox(tasks, navigator, clock)
        self.assign.assigned.connect(self.placed)
        self.in_case = InCaseCard(tasks, library, received_id, self.assign)
        self.in_case.record_wanted.connect(self._open_record)
        self.record = self.in_case.record
        self.offers = PersonOffersCard(tasks, clock, received_id)
        self._untrusted_forms: tuple[str, ...] | None = None
        self._put_later = ""
        self.conversations = Conversations(navigator, parent=self)
        self.conversations.hide()
        self.reply = ReplyCard(tasks, received_id)
        self._lay_out()
        FirstFocus(self, self.pages.sheet)
        self.busy.start(_("Opening the pack…"))
        self._read()

    def _lay_out(self) -> None:
        columns = Columns(shares=(11, 10), least=ROOM_FOR_BOTH)
        preview = Card(kind="preview")
        preview.body.addWidget(self.pages)
        preview.body.addWidget(self.print_button, 0, Qt.AlignmentFlag.AlignLeft)
        files = Card(_("Files in it"))
        self.signed.body.addWidget(self.facts)
        files.body.addLayout(self._to_look_at)
        files.body.add(self._for_programs, self.files)
        self._for_programs.hide()
        columns.main.addWidget(preview)
        columns.side.add(
            self.clock_note,
            self.closing_note,
            self.place,
            self.in_case,
            self.offers,
            self.conversations,
            self.reply,
            self.forms,
            self.signed,
            files,
        )
        pushed_up(columns.main)
        pushed_up(columns.side)
        StaysInView(self, columns, preview)
        self.place.hide()
        self.forms.hide()
        self.in_case.hide()
        self.column.setSpacing(12)
        warnings = (
            self.false_signature, self.for_another, self.other_name, self.shared_number, self.replaced,
        )  # fmt: skip
        for widget in (self.way, self.head, self.links[0], *warnings, self.busy, columns):
            self.column.addWidget(widget)

    def stand_beside(self, beside: bool) -> None:
        """Begin higher up beside the list, which tells what the line below the heading says."""
        super().stand_beside(beside)
        self._beside = beside
        self._show_head()

    def _show_head(self) -> None:
        if self._opened is not None:
            pack = self._opened.pack
            self.head.show_words(title_of(pack), "" if self._beside else pack.title)

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
        self.clock_note.say(decide_by_in_words(opened.due, pack, now), Tone.WARNING)
        self.closing_note.say(closing_words(opened.closing) if opened.closing.waits else "", Tone.WARNING)
        self._show_links(opened)
        self._show_place(opened)
        self.reply.look()
        if first:
            self._read_pages(opened)

    def _show_place(self, opened: OpenedPack) -> None:
        recorded = opened.recorded
        self.place.setVisible(recorded is None)
        self.in_case.setVisible(recorded is not None)
        if recorded is None:
            self.place.show_pack(opened)
            self.holder.look()
            return
        label = recorded.label_on(self._clock().astimezone().date())
        self.in_case.show_case(label, opened.pack.case_id or "")
        self._show_entered()
        self.offers.look(recorded.id)
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: conversations_about_received(vault, opened.pack.id, now),
            self.conversations.show_conversations,
        )

    def _show_links(self, opened: OpenedPack) -> None:
        before, after = self.links
        if opened.pack.corrects:
            words = _("Takes the place of pack {pack}").format(pack=short_pack_id(opened.pack.corrects))
            self._show_link(before, words, opened.takes_place_of)
        later = opened.replaced_by
        if later is not None and self.replaced.isHidden():
            words = _("Pack {pack} takes the place of this one.")
            self.replaced.say(words.format(pack=short_pack_id(later.pack_id)), Tone.WARNING)
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
        self._forms_read(())

    def _forms_read(self, untrusted_forms: tuple[str, ...]) -> None:
        self._untrusted_forms = untrusted_forms
        if self._put_later:
            self._put(self._put_later)
        elif self._opened is not None and self._opened.recorded is not None:
            self._show_entered()

    def _show_entered(self) -> None:
        if self._untrusted_forms is not None:
            self.in_case.show_entered(self._untrusted_forms)

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
        self._forms_read(facts.forms)

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

    def _put(self, key: str) -> None:
        if self._untrusted_forms is None:  # what it tells is still being read, and enters with it
            self._put_later = key
            return
        self.holder.claim(partial(self._put_now, key), partial(self.place.refuse, ""))

    def _put_now(self, key: str) -> None:
        opened, now = self._opened, self._clock()
        if opened is None or self._untrusted_forms is None:
            return
        library, untrusted, self._put_later = self._library, self._untrusted_forms, ""

        def put(vault: Vault) -> Case:
            forms = judge_forms(library, untrusted).told
            if case_chosen(key):
                return filing.put_in_case(vault, opened.pack.id, case_chosen(key), forms)
            if person_chosen(key):
                return filing.put_in_new_case(vault, opened.pack.id, person_chosen(key), forms, now=now)
            assert key == NEW_PERSON  # noqa: S101 - the only other choice, offered where there is somebody
            assert opened.about is not None  # noqa: S101
            return filing.record_person(vault, opened.pack.id, opened.about, forms, now=now)

        self._tasks.in_vault(put, self._is_put, lambda error: self.place.refuse(str(error)))

    def _is_put(self, _case: Case) -> None:
        self._navigator.told.emit(_("The pack is in the case now"))
        self.placed.emit()
        self._tell_read()
        if (answer := self.place.goes_on_to) is not None:
            self._navigator.open(routes.Answer(self.received_id, answer))
        else:
            self._read()
            self.record.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_read(self) -> None:
        """A colleague learns that what they reported was read. What hinders it hinders nothing else."""
        received_id = self.received_id
        self._tasks.in_vault(
            lambda vault: read_to_tell(vault, received_id, self._reach), self._look_for_numbers
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
