"""What is done with each table when two copies are joined: what its declaration says, in order of references.

Of those whose declaration says `Joins.OWN` the function stands here; a test holds that none is missing or left over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.merge_report import OTHER
from prevent_desktop.casework.received_pack import id_beside
from prevent_desktop.casework.record_kind import Joins, RecordKind, Replaces, in_order_of_references
from prevent_desktop.vault.merging.peer_reviews import join_handed_drafts
from prevent_desktop.vault.merging.people import join_changes, join_people, join_person_texts
from prevent_desktop.vault.merging.records import join_by_key, join_frozen, join_withdrawn
from prevent_desktop.vault.merging.responses import join_responses
from prevent_desktop.vault.merging.settled import (
    join_conflicts,
    join_disposals,
    join_record_texts,
    join_waiting_drafts,
)
from prevent_desktop.vault.merging.shared_cases import join_shared_cases
from prevent_desktop.vault.merging.state import Joining
from prevent_desktop.vault.merging.states import (
    GOING_ON,
    TWINS,
    go_on,
    join_reviews,
    join_settings,
    tell_secrets,
)
from prevent_desktop.vault.repositories.profiles import BOUND_NAME, ProfileRecord


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
            moves = GOING_ON.get(kind.table, go_on) if kind.replaces is Replaces.STATE else None
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
