"""What an outbox keeps for what a person sends: drafts of mails, and receipts that were brought in and not taken yet."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.delivery.mailboxes.mail_drafts import MailDrafts
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.files.durable import remove_tree
from prevent_desktop.files.own import remove_file

_MAIL, _BROUGHT = "mail", "brought"


def drafts_in(outbox: Path) -> MailDrafts:
    """The drafts of mails of the outbox in this folder."""
    return MailDrafts(outbox / _MAIL)


def brought_in(outbox: Path) -> FolderMailbox:
    """Where receipts lie that were brought in and not taken yet."""
    return FolderMailbox(outbox / _BROUGHT)


def forget_by_hand(outbox: Path, pack_id: str) -> None:
    """Leave nothing of a pack in either; what is not there is no matter. OSError where the disk does not let us."""
    mail = outbox / _MAIL
    for path in (*mail.glob(f"{pack_id}.*"), *mail.glob(f".{pack_id}.*")):
        remove_file(path)
    brought = brought_in(outbox)
    remove_file(brought.receipt_path(pack_id))
    answers = brought.answers_folder / pack_id
    if answers.is_dir():
        remove_tree(answers)
