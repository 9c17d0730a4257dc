"""A lock in the middle of saving a readable copy: what is left of it is taken away after the next unlocking, and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.ui.window.unfinished_copies import UnfinishedCopyBanner
from prevent_desktop.vault.keys.key_slots import unlock_key
from prevent_desktop.workflows.copies_begun import begun, note_begun
from prevent_desktop.workflows.vault_admin import unlock
from tests.gui.running_app import PASSPHRASE, App
from tests.gui.screens import nameless

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_what_was_left_is_gone_and_told_until_it_was_read(app: App, tmp_path: Path) -> None:
    folder, stick = next(app.desktop.places.vaults.iterdir()), tmp_path / "stick"
    stick.mkdir()
    with unlock.open_vault(folder, unlock_key(folder, PASSPHRASE)) as vault:
        note_begun(vault, stick / "letter.pdf")
        note_begun(vault, stick / "whole.pdf")
    (stick / ".letter.pdf.0123456789ab.part").write_bytes(b"Dear Dr Moor")
    (stick / "whole.pdf").write_bytes(b"whole")
    app.unlock()
    app.wait(lambda: bool(app.window.findChildren(UnfinishedCopyBanner)))
    (banner,) = app.window.findChildren(UnfinishedCopyBanner)
    assert str(stick / "letter.pdf") in banner.text.text()
    assert "whole.pdf" not in banner.text.text()
    assert [path.name for path in stick.iterdir()] == ["whole.pdf"]
    assert nameless(banner) == []
    banner.read.click()
    assert not banner.isVisible()
    assert app.find(begun) == ()
