from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from prevent_desktop.casework.organisation import SharingBasis
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.errors import InvitationError, ProfileError, UsageError, WrongSecretError
from prevent_desktop.vault.keys.recovery_code import new_recovery_code
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.organisation.profile.making import new_profile
from prevent_desktop.workflows.organisation.profile.taking import take_profile
from prevent_desktop.workflows.organisation.signing_identity import signing_key, verification_context
from prevent_desktop.workflows.team.joining import founding, invitation_round, taking_over
from prevent_desktop.workflows.team.joining.founding import NewTeam, Stage
from prevent_desktop.workflows.team.members import authority
from tests.profiles import Administrator
from tests.unit.workflows.team.joining.conftest import School, begun, now, tried_key


def wanted(school: School, second_holder: str = "Kim Hale") -> NewTeam:
    return NewTeam(mailbox=school.mailbox.as_uri(), device="Office laptop", second_holder=second_holder)


def stage(vault: Vault) -> Stage:
    return founding.founding(vault, now=now()).stage


class TestBeginning:
    def test_one_press_makes_authority_profile_and_team_and_keeps_what_was_typed(
        self, school: School
    ) -> None:
        settings.save_sharing_basis(school.lead, SharingBasis(lawful_basis="Article 6(1)(e)"))
        old_trust = terms.trust(school.lead)
        profile = founding.found_team(school.lead, wanted(school), now=now())
        assert settings.profile(school.lead) == profile
        assert profile.organisation == "Example School"
        assert profile.lawful_basis == "Article 6(1)(e)"
        assert set(old_trust) < set(terms.trust(school.lead)), (
            "packs that were signed before still count here"
        )
        team = profile.team
        assert team is not None
        assert [(one.name, one.role) for one in team.members] == [
            ("Sam Field", Role.LEAD),
            ("Kim Hale", Role.DEPUTY),
        ]
        assert [one.device for one in team.present] == ["Office laptop"]
        assert team.next_lead == team.members[1].id

    def test_the_lead_signs_packs_with_the_key_from_before_under_the_new_authority(
        self, school: School
    ) -> None:
        before = signing_key(school.lead).private_key.private_numbers()
        founding.found_team(school.lead, wanted(school), now=now())
        key = signing_key(school.lead)
        assert key.private_key.private_numbers() == before
        assert key.certificate.issuer.rfc4514_string() == "CN=Example School"
        verification_context(school.lead, now=now())

    def test_with_an_organisations_profile_it_is_the_only_source(
        self, office_with_profile: Vault, school: School
    ) -> None:
        assert stage(office_with_profile) is Stage.ORGANISATION
        with pytest.raises(UsageError, match="comes with your organisation’s file"):
            founding.found_team(office_with_profile, wanted(school), now=now())

    @pytest.mark.parametrize("holder", ["", "  ", "sam field"])
    def test_the_second_key_needs_a_holder_who_is_somebody_else(self, school: School, holder: str) -> None:
        with pytest.raises(UsageError, match="a holder who is not you"):
            founding.found_team(school.lead, wanted(school, second_holder=holder), now=now())
        assert stage(school.lead) is Stage.NONE
        assert authority.held(school.lead) is None, "all or nothing"


class TestSecondKey:
    def test_the_team_is_started_once_the_second_key_was_tried(self, school: School) -> None:
        founding.found_team(school.lead, wanted(school), now=now())
        assert stage(school.lead) is Stage.NOT_TRIED
        second = founding.make_second_key(school.lead, now=now())
        assert second.holder == "Kim Hale"
        assert stage(school.lead) is Stage.NOT_TRIED
        founding.try_second_key(school.lead, second.content, second.code.lower(), now=now())
        assert stage(school.lead) is Stage.STARTED

    def test_a_wrong_code_another_file_and_an_older_one_are_told(self, team: School) -> None:
        second = founding.make_second_key(team.lead, now=now())
        newer = founding.make_second_key(team.lead, now=now())
        with pytest.raises(WrongSecretError, match="typing mistake"):
            founding.try_second_key(team.lead, newer.content, newer.code[:-1] + "?", now=now())
        with pytest.raises(InvitationError, match="does not open this file"):
            founding.try_second_key(team.lead, newer.content, new_recovery_code(), now=now())
        with pytest.raises(InvitationError, match="older second key"):
            founding.try_second_key(team.lead, second.content, second.code, now=now())
        other = team.new_vault("Other Lead")
        begun(other, team.mailbox)
        foreign = founding.make_second_key(other, now=now())
        with pytest.raises(InvitationError, match="another team"):
            founding.try_second_key(team.lead, foreign.content, foreign.code, now=now())
        assert stage(team.lead) is Stage.NOT_TRIED

    def test_it_is_to_be_tried_again_each_year(self, team: School) -> None:
        assert not founding.founding(team.lead, now=now() + timedelta(days=364)).try_again
        later = now() + timedelta(days=366)
        assert founding.founding(team.lead, now=later).try_again
        (told,) = founding.reminders(team.lead, now=later)
        assert told.startswith("The second key was last tried more than a year ago")
        assert founding.reminders(team.lead, now=now()) == ()

    def test_no_file_holds_a_secret_in_the_open(self, team: School) -> None:
        second = founding.make_second_key(team.lead, now=now())
        assert second.content.startswith(b"age-encryption.org/v1")
        assert b"AGE-SECRET-KEY" not in second.content
        assert b"Example School" not in second.content


class TestGoingOn:
    def test_whom_the_profile_names_next_takes_over_from_a_lead_who_left(self, team: School) -> None:
        second = tried_key(team.lead)
        codes = team.invite("Kim Hale", "Ash Moor")
        kim, ash = team.joins([("Kim Hale", codes["Kim Hale"]), ("Ash Moor", codes["Ash Moor"])])
        (sam,) = taking_over.may_take_over(kim)
        assert taking_over.may_take_over(ash) == ()
        with pytest.raises(UsageError, match="cannot take this team over"):
            taking_over.take_over(ash, second.content, second.code, [sam.id], now=now())
        profile = taking_over.take_over(kim, second.content, second.code, [sam.id], now=now())
        assert profile.team is not None
        assert {one.name: one.role for one in profile.team.members if one.left is None} == {
            "Kim Hale": Role.LEAD,
            "Ash Moor": Role.REPORTER,
        }
        for version in (profile.version - 1, profile.version):
            record = kim.profiles.of_version(version)
            assert record is not None
            take_profile(ash, record.jws.encode(), now=now())
        assert settings.profile(ash) == profile

    def test_what_the_lead_who_left_signs_later_counts_nowhere(self, team: School) -> None:
        second = tried_key(team.lead)
        (kim,) = team.joins([("Kim Hale", team.invite("Kim Hale")["Kim Hale"])])
        (sam,) = taking_over.may_take_over(kim)
        done = taking_over.take_over(kim, second.content, second.code, [sam.id], now=now())
        present = settings.profile(team.lead)
        assert present is not None
        late = authority.sign_next(team.lead, present, now=now(), least=done.version + 1)
        record = team.lead.profiles.newest()
        assert record is not None
        assert record.version == late.version
        with pytest.raises(ProfileError, match="not signed by somebody who may"):
            take_profile(kim, record.jws.encode(), now=now())

    def test_the_new_lead_names_a_second_holder_before_anybody_else_is_invited(self, team: School) -> None:
        second = tried_key(team.lead)
        (kim,) = team.joins([("Kim Hale", team.invite("Kim Hale")["Kim Hale"])])
        taking_over.take_over(kim, second.content, second.code, [], now=now())
        assert stage(kim) is Stage.NOT_TRIED
        with pytest.raises(UsageError, match="a holder who is not you"):
            taking_over.name_second_holder(kim, "kim hale", Role.DEPUTY, now=now())
        taking_over.name_second_holder(kim, "Sam Field", Role.DEPUTY, now=now())
        fresh = founding.make_second_key(kim, now=now())
        assert fresh.holder == "Sam Field"
        founding.try_second_key(kim, fresh.content, fresh.code, now=now())
        assert stage(kim) is Stage.STARTED

    def test_the_profile_is_signed_anew_before_it_runs_out(self, team: School) -> None:
        fresh = settings.profile(team.lead)
        assert fresh is not None
        invitation_round.renew_if_due(team.lead, now=now())
        assert settings.profile(team.lead) == fresh
        ending = replace(fresh, version=fresh.version + 1, expires=now().date() + timedelta(days=30))
        before = authority.sign_first(team.lead, ending, now=now())
        invitation_round.renew_if_due(team.lead, now=now())
        after = settings.profile(team.lead)
        assert after is not None
        assert after.version == before.version + 1
        assert after.ends_at > before.ends_at
        assert before.team is not None
        assert after.team is not None
        assert replace(after.team, begun="") == before.team, "and it names how the shared cases began"


@pytest.fixture
def office_with_profile(school: School) -> Vault:
    vault, administrator = school.new_vault("Pat Reed"), Administrator.create()
    signed = administrator.sign(new_profile("Council", today=now().date()))
    take_profile(vault, signed, now=now(), compared=administrator.words)
    return vault
