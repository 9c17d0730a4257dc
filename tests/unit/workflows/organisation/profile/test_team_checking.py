"""A team in a profile: read strictly, and nobody who signed ever vanishes from one version to the next."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.team.roster import Member, Role, Team
from prevent_desktop.delivery.signed.profile_signatures import LARGEST
from prevent_desktop.errors import ProfileError
from prevent_desktop.workflows.organisation.profile.changes import changes_in_words
from prevent_desktop.workflows.organisation.profile.reading import profile_text, read_profile, review_profile
from prevent_desktop.workflows.organisation.profile.taking import take_profile
from prevent_desktop.workflows.organisation.profile.team_checking import broken_promises
from tests.profiles import Administrator, a_profile
from tests.teams import a_team, keys_of
from tests.unit.workflows.organisation.profile.test_taking import NOW

TEAM = a_team()
TODAY = date(2026, 11, 29)


def with_team(team: Team | None, **changes: Any) -> OrganisationProfile:
    return a_profile(team=team, **changes)


def test_a_profile_without_a_team_says_nothing_of_one() -> None:
    """So that older versions of the program take it."""
    assert "team" not in json.loads(profile_text(with_team(None)))


def test_a_team_reads_back_as_it_was_written() -> None:
    whole = replace(
        TEAM,
        members=(*TEAM.members, Member(id="kim", name="کیم\u200cرضا", role=Role.LEAD, left=TODAY)),
        vaults=(*TEAM.vaults, keys_of("v-kim").listed("kim", recipient="", removed=TODAY)),
        next_lead="pl",
        mailbox="sftp://x",
        begun="ab" * 32,
    )
    assert read_profile(profile_text(with_team(whole))).team == whole


def test_a_team_that_does_not_say_how_it_began_is_read_by_older_programs_too() -> None:
    assert "begun" not in json.loads(profile_text(with_team(TEAM)))["team"]
    assert read_profile(profile_text(with_team(TEAM))).team == TEAM


Change = Callable[[Any], object]


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (lambda t: t.update(colour="red"), "team, colour", "no such field"),
        (lambda t: t.pop("members"), "team", "missing"),
        (lambda t: t.update(id="../x"), "team, id", "letters"),
        (lambda t: t.update(mailbox="a\nb"), "team, mailbox", "control"),
        (lambda t: t.update(next_lead="nobody"), "team, next_lead", "no member"),
        (lambda t: t["members"][0].update(id="pl"), "team, members, number 2, id", "already"),
        (lambda t: t["members"][0].update(role="boss"), "team, members, number 1, role", "lead"),
        (lambda t: t["members"][0].update(left="yesterday"), "team, members, number 1, left", "day"),
        (lambda t: t["members"][0].update(name=""), "team, members, number 1, name", "empty"),
        (lambda t: t["vaults"][1].update(id="v-sf"), "team, vaults, number 2, id", "already"),
        (lambda t: t["vaults"][0].update(member="nobody"), "team, vaults, number 1, member", "no member"),
        (lambda t: t["vaults"][0].update(recipient=""), "team, vaults, number 1, recipient", "needs a key"),
        (lambda t: t["vaults"][0].update(recipient="age1x"), "team, vaults, number 1, recipient", "hybrid"),
        (lambda t: t["vaults"][0].update(signing_key="x"), "team, vaults, number 1, signing_key", "P-256"),
        (lambda t: t["vaults"][0].update(signing_key=t["vaults"][0]["signing_key"] * 2), "team, vaults, number 1, signing_key", "P-256"),
        (lambda t: t["vaults"][1].update(signing_key=t["vaults"][0]["signing_key"]), "team, vaults, number 2, signing_key", "already"),
        (lambda t: t["vaults"][1].update(recipient=t["vaults"][0]["recipient"]), "team, vaults, number 2, recipient", "already"),
        (lambda t: t["vaults"][0].update(device="x" * 81), "team, vaults, number 1, device", "80"),
        (lambda t: t.update(begun="AB" * 32), "team, begun", "64"),
        (lambda t: t.update(begun=None), "team, begun", "64"),
    ],
)  # fmt: skip
def test_what_does_not_belong_is_told_with_its_place(change: Change, place: str, words: str) -> None:
    parts = json.loads(profile_text(with_team(TEAM)))
    change(parts["team"])
    found = [(one.place, one.words) for one in review_profile(json.dumps(parts, indent=1).encode()).findings]
    assert any(where == place and words in said for where, said in found), found


def test_sixty_vaults_with_hybrid_keys_fit_into_a_signed_profile() -> None:
    administrator = Administrator.create(now=NOW)
    vault = TEAM.vaults[0]
    parts = with_team(TEAM).parts
    sixty = [{**parts["team"]["vaults"][0], "id": f"v{number}"} for number in range(60)]
    size = len(json.dumps({**parts, "team": {**parts["team"], "vaults": sixty}}))
    assert len(vault.recipient) > 1900
    assert size * 4 / 3 + 20_000 < LARGEST / 4
    assert len(administrator.sign(with_team(TEAM), NOW)) < LARGEST


def without(vault_id: str, team: Team) -> Team:
    return replace(team, vaults=tuple(one for one in team.vaults if one.id != vault_id))


def changed(team: Team, vault_id: str, **changes: Any) -> Team:
    return replace(
        team, vaults=tuple(replace(one, **changes) if one.id == vault_id else one for one in team.vaults)
    )


def test_nothing_that_was_signed_loses_its_signer() -> None:
    removed = changed(TEAM, "v-pl", removed=TODAY, recipient="")
    left = replace(TEAM, members=(replace(TEAM.members[0], left=TODAY), *TEAM.members[1:]))
    assert not list(broken_promises(None, TEAM))
    assert not list(broken_promises(TEAM, removed))
    assert not list(broken_promises(TEAM, left))
    assert not list(broken_promises(TEAM, replace(TEAM, id="other", vaults=())))
    for after, words in (
        (None, "gone"),
        (without("v-pl", TEAM), "missing"),
        (replace(without("v-am", TEAM), members=TEAM.members[:2]), "AM is missing"),
        (changed(TEAM, "v-pl", signing_key=keys_of("v-x").pair.public_pem), "another owner or key"),
        (changed(TEAM, "v-pl", recipient=str(keys_of("v-x").identity.recipient)), "another owner or key"),
        (changed(TEAM, "v-pl", member="am"), "another owner or key"),
    ):
        assert words in " ".join(broken_promises(TEAM, after))
    assert "new id" in " ".join(broken_promises(removed, TEAM))
    assert "new id" in " ".join(broken_promises(left, TEAM))


def test_how_the_shared_cases_began_is_said_once_and_never_otherwise() -> None:
    begun = replace(TEAM, begun="ab" * 32)
    assert not list(broken_promises(TEAM, begun))
    assert not list(broken_promises(begun, begun))
    for after in (replace(TEAM, begun="cd" * 32), TEAM):
        assert "begin again" in " ".join(broken_promises(begun, after))
    (told,) = changes_in_words(with_team(TEAM), with_team(begun, version=2))
    assert "how the cases that the team shares began" in told


def test_a_vault_takes_no_profile_that_takes_a_vault_back(vault: Any) -> None:
    administrator = Administrator.create(now=NOW)
    authority = (administrator.authority.certificate_pem.decode(),)
    first = with_team(TEAM, authority=authority)
    take_profile(vault, administrator.sign(first, NOW), now=NOW, compared=administrator.words)
    lost = administrator.sign(replace(first, version=2, team=without("v-pl", TEAM)), NOW)
    with pytest.raises(ProfileError, match="missing from the team"):
        take_profile(vault, lost, now=NOW)
    removed = administrator.sign(replace(first, version=2, team=changed(TEAM, "v-pl", removed=TODAY)), NOW)
    offered = take_profile(vault, removed, now=NOW)
    assert offered.changes == ("Laptop of pl of PL is removed: nothing new goes to it.",)


def test_what_changes_in_a_team_is_told() -> None:
    joined = replace(
        TEAM,
        members=(
            replace(TEAM.members[0], left=TODAY),
            replace(TEAM.members[1], role=Role.LEAD),
            TEAM.members[2],
            Member(id="jo", name="JO", role=Role.DEPUTY),
        ),
        vaults=(*TEAM.vaults, keys_of("v-jo").listed("jo")),
        mailbox="https://box.example/",
        next_lead="pl",
    )
    told = changes_in_words(with_team(TEAM), with_team(joined))
    for words in ("SF left the team on", "PL is lead now", "Member added: JO, deputy", "Vault added: Laptop of jo of JO", "https://box.example/", "no lead is left: PL"):  # fmt: skip
        assert any(words in one for one in told), (words, told)
    assert any("A team of 3 members." in one for one in changes_in_words(None, with_team(TEAM)))
