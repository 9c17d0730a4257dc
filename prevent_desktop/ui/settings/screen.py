"""The settings screen: the sections at the left, one of them at the right."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Route
from prevent_desktop.ui.routing.settings_parts import SettingsPart
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
from prevent_desktop.ui.settings.receivers_section import ReceiversSection
from prevent_desktop.ui.settings.receiving_section import ReceivingSection
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
from prevent_desktop.ui.theme import Theme
from prevent_desktop.ui.widgets import Columns, PageHead, ScrollPage
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.sending.shared_spool import SpoolSource

S = TypeVar("S", bound=Section)


class SettingsScreen(ScrollPage):
    """Signals `look_chosen(Appearance, int)`, `state_read(SettingsState)` after every change, `profile_changed()`, `desk_changed()`.

    A section is made when it is first shown; `sections` are those that are made. `spool` is asked for on a worker, for
    what is set about sending; `reach` is how a desk's storage is reached.
    """

    look_chosen = Signal(object, int)
    state_read = Signal(object)
    profile_changed = Signal()
    desk_changed = Signal()

    def __init__(
        self,
        tasks: Tasks,
        navigator: Navigator,
        library: FormLibrary,
        *,
        theme: Theme,
        spool: SpoolSource,
        reach: DeskReach | None = None,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Settings"))
        self._tasks, self._navigator = tasks, navigator
        self._library, self._spool, self._reach = library, spool, reach
        self.theme = theme
        self._shown: SettingsState | None = None
        self._kept_unsaved = ""
        self._on_their_way = 0
        self._part = SettingsPart.WHO
        self._come_back_to: SettingsPart | None = None
        self.sections: dict[SettingsPart, Section] = {}
        self.list = SectionList()
        self.list.chosen.connect(self._open_part)
        self.back = BackLink(navigator)
        self._build()
        self.show_part(self._part)

    def _build(self) -> None:
        self.column.addWidget(PageHead(_("Settings")))
        self.column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self._columns = Columns(shares=(2, 7), least=46)
        self._columns.main.addWidget(self.list)
        self.column.addWidget(self._columns)

    def section(self, part: SettingsPart) -> Section:
        """What `part` is set in, made where it was not shown yet. The part's value is its name here."""
        section: Section = getattr(self, part)
        return section

    def _made(self, section: S) -> S:
        """Have `section` hear and show what the vault holds."""
        section.hide()
        section.changed.connect(self.refresh)
        section.changed.connect(lambda: self.back.go_telling(section.notice.text.text()))
        self._columns.side.addWidget(section)
        self.sections[section.part] = section
        if self._shown is not None:
            section.show_state(self._shown)
        return section

    @cached_property
    def who(self) -> WhoSection:
        return self._made(WhoSection(self._tasks))

    @cached_property
    def lead(self) -> LeadSection:
        return self._made(LeadSection(self._tasks))

    @cached_property
    def organisation(self) -> OrganisationSection:
        section = self._made(OrganisationSection(self._tasks, self._navigator, self._library))
        section.changed.connect(self.profile_changed)
        return section

    @cached_property
    def recipients(self) -> ReceiversSection:
        return self._made(ReceiversSection(self._tasks, self._navigator))

    @cached_property
    def signing(self) -> SigningSection:
        return self._made(SigningSection(self._tasks))

    @cached_property
    def sharing(self) -> SharingSection:
        return self._made(SharingSection(self._tasks))

    @cached_property
    def leaving(self) -> LeavingSection:
        return self._made(LeavingSection(self._tasks, self._spool))

    @cached_property
    def sending(self) -> SendingSection:
        return self._made(SendingSection(self._tasks, self._spool))

    @cached_property
    def connection(self) -> ConnectionSection:
        return self._made(ConnectionSection(self._tasks, self._spool))

    @cached_property
    def team_mailbox(self) -> TeamMailboxSection:
        return self._made(TeamMailboxSection(self._tasks, self._navigator, self._spool))

    @cached_property
    def receiving(self) -> ReceivingSection:
        section = self._made(ReceivingSection(self._tasks, self._reach))
        section.changed.connect(self.desk_changed)
        return section

    @cached_property
    def writing(self) -> WritingSection:
        return self._made(WritingSection(self._tasks, self._navigator))

    @cached_property
    def forms(self) -> FormsSection:
        return self._made(FormsSection(self._tasks, self._navigator, self._library))

    @cached_property
    def keeping(self) -> KeepingSection:
        return self._made(KeepingSection(self._tasks, self._navigator))

    @cached_property
    def working_days(self) -> WorkingDaysSection:
        return self._made(WorkingDaysSection(self._tasks))

    @cached_property
    def locking(self) -> LockSection:
        return self._made(LockSection(self._tasks))

    @cached_property
    def look(self) -> LookSection:
        section = self._made(LookSection(self._tasks, self.theme))
        section.look_chosen.connect(self.look_chosen)
        return section

    @cached_property
    def passphrase(self) -> PassphraseSection:
        return self._made(PassphraseSection(self._tasks))

    @cached_property
    def unlock_methods(self) -> UnlockMethodsSection:
        return self._made(UnlockMethodsSection(self._tasks))

    @cached_property
    def back_up(self) -> BackUpSection:
        return self._made(BackUpSection(self._tasks))

    @cached_property
    def merging(self) -> MergeSection:
        return self._made(MergeSection(self._tasks, self._navigator))

    @cached_property
    def checks(self) -> ChecksSection:
        return self._made(ChecksSection(self._tasks))

    def place_within(self) -> str:
        """The section that is shown."""
        return self._part

    def return_within(self, untrusted_place: str) -> None:
        """Show it again, also where another one holds what is not saved yet."""
        self._come_back_to = next((part for part in self.list.entries if part == untrusted_place), None)
        if self._come_back_to is not None:
            self.show_part(self._come_back_to)

    def focus_search(self) -> None:
        """Put the keyboard into the line that finds a setting."""
        self.list.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search.selectAll()

    def show_part(self, part: SettingsPart, *, back: Route | None = None) -> None:
        """Show one part; all stays as it was left where none is named.

        With `back` at its first field, and back there once something is kept.
        """
        self.back.offer(back)
        if part is SettingsPart.AS_LEFT:
            return
        self._part, wanted = part, self.section(part)
        for section in self.sections.values():
            section.setVisible(section is wanted)
        self.list.mark(part)
        if back is not None:
            enter(wanted)
        if self._columns.stacked:
            QTimer.singleShot(0, self, self._go_to_section)

    def _open_part(self, part: SettingsPart) -> None:
        """Show what was chosen in the list, and put the keyboard there: on the section itself, which says its name."""
        self._navigator.undo_ended.emit()
        self.show_part(part)
        self.section(part).setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_section(self) -> None:
        """Where the list stands above its sections, choosing one leads down to it."""
        shown = self.section(self._part)
        self.verticalScrollBar().setValue(shown.mapTo(self.content, QPoint(0, 0)).y() - 16)

    def refresh(self) -> None:
        """Read the settings again."""
        self._tasks.in_vault(lambda vault: read_state(vault, self._library), self._show)

    def flush(self) -> None:
        """Keep what is typed and not saved yet, so that a lock loses no letter of it."""
        if self._shown is None:
            return
        made = [self.sections[part] for part in SettingsPart if part in self.sections]
        found = {section.part: unsaved for section in made if (unsaved := section.unsaved())}
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
            part = SettingsPart(name)
            self.section(part).restore(unsaved)
            self.show_part(self._come_back_to or part)

    def _show(self, state: SettingsState) -> None:
        if state != self._shown:  # what is being typed stays, where nothing changed underneath
            for section in self.sections.values():
                section.show_state(state)
        is_first, self._shown = self._shown is None, state
        if is_first:
            self._restore(state.unsaved)
        self.state_read.emit(state)
