"""Forms in two copies. Finished ones never change; drafts that went on in both are kept twice, and none is lost.

A draft gives way where it is proved that the other copy had it already, or where it is an earlier state of the other.
"""

from __future__ import annotations

import hashlib

from prevent_desktop.casework.draft_states import is_earlier_state
from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.merge_conflict import Choice, ConflictKind
from prevent_desktop.casework.merge_report import other_laptop
from prevent_desktop.casework.record_kinds import RESPONSES
from prevent_desktop.formatting import short_moment
from prevent_desktop.translation import _
from prevent_desktop.vault.answer_text import answer_text
from prevent_desktop.vault.merging.records import Twins
from prevent_desktop.vault.merging.state import LAPTOP, Joining, Row
from prevent_desktop.vault.repositories.columns import read_time
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.vault import Vault

_FEW = 40
_STATE = (
    "status", "place", "sections_done", "sections_total", "changed_at", "finalised_at", "content_digest", "content",
)  # fmt: skip
FINISHED = "finished"
"""The field of a conflict between a draft and the form that was finished from it on the other laptop."""


def join_responses(joining: Joining) -> None:
    """Unite the finished ones, and join the drafts."""
    for rows in joining.their_chunks("responses", _FEW):
        known = joining.ours_by_id("responses", "id", (row["id"] for row in rows))
        for untouched in rows:
            row = joining.mapped(untouched, RESPONSES.references)
            mine = known.get(row["id"])
            if row["finalised_at"] is not None and (mine is None or mine["finalised_at"] is not None):
                _join_finished(joining, row, known)
            elif mine is None:
                if not _was_put_away(joining, row):
                    _add(joining, row, "drafts")
                    _agree(joining, row)
                    _take_history(joining, row["id"], row["id"])
            elif mine["finalised_at"] is not None:
                _keep_their_draft(joining, mine, row)
            else:
                _join_draft(joining, mine, row)


def _join_finished(joining: Joining, row: Row, known: dict[str, Row]) -> None:
    place = _FINISHED.settle_place(joining, row, known)
    if place is None:
        return
    _add(joining, {**row, "id": place}, "forms")
    if place != row["id"] and row["id"] in known:
        _FINISHED.tell(joining, {**row, "id": place}, known[row["id"]], ConflictKind.FORM, "finalised_at")


def _same_answers(one: Row, other: Row) -> bool:
    return bool(one["content"] == other["content"] and one["finalised_at"] == other["finalised_at"])


_FINISHED = Twins(RESPONSES, ("content", "finalised_at", "place"), _same_answers)


def _join_draft(joining: Joining, mine: Row, theirs: Row) -> None:
    """Ours is a draft; theirs is one too, or was finished."""
    if mine["content"] == theirs["content"] and theirs["finalised_at"] is None:
        if theirs["changed_at"] > mine["changed_at"]:
            _write(joining, theirs)
        _agree(joining, theirs)
        return
    agreed = _agreed(joining, mine["id"])
    gives_way = joining.knows_ours(mine["id"]) or _gives_way(mine, agreed, theirs)
    if theirs["finalised_at"] is not None:
        kept_ours = None if gives_way else _second_draft(joining, mine, joining.ours, from_here=True)
        _take(joining, theirs)
        if kept_ours is not None:
            _tell(joining, theirs, mine, kept_ours, kept_here=False)
        return
    others_way = joining.knows_theirs(mine["id"]) or _gives_way(theirs, agreed, mine)
    theirs_newer = _order(theirs) > _order(mine)
    if gives_way and (theirs_newer or not others_way):
        _take(joining, theirs)
    elif others_way:
        return
    elif theirs_newer:
        twin = _second_draft(joining, mine, joining.ours, from_here=True)
        _take(joining, theirs)
        _tell(joining, theirs, mine, twin, kept_here=False)
    else:
        twin = _second_draft(joining, theirs, joining.theirs, from_here=False)
        _tell(joining, mine, theirs, twin, kept_here=True)


def _keep_their_draft(joining: Joining, mine: Row, theirs: Row) -> None:
    """Ours was finished: their draft is kept beside it, unless the form was finished from it."""
    agreed = _agreed(joining, mine["id"])
    if not (joining.knows_theirs(mine["id"]) or _gives_way(theirs, agreed, mine)):
        twin = _second_draft(joining, theirs, joining.theirs, from_here=False)
        _tell(joining, mine, theirs, twin, kept_here=True)


def _gives_way(draft: Row, agreed: set[str], other: Row) -> bool:
    return _digest(draft) in agreed or is_earlier_state(draft["content"], other["content"])


def _agreed(joining: Joining, response_id: str) -> set[str]:
    """Digests of what both copies had at an earlier joining: whoever still has it wrote nothing since."""
    sql = "SELECT agreed FROM write_marks WHERE record_id = ?"
    return {vault.database.value(sql, (response_id,)) for vault in (joining.ours, joining.theirs)} - {
        None,
        "",
    }


def _agree(joining: Joining, theirs: Row) -> None:
    sql = "UPDATE write_marks SET agreed = ? WHERE record_id = ? AND agreed <> ?"
    digest = _digest(theirs)
    joining.ours.database.run(sql, (digest, theirs["id"], digest))


def _digest(draft: Row) -> str:
    return hashlib.sha256(draft["content"].encode()).hexdigest()


def _order(row: Row) -> tuple[str, str]:
    return row["changed_at"], row["content"]


def _take(joining: Joining, theirs: Row) -> None:
    """Put theirs in place of our draft, with what can be undone in it."""
    _take_history(joining, theirs["id"], theirs["id"])
    _write(joining, theirs)
    _agree(joining, theirs)
    news = "drafts" if theirs["finalised_at"] is None else "forms"
    joining.came(news, theirs["changed_at"])


def _write(joining: Joining, theirs: Row) -> None:
    assignments = ", ".join(f"{name} = :{name}" for name in _STATE)
    joining.ours.database.run(f"UPDATE responses SET {assignments} WHERE id = :id", theirs)  # noqa: S608 - our own names
    joining.changed = True
    if not theirs["kept_apart"]:
        joining.insert_if_new("drafts_to_index", {"response_id": theirs["id"]})


def _add(joining: Joining, row: Row, news: str) -> None:
    joining.insert("responses", row)
    joining.came(news, row["changed_at"])


def _second_draft(joining: Joining, draft: Row, vault: Vault, *, from_here: bool) -> str:
    """Keep a draft under an id of its own, named by its laptop and time; the id, which both laptops find alike."""
    twin = derived_id("draft", draft["id"], draft["content"])
    laptop = other_laptop(vault.settings.get(LAPTOP) or "")
    saved = read_time(draft["changed_at"]).astimezone()
    title = _("{title} (from {laptop}, saved {when})").format(
        title=draft["title"], laptop=laptop, when=short_moment(saved)
    )
    if _was_put_away(joining, {**draft, "id": twin}):
        return twin
    if joining.insert_if_new("responses", {**draft, "id": twin, "title": title}):
        if not from_here:
            joining.came("drafts", draft["changed_at"])
        if not draft["kept_apart"]:
            SearchIndex(joining.ours.database).put(
                RESPONSES, twin, draft["case_id"], label=title, body=answer_text(draft["content"])
            )
        if from_here:
            joining.ours.undo_histories.keep(twin, joining.ours.undo_histories.get(draft["id"]))
        else:
            _take_history(joining, draft["id"], twin)
    return twin


def _take_history(joining: Joining, theirs: str, here: str) -> None:
    """What can be undone goes with the text that it belongs to."""
    joining.ours.undo_histories.keep(here, joining.theirs.undo_histories.get(theirs))


def _was_put_away(joining: Joining, row: Row) -> bool:
    """Whether somebody here settled that they do not want this draft, and nobody wrote in it since."""
    sql = "SELECT other FROM merge_conflicts WHERE twin_id = ? AND choice IN (?, ?)"
    put_away = joining.ours.database.value(sql, (row["id"], Choice.KEEP.value, Choice.TAKE_OTHER.value))
    return put_away is not None and put_away == row["content"]


def _tell(joining: Joining, kept: Row, other: Row, twin: str, *, kept_here: bool) -> None:
    joining.conflict(
        ConflictKind.DRAFT, sides=(kept["content"], other["content"]), person_id=joining.person_of(kept["case_id"]),
        case_id=kept["case_id"], record_id=kept["id"], twin_id=twin,
        field="" if kept["finalised_at"] is None else FINISHED, kept_at=kept["changed_at"], kept_here=kept_here,
        other_at=other["changed_at"],
    )  # fmt: skip
