"""A desk of several: its keys go to leads and deputies alone, signed and sealed, and three people do each of twelve packs once."""

from __future__ import annotations

import queue
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.stated_danger import DangerAnswer, StatedDanger
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import RecordError
from prevent_desktop.packs.authority import DemoAuthority
from prevent_desktop.packs.document import build_document
from prevent_desktop.sealing import generate_identity, seal_bytes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import Said, give_answer, put_out, to_answer
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.person_resource import packed_person
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.importing import VaultSink, record_person
from prevent_desktop.workflows.receiving.inbox import InboxPart, open_pack, read_inbox
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.shared_desk import give_desk, look_at_desk, take_desk
from prevent_desktop.workflows.team.handing_over import to_hand_over
from prevent_desktop.workflows.team.looks import tell_looks
from prevent_desktop.workflows.team.own_vault import make_own_vault
from prevent_desktop.workflows.team.sharing import share
from tests.profiles import change_profile
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import ISSUED_AT, make_key, sign_pack
from tests.unit.workflows.receiving.packs_in import ABOUT
from tests.unit.workflows.team.circles import carry, put_team, vaults_of

DECISION = Said(kind=AnswerKind.DECISION, outcome=Outcome.EARLY_HELP, reason="They know the family.")


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def desk_of_three(folder: Path) -> Iterator[tuple[FolderMailbox, DemoAuthority, tuple[Vault, ...]]]:
    """Three vaults of a team, which trust one authority and are one desk over one folder."""
    mailbox = FolderMailbox.create(folder / "mailbox")
    authority = DemoAuthority.create("Example authority", now=ISSUED_AT)
    with vaults_of(folder, "sf", "pl", "km") as vaults:
        for vault in vaults:
            change_profile(vault, trust=(authority.certificate_pem.decode(),))
        desks.make_desk(vaults[0], desks.Desk(name="Front door", folders=(mailbox.folder,)), now=now())
        file = give_desk(vaults[0])
        for vault in vaults[1:]:
            take_desk(vault, look_at_desk(vault, file), now=now())
        yield mailbox, authority, vaults


def send(
    mailbox: FolderMailbox, authority: DemoAuthority, vault: Vault, number: int, danger: DangerAnswer
) -> str:
    pack_id = f"P-{number:02d}QF2K8M4T9X"
    person = replace(ABOUT, forenames=f"Ali {'abcdefghijklmnopqrstuvwxyz'[number]}", nhs_number="", upn="")
    content = pack_content(
        pack_id=pack_id, stated_danger=StatedDanger(danger), forms=(), decision=None, attachments=(), household=None,
        chronology=(), record_json=packed_person(person), answer_to=str(generate_identity().recipient),
    )  # fmt: skip
    pdf = sign_pack(build_document(content), make_key(authority))
    to = desks.receiver_of(vault, now=now()).identities[0].recipient
    (mailbox.incoming_folder / f"{pack_id}.pdf.age").write_bytes(seal_bytes(pdf, [to]))
    return pack_id


def take_all(vault: Vault, mailbox: FolderMailbox) -> list[ReceivedPack]:
    sink = VaultSink.of(vault, lambda work: work(vault), now)
    return [one for one in take_from(mailbox, sink) if isinstance(one, ReceivedPack)]


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


def test_twelve_packs_by_three_people_are_each_taken_and_decided_once_the_one_in_danger_first(
    tmp_path: Path,
) -> None:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        sent = [send(mailbox, authority, vaults[0], number, DangerAnswer.NO) for number in range(11)]
        sent.append(send(mailbox, authority, vaults[0], 11, DangerAnswer.YES))
        taken = _take_at_once(vaults, mailbox)
        assert sorted(pack.pack_id for packs in taken for pack in packs) == sorted(sent), "each by one alone"
        assert not list(mailbox.incoming_folder.iterdir())
        holder = next(n for n, packs in enumerate(taken) if any(pack.pack_id == sent[-1] for pack in packs))
        first = read_inbox(vaults[holder], now=now()).lines[0]
        assert (first.pack.pack_id, first.unread) == (sent[-1], True)
        for vault, packs in zip(vaults, taken, strict=True):
            for pack in packs:
                person = open_pack(vault, pack.id, now=now()).about
                assert person is not None
                case = record_person(vault, pack.id, person, (), now=now())
                share(vault, [case.id], now=now())
        carry(*vaults)
        for vault in vaults:
            assert read_inbox(vault, now=now()).number_in(InboxPart.WAITING) == 12, "all see all"
        mine = [
            [line.pack for line in read_inbox(vault, now=now()).lines if line.is_in(InboxPart.MINE)]
            for vault in vaults
        ]
        assert sum(map(len, mine)) == 12, "each is one person's to decide"
        for vault, packs in zip(vaults, mine, strict=True):
            for pack in packs:
                give_answer(vault, desks.receiver_of(vault, now=now()), pack.id, DECISION, now=now())
            assert put_out(vault) == 0
        carry(*vaults)
        for vault in vaults:
            inbox = read_inbox(vault, now=now())
            assert (inbox.number_in(InboxPart.DECIDED), inbox.number_in(InboxPart.WAITING)) == (12, 0)
        given = Counter({pack_id: len(mailbox.answers_given(pack_id)) for pack_id in sent})
        assert set(given.values()) == {1}, given


def test_two_who_open_the_same_pack_are_told_of_each_other_and_none_decides_twice_unknowing(
    tmp_path: Path,
) -> None:
    with desk_of_three(tmp_path) as (mailbox, authority, vaults):
        sam, pat, _kim = vaults
        send(mailbox, authority, sam, 1, DangerAnswer.NO)
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
        theirs = to_answer(pat, pack.id, AnswerKind.DECISION)
        give_answer(sam, desks.receiver_of(sam, now=now()), pack.id, DECISION, now=now())
        assert put_out(sam) == 0
        assert theirs.answered_meanwhile(theirs.numbers_taken()), "Pat's vault has not heard of it"
        carry(*vaults)
        again = to_answer(pat, pack.id, AnswerKind.DECISION)
        assert (again.due, again.answered_meanwhile(again.numbers_taken())) == (None, False)


class _Lane:
    """The vaults' own thread is this one; whoever takes packs in asks it from theirs, and waits."""

    def __init__(self) -> None:
        self._asked: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()

    def ask_of(self, vault: Vault) -> Callable[[Callable[[Vault], Any]], Any]:
        def ask(work: Callable[[Vault], Any]) -> Any:
            answer: Future[Any] = Future()
            self._asked.put(lambda: self._do(work, vault, answer))
            return answer.result()

        return ask

    @staticmethod
    def _do(work: Callable[[Vault], Any], vault: Vault, answer: Future[Any]) -> None:
        try:
            answer.set_result(work(vault))
        except BaseException as error:  # noqa: BLE001 - whoever asked gets it
            answer.set_exception(error)

    def serve_until(self, done: Callable[[], bool]) -> None:
        while not done():
            try:
                asked = self._asked.get(timeout=0.05)
            except queue.Empty:
                continue
            if asked is not None:
                asked()


def _take_at_once(vaults: tuple[Vault, ...], mailbox: FolderMailbox) -> list[list[ReceivedPack]]:
    lane, sinks = _Lane(), list[VaultSink]()
    for vault in vaults:
        sinks.append(VaultSink.of(vault, lane.ask_of(vault), now))

    def take(sink: VaultSink) -> list[ReceivedPack]:
        return [each for each in take_from(mailbox, sink) if isinstance(each, ReceivedPack)]

    with ThreadPoolExecutor(len(vaults)) as pool:
        jobs = [pool.submit(take, sink) for sink in sinks]
        lane.serve_until(lambda: all(job.done() for job in jobs))
        return [job.result() for job in jobs]
