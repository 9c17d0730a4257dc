"""The order of the inbox: danger first, before any pack was opened; then what is due; then when it came."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.casework.ownership import Someone
from prevent_desktop.casework.received_pack import DecisionDue, ReceivedPack, ReceivedStatus
from prevent_desktop.casework.stated_danger import DangerAnswer, StatedDanger
from prevent_desktop.casework.working_days import Nation, WorkingDays
from prevent_desktop.packs.document import build_document
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.person_resource import packed_person
from prevent_desktop.workflows.receiving.filing import record_person
from prevent_desktop.workflows.receiving.inbox import InboxLine, InboxPart, next_to_do, open_pack, read_inbox
from prevent_desktop.workflows.team.cases.owning import give_case
from prevent_desktop.workflows.team.cases.sharing import share
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import sign_pack
from tests.unit.workflows.receiving.in_vault import ReceivingVault
from tests.unit.workflows.receiving.packs_in import ABOUT, NOW, Desk
from tests.unit.workflows.receiving.test_day_for_answer import PACK
from tests.unit.workflows.team.circles import as_a_team

CALLED = StatedDanger(DangerAnswer.YES, time(14, 32))
RULED_OUT, NOT_KNOWN = StatedDanger(DangerAnswer.NO), StatedDanger()


def put(receiving: ReceivingVault, desk: Desk, number: int, danger: StatedDanger, day: date) -> str:
    pack_id = f"P-{number:02d}QF2K8M4T9X"
    content = pack_content(
        pack_id=pack_id, stated_danger=danger, answer_by=day, forms=(), decision=None, attachments=(), household=None,
        chronology=(), record_json=packed_person(ABOUT), ask="Help  today,\nplease.",
    )  # fmt: skip
    receiving.put(sign_pack(build_document(content), desk.signed.key), pack_id)
    return pack_id


def test_of_twelve_packs_the_one_in_danger_came_last_and_is_shown_first_before_any_was_opened(
    receiving: ReceivingVault, desk: Desk
) -> None:
    for number in range(10, 21):
        put(receiving, desk, number, RULED_OUT, date(2026, 12, 30 - number))
        assert len(receiving.take_all()) == 1
    last = put(receiving, desk, 21, CALLED, date(2027, 1, 29))
    (came,) = receiving.take_all()
    assert isinstance(came, ReceivedPack)
    lines = read_inbox(receiving.vault, now=NOW).lines
    assert [line.pack.pack_id for line in lines] == [
        last,
        *(f"P-{one}QF2K8M4T9X" for one in range(20, 9, -1)),
    ]
    assert all(line.unread and line.part is InboxPart.NEW for line in lines)
    assert (lines[0].pack.stated_danger, lines[0].pack.asks) == (CALLED, "Help today, please.")
    open_pack(receiving.vault, came.id, now=NOW)
    assert [line.unread for line in read_inbox(receiving.vault, now=NOW).lines] == [False] + [True] * 11
    assert next_to_do(receiving.vault, came.id, now=NOW) == lines[1].pack.id, "after the first, the second"
    assert next_to_do(receiving.vault, lines[1].pack.id, now=NOW) == came.id, (
        "what waits longest by the order"
    )


def test_the_clock_is_that_of_the_desk_s_nation_and_runs_until_it_decided(
    receiving: ReceivingVault, desk: Desk
) -> None:
    receiving.put(desk.signed.pdf)
    (came,) = receiving.take_all()
    assert isinstance(came, ReceivedPack)
    settings.save_working_days(receiving.vault, WorkingDays(Nation.SCOTLAND))
    (line,) = read_inbox(receiving.vault, now=NOW).lines
    usual = DecisionDue(day=date(2026, 11, 27), at=NOW + timedelta(days=1))
    assert (line.due, line.part) == (usual, InboxPart.NEW)
    record_person(receiving.vault, came.id, ABOUT, now=NOW)
    (line,) = read_inbox(receiving.vault, now=NOW).lines
    assert (line.due, line.part) == (usual, InboxPart.WAITING)


def test_at_a_desk_of_several_a_pack_is_whose_case_it_is_in(receiving: ReceivingVault, desk: Desk) -> None:
    """Before it is in a case it lies in one vault alone; then it is assigned to whoever owns the case, and to nobody else too."""
    vault = receiving.vault
    receiving.put(desk.signed.pdf)
    (came,) = receiving.take_all()
    as_a_team(("sf", vault))
    assert isinstance(came, ReceivedPack)
    assert read_inbox(vault, now=NOW).lines[0].cared is None
    record_person(vault, came.id, ABOUT, now=NOW)
    case_id = vault.received.get(came.id).case_id
    assert case_id is not None
    share(vault, [case_id], now=NOW)
    assert read_inbox(vault, now=NOW).number_in(InboxPart.MINE) == 1
    give_case(vault, case_id, Someone(name="Pat Lee", member="pl"), why="Pat is on duty", now=NOW)
    inbox = read_inbox(vault, now=NOW)
    assert (inbox.in_team, inbox.number_in(InboxPart.MINE), inbox.number_in(InboxPart.WAITING)) == (
        True,
        0,
        1,
    )
    opened = open_pack(vault, came.id, now=NOW)
    assert opened.cared is not None
    assert opened.cared.owner == Someone(name="Pat Lee", member="pl")


@pytest.mark.parametrize("text", ["yes 14:32", "yes", "no", ""])
def test_what_is_stated_is_read_as_it_was_written(text: str) -> None:
    assert StatedDanger.of(text).text == text


@pytest.mark.parametrize("text", ["Yes", "yes 25:00", "yes 14:32\n", "no 14:32", "yes 14:3２", "NO DANGER"])
def test_what_else_stands_there_makes_it_not_known(text: str) -> None:
    assert StatedDanger.of(text) == NOT_KNOWN


def a_line(danger: str, due: int | None, came: int) -> InboxLine:
    at = datetime(2026, 11, 26, 9, tzinfo=UTC)
    when = at + timedelta(minutes=due or 0)
    pack = replace(PACK, danger=danger, received_at=at + timedelta(minutes=came), status=ReceivedStatus.NEW)
    return InboxLine(
        pack=pack, about="", due=None if due is None else DecisionDue(day=when.astimezone().date(), at=when)
    )


LINES = st.builds(
    a_line,
    st.sampled_from(["yes", "yes 09:00", "no", "", "perhaps"]),
    st.none() | st.integers(0, 9000),
    st.integers(0, 9000),
)


@given(st.lists(LINES, min_size=2, max_size=12))
def test_danger_stands_above_all_and_what_is_not_known_never_below_what_was_ruled_out(
    lines: list[InboxLine],
) -> None:
    ordered = sorted(lines, key=lambda line: line.order)
    answers = [line.pack.stated_danger.answer for line in ordered]
    assert answers == sorted(answers, key=[DangerAnswer.YES, DangerAnswer.NOT_KNOWN, DangerAnswer.NO].index)
    for answer in DangerAnswer:
        alike = [line for line in ordered if line.pack.stated_danger.answer is answer]
        dues = [line.due.moment for line in alike if line.due is not None]
        assert dues == sorted(dues)
        assert [line.due is None for line in alike] == sorted(line.due is None for line in alike)
