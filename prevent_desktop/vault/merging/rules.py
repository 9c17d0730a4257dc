"""What is done with each table when two copies are joined: what its declaration says, in order of references.

Of those whose declaration says `Joins.OWN` the function stands here; a test holds that none is missing or left over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.record_kind import Joins, RecordKind, in_order_of_references
from prevent_desktop.vault.merging.peer_reviews import join_handed_drafts
from prevent_desktop.vault.merging.people import join_changes, join_people, join_person_texts
from prevent_desktop.vault.merging.profiles import join_profiles
from prevent_desktop.vault.merging.received import join_attachments, join_received
from prevent_desktop.vault.merging.records import join_by_key, join_frozen, join_withdrawn
from prevent_desktop.vault.merging.responses import join_responses
from prevent_desktop.vault.merging.settled import (
    join_conflicts,
    join_disposals,
    join_record_texts,
    join_waiting_drafts,
)
from prevent_desktop.vault.merging.state import Joining
from prevent_desktop.vault.merging.states import (
    join_cases,
    join_packs,
    join_reviews,
    join_settings,
    tell_secrets,
)

OWN: Mapping[str, Callable[[Joining], None]] = {
    "secrets": tell_secrets,
    "disposals": join_disposals,
    "people": join_people,
    "cases": join_cases,
    "responses": join_responses,
    "attachments": join_attachments,
    "received_packs": join_received,
    "packs": join_packs,
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
            return partial(join_frozen, kind=kind)
        case Joins.KEYED:
            return partial(join_by_key, kind=kind)
        case Joins.OWN:
            return OWN[kind.table]
        case Joins.OURS | Joins.FOLLOWS:
            return None


def join_all(joining: Joining) -> None:
    """Take the other copy in, table by table. In the caller's transaction."""
    # A row may come before the one that it points to: an event before the one that it puts right.
    joining.ours.database.run("PRAGMA defer_foreign_keys = ON")
    for _table, join in rules():
        join(joining)


def rows_to_read(joining: Joining) -> int:
    """How many rows of theirs the rules read, for the progress."""
    count = "SELECT count(*) FROM {}"
    return sum(int(joining.theirs.database.value(count.format(table))) for table, _rule in rules())
