"""Three vaults that are one desk, over whatever store the packs come into: what they have to do there, and how they do it at once."""

from __future__ import annotations

import queue
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.stated_danger import DangerAnswer, StatedDanger
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials, TeamStore
from prevent_desktop.delivery.team_stores.team_folder import FolderTeamStore
from prevent_desktop.errors import HeldByColleagueError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.document import build_document
from prevent_desktop.sealing import Recipient, generate_identity, seal_bytes
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.decide import Deciding, decide
from prevent_desktop.workflows.answers.give_answer import Said, note_placed, outgoing, place
from prevent_desktop.workflows.people.person_resource import packed_person
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.receiving.desk_tidying import tidy, to_tidy
from prevent_desktop.workflows.receiving.filing import record_person
from prevent_desktop.workflows.receiving.inbox import InboxPart, open_pack, read_inbox
from prevent_desktop.workflows.receiving.intake import Place, take_from
from prevent_desktop.workflows.receiving.pack_holders import Wish, hold
from prevent_desktop.workflows.receiving.shared_desk import give_desk, look_at_desk, take_desk
from prevent_desktop.workflows.receiving.vault_sink import Ask, VaultSink
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.circles.mailbox_access import keep_credentials
from prevent_desktop.workflows.team.members.myself import own_member
from tests.profiles import change_profile
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import ISSUED_AT, make_key, sign_pack
from tests.unit.workflows.receiving.packs_in import ABOUT
from tests.unit.workflows.team.circles import carry, vaults_of

T = TypeVar("T")

DECISION = Said(kind=AnswerKind.DECISION, outcome=Outcome.EARLY_HELP, reason="They know the family.")
ROUNDS = 6
"""So many times each of them looks at most until all have everything: a file that one has in hand is passed over by the others."""


def now() -> datetime:
    return datetime.now(UTC)


def asked(vault: Vault) -> Ask:
    """The vault's own thread is this one."""
    return lambda work: work(vault)


def desk_key(vault: Vault) -> Recipient:
    return desks.receiving_end_of(vault, now=now()).identities[0].recipient


class DeskPlace(Protocol):
    """Where the packs of a desk come in and its answers go out."""

    def open(self) -> Any:
        """The mailbox, for one thread."""

    def put(self, pack_id: str, sealed: bytes) -> None:
        """Let a pack come in."""


@dataclass(frozen=True)
class FolderDesk:
    """A folder."""

    mailbox: FolderMailbox

    def open(self) -> FolderMailbox:
        return self.mailbox

    def marks(self) -> TeamStore:
        """Where its vaults tell each other what they have."""
        return FolderTeamStore(self.mailbox.make_desk_folder())

    def put(self, pack_id: str, sealed: bytes) -> None:
        (self.mailbox.incoming.path / f"{pack_id}.pdf.age").write_bytes(sealed)


@contextmanager
def desk_of_three(
    folder: Path, storage: str = "", keys: StoreCredentials | None = None
) -> Iterator[tuple[FolderMailbox, Authority, tuple[Vault, ...]]]:
    """Three vaults of a team, which trust one authority and are one desk over one folder, or over the storage at an address."""
    mailbox = FolderMailbox.create(folder / "mailbox")
    authority = Authority.create("Example authority", now=ISSUED_AT)
    with vaults_of(folder, "sf", "pl", "km") as vaults:
        for vault in vaults:
            change_profile(vault, trust=(authority.certificate_pem.decode(),))
            if keys is not None:
                keep_credentials(vault, storage, keys)
        desk = desks.Desk(name="Front door", folders=(mailbox.folder,))
        if storage:
            desk = replace(desk, folders=(), bucket=storage, endpoint="https://packs.example/files")
        desks.make_desk(vaults[0], desk, now=now())
        file = give_desk(vaults[0])
        for vault in vaults[1:]:
            take_desk(vault, look_at_desk(vault, file), now=now())
        yield mailbox, authority, vaults


def send(desk: DeskPlace, authority: Authority, vault: Vault, number: int, danger: DangerAnswer) -> str:
    """A pack for the desk that this vault is; its number."""
    pack_id = f"P-{number:02d}QF2K8M4T9X"
    person = replace(ABOUT, forenames=f"Ali {'abcdefghijklmnopqrstuvwxyz'[number]}", nhs_number="", upn="")
    content = pack_content(
        pack_id=pack_id, stated_danger=StatedDanger(danger), forms=(), decision=None, attachments=(), household=None,
        chronology=(), record_json=packed_person(person), answer_to=str(generate_identity().recipient),
    )  # fmt: skip
    pdf = sign_pack(build_document(content), make_key(authority))
    desk.put(pack_id, seal_bytes(pdf, [desk_key(vault)]))
    return pack_id


def twelve_packs(desk: DeskPlace, authority: Authority, vaults: tuple[Vault, ...]) -> None:
    """Twelve packs, danger sent last: all three see all, each is put in a case and decided by one, and its sender gets one answer."""
    sent = [send(desk, authority, vaults[0], number, DangerAnswer.NO) for number in range(11)]
    sent.append(send(desk, authority, vaults[0], 11, DangerAnswer.YES))
    _take_until_all_have_all(desk, vaults, len(sent))
    mailbox = desk.open()
    assert not mailbox.arrived()
    assert len({vault.received.all() for vault in vaults}) == 1, "the same rows with the same receipts at all"
    for vault in vaults:
        inbox = read_inbox(vault, now=now())
        first = inbox.lines[0]
        assert (first.pack.pack_id, first.unread) == (sent[-1], True)
        assert inbox.number_in(InboxPart.NEW) == len(sent)
    got = _at_once(vaults, lambda _vault, ask: _reach_for_all(ask))
    assert sorted(one.pack_id for packs in got for one in packs) == sorted(sent), "each by one alone"
    for vault, packs in zip(vaults, got, strict=True):
        for pack in packs:
            person = open_pack(vault, pack.id, now=now()).about
            assert person is not None
            share(vault, [record_person(vault, pack.id, person, (), now=now()).id], now=now())
    carry(*vaults)
    _decide(desk, vaults, sent)


def _decide(desk: DeskPlace, vaults: tuple[Vault, ...], sent: Sequence[str]) -> None:
    for vault in vaults:
        inbox = read_inbox(vault, now=now())
        assert (inbox.number_in(InboxPart.WAITING), inbox.number_in(InboxPart.NEW)) == (len(sent), 0)
        assert len({pack.case_id for pack in vault.received.all()}) == len(sent)
    mine = [
        [line.pack for line in read_inbox(vault, now=now()).lines if line.is_in(InboxPart.MINE)]
        for vault in vaults
    ]
    assert sum(map(len, mine)) == len(sent), "each is one person's to decide"
    mailbox = desk.open()
    for vault, packs in zip(vaults, mine, strict=True):
        for pack in packs:
            decide(vault, Deciding(received_id=pack.id, said=DECISION), now=now())
        out = outgoing(vault)
        assert all(map(place, out))
        note_placed(vault, out)
    carry(*vaults)
    for vault in vaults:
        inbox = read_inbox(vault, now=now())
        assert (inbox.number_in(InboxPart.DECIDED), inbox.number_in(InboxPart.WAITING)) == (len(sent), 0)
        assert take(asked(vault), mailbox) == []
    given = Counter({pack_id: len(mailbox.answers_given(pack_id)) for pack_id in sent})
    assert set(given.values()) == {1}, given
    assert len(mailbox.left()) == len(sent), "nobody has said yet that they have seen it"
    for vault in vaults:
        assert tidied(vault) == (len(sent) if vault is vaults[-1] else 0)
    assert not mailbox.left(), "what all have in a case lies there no more"


def tidied(vault: Vault, *, later: timedelta = timedelta(0)) -> int:
    """How many packs this vault takes away from where they were left, so much later."""
    what = to_tidy(vault, DeskReach(), now=now() + later)
    assert what is not None
    return tidy(asked(vault), what)


def take(ask: Ask, mailbox: Place) -> list[ReceivedPack]:
    """What a vault takes in."""
    sink: VaultSink = ask(lambda vault: VaultSink.of(vault, ask, now))
    return [one for one in take_from(mailbox, sink) if isinstance(one, ReceivedPack)]


def _take_until_all_have_all(desk: DeskPlace, vaults: tuple[Vault, ...], count: int) -> None:
    for _round in range(ROUNDS):
        _at_once(vaults, lambda _vault, ask: take(ask, desk.open()))
        if all(len(vault.received.all()) == count for vault in vaults):
            return
    raise AssertionError([len(vault.received.all()) for vault in vaults])


def _reach_for_all(ask: Ask) -> list[ReceivedPack]:
    """Whatever of all packs the others are not faster with."""
    got = list[ReceivedPack]()
    member = ask(own_member)
    for pack in ask(lambda vault: vault.received.new()):
        wish = Wish(received_id=pack.id, holder=member.id, in_case=True, seen=0)
        try:
            hold(ask, wish, now=now())
        except HeldByColleagueError:
            continue
        got.append(pack)
    return got


class Lane:
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


def _at_once(vaults: tuple[Vault, ...], work: Callable[[Vault, Ask], T]) -> list[T]:
    """The same by all three on threads of their own."""
    lane = Lane()
    with ThreadPoolExecutor(len(vaults)) as pool:
        jobs = [pool.submit(work, vault, lane.ask_of(vault)) for vault in vaults]
        lane.serve_until(lambda: all(job.done() for job in jobs))
        return [job.result() for job in jobs]
