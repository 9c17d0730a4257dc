"""What happens to a team in one run of `team_sync`: work, lies, kills, copies, backups, removals; and what is wrong afterwards."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, ClassVar, TypeVar

from prevent_desktop.vault import integrity
from prevent_desktop.vault.team.moving import MOVED
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.change_sets.round_state import RoundResult
from prevent_desktop.workflows.team.circles.own_vault import own_vault
from tests.faults.killed_steps import killed_at
from tests.faults.seeded import all_chance_from
from tests.faults.team_accepted import (
    decided_by_a_lead,
    lateness_not_told,
    taken_out,
    waits_for_what_is_gone,
    wants_what_is_gone,
)
from tests.faults.team_copying import Copying
from tests.faults.team_disposing import Disposing
from tests.faults.team_forging import lay_forged_set, must
from tests.faults.team_keeping import Keeping
from tests.faults.team_laptops import START, Founded, Laptop, change_team
from tests.faults.team_ledger import (
    Ledger,
    Place,
    Rows,
    all_the_same,
    differing,
    rows_of,
    seen_where_it_may_not_be,
    told_as_not_whole,
    waiting_for_files,
    words_of,
    wrongly_not_whole,
)
from tests.faults.team_lies import tell_one
from tests.faults.team_tells import Telling
from tests.faults.team_work import Desk, open_case, work, write_note
from tests.unit.workflows.subject_access.full_person import Words

T = TypeVar("T")
STEPS = {3: 14, 7: 22}
_MOST_ROUNDS = 14
_YEARS = timedelta(days=3650)


@dataclass
class Play:
    """One run."""

    founded: Founded
    chance: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    words: dict[str, Words] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    """Removed laptops, with the version of the profile that says so."""
    secret_ids: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    """Lies that were told to somebody, and not by them."""
    keeping: Keeping = field(init=False)
    """A case of the main circle that a lead keeps from somebody in the middle."""
    tellings: int = 0
    """How often lies were told one by one: each time on other days, as a list of heads is signed once a day."""
    steps: ClassVar[int] = 0
    """So many sittings; 0 for as many as the number of vaults asks for."""
    disposes: ClassVar[float] = 0.2
    """In so many runs a case is disposed of at the end, which takes half as long as the rest of the run."""

    def __post_init__(self) -> None:
        for circle in (self.founded.main, self.founded.restricted):
            self.words[circle] = Words(self.chance)
        self.keeping = Keeping(self.founded, self.ledger)

    @property
    def course(self) -> str:
        """A digest of what was drawn by chance and put into the mailbox so far, by which it shows whether a run that is tried again went the same way."""
        names = [(name, who) for name, _content, who in self.founded.journal.put]
        return hashlib.sha256(repr((self.chance.getstate(), names)).encode()).hexdigest()[:12]

    # -- who

    @property
    def present(self) -> list[Laptop]:
        """The laptops of leads and deputies that nobody removed."""
        return [one for one in self.founded.circle if one.name not in self.gone]

    def somebody(self, *besides: Laptop) -> Laptop:
        return self.chance.choice([one for one in self.present if one not in besides])

    def circles_of(self, laptop: Laptop) -> list[str]:
        moved = [self.keeping.circle] if self.keeping.circle else []
        every = (self.founded.main, self.founded.restricted, *moved)
        return [one for one in every if self.founded.may_see(laptop, one)]

    # -- work

    def begin(self) -> None:
        """Three cases: two of the main circle, and one of the restricted one."""
        lead = self.founded.laptops["sf-1"]
        for circle in (self.founded.main, self.founded.main, self.founded.restricted):
            with lead.opened() as vault:
                self.share_new_case(lead, vault, circle)
                lead.round(vault, self.founded.journal, self.chance)

    def share_new_case(self, laptop: Laptop, vault: Vault, circle: str) -> None:
        before = rows_of(vault, circle)
        case = open_case(vault, self.words[circle], laptop.now())
        laptop.share(vault, case.id, circle)
        if circle == self.founded.restricted:
            self.secret_ids |= {case.id, case.person_id}
        if not self.keeping.case_id:
            self.keeping.case_id, self.keeping.person_id = case.id, case.person_id
        self.note(vault, circle, before)

    def note(self, vault: Vault, circle: str, before: Rows) -> None:
        version = self.version_at(vault)
        removed = [name for name, since in self.gone.items() if version >= since]
        after = rows_of(vault, circle)
        before, kept_before = self.keeping.split(before)
        after, kept_after = self.keeping.split(after)
        self.keeping.note(vault, kept_before, kept_after)
        self.ledger.note(circle, before, after, removed=removed)

    @staticmethod
    def version_at(vault: Vault) -> int:
        profile = settings.profile(vault)
        return 0 if profile is None else profile.version

    def do_work(self, laptop: Laptop, vault: Vault, times: int) -> None:
        """Work in one of the cases that are here."""
        circle = self.chance.choice(self.circles_of(laptop))
        cases = vault.team.shared_cases(circle)
        if circle != self.keeping.circle and (not cases or self.chance.random() < 0.08):
            self.share_new_case(laptop, vault, circle)
            return
        if not cases:
            return  # this vault has not heard yet that the case goes on there
        before = rows_of(vault, circle)
        work(self.desk(laptop, vault, circle), times)
        self.note(vault, circle, before)

    def sitting(self, laptop: Laptop) -> None:
        """Somebody opens their vault, works, and copies are brought up to date; any of it may be cut off by a kill."""
        if self.chance.random() < 0.1:
            laptop.drift += _YEARS * self.chance.uniform(-1, 1)
        if self.chance.random() < 0.25:
            self.killed(laptop)
        with laptop.opened() as vault:
            self.do_work(laptop, vault, self.chance.randint(1, 4))
            self.keeping.write_alone(laptop, vault, self.chance)
            if self.chance.random() < 0.2:
                self.settle(laptop, vault)
            if self.chance.random() < 0.8:
                laptop.round(vault, self.founded.journal, self.chance)

    def killed(self, laptop: Laptop) -> None:
        """The same, killed at some step; of its work only what was committed counts."""
        step, seed = round(600 ** self.chance.random()), self.chance.randrange(1 << 32)
        circle = self.chance.choice(self.circles_of(laptop))
        with laptop.opened() as vault:
            before = rows_of(vault, circle)
            cases = vault.team.shared_cases(circle)
        if self.chance.random() < 0.5 or not cases:
            killed_at(step, lambda: self._round_alone(laptop, seed))
            return
        case_id = self.chance.choice(cases)

        def work_alone() -> None:
            with all_chance_from(seed), laptop.opened() as vault:
                words, chance = Words(random.Random(seed)), random.Random(seed + 1)
                work(Desk(vault, case_id, chance, words, laptop.now(), laptop.member.upper()), 5)

        killed_at(step, work_alone)
        with laptop.opened() as vault:
            integrity.check(vault)
            self.note(vault, circle, before)

    def _round_alone(self, laptop: Laptop, seed: int) -> None:
        with all_chance_from(seed), laptop.opened() as vault:
            laptop.round(vault, self.founded.journal, self.chance)

    def settle(self, laptop: Laptop, vault: Vault) -> None:
        """A person decides what members said differently: for all of them."""
        for circle in self.circles_of(laptop):
            for difference in sorted(differing(vault, circle)):
                before = rows_of(vault, circle)
                over = laptop.settle(vault, difference, self.chance)
                self.ledger.written_over.update(*map(words_of, over))
                self.note(vault, circle, before)

    # -- what goes wrong

    def lie_to(self, laptop: Laptop) -> None:
        """From now on the store tells this laptop one lie, or none any more."""
        tell_one(laptop.lies, self.founded.journal, self.somebody(laptop).name, self.chance)

    def copy_laptop(self) -> None:
        """Somebody's laptop is copied, and both go on."""
        one = self.somebody()
        twin = one.copied(f"{one.name}-copy")
        self.founded.laptops[twin.name] = twin
        for each in (one, twin):
            with each.opened() as vault:
                self.do_work(each, vault, 2)
                each.round(vault, self.founded.journal, self.chance)

    def bring_back(self) -> None:
        """A vault comes back from a backup, or an older copy of its folder is put in its place."""
        one = self.somebody()
        self._round_honestly(one)
        older = one.folder.with_name(f"{one.name}-older")
        restored = self.chance.random() < 0.5
        one.back_up(older) if restored else shutil.copytree(one.folder, older)
        with one.opened() as vault:
            self.do_work(one, vault, 2)
        self._round_honestly(one)
        gone = one.folder.with_name(f"{one.name}-gone")
        shutil.move(one.folder, gone)
        one.restore(older) if restored else shutil.move(older, one.folder)
        self.ledger.excuse(self.present)
        shutil.rmtree(gone)

    def remove_somebody(self) -> None:
        """A member leaves, or a laptop is lost; once in a run, as of three too few would be left."""
        lead = self.founded.laptops["sf-1"]
        if not self.gone:
            self.remove(self.somebody(*(each for each in self.present if each.listed == lead.listed)))

    def remove(self, one: Laptop) -> None:
        """This laptop is removed, or its member leaves; what was written there goes on, and counts no more."""
        lead = self.founded.laptops["sf-1"]
        team, day = self.founded.office.team, START.date()
        leaves = one.member != lead.member and self.chance.random() < 0.5
        away = {
            vault.id
            for vault in team.vaults
            if vault.id == one.listed or (leaves and vault.member == one.member)
        }
        vaults = tuple(replace(vault, removed=day) if vault.id in away else vault for vault in team.vaults)
        members = tuple(
            replace(who, left=day) if leaves and who.id == one.member else who for who in team.members
        )
        lead.set_right()  # else the profile is refused, and they are told to look at the date
        change_team(self.founded, lead, vaults=vaults, members=members)
        version = self.founded.office.profile.version
        self.gone |= {each.name: version for each in self.founded.circle if each.listed in away}
        self.ledger.excuse(self.present, went=away)
        self._round_honestly(lead)

    def copy_by_the_mailbox(self) -> None:
        """Somebody lacks what the mailbox gives no more, and asks for a lead's copy."""
        copying = Copying(
            self.founded, lambda: self.present, self.chance, self._write_in_the_main_circle, self._remove_one
        )
        copying.play()
        self.missed += copying.wrong

    def _remove_one(self, one: Laptop) -> None:
        if not self.gone:
            self.remove(one)

    def _write_in_the_main_circle(self, laptop: Laptop) -> None:
        with laptop.opened() as vault:
            before = rows_of(vault, self.founded.main)
            work(self.desk(laptop, vault, self.founded.main), 3)
            self.note(vault, self.founded.main, before)

    def keep_from_somebody(self) -> None:
        """A lead keeps a case that all share from a colleague: it is about their own child."""
        lead = self.founded.laptops["sf-1"]
        others = sorted({one.member for one in self.present} - {lead.member})
        if not others:
            return
        self._round_honestly(lead)
        with lead.opened() as vault:
            goers = len(others) > 1
            self.keeping.begin(
                lead, vault, self.chance.choice(others), reworded=goers and self.chance.random() < 0.5
            )
            self.words[self.keeping.circle] = Words(self.chance)
            before = rows_of(vault, self.keeping.circle)
            write_note(self.desk(lead, vault, self.keeping.circle))
            self.note(vault, self.keeping.circle, before)

    def those_who_went_go_on(self) -> None:
        """They write, put it into the store, and look for what is new there."""
        for name in self.gone:
            laptop = self.founded.laptops[name]
            with laptop.opened() as vault:
                case_id = self.chance.choice(vault.team.shared_cases(self.founded.main) or [""])
                if case_id:
                    word = Words(random.Random(f"{name} {self.chance.random()}"))
                    write_note(Desk(vault, case_id, self.chance, word, laptop.now(), name))
                laptop.round(vault, self.founded.journal, self.chance)

    def _round_honestly(self, laptop: Laptop) -> None:
        laptop.set_right()
        with laptop.opened() as vault:
            for _ in range(2):
                laptop.round(vault, self.founded.journal, self.chance)

    def forge(self) -> None:
        """Somebody who has the circle's key writes in a colleague's name, and lays it where the next change of theirs belongs."""
        victim = self.somebody()
        forger = self.somebody(*(one for one in self.present if one.listed == victim.listed))
        with victim.opened() as vault:
            writer = must(own_vault(vault)).writer
        with forger.opened() as vault, self.founded.journal.open() as store:
            word = Words(self.chance)
            lay_forged_set(vault, self.founded.main, writer, word(), victim.now(), store, self.chance)
            self.ledger.forged.update(word.made)

    def lies_are_told(self) -> None:
        """One lie after the other, to somebody who has to notice it; none of two that are one laptop's copies."""
        self.tellings += 1
        by_vault = {one.listed: one for one in self.chance.sample(self.present, len(self.present))}
        writer, lied_to, *others = by_vault.values()
        Telling(self.founded, self.desk, self.note, self.chance, self.missed).every(
            writer, lied_to, others, 10 * self.tellings * timedelta(days=1)
        )

    def desk(self, laptop: Laptop, vault: Vault, circle: str) -> Desk:
        """Where somebody works on one of the cases that are here."""
        case_id = self.chance.choice(vault.team.shared_cases(circle))
        return Desk(vault, case_id, self.chance, self.words[circle], laptop.now(), laptop.member.upper())

    # -- the end

    def events(self) -> list[Callable[[], object]]:
        """What happens once in a run, at some time."""
        return [
            self.copy_laptop,
            self.bring_back,
            self.remove_somebody,
            self.forge,
            self.founded.journal.empty,
            self.keep_from_somebody,
            self.copy_by_the_mailbox,
        ]

    def run(self, steps: int) -> Iterator[str]:
        """All of it; what is wrong afterwards, in words."""
        self.begin()
        if self.chance.random() < 0.5:  # afterwards, too few may be left to be shown two histories
            self.come_to_rest()
            self.lies_are_told()
        when = {self.chance.randrange(2, steps): event for event in self.events()}
        for step in range(steps):
            if step in when:
                when[step]()
            laptop = self.somebody()
            if self.chance.random() < 0.3:
                self.lie_to(laptop)
            if self.chance.random() < 0.1:
                self.founded.journal.halve(self.chance)
            self.sitting(laptop)
            if self.chance.random() < 0.2:
                self.those_who_went_go_on()
        yield from self.end()

    def end(self) -> Iterator[str]:
        """The lies end; rounds are made until nothing moves, differences are settled, and all is compared."""
        self.come_to_rest()
        self.lies_are_told()
        self.come_to_rest()
        self.ledger.accepted |= set(taken_out(self.present))
        lead = self.founded.laptops["sf-1"]
        with lead.opened() as vault:
            self.missed += decided_by_a_lead(vault, self.ledger, lead.now())
            self.keeping.take_over(lead, vault)
            self.settle(lead, vault)
        self.missed += lateness_not_told(self.ledger, self.present)
        self.those_who_went_go_on()
        self.come_to_rest()
        with lead.opened() as vault:
            self.keeping.take_over(lead, vault)  # what the lead let count may have come too late in that case
            self.settle(lead, vault)
        yield from self.come_to_rest()
        yield from self.wrong()
        if self.chance.random() < self.disposes:
            yield from Disposing(self.founded, self.present, self.chance).wrong()

    def come_to_rest(self) -> list[str]:
        """Rounds of everybody until nothing more goes or comes; who does not come to rest, in words."""
        busy: list[str] = []
        quiet = 0
        for _turn in range(_MOST_ROUNDS):
            busy = []
            for laptop in self.chance.sample(self.present, len(self.present)):
                laptop.set_right()
                with laptop.opened() as vault:
                    result = self.round_to_rest(laptop, vault)
                    state = result.state
                    waits = [one for one in vault.team.in_state(SetState.WAITING) if one.reason != MOVED]
                files = state.files_not_come and not wants_what_is_gone(laptop, self.present)
                sets = state.not_come and not waits_for_what_is_gone(laptop, self.present)
                if result.busy or waits or state.waiting or sets or files:
                    busy.append(f"{laptop.name} does not come to rest: {result.state}")
            quiet = 0 if busy else quiet + 1
            if quiet > 1:  # what was put again is no news to whoever put it
                break
        return busy

    def round_to_rest(self, laptop: Laptop, vault: Vault) -> RoundResult:
        """A round; and one more where nothing came: all that is kept is put again after each start, and may be more than one round puts."""
        rounds = laptop.rounds(self.founded.journal, self.chance)
        result = laptop.round_by(rounds, vault)
        if result.busy and not (result.came or result.told):
            result = laptop.round_by(rounds, vault)
        return result

    def wrong(self) -> Iterator[str]:
        """What is wrong now that all is quiet."""
        for circle in (self.founded.main, self.founded.restricted):
            yield from all_the_same(self.founded, self.present, circle)
        yield from self.keeping.wrong(self.present)
        for laptop in self.present:
            with laptop.opened() as vault:
                integrity.check(vault)
                yield from wrongly_not_whole(vault, laptop.name)
                rows: dict[Place, Mapping[str, Any]] = {}
                for circle in self.circles_of(laptop):
                    rows |= rows_of(vault, circle)
                    yield from self.ledger.lost(vault, circle, laptop.name)
                if self.founded.may_see(laptop, self.founded.restricted):
                    excused = waiting_for_files(vault).places | told_as_not_whole(vault).places
                    if self.keeping.out == laptop.member:
                        excused |= self.keeping.places
                    excused |= self.keeping.nobody_can_say_again(self.present)
                    yield from self.ledger.rows_lost(rows, laptop.name, excused)
        yield from seen_where_it_may_not_be(self.founded, self.ledger, self.secret_ids)
        yield from self.missed
