"""Whatever is open in a case stands in one of the four groups of My work."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.choices import LeadChoice, SharingChoice
from prevent_desktop.casework.open_work import CaseState, Group, OpenItem, open_items
from prevent_desktop.casework.pathway import CaseFacts, Next, NextStep, Noticed
from prevent_desktop.casework.waiting import waiting
from prevent_desktop.casework.working_days import WorkingDays
from tests.unit.casework.case_states import (
    CASE,
    NOW,
    TODAY,
    a_form,
    a_pack,
    an_answer,
    at,
    case_states,
    checked,
    shared,
)

DAYS = WorkingDays()

FINISHED = Noticed(at=NOW, by="Lead", finished=True)


def groups(state: CaseState) -> dict[Group, list[object]]:
    found: dict[Group, list[object]] = {}
    for item in open_items(state, today=TODAY):
        found.setdefault(item.group, []).append(item.subject)
    return found


def something_is_open(state: CaseState) -> bool:
    """Told from the facts alone, each by itself; an open case has at least its next step."""
    facts = state.facts
    on_their_way = [pack for pack in facts.packs if pack.receipt_at is None]
    return bool(
        facts.case.closed_at is None
        or facts.drafts
        or on_their_way
        or facts.review
        or facts.owed
        or state.set_aside
    )


@settings(max_examples=120)
@given(case_states())
def test_no_case_with_something_open_is_in_no_group(state: CaseState) -> None:
    assert bool(groups(state)) == something_is_open(state)


@settings(max_examples=120)
@given(case_states())
def test_each_open_thing_stands_where_it_belongs(state: CaseState) -> None:
    found, facts = groups(state), state.facts
    assert set(facts.drafts) <= set(found.get(Group.TO_FINISH, []))
    assert set(state.dangers) <= set(found.get(Group.TODAY, []))
    for one in facts.waiting:
        mine = one.question is not None or one.day < TODAY
        assert one in found[Group.TODAY if mine else Group.WAITING]
    for pack in facts.packs:
        if pack.receipt_at is None:
            assert pack in found[Group.TODAY if pack.id in state.stuck else Group.WAITING]
    for owed in facts.owed:
        assert owed in found[Group.TODAY if owed.day < TODAY else Group.READY]
    for came in facts.undecided:
        assert came in found[Group.TODAY]


@settings(max_examples=80)
@given(case_states())
def test_nothing_stands_twice_and_the_groups_come_in_their_order(state: CaseState) -> None:
    items = open_items(state, today=TODAY)
    order = list(Group)
    assert [item.group for item in items] == sorted((item.group for item in items), key=order.index)
    assert len({(type(item.subject), repr(item.subject)) for item in items}) >= len(items) - len(
        state.facts.owed
    )


def only(facts: CaseFacts) -> OpenItem:
    [item] = open_items(CaseState(facts=facts), today=TODAY)
    return item


def test_a_finished_decided_referral_is_ready_to_send_until_its_pack_is_signed() -> None:
    decided = CaseFacts(
        case=CASE, noticed=FINISHED, check=checked(), sharing=shared(SharingChoice.SHARE_PART), sharing_at=NOW
    )
    item = only(decided)
    assert (item.group, item.subject) == (Group.READY, NextStep(Next.PREPARE, item.subject.step))  # type: ignore[union-attr]
    assert only(replace(decided, packs=(a_pack(days=1),))).group is Group.WAITING
    earlier = open_items(CaseState(facts=replace(decided, packs=(a_pack(days=-1),))), today=TODAY)
    assert [one.group for one in earlier] == [Group.READY, Group.WAITING], "it was decided again since"


@pytest.mark.parametrize("choice", [SharingChoice.NOT_SHARE, SharingChoice.WAIT])
def test_what_is_not_to_be_shared_is_not_ready(choice: SharingChoice) -> None:
    facts = CaseFacts(case=CASE, noticed=FINISHED, check=checked(), sharing=shared(choice), sharing_at=NOW)
    assert only(facts).group is Group.TO_FINISH


def test_a_question_and_an_overdue_answer_need_somebody_today() -> None:
    sent = a_pack(days=-20, receipt=True)
    late = CaseFacts(case=CASE, noticed=FINISHED, packs=(sent,), waiting=waiting([sent], [], {}, {}, DAYS))
    assert only(late).group is Group.TODAY
    fresh = a_pack(days=0, receipt=True)
    asked = waiting([fresh], [an_answer(fresh, AnswerKind.QUESTION)], {}, {}, DAYS)
    assert only(replace(late, packs=(fresh,), waiting=asked)).group is Group.TODAY
    assert (
        only(replace(late, packs=(fresh,), waiting=waiting([fresh], [], {}, {}, DAYS))).group is Group.WAITING
    )


def test_an_emergency_stays_on_top_until_something_is_written_down() -> None:
    facts = CaseFacts(case=CASE, noticed=FINISHED, check=checked(LeadChoice.EMERGENCY), check_at=NOW)
    [first, *_] = open_items(CaseState(facts=facts, last_written=at(-1)), today=TODAY)
    assert first.group is Group.TODAY
    later = CaseState(facts=facts, last_written=NOW + timedelta(minutes=5))
    assert [item.group for item in open_items(later, today=TODAY)] == [Group.TO_FINISH]


def test_danger_needs_somebody_today_whatever_else_is_there() -> None:
    facts = CaseFacts(case=CASE, drafts=(a_form(),))
    items = open_items(CaseState(facts=facts, dangers=(a_form(),)), today=TODAY)
    assert [item.group for item in items] == [Group.TODAY, Group.TO_FINISH]
