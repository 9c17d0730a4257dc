"""What leaves this computer: each kind of thing has a switch, which holds from the next moment on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.casework.leaving import IN_OUTBOX, Leaving
from prevent_desktop.delivery.outbox.sending_settings import may_leave
from prevent_desktop.ui.settings.leaving_section import LeavingSection
from prevent_desktop.ui.settings.state import read_state
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.give_answer import outgoing
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.organisation.signing_identity import stamping
from tests.gui.screens import Screens, nameless, press, shown_texts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def section(screens: Screens) -> LeavingSection:
    return screens.show(LeavingSection(screens.tasks, screens.get_spool))


def kept_in(screens: Screens) -> set[Leaving]:
    """What stays here, by the two places where it is kept."""
    beside = {kind for kind in IN_OUTBOX if not may_leave(screens.spool.settings, kind)}
    return beside | screens.read(settings.kept_in)


@pytest.mark.parametrize("kind", list(Leaving))
def test_each_kind_is_switched_off_and_on_by_the_keyboard(
    screens: Screens, section: LeavingSection, kind: Leaving
) -> None:
    box = section.boxes[kind]
    assert box.checked
    box.button.setFocus()
    press(Qt.Key.Key_Space)
    screens.settle()
    assert kept_in(screens) == {kind}
    assert section.notice.text.text() == "Saved. It stays on this computer."
    press(Qt.Key.Key_Space)
    screens.settle()
    assert kept_in(screens) == set()


def test_it_shows_what_is_switched_off(screens: Screens, section: LeavingSection) -> None:
    screens.read(lambda vault: settings.keep_in(vault, Leaving.TIMESTAMPS, kept_in=True))
    section.show_state(screens.read(lambda vault: read_state(vault, screens.library)))
    assert {kind for kind, box in section.boxes.items() if not box.checked} == {Leaving.TIMESTAMPS}


def test_every_switch_has_a_name_and_says_what_happens_without_it(section: LeavingSection) -> None:
    assert nameless(section) == []
    for box in section.boxes.values():
        assert "Off:" in box.button.accessibleDescription()
    assert any("revoked certificates are not fetched" in text for text in shown_texts(section))


def test_without_timestamps_no_authority_is_asked(screens: Screens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "timestamp_url", lambda _vault: "http://time.example/tsa")
    assert screens.read(stamping) is not None
    screens.read(lambda vault: settings.keep_in(vault, Leaving.TIMESTAMPS, kept_in=True))
    assert screens.read(lambda vault: stamping(vault) is None)


def test_without_answers_a_desk_puts_none_out(screens: Screens, monkeypatch: pytest.MonkeyPatch) -> None:
    def to_give(vault: Vault) -> int:
        monkeypatch.setattr(vault.answers, "to_give", lambda: [(_Record(), b"sealed")])
        return len(outgoing(vault))

    assert screens.read(to_give) == 1
    screens.read(lambda vault: settings.keep_in(vault, Leaving.ANSWERS, kept_in=True))
    assert screens.read(to_give) == 0


class _Record:
    id = "answer"
    pack_id = "P-1"

    class answer:  # noqa: N801 - a record's part
        number = 1
