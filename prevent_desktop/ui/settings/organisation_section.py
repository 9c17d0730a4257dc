"""The organisation's profile: which one counts, and a newer one from a file."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.formatting import each_of, short_day
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import PROFILE_REQUIRED
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.file_dialogs import ask_for_file, read_chosen
from prevent_desktop.ui.components.step_up_dialog import Asking, StepUpDialog, require_step_up
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import BringNamesIn, Settings
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.managed import ManagedCard
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import (
    Card,
    EmptyState,
    FlowRow,
    Heading,
    KeyValueTable,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
    Text,
    TickBox,
    VBox,
)
from prevent_desktop.ui.widgets.key_values import KeyValue
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation.profile.managed import MOST_READ, file_of_it, read_file_of_it
from prevent_desktop.workflows.organisation.profile.standing import Standing
from prevent_desktop.workflows.organisation.profile.taking import (
    SUFFIX,
    OfferedProfile,
    look_at_profile,
    take_profile,
)
from prevent_desktop.workflows.vault_admin.step_up import Purpose


def rows_of(standing: Standing) -> tuple[KeyValue, ...]:
    """The profile that counts, a row for each thing that a person may ask about."""
    profile, record = standing.profile, standing.record
    signed = "" if profile.issued is None else short_day(profile.issued.astimezone().date())
    return (
        _row("organisation", _("Organisation"), profile.organisation),
        _row("version", _("Version"), _("{version}, signed on {day}").format(version=profile.version, day=signed)),
        KeyValue(
            key="until", label=_("Valid until"), values=(short_day(profile.expires),),
            error=standing.words,
        ),
        _row("signer", _("Signed by"), record.signer),
        _row("signer-words", _("Certificate in words"), standing.signer_words),
        _row("authority", _("Authority in words"), standing.authority_words),
        _row("holds", _("It holds"), _holds(standing)),
        _row("route", _("Who is asked first"), each_of(profile.asked_first) or _("All at once")),
        _row("passwords", _("Packs under a password"), _("Allowed") if profile.password_packs else _("Not allowed")),
        _row("printing", _("Printing"), _("Allowed") if profile.printing else _("Not allowed")),
    )  # fmt: skip


def _row(key: str, label: str, value: str) -> KeyValue:
    return KeyValue(key=key, label=label, values=(value,))


def _holds(standing: Standing) -> str:
    profile = standing.profile
    receivers, colleagues, rules = len(profile.recipients), len(profile.colleagues), len(profile.retention)
    parts = (
        ngettext("{number} receiver", "{number} receivers", receivers).format(number=receivers),
        ngettext("{number} colleague", "{number} colleagues", colleagues).format(number=colleagues),
        ngettext("{number} rule on keeping", "{number} rules on keeping", rules).format(number=rules),
    )
    return each_of(parts)


def offer_heading(offered: OfferedProfile) -> str:
    """Whose profile it is, and which."""
    return _("File of {organisation}, version {version}").format(
        organisation=offered.profile.organisation, version=offered.profile.version
    )


def offer_about(offered: OfferedProfile) -> str:
    """Who signed it, when, and until when it counts."""
    issued = offered.profile.issued
    return _("Signed by {signer} on {day}. It counts until {until}. The signer’s certificate in words: {words}").format(
        signer=offered.signer,
        day="–" if issued is None else short_day(issued.astimezone().date()),
        until=short_day(offered.profile.expires),
        words=offered.signer_words,
    )  # fmt: skip


def offer_changes(offered: OfferedProfile) -> str:
    """What it changes, or holds where it is the first; a line each."""
    if not offered.is_news:
        return _("This file is here already.")
    lines = [f"• {line}" for line in offered.changes]
    if offered.unknown_forms:
        lines.append(
            "• "
            + _("Forms that receivers get and that are not here yet: {forms}.").format(
                forms=each_of(offered.unknown_forms)
            )
        )
    return "\n".join(lines) or _("Nothing but its version and its date changes.")


class ProfileOffer(QWidget):
    """Hidden while there is nothing to offer; the keyboard comes to it as a whole. Signals `accepted()` and `left()`.

    The first profile can be accepted once somebody said that they compared the words by phone.
    """

    accepted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that it is read before anything is chosen
        self.setAccessibleName(_("File that you chose"))
        self.heading, self.about = Heading("", 3), Text("", "small")
        self.compare = Text(
            _("Call your organisation on a number that you know, not one that came with the file. They must read you these words:")
        )  # fmt: skip
        self.words = Text("", "aloud", selectable=True)
        self.words.setAccessibleName(_("Words of the authority"))
        self.compared = TickBox(_("They told me the same words by phone"))
        self.what = Text("", "strong")
        self.changes = Text("")
        self.accept = PrimaryButton(_("&Use this file"))
        self.leave = SecondaryButton(_("&Change nothing"), self.left)
        self.accept.clicked.connect(self.accepted)
        self.compared.toggled.connect(self.accept.setEnabled)
        column = VBox(self, spacing=10, margins=(10, 8, 10, 10))
        self.replaces = Text("", "warning", selectable=True)
        parts = (
            self.heading,
            self.about,
            self.replaces,
            self.what,
            self.changes,
            self.compare,
            self.words,
            self.compared,
        )
        column.add(*parts, FlowRow(self.accept, self.leave))
        self.hide()

    def show_offer(self, offered: OfferedProfile) -> None:
        """Tell what would change."""
        first = offered.is_first and offered.is_news
        self.heading.setText(offer_heading(offered))
        self.about.setText(offer_about(offered))
        self.what.setText(_("What it brings") if offered.is_first else _("What changes"))
        self.what.setVisible(offered.is_news)
        self.changes.setText(offer_changes(offered))
        self.words.setText(offered.authority_words)
        self.replaces.setText("" if offered.replaces is None else offered.replaces.words)
        self.replaces.setVisible(offered.replaces is not None)
        for part in (self.compare, self.words, self.compared):
            part.setVisible(first)
        self.compared.set_checked(False)
        self.accept.setEnabled(not first)
        self.accept.setVisible(offered.is_news)
        self.setAccessibleDescription(
            "\n".join(
                (offer_heading(offered), offer_about(offered), self.replaces.text(), self.changes.text())
            )
        )
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Offer nothing."""
        self.hide()


def _links_to_what_is_typed(navigator: Navigator) -> FlowRow:
    """Where IT requires the file, receivers that somebody typed do not count."""
    receivers = () if in_force().locked(PROFILE_REQUIRED) else (SettingsPart.RECEIVERS,)
    parts = (*receivers, SettingsPart.SHARING, SettingsPart.KEEPING)
    return FlowRow(*(LinkButton(part.label, partial(navigator.open, Settings(part))) for part in parts))


class OrganisationSection(Section):
    """`offer_file(path)` does what the button does, once a file is chosen."""

    def __init__(self, tasks: Tasks, navigator: Navigator, library: FormLibrary) -> None:
        super().__init__(
            tasks,
            SettingsPart.ORGANISATION,
            _("Your organisation’s file says who receives packs, who to trust, and how long records are kept."),
        )  # fmt: skip
        self._library = library
        self._untrusted = b""
        self._offered: OfferedProfile | None = None
        self._has_profile = False
        self.dialog: StepUpDialog | None = None
        self.table = KeyValueTable()
        self.empty = EmptyState(
            _("Your organisation’s file is not here yet"),
            _("Until your organisation gives you one, what you type yourself counts:"),
            _links_to_what_is_typed(navigator),
        )
        self.offer = ProfileOffer()
        self.offer.accepted.connect(self.accept)
        self.offer.left.connect(self._leave)
        self.choose = PrimaryButton(_("Choose your organisation’s &file…"), self._ask_file)
        self.choose.setAccessibleDescription(
            _("A file from your organisation. You see what it changes first.")
        )
        self.of_it = SecondaryButton(_("Look at the file from your &IT team…"), self._offer_file_of_it)
        self.of_it.setVisible(file_of_it() is not None)
        self._actions = FlowRow(self.choose, self.of_it)
        self.card.body.add(self.empty, self._actions, self.table, self.offer)
        names = Card(_("Pupils’ names"))
        self.names = SecondaryButton(_("&Bring names in…"), partial(navigator.open, BringNamesIn()))
        told = _("Names from your school’s system are offered as you type, so nobody is misspelt.")
        names.body.add(Text(told, "muted"), FlowRow(self.names))
        self.add_card(names)
        self.managed = ManagedCard()
        self.add_card(self.managed)

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
        kinds = _("Organisation files (*{suffix});;All files (*)").format(suffix=SUFFIX)
        path = ask_for_file(self, title=_("Your organisation’s file"), kinds=kinds)
        if path is not None:
            self.offer_file(path)

    def _offer_file_of_it(self) -> None:
        file = file_of_it()
        if file is not None:
            self.notice.clear()
            self._leave()
            self.tasks.in_background(lambda: read_file_of_it(file), self._look, self.show_failure)

    def offer_file(self, path: Path) -> None:
        """Tell who signed the file and what it would change; nothing is changed yet."""
        self.notice.clear()
        self._leave()
        self.tasks.in_background(lambda: read_chosen(path, MOST_READ), self._look, self.show_failure)

    def _look(self, untrusted: bytes) -> None:
        library = self._library
        self._untrusted = untrusted
        self.tasks.in_vault(
            lambda vault: look_at_profile(
                vault, untrusted, now=datetime.now(UTC), known_forms=library.form_ids()
            ),
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
            heading=_("Use this file"),
            reason=_("It decides who can read what you send, so an unlocked computer that was left alone must not be enough."),
            act=_("&Use this file"),
        )  # fmt: skip
        self.dialog = require_step_up(self, self.tasks, asking, self._take)

    def _take(self) -> None:
        untrusted, offered = self._untrusted, self._offered
        compared = "" if offered is None else offered.authority_words
        replacing = "" if offered is None or offered.replaces is None else offered.replaces.fingerprint
        self.tasks.in_vault(
            lambda vault: take_profile(
                vault, untrusted, now=datetime.now(UTC), compared=compared, replacing=replacing
            ),
            self._taken,
            self.show_failure,
        )

    def _taken(self, offered: OfferedProfile) -> None:
        self._leave()
        told = _("Version {version} of the file of {organisation} counts from now on.")
        self.tell_kept(
            told.format(version=offered.profile.version, organisation=offered.profile.organisation)
        )

    def _leave(self) -> None:
        self._untrusted, self._offered = b"", None
        self._show_parts(offering=False)
        if self.offer.isVisible():
            self.choose.setFocus()
        self.offer.clear()
