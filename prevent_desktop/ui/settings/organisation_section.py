"""The organisation's profile: which one counts, and a newer one from a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.delivery.signed.profile_signatures import LARGEST
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_file, read_chosen
from prevent_desktop.ui.components.step_up_dialog import Asking, StepUpDialog, require_step_up
from prevent_desktop.ui.navigation.settings_parts import SettingsPart
from prevent_desktop.ui.settings.profile_offer import ProfileOffer
from prevent_desktop.ui.settings.profile_view import rows_of
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import EmptyState, FlowRow, KeyValueTable, PrimaryButton
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation.profile.taking import (
    SUFFIX,
    OfferedProfile,
    look_at_profile,
    take_profile,
)
from prevent_desktop.workflows.vault_admin.step_up import Purpose


class OrganisationSection(Section):
    """`offer_file(path)` does what the button does, once a file is chosen."""

    def __init__(self, tasks: Tasks, library: FormLibrary) -> None:
        super().__init__(
            tasks,
            SettingsPart.ORGANISATION.label,
            _("Your organisation’s profile says who receives packs, whom to trust, and how long records are kept."),
        )  # fmt: skip
        self._library = library
        self._untrusted = b""
        self._offered: OfferedProfile | None = None
        self._has_profile = False
        self.dialog: StepUpDialog | None = None
        self.table = KeyValueTable()
        self.empty = EmptyState(
            _("No profile yet"),
            _("Until your organisation gives you one, what you type yourself under Recipients, Sharing and Keeping counts."),
        )  # fmt: skip
        self.offer = ProfileOffer()
        self.offer.accepted.connect(self.accept)
        self.offer.left.connect(self._leave)
        self.choose = PrimaryButton(_("Choose a &profile…"))
        self.choose.setAccessibleDescription(
            _("A file from your organisation. You see what it changes first.")
        )
        self.choose.clicked.connect(self._ask_file)
        self._actions = FlowRow(self.choose)
        for part in (self.empty, self._actions, self.table, self.offer):
            self.card.body.addWidget(part)

    def show_state(self, state: SettingsState) -> None:
        """Show the profile that counts."""
        self._has_profile = state.profile is not None
        self._show_parts(offering=not self.offer.isHidden())
        self.table.show_rows(() if state.profile is None else rows_of(state.profile))

    def _show_parts(self, *, offering: bool) -> None:
        self.empty.setVisible(not offering and not self._has_profile)
        self.table.setVisible(not offering and self._has_profile)
        self._actions.setVisible(not offering)

    def _ask_file(self) -> None:
        kinds = _("Profiles (*{suffix});;All files (*)").format(suffix=SUFFIX)
        path = ask_for_file(self, title=_("Profile of your organisation"), kinds=kinds)
        if path is not None:
            self.offer_file(path)

    def offer_file(self, path: Path) -> None:
        """Tell who signed the file and what it would change; nothing is changed yet."""
        self.notice.clear()
        self._leave()
        self.tasks.in_background(lambda: read_chosen(path, LARGEST + 2), self._look, self.show_failure)

    def _look(self, untrusted: bytes) -> None:
        library = self._library
        self._untrusted = untrusted
        self.tasks.in_vault(
            lambda vault: look_at_profile(vault, untrusted, now=datetime.now(UTC), library=library),
            self._show_offer,
            self.show_failure,
        )

    def _show_offer(self, offered: OfferedProfile) -> None:
        self._offered = offered
        self._show_parts(offering=True)
        self.offer.show_offer(offered)

    def accept(self) -> None:
        """Take it, once the passphrase was typed again."""
        asking = Asking(
            purpose=Purpose.PROFILE,
            heading=_("Use this profile"),
            reason=_("It decides who can read what you send, so an unlocked laptop that was left alone must not be enough."),
            act=_("&Use this profile"),
        )  # fmt: skip
        self.dialog = require_step_up(self, self.tasks, asking, self._take)

    def _take(self) -> None:
        untrusted, offered = self._untrusted, self._offered
        compared = "" if offered is None else offered.authority_words
        self.tasks.in_vault(
            lambda vault: take_profile(vault, untrusted, now=datetime.now(UTC), compared=compared),
            self._taken,
            self.show_failure,
        )

    def _taken(self, offered: OfferedProfile) -> None:
        self._leave()
        told = _("Version {version} of the profile of {organisation} counts from now on.")
        self.tell_kept(
            told.format(version=offered.profile.version, organisation=offered.profile.organisation)
        )

    def _leave(self) -> None:
        self._untrusted, self._offered = b"", None
        self._show_parts(offering=False)
        if self.offer.isVisible():
            self.choose.setFocus()
        self.offer.clear()
