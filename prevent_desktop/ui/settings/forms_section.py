"""The forms: which there are and whose, a preview of each, and more of them from a signed file."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.formatting import short_day
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_file, read_chosen
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Preview
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import (
    BesideRow,
    EmptyState,
    FlowRow,
    HairLine,
    Heading,
    KeyValue,
    KeyValueTable,
    PrimaryButton,
    SecondaryButton,
    Text,
    VBox,
    announce,
)
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.workflows.fingerprint_words import words_for_hex
from prevent_desktop.workflows.forms.add_forms import (
    FormChange,
    OfferedBundle,
    OfferedChange,
    add_bundle,
    look_at_bundle,
)
from prevent_desktop.workflows.forms.form_bundles import SUFFIX
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.form_overview import OverviewLine
from prevent_desktop.workflows.organisation.signing_identity import trust_form_authority


class FormsOffer(QWidget):
    """Hidden while there is nothing to offer. Signals `accepted()` and `left()`."""

    accepted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading = Heading("", 3)
        self.changes = Text("")
        self.accept = PrimaryButton(_("Add these &forms"), self.accepted)
        self.leave = SecondaryButton(_("Add &nothing"), self.left)
        column = VBox(self, spacing=8)
        column.add(self.heading, self.changes, FlowRow(self.accept, self.leave))
        self.hide()

    def show_offer(self, offered: OfferedBundle) -> None:
        """Tell what would change; the keyboard goes to the choice."""
        day = short_day(offered.bundle.made_at.astimezone().date())
        self.heading.setText(
            _("Signed by {publisher} on {day}").format(publisher=offered.bundle.publisher, day=day)
        )
        told = (
            "\n".join(map(_in_words, offered.changes)) if offered.is_news else _("All of it is here already.")
        )
        self.changes.setText(told)
        self.accept.setVisible(offered.is_news)
        self.show()
        announce(self, f"{self.heading.text()}. {told}")
        (self.accept if offered.is_news else self.leave).setFocus()

    def clear(self) -> None:
        """Offer nothing."""
        self.hide()


def _in_words(one: OfferedChange) -> str:
    words = {
        FormChange.NEW: _("New: {title}, version {version}"),
        FormChange.UPDATED: _("Updated: {title}, version {version} (here: {here})"),
        FormChange.THE_SAME: _("Here already: {title}, version {version}"),
        FormChange.WITHDRAWN: _("Withdrawn: {title}, up to version {version}. It is not offered any more."),
    }
    return words[one.change].format(title=one.title, version=one.version, here=one.here)


class FormsSection(Section):
    """`add_file(path)` and `trust_file(path)` do what the buttons do, once a file is chosen."""

    def __init__(self, tasks: Tasks, navigator: Navigator, library: FormLibrary) -> None:
        super().__init__(
            tasks,
            SettingsPart.FORMS,
            _("New forms come in a signed file, with no new program. What was written keeps the form that it was written on."),
        )  # fmt: skip
        self._library, self._navigator = library, navigator
        self._untrusted = b""
        self.add = PrimaryButton(_("&Add forms…"), self._ask_bundle)
        self.trust = SecondaryButton(_("Choose another a&uthority…"), self._ask_authority)
        self.offer = FormsOffer()
        self.offer.accepted.connect(self._add)
        self.offer.left.connect(self._leave)
        self.authority = KeyValueTable()
        self.previews: dict[str, SecondaryButton] = {}
        self._rows = VBox(spacing=12)
        body = self.card.body
        self._actions = FlowRow(self.add, self.trust)
        body.add(self._actions, self.offer, self.authority)
        body.addLayout(self._rows)

    def show_state(self, state: SettingsState) -> None:
        """Show all forms, and whose publishers are trusted."""
        self.trust.setVisible(state.profile is None)
        self.authority.show_rows(_authority_rows(state.form_authorities))
        take_all_out(self._rows)
        self.previews = {}
        for line in state.forms:
            self._rows.addWidget(self._row(line))
        if not state.forms:
            self._rows.addWidget(
                EmptyState(_("There are no forms"), _("Add those of your organisation from a signed file."))
            )

    def _row(self, line: OverviewLine) -> QWidget:
        row = QWidget()
        column = VBox(row, spacing=10)
        title = _("{title}, version {version}").format(title=line.title, version=line.version or "–")
        preview = SecondaryButton(_("Preview"), partial(self._navigator.open, Preview(line.form_id)))
        preview.setAccessibleName(_("Preview {title}").format(title=line.title))
        self.previews[line.form_id] = preview
        beside = BesideRow(preview)
        beside.words.addWidget(Heading(title, 3))
        for words in _about(line):
            beside.words.addWidget(Text(words, "small"))
        beside.words.addStretch(1)
        column.add(beside, HairLine())
        return row

    def _ask_bundle(self) -> None:
        kinds = _("Forms (*{suffix});;All files (*)").format(suffix=SUFFIX)
        path = ask_for_file(self, title=_("Add forms"), kinds=kinds)
        if path is not None:
            self.add_file(path)

    def add_file(self, path: Path) -> None:
        """Tell what the signed file would change; nothing is added yet."""
        self.notice.clear()
        self._leave()
        self.tasks.in_background(lambda: read_chosen(path), self._look, self.show_failure)

    def _look(self, untrusted: bytes) -> None:
        library = self._library
        self._untrusted = untrusted
        self.tasks.in_vault(
            lambda vault: look_at_bundle(vault, library, untrusted, now=datetime.now(UTC)),
            self._show_offer,
            self.show_failure,
        )

    def _show_offer(self, offered: OfferedBundle) -> None:
        self.offer.show_offer(offered)
        self._actions.hide()

    def _add(self) -> None:
        library, untrusted = self._library, self._untrusted
        self.tasks.in_vault(
            lambda vault: add_bundle(vault, library, untrusted, now=datetime.now(UTC)),
            self._added,
            self.show_failure,
        )

    def _added(self, offered: OfferedBundle) -> None:
        self._leave()
        self.tell_kept(_("The forms of {publisher} were added.").format(publisher=offered.bundle.publisher))

    def _leave(self) -> None:
        self._untrusted = b""
        self._actions.show()
        if self.offer.isVisible():
            self.add.setFocus()
        self.offer.clear()

    def _ask_authority(self) -> None:
        kinds = _("Certificates (*.pem *.crt *.cer);;All files (*)")
        path = ask_for_file(self, title=_("Certificate of the authority"), kinds=kinds)
        if path is not None:
            self.trust_file(path)

    def trust_file(self, path: Path) -> None:
        """From now on, take forms of the publishers of the authority whose certificate is in the file."""
        words = _("Compare the words of its certificate below by phone, with a number that you know.")
        self.keep(lambda vault: trust_form_authority(vault, read_chosen(path)), words)


def _about(line: OverviewLine) -> list[str]:
    if line.publisher and line.added_at is not None:
        source = _("Added from {publisher} on {day}").format(
            publisher=line.publisher, day=short_day(line.added_at.astimezone().date())
        )
    else:
        source = _("Came with the program")
    if line.withdrawn:
        source += ". " + _("Withdrawn: it is not offered any more")
    if line.last_checked:
        source += ". " + _("Last checked {day}").format(day=_day(line.last_checked))
    return [source, *((line.notice,) if line.notice else ()), *line.not_followed]


def _day(text: str) -> str:
    """A date that a form gives, in words; as it is written where it is none."""
    try:
        return short_day(PartialDate.parse(text))
    except ValueError:
        return text


def _authority_rows(authorities: tuple[tuple[str, str], ...]) -> tuple[KeyValue, ...]:
    if not authorities:
        told = _("No authority is trusted for forms yet, so none can be added.")
        return (KeyValue(key="authority", label=_("Authority"), error=told),)
    return tuple(
        row
        for number, (name, fingerprint) in enumerate(authorities)
        for row in (
            KeyValue(key=f"authority-{number}", label=_("Authority"), values=(name,)),
            KeyValue(
                key=f"fingerprint-{number}",
                label=_("Certificate in words"),
                values=(words_for_hex(fingerprint),),
            ),
        )
    )
