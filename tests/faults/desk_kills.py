"""Kills two vaults that are one desk of several, at random moments, while they take packs in, put them in cases and tidy up after that.

    python -m tests.faults desk_kills --runs 100 [--seed 1]

A run is a folder with some packs and two real vaults of a team, both at work at once: each takes in all packs, puts every second one in a case and says
so, hears of the other's, and takes away what both have. They are killed by SIGKILL after a random time and started again until both have
come to the end. After each kill every pack that one of them lacks still lies sealed where it came in or where it was left, as it was sent, and what has a receipt is kept.
At the end both keep all, each pack is in one case, and nothing lies there any more but that both are of the desk
(and half written marks, hidden, which the store tidies away a day later).

Two broken ones must be caught: one takes the sealed file away in place of leaving it, and one tidies up before the other has seen the pack.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from prevent_desktop.delivery.mailboxes.mailbox import Arrived, FolderMailbox
from prevent_desktop.packs.document import build_document
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.person_resource import packed_person
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving import desk_tidying
from prevent_desktop.workflows.receiving.desk_places import DeskReach
from prevent_desktop.workflows.receiving.filing import record_person
from prevent_desktop.workflows.receiving.inbox import open_pack
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.pack_holders import (
    Wish,
    hear_newer,
    hold,
    newer_marks,
    to_hold,
)
from prevent_desktop.workflows.receiving.quarantine import quarantined
from prevent_desktop.workflows.receiving.shared_desk import give_desk, look_at_desk, take_desk
from prevent_desktop.workflows.receiving.vault_sink import VaultSink
from tests.faults.harness import ask
from tests.faults.inbox_kills import BrokenError, Ground, Run, caught, digest_of_file
from tests.faults.reading_here import reading_here
from tests.made_vaults import copied_vault
from tests.profiles import change_profile
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import make_key, sign_pack
from tests.unit.workflows.receiving.in_vault import make_receiving_vault
from tests.unit.workflows.receiving.packs_in import ABOUT, make_desk
from tests.unit.workflows.team.circles import as_a_team

_PACKS = 4
_MEMBERS = ("sf", "pl")
_ROUNDS = 400


@dataclass(frozen=True)
class DeskGround(Ground):
    """What a run begins with: two closed vaults, by whose they are."""

    vaults: dict[str, tuple[Path, VaultKey]]


def prepare(folder: Path) -> DeskGround:
    """Two vaults that are one desk, and some packs."""
    desk = make_desk()
    key = make_key(desk.signed.authority)
    about = packed_person(ABOUT)
    pdfs = {
        f"P-{number:04d}K2M8T9XW": sign_pack(
            build_document(pack_content(pack_id=f"P-{number:04d}K2M8T9XW", record_json=about)), key
        )
        for number in range(_PACKS)
    }
    made, bare = make_receiving_vault(folder / "sf", desk), copied_vault(folder / "pl" / "vault")
    vaults = {"sf": (made.folder, made.key), "pl": (folder / "pl" / "vault", bare.key)}
    with Vault.open(*vaults["sf"]) as first, Vault.open(*vaults["pl"]) as second:
        as_a_team(("sf", first), ("pl", second))
        for vault in (first, second):
            change_profile(vault, trust=(desk.signed.authority.certificate_pem.decode(),))
        take_desk(second, look_at_desk(second, give_desk(first)), now=_now())
    ground = DeskGround(desk, made, pdfs, vaults)
    DeskRun(ground, folder / "warm").warm_up()  # what is imported late is there before anybody forks
    return ground


def _now() -> datetime:
    return datetime.now(UTC)


class DeskRun(Run):
    """Both at work."""

    def __init__(self, ground: DeskGround, folder: Path) -> None:
        super().__init__(ground, folder)
        self._keys = {member: key for member, (_made, key) in ground.vaults.items()}
        for member, (made, _key) in ground.vaults.items():
            shutil.copytree(made, folder / member)
            with self._vault(member) as vault:
                desk = desks.Desk(name="Front door", folders=(self.mailbox.folder,))
                desks.make_desk(vault, desk, now=_now())
        with self._vault(_MEMBERS[0]) as vault:  # the same at both
            receiver = desks.receiving_end_of(vault, now=_now())
        self._certificate = receiver.receipt_certificate
        self.put_all(receiver.identities[0].recipient)

    def _vault(self, member: str) -> Vault:
        return Vault.open(self.folder / member, self._keys[member])

    def workers(self) -> int:
        return len(_MEMBERS)

    def certificate(self) -> bytes:
        return self._certificate

    def work(self, which: int = 0) -> None:
        member = _MEMBERS[which]
        with self._vault(member) as vault:
            for _round in range(_ROUNDS):
                self._one_round(vault, member)
                if len(vault.received.all()) == _PACKS and not self.mailbox.left():
                    self._one_round(vault, member)  # what was said of a pack that went meanwhile goes now
                    return

    def warm_up(self) -> None:
        """A round of each."""
        for member in _MEMBERS:
            with self._vault(member) as vault:
                self._one_round(vault, member)

    def _one_round(self, vault: Vault, member: str) -> None:
        sink = VaultSink.of(vault, lambda work: work(vault), _now)
        for _outcome in take_from(self.mailbox, sink):
            pass
        for pack in vault.received.new():
            if _is_for(member, pack.pack_id):
                seen = next(one.holder.number for one in to_hold(vault) if one.pack.id == pack.id)
                wish = Wish(received_id=pack.id, holder=member, in_case=True, seen=seen)
                hold(lambda work: work(vault), wish, now=_now())
                person = open_pack(vault, pack.id, now=_now()).about
                assert person is not None
                record_person(vault, pack.id, person, (), now=_now())
        hear_newer(vault, newer_marks(to_hold(vault)))
        tidying = desk_tidying.to_tidy(vault, DeskReach(), now=_now())
        assert tidying is not None
        desk_tidying.tidy(lambda work: work(vault), tidying)

    def look(self) -> None:
        """What must hold at every moment."""
        kept = {member: self._kept_by(member) for member in _MEMBERS}
        lying = self._lying()
        aside = {one.untrusted_pack_id for one in quarantined(self.mailbox)}
        for pack_id, pdf in self.ground.pdfs.items():
            holders = [member for member in _MEMBERS if pack_id in kept[member]]
            if self.receipt_holds(pack_id) and not holders:
                raise BrokenError(f"{pack_id} has a receipt and is not kept")
            if len(holders) < len(_MEMBERS) and self.sealed[pack_id] not in lying and pack_id not in aside:
                raise BrokenError(f"{pack_id} is kept by {len(holders)} and lies nowhere for the other")
            if any(kept[member][pack_id] != hashlib.sha256(pdf).hexdigest() for member in holders):
                raise BrokenError(f"{pack_id} is kept otherwise than it came")

    def _lying(self) -> set[str]:
        """The SHA-256 of the sealed files that lie where they came in, or where they were left."""
        left = [one.digest() for one in self.mailbox.left()]
        return {*left, *(one.digest() for one in self.mailbox.arrived())}

    def _kept_by(self, member: str) -> dict[str, str]:
        with self._vault(member) as vault:
            return {pack.pack_id: digest_of_file(vault, pack.attachment_id) for pack in vault.received.all()}

    def look_at_the_end(self) -> None:
        self.look()
        if self._lying() or quarantined(self.mailbox):
            raise BrokenError("something still lies there at the end")
        if not all(self.receipt_holds(pack_id) for pack_id in self.ground.pdfs):
            raise BrokenError("not all packs have a receipt at the end")
        for member in _MEMBERS:
            with self._vault(member) as vault:
                in_case = {one.pack_id for one in vault.received.all() if one.case_id is not None}
            if in_case != {pack_id for pack_id in self.ground.pdfs if _is_for(member, pack_id)}:
                raise BrokenError(f"{member} has others in a case than their own")
        files = (self.mailbox.folder / "desk").rglob("*")
        marks = [
            path for path in files if path.is_file() and not path.name.startswith(".")
        ]  # else half written
        if len(marks) != len(_MEMBERS):
            raise BrokenError(f"{len(marks)} marks lie there at the end")


def _is_for(member: str, pack_id: str) -> bool:
    return _MEMBERS[int(pack_id[2:6]) % len(_MEMBERS)] == member


@contextmanager
def taking_away() -> Iterator[None]:
    """Whoever takes a pack in leaves nothing for the other."""

    def broken(_mailbox: FolderMailbox, held: Arrived, _pack_id: str, _digest: str) -> None:
        held.take_away()

    with mock.patch.object(FolderMailbox, "leave", broken):
        yield


@contextmanager
def tidying_at_once() -> Iterator[None]:
    """Whoever has a pack in a case takes it away, whether or not the other has it."""
    with mock.patch.object(desk_tidying._Tidier, "_all_have_seen", return_value=True):
        yield


def main(arguments: Sequence[str]) -> int:
    """See the top."""
    asked = ask(arguments, __doc__, name="desk_kills", runs=20)
    failures: list[str] = []
    kills = 0
    with tempfile.TemporaryDirectory() as name, reading_here():
        folder = Path(name)
        ground = prepare(folder)
        for number in range(asked.runs):
            kills += _tried(ground, folder / f"run-{number}", asked.chance, failures)
        controls = {
            "leaves nothing for the other": caught(ground, folder, DeskRun, taking_away, asked.chance),
            "tidies before the other has seen it": caught(
                ground, folder, DeskRun, tidying_at_once, asked.chance
            ),
        }
    print(f"  {kills} kills of two vaults at {asked.runs} desks with {_PACKS} packs each")
    return asked.tell(failures, controls=controls)


def _tried(ground: DeskGround, folder: Path, chance: random.Random, failures: list[str]) -> int:
    run = DeskRun(ground, folder)
    try:
        run.to_the_end(chance)
    except BrokenError as error:
        failures.append(f"{folder.name}: {error}")
    shutil.rmtree(folder)
    return run.kills


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
