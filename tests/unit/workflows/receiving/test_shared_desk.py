"""A desk of several: its keys go to leads and deputies alone, signed and sealed, and three people do each of twelve packs once."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, Direction
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.origins import WordOf
from prevent_desktop.casework.ownership import Someone
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.stated_danger import DangerAnswer
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import HeldByColleagueError, RecordError
from prevent_desktop.sealing import seal_bytes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import give_answer, put_out, to_answer
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.filing import record_person
from prevent_desktop.workflows.receiving.inbox import (
    InboxLine,
    InboxPart,
    number_waiting,
    open_pack,
    read_inbox,
)
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.pack_holders import Holding, Wish, hear, hold, holdings, to_hold
from prevent_desktop.workflows.receiving.quarantine import quarantined
from prevent_desktop.workflows.receiving.shared_desk import give_desk, look_at_desk, take_desk
from prevent_desktop.workflows.receiving.vault_sink import VaultSink
from prevent_desktop.workflows.team.cases.handing_over import to_hand_over
from prevent_desktop.workflows.team.cases.looks import tell_looks
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.circles.own_vault import make_own_vault
from tests.profiles import change_profile
from tests.unit.workflows.receiving.desk_of_several import (
    DECISION,
    FolderDesk,
    asked,
    desk_key,
    desk_of_three,
    now,
    send,
    twelve_packs,
)
from tests.unit.workflows.team.circles import a_shared_case, carry, put_team, vaults_of


def take_all(vault: Vault, mailbox: FolderMailbox) -> list[ReceivedPack]:
    sink = VaultSink.of(vault, asked(vault), now)
    return [one for one in take_from(mailbox, sink) if isinstance(one, ReceivedPack)]


def kim_takes(vault: Vault, mailbox: FolderMailbox) -> Vault:
    take_all(vault, mailbox)
    return vault


def line_of(vault: Vault) -> InboxLine:
    (line,) = read_inbox(vault, now=now()).lines
    return line


def hear_all(vault: Vault) -> None:
    for one in to_hold(vault):
        hear(vault, one, one.newer(one.store()))


def test_three_vaults_are_one_desk_with_the_same_words(tmp_path: Path) -> None:
    with desk_of_three(tmp_path) as (_mailbox, _authority, vaults):
        words = {desks.keys_of(vault) for vault in vaults}
        assert len(words) == 1
        offer = look_at_desk(vaults[1], give_desk(vaults[0]))
        assert (offer.giver.name, offer.desk.name, offer.is_listed) == ("Sam Field", "Front door", False)
        assert offer.seal_words == words.pop().seal_words
        assert [entry.action for entry in vaults[1].audit.entries()][-1] == "desk.taken"


def test_what_is_forged_cut_or_for_others_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl", "km") as (sam, pat, kim):
        with pytest.raises(RecordError, match="not a receiving desk"):
            give_desk(sam)
        desks.make_desk(sam, desks.Desk(name="Front door", folders=(tmp_path,)), now=now())
        file = give_desk(sam)
        for wrong in (b"", file[:-20], file[:200] + bytes([file[200] ^ 1]) + file[201:], b"x" * (300 * 1024)):
            with pytest.raises(RecordError, match="cannot be taken"):
                look_at_desk(pat, wrong)
        desks.make_desk(kim, desks.Desk(name="Another", folders=(tmp_path,)), now=now())
        with pytest.raises(RecordError, match="another desk already"):
            take_desk(kim, look_at_desk(kim, file), now=now())
        assert desks.desk_of(pat) is None
        team = settings.profile(pat)
        assert team is not None
        assert team.team is not None
        gone = tuple(
            replace(one, removed=now().date()) if one.id == make_own_vault(sam).id else one
            for one in team.team.vaults
        )
        change_profile(pat, team=replace(team.team, vaults=gone))
        with pytest.raises(RecordError, match="was removed"):
            look_at_desk(pat, file)


def test_a_reporter_gets_no_desk(tmp_path: Path) -> None:
    with vaults_of(tmp_path, "sf", "pl") as (sam, pat):
        desks.make_desk(sam, desks.Desk(name="Front door", folders=(tmp_path,)), now=now())
        for vault in (sam, pat):
            profile = settings.profile(vault)
            assert profile is not None
            assert profile.team is not None
            members = tuple(
                replace(one, role=Role.REPORTER) if one.id == "pl" else one for one in profile.team.members
            )
            put_team(vault, replace(profile.team, members=members), version=profile.version + 1)
        with pytest.raises(RecordError, match="Nobody can get the desk"):
            give_desk(sam)
        with pytest.raises(RecordError, match="Only leads and deputies"):
            look_at_desk(pat, b"anything")


def test_twelve_packs_by_three_people_are_seen_by_all_and_each_is_put_in_a_case_and_decided_once(
    tmp_path: Path,
) -> None:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        twelve_packs(FolderDesk(mailbox), authority, vaults)


def test_a_pack_in_no_case_is_assigned_among_the_three_and_who_comes_later_is_told(tmp_path: Path) -> None:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        sam, pat, kim = vaults
        send(FolderDesk(mailbox), authority, sam, 1, DangerAnswer.YES)
        ids = {pack.id for vault in vaults for pack in take_all(vault, mailbox)}
        assert len(ids) == 1, "one pack has one id at all of them"
        (received_id,) = ids
        hold(asked(sam), Wish(received_id=received_id, holder="km", in_case=False, seen=0), now=now())
        assert line_of(sam).holding is not None
        assert [entry.detail for entry in sam.audit.entries() if entry.action == "pack.assigned"] == ["km"]
        assert not line_of(pat).is_in(InboxPart.MINE), "nobody has asked the folder yet"
        for vault in vaults:
            hear_all(vault)
        assert [line_of(vault).is_in(InboxPart.MINE) for vault in vaults] == [False, False, True]
        assert [line_of(vault).is_in(InboxPart.NEW) for vault in vaults] == [True, True, True]
        hold(asked(kim), Wish(received_id=received_id, holder="km", in_case=True, seen=1), now=now())
        with pytest.raises(HeldByColleagueError, match="Kim Moss has this pack") as told:
            hold(asked(pat), Wish(received_id=received_id, holder="pl", in_case=True, seen=0), now=now())
        assert told.value.number == 2
        assert [line_of(vault).part for vault in (pat, kim)] == [InboxPart.WAITING, InboxPart.NEW]
        assert (number_waiting(pat), number_waiting(kim)) == (0, 1)
        hold(asked(pat), Wish(received_id=received_id, holder="pl", in_case=False, seen=2), now=now())
        hear_all(kim)
        assert line_of(kim).holding == Holding(
            who=Someone(name="Pat Lee", member="pl"), is_mine=False, in_case=False, number=3
        )


def test_marks_that_are_forged_old_foreign_or_half_say_nothing_and_stand_in_nobodys_way(
    tmp_path: Path,
) -> None:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        sam, pat, kim = vaults
        for number in (1, 2):
            send(FolderDesk(mailbox), authority, sam, number, DangerAnswer.NO)
        first, second = sorted(take_all(sam, mailbox), key=lambda one: one.pack_id)
        take_all(pat, mailbox)
        hold(asked(sam), Wish(received_id=first.id, holder="sf", in_case=False, seen=0), now=now())
        one, other = to_hold(sam)
        store = one.store()
        mark = store.get(one.name(1), 100_000)
        assert mark is not None
        assert store.put(other.name(1), mark), "a mark of another pack"
        assert store.put(other.name(2), seal_bytes(b"e30.e30.e30", [desk_key(sam)]))
        assert store.put(other.name(3), b"half a mark")
        assert store.put(one.name(2), mark), "an older one again"
        removed = make_own_vault(kim).id
        hold(
            asked(kim_takes(kim, mailbox)),
            Wish(received_id=second.id, holder="km", in_case=True, seen=0),
            now=now(),
        )
        team = settings.profile(pat)
        assert team is not None
        assert team.team is not None
        gone = tuple(
            replace(each, removed=now().date()) if each.id == removed else each for each in team.team.vaults
        )
        change_profile(pat, team=replace(team.team, vaults=gone))
        hear_all(pat)
        found = holdings(pat)
        assert {received_id: (held.who.member, held.number) for received_id, held in found.items()} == {
            first.id: ("sf", 2)
        }
        assert {one.holder.number for one in to_hold(pat)} == {2, 4}
        hold(asked(pat), Wish(received_id=second.id, holder="pl", in_case=True, seen=4), now=now())
        hear_all(sam)
        assert holdings(sam)[second.id].who.member == "pl"


def test_two_who_open_the_same_pack_are_told_of_each_other_and_none_decides_twice_unknowing(
    tmp_path: Path,
) -> None:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        sam, pat, _kim = vaults
        send(FolderDesk(mailbox), authority, sam, 1, DangerAnswer.NO)
        (pack,) = take_all(sam, mailbox)
        person = open_pack(sam, pack.id, now=now()).about
        assert person is not None
        case = record_person(sam, pack.id, person, (), now=now())
        share(sam, [case.id], now=now())
        carry(*vaults)
        assert to_hand_over(sam, case.id, now=now()).there_too == ()
        open_pack(pat, pack.id, now=now())
        assert tell_looks(pat) == 1
        carry(*vaults)
        assert to_hand_over(sam, case.id, now=now()).there_too == ("Pat Lee",)
        assert to_hand_over(pat, case.id, now=now()).there_too == (), "not of oneself"
        theirs = to_answer(pat, pack.id, now=now())
        give_answer(sam, desks.receiving_end_of(sam, now=now()), pack.id, DECISION, now=now())
        assert put_out(sam) == 0
        assert theirs.answered_meanwhile(theirs.numbers_taken()), "Pat's vault has not heard of it"
        carry(*vaults)
        again = to_answer(pat, pack.id, now=now())
        assert (again.is_decided, again.answered_meanwhile(again.numbers_taken())) == (True, False)


@pytest.mark.parametrize("knows_file", [True, False])
def test_a_pack_that_a_colleague_made_up_keeps_the_true_one_out_of_no_desk(
    tmp_path: Path, *, knows_file: bool
) -> None:
    """A row with its number, its signer and its sealed file's digest, over another file: the true one is taken by itself, and stands beside it."""
    with desk_of_three(tmp_path) as (mailbox, authority, (sam, pat, kim)):
        pack_id = send(FolderDesk(mailbox), authority, sam, 1, DangerAnswer.YES)
        (true,) = take_all(kim, mailbox)
        case = a_shared_case(sam, pat, kim)
        files = pat.attachments.files
        file = files.keep(files.stage(io.BytesIO(b"no pack")))
        pat.attachments.add_stored(
            file, case_id=None, file_name="p.pdf", media_type="application/pdf", at=now()
        )
        digest = true.sealed_digest if knows_file else "cd" * 32
        made_up = replace(true, attachment_id=file.id, sealed_digest=digest, receipt="made up", danger="")
        pat.received.add(made_up)
        pat.received.put_in_case(made_up.id, case.id)
        carry(sam, pat, kim)
        assert kim.received.get(true.id) == true, "no row takes the place of what Kim has taken"
        assert sam.received.get(true.id).receipt == "made up"
        (taken,) = take_all(sam, mailbox)
        assert quarantined(mailbox) == ()
        assert b"made up" not in (mailbox.receipt(pack_id, at_most=10_000) or b"")
        assert taken == replace(true, id=taken.id, attachment_id=taken.attachment_id)
        assert taken.id != made_up.id
        assert sam.received.get(made_up.id).receipt == "made up"
        assert open_pack(sam, taken.id, now=now()).word is None
        assert open_pack(sam, made_up.id, now=now()).word == WordOf(colleague="Pat Lee")
        assert take_all(sam, mailbox) == [], "known now"
        sam.received.put_in_case(taken.id, case.id)
        carry(sam, pat, kim)
        for vault in (sam, pat):
            assert {one.id for one in vault.received.of_case(case.id)} == {taken.id, made_up.id}
        assert [one.id for one in kim.received.of_case(case.id)] == [true.id]
        assert kim.received.get(true.id).receipt == true.receipt


def test_a_pack_that_a_colleague_had_and_put_in_a_case_is_the_same_one_here(tmp_path: Path) -> None:
    with desk_of_three(tmp_path) as (mailbox, authority, (sam, pat, _kim)):
        send(FolderDesk(mailbox), authority, sam, 1, DangerAnswer.YES)
        (true,) = take_all(pat, mailbox)
        case = a_shared_case(sam, pat)
        pat.received.put_in_case(true.id, case.id)
        carry(sam, pat)
        assert sam.received.get(true.id).case_id == case.id
        take_all(sam, mailbox)
        assert [one.id for one in sam.received.all()] == [true.id]
        assert not mailbox.arrived() or read_inbox(sam, now=now()).lines


def test_an_answer_that_a_colleague_made_up_makes_no_sender_wait_for_ever(tmp_path: Path) -> None:
    """A sender takes them in the order of their numbers: the next one here has the next number, and not one more than the highest."""
    with desk_of_three(tmp_path) as (mailbox, authority, (sam, pat, _kim)):
        send(FolderDesk(mailbox), authority, sam, 1, DangerAnswer.NO)
        (pack,) = take_all(sam, mailbox)
        person = open_pack(sam, pack.id, now=now()).about
        assert person is not None
        case = record_person(sam, pack.id, person, (), now=now())
        share(sam, [case.id], now=now())
        carry(sam, pat)
        pat.answers.add(
            AnswerRecord(
                case_id=case.id, pack_id=pack.pack_id, direction=Direction.GIVEN, jws="j", recorded_at=now(),
                answer=Answer(kind=AnswerKind.FEEDBACK, number=999, at=now(), text="Made up"),
            )
        )  # fmt: skip
        carry(sam, pat)
        given = [
            give_answer(sam, desks.receiving_end_of(sam, now=now()), pack.id, DECISION, now=now())
            for _each in "ab"
        ]
        assert [one.answer.number for one in given] == [1, 2]


def test_a_pack_that_a_colleague_puts_in_a_case_that_had_ended_before_waits_all_the_same(
    tmp_path: Path,
) -> None:
    """Else one that says danger leaves the inbox as decided, and nobody here has seen it."""
    with desk_of_three(tmp_path) as (mailbox, authority, (sam, pat, _kim)):
        case = a_shared_case(sam, pat)
        sam.cases.set_status(case.id, CaseStatus.NOT_REFERRED, at=now())
        carry(sam, pat)
        send(FolderDesk(mailbox), authority, sam, 1, DangerAnswer.YES)
        take_all(sam, mailbox)
        (pack,) = take_all(pat, mailbox)
        pat.received.put_in_case(pack.id, case.id)
        carry(sam, pat)
        assert sam.received.get(pack.id).case_id == case.id
        assert line_of(sam).part is InboxPart.WAITING
