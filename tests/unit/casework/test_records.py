from __future__ import annotations

import dataclasses
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import new_id, new_pack_id, short_pack_id
from prevent_desktop.casework.notes import Source
from prevent_desktop.casework.pack_record import PackStatus

AT = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_decision_without_its_reason_cannot_be_made(reason: str) -> None:
    with pytest.raises(ValueError, match="reason"):
        Decision(
            id="d", case_id="c", kind=DecisionKind.SHARING, choice="Share", reason=reason, decided_by="Ann", decided_at=AT
        )  # fmt: skip


def test_records_are_frozen() -> None:
    decision = Decision(
        id="d", case_id="c", kind=DecisionKind.SHARING, choice="Share", reason="Risk", decided_by="Ann", decided_at=AT
    )  # fmt: skip
    with pytest.raises(dataclasses.FrozenInstanceError):
        decision.choice = "Do not share"  # type: ignore[misc]


def test_a_form_is_frozen_from_the_moment_it_is_finalised() -> None:
    form = FilledForm(
        id="f", case_id="c", form_id="screening-tool", questionnaire_url="u", questionnaire_version="1",
        questionnaire_digest="d", title="t", content="{}", author="Ann", started_at=AT, changed_at=AT,
    )  # fmt: skip
    assert not form.is_finalised
    assert replace(form, finalised_at=AT).is_finalised


def test_ids_are_opaque_and_never_twice_the_same() -> None:
    ids = {new_id() for _number in range(1_000)}
    assert len(ids) == 1_000
    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in ids)


def test_a_pack_id_can_be_read_out_by_phone() -> None:
    ids = {new_pack_id() for _number in range(1_000)}
    assert len(ids) == 1_000
    assert all(re.fullmatch(r"P-[0-9A-HJKMNP-TV-Z]{12}", one) for one in ids)
    assert short_pack_id("P-ABCDEFGHJKMN") == "P-ABCD"


@pytest.mark.parametrize("member", [*Source, *PackStatus, *DecisionKind])
def test_every_code_has_words(member: Source | PackStatus | DecisionKind) -> None:
    assert member.label
