from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.casework.roles import Role as OwnRole
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.errors import InvitationError, UsageError
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.recovery_code import new_recovery_code
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.signing_identity import signing_key
from prevent_desktop.workflows.team.circles.mailbox_access import credentials_for, keep_credentials
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.joining import founding, invitation_round, inviting, joining_team
from prevent_desktop.workflows.team.joining.invitation_codes import CodeKeys, new_code
from prevent_desktop.workflows.team.joining.invitation_file import Invited, close_entry, read_invitation
from prevent_desktop.workflows.team.joining.join_messages import Outcome, Welcome, close_answer, seal_request
from prevent_desktop.workflows.team.joining.people_file import Invitee, read_people_file
from prevent_desktop.workflows.vault_admin.first_run import SetUp, make_vault
from tests.unit.workflows.team.joining.conftest import School, now


def roster(school: School) -> dict[str, Role]:
    profile = settings.profile(school.lead)
    assert profile is not None
    assert profile.team is not None
    return {
        one.name: one.role
        for one in profile.team.members
        if one.id in {v.member for v in profile.team.present}
    }


def begun(school: School) -> str:
    profile = settings.profile(school.lead)
    assert profile is not None
    assert profile.team is not None
    return profile.team.begun


class TestJoining:
    def test_a_list_of_staff_becomes_a_file_and_slips_and_each_joins_by_their_code(
        self, team: School, tmp_path: Path
    ) -> None:
        staff = tmp_path / "staff.csv"
        staff.write_text("Name,Role\nKim Hale,Deputy\nAsh Moor,Reporter\n", encoding="utf-8")
        codes = team.invite(*read_people_file(staff).people)
        kim, ash = team.joins([("Kim Hale", codes["Kim Hale"]), ("Ash Moor", codes["Ash Moor"])])
        assert roster(team) == {"Sam Field": Role.LEAD, "Kim Hale": Role.DEPUTY, "Ash Moor": Role.REPORTER}
        for vault in (kim, ash):
            assert settings.profile(vault) == settings.profile(team.lead)
            assert joining_team.joining(vault) is None
            issuer = signing_key(vault).certificate.issuer
            assert issuer.rfc4514_string() == "CN=Example School", "packs of theirs count in the school"
        assert OwnRole.LEAD in settings.roles(kim), "a deputy shares cases, so sees what leads see"
        assert OwnRole.LEAD not in settings.roles(ash)
        named = settings.named_lead(ash)
        assert named is not None
        assert named.name == "Sam Field"

    def test_whoever_wait_at_once_cost_one_version_of_the_profile(self, team: School) -> None:
        before = settings.profile(team.lead)
        names = [f"Teacher {number}" for number in range(4)]
        codes = team.invite(*names)
        team.joins([(name, codes[name]) for name in names])
        after = settings.profile(team.lead)
        assert before is not None
        assert after is not None
        assert after.version == before.version + 1

    def test_with_whoever_joins_first_the_profile_names_how_the_shared_cases_began_and_that_stays(
        self, team: School
    ) -> None:
        assert begun(team) == ""
        team.joins([("Kim Hale", team.invite("Kim Hale")["Kim Hale"])])
        (book,) = circles(team.lead).values()
        assert begun(team) == book.counted[-1].digest
        (kim,) = team.joins([("Ash Moor", team.invite("Ash Moor")["Ash Moor"])])
        assert begun(team) == book.counted[-1].digest
        assert settings.profile(kim) == settings.profile(team.lead)

    def test_the_second_holder_joins_as_the_member_that_the_profile_names_already(self, team: School) -> None:
        team.joins([("Kim Hale", team.invite(Invitee(name="kim hale", role=Role.REPORTER))["Kim Hale"])])
        profile = settings.profile(team.lead)
        assert profile is not None
        assert profile.team is not None
        assert profile.team.owner(profile.team.vaults[-1].id) == profile.team.member(profile.team.next_lead)

    def test_a_second_laptop_of_one_person_is_a_slip_of_its_own(self, team: School) -> None:
        team.joins([("Ash Moor", team.invite("Ash Moor")["Ash Moor"])])
        with pytest.raises(UsageError, match="in the team already"):
            team.invite("Sam Fiеld")  # with a Cyrillic letter
        with pytest.raises(UsageError, match="in the team already"):
            team.invite("Ash Moor")
        profile = settings.profile(team.lead)
        assert profile is not None
        assert profile.team is not None
        member = profile.team.members[-1]
        codes = team.invite(Invitee(name="Ash Moor", member=member.id))
        vault = team.asks("Ash Moor at home", codes["Ash Moor"])
        team.round(vault, team.lead, team.lead, vault)
        profile = settings.profile(vault)
        assert profile is not None
        assert profile.team is not None
        assert [one.member for one in profile.team.vaults[-2:]] == [member.id] * 2

    def test_before_the_lead_was_there_one_waits_and_is_told_so(self, team: School) -> None:
        vault = team.asks("Ash Moor", team.invite("Ash Moor")["Ash Moor"])
        waiting = joining_team.joining(vault)
        assert waiting is not None
        assert "waits for a connection" in waiting.words
        assert team.round(vault) == ()
        waiting = joining_team.joining(vault)
        assert waiting is not None
        assert "The laptop of Sam Field must be open once" in waiting.words

    def test_nothing_leaves_while_that_is_switched_off(self, team: School) -> None:
        vault = team.asks("Ash Moor", team.invite("Ash Moor")["Ash Moor"])
        for one in (vault, team.lead):
            settings.keep_in(one, Leaving.CHANGES, kept_in=True)
        assert invitation_round.newcomers_work(vault) is None
        assert invitation_round.leads_work(team.lead, now=now()) is None

    def test_by_hand_without_a_connection(self, team: School) -> None:
        vault = team.asks("Ash Moor", team.invite("Ash Moor")["Ash Moor"])
        waiting = joining_team.joining(vault)
        assert waiting is not None
        told = invitation_round.answer_requests(
            team.lead, [(invitation_round.BY_HAND, waiting.request)], now=now()
        )
        assert told == ("1 laptop joined the team.",)
        slip = inviting.invitations(team.lead)[0]
        assert (
            joining_team.take_answer(
                vault, invitation_round.answer_to(team.lead, slip, by_hand=True), now=now()
            )
            is None
        )
        assert settings.profile(vault) == settings.profile(team.lead)


class TestWhatIsRefused:
    def test_a_wrong_code_is_told_at_once(self, team: School) -> None:
        team.invite("Ash Moor")
        with pytest.raises(InvitationError, match="does not belong to this file"):
            joining_team.look_at_invitation(team.file, new_code(), now=now())

    def test_a_used_code_is_told_and_lets_nobody_in(self, team: School) -> None:
        code = team.invite("Ash Moor")["Ash Moor"]
        team.joins([("Ash Moor", code)])
        thief = team.asks("Thief", code)
        team.round(thief, team.lead, thief)
        found = joining_team.joining(thief)
        assert found is not None
        assert "used on another laptop before" in found.words
        assert settings.profile(thief) is None
        assert len(roster(team)) == 2

    def test_by_hand_a_used_code_is_told_to_the_lead(self, team: School) -> None:
        code = team.invite("Ash Moor")["Ash Moor"]
        team.joins([("Ash Moor", code)])
        found = joining_team.joining(team.asks("Thief", code))
        assert found is not None
        (told,) = invitation_round.answer_requests(team.lead, [("", found.request)], now=now())
        assert "The slip of Ash Moor cannot be used: joined." in told
        assert len(roster(team)) == 2

    def test_a_code_runs_out_after_30_days(self, team: School) -> None:
        code = team.invite("Ash Moor")["Ash Moor"]
        vault = team.asks("Ash Moor", code)
        later = now() + timedelta(days=30, minutes=1)
        with pytest.raises(InvitationError, match="run out"):
            joining_team.look_at_invitation(team.file, code, now=later)
        team.round(vault, team.lead, vault, at=later)
        found = joining_team.joining(vault)
        assert found is not None
        assert "ran out" in found.words
        assert len(roster(team)) == 1

    def test_a_cancelled_slip_is_told_to_whoever_tries_it(self, team: School) -> None:
        code = team.invite("Ash Moor")["Ash Moor"]
        (slip,) = inviting.open_invitations(team.lead)
        inviting.cancel(team.lead, slip.id, now=now())
        vault = team.asks("Ash Moor", code)
        team.round(vault, team.lead, vault)
        found = joining_team.joining(vault)
        assert found is not None
        assert "Sam Field has cancelled this slip" in found.words
        assert len(roster(team)) == 1
        assert "Ash Moor" in team.invite("Ash Moor"), "a new one can be made"

    def test_a_swapped_file_is_told_whatever_was_changed_in_it(self, team: School) -> None:
        code = team.invite("Ash Moor")["Ash Moor"]
        file = read_invitation(team.file)
        other = replace(file.head, mailbox="https://evil.example/team")
        swapped = [
            replace(file, head=other),
            replace(file, head=replace(file.head, authority=file.head.authority.replace("A", "B", 1))),
            replace(file, head=replace(file.head, team="another")),
            replace(file, head=replace(file.head, expires_at=file.head.expires_at + timedelta(days=300))),
            replace(file, entries={CodeKeys.of(code).entry: close_entry(other, CodeKeys.of(new_code()), _somebody())}),
        ]  # fmt: skip
        for one in swapped:
            with pytest.raises(InvitationError, match="was changed"):
                joining_team.look_at_invitation(one.content, code, now=now())

    def test_whoever_has_the_file_alone_learns_no_name_and_cannot_ask(self, team: School) -> None:
        team.invite("Ash Moor", "Jo Lowe")
        assert b"Ash Moor" not in team.file
        assert b"Jo Lowe" not in team.file
        file = read_invitation(team.file)
        slip = inviting.open_invitations(team.lead)[0]
        vault = team.asks("Helper", team.invite("Helper")["Helper"])
        found = joining_team.joining(vault)
        assert found is not None
        forged = joining_team.request_of(vault, file.head, CodeKeys.of(new_code()), "", now=now())
        forged = replace(forged, entry=slip.id)
        sealed = seal_request(forged, CodeKeys.of(new_code()), file.head.seal_to)
        (told,) = invitation_round.answer_requests(team.lead, [("", sealed)], now=now())
        assert "not made with the code of a slip" in told
        assert len(roster(team)) == 1

    def test_whoever_has_the_store_reads_nothing_and_lets_nobody_in(self, team: School) -> None:
        codes = team.invite("Ash Moor", "Jo Lowe")
        ash, jo = (team.asks(name, codes[name]) for name in ("Ash Moor", "Jo Lowe"))
        team.round(ash)
        (request,) = (path for path in team.mailbox.rglob("*") if path.is_file())
        for words in (b"Ash Moor", b"BEGIN PUBLIC KEY", b"age1pq"):
            assert words not in request.read_bytes()
        swapped = CodeKeys.of(codes["Jo Lowe"]).request_name
        target = next(team.mailbox.rglob(request.name)).parent.parent / swapped
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(request.read_bytes())  # the store gives Ash's request in the place of Jo's
        told = team.round(jo, team.lead, team.lead, ash, jo)
        assert any("a slip that was not made here" in one for one in told)
        assert sorted(roster(team)) == ["Ash Moor", "Sam Field"]
        found = joining_team.joining(jo)
        assert found is not None
        assert found.trouble

    def test_one_request_with_keys_that_cannot_be_used_hinders_no_other(self, team: School) -> None:
        codes = team.invite("Ash Moor", "Jo Lowe")
        ash, jo = (team.asks(name, codes[name]) for name in ("Ash Moor", "Jo Lowe"))
        found = joining_team.joining(ash)
        assert found is not None
        keys = CodeKeys.of(codes["Ash Moor"])
        profile = settings.profile(team.lead)
        assert profile is not None
        assert profile.team is not None
        request = joining_team.request_of(ash, found.head, keys, "", now=now())
        bad = replace(request, recipient=profile.team.vaults[0].recipient)
        joining_team._keep(ash, replace(found, request=seal_request(bad, keys, found.head.seal_to)))
        told = team.round(ash, jo, team.lead, team.lead, ash, jo)
        assert any("keys that another laptop has" in one for one in told)
        assert sorted(roster(team)) == ["Jo Lowe", "Sam Field"]

    def test_a_profile_of_somebody_else_is_not_taken(self, team: School) -> None:
        code = team.invite("Ash Moor")["Ash Moor"]
        vault = team.asks("Ash Moor", code)
        team.round(vault, team.lead)
        other = team.new_vault("Other Lead")
        founding.found_team(
            other, founding.NewTeam(mailbox=team.mailbox.as_uri(), device="", second_holder="A B"), now=now()
        )
        record = other.profiles.newest()
        assert record is not None
        slip = inviting.invitations(team.lead)[0]
        profile = settings.profile(team.lead)
        assert profile is not None
        assert profile.team is not None
        recipient = profile.team.vaults[-1].recipient
        answer = close_answer(
            Outcome.JOINED,
            slip.keys,
            Welcome(vault=slip.vault, version=record.version, profile=record.jws),
            recipient,
        )
        told = invitation_round.take_in(
            vault, invitation_round.Arrived(got={invitation_round.JOINING: answer}), now=now()
        )
        assert "does not hold this laptop" in told[0]
        assert settings.profile(vault) is None


def _somebody() -> Invited:
    return Invited(member="0" * 32, name="Eve", role=Role.LEAD)


class TestInviting:
    def test_a_sign_in_to_the_mailbox_comes_with_the_slip_and_stays_in_the_newcomers_vault(
        self, team: School, tmp_path: Path
    ) -> None:
        profile = settings.profile(team.lead)
        assert profile is not None
        assert profile.team is not None
        mailbox = profile.team.mailbox
        keep_credentials(team.lead, mailbox, StoreCredentials(user="office", password="of the office"))
        staff = tmp_path / "staff.csv"
        staff.write_text(
            "Name,Mailbox user,Mailbox password\nAsh Moor,ash,of Ash\nJo Lowe,,\n", encoding="utf-8"
        )
        codes = team.invite(*read_people_file(staff).people)
        assert b"of Ash" not in team.file
        ash, jo = (team.asks(name, codes[name]) for name in ("Ash Moor", "Jo Lowe"))
        assert credentials_for(ash, mailbox) == StoreCredentials(user="ash", password="of Ash")
        assert credentials_for(jo, mailbox).user == "office"

    def test_nobody_is_invited_before_the_second_key_was_tried(self, school: School) -> None:
        wanted = founding.NewTeam(mailbox=school.mailbox.as_uri(), device="", second_holder="Kim Hale")
        founding.found_team(school.lead, wanted, now=now())
        with pytest.raises(UsageError, match="not started yet"):
            school.invite("Ash Moor")

    def test_nobody_gets_two_slips(self, team: School) -> None:
        team.invite("Ash Moor")
        with pytest.raises(UsageError, match="has a slip already"):
            team.invite("ash  moor")

    def test_slips_that_nobody_printed_are_made_again_by_one_act(self, team: School) -> None:
        codes = team.invite("Ash Moor", "Jo Lowe", "Kim Hale")
        (kim,) = team.joins([("Kim Hale", codes["Kim Hale"])])
        made = inviting.make_again(team.lead, now=now())
        assert sorted(one.name for one in made.slips) == ["Ash Moor", "Jo Lowe"]
        assert settings.profile(kim) == settings.profile(team.lead)
        team.file, fresh = made.file, {one.name: one.code for one in made.slips}
        with pytest.raises(InvitationError, match="does not belong to this file"):
            joining_team.look_at_invitation(made.file, codes["Ash Moor"], now=now())
        team.joins([("Ash Moor", fresh["Ash Moor"])])
        assert "Ash Moor" in roster(team)

    def test_no_code_is_kept_in_the_vault(self, team: School) -> None:
        code = team.invite("Ash Moor")["Ash Moor"].replace("-", "").encode()
        kept = b"".join(
            bytes(row["value"]) for row in team.lead.database.rows("SELECT value FROM secrets", ())
        )
        assert code not in kept
        assert code[1:12] not in kept


def test_the_first_start_with_an_invitation_makes_a_vault_that_asks_to_join(
    team: School, tmp_path: Path
) -> None:
    code = team.invite("Ash Moor")["Ash Moor"]
    opened = joining_team.look_at_invitation(team.file, code, now=now())
    said = SetUp(
        name="Ash Moor", organisation="Example School", roles=frozenset({OwnRole.REPORTER}), invitation=opened, device="Staff laptop 7"
    )  # fmt: skip
    recovery = new_recovery_code()
    made = make_vault(tmp_path / "first", "violet tractor lamp seventeen", recovery, said, cost=FLOOR_COST)
    with Vault.open(tmp_path / "first", made.key) as vault:
        team.round(vault, team.lead, team.lead, vault)
        profile = settings.profile(vault)
        assert profile is not None
        assert profile.team is not None
        assert profile.team.vaults[-1].device == "Staff laptop 7"
