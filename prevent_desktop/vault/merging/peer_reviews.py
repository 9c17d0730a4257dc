"""Drafts for comment: united by id; comments that came or went on one side are not lost, and what is done stays done."""

from __future__ import annotations

import json

from prevent_desktop.casework.draft_codec import comments_of, comments_text
from prevent_desktop.casework.merge_report import OTHER
from prevent_desktop.casework.peer_review import Comment, Comments, ReviewDirection
from prevent_desktop.vault.merging.state import Joining, Row


def join_handed_drafts(joining: Joining) -> None:
    """Take what is only there; of one that both have, what was said to it on either side, and all that is done."""
    for rows in joining.their_chunks("drafts_for_comment"):
        known = joining.ours_by_id("drafts_for_comment", "id", (row["id"] for row in rows))
        for row in rows:
            mine = known.get(row["id"])
            if mine is None:
                responses = [joining.ids.get(each, each) for each in json.loads(row["responses"])]
                joining.insert("drafts_for_comment", {**row, "responses": json.dumps(responses)})
                joining.came(OTHER, row["handed_at"])
            else:
                _join(joining, mine, row)


def _join(joining: Joining, mine: Row, theirs: Row) -> None:
    newer = theirs if (theirs["returned_at"] or "") > (mine["returned_at"] or "") else mine
    said = newer["comments"]
    if mine["direction"] == ReviewDirection.RECEIVED and mine["comments"] != theirs["comments"]:
        said = comments_text(_united(comments_of(mine["comments"]), comments_of(theirs["comments"])))
    done = json.dumps(sorted({*json.loads(mine["done"]), *json.loads(theirs["done"])}))
    if (said, newer["returned_at"], done) != (mine["comments"], mine["returned_at"], mine["done"]):
        joining.ours.database.run(
            "UPDATE drafts_for_comment SET comments = ?, returned_at = ?, done = ? WHERE id = ?",
            (said, newer["returned_at"], done, mine["id"]),
        )
        joining.came(OTHER, newer["returned_at"])


def _united(one: Comments, other: Comments) -> Comments:
    """What one person wrote about one draft on two laptops: the same on both, and no word is lost."""
    texts: dict[tuple[int, str], list[str]] = {}
    for comment in (*one.comments, *other.comments):
        texts.setdefault((comment.form, comment.place), []).append(comment.text)
    choices = sorted(filter(None, {one.decision, other.decision}))
    return Comments(
        decision=choices[0] if len(choices) == 1 else "",
        overall=_both(one.overall, other.overall),
        comments=tuple(Comment(*place, _both(*written)) for place, written in sorted(texts.items())),
        at=max(filter(None, (one.at, other.at)), default=None),
    )


def _both(*texts: str) -> str:
    """The longer where it goes on with the other; else one after the other."""
    first, last = min(texts), max(texts)
    return last if last.startswith(first) else f"{first}\n\n{last}"
