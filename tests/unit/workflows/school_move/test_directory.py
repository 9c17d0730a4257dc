"""The council's signed directory: a school is found by name, number or lead, and its key needs no call; what is forged is refused."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.cli.output import Exit
from prevent_desktop.cli.profile import schools as command
from prevent_desktop.errors import ProfileError, UsageError
from prevent_desktop.sealing import generate_identity
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile.taking import take_profile
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.desk import public_part
from prevent_desktop.workflows.school_move.directory import (
    Directory,
    ListedSchool,
    choose_school,
    directory_of,
    find_schools,
    listed_from_desk,
    new_directory,
    no_longer_listed,
    sign_directory,
    take_directory,
)
from prevent_desktop.workflows.school_move.schools import SchoolCard, keep_card, known_schools, read_card
from tests.made_vaults import copied_vault
from tests.profiles import Administrator, a_profile, a_receiver
from tests.unit.workflows.conftest import now


@pytest.fixture(scope="module")
def council() -> Administrator:
    return Administrator.create()


@pytest.fixture
def vault(tmp_path: Path, council: Administrator) -> Iterator[Vault]:
    made = copied_vault(tmp_path / "vault")
    with Vault.open(tmp_path / "vault", made.key) as opened:
        take_profile(opened, council.sign(a_profile()), now=now(), compared=council.words)
        yield opened


def a_school(name: str = "Elm Road School", urn: str = "123456", lead: str = "Kim Hale") -> ListedSchool:
    desk = a_receiver()
    return ListedSchool(
        name=name, urn=urn, lead=lead, phone="01632 960 100", seal_to=desk.seal_to,
        receipt_certificate=desk.receipt_certificate, endpoint=desk.endpoint,
    )  # fmt: skip


def directory(*schools: ListedSchool, version: int = 1) -> Directory:
    return new_directory("Example Council", version, schools or (a_school(),), now=now())


def test_a_school_is_found_by_name_number_or_lead_and_is_known_once_it_is_chosen(
    vault: Vault, council: Administrator
) -> None:
    several = (a_school(), a_school("Oak Hill School", urn="654321", lead="Pat Moss"))
    assert directory_of(vault) is None
    kept = take_directory(vault, sign_directory(directory(*several), council.key), now=now())
    assert directory_of(vault) == kept
    for words, name in (("elm road", "Elm"), ("654321", "Oak"), ("HALE", "Elm"), ("hill pat", "Oak")):
        (found,) = find_schools(kept, words)
        assert found.name.startswith(name)
    assert [one.name for one in find_schools(kept, "school")] == ["Elm Road School", "Oak Hill School"]
    assert find_schools(kept, " ") == find_schools(kept, "elm hill") == ()
    assert known_schools(vault) == ()
    chosen = choose_school(vault, several[0])
    assert known_schools(vault) == (chosen,)
    assert vault.audit.newest(chosen.id, "school.chosen") is not None


def test_a_chosen_school_that_a_newer_directory_does_not_have_is_told_until_its_card_is_compared(
    vault: Vault, council: Administrator
) -> None:
    elm, oak, ash, elm_again = (
        replace(a_school(name, urn=urn), seal_to=(str(generate_identity().recipient),))
        for name, urn in (
            ("Elm Road School", "1"),
            ("Oak Hill School", "2"),
            ("Ash Grove School", "3"),
            ("Elm Road School", "1"),
        )
    )

    def take(*schools: ListedSchool, version: int) -> None:
        take_directory(vault, sign_directory(directory(*schools, version=version), council.key), now=now())

    take(elm, oak, version=1)
    chosen = choose_school(vault, elm)
    choose_school(vault, oak)
    keep_card(vault, SchoolCard(ash.receiver, "", ""))
    assert no_longer_listed(vault) == frozenset(), "a card that was compared by phone never was in it"
    take(oak, version=2)
    assert no_longer_listed(vault) == {chosen.id}
    take(oak, elm_again, version=3)
    assert no_longer_listed(vault) == {chosen.id}, "of this name, under another key"
    keep_card(vault, SchoolCard(chosen, "", ""))
    assert no_longer_listed(vault) == frozenset()
    take(elm, version=4)
    choose_school(vault, elm)
    assert no_longer_listed(vault) == {oak.receiver.id}
    take(oak, elm, version=5)
    assert no_longer_listed(vault) == frozenset(), "it is in it again"


def test_the_same_school_by_card_and_by_directory_is_one(tmp_path: Path, vault: Vault) -> None:
    desks.make_desk(vault, desks.Desk(name="Elm Road", folders=(tmp_path,)), now=now())
    card = public_part(vault).encode()
    listed = listed_from_desk(card, {"urn": "123456", "name": "Elm Road School"})
    assert listed.receiver.id == read_card(card).school.id


def test_a_forged_cut_or_older_directory_is_refused_and_the_one_before_stays(
    vault: Vault, council: Administrator
) -> None:
    stranger = Administrator.create()
    signer_of_packs = Administrator.under(council.authority, purpose="2.25.1")
    good = sign_directory(directory(version=2), council.key)
    take_directory(vault, good, now=now())
    for wrong in (
        b"",
        good[:-9],
        good.replace(b".", b".A", 1),
        council.sign(a_profile(version=9)),
        sign_directory(directory(version=3), stranger.key),
        sign_directory(directory(version=1), council.key),
        sign_directory(directory(a_school("Another"), version=2), council.key),
    ):
        with pytest.raises(ProfileError, match="directory of schools cannot be used"):
            take_directory(vault, wrong, now=now())
    with pytest.raises(ProfileError, match="directory of schools"):
        take_directory(
            vault, sign_directory(directory(version=4), council.key), now=now() + timedelta(days=9999)
        )
    with pytest.raises(Exception, match="cannot be signed"):
        sign_directory(directory(), signer_of_packs.key)
    kept = directory_of(vault)
    assert kept is not None
    assert (kept.version, [one.name for one in kept.schools]) == (2, ["Elm Road School"])
    take_directory(vault, good, now=now())


def test_a_school_whose_key_is_none_is_told_before_it_is_signed_and_when_it_comes(
    council: Administrator,
) -> None:
    with pytest.raises(ProfileError, match="Elm Road School"):
        sign_directory(directory(replace(a_school(), seal_to=("age1nothing",))), council.key)


@pytest.mark.parametrize(
    ("name", "version"),
    [("Elm\u202eRoad School", 1), ("Elm\nRoad", 1), ("Elm Road", 0), ("Elm Road", 10**30)],
)
def test_a_name_that_shows_otherwise_or_a_version_without_end_is_refused(
    vault: Vault, council: Administrator, name: str, version: int
) -> None:
    with pytest.raises(ProfileError):
        take_directory(
            vault, sign_directory(directory(a_school(name), version=version), council.key), now=now()
        )


def test_without_a_profile_nobody_is_known_who_may_sign_one(tmp_path: Path, council: Administrator) -> None:
    made = copied_vault(tmp_path / "vault")
    with (
        Vault.open(tmp_path / "vault", made.key) as bare,
        pytest.raises(ProfileError, match="organisation’s file is not here"),
    ):
        take_directory(bare, sign_directory(directory(), council.key), now=now())


def test_two_thousand_schools_are_taken_and_searched(vault: Vault, council: Administrator) -> None:
    several = tuple(a_school(f"School {number}", urn=f"{number:06d}") for number in range(2_000))
    kept = take_directory(vault, sign_directory(directory(*several), council.key), now=now())
    assert [one.urn for one in find_schools(kept, "001999")] == ["001999"]


def test_a_council_makes_it_from_a_list_and_the_files_of_desks(
    tmp_path: Path, vault: Vault, council: Administrator
) -> None:
    desks.make_desk(vault, desks.Desk(name="Elm Road", folders=(tmp_path,)), now=now())
    (tmp_path / "elm.json").write_bytes(public_part(vault).encode())
    (tmp_path / "key.pem").write_bytes(council.key.key_pem)
    (tmp_path / "certificate.pem").write_bytes(council.key.certificates_pem)
    (tmp_path / "list.csv").write_text("urn,name,lead,file\n123456,Elm Road School,Kim Hale,elm.json\n")
    arguments = _parsed(tmp_path)
    assert command.run_schools(arguments) is Exit.DONE
    kept = take_directory(vault, (tmp_path / "list.pdschools").read_bytes(), now=now())
    (found,) = find_schools(kept, "kim")
    assert (found.name, found.urn) == ("Elm Road School", "123456")


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (("Elm Road School", "123456"), "twice"),
        (("Another School", "123456"), "twice"),
        (("ELM  ROAD SCHОOL", ""), "twice"),  # with a Cyrillic letter
        (("Oak Hill School", "1" * 30), "too long, or has signs"),
        (("Oak \u202eHill", "654321"), "too long, or has signs"),
        (("O" * 300, "654321"), "too long, or has signs"),
    ],
)
def test_a_school_that_nobody_can_tell_from_another_or_read_is_never_signed(
    council: Administrator, second: tuple[str, str], told: str
) -> None:
    with pytest.raises(ProfileError, match=told):
        sign_directory(directory(a_school(), a_school(*second)), council.key)


def test_two_schools_of_one_name_and_two_numbers_are_two_schools(
    vault: Vault, council: Administrator
) -> None:
    several = (a_school(), a_school(urn="654321"))
    assert (
        len(take_directory(vault, sign_directory(directory(*several), council.key), now=now()).schools) == 2
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"urn,name,file\n123456,Caf\xe9,elm.json\n", "UTF-8"),
        (b"urn,name,file\n123456," + b"x" * 200_000 + b",elm.json\n", "row 2"),
        (b"urn,name,file\n123456,Elm Road,../elm.json\n", "beside the list"),
        (b"urn,name,file\n123456,Elm Road,//server/share/elm.json\n", "beside the list"),
        (b"urn,name,file\n123456,Elm Road,\\\\server\\share\\elm.json\n", "beside the list"),
        (b"urn,name,file\n123456,Elm Road,\n", "beside the list"),
        (b"urn,name,file\n123456,Elm Road\n", "beside the list"),
    ],
)
def test_a_list_that_leads_elsewhere_or_cannot_be_read_is_told(
    tmp_path: Path, vault: Vault, council: Administrator, content: bytes, told: str
) -> None:
    desks.make_desk(vault, desks.Desk(name="Elm Road", folders=(tmp_path,)), now=now())
    for folder in (tmp_path, tmp_path.parent):
        (folder / "elm.json").write_bytes(public_part(vault).encode())
    (tmp_path / "list.csv").write_bytes(content)
    (tmp_path / "key.pem").write_bytes(council.key.key_pem)
    (tmp_path / "certificate.pem").write_bytes(council.key.certificates_pem)
    with pytest.raises(UsageError, match=told):
        command.run_schools(_parsed(tmp_path))


def _parsed(folder: Path) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_commands(parser.add_subparsers())
    return parser.parse_args(
        ["schools", str(folder / "list.csv"), "--area", "Example Council", "--version", "1", "--key", str(folder / "key.pem"),
         "--certificate", str(folder / "certificate.pem")]
    )  # fmt: skip
