"""What was written of a shared case in the other copy and stands in no change-set yet, as operations that we may say for it.

It is said once, however often the copy is joined. Where the same copy wrote on since it was joined last, what it says now takes the
place of what was said for it then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from prevent_desktop.casework.team.change_set import ROW, Operation, OperationId
from prevent_desktop.casework.team.folding import UnitName
from prevent_desktop.casework.team.shared_kinds import claims, shared_kind
from prevent_desktop.vault.audit.branches import MERGED
from prevent_desktop.vault.merging.state import MARKED, Joining
from prevent_desktop.vault.team.capture import not_said_yet
from prevent_desktop.vault.team.tables import JOINED

_CAME_WITH: Final = """
SELECT (SELECT detail FROM audit AS later WHERE action = :merged AND position > audit.position ORDER BY position LIMIT 1)
FROM audit WHERE action = :joined AND subject = :case_id AND detail = :digest
"""
_KNOWS: Final = "SELECT 1 FROM audit WHERE digest = ?"


class _Said(NamedTuple):
    """What an operation in a set here says of a unit; `for_them` where it came of an earlier state of the other copy."""

    id: OperationId
    unit: UnitName
    value: Any
    replaces: frozenset[OperationId]
    for_them: bool


def said_there(joining: Joining, case_id: str, circle: str) -> list[Operation]:
    """What we have to say for the other copy: nothing that was said already, and nothing that we are known to have had."""
    if not joining.theirs.team.is_dirty(case_id):
        return []
    _rows, unsaid = not_said_yet(joining.theirs, case_id, circle)
    unsaid = [one for one in unsaid if not _was_had(joining, one)]
    said: dict[UnitName, list[_Said]] = defaultdict(list)
    for one in _said_here(joining, case_id, circle, {each.key for each in unsaid}) if unsaid else ():
        said[one.unit].append(one)
    return [new for one in unsaid for new in _still_to_say(one, said)]


def _was_had(joining: Joining, operation: Operation) -> bool:
    return operation.table in MARKED and joining.knows_theirs(operation.key[0])


def _said_here(joining: Joining, case_id: str, circle: str, keys: Container[Any]) -> Iterator[_Said]:
    """All that sets here say of rows with these keys."""
    for stored in joining.ours.team.sets_of(case_id, circle):
        named = stored.named
        for_them = stored.here and _is_for_them(joining, case_id, stored.digest)
        for place, one in enumerate(named.change_set.operations):
            kind = shared_kind(one.table)
            if kind is not None and one.key in keys:
                this, replaces = named.id_of(place), frozenset(one.replaces)
                for unit, value in claims(kind, one):
                    yield _Said(this, UnitName(one.table, one.key, unit), value, replaces, for_them)


def _is_for_them(joining: Joining, case_id: str, digest: str) -> bool:
    """Whether a set came by joining a copy from which the other one goes on."""
    named = {"merged": MERGED, "joined": JOINED, "case_id": case_id, "digest": digest}
    head = joining.ours.database.value(_CAME_WITH, named)
    return head is not None and joining.theirs.database.value(_KNOWS, (head,)) is not None


def _still_to_say(operation: Operation, said: Mapping[UnitName, list[_Said]]) -> Iterator[Operation]:
    """The operation, or what is left of it where the row itself was said already."""
    kind = shared_kind(operation.table)
    begun = UnitName(operation.table, operation.key, ROW) in said
    if kind is None or operation.unit != ROW or not begun:
        units = [operation]
    else:
        units = [
            replace(operation, unit=unit, value=value)
            for unit, value in claims(kind, operation)
            if unit != ROW
        ]
    for one in units:
        before = said.get(UnitName(one.table, one.key, one.unit), [])
        earlier = _last_for_them(one, before)
        if earlier and all(each.value != one.value for each in earlier):
            yield replace(one, replaces=tuple(sorted({*one.replaces, *(each.id for each in earlier)})))
        elif not earlier and (one.value, frozenset(one.replaces)) not in [
            (each.value, each.replaces) for each in before
        ]:
            yield one


def _last_for_them(operation: Operation, before: Sequence[_Said]) -> list[_Said]:
    """What was said of the unit for the same copy, when it had heard of no more than now; the last of it."""
    found = [each for each in before if each.for_them and each.replaces >= set(operation.replaces)]
    return [each for each in found if not any(each.id in other.replaces for other in found)]
