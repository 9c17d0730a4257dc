"""Drafts for comment: united by id; comments that came or went on one side are not lost, and what is done stays done."""

from __future__ import annotations

import json

from prevent_desktop.casework.merge_report import News
from prevent_desktop.vault.merging.state import Joining


def join_handed_drafts(joining: Joining) -> None:
    """Take what is only there; of one that both have, the comments that came back last, and all that is done."""
    for rows in joining.their_chunks("drafts_for_comment"):
        known = joining.ours_by_id("drafts_for_comment", "id", (row["id"] for row in rows))
        for row in rows:
            mine = known.get(row["id"])
            if mine is None:
                responses = [joining.ids.get(each, each) for each in json.loads(row["responses"])]
                joining.insert("drafts_for_comment", {**row, "responses": json.dumps(responses)})
                joining.came(News.OTHER, row["handed_at"])
                continue
            newer = row if (row["returned_at"] or "") > (mine["returned_at"] or "") else mine
            done = json.dumps(sorted({*json.loads(mine["done"]), *json.loads(row["done"])}))
            if (newer["comments"], done) != (mine["comments"], mine["done"]):
                joining.ours.database.run(
                    "UPDATE drafts_for_comment SET comments = ?, returned_at = ?, done = ? WHERE id = ?",
                    (newer["comments"], newer["returned_at"], done, row["id"]),
                )
                joining.came(News.OTHER, newer["returned_at"])
