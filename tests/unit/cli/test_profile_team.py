"""An administrator puts a team together by commands, and signs it; a lost laptop and a leaver are two other things."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prevent_desktop.casework.team.roster import Role, Team
from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.strict_json import write
from prevent_desktop.workflows.organisation.profile.reading import read_profile
from prevent_desktop.workflows.organisation.profile.team_making import CARD, VaultCard
from tests.made_vaults import copied_vault
from tests.teams import keys_of
from tests.unit.cli.passphrases import give_passphrase

PASSPHRASE = "seven quiet otters under bridges"


def run(*words: str) -> None:
    assert run_command(["profile", *words]) == Exit.DONE


def team() -> Team:
    found = read_profile(Path("p.json").read_bytes()).team
    assert found is not None
    return found


def card(name: str) -> str:
    keys = keys_of(name)
    made = VaultCard(
        id=name,
        device=f"Laptop {name}",
        recipient=str(keys.identity.recipient),
        signing_key=keys.pair.public_pem,
    )
    Path(f"{name}.json").write_bytes(write(made, fixed=CARD))
    return f"{name}.json"


@pytest.fixture(autouse=True)
def _begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("new", "p.json", "--organisation", "School")
    run("team", "begin", "p.json", "--mailbox", "file:///share/team")
    run("team", "add-member", "p.json", "--name", "SF", "--role", "lead")
    run("team", "add-member", "p.json", "--name", "PL", "--role", "reporter")


def test_a_team_is_put_together(capsys: pytest.CaptureFixture[str]) -> None:
    run("team", "set-role", "p.json", "PL", "deputy")
    run("team", "add-vault", "p.json", "SF", "--from", card("v-sf"))
    run("team", "add-vault", "p.json", "pl", "--from", card("v-pl"))
    run("team", "add-vault", "p.json", team().members[1].id, "--from", card("v-pl-2"))
    run("team", "next-lead", "p.json", "PL")
    made = team()
    assert [(one.name, one.role) for one in made.members] == [("SF", Role.LEAD), ("PL", Role.DEPUTY)]
    assert [one.id for one in made.sharing] == ["v-sf", "v-pl", "v-pl-2"]
    assert (made.mailbox, made.next_lead) == ("file:///share/team", made.members[1].id)
    capsys.readouterr()
    run("team", "show", "p.json")
    told = capsys.readouterr().out
    for words in (
        "Mailbox: file:///share/team",
        "Takes over where no lead is left: PL",
        "Laptop v-pl-2  v-pl-2",
    ):
        assert words in told
    run("team", "begin", "p.json", "--mailbox", "file:///other")
    run("team", "next-lead", "p.json")
    assert (team().id, team().mailbox, team().next_lead) == (made.id, "file:///other", "")


def test_a_lost_laptop_is_removed_and_its_owner_stays() -> None:
    run("team", "add-vault", "p.json", "SF", "--from", card("v-sf"))
    run("team", "remove-vault", "p.json", "v-sf")
    (vault,) = team().vaults
    assert vault.removed is not None
    assert vault.recipient == ""
    assert vault.signing_key == keys_of("v-sf").pair.public_pem
    assert team().members[0].left is None


def test_who_leaves_stays_listed_with_their_vaults_removed() -> None:
    run("team", "add-vault", "p.json", "SF", "--from", card("v-sf"))
    run("team", "leave", "p.json", "SF", "--on", "2026-11-20")
    assert str(team().members[0].left) == str(team().vaults[0].removed) == "2026-11-20"
    assert team().present == ()
    run("team", "add-member", "p.json", "--name", "SF", "--role", "lead")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["add-member", "p.json", "--name", "sf", "--role", "lead"], "There is a member of that name"),
        (["set-role", "p.json", "nobody", "lead"], "There is nobody"),
        (["remove-vault", "p.json", "nothing"], "There is nobody"),
        (["next-lead", "p.json", "nobody"], "There is nobody"),
        (["add-vault", "p.json", "SF", "--from", "p.json"], "That vault cannot be taken"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_changes(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path("p.json").read_bytes()
    assert run_command(["profile", "team", *words]) != Exit.DONE
    assert told in capsys.readouterr().err
    assert Path("p.json").read_bytes() == before


def test_a_vault_is_listed_once_and_without_a_team_there_is_nothing_to_change(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run("team", "add-vault", "p.json", "SF", "--from", card("v-sf"))
    assert run_command(["profile", "team", "add-vault", "p.json", "PL", "--from", "v-sf.json"]) != Exit.DONE
    assert "in the team already" in capsys.readouterr().err
    run("new", "q.json", "--organisation", "School")
    assert run_command(["profile", "team", "leave", "q.json", "SF"]) != Exit.DONE
    assert "There is no team" in capsys.readouterr().err


def test_a_vault_writes_the_card_that_its_profile_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copied_vault(tmp_path / "vault", PASSPHRASE)
    for name in ("one.json", "two.json"):
        give_passphrase(monkeypatch, PASSPHRASE)
        assert run_command(["vault", "team-card", "vault", "--device", "Office", "-o", name]) == Exit.DONE
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()
    assert "PRIVATE" not in Path("one.json").read_text()
    assert "SECRET" not in Path("one.json").read_text()
    run("team", "add-vault", "p.json", "SF", "--from", "one.json")
    assert team().vaults[0].id == json.loads(Path("one.json").read_text())["id"]
    words = [line.split(": ")[1] for line in capsys.readouterr().out.splitlines() if "in words" in line]
    assert len(set(words)) == 1
