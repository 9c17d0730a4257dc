"""What this computer signs in to SFTP servers with: its public key to give to receivers, and passwords where they want one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.delivery.connection.sftp_address import SftpAddress
from prevent_desktop.delivery.connection.sftp_keys import SftpKeys
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import (
    Card,
    Field,
    FlowRow,
    Notice,
    SecondaryButton,
    Text,
    TextArea,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.boxes import take_all_out
from prevent_desktop.ui.widgets.secret_line import SecretLine

_MOST = 8


class SftpPart(Card):
    """Shown where a receiver has an ``sftp:`` address. The store of secrets may wait for a person: it is asked on a worker."""

    def __init__(self, tasks: Tasks, keys: SftpKeys | None = None) -> None:
        super().__init__(_("Key for servers (SFTP)"))
        self._tasks, self._keys = tasks, keys or SftpKeys()
        self._accounts: tuple[str, ...] = ()
        self.line = TextArea("", lines=2, most=4)
        self.line.setReadOnly(True)
        self.field = Field(
            _("Public key"),
            self.line,
            hint=_("Give this line to the receiver, who lets it in. Nothing secret is in it."),
        )
        self.make = SecondaryButton(_("Make a &key"), self._make)
        self.copy = SecondaryButton(_("&Copy the public key"), self._copy)
        self.notice = Notice()
        self.passwords: dict[str, SecretLine] = {}
        self._fields = QWidget()
        self._column = VBox(self._fields)
        words = _(
            "This computer has one key for all receivers that take packs by SFTP. It is in the system’s own store of secrets, "
            "so that packs also leave while your record is locked."
        )
        for widget in (
            Text(words), self.field, FlowRow(self.make, self.copy), self.notice, self._fields,
        ):  # fmt: skip
            self.body.addWidget(widget)
        self.hide()

    def show_receivers(self, receivers: Sequence[Receiver]) -> None:
        """Show it where one of them is reached so, with a field for each account's password."""
        addresses = [found for one in receivers if (found := _address(one)) is not None][:_MOST]
        self.setVisible(bool(addresses))
        if addresses and tuple(one.account for one in addresses) != self._accounts:
            self._show_accounts(addresses)
        if addresses:
            self._tasks.in_background(self._keys.public_key, self._show_key, self._failed)

    def _show_accounts(self, addresses: Sequence[SftpAddress]) -> None:
        take_all_out(self._column)
        self.passwords.clear()
        self._accounts = tuple(one.account for one in addresses)
        for address in {one.account: one for one in addresses}.values():
            edit = SecretLine()
            keep = SecondaryButton(_("Keep the password"), partial(self._keep, address, edit))
            keep.setAccessibleName(_("Keep the password for {account}").format(account=address.account))
            name = _("Password for {account} (optional)").format(account=address.account)
            self._column.addWidget(
                Field(name, edit, hint=_("Only where the receiver wants one. Kept empty, it is taken away."))
            )
            self._column.addWidget(FlowRow(keep))
            self.passwords[address.account] = edit

    def _make(self) -> None:
        self._tasks.in_background(self._keys.make_key, self._made, self._failed)

    def _made(self, line: str) -> None:
        self._show_key(line)
        self.notice.say(_("The key is made. Give the public key to the receiver; packs go once it is let in."), Tone.SUCCESS)  # fmt: skip

    def _show_key(self, line: str) -> None:
        self.line.setPlainText(line)
        self.field.setVisible(bool(line))
        self.copy.setVisible(bool(line))
        self.make.setVisible(not line)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.line.toPlainText())
        self.notice.say(_("The public key is on the clipboard."))

    def _keep(self, address: SftpAddress, edit: SecretLine) -> None:
        password = edit.text()
        edit.clear()
        words = _("The password is kept.") if password else _("No password is kept any more.")
        self._tasks.in_background(
            partial(self._keys.keep_password, address, password), lambda _done: self.notice.say(words), self._failed
        )  # fmt: skip

    def _failed(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)


def _address(receiver: Receiver) -> SftpAddress | None:
    try:
        return SftpAddress.parse(receiver.endpoint)
    except ValueError:
        return None
