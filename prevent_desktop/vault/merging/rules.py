"""What is done with each table when two copies are joined: every table of the schema stands here, in the order of the work.

A test holds that none is missing. A new table says here whether its rows are united, joined or derived, and by what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prevent_desktop.casework.merge_report import News
from prevent_desktop.vault.merging.handed_drafts import join_handed_drafts
from prevent_desktop.vault.merging.people import join_changes, join_people, join_person_texts
from prevent_desktop.vault.merging.profiles import join_profiles
from prevent_desktop.vault.merging.received import join_attachments, join_received
from prevent_desktop.vault.merging.records import ByKey, Frozen, join_withdrawn
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


@dataclass(frozen=True, slots=True)
class Rule:
    """`words` say what becomes of a table's rows; `join` does it, and is None where another table's rule does, or nothing is to be done."""

    words: str
    join: Callable[[Joining], None] | None = None


RULES: Mapping[str, Rule] = {
    "secrets": Rule("ours stay, with their identities for answers; the attachment identity must be the same, another signing key is told", tell_secrets),
    "disposals": Rule("united for what is not here; what was erased there and stands here is asked about", join_disposals),
    "disposed": Rule("with its certificate: what was erased on one side does not come back"),
    "people": Rule("field by field; the newer stands, the other stays as an earlier value and is told", join_people),
    "cases": Rule("united; the newer status stands, told where both moved it", join_cases),
    "questionnaires": Rule("united by digest", ByKey("questionnaires").join),
    "notes": Rule("united by id", Frozen(table="notes", news=News.NOTES, at="written_at").join),
    "responses": Rule("finished ones united; drafts that went on in both are kept twice", join_responses),
    "undo_histories": Rule("go with the draft that they belong to"),
    "events": Rule(
        "united by id",
        Frozen(table="events", news=News.EVENTS, at="written_at", references=("response_id", "corrects")).join,
    ),
    "decisions": Rule(
        "united by id",
        Frozen(table="decisions", news=News.DECISIONS, at="decided_at", references=("response_id",)).join,
    ),
    "attachments": Rule("united by id, with their sealed files", join_attachments),
    "bare_copies": Rule("united by the copy's id", ByKey("bare_copies").join),
    "received_packs": Rule("united by pack id and signer; in a case on one side is in a case, ours where both put it in one", join_received),
    "packs": Rule("united by id; the further state stands, a receipt is never lost", join_packs),
    "answers": Rule("united by pack and number, as they were signed", ByKey("answers", News.ANSWERS).join),
    "answers_to_give": Rule("ours: each side puts out its own"),
    "answers_set_aside": Rule("united", ByKey("answers_set_aside").join),
    "chases": Rule(
        "united by id; the day set last counts",
        Frozen(table="chases", news=News.OTHER, at="set_at", references=("event_id",)).join,
    ),
    "person_changes": Rule("united by id", join_changes),
    "left_differences": Rule("united", ByKey("left_differences").join),
    "reviews": Rule("united; done on one side is done", join_reviews),
    "keeping_decisions": Rule(
        "united by id, so that a hold holds on both",
        Frozen(table="keeping_decisions", news=News.DECISIONS, at="decided_at", references=("lifts",)).join,
    ),
    "withholdings": Rule(
        "united by id, so that what one side keeps back is kept back on both",
        Frozen(table="withholdings", news=News.DECISIONS, at="decided_at", references=("lifts",)).join,
    ),
    "drafts_for_comment": Rule("united by id; comments that came back on one side are on both", join_handed_drafts),
    "settings": Rule("ours stay, differences are told; lists of what was written are united", join_settings),
    "profiles": Rule("the newer one counts where it goes on from ours, else ours stays and it is told", join_profiles),
    "form_bundles": Rule("united by digest", ByKey("form_bundles").join),
    "added_forms": Rule("united", ByKey("added_forms", News.ADDED_FORMS).join),
    "withdrawn_forms": Rule("the newer withdrawal stands", join_withdrawn),
    "merge_conflicts": Rule("united; one that was settled on either side is settled", join_conflicts),
    "write_marks": Rule("ours, by the schema's triggers; what both have at the joining is noted"),
    "merge_twins": Rule("told when a record of theirs is added"),
    "person_texts": Rule("made anew for whom anything came", join_person_texts),
    "record_texts": Rule("written for all that came", join_record_texts),
    "drafts_to_index": Rule("united for drafts that are here", join_waiting_drafts),
    "clocks": Rule("worked out anew from what came"),
    "clocks_to_set": Rule("by the schema's triggers"),
    "left_to_remove": Rule("ours: each side clears its own disk"),
    "disposing": Rule("empty outside a disposal"),
    "audit": Rule("ours goes on; theirs since the two parted goes into audit_branches"),
    "audit_branches": Rule("united by digest (merging_fork.join_audit)"),
}  # fmt: skip


def join_all(joining: Joining) -> None:
    """Take the other copy in, table by table. In the caller's transaction."""
    joining.ours.database.run(
        "PRAGMA defer_foreign_keys = ON"
    )  # a row may come before the one that it points to
    for rule in RULES.values():
        if rule.join is not None:
            rule.join(joining)


def rows_to_read(joining: Joining) -> int:
    """How many rows of theirs the rules read, for the progress."""
    return sum(
        int(joining.theirs.database.value(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own names
        for table, rule in RULES.items()
        if rule.join is not None
    )
