"""Somebody joins without a slip: a card by hand, six words by phone, and both must see the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.ui.team.by_words_card import ByWordsCard
from prevent_desktop.ui.team.own_card import OwnCardPart
from prevent_desktop.ui.team.page import TeamPage
from prevent_desktop.ui.team.six_words import SixWords
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.team.circles.statements import circles
from prevent_desktop.workflows.team.joining.asked_admissions import asked
from prevent_desktop.workflows.team.members.authority import SECRET
from tests.gui.screens import Screens, nameless, shown_texts, too_wide
from tests.gui.stepping_up import type_passphrase
from tests.teams import keys_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def a_card(signing_key: str = "") -> bytes:
    """What the laptop of Jo tells of itself."""
    from prevent_desktop.strict_json import write
    from prevent_desktop.workflows.organisation.profile.team_making import CARD, VaultCard

    keys = keys_of("v-jo")
    card = VaultCard(
        id="v-jo", device="Office laptop 3", recipient=str(keys.identity.recipient),
        signing_key=signing_key or keys.pair.public_pem,
    )  # fmt: skip
    return write(card, fixed=CARD)


def comparing(screens: Screens, card: bytes) -> ByWordsCard:
    shown = screens.show(ByWordsCard(screens.tasks, screens.clock))
    shown.take_card(card)
    screens.settle()
    return shown


def six(card: ByWordsCard) -> list[str]:
    return [word.text() for word in card.words.words]


def members(screens: Screens) -> dict[str, Role]:
    profile = screens.read(settings.profile)
    assert profile is not None
    assert profile.team is not None
    return {one.name: one.role for one in profile.team.members}


def test_where_the_words_are_the_same_they_are_let_in_and_share(led: Screens) -> None:
    card = comparing(led, a_card())
    assert card.heading.text() == "Office laptop 3 waits to join"
    assert len(six(card)) == 6
    card.name.setText(" Jo  Lowe ")
    card.role.set_value("deputy")
    before = members(led)
    card.same.click()
    assert members(led) == before
    with led.qtbot.waitSignal(card.admitted):
        type_passphrase(led, card)
    assert members(led)["Jo Lowe"] is Role.DEPUTY
    book = next(iter(led.read(circles).values()))
    assert book.newest is not None
    assert "v-jo" in book.newest.vaults
    assert card.save.isVisible(), "the file that their laptop knows the team by"


def test_where_they_differ_nobody_is_let_in(led: Screens) -> None:
    before = members(led)
    card = comparing(led, a_card())
    card.differ.click()
    led.settle()
    assert members(led) == before
    assert "exchanged the card on its way" in card.told.text()
    assert card.bring.isVisible()


def test_another_signing_key_has_other_words(led: Screens) -> None:
    first = six(comparing(led, a_card()))
    assert six(comparing(led, a_card(keys_of("v-other").pair.public_pem))) != first


def test_without_a_name_or_with_one_that_is_there_nothing_happens(led: Screens) -> None:
    card = comparing(led, a_card())
    card.same.click()
    type_passphrase(led, card)
    led.settle()
    assert card.notice.text.text().startswith("Whose laptop is it?")
    card.name.setText("ash moor")
    card.same.click()
    type_passphrase(led, card)
    led.settle()
    assert "is in the team already" in card.notice.text.text()
    assert card.words.isVisible(), "they can go on"


def test_a_file_of_something_else_is_told(led: Screens) -> None:
    card = comparing(led, b"{}")
    assert card.notice.text.text().startswith("That vault cannot be taken")


def test_the_newcomer_sees_the_same_words(
    led: Screens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = tmp_path / "card.json"
    monkeypatch.setattr("prevent_desktop.ui.team.own_card.ask_for_target", lambda _parent, _name: target)
    part = led.show(OwnCardPart(led.tasks))
    part.device.setText("My laptop")
    part.make.click()
    led.settle()
    words = [word.text() for word in part.words.words]
    assert len(words) == 6
    assert nameless(part) == []
    led.qtbot.waitUntil(target.exists)
    card = comparing(led, target.read_bytes())
    assert "is in the team already" in card.notice.text.text(), "it is the lead's own here"
    part.make.click()
    led.settle()
    assert [word.text() for word in part.words.words] == words


def test_long_words_stand_in_fewer_columns_and_none_is_cut(led: Screens) -> None:
    def columns(width: int, words: list[str]) -> int:
        grid = led.show(SixWords(), (width, 120))
        grid.show_words(words)
        led.settle()
        assert all(word.width() >= word.sizeHint().width() for word in grid.words)
        return len({word.x() for word in grid.words})

    assert columns(330, ["fable"] * 6) == 3
    assert columns(330, ["denatured"] * 6) == 2


def test_a_window_that_gets_narrower_is_not_held_wide_by_the_words(led: Screens) -> None:
    card = comparing(led, a_card())
    card.words.show_words(["denatured"] * 6)
    wide = card.words.minimumSizeHint().width()
    card.resize(900, 600)
    led.settle()
    assert len({word.x() for word in card.words.words}) == 3
    assert card.words.minimumSizeHint().width() == wide


def test_where_the_key_is_on_another_laptop_it_says_so_and_who_waits_and_gives_the_file_once_it_is_signed(
    led: Screens, tmp_path: Path
) -> None:
    """Pat is the lead of this vault from now on, and Sam's laptop keeps the key."""
    led.read(lambda vault: vault.secrets.set(SECRET, b""))
    page = led.show(TeamPage(led.tasks, led.navigator, led.clock))
    led.settle()
    card = page.by_words
    assert card.isVisible()
    assert "Your organisation’s key is on another laptop" in card.where_signed.text()
    card.take_card(a_card())
    led.settle()
    card.name.setText("Jo Lowe")
    before = members(led)
    card.same.click()
    assert members(led) == before
    with led.qtbot.waitSignal(card.admitted):
        type_passphrase(led, card)
    assert "signed there when that is open next" in card.notice.text.text()
    assert "Jo Lowe" not in members(led)
    page.refresh()
    led.settle()
    assert any(text.startswith("Jo Lowe waits for the signature since") for text in shown_texts(card))
    assert nameless(page) == []
    assert too_wide(page) == 0
    (admission,) = led.read(asked)
    card.show_asked((), (admission,), signs_here=False)
    led.settle()
    assert "It is signed: Jo Lowe." in card.notice.text.text()
    card.save_for_them(tmp_path / "organisation.pdprofile")
    led.settle()
    assert (tmp_path / "organisation.pdprofile").read_bytes()
    assert led.read(asked) == ()
