"""What moves on in two copies: cases, packs, reviews, as the team's engine says of them; what a file is said to be; settings and secrets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from prevent_desktop.casework.correspondence_kinds import PACKS
from prevent_desktop.casework.merge_conflict import ConflictKind
from prevent_desktop.casework.merge_report import OTHER
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.record_kinds import ATTACHMENTS, CASES, REVIEWS
from prevent_desktop.casework.team.shared_kinds import frozen
from prevent_desktop.errors import DatabaseDamagedError
from prevent_desktop.vault.merging.forked import gone_on_from, standing, state_of
from prevent_desktop.vault.merging.news import tell_row
from prevent_desktop.vault.merging.records import GoOn, Twins, join_by_key
from prevent_desktop.vault.merging.state import Joining, Row
from prevent_desktop.vault.sql_errors import database_damaged
from prevent_desktop.vault.team.row_writing import RowWriter
from prevent_desktop.vault.vault import Vault

_BETWEEN: Final = " / "
_DESCRIBED: Final = "attachment.described"
_SIGNING_KEY = "signing-key"
_ATTACHMENT_IDENTITY = "attachment-identity"
_ANSWER_IDENTITY = "answer-identity"


def go_on(joining: Joining, kind: RecordKind, mine: Row, theirs: Row) -> None:
    """Let a row of ours say what the team's engine makes of the states of both copies."""
    here, there = state_of(kind, mine), state_of(kind, theirs)
    if here == there:
        return
    before = gone_on_from(joining, kind, mine, theirs)
    states = standing(kind, mine, theirs, before)
    now = states[0] if len(states) == 1 or kind is CASES else _of_equal(kind, here, there)
    if now != here:
        RowWriter(joining.ours, mine.get("case_id", "")).update(kind, mine, now)
        tell_row(joining, kind, mine, {**mine, **now})
    if before is None:
        _ask(joining, kind, mine, theirs, now)


def _of_equal(kind: RecordKind, mine: Row, theirs: Row) -> Row:
    """Of two states that are equally far the one with the earlier receipt; else ours, for which the outbox here waits."""
    if kind is not PACKS or not (mine["receipt"] and theirs["receipt"]):
        return mine
    return min(mine, theirs, key=lambda state: (state["receipt_at"], state["receipt"]))


_ASKED: Final[Mapping[str, tuple[ConflictKind, str, str]]] = {
    CASES.table: (ConflictKind.CASE, "status", "changed_at"),
    PACKS.table: (ConflictKind.RECEIPT, "receipt", "receipt_at"),
}
"""What a person is asked about, though the engine knows which one to show: of what column, and which one says when."""


def _ask(joining: Joining, kind: RecordKind, mine: Row, theirs: Row, now: Row) -> None:
    """Let a person settle what both copies moved on since they parted, where both say something."""
    if kind.table not in _ASKED:
        return
    conflict, field, at = _ASKED[kind.table]
    kept, other = (mine, theirs) if now[field] == mine[field] else (theirs, mine)
    if kept[field] == other[field] or not (kept[field] and other[field]):
        return
    case_id = mine["id"] if kind is CASES else mine["case_id"]
    joining.conflict(
        conflict, sides=(kept[field], other[field]), person_id=joining.person_of(case_id), case_id=case_id,
        record_id=mine["id"], field=field, texts=(kept[field], other[field]), kept_at=kept[at], kept_here=kept is mine,
        other_at=other[at],
    )  # fmt: skip


def _go_on_describing(joining: Joining, _kind: RecordKind, mine: Row, theirs: Row) -> None:
    """What a file is said to be; it comes into a case with the pack whose it is. What is taken is written down, so that a third copy knows of it."""
    if mine["description"] == theirs["description"]:
        return
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


GOING_ON: Final[Mapping[str, GoOn]] = {ATTACHMENTS.table: _go_on_describing}
"""What moves a record on, where it is not the team's engine (`go_on`)."""


def _same_pack(one: Row, other: Row) -> bool:
    """Whether they are one pack; where one still waits, the other may be the same with the lead's signature."""
    said = {*frozen(PACKS)} - {*PACKS.references, "id"}
    if "awaiting" not in {one["status"], other["status"]}:
        said.add("pdf_digest")
    return all(one[name] == other[name] for name in said)


def _same_file(one: Row, other: Row) -> bool:
    """Files with one id and one digest are the same file: only a received pack's can stand in two places."""
    return bool(one["sha256"] == other["sha256"])


TWINS: Final[Mapping[str, Twins]] = {
    CASES.table: Twins(CASES, (), lambda _one, _other: True),
    PACKS.table: Twins(PACKS, ("pdf_digest", "signed_at"), _same_pack),
    ATTACHMENTS.table: Twins(ATTACHMENTS, ("added_at", "file_name", "sha256"), _same_file),
}
"""What tells apart two records of one id, where it is another thing than all that never changes in them."""


def join_reviews(joining: Joining) -> None:
    """Unite them; of several open ones of a case the one set last stays."""
    join_by_key(joining, REVIEWS, go_on)
    joining.ours.database.run(_ONE_OPEN_REVIEW)


_ONE_OPEN_REVIEW: Final = """
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
