"""The round that keeps a team's vaults equal: what was written goes out, what others wrote comes in.

Three steps. `gather`, on the vault's thread, makes sealed objects of what was written and lists what is wanted. `Exchange`, beside
it, puts and gets. `TakingIn`, on the vault's thread again, judges and joins, a little at a time. A crash at any of them leaves
the vault as before or as after: what is to be put was sealed once and is kept until every present vault has it, and what came
is kept in the transaction that joins it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

from prevent_desktop.delivery.connection.cancellation import CancelToken, CutError
from prevent_desktop.delivery.mailboxes.team_store import TeamStore
from prevent_desktop.errors import DeliveryError, RefusedError
from prevent_desktop.translation import _
from prevent_desktop.vault.team.arriving import cases_with_files_gone
from prevent_desktop.vault.team.conflicts import count_differences, written_beside
from prevent_desktop.vault.team.materialise import Forms
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.moving_cases import withdraw_lost_moves
from prevent_desktop.workflows.team.change_sets.ask_vault import AskVault
from prevent_desktop.workflows.team.change_sets.copies_asked import note_need
from prevent_desktop.workflows.team.change_sets.copies_told import asks_in_words
from prevent_desktop.workflows.team.change_sets.copy_wanted import Gone, gone_sets, many_are_gone
from prevent_desktop.workflows.team.change_sets.heads_kept import team_findings
from prevent_desktop.workflows.team.change_sets.lost_disks import state_lost
from prevent_desktop.workflows.team.change_sets.round_state import (
    RoundResult,
    TeamState,
    all_not_come,
    joined,
)
from prevent_desktop.workflows.team.circles.heads import Finding, Tells, name_of
from prevent_desktop.workflows.team.circles.retelling import tell_newest, writers_without_key
from prevent_desktop.workflows.team.circles.statements import circles, membership
from prevent_desktop.workflows.team.joining import invitation_round
from prevent_desktop.workflows.team.joining.founding import reminders
from prevent_desktop.workflows.team.joining.invitation_round import InvitationWork
from prevent_desktop.workflows.team.rounds.brought import Brought
from prevent_desktop.workflows.team.rounds.copy_work import CopyWork
from prevent_desktop.workflows.team.rounds.errand import Errand
from prevent_desktop.workflows.team.rounds.exchange import Exchange
from prevent_desktop.workflows.team.rounds.exchange_memory import Memory
from prevent_desktop.workflows.team.rounds.gathering import gather
from prevent_desktop.workflows.team.rounds.lasting import Lasting
from prevent_desktop.workflows.team.rounds.taking_in import Joined, TakingIn

T = TypeVar("T")
_AT_ONCE: Final = 20
"""Change-sets or cases in one transaction, so that whoever works waits for none of them."""
_PROBE_EVERY: Final = 60.0
"""Seconds after which all is asked for, and not the heads alone."""
_SELDOM: Final = 86_400.0
"""Seconds after which what nobody waits for is asked for once more."""
_UP_TO_DATE: Final = "team-up-to-date"
_NOTED_EVERY: Final = 60.0
_MOST_AGAIN: Final = 6
"""So often a round goes on at once where what came lets more be asked for."""


class TeamRounds:
    """Makes rounds on one thread. What it remembers between them spares requests and nothing else.

    `open_store` opens the team's store at an address, `hindrance` says why nothing may go there now (the person's rules about
    networks). `forms` has the forms of the program by digest, so that they need not travel. `tick` gives seconds that never go back.
    """

    def __init__(
        self,
        open_store: Callable[[Vault], Callable[[str], TeamStore]],
        *,
        now: Callable[[], datetime],
        hindrance: Callable[[str], DeliveryError | None] = lambda _address: None,
        forms: Forms = lambda _digest: None,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_store, self._hindrance = open_store, hindrance
        self._now, self._forms, self._tick = now, forms, tick
        self._memory = Memory()
        self._stores: dict[str, TeamStore] = {}
        self._probed_at: float | None = None
        self._noted_at: float | None = None
        self._asked_seldom_at = tick()
        self._left_drafts: set[str] = set()
        self._state = TeamState()
        self._odd: tuple[str, ...] = ()
        self._gone: Lasting[Gone] = Lasting()
        self._without_key: Lasting[str] = Lasting()
        self._copies = CopyWork(now)
        self._cancel = CancelToken()

    def cut(self) -> None:
        """End what is under way, and let nothing more begin. From any thread."""
        self._cancel.cut()

    def close(self) -> None:
        """Let go of connections, and of what the vault signs in with; a later round opens them anew. On the thread of the rounds."""
        self._copies.close()
        stores, self._stores = self._stores, {}
        for store in stores.values():
            store.close()

    def ask_for_all(self) -> None:
        """The next round asks for everything: somebody wants the copies up to date now."""
        self._probed_at = None
        self._memory.look_for_all()

    def once(self, ask: AskVault, *, open_drafts: frozenset[str] = frozenset()) -> RoundResult:
        """One round; with what it brought, as many more at once as it lets be asked for. Raises nothing of the store's.

        `open_drafts` are the ids of responses that somebody writes in just now: they are not written over.
        """
        self._cancel.take()
        result = RoundResult(state=self._state)
        try:
            for _turn in range(_MOST_AGAIN):
                again, one = self._one(ask, open_drafts)
                came, told = joined((*result.came, *one.came)), (*result.told, *one.told)
                result = RoundResult(state=one.state, came=came, told=told, busy=result.busy or one.busy)
                if not again:
                    break
        except CutError:
            pass
        return result

    # -- one round

    def _one(self, ask: AskVault, open_drafts: frozenset[str]) -> tuple[bool, RoundResult]:
        probing = self._is_probing
        told, trouble = self._join_or_let_in(ask, invitation_round.newcomers_work)
        taking = TakingIn(now=self._now, forms=self._forms, open_drafts=lambda: open_drafts)
        self._bring_up_left(ask, taking, open_drafts)
        self._forget_what_is_asked_seldom()
        wanted = self._memory.wanted
        self._memory.put -= wanted
        put = frozenset(self._memory.put)
        around = self._memory.look_around(probing=probing, lacks_key=bool(self._without_key.stayed))
        work = partial(
            gather, now=self._now, forms=self._forms, put=put, wanted=wanted, sought=self._memory.sought,
            clearing=probing and not self._memory.keeps, around=around,
        )  # fmt: skip
        errand = ask(work)
        if errand is None:
            self._state = TeamState(trouble=_title(trouble), trouble_in_full=_in_full(trouble))
            return bool(told), RoundResult(state=self._state, told=told, busy=bool(told))
        self._memory.sought = errand.sought
        brought = self._exchange(ask, errand)
        self._take_in(ask, taking, brought)
        if probing and brought.trouble is None:
            told += self._let_people_in(ask)
            taking.joined.again |= ask(self._tell_newest)
            self._state_lost(ask, taking, errand, brought)
        self._memory.passed_over |= taking.joined.passed_over
        self._memory.put |= taking.joined.lying
        told = (*told, *map(_copied, dict.fromkeys(taking.joined.copied)))
        self._remember_emptied(brought)
        self._copies.turn(ask, brought, self._memory)
        told = (*told, *self._copies.told)
        joined_ = taking.joined
        self._state = ask(lambda vault: self._told(vault, brought, joined_))
        going = joined_.again or self._copies.goes_on
        busy = bool(told or joined_.went or brought.files_put or joined_.came or going or brought.more)
        more = told or brought.more or going or not self._memory.wanted <= wanted
        again = bool(more) and brought.trouble is None
        return again, RoundResult(state=self._state, came=joined(joined_.came), told=told, busy=busy)

    def _let_people_in(self, ask: AskVault) -> tuple[str, ...]:
        """As a lead, by the newest profile that the store gives: this vault may be an older copy that was restored.

        Where somebody came in, the next turn puts their answers, and all that a new profile brings.
        """
        told, _trouble = self._join_or_let_in(ask, partial(invitation_round.leads_work, now=self._now()))
        if told:
            self.ask_for_all()
        return told

    def _tell_newest(self, vault: Vault) -> bool:
        """Where a head lies there that was not opened; whether anything is to be put for it."""
        unread = self._memory.unread
        books = circles(vault) if unread else {}
        return any(
            tell_newest(vault, books[circle], heads, now=self._now())
            for circle, heads in unread.items()
            if circle in books
        )

    def _state_lost(self, ask: AskVault, taking: TakingIn, errand: Errand, brought: Brought) -> None:
        """Once all was asked for, a vault that was restored knows what was on its disk alone."""
        asked = {one.circle: one.beyond for one in errand.circles}
        if brought.more:
            return
        ask(lambda vault: withdraw_lost_moves(vault, now=self._now()))
        if ask(lambda vault: state_lost(vault, asked, now=self._now())):
            ask(taking.judge_again)
            taking.joined.again = True

    def _join_or_let_in(
        self, ask: AskVault, gather_: Callable[[Vault], InvitationWork | None]
    ) -> tuple[tuple[str, ...], DeliveryError | None]:
        """Requests to join and their answers; what of it is to be told, and why the store could not be asked: then they wait."""
        work = ask(gather_)
        if work is None:
            return (), None
        try:
            arrived = invitation_round.exchange(self._store(ask, work.address), work)
        except DeliveryError as error:
            self._let_go_of(work.address, error)
            return (), error
        return ask(lambda vault: invitation_round.take_in(vault, arrived, now=self._now())), None

    @property
    def _is_probing(self) -> bool:
        """Whether all is asked for, and not the heads alone."""
        return self._probed_at is None or self._tick() - self._probed_at >= _PROBE_EVERY

    def _forget_what_is_asked_seldom(self) -> None:
        if self._tick() - self._asked_seldom_at >= _SELDOM:
            self._asked_seldom_at = self._tick()
            self._memory.look_for_all()

    def _store(self, ask: AskVault, address: str) -> TeamStore:
        """The store at this address, which stays open. DeliveryError."""
        if (hindered := self._hindrance(address)) is not None:
            raise hindered
        if address not in self._stores:
            opener = ask(self._open_store)
            self._stores[address] = opener(address)
        return self._stores[address]

    def _let_go_of(self, address: str, trouble: DeliveryError | None) -> None:
        """A store that turned this vault away is opened anew: its person may have kept something else to sign in with."""
        if isinstance(trouble, RefusedError) and (store := self._stores.pop(address, None)) is not None:
            store.close()

    def _bring_up_left(self, ask: AskVault, taking: TakingIn, open_drafts: frozenset[str]) -> None:
        """What came for a draft while somebody wrote in it is joined once they left it; what is written beside a difference, at once."""
        left, self._left_drafts = self._left_drafts - open_drafts, set(open_drafts)
        if left:
            ask(lambda vault: taking.bring_up(vault, cases_of_drafts(vault, left)))
        self._bring_up(ask, taking, ask(written_beside))

    def _exchange(self, ask: AskVault, errand: Errand) -> Brought:
        probing = self._is_probing
        try:
            store = self._store(ask, errand.address)
        except DeliveryError as error:
            return Brought(probed=False, trouble=error)
        brought = Exchange(errand, store, self._memory, probing=probing).run()
        self._let_go_of(errand.address, brought.trouble)
        if probing and brought.trouble is None and not brought.more:
            self._probed_at = self._tick()
        return brought

    def _take_in(self, ask: AskVault, taking: TakingIn, brought: Brought) -> None:
        ask(lambda vault: taking.note_put(vault, brought))
        if brought.profiles:
            ask(lambda vault: taking.take_profiles(vault, brought.profiles))
        if brought.posts:
            ask(lambda vault: taking.take_posts(vault, brought.posts))
        for some in _parts(brought.sets):
            ask(lambda vault, some=some: taking.take_sets(vault, some))  # type: ignore[misc]  # this part
        if brought.lists:
            ask(lambda vault: taking.take_lists(vault, brought))
        if brought.probed:  # a profile that was taken by hand, or a lead's decision
            ask(lambda vault: taking.judge_again(vault, by_another_program=not self._memory.looked_over))
            if not self._memory.looked_over:
                self._bring_up(ask, taking, ask(cases_with_files_gone))
            self._memory.looked_over = True
        if brought.files:
            self._memory.sought = replace(self._memory.sought, among_files=frozenset())
        for file in brought.files:
            cases = ask(lambda vault, file=file: taking.take_file(vault, file))  # type: ignore[misc]  # this file
            if cases:
                self._bring_up(ask, taking, cases)
                ask(lambda vault, file=file: taking.form_is_joined(vault, file))  # type: ignore[misc]  # this file

    @staticmethod
    def _bring_up(ask: AskVault, taking: TakingIn, cases: Iterable[str]) -> None:
        for each in _parts(tuple(cases)):
            ask(lambda vault, each=each: taking.bring_up(vault, each))  # type: ignore[misc]  # these cases

    def _remember_emptied(self, brought: Brought) -> None:
        """What the store has lost is put again, as far as it is kept here."""
        if brought.emptied:
            self._memory.put.clear()
            self._memory.passed_over.clear()

    # -- what is told

    def _told(self, vault: Vault, brought: Brought, joined_: Joined) -> TeamState:
        found = membership(vault)
        if found is None:
            return TeamState()
        at, before = self._now(), self._state
        told = team_findings(vault, now=at)
        if brought.emptied and before.up_to_date_at is not None:
            told = (*told, Finding(tells=Tells.EMPTIED))
        if any(one.is_old for one in self._memory.watches.values()):
            told = (*told, Finding(tells=Tells.OLD_STATE))
        all_asked = brought.probed and not brought.more and brought.trouble is None
        gone = gone_sets(vault)
        waits_for_key = writers_without_key(vault, circles(vault).values())
        without_key = waits_for_key.union(joined_.without_key)
        self._gone = self._gone.after(gone, all_asked=all_asked)
        self._without_key = self._without_key.after(without_key, all_asked=all_asked, ends=False)
        lacks = bool(self._gone.stayed) or (all_asked and many_are_gone(vault))
        note_need(vault, lacks=lacks, lacks_nothing=all_asked and not gone, now=at)
        no_key = (Finding(tells=Tells.NO_KEY, writer=one) for one in sorted(self._without_key.stayed))
        told = (*told, *no_key)
        missing = all_not_come(
            (name_of(found.team, one.writer), name_of(found.team, one.by), one.count)
            for one in told
            if one.tells is Tells.MISSING
        )
        given_up = [one.words(found.team) for one in told if one.tells is Tells.GIVEN_UP]
        beside = {Tells.MISSING, Tells.GIVEN_UP}
        doubts = [one.words(found.team) for one in told if one.tells not in beside]
        state = TeamState(
            copy_wanted=bool(self._gone.stayed),
            copies=self._copies.words(vault),
            copies_asked=asks_in_words(vault),
            up_to_date_at=before.up_to_date_at if brought.trouble else at,
            waiting=len(vault.team.to_put()),
            not_come=missing,
            files_not_come=vault.team.files.count_wanted(),
            doubts=(
                *doubts,
                *self._odd_things(brought),
                *reminders(vault, now=at),
                *(one.title for one in joined_.refused),
            ),
            given_up=tuple(given_up),
            set_aside=len(vault.team.in_state(SetState.SET_ASIDE)),
            differing=count_differences(vault),
            trouble=_title(brought.trouble),
            trouble_in_full=_in_full(brought.trouble),
        )
        self._note_up_to_date(vault, state)
        return state

    def _odd_things(self, brought: Brought) -> tuple[str, ...]:
        """What could not be read or put, each kind once; said until all was asked for again and went well."""
        titles = dict.fromkeys(one.title for one in brought.odd)
        self._odd = tuple(titles if brought.probed else {**dict.fromkeys(self._odd), **titles})
        return self._odd

    def _note_up_to_date(self, vault: Vault, state: TeamState) -> None:
        """For the pages, and for after the next unlock; not each time, since it is a write to the disk."""
        if state.trouble or (self._noted_at is not None and self._tick() - self._noted_at < _NOTED_EVERY):
            return
        self._noted_at = self._tick()
        vault.settings.set(_UP_TO_DATE, self._now().isoformat())


def up_to_date_at(vault: Vault) -> datetime | None:
    """When the store was last asked for all, to the minute; None where it never was."""
    kept = vault.settings.get(_UP_TO_DATE)
    return datetime.fromisoformat(kept) if kept else None


def cases_of_drafts(vault: Vault, drafts: set[str]) -> tuple[str, ...]:
    """The cases of these responses."""
    return tuple({one.case_id for one in vault.responses.drafts() if one.id in drafts})


def _title(trouble: DeliveryError | None) -> str:
    return "" if trouble is None else trouble.title


def _in_full(trouble: DeliveryError | None) -> str:
    return "" if trouble is None else str(trouble)


def _parts(some: Sequence[T]) -> Iterator[Sequence[T]]:
    for begin in range(0, len(some), _AT_ONCE):
        yield some[begin : begin + _AT_ONCE]


def _copied(who: str) -> str:
    """Two change-sets stand under one number: both are joined."""
    return _(
        "A laptop of {who} was copied, or an older copy of it was put back. What both wrote is joined."
    ).format(who=who)
