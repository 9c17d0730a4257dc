"""A file of a shared case comes to another vault straight, with no store between."""

from __future__ import annotations

from prevent_desktop.vault.team.arriving import keep_file, keep_form, open_file
from prevent_desktop.vault.team.files import FileKind, TeamFile
from prevent_desktop.vault.vault import Vault


def hand_file(giver: Vault, given: TeamFile, taker: Vault, wanted: TeamFile) -> None:
    """What one vault has comes to the record of the other that waits for it; its case is not brought up yet."""
    with open_file(giver, given) as plain, taker.transaction():
        if wanted.kind is FileKind.FORM:
            keep_form(taker, wanted.digest, plain.read())
            taker.team.files.was_put(wanted)
        else:
            keep_file(taker, wanted, taker.attachments.files.stage(plain, wanted.record_id))
