"""The signing key in settings: a certificate request from its beginning to its end, and a key on a card."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.signing_keys import KeyRequest
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.certificate_request import awaited
from prevent_desktop.workflows.organisation.signing_identity import card_key, keep_signing_key, signing_key
from tests.gui.screens import Screens, nameless, too_wide, wait_for
from tests.unit.packs.tokens.soft_card import PIN, SoftCard

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]


@pytest.fixture
def screen(screens: Screens) -> SettingsScreen:
    owner = Practitioner(name="Sam Field", role="Teacher", organisation="Example School")
    screens.read(lambda vault: settings.save_practitioner(vault, owner))
    made = screens.show(screens.settings_screen())
    made.show_part(made.signing.part)
    return made


def _said(screen: SettingsScreen) -> str:
    return screen.signing.notice.text.text()


def test_a_request_is_saved_waited_for_and_its_certificate_imported(
    screens: Screens, screen: SettingsScreen, tmp_path: Path
) -> None:
    part, request, answer = screen.signing.request, tmp_path / "request.csr", tmp_path / "own.cer"

    def target(_parent: QWidget, name: str) -> Path | None:
        assert name == "certificate-request.csr"
        return request

    part._ask_target, part._ask_file = target, lambda _parent: answer
    assert not part.make.isHidden()
    assert part.take.isHidden()
    part.make.click()
    wait_for(screens.qtbot, lambda: "Send it to your organisation" in _said(screen))
    wait_for(screens.qtbot, lambda: not part.take.isHidden())
    assert part.told.text().startswith("Waiting for the certificate of Sam Field since ")
    if pictures := os.environ.get("COUNTERSIGN_PICTURES"):
        screen.grab().save(f"{pictures}/settings-waiting.png")
    assert not nameless(screen)
    assert not too_wide(screen)
    answer.write_bytes(b"Dear Sam")
    part.take.click()
    wait_for(screens.qtbot, lambda: "holds no certificate" in _said(screen))
    answer.write_bytes(Authority.create("Council").issue(request.read_bytes()))
    part.take.click()
    wait_for(screens.qtbot, lambda: "Its key signs from now on" in _said(screen))
    assert screens.read(signing_key).name == "Sam Field"
    wait_for(screens.qtbot, lambda: not part.make.isHidden())
    assert screens.read(awaited) is None


def test_a_card_is_found_chosen_and_told(
    screens: Screens, screen: SettingsScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = KeyRequest.create(name="Sam Field", organisation="Example School")
    key = request.with_certificate(Authority.create("Council").issue(request.request_pem))
    (tmp_path / "card").mkdir()
    card = SoftCard.make(tmp_path / "card", key)
    monkeypatch.setenv("SOFTHSM2_CONF", str(card.config))
    part = screen.signing.token
    part._ask_file = lambda _parent: tmp_path / "no-module.so"
    part.module.click()
    wait_for(screens.qtbot, lambda: "module file is not there" in _said(screen))
    part._ask_file = lambda _parent: card.module
    part.module.click()
    wait_for(screens.qtbot, lambda: "signs from now on" in _said(screen))
    wait_for(screens.qtbot, lambda: "Its PIN is asked for at each signing" in part.told.text())
    kept = screens.read(card_key)
    assert kept is not None
    assert kept.key(PIN).sign(b"words")
    screens.read(lambda vault: keep_signing_key(vault, key))
    screen.refresh()
    wait_for(screens.qtbot, lambda: "PKCS#11" in part.told.text())
