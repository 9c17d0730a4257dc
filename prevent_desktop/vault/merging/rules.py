"""What is done with each table when two copies are joined: what its declaration says, in order of references.

Of those whose declaration says `Joins.OWN` the function stands here; a test holds that none is missing or left over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.merge_report import OTHER
from prevent_desktop.casework.received_pack import id_beside
from prevent_desktop.casework.record_kind import Joins, RecordKind, Replaces, in_order_of_references
from prevent_desktop.casework.record_kinds import ATTACHMENTS
from prevent_desktop.vault.merging.peer_reviews import join_handed_drafts
from prevent_desktop.vault.merging.people import join_changes, join_people, join_person_texts
from prevent_desktop.vault.merging.records import Twins, join_by_key, join_frozen, join_withdrawn
from prevent_desktop.vault.merging.responses import join_responses
from prevent_desktop.vault.merging.settled import (
    join_conflicts,
    join_disposals,
    join_record_texts,
    join_waiting_drafts,
)
from prevent_desktop.vault.merging.shared_cases import join_shared_cases
from prevent_desktop.vault.merging.state import Joining, Row
from prevent_desktop.vault.merging.states import TWINS, go_on, join_reviews, join_settings, tell_secrets
from prevent_desktop.vault.repositories.profiles import BOUND_NAME, ProfileRecord
from prevent_desktop.vault.vault import Vault


def _same_file(one: Row, other: Row) -> bool:
    """Files with one id and one digest are the same file: only a received pack's can stand in two places."""
    return bool(one["sha256"] == other["sha256"])


_BETWEEN: Final = " / "
_DESCRIBED: Final = "attachment.described"
_FILES = Twins(ATTACHMENTS, ("added_at", "file_name", "sha256"), _same_file)


def join_attachments(joining: Joining) -> None:
    """Take files that came only there; what a file is said to be goes on from what was said before, and both stand where both said so."""
    join_frozen(joining, ATTACHMENTS, _FILES)
    for rows in joining.their_chunks("attachments"):
        known = joining.ours_by_id("attachments", "id", (row["id"] for row in rows))
        for row in rows:
            mine = known.get(row["id"])
            if mine is not None and row["description"] != mine["description"]:
                _join_description(joining, mine, row)


def _join_description(joining: Joining, mine: Row, theirs: Row) -> None:
    """The audits prove which goes on from which. It is written down here too, so that a third copy knows of it."""
    ours_had = _described(joining.ours, mine["id"]) <= joining.fork.known_of_ours
    theirs_had = _described(joining.theirs, mine["id"]) <= joining.fork.known_of_theirs
    if ours_had != theirs_had:
        words = theirs["description"] if ours_had else mine["description"]
    else:
        words = _both_said(mine["description"], theirs["description"])
    if words != mine["description"]:
        joining.ours.attachments.describe(mine["id"], words)
        joining.ours.audit.append(_DESCRIBED, mine["id"], mine["case_id"] or "")
        joining.came(OTHER)


def _described(vault: Vault, attachment_id: str) -> int:
    """The entry of the audit with which somebody said last what a file is; 0 where nobody did since it was added."""
    sql = "SELECT coalesce(max(position), 0) FROM audit WHERE subject = ? AND action = ?"
    return int(vault.database.value(sql, (attachment_id, _DESCRIBED)))


def _both_said(one: str, other: str) -> str:
    """Both, in an order that is the same on both laptops; what is a part of something longer stands in that."""
    said = {*one.split(_BETWEEN), *other.split(_BETWEEN)} - {""}
    return _BETWEEN.join(text for text in sorted(said) if not any(text in longer for longer in said - {text}))


def join_received(joining: Joining) -> None:
    """Take packs that came in only there; what a person put in a case on one side is in that case on both."""
    for rows in joining.their_chunks("received_packs"):
        for row in rows:
            digest = joining.their_file_digest(row)
            mine = joining.ours.received.same(row, digest)
            if mine is None:
                taken = joining.ours.received.find(row["id"]) is not None
                new_id = id_beside(row["id"], digest) if taken else row["id"]
                joining.ids[row["id"]] = new_id
                joining.insert("received_packs", {**joining.mapped(row, ("attachment_id",)), "id": new_id})
                joining.came("packs", row["received_at"])
                continue
            joining.ids[row["id"]] = mine.id
            if mine.case_id is None and row["case_id"] is not None:
                joining.ours.received.put_in_case(mine.id, row["case_id"])
                joining.came(OTHER, row["received_at"])


def join_profiles(joining: Joining) -> None:
    """Take theirs where it is newer and goes on from ours; where it does not, ours stays and a person is told.

    It goes on from ours where they had taken ours, or where both stand under one authority. Where ours is the newer one
    the same holds the other way round, and nothing is to be done.
    """
    ours, theirs = joining.ours.profiles.newest(), joining.theirs.profiles.newest()
    joining.tell(1)
    if theirs is None or (ours is not None and ours.digest == theirs.digest):
        return
    if ours is None or (theirs.version > ours.version and _goes_on(ours, theirs, joining)):
        joining.ours.profiles.add(theirs)
        joining.ours.clocks.forget()
        joining.came(OTHER)
    elif ours.version <= theirs.version or not _had(joining.ours.profiles.of_version(theirs.version), theirs):
        _tell_unless_same_line(joining, ours, theirs)


def _goes_on(ours: ProfileRecord, theirs: ProfileRecord, joining: Joining) -> bool:
    return ours.authority == theirs.authority or _had(joining.theirs.profiles.of_version(ours.version), ours)


def _had(found: ProfileRecord | None, wanted: ProfileRecord) -> bool:
    return found is not None and found.digest == wanted.digest


def _tell_unless_same_line(joining: Joining, ours: ProfileRecord, theirs: ProfileRecord) -> None:
    """An older one of the same authority needs no word: theirs will take ours."""
    if ours.version > theirs.version and ours.authority == theirs.authority:
        return
    joining.left_settings.append(BOUND_NAME)


OWN: Mapping[str, Callable[[Joining], None]] = {
    "secrets": tell_secrets,
    "disposals": join_disposals,
    "team_sets": join_shared_cases,
    "people": join_people,
    "responses": join_responses,
    "attachments": join_attachments,
    "received_packs": join_received,
    "person_changes": join_changes,
    "reviews": join_reviews,
    "drafts_for_comment": join_handed_drafts,
    "settings": join_settings,
    "profiles": join_profiles,
    "withdrawn_forms": join_withdrawn,
    "merge_conflicts": join_conflicts,
    "person_texts": join_person_texts,
    "record_texts": join_record_texts,
    "drafts_to_index": join_waiting_drafts,
}


def rules() -> Iterator[tuple[str, Callable[[Joining], None]]]:
    """Each table of which anything is taken, with what takes it, in the order of the work."""
    for kind in in_order_of_references(record_kinds.KINDS):
        rule = _rule(kind)
        if rule is not None:
            yield kind.table, rule


def _rule(kind: RecordKind) -> Callable[[Joining], None] | None:
    match kind.joins:
        case Joins.FROZEN:
            moves = go_on if kind.replaces is Replaces.STATE else None
            return partial(join_frozen, kind=kind, twins=TWINS.get(kind.table), go_on=moves)
        case Joins.KEYED:
            return partial(join_by_key, kind=kind)
        case Joins.OWN:
            return OWN[kind.table]
        case Joins.OURS | Joins.FOLLOWS:
            return None


def join_all(joining: Joining) -> None:
    """Take the other copy in, table by table. In the caller's transaction."""
    # A row may come before the one that it points to: an event before the one that it puts right.
    joining.ours.database.defer_foreign_keys()
    for _table, join in rules():
        join(joining)


def rows_to_read(joining: Joining) -> int:
    """How many rows of theirs the rules read, for the progress."""
    count = "SELECT count(*) FROM {}"
    return sum(int(joining.theirs.database.value(count.format(table))) for table, _rule in rules())
