"""The clock of the laptop that lets people in is wrong for a while, then right again: nothing ends or begins by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.errors import ProfileError
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.joining import invitation_round, inviting
from prevent_desktop.workflows.team.joining.inviting import State
from prevent_desktop.workflows.team.joining.people_file import Invitee
from prevent_desktop.workflows.team.members import authority
from tests.unit.workflows.team.joining.conftest import School, now

LEAPS = pytest.mark.parametrize("years", [-10, 1, 3, 10, 15])


def leapt(years: int) -> datetime:
    return now() + timedelta(days=365 * years)


def profile_of(vault: Vault) -> OrganisationProfile:
    profile = settings.profile(vault)
    assert profile is not None
    return profile


@LEAPS
def test_slips_do_not_run_out_by_a_clock_that_leapt(team: School, years: int) -> None:
    ash = team.asks("Ash Moor", team.invite("Ash Moor")["Ash Moor"])
    team.round(team.lead, at=leapt(years))
    assert [one.state for one in inviting.invitations(team.lead)] == [State.OPEN]
    assert team.round(ash, team.lead, ash)[-1] == "You are in the team now."


@LEAPS
def test_nothing_is_signed_for_the_organisation_by_a_clock_that_leapt(team: School, years: int) -> None:
    before, key = profile_of(team.lead), authority.held(team.lead)
    team.round(team.lead, at=leapt(years))
    with pytest.raises(ProfileError, match=r"not signed\. The clock of this computer"):
        authority.sign_team(team.lead, lambda one: one, now=leapt(years))
    assert profile_of(team.lead) == before
    assert authority.held(team.lead) == key
    authority.sign_team(team.lead, lambda one: one, now=now())


def test_what_a_clock_ahead_by_months_has_signed_is_signed_anew_once_it_is_right(team: School) -> None:
    (ash,) = team.joins([("Ash Moor", team.invite("Ash Moor")["Ash Moor"])])
    ahead = now() + timedelta(days=170)
    ending = replace(
        profile_of(team.lead), version=profile_of(team.lead).version + 1, expires=ahead.date() + timedelta(20)
    )
    authority.sign_first(team.lead, ending, now=now())
    keys = authority.require(team.lead).keys
    authority.keep(team.lead, authority.authority_from(keys, "Sam Field", now=ahead))
    invitation_round.renew_if_due(team.lead, now=ahead)
    issued = profile_of(team.lead).issued
    assert issued is not None
    assert issued > now() + timedelta(days=100)
    team.joins([("Jo Lowe", team.invite("Jo Lowe")["Jo Lowe"])])
    team.round(team.lead, ash)
    issued = profile_of(team.lead).issued
    assert issued is not None
    assert issued <= now()


@LEAPS
def test_no_slip_is_made_by_a_clock_that_leapt(team: School, years: int) -> None:
    with pytest.raises(ProfileError, match="The clock of this computer"):
        inviting.invite(team.lead, [Invitee(name="Ash Moor")], now=leapt(years))
    assert inviting.invitations(team.lead) == ()


def test_an_answer_that_was_not_put_yet_outlives_a_clock_that_leapt(team: School) -> None:
    team.invite("Ash Moor", "Jo Lowe")
    ash, jo = inviting.invitations(team.lead)
    inviting.cancel(team.lead, ash.id, now=now())
    inviting.cancel(team.lead, jo.id, now=leapt(10))
    assert {one.id for one in inviting.invitations(team.lead) if one.is_to_tell} == {ash.id, jo.id}
