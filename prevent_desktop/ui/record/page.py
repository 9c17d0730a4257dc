"""A person's record."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.translation import _
from prevent_desktop.ui.components.conversation_words import ANSWERS_ENTRY
from prevent_desktop.ui.components.file_dialogs import AskForFile, AskForTarget, ask_for_file, ask_for_target
from prevent_desktop.ui.components.next_steps import ATTACHMENTS_ENTRY, FINISHED_ENTRY
from prevent_desktop.ui.components.printing import Printing
from prevent_desktop.ui.record.add_menu import AddMenu
from prevent_desktop.ui.record.files import RecordFiles
from prevent_desktop.ui.record.note_leads import leads_of_note
from prevent_desktop.ui.record.origin_words import entry_route, origin_entry, origin_links, origin_route
from prevent_desktop.ui.record.parts_row import PartsRow
from prevent_desktop.ui.record.rail import Rail
from prevent_desktop.ui.record.reading import RecordReading, read
from prevent_desktop.ui.record.record_panels import RecordPanels
from prevent_desktop.ui.record.view import RecordWords, Tab, entry_key, entry_when, tab_words
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import (
    AttachedFile,
    Event,
    FormChoice,
    FormFromNote,
    HandOver,
    Note,
    PreparePack,
    Route,
    StartForm,
    WhoMaySee,
)
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    HairLine,
    LinkButton,
    PageHead,
    ScrollPage,
    SecondaryButton,
    Tone,
    announce,
)
from prevent_desktop.ui.widgets.file_drops import FileDrops
from prevent_desktop.ui.widgets.first_focus import FirstFocus
from prevent_desktop.ui.widgets.tab_order import chain_tabs
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.printing.parts import chronology_to_print, entry_to_print
from prevent_desktop.workflows.record.read_entry import read_entry

_PARTS = {ANSWERS_ENTRY: Tab.PACKS, ATTACHMENTS_ENTRY: Tab.ATTACHMENTS}
"""What leads to a whole part of a record in place of one entry."""


class RecordPage(ScrollPage):
    """The record of the person with `person_id`, with `entry` of its chronology open where one is named. The name shows only after "Show name", or among the details."""

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        library: FormLibrary,
        clock: Clock,
        person_id: str,
        *,
        entry: str = "",
        ask_file: AskForFile = ask_for_file,
        ask_target: AskForTarget = ask_for_target,
    ) -> None:
        super().__init__()
        self._tasks = tasks
        self._navigator = navigator
        self._library = library
        self._clock = clock
        self._person_id = person_id
        self._ask_file, self._ask_target = ask_file, ask_target
        self._words: RecordWords | None = None
        self._waiting: Callable[[], object] | None = None
        self._read_before = False
        self._entry_to_open = entry
        self._for_notes: tuple[tuple[str, str], ...] = ()
        self._entry_key, self._owner = "", ""
        self._make_head()
        self._make_tabs()
        self._make_files()
        self._lay_out()

    def _make_head(self) -> None:
        self.show_name = LinkButton(_("Show name"))
        self.show_name.setCheckable(True)
        self.show_name.toggled.connect(self._show_heading)
        self.menu = AddMenu(self)
        self.menu.note.triggered.connect(lambda: self._open(Note(self._case_id)))
        self.menu.event_.triggered.connect(lambda: self._open(Event(self._case_id)))
        self.menu.file.triggered.connect(self._add_file)
        self.menu.pack.triggered.connect(lambda: self._open(PreparePack(self._case_id)))
        self.menu.all_forms.triggered.connect(lambda: self._open(FormChoice(self._case_id)))
        self.menu.form_chosen.connect(lambda form_id: self._open(StartForm(self._case_id, form_id)))
        self.menu.keep_from.triggered.connect(lambda: self._open(WhoMaySee(self._case_id)))
        self.add = SecondaryButton(_("&Add"), self._wait_to_add)
        self.print_link = LinkButton(_("Print…"), self._print_chronology, name=_("Print the chronology"))
        self.hand_over = LinkButton(_("Change owner…"), lambda: self._open(HandOver(self._case_id)))
        self.hand_over.setAccessibleName(_("Change owner of this case"))
        self.sharing = LinkButton("", lambda: self._open(WhoMaySee(self._case_id)))
        self.sharing.hide()
        self.head = PageHead("", "", self.sharing, self.show_name, self.print_link, self.hand_over, self.add)
        self.rail = Rail(self._navigator)
        for link in (self.show_name, self.print_link):
            link.setEnabled(False)
        self.hand_over.hide()

    def _open(self, route: Route) -> None:
        self._navigator.open(route)

    def _wait_to_add(self) -> None:
        """Once the record is there the button opens its menu by itself, and a click tells nothing more."""
        if self._words is None:
            self._waiting = partial(QTimer.singleShot, 0, self.add.showMenu)

    def _make_tabs(self) -> None:
        self.parts = PartsRow()
        self.tabs = self.parts.tabs
        self.panels = RecordPanels(
            self, self._tasks, self._navigator, self._clock, self._person_id,
            lay_out=self.column.addWidget, behind=self.tabs,
        )  # fmt: skip
        for name in self.panels.names:
            self.tabs.addTab(tab_words(name, 0))
        self.tabs.currentChanged.connect(self._show_tab)
        self.panels.route_wanted.connect(self._open)
        self.panels.entry_wanted.connect(self._open_entry)
        self.panels.origin_wanted.connect(self._open_origin)
        self.panels.file_wanted.connect(self._open_file)
        self.panels.add_wanted.connect(self._add_file)
        self.panels.print_wanted.connect(self.print_shown)

    def _make_files(self) -> None:
        asks = (self._ask_file, self._ask_target)
        self.files = RecordFiles(self._tasks, self._clock, self, asks)
        self.notice, self.busy, self.controller = self.files.notice, self.files.busy, self.files.controller
        self.files.added.connect(lambda: self.show_tab(Tab.ATTACHMENTS))
        FileDrops(self, self._invite, pastes=True, takes_links=True).came.connect(self._take_dropped)
        self.files.changed.connect(self.refresh)
        self.printing = Printing(self._tasks, self, self._navigator.told.emit)

    def _lay_out(self) -> None:
        self.column.setSpacing(14)
        self.column.add(self.head, self.notice, self.busy, self.rail, self.parts)
        self.column.addSpacing(-14)
        self.column.addWidget(HairLine())
        self._show_tab(0)
        FirstFocus(self, self.tabs)

    # -- what is shown

    def refresh(self) -> None:
        """Read the record; the first time this is written down as an opening."""
        first, now = not self._read_before, self._clock()
        self._read_before = True
        self._tasks.in_vault(
            lambda vault: read(vault, self._library, self._person_id, first=first, now=now), self.show_reading
        )

    def _say_whose(self, title: str) -> None:
        """The page's name. It is known only once the record was read, and then said once."""
        if not self.accessibleName() and self.isVisible():
            announce(self, title)
        self.setAccessibleName(title)

    def show_reading(self, reading: RecordReading) -> None:
        """Show what was read."""
        words = self._words = reading.words
        self._say_whose(_("Record of {person}").format(person=words.label))
        self.menu.show_forms(reading.forms)
        self._for_notes = reading.for_notes
        self._owner = reading.owner
        self.hand_over.setVisible(reading.may_hand_over)
        self._show_heading()
        self.rail.show_words(reading.rail)
        self.sharing.say(reading.sharing)
        self.menu.keep_from.setVisible(bool(reading.sharing))
        self.sharing.setAccessibleDescription(_("Who may see this case"))
        links = (self.sharing, self.show_name, self.print_link, self.hand_over)
        chain_tabs([*links, self.add, self.rail.action, self.tabs])
        for place, tab in enumerate(self.panels.names):
            self.tabs.setTabText(place, tab_words(tab, len(words.rows.get(tab, ()))))
        self.panels.show_reading(reading)
        if not words.is_written_down:
            self._tell_not_written_down()
        self._show_legend()
        self.show_name.setEnabled(True)
        self.print_link.setEnabled(bool(words.entries))
        self.add.setMenu(self.menu)
        if self._entry_to_open:
            entry, self._entry_to_open = self._entry_to_open, ""
            self._open_entry(entry)
        waiting, self._waiting = self._waiting, None
        if waiting is not None and self.isVisible():
            waiting()

    def _tell_not_written_down(self) -> None:
        told = _(
            "That you opened this record could not be written down: nothing can be written to the vault now. Free some space on the "
            "disk, and open it again."
        )
        self.notice.stand(told, Tone.WARNING)

    def print_shown(self) -> None:
        """Print the entry that is open, else the chronology (Ctrl+P); with the name where it is shown."""
        entry = self._shown_entry()
        if entry is None:
            self._print_chronology()
            return
        person_id, with_name, now = self._person_id, self.show_name.isChecked(), self._clock()
        self.printing.begin(
            lambda vault: entry_to_print(vault, person_id, entry, with_name=with_name, now=now)
        )

    def _print_chronology(self) -> None:
        person_id, with_name, now = self._person_id, self.show_name.isChecked(), self._clock()
        self.printing.begin(lambda vault: chronology_to_print(vault, person_id, with_name=with_name, now=now))

    def _shown_entry(self) -> Entry | None:
        is_open = any(panel.entry.isVisibleTo(self) for panel in self.panels.tables.values())
        return self._words.entries.get(self._entry_key) if is_open and self._words is not None else None

    def start_new(self) -> None:
        """Write a note about this person (Ctrl+N)."""
        if self._case_id:
            self._open(Note(self._case_id))

    def show_tab(self, tab: str) -> None:
        """Go to one part of the record."""
        self.tabs.setCurrentIndex(self.panels.names.index(tab))

    def place_within(self) -> str:
        """The part that is shown, and the entry that is open in it; a name is never shown again by itself."""
        tab = self.panels.names[self.tabs.currentIndex()]
        is_open = tab in self.panels.tables and not self.panels.tables[tab].entry.isHidden()
        return f"{tab} {self._entry_key if is_open else ''}"

    def return_within(self, untrusted_place: str) -> None:
        """Show that part, and open that entry once the record has been read."""
        tab, _space, self._entry_to_open = untrusted_place.partition(" ")
        self.show_tab(tab if tab in self.panels.names else Tab.CHRONOLOGY)

    @property
    def _case_id(self) -> str:
        return "" if self._words is None else self._words.case_id

    def _show_tab(self, place: int) -> None:
        self.panels.show(self.panels.names[place])
        self._show_legend()

    def _show_legend(self) -> None:
        hollow = self._words is not None and any(point.hollow for point in self._words.points)
        self.parts.show_legend(wanted=hollow and self.panels.chronology.isVisibleTo(self))

    def _show_heading(self) -> None:
        if self._words is not None:
            shown = self.show_name.isChecked()
            heading = f"{self._words.full_name} ({self._words.label})" if shown else self._words.label
            self.head.show_words(heading, " · ".join(filter(None, (self._words.facts, self._owner))))
            self.show_name.setText(_("Hide name") if shown else _("Show name"))
            self.show_name.updateGeometry()

    def _say_what_comes_next(self, response_id: str) -> None:
        """A form was just finished: say so, and what comes next, with the keyboard on its button."""
        entry = None if self._words is None else self._words.entries.get(f"{EntryKind.FORM}:{response_id}")
        if entry is None or self.rail.words is None:
            return
        done = _("{form} is finished and frozen.").format(form=entry.label)
        self.notice.say(f"{done} {self.rail.words.next_in_words}".strip(), Tone.SUCCESS)
        if self.rail.words.route is not None:
            self.rail.action.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_entry(self, key: str) -> None:
        if key in _PARTS:
            self.show_tab(_PARTS[key])
            return
        if key.startswith(FINISHED_ENTRY):
            self._say_what_comes_next(key.removeprefix(FINISHED_ENTRY))
            return
        entry = None if self._words is None else self._words.entries.get(key)
        if entry is None:
            return
        route = entry_route(entry)
        if route is not None:
            self._open(route)
        else:
            self._tasks.in_vault(
                lambda vault: (read_entry(vault, entry), leads_of_note(vault, entry)),
                lambda found: self._show_entry(entry, *found),
            )

    def _show_entry(
        self, entry: Entry, pairs: tuple[tuple[str, str], ...], leads: tuple[tuple[Route, str], ...]
    ) -> None:
        panel = next(panel for panel in self.panels.tables.values() if panel.isVisibleTo(self))
        forms = self._for_notes if entry.kind is EntryKind.NOTE else ()
        panel.entry.offer_growth(
            [(FormFromNote(entry.record_id, form_id), title) for form_id, title in forms],
            [*origin_links(entry, self._clock()), *leads],
        )
        self._entry_key = entry_key(entry)
        panel.entry.show_entry(entry.label, entry_when(entry, self._clock()), pairs)
        self.ensureWidgetVisible(panel.entry)

    def _open_origin(self, key: str) -> None:
        """Go to where a line of the chronology comes from."""
        entry = None if self._words is None else self._words.entries.get(key)
        if entry is None:
            return
        route = origin_route(entry.origin)
        if route is None:
            self._open_entry(origin_entry(entry.origin))
        else:
            self._open(route)

    # -- files

    def _invite(self) -> str:
        """Whoever may choose a file may drop some."""
        if self._words is None or not self._case_id or not self.add.isEnabled():
            return ""
        return _("Drop files here to add them to the record of {person}").format(person=self._words.label)

    def _take_dropped(self, paths: tuple[Path, ...], links: int) -> None:
        self.files.adder.add_all(paths, self._case_id, links=links)

    def _add_file(self) -> None:
        self.files.add(self._case_id)

    def _open_file(self, attachment_id: str) -> None:
        waiting = None if self._words is None else self._words.waiting.get(attachment_id)
        if waiting is None:
            self._open(AttachedFile(attachment_id, self._person_id))
        else:
            self.panels.attachments.show_waiting(waiting, self._clock())
            self.ensureWidgetVisible(self.panels.attachments.entry)
