"""Ask the organisation for a certificate: make a request, save it, wait, and import what comes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from prevent_desktop.formatting import short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import AskForFile, AskForTarget, ask_for_file, ask_for_target
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.widgets import Card, FlowRow, SecondaryButton, Text
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.vault.vault import Vault, utc_now
from prevent_desktop.workflows.organisation.certificate_request import (
    begin_request,
    drop_request,
    read_certificate_file,
    save_request,
    take_certificate,
)

if TYPE_CHECKING:
    from prevent_desktop.packs.signing_keys import SigningKey

Keep = Callable[[Callable[[Vault], object], str], None]


class RequestPart(Card):
    """`keep` does work in the vault's lane and then says the words."""

    def __init__(
        self, keep: Keep, *, ask_target: AskForTarget = ask_for_target, ask_file: AskForFile | None = None
    ) -> None:
        super().__init__(_("A certificate from your organisation"))
        self._keep, self._ask_target, self._ask_file = keep, ask_target, ask_file or _ask_for_certificate
        self.told = Text("")
        self.make = SecondaryButton(_("&Make a request…"))
        self.take = SecondaryButton(_("Import the &certificate…"))
        self.again = SecondaryButton(_("Save the re&quest again…"))
        self.drop = SecondaryButton(_("D&rop the request"), self.ask_to_drop)
        self.body.setSpacing(14)
        self.body.add(self.told, FlowRow(self.make, self.take, self.again, self.drop))
        self.make.clicked.connect(self.make_request)
        self.take.clicked.connect(self.take_in)
        self.again.clicked.connect(self.save_again)

    def show_state(self, state: SettingsState) -> None:
        """Say where the request stands."""
        waiting = state.awaited
        self.told.setText(
            _(
                "A request makes a key in this vault. You send the request to your organisation, and import the certificate "
                "that comes back; the key never leaves this computer."
            )
            if waiting is None
            else _(
                "Waiting for the certificate of {name} since {when}. Send the saved request to your organisation, for "
                "example by email: it holds no secret. Until the certificate comes, whatever signs now goes on signing."
            ).format(name=waiting.name, when=short_moment_near(waiting.made_at, utc_now()))
        )
        self.make.setVisible(waiting is None)
        for button in (self.take, self.again, self.drop):
            button.setVisible(waiting is not None)

    def make_request(self) -> None:
        """Make a key and save its request."""
        target = self._ask_target(self, _("certificate-request.csr"))
        if target is not None:
            self._keep(
                lambda vault: _make(vault, target),
                _("The request is saved. Send it to your organisation, and come back with the certificate."),
            )

    def save_again(self) -> None:
        """Save the same request once more."""
        target = self._ask_target(self, _("certificate-request.csr"))
        if target is not None:
            self._keep(lambda vault: save_request(vault, target), _("The request is saved again."))

    def take_in(self) -> None:
        """Import the certificate that came back."""
        path = self._ask_file(self)
        if path is not None:
            self._keep(
                lambda vault: _take(vault, path),
                _("The certificate was imported. Its key signs from now on."),
            )

    def ask_to_drop(self) -> None:
        """Drop the request, once that is confirmed."""
        dialog = ConfirmDialog(
            _("Drop the request?"),
            _("A certificate that still comes for it cannot be used then; you would need a new request."),
            _("&Drop it"),
            parent=self,
        )
        dialog.accepted.connect(lambda: self._keep(drop_request, _("The request was dropped.")))
        dialog.open()


def _make(vault: Vault, target: Path) -> None:
    begin_request(vault, now=utc_now())
    save_request(vault, target)


def _take(vault: Vault, path: Path) -> SigningKey:
    return take_certificate(vault, read_certificate_file(path), now=utc_now())


def _ask_for_certificate(parent: QWidget) -> Path | None:
    return ask_for_file(
        parent,
        title=_("Certificate"),
        kinds=_("Certificates (*.cer *.crt *.pem *.p7b *.p7c);;All files (*)"),
    )
