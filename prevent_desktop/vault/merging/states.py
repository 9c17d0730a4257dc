"""What moves on in two copies: cases, packs, reviews, settings. The further or newer state stands; a receipt is never lost."""

from __future__ import annotations

import json

from prevent_desktop.casework.correspondence_kinds import PACKS
from prevent_desktop.casework.merge_conflict import ConflictKind
from prevent_desktop.casework.merge_report import OTHER
from prevent_desktop.casework.team.precedence import PACK_ORDER
from prevent_desktop.errors import DatabaseDamagedError
from prevent_desktop.vault.merging.records import Twins
from prevent_desktop.vault.merging.state import Joining, Row
from prevent_desktop.vault.sql_errors import database_damaged

_PACK_STATE = ("status", "sealed_digest", "receipt", "receipt_at", "receiver_reference")
_COUNTERSIGNED = ("attachment_id", "pdf_digest")
_SIGNING_KEY = "signing-key"
_ATTACHMENT_IDENTITY = "attachment-identity"
_ANSWER_IDENTITY = "answer-identity"


def join_cases(joining: Joining) -> None:
    """Take cases that are only there; where both moved a case on, the newer state stands and a person looks."""
    for rows in joining.their_chunks("cases"):
        known = joining.ours_by_id("cases", "id", (row["id"] for row in rows))
        for row in rows:
            mine = known.get(row["id"])
            if row["id"] in joining.erased:
                continue
            if mine is None:
                joining.insert("cases", row)
                joining.came("cases", row["opened_at"])
            elif (mine["status"], mine["changed_at"]) != (row["status"], row["changed_at"]):
                _join_case(joining, mine, row)


def _join_case(joining: Joining, mine: Row, theirs: Row) -> None:
    ours_known, theirs_known = joining.knows_ours(mine["id"]), joining.knows_theirs(mine["id"])
    theirs_newer = (theirs["changed_at"], theirs["status"]) > (mine["changed_at"], mine["status"])
    if ours_known != theirs_known:
        theirs_newer = ours_known
    if theirs_newer:
        sql = "UPDATE cases SET status = :status, changed_at = :changed_at, closed_at = :closed_at WHERE id = :id"
        joining.ours.database.run(sql, theirs)
        joining.changed = True
        if mine["status"] != theirs["status"]:
            joining.came("statuses", theirs["changed_at"])
    if mine["status"] != theirs["status"] and not (ours_known or theirs_known):
        kept, other = (theirs, mine) if theirs_newer else (mine, theirs)
        joining.conflict(
            ConflictKind.CASE, sides=(kept["status"], other["status"]), person_id=mine["person_id"], case_id=mine["id"],
            record_id=mine["id"], field="status", texts=(kept["status"], other["status"]), kept_at=kept["changed_at"],
            kept_here=not theirs_newer, other_at=other["changed_at"],
        )  # fmt: skip


def join_packs(joining: Joining) -> None:
    """One pack by its id, however often it was queued; the further state stands."""
    for rows in joining.their_chunks("packs"):
        known = joining.ours_by_id("packs", "id", (row["id"] for row in rows))
        for untouched in rows:
            row = joining.mapped(untouched, PACKS.references)
            place = _PACKS.settle_place(joining, row, known)
            if place is not None:
                added = {**row, "id": place}
                joining.insert("packs", added)
                joining.came("packs", row["signed_at"])
                joining.came_packs.append(place)
                if row["id"] in known:
                    _PACKS.tell(joining, added, known[row["id"]], ConflictKind.RECORD, "signed_at")
            elif row["id"] in known:
                _join_pack(joining, known[row["id"]], row)


def _same_pack(one: Row, other: Row) -> bool:
    """Whether they are one pack; where one still waits, the other may be the same with the lead's signature."""
    moving = {*_PACK_STATE, *PACKS.references, "id"}
    if "awaiting" in {one["status"], other["status"]}:
        moving |= {*_COUNTERSIGNED}
    return all(one[name] == other[name] for name in one if name not in moving)


_PACKS = Twins(PACKS, ("pdf_digest", "signed_at"), _same_pack)


def _join_pack(joining: Joining, mine: Row, theirs: Row) -> None:
    here, there = (PACK_ORDER.index(row["status"]) for row in (mine, theirs))
    if there > here:
        _take_pack(joining, theirs, also=_COUNTERSIGNED if mine["status"] == "awaiting" else ())
        if theirs["receipt"]:
            joining.came("receipts", theirs["receipt_at"])
            joining.delivered.append(theirs["id"])
    elif mine["receipt"] and theirs["receipt"] and mine["receipt"] != theirs["receipt"]:
        _join_receipts(joining, mine, theirs)


def _join_receipts(joining: Joining, mine: Row, theirs: Row) -> None:
    """Delivered from both laptops: the earlier receipt stands, and the other is kept with the conflict."""
    kept, other = sorted((mine, theirs), key=lambda row: (row["receipt_at"], row["receipt"]))
    if kept is theirs:
        _take_pack(joining, theirs)
    joining.conflict(
        ConflictKind.RECEIPT, sides=(mine["receipt"], theirs["receipt"]), person_id=joining.person_of(mine["case_id"]),
        case_id=mine["case_id"], record_id=mine["id"], field="receipt", texts=(kept["receipt"], other["receipt"]),
        kept_at=kept["receipt_at"], kept_here=kept is mine, other_at=other["receipt_at"],
    )  # fmt: skip


def _take_pack(joining: Joining, theirs: Row, *, also: tuple[str, ...] = ()) -> None:
    assignments = ", ".join(f"{name} = :{name}" for name in (*_PACK_STATE, *also))
    joining.ours.database.run(f"UPDATE packs SET {assignments} WHERE id = :id", theirs)  # noqa: S608 - our own names
    joining.changed = True


def join_reviews(joining: Joining) -> None:
    """Unite them; what was done on one side is done, and of several open ones of a case the one set last stays."""
    for rows in joining.their_chunks("reviews"):
        known = joining.ours_by_id(
            "reviews",
            "response_id",
            (joining.ids.get(row["response_id"], row["response_id"]) for row in rows),
        )
        for untouched in rows:
            row = joining.mapped(untouched, ("response_id",))
            mine = known.get(row["response_id"])
            if mine is None:
                joining.insert("reviews", row)
                joining.came(OTHER, row["set_at"])
            elif mine["done_at"] != row["done_at"]:
                done = min(filter(None, (mine["done_at"], row["done_at"])))
                sql = "UPDATE reviews SET done_at = ? WHERE response_id = ? AND done_at IS NOT ?"
                if joining.ours.database.run(sql, (done, row["response_id"], done)).rowcount:
                    joining.came(OTHER, done)
    joining.ours.database.run(_ONE_OPEN_REVIEW)


_ONE_OPEN_REVIEW = """
UPDATE reviews AS one SET done_at = (
    SELECT max(set_at) FROM reviews WHERE case_id = one.case_id AND done_at IS NULL
) WHERE done_at IS NULL AND EXISTS (
    SELECT 1 FROM reviews AS later WHERE later.case_id = one.case_id AND later.done_at IS NULL
    AND (later.set_at, later.response_id) > (one.set_at, one.response_id)
)
"""


def join_settings(joining: Joining) -> None:
    """Ours stay, and what differs is told. What was never set here is taken; lists of what was written are united."""
    meaning = joining.meaning
    naming = meaning.naming if _has_what_was_erased(joining) else frozenset()
    for rows in joining.their_chunks("settings"):
        for row in rows:
            key, theirs = row["key"], row["value"]
            ours = joining.ours.settings.get(key)
            if ours == theirs or key not in {*meaning.told, *meaning.unite}:
                continue
            if key in naming or (ours is not None and key in meaning.told):
                joining.left_settings.append(key)
                continue
            united = theirs if ours is None else meaning.unite[key](ours, theirs)
            if united != ours:
                joining.ours.settings.set(key, united)
                joining.came(OTHER)


def _has_what_was_erased(joining: Joining) -> bool:
    """Whether the other copy still has a case or person that was erased here."""
    ids = json.dumps(sorted(joining.erased))
    sql = "SELECT 1 FROM {table} WHERE id IN (SELECT value FROM json_each(?)) LIMIT 1"
    return any(joining.theirs.database.row(sql.format(table=table), (ids,)) for table in ("cases", "people"))


def tell_secrets(joining: Joining) -> None:
    """Ours stay, with their identities for answers. What attachments are sealed to must be the same; another signing key is told."""
    ours, theirs = joining.ours.secrets, joining.theirs.secrets
    if ours.get(_ATTACHMENT_IDENTITY) != theirs.get(_ATTACHMENT_IDENTITY):
        raise _other_identity()
    _unite_answer_identities(joining)
    theirs_key = theirs.get(_SIGNING_KEY)
    joining.other_signing_key = theirs_key is not None and theirs_key != ours.get(_SIGNING_KEY)


def _unite_answer_identities(joining: Joining) -> None:
    """Answers may come sealed to either: ours first, which packs go on naming."""
    ours, theirs = (side.secrets.get(_ANSWER_IDENTITY) or b"" for side in (joining.ours, joining.theirs))
    missing = [line for line in theirs.splitlines() if line not in ours.splitlines()]
    if missing:
        joining.ours.secrets.set(_ANSWER_IDENTITY, ours + b"".join(line + b"\n" for line in missing))
        joining.changed = True


def _other_identity() -> DatabaseDamagedError:
    """A copy has the identity that the vault was made with, for ever."""
    return database_damaged()
