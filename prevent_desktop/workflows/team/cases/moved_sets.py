"""The change-sets of a case that went on in another circle: what the new one was begun with, and what the old one holds beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from prevent_desktop.casework.record_kinds import ATTACHMENTS, CASES, PEOPLE, RESPONSES
from prevent_desktop.casework.team.change_set import ROW, Operation, OperationId
from prevent_desktop.casework.team.folding import NamedSet, RowName, UnitName, fold
from prevent_desktop.casework.team.moves import QUIET, Move
from prevent_desktop.casework.team.precedence import value_digest
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.casework.team.set_codec import MARK
from prevent_desktop.casework.team.shared_kinds import claims, shared_kind
from prevent_desktop.vault.team.capture import NOT_SHARED_HERE, Writer, offer_files, write_sets
from prevent_desktop.vault.team.files import FileKind, FileState, TeamFile
from prevent_desktop.vault.team.tables import MALFORMED, SetState, StoredSet
from prevent_desktop.vault.vault import Vault


def begun_with(vault: Vault, case_id: str, circle: str, move: Move) -> list[NamedSet]:
    """The sets with which whoever moved the case began the new circle; none while any of them is missing here or waits, or where they begin no case.

    Each names the one before it, from that with the line of the move back to the first. Whoever lays something else under the name of one
    lets later ones come before it; and a case goes out of the record of whoever goes along with what does not say how it was begun.
    """
    found: list[NamedSet] = []
    one = _with_line(vault, case_id, circle, move)
    while one is not None and _is_judged(one):
        found += [] if one.reason.startswith(MALFORMED) else [one.named]
        if one.number == 1:
            return found[::-1] if _begin_a_case(found) else []
        one = vault.team.find(circle, one.vault, one.number - 1, one.named.change_set.previous)
    return []


def _with_line(vault: Vault, case_id: str, circle: str, move: Move) -> StoredSet | None:
    """The last set that the new circle is begun with: in it whoever moved the case says so to those who go along."""
    sql = "SELECT vault, number, digest FROM team_sets WHERE case_id = ? AND circle = ? AND words <> '' ORDER BY number"
    for row in vault.database.rows(sql, (case_id, circle)):
        if listed_id(row["vault"]) != move.step.vault:
            continue
        one = vault.team.find(circle, row["vault"], row["number"], row["digest"])
        if one is not None and any(each.key == (move.step.id,) for each in one.named.change_set.operations):
            return one
    return None


def _is_judged(one: StoredSet) -> bool:
    """Whether it is known what a set counts for once its case is in its circle here."""
    waits = one.state is SetState.WAITING and one.reason != NOT_SHARED_HERE
    return bool(one.words) and one.has_its_place and not waits


def _begin_a_case(sets: Iterable[NamedSet]) -> bool:
    """Whether they say how the case and its person were begun."""
    said = {each.table for one in sets for each in one.change_set.operations if each.unit == ROW}
    return said >= {CASES.table, PEOPLE.table}


def kept_sets(
    vault: Vault, case_id: str, circle: str, wanted: Callable[[str, str], bool]
) -> Iterator[NamedSet]:
    """The sets that the old circle holds of a case, as far as their words are here, and are `wanted` by their writer and mark."""
    sql = "SELECT vault, number, digest FROM team_sets WHERE case_id = ? AND circle = ? AND words <> ''"
    for row in vault.database.rows(sql, (case_id, circle)):
        if not wanted(row["vault"], row["digest"][:MARK]):
            continue
        one = vault.team.find(circle, row["vault"], row["number"], row["digest"])
        if one is not None and one.has_its_place:
            yield one.named


Said = dict[UnitName, dict[OperationId, str]]
"""By unit, the operations that say something of it, each with the digest of what it says."""


def said_in(sets: Iterable[NamedSet], *, beginnings: bool = False) -> Said:
    """What these sets say; of `beginnings` alone, what the operations say that write a row first."""
    found: Said = {}
    for named in sets:
        for place, one in enumerate(named.change_set.operations):
            kind = shared_kind(one.table)
            for unit, value in claims(kind, one) if kind and (one.unit == ROW or not beginnings) else ():
                said = found.setdefault(UnitName(one.table, one.key, unit), {})
                said[named.id_of(place)] = value_digest(value)
    return found


def again(
    late: Collection[NamedSet], there: Said, old: Collection[NamedSet], known: Collection[str]
) -> Iterator[Operation]:
    """What they say in the end, in place of what stands `there` in the new circle, as far as it is what they had written over.

    What they had never seen stands beside it, and so does what was written since, or under the id of another row. What somebody wrote over whose change went along
    (`known` are the marks of those, of all in the `old` circle) is not said again.
    """
    gone_along = (one for one in old if one.digest[:MARK] in known)
    replaced = {
        each for named in (*late, *gone_along) for one in named.change_set.operations for each in one.replaces
    }
    written, had = fold(late).rows, said_in(old)
    theirs = {
        named.id_of(place): one.replaces
        for named in late
        for place, one in enumerate(named.change_set.operations)
    }
    for named in late:
        for place, one in enumerate(named.change_set.operations):
            row, unit = RowName(one.table, one.key), UnitName(one.table, one.key, one.unit)
            first = there.get(UnitName(*row, ROW), {}).values()
            if one.table in QUIET:
                continue
            if one.unit == ROW and had.get(unit, {}).get(named.id_of(place)) not in first:
                yield replace(one, value=dict(written[row].values)) if row in written else one
            elif one.unit != ROW and (first or row not in written) and named.id_of(place) not in replaced:
                seen = {had.get(unit, {}).get(each) for each in _written_over(one, theirs)}
                over = (each for each, digest in there.get(unit, {}).items() if digest in seen)
                yield replace(one, replaces=tuple(sorted(over)))


def _written_over(
    one: Operation, theirs: Mapping[OperationId, tuple[OperationId, ...]]
) -> Iterator[OperationId]:
    """What an operation took the place of, also through others of `theirs`."""
    left, found = list(one.replaces), set[OperationId]()
    while left:
        each = left.pop()
        if each not in found:
            found.add(each)
            yield each
            left += theirs.get(each, ())


def touches(one: NamedSet, waiting: Collection[RowName]) -> bool:
    """Whether it says anything of a row that waits here: whoever goes on from the record does not know it yet."""
    return any(RowName(each.table, each.key) in waiting for each in one.change_set.operations)


def write_again(
    vault: Vault, move: Move, writer: Writer, late: Collection[NamedSet], begun: Collection[NamedSet]
) -> None:
    """Say in the new circle what these sets said in the old one; the files that they name are given there, too, or asked for in the old one.

    In the caller's transaction.
    """
    case_id = move.step.case_id
    old = list(kept_sets(vault, case_id, move.step.reference, lambda _who, _mark: True))
    since = sets_since(vault, case_id, writer.circle, begun)
    there = said_in(since, beginnings=True) | said_in(begun)
    say_again(vault, case_id, writer, again(late, there, old, move.step.known))
    for one in late:
        for each in one.change_set.operations:
            if (
                each.unit == ROW
                and (file := _not_here(vault, one.change_set.circle, case_id, each)) is not None
            ):
                vault.team.files.want(file)


def say_again(vault: Vault, case_id: str, writer: Writer, operations: Iterable[Operation]) -> None:
    """Write this in the new circle, and give the files that it names there. In the caller's transaction."""
    made = list(write_sets(vault, case_id, writer, tuple(operations)))
    offer_files(vault, case_id, writer.circle, made, has_file=vault.attachments.has_file)


def _not_here(vault: Vault, old: str, case_id: str, said: Operation) -> TeamFile | None:
    """The file or form that a row needs and that only the old circle may have."""
    row = said.value
    if said.table == ATTACHMENTS.table and not vault.attachments.has_file(row["id"]):
        return TeamFile(
            circle=old, kind=FileKind.ATTACHMENT, digest=row["sha256"], record_id=row["id"], case_id=case_id,
            size=row["size"], state=FileState.WANTED,
        )  # fmt: skip
    if said.table == RESPONSES.table and not vault.questionnaires.has(digest := row["questionnaire_digest"]):
        return TeamFile(
            circle=old, kind=FileKind.FORM, digest=digest, record_id=case_id, case_id=case_id, size=0,
            state=FileState.WANTED,
        )  # fmt: skip
    return None


def is_of_record(one: NamedSet) -> bool:
    """Whether it says anything besides looks and steps."""
    return any(each.table not in QUIET for each in one.change_set.operations)


def sets_since(vault: Vault, case_id: str, circle: str, begun: Collection[NamedSet]) -> list[NamedSet]:
    """The sets of the new circle besides those that it was begun with."""
    first = {one.digest for one in begun}
    return [one.named for one in vault.team.sets_of(case_id, circle) if one.digest not in first]


def is_brought(late: NamedSet, there: Collection[NamedSet]) -> bool:
    """Whether whoever wrote it in the old circle said it in the new one, too; `there` are its sets since that was begun."""
    mine = listed_id(late.change_set.vault)
    said = {
        (each.table, each.key, each.unit)
        for one in there
        if listed_id(one.change_set.vault) == mine
        for each in one.change_set.operations
    }
    return all(
        each.table in QUIET
        or not said.isdisjoint({(each.table, each.key, ROW), (each.table, each.key, each.unit)})
        for each in late.change_set.operations
    )


def other_sides(sets: Iterable[NamedSet], waiting: Collection[RowName]) -> Iterator[Operation]:
    """What members said differently and nobody has settled, besides what is shown: to be said beside the record. None of rows that wait."""
    folded = fold(sets)
    for one in folded.differences:
        row = RowName(one.unit.table, one.unit.key)
        for side in one.sides[1:] if row not in waiting else ():
            value = {**folded.rows[row].values, **side.value} if one.unit.unit == ROW else side.value
            yield Operation(table=row.table, key=row.key, unit=one.unit.unit, value=value)
