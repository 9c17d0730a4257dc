"""A desk that gets packs by mail answers by mail: the draft with the receipt and the answers to one pack, from the desk's own folders."""

from __future__ import annotations

from contextlib import suppress

from prevent_desktop.delivery.mailboxes.mail_replies import reply
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.desk import desk_of

_BY_MAIL = "mailto:"


def reply_for(vault: Vault, received_id: str) -> tuple[str, bytes] | None:
    """What the file is called, and the draft; None where the desk gets no packs by mail, or nothing is there to send yet."""
    desk = desk_of(vault)
    if desk is None or not desk.endpoint.startswith(_BY_MAIL):
        return None
    pack_id = vault.received.get(received_id).pack_id
    for mailbox in desk.mailboxes:
        with suppress(OSError):
            return f"{pack_id}.eml", reply(mailbox, pack_id)
    return None
