from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.casework.case import CaseStatus, may_become

WAY = [
    CaseStatus.DRAFT,
    CaseStatus.CHECKED,
    CaseStatus.FINALISED,
    CaseStatus.QUEUED,
    CaseStatus.SENT,
    CaseStatus.ACKNOWLEDGED,
    CaseStatus.MORE_ASKED,
    CaseStatus.OUTCOME,
    CaseStatus.REVIEW_DUE,
    CaseStatus.CLOSED,
]


def test_a_referral_goes_its_whole_way() -> None:
    assert all(may_become(before, after) for before, after in itertools.pairwise(WAY))


@pytest.mark.parametrize("status", list(CaseStatus))
def test_not_referred_is_final(status: CaseStatus) -> None:
    assert may_become(CaseStatus.NOT_REFERRED, status) is (status is CaseStatus.NOT_REFERRED)


def test_a_case_can_be_reopened() -> None:
    assert may_become(CaseStatus.CLOSED, CaseStatus.REVIEW_DUE)


@given(st.sampled_from(CaseStatus), st.sampled_from(CaseStatus))
def test_what_was_finalised_never_becomes_a_draft_again(status: CaseStatus, following: CaseStatus) -> None:
    if following is CaseStatus.DRAFT and status is not CaseStatus.DRAFT:
        assert not may_become(status, following)


@pytest.mark.parametrize("status", list(CaseStatus))
def test_the_same_status_again_is_always_fine(status: CaseStatus) -> None:
    assert may_become(status, status)


@pytest.mark.parametrize("status", list(CaseStatus))
def test_every_status_has_words_and_can_be_reached(status: CaseStatus) -> None:
    assert status.label
    assert status is CaseStatus.DRAFT or any(
        may_become(before, status) for before in CaseStatus if before is not status
    )
