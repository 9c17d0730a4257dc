"""What a round ends with, on the vault's thread: what came is judged, kept and joined, a few things in each transaction.

Whatever is cut short is as before or as after: what was not kept is fetched again, and keeping it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from prevent_desktop.casework.team.change_set import ChangeSet
from prevent_desktop.errors import PreventDesktopError, ProfileError, SealingError
from prevent_desktop.strict_json import JsonError
from prevent_desktop.vault.team.arriving import judge_waiting_again, keep_file, keep_form, take_in
from prevent_desktop.vault.team.materialise import Forms, materialise
from prevent_desktop.vault.team.objects import SealedObjects, cases_with_sets
from prevent_desktop.vault.team.tables import SetState, StoredSet
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.change_sets.clearing import let_go, note_gone
from prevent_desktop.workflows.team.change_sets.heads_kept import (
    is_copied,
    known_of,
    note_heard,
    publish_again,
    take_list,
)
from prevent_desktop.workflows.team.change_sets.judging import Standing, judge
from prevent_desktop.workflows.team.change_sets.left_out import step_over_left_out
from prevent_desktop.workflows.team.change_sets.own_sets import waiting_by_names
from prevent_desktop.workflows.team.change_sets.round_state import CaseChanged, initials
from prevent_desktop.workflows.team.change_sets.shared_files import FetchedFile
from prevent_desktop.workflows.team.change_sets.standing import (
    UNPROVEN,
    counting_again,
    judged,
    no_longer_counting,
    placed_after_all,
    standing_in,
    step_over_lost,
    writers,
)
from prevent_desktop.workflows.team.change_sets.to_put import ToPut
from prevent_desktop.workflows.team.change_sets.waits import note_waits
from prevent_desktop.workflows.team.circles.arriving_statements import take_post
from prevent_desktop.workflows.team.circles.known import numbers_listed
from prevent_desktop.workflows.team.circles.own_vault import go_on_as_new_writer, own_vault
from prevent_desktop.workflows.team.circles.posts import WantedPost, post_again
from prevent_desktop.workflows.team.circles.profile_objects import take_sealed_profile
from prevent_desktop.workflows.team.circles.statements import Membership, circles, membership
from prevent_desktop.workflows.team.circles.verdicts import Kind, Reason, Verdict
from prevent_desktop.workflows.team.rounds.brought import Brought, FetchedSet

COPIED: Final = "two histories under one id"
"""Why this vault goes on under a new id: its laptop was copied, or an older copy of it was put back."""
_LISTS_STAY: Final = timedelta(days=8)
_POSTS_STAY: Final = timedelta(days=90)


@dataclass(slots=True)
class Joined:
    """What came of taking in.

    `went` counts change-sets that lie in the store now. `copied` are whose laptop wrote twice under one number. `passed_over` are
    names under which nothing good lay; `again` where more can be asked for now. `without_key` are writers under whose next name
    something lay that no key here opens. `lying` are names of ours under which a copy of this vault put a change-set that counts.
    """

    came: list[CaseChanged] = field(default_factory=list)
    passed_over: set[str] = field(default_factory=set)
    lying: set[str] = field(default_factory=set)
    without_key: set[str] = field(default_factory=set)
    copied: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    went: int = 0
    again: bool = False
    refused: list[PreventDesktopError] = field(default_factory=list)


class TakingIn:
    """Takes in what one round brought. Each method is a transaction on the vault's thread.

    `open_drafts` tells the ids of responses that somebody writes in just now.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        forms: Forms,
        open_drafts: Callable[[], Collection[str]],
    ) -> None:
        self._now, self._forms, self._open_drafts = now, forms, open_drafts
        self.joined = Joined()

    # -- what went

    def note_put(self, vault: Vault, brought: Brought) -> None:
        """What lies in the store now, and what found something else in its place there."""
        books, at, work = circles(vault), self._now(), _Work.in_(vault)
        with vault.transaction():
            waiting = waiting_by_names(vault, books) if brought.put else {}
            for one in dict.fromkeys(waiting[name] for name in brought.put if name in waiting):
                self._lies_there(vault, one)
            for file in brought.files_put:
                vault.team.files.was_put(file)
            if work is not None:
                for to_put, there in brought.taken:
                    self._found_taken(work, to_put, there)
                self._materialise(vault, work.touched)
            for (circle, writer), number in brought.claimed.items():
                vault.team.was_told(circle, writer, number, by="", at=at)
            note_gone(vault, frozenset(brought.removed), kept=brought.keeps, now=at)

    def _found_taken(self, work: _Work, one: ToPut, there: bytes) -> None:
        """Other bytes stand under a name of ours: those of a copy of this laptop, ours as the copy sealed them, or somebody's noise."""
        if one.wanted is None:
            if post_again(work.vault, work.found.own, work.found.team, one.name):
                self.joined.again = True
            else:
                publish_again(work.vault, one.name, now=self._now())
            return
        if (standing := work.standings.get(one.circle)) is not None:
            fetched = FetchedSet(circle=one.circle, wanted=one.wanted, name=one.name, untrusted=there)
            if self._take_set(work, standing, fetched) in {Kind.VALID, Kind.KNOWN}:
                self.joined.lying.add(one.name)

    def _lies_there(self, vault: Vault, one: StoredSet | None) -> None:
        """A set lies in the store: where it is one of ours that waited, it waits no more."""
        if one is not None and one.put_at is None:
            vault.team.was_put(one, self._now())
            self.joined.went += 1

    # -- what came for this vault alone

    def take_posts(self, vault: Vault, posts: Iterable[tuple[WantedPost, bytes]]) -> None:
        """Statements of circles: keys to read with, and who shares what from now on."""
        for wanted, untrusted in posts:
            verdict = take_post(vault, wanted.sender, wanted.number, untrusted, now=self._now())
            self.joined.verdicts.append(verdict)
            if verdict.kind is Kind.VALID:
                self.joined.again = True
            elif verdict.kind is not Kind.KNOWN:
                self.joined.passed_over.add(wanted.name)
        if self.joined.again:
            self.judge_again(vault)

    def take_profiles(self, vault: Vault, profiles: Iterable[bytes]) -> None:
        """A newer profile, judged as any profile; it is not taken where it does not go on from the one here."""
        found = membership(vault)
        if found is None:
            return
        for untrusted in profiles:
            try:
                take_sealed_profile(vault, untrusted, [found.own.identity], now=self._now())
                self.joined.again = True
            except (SealingError, ProfileError) as error:
                self.joined.refused.append(error)
        if self.joined.again:
            self.judge_again(vault)

    def take_lists(self, vault: Vault, brought: Brought) -> None:
        """Signed lists of heads; what everybody has need not be kept for the store any more."""
        for wanted, untrusted in brought.lists:
            if take_list(vault, wanted, untrusted, now=self._now()) is None:
                self.joined.passed_over.add(wanted.name)
        if brought.lists:
            self._let_go(vault)
            if is_copied(vault):
                go_on_as_new_writer(vault, COPIED)

    def _let_go(self, vault: Vault) -> None:
        found, at = membership(vault), self._now()
        if found is None:
            return
        objects = SealedObjects(vault.database)
        with vault.transaction():
            for book in circles(vault).values():
                objects.remove(let_go(vault, book))
        objects.remove_older(lists=at - _LISTS_STAY, posts=at - _POSTS_STAY)

    # -- change-sets

    def take_sets(self, vault: Vault, sets: Iterable[FetchedSet]) -> None:
        """Judge and keep some, and bring their cases to what all sets make together."""
        work = _Work.in_(vault)
        if work is None:
            return
        with vault.transaction():
            for fetched in sets:
                standing = work.standings.get(fetched.circle)
                if standing is not None:
                    self._take_set(work, standing, fetched)
            _judge_waiting(work)
            self._materialise(vault, work.touched)

    def _take_set(self, work: _Work, standing: Standing, fetched: FetchedSet) -> Kind:
        verdict = judge(fetched.untrusted, fetched.wanted, standing)
        self.joined.verdicts.append(verdict)
        if verdict.kind not in {Kind.VALID, Kind.KNOWN}:
            self.joined.passed_over.add(fetched.name)
        if verdict.reason is Reason.UNKNOWN_EPOCH and verdict.change_set is None:
            self.joined.without_key.add(fetched.wanted.writer)
        if verdict.kind is Kind.VALID and verdict.forked:
            self.joined.copied += work.who(fetched.wanted.writer)
        if verdict.kind is Kind.KNOWN:
            place = (fetched.circle, fetched.wanted.writer, fetched.wanted.number)
            self._lies_there(work.vault, work.vault.team.find(*place, verdict.digest))
        elif verdict.change_set is not None:
            self._keep(work, fetched, verdict, verdict.change_set)
        return verdict.kind

    def _keep(self, work: _Work, fetched: FetchedSet, verdict: Verdict, change_set: ChangeSet) -> None:
        vault, at, writer = work.vault, self._now(), fetched.wanted.writer
        stored = StoredSet(
            circle=fetched.circle, vault=writer, number=fetched.wanted.number, digest=verdict.digest,
            case_id=change_set.case_id, words=verdict.jws, state=_STATES[verdict.kind], reason=_reason(verdict),
            put_at=at, received_at=at,
        )  # fmt: skip
        kept = take_in(vault, stored)
        if kept is None or verdict.kind is not Kind.VALID:
            return
        note_heard(vault, fetched.circle, writer, said_at=change_set.at, now=at)
        for other, number in change_set.seen.items():
            vault.team.was_told(fetched.circle, other, number, by=writer, at=at)
        work.go_on_where_it_is_ours(writer)
        if kept.state is SetState.APPLIED:
            work.touch(kept)

    def judge_again(self, vault: Vault, *, by_another_program: bool = False) -> None:
        """A statement, a profile or a newer program came: what waited may count now, and what counted may not.

        `by_another_program` where another version of it may have set things aside.
        """
        _step_over_left_out(vault)
        work = _Work.in_(vault)
        if work is None:
            return
        with vault.transaction():
            for standing in work.standings.values():
                _place_again(work, standing, by_another_program=by_another_program)
            for one in judge_waiting_again(vault, malformed=by_another_program):
                work.touch(one)
            _judge_waiting(work)
            self._materialise(vault, work.touched)
            note_waits(vault, now=self._now())

    def _materialise(self, vault: Vault, touched: Mapping[_Place, Iterable[str]]) -> None:
        writer_of = writers(vault, now=self._now)
        for (case_id, circle), who in touched.items():
            made = materialise(
                vault,
                case_id,
                circle,
                writers=writer_of,
                forms=self._forms,
                open_drafts=self._open_drafts(),
            )
            if made.changed:
                here = vault.cases.some([case_id])  # not where what made it counts no more
                person_id = here[0].person_id if here else ""
                self.joined.came.append(CaseChanged(case_id=case_id, person_id=person_id, who=tuple(who)))

    def bring_up(self, vault: Vault, case_ids: Iterable[str]) -> None:
        """Bring cases to what their sets make together: a draft was left, or a file came."""
        with vault.transaction():
            shared = {one: vault.team.circle_of(one) for one in case_ids}
            self._materialise(vault, {(one, circle): () for one, circle in shared.items() if circle})

    # -- files

    def take_file(self, vault: Vault, fetched: FetchedFile) -> tuple[str, ...]:
        """Keep a file that came, with the line that waited for it; or a form, and the cases that are to be brought up then.

        None of them where it is something else.
        """
        file = fetched.file
        if fetched.staged is not None:
            with vault.transaction():
                keep_file(vault, file, fetched.staged)
                self.bring_up(vault, [file.case_id])
            return ()
        try:
            keep_form(vault, file.digest, fetched.form)
        except JsonError:
            return ()
        return tuple({*cases_with_sets(vault.database, file.circle), file.case_id})

    def form_is_joined(self, vault: Vault, fetched: FetchedFile) -> None:
        """Once those cases were brought up nobody waits for a form any more: whatever ended before, it is asked for again."""
        vault.team.files.lies_there(fetched.file)


_Place = tuple[str, str]
"""A case, and the circle whose sets of it are meant: a case that goes on in another one may have some of both."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What one transaction judges by, and in `touched` who wrote what counts now and did not before, or the other way round."""

    vault: Vault
    found: Membership
    standings: Mapping[str, Standing]
    touched: dict[_Place, dict[str, None]]

    @classmethod
    def in_(cls, vault: Vault) -> _Work | None:
        """As everything stands in this vault now; None where it is in no team."""
        found = membership(vault)
        if found is None:
            return None
        standings = {one: standing_in(vault, found, book) for one, book in circles(vault).items()}
        return cls(vault, found, standings, {})

    def who(self, writer: str) -> list[str]:
        """By initials whose laptop it is; nobody where it is not in the team's list."""
        owner = self.found.team.owner(writer)
        return [] if owner is None else [initials(owner.name)]

    def touch(self, one: StoredSet) -> None:
        """Its case is to be brought to what counts."""
        who = filter(None, self.who(one.vault))
        self.touched.setdefault((one.case_id, one.circle), {}).update(dict.fromkeys(who))

    def go_on_where_it_is_ours(self, writer: str) -> None:
        """A set came under the id that this vault writes under, which it did not write: it was copied, or an older copy was put back."""
        own = own_vault(self.vault) if writer == self.found.own.writer else None
        if own is not None and own.writer == writer:
            go_on_as_new_writer(self.vault, COPIED)


_STATES: Final = {Kind.VALID: SetState.APPLIED, Kind.KNOWN: SetState.APPLIED, Kind.WAITS: SetState.WAITING, Kind.SET_ASIDE: SetState.SET_ASIDE}  # fmt: skip


def _step_over_left_out(vault: Vault) -> None:
    """What a copy left out holds up nothing, once a list or a later set shows that there were so many."""
    found = membership(vault)
    if found is None:
        return
    with vault.transaction():
        for book in circles(vault).values():
            step_over_left_out(vault, book, numbers_listed(known_of(vault, book, found.own.writer)))


def _place_again(work: _Work, standing: Standing, *, by_another_program: bool) -> None:
    """Let the sets of a circle count, wait or stand aside as its statements and the profile have it now."""
    vault = work.vault
    step_over_lost(vault, standing.book)
    for one in no_longer_counting(vault, standing):
        vault.team.set_state(one, SetState.SET_ASIDE, Reason.TAKEN_OUT.value)
        work.touch(one)
    for one in counting_again(vault, standing):
        vault.team.set_state(one, SetState.WAITING, Reason.GAP.value)
    for one, state, reason in placed_after_all(vault, standing, by_another_program=by_another_program):
        vault.team.set_state(one, state, reason.value)


def _judge_waiting(work: _Work) -> None:
    """Those that waited for what came meanwhile, until none of them moves."""
    moved = True
    while moved:
        moved = False
        for one in work.vault.team.in_state(SetState.WAITING):
            moved |= _judge_one(work, one)


def _judge_one(work: _Work, one: StoredSet) -> bool:
    """Whether one that waited waits no more."""
    standing = work.standings.get(one.circle)
    if standing is None or one.reason not in UNPROVEN:
        return False
    if standing.in_line(one.vault, one.number, one.digest) is None:
        return False  # the last set of its vault has not come
    verdict = judged(one, standing)
    if verdict.kind is Kind.WAITS:
        return False
    work.vault.team.set_state(one, _STATES[verdict.kind], _reason(verdict))
    if verdict.kind is Kind.VALID:
        if not one.here:
            work.go_on_where_it_is_ours(one.vault)
        work.touch(one)
    return True


def _reason(verdict: Verdict) -> str:
    return "" if verdict.reason is None or verdict.kind is Kind.VALID else verdict.reason.value
