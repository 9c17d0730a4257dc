"""Forms in two copies. Finished ones never change; drafts that went on in both are kept twice, and none is lost.

Which of two gives way is what the team's engine says (`forked`). A team is asked about the others while one of them stands in the
record; in one vault, whose writer goes on at once, each is a draft of its own, named by its laptop and time. So is one whose words cannot be
read, on whichever laptop: a person chooses nothing between words and none.
"""

from __future__ import annotations

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.merge_conflict import Choice, ConflictKind
from prevent_desktop.casework.merge_report import other_laptop
from prevent_desktop.casework.record_kinds import RESPONSES
from prevent_desktop.formatting import short_moment
from prevent_desktop.translation import _
from prevent_desktop.vault.answer_text import answer_text
from prevent_desktop.vault.merging.forked import digest_of, gone_on_from, standing, state_of, written
from prevent_desktop.vault.merging.news import tell_row
from prevent_desktop.vault.merging.records import Twins
from prevent_desktop.vault.merging.state import LAPTOP, Joining, Row
from prevent_desktop.vault.repositories.columns import read_time
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.team.readable import is_readable
from prevent_desktop.vault.team.row_writing import RowWriter
from prevent_desktop.vault.vault import Vault

_FEW = 40
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
                    _add(joining, row)
                    _agree(joining, row)
            else:
                _join_draft(joining, mine, row)


def _join_finished(joining: Joining, row: Row, known: dict[str, Row]) -> None:
    place = _FINISHED.settle_place(joining, row, known)
    if place is None:
        return
    _add(joining, {**row, "id": place})
    if place != row["id"] and row["id"] in known:
        _FINISHED.tell(joining, {**row, "id": place}, known[row["id"]], ConflictKind.FORM, "finalised_at")


def _same_answers(one: Row, other: Row) -> bool:
    return bool(one["content"] == other["content"] and one["finalised_at"] == other["finalised_at"])


_FINISHED = Twins(RESPONSES, ("content", "finalised_at", "place"), _same_answers)


def _join_draft(joining: Joining, mine: Row, theirs: Row) -> None:
    """One of them is a draft at least. Of two that a person has to settle the one written last is shown, the other kept beside it."""
    there = state_of(RESPONSES, theirs)
    if there == state_of(RESPONSES, mine):
        _agree(joining, theirs)
        return
    before = gone_on_from(joining, RESPONSES, mine, theirs)
    for row, vault in ((theirs, joining.theirs), (mine, joining.ours)):
        if row is not before and not is_readable(RESPONSES.table, row):
            _keep_unread(joining, row, vault, other=mine if row is theirs else theirs)
            _agree(joining, theirs)
            return
    states = standing(RESPONSES, mine, theirs, before)
    both_stand = len(states) > 1
    takes = written(RESPONSES, theirs) > written(RESPONSES, mine) if both_stand else there in states
    if both_stand:
        kept, other = (theirs, mine) if takes else (mine, theirs)
        twin = _second_draft(joining, other, joining.ours if takes else joining.theirs, from_here=takes)
        _tell(joining, kept, other, twin, kept_here=not takes)
    if takes:
        _take(joining, mine, theirs)
    if takes or mine["content"] == theirs["content"]:
        _agree(joining, theirs)


def _keep_unread(joining: Joining, unread: Row, vault: Vault, *, other: Row) -> None:
    """Let the other one of two stand, and keep beside it what nobody can read."""
    from_here = vault is joining.ours
    _second_draft(joining, unread, vault, from_here=from_here, is_read=False)
    if from_here:
        _take(joining, unread, other)


def _agree(joining: Joining, theirs: Row) -> None:
    sql = "UPDATE write_marks SET agreed = ? WHERE record_id = ? AND agreed <> ?"
    digest = digest_of(theirs)
    joining.ours.database.run(sql, (digest, theirs["id"], digest))


def _take(joining: Joining, mine: Row, theirs: Row) -> None:
    """Put theirs in place of our draft, with what can be undone in it."""
    RowWriter(joining.ours, mine["case_id"]).update(RESPONSES, mine, state_of(RESPONSES, theirs))
    joining.changed = True
    tell_row(joining, RESPONSES, mine, theirs)


def _add(joining: Joining, row: Row) -> None:
    joining.insert("responses", row)
    tell_row(joining, RESPONSES, None, row)


def _second_draft(
    joining: Joining, draft: Row, vault: Vault, *, from_here: bool, is_read: bool = True
) -> str:
    """Keep a draft under an id of its own, named by its laptop and time; the id, which both laptops find alike."""
    twin = derived_id("draft", draft["id"], draft["content"])
    laptop = other_laptop(vault.settings.get(LAPTOP) or "")
    saved = read_time(draft["changed_at"]).astimezone()
    named = (
        _("{title} (from {laptop}, saved {when})")
        if is_read
        else _("{title} (from {laptop}, saved {when}: its words cannot be read)")
    )
    title = named.format(title=draft["title"], laptop=laptop, when=short_moment(saved))
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
