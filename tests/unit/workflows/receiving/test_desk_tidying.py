"""What a desk of several leaves for its vaults goes once all of them have it in a case, and not before: three real vaults, a real folder."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.stated_danger import DangerAnswer
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import RecordError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.receiving.desk_marks import SEEN, MarkWish, sealed_mark, seen_name
from prevent_desktop.workflows.receiving.filing import record_person
from prevent_desktop.workflows.receiving.inbox import InboxPart, open_pack, read_inbox
from prevent_desktop.workflows.receiving.pack_holders import Wish, hear, hold, to_hold
from prevent_desktop.workflows.team.circles.own_vault import make_own_vault
from tests.profiles import change_profile
from tests.unit.workflows.receiving.desk_of_several import (
    FolderDesk,
    asked,
    desk_of_three,
    now,
    send,
    take,
    tidied,
)
from tests.unit.workflows.team.circles import a_shared_case, carry

LONG = timedelta(days=91)


def come_in(mailbox: FolderMailbox, authority: Authority, first: Vault, *others: Vault) -> str:
    """A pack that `first` takes in, then the others; our id of it."""
    send(FolderDesk(mailbox), authority, first, 1, DangerAnswer.NO)
    for vault in (first, *others):
        take(asked(vault), mailbox)
    return first.received.all()[0].id


def put_in_case(vault: Vault, received_id: str, member: str) -> None:
    wish = Wish(received_id=received_id, holder=member, in_case=True, seen=0)
    hold(asked(vault), wish, now=now())
    person = open_pack(vault, received_id, now=now()).about
    assert person is not None
    record_person(vault, received_id, person, (), now=now())


def hear_all(vault: Vault) -> None:
    for one in to_hold(vault):
        hear(vault, one, one.newer(one.store()))


def lying(mailbox: FolderMailbox) -> set[Path]:
    return {path for path in (mailbox.folder / "desk").rglob("*") if path.is_file()}


def test_a_pack_goes_with_its_marks_once_each_vault_has_it_and_knows_of_its_case(tmp_path: Path) -> None:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        sam, pat, kim = vaults
        received_id = come_in(mailbox, authority, *vaults)
        assert [tidied(vault) for vault in vaults] == [0, 0, 0], "it is in no case"
        at_desk = lying(mailbox)
        assert len(at_desk) == 3, "each has said that it is of the desk"
        put_in_case(sam, received_id, "sf")
        assert [tidied(vault) for vault in vaults] == [0, 0, 0], "the others have not heard of the case"
        hear_all(pat)
        assert [tidied(vault) for vault in vaults] == [0, 0, 0]
        assert len(mailbox.left()) == 1
        hear_all(kim)
        assert tidied(kim) == 1
        assert (mailbox.left(), lying(mailbox)) == ((), at_desk)
        assert [tidied(vault) for vault in vaults] == [0, 0, 0]
        (line,) = read_inbox(pat, now=now()).lines
        assert line.part is InboxPart.WAITING, "that it is in a case is known without the marks, too"
        assert lying(mailbox) == at_desk


def test_what_a_vault_says_in_the_moment_in_which_another_takes_the_pack_away_goes_too(
    tmp_path: Path,
) -> None:
    """Found by `desk_kills`: the mark came after the marks had gone, and stayed for ever."""
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        sam, pat, kim = vaults
        received_id = come_in(mailbox, authority, *vaults)
        put_in_case(sam, received_id, "sf")
        for vault in (pat, kim):
            hear_all(vault)
        assert [tidied(vault) for vault in (sam, pat, kim)] == [0, 0, 1]
        at_desk = lying(mailbox)
        pack = pat.received.get(received_id)
        late = sealed_mark(pat, MarkWish(pack=pack, number=SEEN, holder="pl", in_case=True), now=now())
        assert FolderDesk(mailbox).marks().put(seen_name(pack, make_own_vault(pat).id), late)
        assert len(lying(mailbox) - at_desk) == 1
        assert tidied(pat) == 0
        assert lying(mailbox) == at_desk


def test_a_vault_that_sleeps_finds_its_pack_however_long_it_takes(tmp_path: Path) -> None:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        sam, pat, kim = vaults
        assert tidied(kim) == 0, "it was at the desk once"
        received_id = come_in(mailbox, authority, sam, pat)
        put_in_case(sam, received_id, "sf")
        hear_all(pat)
        for vault in (sam, pat, sam):
            assert tidied(vault, later=timedelta(days=400)) == 0
        take(asked(kim), mailbox)
        hear_all(kim)
        assert tidied(kim) == 1
        assert [len(vault.received.all()) for vault in vaults] == [1, 1, 1]


def test_who_never_was_at_the_desk_is_waited_for_for_ninety_days_and_a_removed_laptop_not_at_all(
    tmp_path: Path,
) -> None:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        sam, pat, kim = vaults
        received_id = come_in(mailbox, authority, sam, pat)
        put_in_case(sam, received_id, "sf")
        hear_all(pat)
        assert [tidied(vault, later=timedelta(days=89)) for vault in (pat, sam)] == [0, 0]
        team = settings.profile(sam)
        assert team is not None
        assert team.team is not None
        removed = make_own_vault(kim).id
        gone = tuple(
            replace(each, removed=now().date()) if each.id == removed else each for each in team.team.vaults
        )
        assert tidied(pat, later=LONG) == 1, "Kim’s vault never said that it is of the desk"
        come_again = come_in_again(mailbox, authority, sam, pat)
        put_in_case(sam, come_again, "sf")
        hear_all(pat)
        assert [tidied(vault) for vault in (pat, sam)] == [0, 0]
        for vault in (sam, pat):
            change_profile(vault, team=replace(team.team, vaults=gone))
        assert tidied(sam) == 1


def come_in_again(mailbox: FolderMailbox, authority: Authority, *vaults: Vault) -> str:
    pack_id = send(FolderDesk(mailbox), authority, vaults[0], 2, DangerAnswer.NO)
    for vault in vaults:
        take(asked(vault), mailbox)
    return vaults[0].received.some([pack_id])[0].id


def test_what_others_put_under_a_vaults_name_says_nothing(tmp_path: Path) -> None:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        sam, pat, kim = vaults
        received_id = come_in(mailbox, authority, sam, pat)
        put_in_case(sam, received_id, "sf")
        hear_all(pat)
        pack, store = sam.received.get(received_id), FolderDesk(mailbox).marks()
        wish = MarkWish(pack=pack, number=SEEN, holder="km", in_case=True)
        forged = sealed_mark(sam, wish, now=now())
        assert store.put(seen_name(pack, make_own_vault(kim).id), forged), "signed by Sam’s vault"
        assert [tidied(vault) for vault in (pat, sam)] == [0, 0]
        assert len(mailbox.left()) == 1


def test_where_the_folder_is_away_nothing_happens_and_nothing_is_made(tmp_path: Path) -> None:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        received_id = come_in(mailbox, authority, *vaults)
        mailbox.folder.rename(tmp_path / "away")
        assert tidied(vaults[0]) == 0
        assert not mailbox.folder.exists()
        with pytest.raises(RecordError, match="cannot be asked"):
            put_in_case(vaults[0], received_id, "sf")


def test_a_row_that_a_colleague_made_up_takes_no_pack_from_who_has_not_taken_it(tmp_path: Path) -> None:
    """Pat's program wrote one into a shared case that names the sealed file, and says that the pack is in a case; Sam has not taken it yet."""
    with desk_of_three(tmp_path) as (mailbox, authority, (sam, pat, kim)):
        received_id = come_in(mailbox, authority, kim)
        case = a_shared_case(sam, pat, kim)
        file = pat.attachments.files.keep(pat.attachments.files.stage(io.BytesIO(b"no pack")))
        pat.attachments.add_stored(
            file, case_id=None, file_name="p.pdf", media_type="application/pdf", at=now()
        )
        made_up = replace(kim.received.get(received_id), attachment_id=file.id, receipt="made up")
        pat.received.add(made_up)
        hold(asked(pat), Wish(received_id=made_up.id, holder="pl", in_case=True, seen=0), now=now())
        pat.received.put_in_case(made_up.id, case.id)
        carry(sam, pat, kim)
        hear_all(kim)
        assert sam.received.get(made_up.id).case_id == case.id
        assert [tidied(vault) for vault in (pat, kim, sam, pat, kim, sam)] == [0] * 6
        assert len(mailbox.left()) == 1, "Sam can take it still"
        take(asked(sam), mailbox)
        (taken,) = (one for one in sam.received.all() if one.receipt != "made up")
        sam.received.put_in_case(taken.id, case.id)
        assert sum(tidied(vault) for vault in (sam, pat, kim, sam)) == 1
        assert mailbox.left() == ()
