"""The receiver's side of mail: a draft of an answer to the sender, with the receipt and the sealed answers to one pack."""

from __future__ import annotations

from collections.abc import Collection
from email.message import EmailMessage
from email.policy import SMTP

from prevent_desktop.delivery.mailboxes.brought_in import reply_names
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.signed.answers import LARGEST_SEALED
from prevent_desktop.delivery.signed.receipts import LARGEST
from prevent_desktop.translation import _


def reply(mailbox: FolderMailbox, pack_id: str, *, to: str = "", besides: Collection[int] = ()) -> bytes:
    """The draft (RFC 5322), marked to be sent; answers whose numbers are in `besides` were sent before.

    FileNotFoundError where there is no receipt for that pack: then nothing goes back yet.
    """
    message = EmailMessage(policy=SMTP)
    if to:
        message["To"] = to
    message["Subject"] = _("Sealed file {name}").format(name=pack_id)
    message["X-Unsent"] = "1"
    message.set_content(
        _(
            "The receipt for your sealed file is attached, and with it what we answered, sealed.\n\nDrag this email, or its attachments, into your outbox."
        )
    )
    receipt = mailbox.receipts.read(mailbox.receipt_path(pack_id).name, LARGEST)
    message.add_attachment(
        receipt, maintype="application", subtype="octet-stream", filename=reply_names(pack_id)
    )
    for number in mailbox.answers_given(pack_id):
        if number not in besides:
            sealed = mailbox.answers.inside(pack_id).read(
                mailbox.answer_path(pack_id, number).name, LARGEST_SEALED
            )
            name = reply_names(pack_id, number)
            message.add_attachment(sealed, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
