"""Two packs about one person, which stand in one shared case."""

from __future__ import annotations

from datetime import UTC, datetime

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.stated_danger import DangerAnswer
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.packs.authority import Authority
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving.filing import put_in_case, record_person
from prevent_desktop.workflows.receiving.inbox import open_pack
from prevent_desktop.workflows.team.cases.sharing import share
from tests.unit.workflows.receiving.desk_of_several import FolderDesk, send
from tests.unit.workflows.receiving.test_shared_desk import take_all


def take_repeat(
    mailbox: FolderMailbox, authority: Authority, vault: Vault
) -> tuple[Case, ReceivedPack, ReceivedPack]:
    """They come to this vault's desk; the case, and both packs as they were taken in."""
    now, packs = datetime.now(UTC), list[ReceivedPack]()
    for number in (1, 2):
        send(FolderDesk(mailbox), authority, vault, number, DangerAnswer.NO)
        packs += take_all(vault, mailbox)
    first, second = packs
    about = open_pack(vault, first.id, now=now).about
    assert about is not None
    case = record_person(vault, first.id, about, (), now=now)
    put_in_case(vault, second.id, case.id, ())
    share(vault, [case.id], now=now)
    return case, first, second
