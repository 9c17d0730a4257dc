"""A desk is given to colleagues, and taken from one, in the settings; the words are shown before anything is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.ui.settings.shared_desk_part import SharedDeskPart
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.desk import Desk, desk_of, keys_of, make_desk
from prevent_desktop.workflows.receiving.shared_desk import give_desk
from tests.gui.screens import Screens, nameless, now, press, shown_texts, wait_for
from tests.gui.stepping_up import step_up
from tests.made_vaults import copied_vault
from tests.unit.workflows.team.circles import as_a_team

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def part(screens: Screens) -> SharedDeskPart:
    return screens.show(SharedDeskPart(screens.tasks))


@pytest.fixture
def given(screens: Screens, tmp_path: Path) -> Path:
    """The vault here is Sam's; Pat has a desk, and gave a file."""
    made = copied_vault(tmp_path / "pat")

    def give(vault: Vault) -> bytes:
        with Vault.open(tmp_path / "pat", made.key) as pat:
            as_a_team(("sf", vault), ("pl", pat))
            make_desk(pat, Desk(name="Front door", folders=(tmp_path,)), now=now())
            return give_desk(pat)

    file = tmp_path / "shared-desk.age"
    file.write_bytes(screens.read(give))
    return file


def test_the_words_are_shown_first_and_one_press_makes_this_vault_the_same_desk(
    screens: Screens, given: Path, tmp_path: Path
) -> None:
    shown = part(screens)
    assert not shown.give.isVisible(), "this vault is no desk yet"
    shown.look_at(given)
    wait_for(screens.qtbot, shown.take.isVisible)
    assert {"Pat Lee", "Front door", str(tmp_path)} <= set(shown_texts(shown)), (
        "the folders, too, are a colleague’s word"
    )
    assert "Your organisation’s file does not name this desk" in shown.notice.text.text()
    assert (screens.read(desk_of), nameless(shown)) == (None, [])
    screens.settle()
    assert shown.take.hasFocus()
    with screens.qtbot.waitSignal(shown.taken):
        press(Qt.Key.Key_Space)
    assert not shown.take.isVisible()
    words = screens.read(keys_of)
    assert len(words.seal_words.split()) == 6
    desk = screens.read(desk_of)
    assert desk is not None
    assert desk.name == "Front door"


def test_another_file_is_refused_in_words_and_nothing_can_be_taken(
    screens: Screens, given: Path, tmp_path: Path
) -> None:
    shown = part(screens)
    wrong = tmp_path / "wrong.age"
    wrong.write_bytes(given.read_bytes()[:-40])
    shown.look_at(wrong)
    wait_for(screens.qtbot, shown.notice.isVisible)
    assert "cannot be taken" in shown.notice.text.text()
    assert not shown.take.isVisible()


def test_giving_asks_for_the_passphrase_and_writes_a_file_that_says_nothing(
    screens: Screens, given: Path, tmp_path: Path
) -> None:
    def be_desk(vault: Vault) -> bytes:
        make_desk(vault, Desk(name="Another door", folders=(tmp_path,)), now=now())
        return vault.secrets.get(desks.IDENTITY) or b""

    secret = screens.read(be_desk)
    shown = part(screens)
    shown.show_desk(is_desk=True)
    shown.give.click()
    assert "Every lead and deputy of your team can open" in " ".join(shown_texts(step_up(shown)))
    target = tmp_path / "given.age"
    shown.give_to(target)
    wait_for(screens.qtbot, target.exists)
    assert secret.strip() not in target.read_bytes()
    assert b"Another door" not in target.read_bytes()
    assert given.exists()
