"""The key that signs the packs: from a PKCS#12 file, by a certificate that is requested, or on a card."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_key_file, read_chosen
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.card_part import CardPart
from prevent_desktop.ui.settings.request_part import RequestPart
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState, Signer
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import (
    Field,
    KeyValue,
    KeyValueTable,
    PassphraseEdit,
    PrimaryButton,
)
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_hex
from prevent_desktop.workflows.organisation.signing_identity import keep_signing_key


class SigningSection(Section):
    """Shows whose key signs, and takes another one."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(
            tasks, SettingsPart.SIGNING, _("Receivers check by it that a pack is yours, and whole.")
        )
        self.table = KeyValueTable()
        self.password = PassphraseEdit()
        self.password.entered.connect(self._ask_file)
        self.load = PrimaryButton(_("&Import a key file…"), self._ask_file)
        body = self.card.body
        body.addWidget(self.table)
        body.addWidget(
            Field(
                _("Password of the key file"),
                self.password,
                hint=_("A .p12 or .pfx file from your organisation"),
            )
        )
        body.addWidget(self.load, 0, Qt.AlignmentFlag.AlignLeft)
        self.request = RequestPart(self.keep)
        self.token = CardPart(tasks, self.keep, self.show_failure)
        self.add_card(self.request)
        self.add_card(self.token)

    def show_state(self, state: SettingsState) -> None:
        """Show whose key it is, what is awaited, and whether a card signs."""
        self.request.show_state(state)
        self.token.show_state(state)
        rows = signer_rows(state.signer) if state.signer else _no_signer(state.signer_problem)
        self.table.show_rows(rows)

    def _ask_file(self) -> None:
        path = ask_for_key_file(self)
        if path is not None:
            self.load_file(path)

    def load_file(self, path: Path) -> None:
        """Take the key in a PKCS#12 file, opened with the password that was typed."""
        password = self.password.text
        self.password.clear()
        self.keep(lambda vault: _keep_key(vault, path, password), _("The key was imported."))


def _keep_key(vault: Vault, path: Path, password: str) -> None:
    from prevent_desktop.packs.signing_keys import SigningKey

    keep_signing_key(vault, SigningKey.load_pkcs12(read_chosen(path), password))


def signer_rows(signer: Signer) -> tuple[KeyValue, ...]:
    """What is shown of a key; its last day as its certificate says it, whatever the zone here."""
    return (
        KeyValue(key="name", label=_("Name"), values=(signer.name,)),
        KeyValue(key="organisation", label=_("Organisation"), values=(signer.organisation,)),
        KeyValue(key="until", label=_("Valid until"), values=(short_day(signer.expires_at.date()),)),
        KeyValue(
            key="fingerprint", label=_("Certificate in words"), values=(words_for_hex(signer.fingerprint),)
        ),
    )


def _no_signer(problem: str) -> tuple[KeyValue, ...]:
    return (KeyValue(key="name", label=_("Key"), error=problem),)
