"""The one outbox of a process is opened when it is needed, and not again once it was closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from prevent_desktop.errors import SpoolError
from prevent_desktop.workflows.sending.shared_spool import SharedSpool


def test_it_is_opened_once_and_after_its_end_no_more(tmp_path: Path) -> None:
    """The fault: a thread that had been importing opened it again in a folder that was being moved."""
    shared = SharedSpool(tmp_path / "outbox")
    assert not shared.is_there
    assert shared.get() is shared.get()
    shared.close()
    left = sorted(path.name for path in (tmp_path / "outbox").rglob("*"))
    with pytest.raises(SpoolError, match="closed"):
        shared.get()
    assert sorted(path.name for path in (tmp_path / "outbox").rglob("*")) == left
    assert not list((tmp_path / "outbox" / "holders").iterdir())


def test_a_list_that_is_written_anew_is_opened_again(tmp_path: Path) -> None:
    shared = SharedSpool(tmp_path / "outbox")
    before = shared.get()
    shared.rebuild()
    assert shared.get() is not before
    shared.close()
