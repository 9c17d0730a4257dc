from __future__ import annotations

import math

import pytest

from prevent_desktop.casework.identifiers import CROCKFORD
from prevent_desktop.errors import InvitationError
from prevent_desktop.workflows.team.joining.invitation_codes import (
    RANDOM_LETTERS,
    CodeKeys,
    new_code,
    read_code,
)


def test_a_code_holds_at_least_77_bits_in_letters_that_can_be_read_out() -> None:
    code = new_code()
    assert RANDOM_LETTERS * math.log2(len(CROCKFORD)) >= 77
    assert [len(group) for group in code.split("-")] == [3] * 6
    assert not set(code) & set("ILOU")
    assert code != new_code()


def test_it_is_read_as_people_type_it() -> None:
    code = new_code()
    assert read_code(f" {code.lower().replace('-', ' ')} ") == code
    assert read_code(code.replace("0", "o").replace("1", "l")) == code


def test_every_single_wrong_letter_and_every_two_that_changed_places_are_told() -> None:
    letters = new_code().replace("-", "")
    for place, right in enumerate(letters):
        for wrong in set(CROCKFORD) - {right}:
            with pytest.raises(InvitationError):
                read_code(letters[:place] + wrong + letters[place + 1 :])
        for other in range(place + 1, len(letters)):
            if letters[other] != right:
                swapped = list(letters)
                swapped[place], swapped[other] = letters[other], right
                with pytest.raises(InvitationError):
                    read_code("".join(swapped))


@pytest.mark.parametrize("typed", ["", "K7Q", "K7Q-F2M-9XW-T4C-8HJ-3P!", "K" * 40])
def test_what_is_no_code_is_told(typed: str) -> None:
    with pytest.raises(InvitationError, match="typing mistake"):
        read_code(typed)


def test_keys_and_names_differ_by_purpose_and_are_the_same_each_time() -> None:
    keys = CodeKeys.of("0QF-2M9-XWT-4C8-HJ3-PDA")
    names = {
        keys.request_name,
        keys.answer_name,
        keys.entry,
        keys.key("request").hex(),
        keys.key("answer").hex(),
    }
    assert len(names) == 5
    assert CodeKeys.of("0QF-2M9-XWT-4C8-HJ3-PDA") == keys
    assert "root" not in repr(keys)
