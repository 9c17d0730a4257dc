"""Make this vault a receiving desk: its name, its folders, its keys, and what senders need to know of it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from prevent_desktop.delivery.schemes import BEGINNINGS
from prevent_desktop.errors import PreventDesktopError, RecordError
from prevent_desktop.files.durable import write_for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.formatting import one_of
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.file_dialogs import (
    ask_for_folder,
    ask_for_key_file,
    ask_for_target,
    read_chosen,
)
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import TextSection
from prevent_desktop.ui.settings.shared_desk_part import SharedDeskPart
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.settings.store_sign_in import StoreSignIn, StoreWords, Trial
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import (
    Card,
    Field,
    FlowRow,
    KeyValue,
    KeyValueTable,
    PassphraseEdit,
    PrimaryButton,
    SecondaryButton,
    Text,
    TextArea,
    Tone,
)
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.desk import Desk, DeskKeys
from prevent_desktop.workflows.receiving.desk_places import DeskReach, try_storage_of
from prevent_desktop.workflows.team.joining.mailbox_sign_in import MailboxSignIn, sign_in_of
from prevent_desktop.workflows.team.members.myself import shares_cases

PUBLIC_FILE = "receiving-desk.json"


class ReceivingSection(TextSection):
    """What is saved makes the vault a desk; its keys never leave it, their public part can be saved to a file."""

    def __init__(self, tasks: Tasks, reach: DeskReach | None = None) -> None:
        super().__init__(
            tasks,
            SettingsPart.RECEIVING,
            _(
                "For those who receive packs: a key of your own, which senders seal to, and a folder or storage that packs come into."
            ),
        )
        self.name, self.phone, self.endpoint, self.bucket = (QLineEdit() for _line in range(4))
        self.folders = TextArea(lines=2, most=4)
        self.lines = {
            "name": self.name, "phone": self.phone, "folders": self.folders, "bucket": self.bucket, "endpoint": self.endpoint,
        }  # fmt: skip
        self.browse = SecondaryButton(_("&Add a folder…"), self._ask_folder)
        self.save = PrimaryButton(_("&Save"), self.keep_desk)
        self._add_fields()
        self.storage = Card(_("Access to the storage"))
        self.sign_in = StoreSignIn(self, _storage_words(), _trial(reach or DeskReach()))
        self.storage.body.addWidget(self.sign_in)
        self.add_card(self.storage)
        self.storage.hide()
        self.keys = Card(_("Keys of the desk"))
        self.table = KeyValueTable()
        self.public = SecondaryButton(_("Save what senders &need…"), self._ask_target)
        self.password = PassphraseEdit()
        self.load = SecondaryButton(_("&Choose the key file…"), self._ask_file)
        self._add_keys()
        self.several = SharedDeskPart(tasks)
        self.several.taken.connect(self._taken)
        self.add_card(self.several)
        self.several.hide()

    def _add_fields(self) -> None:
        body = self.card.body
        body.addWidget(
            Field(
                _("Name of the desk"),
                self.name,
                hint=_("As senders know it, such as “Children’s front door”"),
            )
        )
        body.addWidget(Field(_("Phone (optional)"), self.phone))
        body.addWidget(
            Field(
                _("Folders that packs come into"),
                self.folders,
                hint=_(
                    "One a line: a shared folder, a mounted drive, or the folder that your delivery server keeps uploads in"
                ),
            )
        )
        body.addWidget(self.browse, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(
            Field(
                _("Storage that packs come into (optional)"),
                self.bucket,
                hint=_(
                    "S3 storage that your delivery server keeps uploads in, such as {example}. A server for SFTP cannot keep two people from taking the same pack: use its folder, mounted here"
                ).format(example="s3+https://server/bucket/part"),
            )
        )
        body.addWidget(
            Field(
                _("Address that senders send to (optional)"),
                self.endpoint,
                hint=_(
                    "Where that is a server or a mailbox: {examples}; else senders use the first folder"
                ).format(examples=one_of([f"{each}…" for each in BEGINNINGS if each != "file://"])),
            )
        )
        body.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)
        enter_sends(self.card, self.save)

    def _add_keys(self) -> None:
        body = self.keys.body
        body.addWidget(self.table)
        body.addWidget(
            Text(_("Give the file with what senders need to whoever makes your partners’ organisation files. "
                "Nothing secret is in it; let them compare the words by phone."), "small")
        )  # fmt: skip
        body.addWidget(self.public, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(
            Text(_("Receipts are signed with a key that this vault made. Where your organisation gave you one for it, use that."), "small")
        )  # fmt: skip
        body.addWidget(Field(_("Password of the key file"), self.password))
        body.addWidget(FlowRow(self.load))
        self.add_card(self.keys)
        self.keys.hide()

    def show_state(self, state: SettingsState) -> None:
        """Show the desk, and the words of its keys."""
        del state  # a desk is read by itself: few vaults are one
        self._read_desk()
        self.tasks.in_vault(shares_cases, self.several.setVisible)

    def _read_desk(self) -> None:
        self.tasks.in_vault(_read, self.show_desk)

    def _taken(self) -> None:
        self._read_desk()
        self.changed.emit()

    def show_desk(self, found: tuple[Desk, DeskKeys, MailboxSignIn] | None) -> None:
        """Show what the vault holds of it."""
        self.keys.setVisible(found is not None)
        self.several.show_desk(is_desk=found is not None)
        if found is None:
            return
        desk, keys, sign_in = found
        self.storage.setVisible(bool(desk.bucket))
        self.sign_in.show_sign_in(sign_in)
        texts = {"name": desk.name, "phone": desk.phone, "bucket": desk.bucket, "endpoint": desk.endpoint}
        self.show_texts({**texts, "folders": "\n".join(map(str, desk.folders))})
        self.table.show_rows(
            [
                KeyValue(
                    key="seal", label=_("Key that packs are sealed to, in words"), values=(keys.seal_words,)
                ),
                KeyValue(
                    key="receipt", label=_("Certificate of receipts, in words"), values=(keys.receipt_words,)
                ),
            ]
        )

    def keep_desk(self) -> None:
        """Make the vault this desk, or change it."""
        typed = {name: text.strip() for name, text in self.typed().items()}
        folders = tuple(Path(line.strip()) for line in typed.pop("folders").splitlines() if line.strip())
        missing = next((folder for folder in folders if not folder.is_dir()), None)
        if missing is not None:
            self.show_failure(_no_folder(missing))
            return
        desk = Desk(**typed, folders=folders)
        saved = _("Saved. Packs are looked for in the inbox from now on.")
        if desk.bucket:
            saved = _("Saved. Give the access key of the storage below, then test the connection.")
        self.keep(partial(_make, desk), saved)

    def _ask_folder(self) -> None:
        folder = ask_for_folder(self, title=_("Folder that packs come into"))
        if folder is not None:
            lines = [line for line in self.folders.toPlainText().splitlines() if line.strip()]
            self.folders.setPlainText("\n".join([*lines, str(folder)]))

    def _ask_target(self) -> None:
        target = ask_for_target(self, PUBLIC_FILE, title=_("Save what senders need"))
        if target is not None:
            self.save_public(target)

    def save_public(self, target: Path) -> None:
        """Write the public part; it is public, so it may stand anywhere."""

        def write(vault: Vault) -> None:
            with saving(target, _("The file could not be saved")):
                write_for_person(target, desks.public_part(vault).encode())

        self.tasks.in_vault(
            write,
            lambda _none: self.notice.say(_("Saved to {file}.").format(file=target), Tone.SUCCESS),
            self.show_failure,
        )

    def _ask_file(self) -> None:
        path = ask_for_key_file(self)
        if path is not None:
            self.load_key(path)

    def load_key(self, path: Path) -> None:
        """Sign receipts with the key in a PKCS#12 file, opened with the password that was typed."""
        password = self.password.text
        self.password.clear()
        self.keep(
            lambda vault: desks.use_receipt_key(vault, read_chosen(path), password),
            _("Receipts are signed with that key from now on. Give senders the new file."),
        )


def _read(vault: Vault) -> tuple[Desk, DeskKeys, MailboxSignIn] | None:
    desk = desks.desk_of(vault)
    return None if desk is None else (desk, desks.keys_of(vault), sign_in_of(vault, desk.bucket))


def _storage_words() -> StoreWords:
    return StoreWords(
        user=_("Access key"),
        user_hint=_(
            "Its id, from whoever looks after the storage. It is used for all that lies on that server."
        ),
        password=_("Secret key"),
        save=_("&Keep the access key"),
        try_it=_("&Test the connection"),
        trying=_("Testing the connection…"),
        saved=_("Kept. Test the connection to see whether it lets you in."),
    )


def _trial(reach: DeskReach) -> Trial:
    return Trial(lambda vault, _address: try_storage_of(vault, reach), _tried)


def _tried(number: int) -> str:
    lying = ngettext("{number} pack waits there.", "{number} packs wait there.", number)
    return _("It works: what was put there came back.") + " " + lying.format(number=number)


def _make(desk: Desk, vault: Vault) -> None:
    desks.make_desk(vault, desk, now=datetime.now(UTC))


def _no_folder(folder: Path) -> PreventDesktopError:
    return RecordError(
        _("That folder is not there"),
        _("{folder} cannot be found.").format(folder=folder),
        _("Connect the drive, or correct the name, then save again."),
    )
