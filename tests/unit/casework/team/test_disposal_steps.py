"""What comes of the disposal of a shared case, worked out from what its members said."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from prevent_desktop.casework.disposal import Ground
from prevent_desktop.casework.team.disposal_steps import (
    AGREED,
    LEAD_WAITS,
    Announced,
    DisposalStep,
    Objection,
    Step,
    announcements,
)

AT = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)
OVER = AT + timedelta(days=14)
MOMENT = timedelta(microseconds=1)
FIRST = DisposalStep(
    id="a1", case_id="c", step=Step.ANNOUNCED, ground=Ground.MOVED, vault="sf", said_by="SF", said_at=AT
)


def said(step: Step, vault: str = "pl", at: datetime = AT, reason: str = "") -> DisposalStep:
    return replace(
        FIRST, id=f"{step}-{vault}", step=step, announcement=FIRST.id, ground="", vault=vault, said_at=at, reason=reason
    )  # fmt: skip


def announced(*answers: DisposalStep) -> Announced:
    return Announced(FIRST, answers)


def test_each_objection_has_a_sentence_of_its_own() -> None:
    assert [one.words for one in Objection] == [
        "Something was written there that whoever announced it had not seen.",
        "It is on legal hold.",
        "Somebody there wants it to stay.",
    ]


def test_whoever_announced_it_or_decided_it_has_confirmed_it() -> None:
    assert announced().ground is Ground.MOVED
    assert announced().confirmed == {"sf"}
    assert announced(said(Step.CONFIRMED), said(Step.OBJECTED, "jo")).confirmed == {"sf", "pl"}
    assert announced(said(Step.CONFIRMED), said(Step.DECIDED, "jo", OVER)).confirmed == {"sf", "pl", "jo"}


def test_only_what_a_person_pressed_counts_as_agreed() -> None:
    steps = (
        said(Step.CONFIRMED, "pl", reason=AGREED), said(Step.CONFIRMED, "jo"), said(Step.OBJECTED, "kb", reason=AGREED),
    )  # fmt: skip
    assert announced(*steps).agreed == {"pl"}


def test_a_case_goes_once_every_present_vault_has_confirmed_it() -> None:
    one = announced(said(Step.CONFIRMED, "pl"))
    assert one.waits_for(["sf", "pl", "jo"]) == {"jo"}
    assert not one.takes_effect(["sf", "pl", "jo"])
    assert one.takes_effect(["sf", "pl"])
    assert not one.is_over


def test_an_objection_or_a_withdrawal_ends_it() -> None:
    objection = said(Step.OBJECTED, reason=Objection.NEWER)
    for end in (objection, said(Step.WITHDRAWN, "sf")):
        one = announced(said(Step.CONFIRMED, "jo"), end)
        assert one.is_over
        assert not one.takes_effect(["sf", "jo"])
        assert not one.may_be_decided(OVER)
    assert announced(said(Step.CONFIRMED), objection).objection == objection
    assert announced(said(Step.CONFIRMED)).objection is None


def test_a_lead_may_decide_once_the_fortnight_is_over_and_not_a_moment_before() -> None:
    assert timedelta(days=14) == LEAD_WAITS
    assert not announced().may_be_decided(OVER - MOMENT)
    assert announced().may_be_decided(OVER)
    early, late = said(Step.DECIDED, at=OVER - MOMENT), said(Step.DECIDED, at=OVER)
    assert announced(early).decided is None
    assert announced(early, late).decided == late
    assert not announced(late).may_be_decided(OVER)
    assert announced(late).takes_effect(["sf", "pl", "jo"])
    assert not announced(early).takes_effect(["sf", "pl", "jo"])


def test_a_hold_and_a_persons_no_count_also_after_a_decision_and_newer_words_only_before_it() -> None:
    decision = said(Step.DECIDED, at=OVER)
    for reason, at, stands in (
        (Objection.HOLD, OVER + MOMENT, False), (Objection.SAID_NO, OVER + MOMENT, False), (Objection.HOLD, AT, False),
        (Objection.NEWER, OVER - MOMENT, False), (Objection.NEWER, OVER, False), (Objection.NEWER, OVER + MOMENT, True),
    ):  # fmt: skip
        one = announced(decision, said(Step.OBJECTED, "jo", at, reason))
        assert (one.decided is not None, one.is_over) == (stands, not stands), (reason, at)
    assert announced(decision, said(Step.WITHDRAWN, "sf", OVER + MOMENT)).is_over
    assert announced(decision, said(Step.CONFIRMED, "jo", AT)).decided == decision


def test_what_goes_on_comes_before_what_is_over_and_the_newest_first() -> None:
    earlier = replace(FIRST, id="a0", said_at=AT - timedelta(days=1))
    twin = replace(FIRST, id="a2")
    later = replace(FIRST, id="a3", said_at=AT + timedelta(days=1))
    steps = (
        earlier, FIRST, twin, later, replace(said(Step.WITHDRAWN), announcement="a3"),
        replace(said(Step.MOVED), announcement=""),
    )  # fmt: skip
    for order in itertools.permutations(steps):
        assert [one.first.id for one in announcements(order)] == ["a2", "a1", "a0", "a3"]
    [last] = [one for one in announcements(steps) if one.first == later]
    assert [one.step for one in last.answers] == [Step.WITHDRAWN]


def test_an_announcement_on_a_ground_of_a_newer_program_is_none() -> None:
    assert announcements([replace(FIRST, ground="of-tomorrow")]) == ()
    assert announcements([said(Step.CONFIRMED)]) == ()
