"""What part somebody has in the work."""

from __future__ import annotations

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.roles import Role, in_order, roles_of, title_of


def owner(*kinds: str) -> Practitioner:
    return Practitioner(name="A", role="B", organisation="C", kinds=kinds)


def test_nobody_has_a_role_until_they_chose_one() -> None:
    assert roles_of(None) == roles_of(owner()) == frozenset()


def test_what_an_older_version_kept_is_read_and_what_a_newer_one_adds_is_passed_over() -> None:
    assert roles_of(owner("practitioner", "lead", "astronaut")) == {Role.REPORTER, Role.LEAD}


def test_whoever_chose_a_profession_reports() -> None:
    assert roles_of(owner("nurse")) == {Role.NURSE, Role.REPORTER}


def test_packs_name_the_profession_and_not_that_somebody_reports() -> None:
    assert title_of({Role.LEAD, Role.REPORTER, Role.TEACHER}) == "Safeguarding lead, School staff"
    assert title_of({Role.REPORTER}) == "Practitioner"
    assert title_of(()) == ""


def test_roles_stand_in_the_order_in_which_they_are_asked() -> None:
    assert in_order({Role.EARLY_HELP, Role.PANEL, Role.REPORTER}) == (
        Role.REPORTER,
        Role.PANEL,
        Role.EARLY_HELP,
    )
