"""Forms by role: theirs first, in the order of use; the rest stays to be found."""

from __future__ import annotations

import pytest

from prevent_desktop.casework.roles import Role
from prevent_desktop.workflows.forms.form_choice import Audience, FormOption
from prevent_desktop.workflows.forms.forms_by_role import first_for, parted


def option(form_id: str) -> FormOption:
    return FormOption(form_id=form_id, title=form_id, line="", audience=Audience.PRACTITIONER)


OPTIONS = tuple(map(option, ("addendum", "concern", "health-concern", "lead-check", "screening-tool")))


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.TEACHER, "concern"),
        (Role.NURSE, "health-concern"),
        (Role.SOCIAL_WORKER, "concern"),
        (Role.FAMILY_SUPPORT, "home-visit-note"),
        (Role.EARLY_HELP, "early-help-plan"),
        (Role.LEAD, "lead-check"),
    ],
)
def test_each_role_has_its_own_form_first(role: Role, first: str) -> None:
    assert first_for({role, Role.REPORTER})[0] == first


def test_several_roles_have_the_forms_of_all_of_them_once() -> None:
    both = first_for({Role.NURSE, Role.LEAD})
    assert both[0] == "lead-check"
    assert "health-concern" in both
    assert len(both) == len(set(both))


def test_the_rest_is_kept_and_nothing_is_lost() -> None:
    mine, rest = parted(OPTIONS, {Role.NURSE})
    assert [one.form_id for one in mine] == ["health-concern", "concern", "screening-tool"]
    assert [one.form_id for one in rest] == ["addendum", "lead-check"]


def test_until_a_role_is_chosen_none_comes_first() -> None:
    assert parted(OPTIONS, ()) == ((), OPTIONS)
