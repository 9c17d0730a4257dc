"""The settings screen: the sections at the left, one of them at the right."""

from __future__ import annotations

import json

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Route
from prevent_desktop.ui.routing.settings_parts import SettingsGroup, SettingsPart
from prevent_desktop.ui.settings.back_link import BackLink, enter
from prevent_desktop.ui.settings.back_up_section import BackUpSection
from prevent_desktop.ui.settings.checks_section import ChecksSection
from prevent_desktop.ui.settings.connection_section import ConnectionSection
from prevent_desktop.ui.settings.forms_section import FormsSection
from prevent_desktop.ui.settings.keeping_section import KeepingSection
from prevent_desktop.ui.settings.lead_section import LeadSection
from prevent_desktop.ui.settings.leaving_section import LeavingSection
from prevent_desktop.ui.settings.lock_section import LockSection
from prevent_desktop.ui.settings.look_section import LookSection
from prevent_desktop.ui.settings.merge_section import MergeSection
from prevent_desktop.ui.settings.organisation_section import OrganisationSection
from prevent_desktop.ui.settings.passphrase_section import PassphraseSection
from prevent_desktop.ui.settings.receiving_section import ReceivingSection
from prevent_desktop.ui.settings.recipients_section import RecipientsSection
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.section_list import SectionList
from prevent_desktop.ui.settings.sending_section import SendingSection
from prevent_desktop.ui.settings.sharing_section import SharingSection
from prevent_desktop.ui.settings.signing_section import SigningSection
from prevent_desktop.ui.settings.state import SettingsState, read_state
from prevent_desktop.ui.settings.team_mailbox_section import TeamMailboxSection
from prevent_desktop.ui.settings.unlock_methods_section import UnlockMethodsSection
from prevent_desktop.ui.settings.who_section import WhoSection
from prevent_desktop.ui.settings.working_days_section import WorkingDaysSection
from prevent_desktop.ui.settings.writing_section import WritingSection
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.ui.widgets import Columns, PageHead, ScrollPage, VBox
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.sending.shared_spool import SpoolSource


class SettingsScreen(ScrollPage):
    """Signals `look_chosen(Appearance, int)`, and `state_read(SettingsState)` after every change.

    `spool` is asked for on a worker, for what is set about sending; `reach` is how a desk's storage is reached.
    """

    look_chosen = Signal(object, int)
    state_read = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        library: FormLibrary,
        *,
        appearance: Appearance,
        scale: int,
        spool: SpoolSource | None = None,
        reach: DeskReach | None = None,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Settings"))
        self._tasks, self._navigator = tasks, navigator
        self._library = library
        self._shown: SettingsState | None = None
        self._kept_unsaved = ""
        self._on_their_way = 0
        self._come_back_to: SettingsPart | None = None
        self.who = WhoSection(tasks)
        self.lead = LeadSection(tasks)
        self.organisation = OrganisationSection(tasks, navigator, library)
        self.recipients = RecipientsSection(tasks, navigator)
        self.signing = SigningSection(tasks)
        self.sharing = SharingSection(tasks)
        self.receiving = ReceivingSection(tasks, reach)
        self.leaving = LeavingSection(tasks, spool) if spool is not None else None
        self.sending = SendingSection(tasks, spool) if spool is not None else None
        self.connection = ConnectionSection(tasks, spool) if spool is not None else None
        self.team_mailbox = TeamMailboxSection(tasks, spool) if spool is not None else None
        self.writing = WritingSection(tasks, navigator)
        self.forms = FormsSection(tasks, navigator, library)
        self.keeping = KeepingSection(tasks, navigator)
        self.working_days = WorkingDaysSection(tasks)
        self.locking = LockSection(tasks)
        self.look = LookSection(tasks, appearance, scale)
        self.passphrase = PassphraseSection(tasks)
        self.unlock_methods = UnlockMethodsSection(tasks)
        self.back_up = BackUpSection(tasks)
        self.merging = MergeSection(tasks, navigator)
        self.checks = ChecksSection(tasks)
        self.look.look_chosen.connect(self.look_chosen)
        self.sections: dict[SettingsPart, Section] = {
            part: section
            for group in SettingsGroup
            for part in group.parts
            if (section := getattr(self, part)) is not None
        }
        self._by_name: dict[str, Section] = {
            "who": self.who, "lead": self.lead, "recipients": self.recipients, "sharing": self.sharing, "receiving": self.receiving,
            "writing": self.writing, "working_days": self.working_days,
        }  # fmt: skip
        self.list = SectionList(self.sections)
        self.list.chosen.connect(self._open_part)
        self.back = BackLink(navigator)
        self._build()
        self.show_part(SettingsPart.WHO)

    def _build(self) -> None:
        holder = QWidget()
        column = VBox(holder)
        for section in self.sections.values():
            section.changed.connect(self.refresh)
            section.changed.connect(self.back.go)
            column.addWidget(section)
        self.column.addWidget(PageHead(_("Settings")))
        self.column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self._columns = Columns(shares=(2, 7), least=46)
        self._columns.main.addWidget(self.list)
        self._columns.side.addWidget(holder)
        self.column.addWidget(self._columns)

    def place_within(self) -> str:
        """The section that is shown."""
        return next((part for part, section in self.sections.items() if not section.isHidden()), "")

    def return_within(self, untrusted_place: str) -> None:
        """Show it again, also where another one holds what is not saved yet."""
        self._come_back_to = next((part for part in self.sections if part == untrusted_place), None)
        if self._come_back_to is not None:
            self.show_part(self._come_back_to)

    def focus_search(self) -> None:
        """Put the keyboard into the line that finds a setting."""
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def show_section(self, wanted: Section) -> None:
        """Show `wanted`, one of the sections."""
        self.show_part(next(part for part, section in self.sections.items() if section is wanted))

    def show_part(self, part: SettingsPart, *, back: Route | None = None) -> None:
        """Show one part, where it is offered; else all stays as it was left.

        With `back` at its first field, and back there once something is kept.
        """
        self.back.offer(back)
        if part not in self.sections:
            return
        for shown, section in self.sections.items():
            section.setVisible(shown is part)
        self.list.mark(part)
        if back is not None:
            enter(self.sections[part])
        if self._columns.stacked:
            QTimer.singleShot(0, self, self._go_to_section)

    def _open_part(self, part: SettingsPart) -> None:
        """Show what was chosen in the list, and put the keyboard there: on the section itself, which says its name."""
        self._navigator.undo_ended.emit()
        self.show_part(part)
        self.sections[part].setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_section(self) -> None:
        """Where the list stands above its sections, choosing one leads down to it."""
        shown = next(section for section in self.sections.values() if section.isVisible())
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
            self.show_part(self._come_back_to or SettingsPart(name))

    def _show(self, state: SettingsState) -> None:
        if state != self._shown:  # what is being typed stays, where nothing changed underneath
            for section in self.sections.values():
                section.show_state(state)
        if self._shown is None:
            self._restore(state.unsaved)
        self._shown = state
        self.state_read.emit(state)
