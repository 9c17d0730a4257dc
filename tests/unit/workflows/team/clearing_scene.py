"""A team on one mailbox over weeks: what each laptop puts there, what becomes of it, and what still lies there."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.disposal import Certificate, Ground
from prevent_desktop.delivery.mailboxes.team_store import TeamStore
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.retention.certificates import certificate_pairs
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import Wish
from prevent_desktop.workflows.team.cases.team_disposal import agree, dispose_or_announce, tend_disposals
from prevent_desktop.workflows.team.change_sets.shared_files import PIECE
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.rounds.round import TeamRounds
from tests.faults.team_laptops import Founded, Laptop
from tests.faults.team_work import Desk, open_case, write_note
from tests.unit.workflows.subject_access.full_person import Words

MOST = 64 * 1024 * 1024


@dataclass
class Scene:
    """`open_store` gives what a laptop sees of the mailbox."""

    founded: Founded
    open_store: Callable[[Laptop], TeamStore]
    word: Words = field(default_factory=lambda: Words(random.Random(1)))

    @property
    def laptops(self) -> list[Laptop]:
        return self.founded.circle

    def go_on(self, days: float = 0, *names: str, turns: int = 2) -> None:
        """So many days later these laptops (or all) are opened, and each makes rounds and tends disposals."""
        for laptop in self.laptops:
            laptop.drift += timedelta(days=days)
        for _turn in range(turns):
            for laptop in self.laptops:
                if not names or laptop.name in names:
                    self.one_round(laptop)

    def one_round(self, laptop: Laptop) -> None:
        with laptop.opened() as vault, self.open_store(laptop) as store:
            rounds = TeamRounds(lambda _vault: lambda _address: store, now=laptop.now)
            assert laptop.round_by(rounds, vault).state.trouble == ""
            tend_disposals(vault, None, now=laptop.now())

    @contextmanager
    def at(self, name: str) -> Iterator[tuple[Laptop, Vault]]:
        laptop = self.founded.laptops[name]
        with laptop.opened() as vault:
            yield laptop, vault

    def share_case(self, size: int = 0) -> str:
        """A closed case of the lead's, shared with all; with an attachment of this size."""
        with self.at("sf-1") as (laptop, vault):
            case = open_case(vault, self.word, laptop.now())
            vault.cases.set_status(case.id, CaseStatus.CLOSED, laptop.now())
            if size:
                vault.attachments.add(
                    io.BytesIO(random.Random(size).randbytes(size)), case_id=case.id, file_name="heard.bin",
                    media_type="application/octet-stream", description=self.word(), at=laptop.now(),
                )  # fmt: skip
            laptop.share(vault, case.id, self.founded.main)
        return case.id

    def write(self, name: str, case_id: str) -> None:
        with self.at(name) as (laptop, vault):
            write_note(Desk(vault, case_id, random.Random(1), self.word, laptop.now(), laptop.member))

    def announce(self, case_id: str) -> None:
        """The lead announces that the case goes."""
        with self.at("sf-1") as (laptop, vault):
            target = Target(person_id=vault.cases.get(case_id).person_id, case_id=case_id)
            wish = Wish(ground=Ground.MOVED, date_is_right=True)
            assert dispose_or_announce(vault, None, target, wish, now=laptop.now()) is None

    def let_go(self, case_id: str) -> None:
        """A deputy agrees that it goes; the fortnight passes, in which nobody says no, or has a connection."""
        self.go_on()
        with self.at("pl-1") as (laptop, vault):
            agree(vault, case_id, now=laptop.now())
        self.go_on(turns=1)
        for _look in range(4):
            for laptop in self.laptops:
                laptop.drift += timedelta(days=4)
                with laptop.opened() as vault:
                    tend_disposals(vault, None, now=laptop.now())
        self.go_on()

    def names_of(self, case_id: str) -> set[str]:
        """Under which names anything of a case lies, as long as the lead has it."""
        with self.at("sf-1") as (_laptop, vault):
            names = circles(vault)[self.founded.main].names
            sets = vault.team.sets_of(case_id, self.founded.main)
            files = vault.attachments.of_case(case_id)
            return {
                *(names.change_set(one.vault, one.number) for one in sets),
                *(names.attachment(one.sha256, piece) for one in files for piece in range(one.size // PIECE + 1)),
            }  # fmt: skip

    def dispose(self) -> set[str]:
        """A case with an attachment of two pieces is shared and disposed of; the names under which anything of it lies."""
        case_id = self.share_case(size=5 << 20)
        self.go_on()
        self.write("pl-1", case_id)
        self.go_on()
        self.announce(case_id)
        names = self.names_of(case_id)
        self.let_go(case_id)
        waiting = self.waiting()
        assert names <= waiting
        return waiting

    def waiting(self) -> set[str]:
        """The names that any laptop has still to take out of the mailbox."""
        names = set()
        for laptop in self.laptops:
            with laptop.opened() as vault:
                names |= {json.loads(one.id)[0] for one in vault.disposals.left_in_store()}
        return names

    def lying(self, names: set[str]) -> set[str]:
        """Which of these still lie in the mailbox."""
        with self.open_store(self.founded.laptops["sf-1"]) as store:
            return {name for name in names if store.get(name, MOST) is not None}

    def certificates(self) -> dict[str, Certificate]:
        """The newest certificate of each laptop."""
        found = {}
        for laptop in self.laptops:
            with laptop.opened() as vault:
                found[laptop.name] = vault.disposals.all()[0]
        return found


def in_mailbox(certificate: Certificate) -> str:
    """What a certificate says of the mailbox."""
    return dict(certificate_pairs(certificate)).get("In the team’s mailbox", "")
