"""What the screens read of conversations, in the vault's lane. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from prevent_desktop.ui.components.conversation_words import ConversationWords, conversation_words
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.conversations import Conversation, conversations, conversations_about


def of_case(vault: Vault, case_id: str, now: datetime) -> tuple[ConversationWords, ...]:
    """What was said about the packs of a case; in a vault for reading only nothing can be done next."""
    return _in_words(vault, conversations(vault, case_id), now)


def about_received(vault: Vault, received_id: str, now: datetime) -> tuple[ConversationWords, ...]:
    """What was said about one pack that came in, and those of its kind; nothing before it is in a case."""
    return _in_words(vault, conversations_about(vault, received_id), now)


def _in_words(vault: Vault, found: Iterable[Conversation], now: datetime) -> tuple[ConversationWords, ...]:
    words = (conversation_words(one, now) for one in found)
    return tuple(replace(one, steps=()) if vault.is_read_only else one for one in words)
