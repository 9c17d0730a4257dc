"""Mails with a sealed pack attached, ready for the person to send: one file each, which mail programs open as a draft.

A draft is a message (RFC 5322, RFC 2045) without sender and date, marked ``X-Unsent`` so that Outlook and those that follow it
open it to be sent. Its subject and words tell of a sealed file and of nothing else. Who has sent it says so.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from prevent_desktop.delivery.mailboxes.mailbox import PACK_ENDING
from prevent_desktop.files.durable import make_folder, replace_synced, sync_folder, write_synced
from prevent_desktop.files.own import remove_file
from prevent_desktop.translation import _

SCHEME = "mailto"
LARGEST = 18 << 20
"""Bytes of a sealed pack at most: base 64 makes them a third more, and most mail servers take 25 MB."""

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])", re.ASCII)  # fmt: skip
_LINE = 57  # bytes in a line of base 64 (RFC 2045, section 6.8)
_PIECE = _LINE * 4096
_MARK = b"the sealed file"


def mail_address(endpoint: str) -> str:
    """The one address of a ``mailto:`` URL (RFC 6068) that says nothing else. ValueError otherwise."""
    parts = urlsplit(endpoint)
    address = unquote(parts.path)
    if not endpoint.isprintable() or parts.scheme != SCHEME or parts.netloc or parts.query or parts.fragment:
        raise ValueError("not a plain mail address")
    if _ADDRESS.fullmatch(address) is None or ".." in address:
        raise ValueError("not a mail address")
    return address


@dataclass(frozen=True, slots=True)
class MailDraft:
    """The draft for one sealed pack: `path` is where it lies once it is whole, `said` tells that it was sent."""

    path: Path
    said: Path

    @property
    def was_sent(self) -> bool:
        """Whether the person said that they have sent it."""
        return self.said.exists()

    def say_sent(self) -> None:
        """The person has sent it; durably."""
        if not self.said.exists():
            write_synced(self.said, [])
            sync_folder(self.said.parent)

    def forget(self) -> None:
        """Take away what is there of it."""
        left = self.path.parent.glob(f".{self.path.name}.*.part")
        for path in (self.path, *left, self.said):
            remove_file(path)


class MailDrafts:
    """The drafts of one outbox, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, pack_id: str, digest: str) -> MailDraft:
        """The draft for a pack, written or not; `digest` is of the sealed file, in hexadecimal digits."""
        name = f"{pack_id}.{digest[:16]}"
        return MailDraft(path=self._folder / f"{name}.eml", said=self._folder / f"{name}.sent")

    def write(
        self, draft: MailDraft, sealed: BinaryIO, *, address: str, pack_id: str, check: Callable[[], None]
    ) -> None:
        """Write a draft that is whole or not there; `check` is called again and again. OSError where the disk does not let us."""
        make_folder(self._folder)
        part = draft.path.with_name(f".{draft.path.name}.{os.urandom(4).hex()}.part")
        try:
            write_synced(part, _message(sealed, address, pack_id, check))
            replace_synced(part, draft.path)
        finally:
            remove_file(part)


def _message(
    sealed: BinaryIO, address: str, pack_id: str, check: Callable[[], None]
) -> Iterator[bytes | memoryview]:
    name = pack_id + PACK_ENDING
    head, _mark, tail = _frame(address, name).partition(base64.b64encode(_MARK) + b"\r\n")
    yield head
    while piece := sealed.read(_PIECE):
        check()
        yield base64.encodebytes(piece).replace(b"\n", b"\r\n")
    yield tail


def _frame(address: str, name: str) -> bytes:
    """The message with a mark where the sealed file belongs."""
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    message["To"] = address
    message["Subject"] = _("Sealed file {name}").format(name=name.removesuffix(PACK_ENDING))
    message["X-Unsent"] = "1"
    message.set_content(
        _(
            "A sealed file for your organisation is attached. It opens with your organisation’s key alone.\n\nSave the attachment, as it is, into the folder where sealed files come in. Please send what is made there for us, the receipt first, as attachments of an answer to this email.\n\nThis email tells nothing of what is in the file. Please do not write about it in an email."
        )
    )
    message.add_attachment(_MARK, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
