"""What leaves this computer: each kind of thing that does, so that each can be named, and switched off."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from prevent_desktop.translation import _


class Leaving(StrEnum):
    """A kind of thing that leaves. The values stand in the outbox's and the vault's settings."""

    PACKS = "packs"
    REPLIES = "replies"
    ANSWERS = "answers"
    CHANGES = "changes"
    TIMESTAMPS = "timestamps"
    VERSIONS = "versions"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            Leaving.PACKS: _("Packs to receivers"),
            Leaving.REPLIES: _("Questions whether a receipt or an answer has come"),
            Leaving.ANSWERS: _("Answers of a receiving desk"),
            Leaving.CHANGES: _("Changes to cases that your team shares"),
            Leaving.TIMESTAMPS: _("Requests for a trusted time"),
            Leaving.VERSIONS: _("Questions whether there is a newer version"),
        }[self]

    @property
    def detail(self) -> str:
        """What of it leaves and to whom, and what happens while it is switched off."""
        return {
            Leaving.PACKS: _(
                "Signed, then sealed to the receiver that you chose. Off: they wait in the outbox."
            ),
            Leaving.REPLIES: _(
                "The pack’s number, to its receiver. Off: receipts and answers come in by file alone."
            ),
            Leaving.ANSWERS: _(
                "What you say to a pack that came, signed and sealed to its sender. Off: they wait here."
            ),
            Leaving.CHANGES: _(
                "Signed, then sealed to those who share the case, to your team’s mailbox. Off: yours wait here, and theirs do not come."
            ),
            Leaving.TIMESTAMPS: _(
                "A long number made from a signature, to the time service that your organisation names. Off: the time is this computer’s own."
            ),
            Leaving.VERSIONS: _(
                "The name of a signed list, once a day, to the place that your IT team names, if any. Off: nobody is asked."
            ),
        }[self]


IN_OUTBOX: Final = frozenset({Leaving.PACKS, Leaving.REPLIES, Leaving.VERSIONS})
"""What also leaves while the vault is locked, so that its switch is kept beside the outbox; the others stand in the vault."""
