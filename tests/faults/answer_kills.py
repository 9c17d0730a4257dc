"""Kills a desk's decision at each of its steps: what is typed kept, the pack put in its case, the answer signed, and put out (FAULTS 4).

    python -m tests.faults answer_kills [--runs 1] [--seed 1] [--every 1]

A step is each file that is opened, renamed or removed, and each SQL statement. A child does what the window does after "Sign and
answer", for a pack in no case, for one in a case, and for a first word that waits for a second person; it dies at step 1, then at step 2,
and so on until it comes to its end. Of the kills at a step (`--runs`), the first comes exactly there and the others up to two
milliseconds later. After each kill the vault opens and is whole, and either nothing is decided and what was typed is there again, or the
case, the answer and the note are there and nothing is left to be signed. Done to its end then, the sender finds one answer, which opens
with their key, and finds no other after everything was put out again. Two controls must be caught: the same without a transaction, and
an answer that is put under a number of its own whenever it is put out.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.decision import DecisionKind
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.document import build_document
from prevent_desktop.sealing import Identity, generate_identity, open_bytes, seal_bytes
from prevent_desktop.vault import integrity
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.decide import Deciding, decide
from prevent_desktop.workflows.answers.give_answer import Said, put_out, to_answer
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.people.person_resource import packed_person
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.filing import Place, put_in_place
from prevent_desktop.workflows.receiving.inbox import open_pack
from prevent_desktop.workflows.record.writing import (
    ABOUT,
    Writing,
    keep_writing,
    unfinished,
    writing,
    writing_history,
)
from tests.faults.harness import ask, memory_folder
from tests.faults.killed_steps import WithoutTransaction, every_option, is_caught, kill_at_every_step
from tests.made_vaults import copied_vault
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import ISSUED_AT, make_key, sign_pack
from tests.unit.workflows.receiving.desk_of_several import desk_key, now
from tests.unit.workflows.receiving.packs_in import ABOUT as PERSON
from tests.unit.workflows.receiving.test_shared_desk import take_all

_PACK = "P-7QF2K8M4T9XW"
_DECISION = Said(kind=AnswerKind.DECISION, outcome=Outcome.EARLY_HELP, reason="They know the family.")
_FIRST_WORD = replace(_DECISION, outcome=Outcome.NO_FURTHER_ACTION)
_NOTE = "Read twice"
_AT = datetime(2026, 11, 30, 12, tzinfo=UTC)
_MOST = 1_000_000


@dataclass(frozen=True)
class Desk:
    """A desk to which one pack came, in a case or `in_no_case`; `said` is decided, and `is_first_word` where it waits for a second person."""

    place: Path
    example: Path
    key: VaultKey
    sender: Identity
    said: Said
    in_no_case: bool
    is_first_word: bool

    @classmethod
    def make(cls, folder: Path, *, in_no_case: bool, is_first_word: bool = False) -> Desk:
        """What the vault knows of its mailbox is where it lies before each kill."""
        desk = cls(
            folder / "place", folder / "example", copied_vault(folder / "place" / "vault").key, generate_identity(),
            _FIRST_WORD if is_first_word else _DECISION, in_no_case, is_first_word,
        )  # fmt: skip
        authority = Authority.create("Example authority", now=ISSUED_AT)
        mailbox = FolderMailbox.create(desk.place / "mailbox")
        with desk.opened() as vault:
            vault.secrets.set(terms.TRUSTED, authority.certificate_pem)
            desks.make_desk(vault, desks.Desk(name="Front door", folders=(mailbox.folder,)), now=now())
            content = pack_content(
                pack_id=_PACK, forms=(), attachments=(), record_json=packed_person(PERSON),
                answer_to=str(desk.sender.recipient),
            )  # fmt: skip
            pdf = sign_pack(build_document(content), make_key(authority))
            (mailbox.incoming.path / f"{_PACK}.pdf.age").write_bytes(seal_bytes(pdf, [desk_key(vault)]))
            (pack,) = take_all(vault, mailbox)
            if not in_no_case:
                put_in_place(vault, pack.id, _somebody_new(vault, pack.id), now=_AT)
            desk.type(vault, "They know")
        shutil.move(desk.place, desk.example)
        return desk

    @contextmanager
    def opened(self) -> Iterator[Vault]:
        with Vault.open(self.place / "vault", self.key) as vault:
            yield vault

    def prepare(self) -> None:
        """Begin anew."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.example, self.place)

    def work(self) -> None:
        """As the window does it."""
        with self.opened() as vault:
            self.type(vault, self.said.reason)
            self.decide(vault)
            put_out(vault)

    def type(self, vault: Vault, reason: str) -> None:
        """Keep what stands in the card."""
        received_id = _received_id(vault)
        keep_writing(
            vault, Writing.ANSWER, received_id, _fields(received_id, reason), now=_AT, history=reason
        )

    def decide(self, vault: Vault) -> None:
        """Sign it; a pack in no case is put in one."""
        received_id = _received_id(vault)
        deciding = Deciding(
            received_id=received_id, said=self.said, note=_NOTE, is_first_word=self.is_first_word,
            place=_somebody_new(vault, received_id) if self.in_no_case else None,
        )  # fmt: skip
        decide(vault, deciding, now=_AT)

    def check(self) -> None:
        """Both or neither; to its end it is sent once."""
        with self.opened() as vault:
            integrity.check(vault)
            if not self._is_decided(vault):
                self._look_before(vault)
                self.decide(vault)
            self._look_after(vault)
            for _time in range(2):
                assert put_out(vault) == 0, "an answer lies nowhere"
                self._look_at_sent()

    def _is_decided(self, vault: Vault) -> bool:
        case_id = vault.received.get(_received_id(vault)).case_id or ""
        return bool(vault.answers.of_case(case_id) or _words(vault, case_id))

    def _look_before(self, vault: Vault) -> None:
        received_id = _received_id(vault)
        case_id = vault.received.get(received_id).case_id
        assert (case_id is None) is self.in_no_case, "the pack is in a case and was not answered"
        assert bool(vault.people.all()) is not self.in_no_case, "somebody was recorded and was not answered"
        assert not vault.notes.of_case(case_id or ""), "a note of what was not decided"
        assert not vault.answers.to_give(), "an answer that was not decided is to be sent"
        assert FolderMailbox(self.place / "mailbox").answers_given(_PACK) == (), "it was sent and not kept"
        kept, steps = (
            writing(vault, Writing.ANSWER, received_id),
            writing_history(vault, Writing.ANSWER, received_id),
        )
        assert steps in {"They know", self.said.reason}, "what could be undone is gone"
        assert kept == _fields(received_id, steps), "what was typed is not there again"

    def _look_after(self, vault: Vault) -> None:
        received_id = _received_id(vault)
        pack = vault.received.get(received_id)
        assert pack.case_id is not None, "it is answered and in no case"
        assert len(vault.people.all()) == 1, "the person is not there once"
        assert [note.text for note in vault.notes.of_case(pack.case_id)] == [_NOTE], (
            "the note is not there once"
        )
        given, words = vault.answers.of_case(pack.case_id), _words(vault, pack.case_id)
        assert (len(given), len(words)) == ((0, 1) if self.is_first_word else (1, 0)), "not said once"
        assert unfinished(vault) == (), "what is signed stands there to be signed again"
        assert to_answer(vault, received_id, now=now()).is_decided is not self.is_first_word
        actions = [entry.action for entry in vault.audit.entries()]
        assert actions.count("answer.given") == len(given), "the audit does not tell it once"

    def _look_at_sent(self) -> None:
        mailbox = FolderMailbox(self.place / "mailbox")
        numbers = mailbox.answers_given(_PACK)
        assert numbers == (() if self.is_first_word else (1,)), "not sent once"
        for number in numbers:
            sealed = mailbox.answer(_PACK, number, at_most=_MOST)
            assert sealed is not None
            assert open_bytes(sealed, [self.sender]), "the sender cannot open it"


@dataclass(frozen=True)
class PutAnew:
    """The control: whatever is put out gets the next free number."""

    desk: Desk

    def prepare(self) -> None:
        self.desk.prepare()

    def work(self) -> None:
        with _next_free_numbers():
            self.desk.work()

    def check(self) -> None:
        with _next_free_numbers():
            self.desk.check()


@contextmanager
def _next_free_numbers() -> Iterator[None]:
    write = FolderMailbox.write_answer

    def written_anew(mailbox: FolderMailbox, pack_id: str, number: int, sealed: bytes) -> object:
        return write(mailbox, pack_id, max(mailbox.answers_given(pack_id), default=number - 1) + 1, sealed)

    with mock.patch.object(FolderMailbox, "write_answer", written_anew):
        yield


def _received_id(vault: Vault) -> str:
    (pack,) = vault.received.all()
    return pack.id


def _somebody_new(vault: Vault, received_id: str) -> Place:
    return Place(about=open_pack(vault, received_id, now=_AT).about)


def _fields(received_id: str, reason: str) -> dict[str, str]:
    return {"reason": reason, "place": "new", ABOUT: f"{AnswerKind.DECISION.value}/{received_id}"}


def _words(vault: Vault, case_id: str) -> list[str]:
    """First words that wait for a second person."""
    return [one.id for one in vault.decisions.of_case(case_id) if one.kind is DecisionKind.CLOSING]


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="answer_kills", runs=1, more=every_option)
    failures, kills, caught = [], 0, dict[str, object]()
    for what, in_no_case, is_first_word in (
        ("in no case", True, False), ("in a case", False, False), ("a first word", True, True),
    ):  # fmt: skip
        with tempfile.TemporaryDirectory(dir=memory_folder()) as name:
            desk = Desk.make(Path(name), in_no_case=in_no_case, is_first_word=is_first_word)
            try:
                kills += kill_at_every_step(desk, asked.options.every, asked.runs, asked.chance)
            except (PreventDesktopError, AssertionError) as error:
                failures.append(f"{what}: {type(error).__name__}: {error}")
            caught[f"no transaction, {what}"] = is_caught(WithoutTransaction(desk), every=3)
            if not is_first_word:
                caught[f"under another number, {what}"] = is_caught(PutAnew(desk), every=3)
    return asked.tell(failures, runs=kills, controls=caught)
