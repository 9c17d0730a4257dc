"""A round of looking: a folder that is away, or is poisoned, hinders no other and is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import DeliveryError
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.intake import look
from prevent_desktop.workflows.receiving.outcomes import Waits
from tests.unit.workflows.receiving.packs_in import NOW, PACK, Desk, sink_of, take_all

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are POSIX's")


def test_one_folder_of_two_that_is_away_is_told_and_the_other_is_looked_at(
    desk: Desk, mailbox: FolderMailbox, tmp_path: Path
) -> None:
    """The fault: it was skipped in silence."""
    desk.put(mailbox)
    seen = look((FolderMailbox(tmp_path / "away"), mailbox), sink_of(desk, tmp_path))
    assert [arrival.untrusted_pack_id for _mailbox, arrival in seen.came_in] == [PACK]
    (away,) = seen.away
    assert "is not there" in away.title
    assert str(tmp_path / "away") in away.what_happened


def test_where_all_are_away_that_is_the_error(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="is not there"):
        look((FolderMailbox(tmp_path / "away"),), sink_of(desk, tmp_path))


@posix
def test_a_pipe_or_a_link_with_a_packs_name_is_told_and_the_pack_beside_it_is_taken(
    desk: Desk, mailbox: FolderMailbox, tmp_path: Path
) -> None:
    os.mkfifo(mailbox.incoming.path / "P-P1PE000000.pdf.age")
    (mailbox.incoming.path / "P-0L1NK00000.pdf.age").symlink_to(tmp_path / "nowhere")
    desk.put(mailbox)
    outcomes = list(take_all(desk.receiver, mailbox, tmp_path / "out", clock=lambda: NOW))
    assert [type(each) for each in outcomes] == [Waits, Kept, Waits]
    assert all("link" in each.what_happened for each in outcomes if isinstance(each, Waits))


@posix
def test_a_pipe_in_the_place_of_a_receipt_holds_nobody_up(
    desk: Desk, mailbox: FolderMailbox, tmp_path: Path
) -> None:
    desk.put(mailbox)
    os.mkfifo(mailbox.receipt_path(PACK))
    (outcome,) = take_all(desk.receiver, mailbox, tmp_path / "out", clock=lambda: NOW)
    assert isinstance(outcome, Waits)
    assert (mailbox.incoming.path / f"{PACK}.pdf.age").exists(), "nothing is taken away without a receipt"
