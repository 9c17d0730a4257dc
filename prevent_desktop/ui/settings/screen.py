"""The settings screen: the sections at the left, one of them at the right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.back_up_section import BackUpSection
from prevent_desktop.ui.settings.checks_section import ChecksSection
from prevent_desktop.ui.settings.connection_section import ConnectionSection
from prevent_desktop.ui.settings.forms_section import FormsSection
from prevent_desktop.ui.settings.keeping_section import KeepingSection
from prevent_desktop.ui.settings.lock_section import LockSection
from prevent_desktop.ui.settings.look_section import LookSection
from prevent_desktop.ui.settings.merge_section import MergeSection
from prevent_desktop.ui.settings.organisation_section import OrganisationSection
from prevent_desktop.ui.settings.passphrase_section import PassphraseSection
from prevent_desktop.ui.settings.receiving_section import ReceivingSection
from prevent_desktop.ui.settings.recipients_section import RecipientsSection
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.sending_section import SendingSection
from prevent_desktop.ui.settings.sharing_section import SharingSection
from prevent_desktop.ui.settings.signing_section import SigningSection
from prevent_desktop.ui.settings.state import SettingsState, read_state
from prevent_desktop.ui.settings.unlock_methods_section import UnlockMethodsSection
from prevent_desktop.ui.settings.who_section import WhoSection
from prevent_desktop.ui.settings.writing_section import WritingSection
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.ui.widgets import Columns, EntryList, ListEntry, PageHead, ScrollPage
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation import settings


class SectionEntry(ListEntry):
    """One entry of the list of sections."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


class SettingsScreen(ScrollPage):
    """Signals `look_chosen(Appearance, int)`, and `state_read(SettingsState)` after every change.

    `spool` is asked for on a worker, for what is set about sending.
    """

    look_chosen = Signal(object, int)
    state_read = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        library: FormLibrary,
        *,
        demo_folder: Path,
        appearance: Appearance,
        scale: int,
        spool: Callable[[], Spool] | None = None,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Settings"))
        self._tasks = tasks
        self._library = library
        self._shown: SettingsState | None = None
        self._kept_unsaved = ""
        self._on_their_way = 0
        self._come_back_to: Section | None = None
        self.who = WhoSection(tasks)
        self.organisation = OrganisationSection(tasks, library)
        self.recipients = RecipientsSection(tasks)
        self.signing = SigningSection(tasks, demo_folder)
        self.sharing = SharingSection(tasks)
        self.receiving = ReceivingSection(tasks)
        self.sending = SendingSection(tasks, spool) if spool is not None else None
        self.connection = ConnectionSection(tasks, spool) if spool is not None else None
        self.writing = WritingSection(tasks)
        self.forms = FormsSection(tasks, navigator, library)
        self.keeping = KeepingSection(tasks, navigator)
        self.locking = LockSection(tasks)
        self.look = LookSection(tasks, appearance, scale)
        self.passphrase = PassphraseSection(tasks)
        self.unlock_methods = UnlockMethodsSection(tasks)
        self.back_up = BackUpSection(tasks)
        self.merging = MergeSection(tasks, navigator)
        self.checks = ChecksSection(tasks)
        self.look.look_chosen.connect(self.look_chosen)
        self.sections: tuple[Section, ...] = (
            self.who, self.organisation, self.recipients, self.signing, self.sharing, self.receiving, self.writing, self.forms, self.keeping, self.locking, self.look, self.passphrase, self.unlock_methods, self.back_up, self.merging, self.checks,
        )  # fmt: skip
        if self.sending is not None and self.connection is not None:
            at = self.sections.index(self.receiving)
            self.sections = (*self.sections[:at], self.sending, self.connection, *self.sections[at:])
        self._by_name: dict[str, Section] = {
            "who": self.who, "recipients": self.recipients, "sharing": self.sharing, "receiving": self.receiving,
            "writing": self.writing,
        }  # fmt: skip
        self.entries = {section: SectionEntry(section.title) for section in self.sections}
        self._build()
        self.show_section(self.who)

    def _build(self) -> None:
        self._list = EntryList(self)
        listing, holder = QWidget(), QWidget()
        left, right = QVBoxLayout(listing), QVBoxLayout(holder)
        for column in (left, right):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
        for section, entry in self.entries.items():
            self._list.add(entry)
            entry.clicked.connect(lambda _checked=False, to=section: self.show_section(to))
            section.changed.connect(self.refresh)
            left.addWidget(entry)
            right.addWidget(section)
        left.addStretch(1)
        self.column.addWidget(PageHead(_("Settings")))
        self._columns = Columns(shares=(2, 7), least=46)
        self._columns.main.addWidget(listing)
        self._columns.side.addWidget(holder)
        self.column.addWidget(self._columns)

    def place_within(self) -> str:
        """The section that is shown."""
        return next((type(section).__name__ for section in self.sections if not section.isHidden()), "")

    def return_within(self, untrusted_place: str) -> None:
        """Show it again, also where another one holds what is not saved yet."""
        named = {type(section).__name__: section for section in self.sections}
        self._come_back_to = named.get(untrusted_place)
        if self._come_back_to is not None:
            self.show_section(self._come_back_to)

    def show_part(self, part: SettingsPart) -> None:
        """Show the section that a route leads to."""
        found = getattr(self, part, None) if part else None
        if isinstance(found, Section):
            self.show_section(found)

    def show_section(self, wanted: Section) -> None:
        """Show one section."""
        for section, entry in self.entries.items():
            section.setVisible(section is wanted)
            if section is wanted:
                self._list.mark(entry)
        if self._columns.stacked:
            QTimer.singleShot(0, self, self._go_to_section)

    def _go_to_section(self) -> None:
        """Where the list stands above its sections, choosing one leads down to it."""
        shown = next(section for section in self.sections if section.isVisible())
        self.verticalScrollBar().setValue(shown.mapTo(self.content, QPoint(0, 0)).y() - 16)

    def refresh(self) -> None:
        """Read the settings again."""
        self._tasks.in_vault(lambda vault: read_state(vault, self._library), self._show)

    def flush(self) -> None:
        """Keep what is typed and not saved yet, so that a lock loses no letter of it."""
        if self._shown is None:
            return
        found = {name: unsaved for name, part in self._by_name.items() if (unsaved := part.unsaved())}
        text = json.dumps(found) if found else ""
        if text != self._kept_unsaved:
            self._kept_unsaved = text
            self._on_their_way += 1
            self._tasks.in_vault(
                lambda vault: settings.keep_unsaved(vault, text), self._was_kept, self._was_not_kept
            )

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed, here or there."""
        return self._on_their_way == 0

    def _was_kept(self, _none: None) -> None:
        self._on_their_way -= 1

    def _was_not_kept(self, error: PreventDesktopError) -> None:
        self._on_their_way -= 1
        self._kept_unsaved = "?"  # so that the next flush offers it again
        self.who.show_failure(error)

    def _restore(self, text: str) -> None:
        self._kept_unsaved = text
        for name, unsaved in json.loads(text or "{}").items():
            self._by_name[name].restore(unsaved)
            self.show_section(self._come_back_to or self._by_name[name])

    def _show(self, state: SettingsState) -> None:
        if state != self._shown:  # what is being typed stays, where nothing changed underneath
            for section in self.sections:
                section.show_state(state)
        if self._shown is None:
            self._restore(state.unsaved)
        self._shown = state
        self.state_read.emit(state)
