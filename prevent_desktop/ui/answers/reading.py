"""What the screens read of conversations, in the vault's lane. No Qt."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.ui.answers.view import ConversationWords, conversation_words
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import settings
from prevent_desktop.workflows.conversations import ReceivedConversation, conversations


def of_case(vault: Vault, case_id: str, now: datetime) -> tuple[ConversationWords, ...]:
    """What was said about the packs of a case; in a vault for reading only nothing can be done next."""
    found = tuple(conversation_words(one, now) for one in conversations(vault, case_id))
    return tuple(replace(one, steps=()) for one in found) if vault.is_read_only else found


def about_received(vault: Vault, received_id: str, now: datetime) -> tuple[ConversationWords, ...]:
    """What was said about one pack that came in, and those of its kind; nothing before it is in a case."""
    pack = vault.received.get(received_id)
    if pack.case_id is None:
        return ()
    about = {
        one.newest.id
        for one in conversations(vault, pack.case_id)
        if isinstance(one, ReceivedConversation) and pack.id in {each.id for each in one.packs}
    }
    return tuple(words for words in of_case(vault, pack.case_id, now) if words.received_id in about)


def to_call(vault: Vault, pack_id: str) -> tuple[PackRecord, str]:
    """A pack whose receiver is called, and their number where one is known."""
    pack = vault.packs.get(pack_id)
    phones = {one.id: one.phone for one in settings.recipients(vault)}
    return pack, phones.get(pack.recipient_id, "")
