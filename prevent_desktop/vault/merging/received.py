"""Files of cases, and packs that came in: a received pack has one file on both laptops, whichever case it was put in."""

from __future__ import annotations

from prevent_desktop.casework.merge_report import OTHER
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.record_kinds import ATTACHMENTS
from prevent_desktop.vault.merging.records import Twins, join_frozen
from prevent_desktop.vault.merging.state import Joining, Row


def _same_file(one: Row, other: Row) -> bool:
    """Files with one id and one digest are the same file: only a received pack's can stand in two places."""
    return bool(one["sha256"] == other["sha256"])


_FILES = Twins(ATTACHMENTS, ("added_at", "file_name", "sha256"), _same_file)


def join_attachments(joining: Joining) -> None:
    """Take files that came only there; what either side says that a file is, is said on both."""
    join_frozen(joining, ATTACHMENTS, _FILES)
    for rows in joining.their_chunks("attachments"):
        known = joining.ours_by_id("attachments", "id", (row["id"] for row in rows))
        for row in rows:
            mine = known.get(row["id"])
            if mine is not None and row["description"] not in mine["description"]:
                both = " / ".join(filter(None, (mine["description"], row["description"])))
                joining.ours.attachments.describe(mine["id"], both)
                joining.came(OTHER)


def join_received(joining: Joining) -> None:
    """Take packs that came in only there; what a person put in a case on one side is in that case on both."""
    for rows in joining.their_chunks("received_packs"):
        for row in rows:
            mine = _ours(joining, row)
            if mine is None:
                joining.insert("received_packs", joining.mapped(row, ("attachment_id",)))
                joining.came("packs", row["received_at"])
            elif mine.case_id is None and row["case_id"] is not None:
                joining.ours.received.put_in_case(mine.id, row["case_id"])
                joining.came(OTHER, row["received_at"])


def _ours(joining: Joining, row: Row) -> ReceivedPack | None:
    """Ours with the same number and signer: two people may have signed packs under one number."""
    return joining.ours.received.find(row["pack_id"], row["fingerprint"])
