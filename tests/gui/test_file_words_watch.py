"""Older files are read for the search beside whoever works, and how far that is stands in the status line."""

from __future__ import annotations

from io import BytesIO

import pytest

from prevent_desktop.ui.window.file_words_watch import FileWordsWatch
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.find import find
from tests.gui.screens import Screens, now

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def add_as_before(vault: Vault, case_id: str, number: int) -> None:
    vault.attachments.add(
        BytesIO(f"A zeppelin, page {number}".encode()),
        case_id=case_id,
        file_name=f"page-{number}.txt",
        media_type="text/plain",
        at=now(),
    )


def test_they_are_read_one_by_one_told_and_found(demo: Screens) -> None:
    case_id = demo.case("AB")
    for number in range(5):
        demo.read(lambda vault, number=number: add_as_before(vault, case_id, number))  # type: ignore[misc]  # binds this round's
    watch = FileWordsWatch(demo.tasks)
    watch.between_ms = 0
    told: list[str] = []
    watch.told.connect(told.append)
    with demo.qtbot.waitSignal(watch.ended):
        watch.start(0)
    count = len(told) - 1
    assert told[0] == f"Reading older files for the search: 1 of {count}"
    assert told[-1] == f"Search finds {count} older files by their words now"
    assert len(demo.read(lambda vault: find(vault, "zeppelin")).texts) == 5
    told.clear()
    with demo.qtbot.waitSignal(watch.ended):
        watch.start(0)
    assert told == []
    watch.deleteLater()
