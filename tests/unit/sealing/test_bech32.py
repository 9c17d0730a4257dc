from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.errors import SealFormatError
from prevent_desktop.sealing import bech32

_PREFIXES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=20).map(
    str.lower
)
_CLASSIC = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"  # from C2SP age.md


@given(_PREFIXES, st.binary(max_size=200))
def test_what_is_encoded_decodes_to_the_same(prefix: str, data: bytes) -> None:
    text = bech32.encode(prefix, data)
    assert bech32.decode(text) == (prefix, data)
    assert bech32.decode(text.upper()) == (prefix.upper(), data)


@pytest.mark.parametrize("last", range(32))
def test_no_last_letter_is_lost(last: int) -> None:
    data = bytes(4) + bytes([last])
    assert bech32.decode(bech32.encode("a", data)) == ("a", data)


def test_the_generator_is_that_of_the_standard() -> None:
    for top in range(32):
        check = 0
        for place in range(5):  # BIP 173, "Checksum"
            check ^= (
                [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3][place] if top >> place & 1 else 0
            )
        assert bech32._multiple(top) == check


def test_the_published_recipient_decodes_and_encodes() -> None:
    prefix, data = bech32.decode(_CLASSIC)
    assert (prefix, len(data)) == ("age", 32)
    assert bech32.encode(prefix, data) == _CLASSIC


@pytest.mark.parametrize(
    "valid",  # BIP 173, "Test vectors"
    [
        "A12UEL5L",
        "a12uel5l",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
        "?1ezyfcl",
    ],
)
def test_a_valid_string_of_the_standard_is_taken(valid: str) -> None:
    assert bech32.decode(valid)[1] == b""


@pytest.mark.parametrize(
    "invalid",
    [
        "",
        "1",
        "pzry9x0s0muk",  # no separator
        "1pzry9x0s0muk",  # no prefix
        "x1b4n0q5v",  # a letter that is not in the alphabet
        "li1dgmt3",  # check letters missing
        "de1lg7wt\x7f",
        "A1G7SGD8",  # check letters of the upper-case prefix
        "10a06t8",
        "1qzzfhee",
        "a12UEL5L",  # mixed case
        "\x801eym55h",
        "ä12uel5l",
        _CLASSIC[:-1],
        _CLASSIC + " ",
        _CLASSIC.replace("z", "2", 1),
    ],
)
def test_anything_else_is_refused(invalid: str) -> None:
    with pytest.raises(SealFormatError):
        bech32.decode(invalid)


@pytest.mark.parametrize(
    "groups",
    [[0, 1], [0], [0, 0, 0]],
    ids=["filling that is not zero", "a letter alone", "a letter too many"],
)
def test_bits_that_no_encoder_writes_are_refused(groups: list[int]) -> None:
    values = [*groups, *bech32._check_groups("age", groups)]
    with pytest.raises(SealFormatError):
        bech32.decode("age1" + "".join(bech32._LETTERS[value] for value in values))


@given(st.data())
def test_up_to_four_wrong_letters_are_always_noticed(data: st.DataObject) -> None:
    letters = list(_CLASSIC)
    positions = data.draw(st.sets(st.integers(4, len(letters) - 1), min_size=1, max_size=4))
    for position in positions:
        letters[position] = data.draw(st.sampled_from([c for c in bech32._LETTERS if c != letters[position]]))
    with pytest.raises(SealFormatError):
        bech32.decode("".join(letters))
