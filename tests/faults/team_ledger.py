"""What must be true of a team's vaults at the end: nothing lost, all the same, and nothing where it may not be.

The ledger is kept beside the vaults and knows nothing of how they do it: before and after each piece of work it reads what
stands in the record, so it knows which words were typed and which were written over by somebody who saw them.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from prevent_desktop.casework.record_kind import RecordKind, Replaces
from prevent_desktop.casework.team.change_set import ROW, STATE, Operation, OperationId
from prevent_desktop.casework.team.precedence import Side, choose
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.casework.team.set_codec import MARK, decode, payload_of
from prevent_desktop.casework.team.shared_kinds import frozen, shared_kinds
from prevent_desktop.errors import PreventDesktopError, SealingError
from prevent_desktop.sealing import open_sealed
from prevent_desktop.vault.team.files import FileKind, FileState
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.not_whole import cases_not_whole, not_whole
from tests.faults.decrypted_pages import pages_in_clear, words_in
from tests.faults.team_forging import must
from tests.faults.team_laptops import START, Founded, Laptop

_WORD = re.compile(r"[A-Z][bcdfghjklmnpqrstvwxz]{13}")


class Place(NamedTuple):
    """Which row of the record."""

    table: str
    key: str


Rows = Mapping[Place, Mapping[str, Any]]


def words_of(text: str) -> set[str]:
    """The words of ours in it."""
    return set(_WORD.findall(text))


class SetId(NamedTuple):
    """Which change-set."""

    circle: str
    writer: str
    number: int
    digest: str


class HeldSet(NamedTuple):
    """A change-set that a vault has taken: it counts there, or waits."""

    id: SetId
    words: set[str]
    operations: tuple[Operation, ...]

    @property
    def places(self) -> set[Place]:
        """The rows that it writes."""
        return set(map(place_of, self.operations))

    def named(self, place: int) -> OperationId:
        """The id of its operation at this place."""
        return OperationId(self.id.writer, self.id.number, self.id.digest[:MARK], place)


def sets_in(vault: Vault) -> Iterator[HeldSet]:
    """Those of a vault."""
    for row in vault.database.rows("SELECT * FROM team_sets WHERE state <> 'set-aside' AND words <> ''"):
        payload = payload_of(row["words"])
        which = SetId(row["circle"], row["vault"], row["number"], row["digest"])
        yield HeldSet(which, words_of(payload.decode()), decode(payload).operations)


def place_of(operation: Operation) -> Place:
    """The row that it writes."""
    return Place(operation.table, json.dumps(list(operation.key)))


class Waiting(NamedTuple):
    """Rows that wait for a file or form that has not come, with all that refers to them, and the words in these."""

    words: set[str]
    places: set[Place]


def waiting_for_files(vault: Vault) -> Waiting:
    """Those of a vault, which tells how many files have not come."""
    files = vault.team.files.in_state(FileState.WANTED)
    lacking = {one.digest if one.kind is FileKind.FORM else one.record_id for one in files}
    if not lacking:
        return Waiting(set(), set())
    operations = [one for held in sets_in(vault) for one in held.operations]
    found: list[Operation] = []
    while more := [one for one in operations if one not in found and _needs(one, lacking)]:
        found += more
        lacking |= {one.key[0] for one in more}
    words = set().union(*(words_of(json.dumps(one.value)) for one in found))
    return Waiting(words, set(map(place_of, found)))


def _needs(operation: Operation, lacking: set[str]) -> bool:
    says = operation.value.values() if isinstance(operation.value, Mapping) else ()
    return operation.table not in {"people", "cases"} and any(
        one in lacking for one in (operation.key[0], *says) if isinstance(one, str)
    )


def told_as_not_whole(vault: Vault) -> Waiting:
    """Entries of which something was lost, and the words of these that the record tells beside itself; where their writer was in a form nobody is told."""
    words: set[str] = set()
    places: set[Place] = set()
    shared = [one for case_id in vault.team.shared_cases() for one in not_whole(vault, case_id)]
    for one in (*shared, *cases_not_whole(vault)):
        words |= words_of(" ".join(text for _label, text in one.texts))
        places.add(Place(one.name.table, json.dumps(list(one.name.key))))
    for operation in (each for held in sets_in(vault) for each in held.operations):
        if place_of(operation) in places and isinstance(operation.value, Mapping):
            words |= words_of(str(operation.value.get("place", "")))
    return Waiting(words, places)


def gave_way_to_sender(vault: Vault) -> set[str]:
    """Words of how far a pack is by others than whoever sent it, which by the specification give way to the sender's own unasked.

    Also where its case went on in another circle since: who moved it said what was shown.
    """
    rows: dict[Place, list[tuple[OperationId, Operation]]] = {}
    for held in sets_in(vault):
        for place, operation in enumerate(held.operations):
            if _kind_of(operation.table).beginner_alone:
                rows.setdefault(place_of(operation), []).append((held.named(place), operation))
    words: set[str] = set()
    for said in rows.values():
        senders = {listed_id(this.vault) for this, operation in said if operation.unit == ROW}
        states = [
            (this, operation) for this, operation in said if operation.unit == STATE and operation.value
        ]
        own = [
            Side((this,), operation.value, "", START)
            for this, operation in states
            if listed_id(this.vault) in senders
        ]
        for this, operation in states:
            other = Side((this,), operation.value, "", START)
            if (
                own
                and not other.is_by(senders)
                and this not in _shown_of(operation.table, [other, *own], senders)
            ):
                words |= words_of(json.dumps(operation.value))
    return words


def _shown_of(table: str, sides: list[Side], senders: set[str]) -> tuple[OperationId, ...]:
    return choose(_kind_of(table), STATE, sides, senders).shown.operations


def wrongly_not_whole(vault: Vault, whose: str) -> Iterator[str]:
    """Entries that are told as not whole, though all that they need is in change-sets that count here."""
    counts = [held for held in sets_in(vault) if must(vault.team.find(*held.id)).state is SetState.APPLIED]
    operations = [each for held in counts for each in held.operations]
    begun = {(each.table, each.key[0]): each.value for each in operations if each.unit == ROW}
    told = [(place.table, json.loads(place.key)[0]) for place in told_as_not_whole(vault).places]
    wanted = vault.team.files.in_state(FileState.WANTED)
    shared = {one.table for one in shared_kinds()}
    lacking = {
        *(key for _table, key in told),
        *(one.record_id for one in wanted),
        *(one.digest for one in wanted),
    }
    for table, key in told:
        row = begun.get((table, key), {})
        needed = {
            (one.refers, row[one.column])
            for one in _kind_of(table).fields
            if one.refers in shared and row.get(one.column)
        }
        if (
            row
            and needed <= begun.keys()
            and lacking.isdisjoint(str(value) for name, value in row.items() if name != "id")
        ):
            yield f"{table} {key} is told as not whole at {whose}, and nothing of it is missing"


def rows_of(vault: Vault, circle: str) -> Rows:
    """Every row of the cases that the vault shares in a circle, as it stands there; or of the one case with this id."""
    cases = "SELECT case_id FROM team_cases WHERE ?1 IN (circle, case_id)"
    people = f"SELECT person_id FROM cases WHERE id IN ({cases})"  # noqa: S608 - our own words
    found: dict[Place, Mapping[str, Any]] = {}
    for kind in shared_kinds():
        column, which = _whose(kind)
        sql = f"SELECT * FROM {kind.table} WHERE {column} IN ({which.format(cases=cases, people=people)})"  # noqa: S608 - our own words
        for row in vault.database.rows(sql, (circle,)):
            key = json.dumps([row[name] for name in kind.key])
            found[Place(kind.table, key)] = dict(row)
    return found


def _whose(kind: RecordKind) -> tuple[str, str]:
    match kind.table:
        case "people":
            return "id", "{people}"
        case "person_changes":
            return "person_id", "{people}"
        case "cases":
            return "id", "{cases}"
        case _:
            return "case_id", "{cases}"


def place_row_is_of(place: Place, row: Mapping[str, Any], case_id: str, person_id: str) -> bool:
    """Whether a row belongs to this case, which is the only one of its person."""
    match place.table:
        case "people":
            return bool(row["id"] == person_id)
        case "person_changes":
            return bool(row["person_id"] == person_id)
        case "cases":
            return bool(row["id"] == case_id)
        case _:
            return bool(row["case_id"] == case_id)


def differing(vault: Vault, circle: str) -> dict[str, str]:
    """What members said differently in a circle, or one case, and nobody has settled, by its id."""
    sql = "SELECT id, sides FROM team_conflicts WHERE case_id IN (SELECT case_id FROM team_cases WHERE ?1 IN (circle, case_id))"
    return {row["id"]: row["sides"] for row in vault.database.rows(sql, (circle,))}


@dataclass
class Ledger:
    """What was written by anybody. `typed` are words by circle, `written_over` those that somebody replaced who saw them."""

    typed: dict[str, set[str]] = field(default_factory=dict)
    written_over: set[str] = field(default_factory=set)
    frozen: dict[Place, dict[str, Any]] = field(default_factory=dict)
    otherwise: dict[Place, list[dict[str, Any]]] = field(default_factory=dict)
    """Other words that somebody wrote under the key of such a row, where that is no id of its own: a review of the same form. A person settles it."""
    late: dict[str, set[str]] = field(default_factory=dict)
    """Words that were typed when a laptop's removal was known to whoever typed them, by that laptop."""
    forged: set[str] = field(default_factory=set)
    """Words that nobody wrote in whose name they came."""
    kept_back: dict[str, set[str]] = field(default_factory=dict)
    """By member, words that may not stand in their vaults."""
    ever: set[str] = field(default_factory=set)
    """All that was ever typed, also what is required no more."""
    accepted: set[SetId] = field(default_factory=set)
    """The sets of those who went that anybody present had taken when they went."""

    def excuse(self, present: Iterable[Laptop], *, went: Collection[str] = ()) -> None:
        """A disk is gone, or somebody went: what no other vault had taken was there alone, and nobody can give it back.

        `went` are vaults (listed ids) whose sets count from now on no further than they were taken.
        """
        words: set[str] = set()
        places: set[Place] = set()
        for laptop in present:
            with laptop.opened() as vault:
                for circle in self.typed:
                    rows = rows_of(vault, circle)
                    words |= set().union(*_by_column(rows).values())
                    places |= rows.keys()
                for held in sets_in(vault):
                    words |= held.words
                    places |= held.places
                    self.accepted |= {held.id} if listed_id(held.id.writer) in went else set()
        for circle, typed in self.typed.items():
            self.typed[circle] = typed & words
        self.frozen = {place: row for place, row in self.frozen.items() if place in places}

    def note(self, circle: str, before: Rows, after: Rows, *, removed: Iterable[str] = ()) -> set[str]:
        """Somebody worked: the record said `before`, and says `after`. The words that nobody had ever typed before."""
        was, says = _by_column(before), _by_column(after)
        known = self.typed.setdefault(circle, set())
        new = set().union(*says.values()) - set().union(*was.values()) - known
        known.update(new)
        first = new - self.ever
        self.ever |= first
        for laptop in removed:
            self.late.setdefault(laptop, set()).update(first)
        for where, words in was.items():
            self.written_over |= words - says.get(where, set())
        for place, row in after.items():
            said = {name: row[name] for name in _frozen_columns(place.table)}
            if self.frozen.setdefault(place, said) != said and _kind_of(place.table).key != ("id",):
                self.otherwise.setdefault(place, []).append(said)
        return first

    def required(self, circle: str) -> set[str]:
        """The words that must be in the record of each who may see it."""
        return self.typed.get(circle, set()) - self.written_over

    def lost(self, vault: Vault, circle: str, whose: str) -> Iterator[str]:
        """What is not there any more, in words. What waits for something that is nowhere is there, in its set, and told."""
        rows = rows_of(vault, circle)
        there = set().union(*_by_column(rows).values()) if rows else set()
        there |= set().union(*map(words_of, differing(vault, circle).values()), set())
        if believed := self.forged & there:
            yield f"{len(believed)} forged words are believed at {whose}"
        there |= waiting_for_files(vault).words | told_as_not_whole(vault).words | gave_way_to_sender(vault)
        gone = self.required(circle) - there
        if gone:
            yield f"{len(gone)} words are lost at {whose}: {sorted(gone)[:3]}"

    def rows_lost(self, all_rows: Rows, whose: str, waiting: Collection[Place] = ()) -> Iterator[str]:
        """Rows that are gone, or whose frozen part says otherwise; one of two under a key stands under one of its own.

        `waiting` are those that wait for a file.
        """
        for place, row in self.frozen.items():
            there = all_rows.get(place)
            if there is None and place in waiting:
                continue
            written = (row, *self.otherwise.get(place, ()))
            if there is not None and any(each.items() <= there.items() for each in written):
                continue
            if not any(_is_twin(place, row, other, found) for other, found in all_rows.items()):
                yield f"{place.table} {place.key} is {'lost' if there is None else 'changed'} at {whose}"


def _is_twin(place: Place, row: Mapping[str, Any], other: Place, found: Mapping[str, Any]) -> bool:
    return other.table == place.table and all(found[name] == row[name] for name in row if name != "id")


def _by_column(rows: Rows) -> dict[tuple[Place, str], set[str]]:
    found = {
        (place, name): words_of(str(value)) for place, row in rows.items() for name, value in row.items()
    }
    return {place: words for place, words in found.items() if words}


def _frozen_columns(table: str) -> tuple[str, ...]:
    kind = _kind_of(table)
    return frozen(kind) if kind.replaces is not Replaces.FIELD else kind.key


def _kind_of(table: str) -> RecordKind:
    return next(one for one in shared_kinds() if one.table == table)


def all_the_same(founded: Founded, laptops: Iterable[Laptop], circle: str) -> Iterator[str]:
    """Where two records differ, field by field; also in what waits to be settled, and in the bytes of files."""
    first: tuple[str, Rows, dict[str, str]] | None = None
    for laptop in laptops:
        if not founded.may_see(laptop, circle):
            continue
        with laptop.opened() as vault:
            found = (laptop.name, rows_of(vault, circle), differing(vault, circle))
            yield from _broken_files(vault, circle, laptop.name)
        if first is None:
            first = found
        else:
            yield from _differences(first, found)


def _differences(
    one: tuple[str, Rows, dict[str, str]], other: tuple[str, Rows, dict[str, str]]
) -> Iterator[str]:
    pair = f"{one[0]} and {other[0]}"
    for place in sorted({*one[1], *other[1]}):
        mine, theirs = one[1].get(place), other[1].get(place)
        if mine is None or theirs is None:
            yield f"{place.table} {place.key} is at {one[0] if theirs is None else other[0]} alone, of {pair}"
        elif mine != theirs:
            columns = [name for name in mine if mine[name] != theirs[name]]
            yield f"{place.table} {place.key} differs between {pair} in {columns}"
    if one[2] != other[2]:
        yield f"{pair} have other differences to settle: {len(one[2])} and {len(other[2])}"


def _broken_files(vault: Vault, circle: str, whose: str) -> Iterator[str]:
    for place, row in rows_of(vault, circle).items():
        if place.table == "attachments":
            try:
                vault.attachments.files.verify(row["id"], row["sha256"])
            except PreventDesktopError as error:
                yield f"the file {row['id']} at {whose}: {error.title}"


def in_clear(laptop: Laptop) -> Iterator[bytes]:
    """Every page, log and file of a closed vault, decrypted here."""
    yield from pages_in_clear(laptop.folder / "vault.db", laptop.key.raw)
    with laptop.opened() as vault:
        identity = vault.attachments.files._identity
    for path in (laptop.folder / "attachments").glob("*.age"):
        plain = io.BytesIO()
        with path.open("rb") as sealed, contextlib.suppress(SealingError):
            open_sealed(sealed, plain, [identity])
        yield plain.getvalue()


def seen_where_it_may_not_be(founded: Founded, ledger: Ledger, secret_ids: set[str]) -> Iterator[str]:
    """Words, and the ids of cases and people of the restricted circle, in vaults from which they are kept; and in the store."""
    for laptop in founded.laptops.values():
        kept_back = ledger.late.get(laptop.name, set()) | ledger.kept_back.get(laptop.member, set())
        for circle, words in ledger.typed.items():
            if not founded.may_see(laptop, circle):
                kept_back |= words
        if not founded.may_see(laptop, founded.restricted):
            kept_back |= secret_ids
        found = words_in(in_clear(laptop), kept_back) if kept_back else set()
        if found:
            yield f"{len(found)} words stand at {laptop.name}, from whom they are kept: {sorted(found)[:3]}"
    everything = set().union(*ledger.typed.values(), secret_ids)
    store = [path.read_bytes() for path in founded.journal.folder.rglob("*") if path.is_file()]
    found = words_in(store, everything)
    if found:
        yield f"{len(found)} words stand in the store: {sorted(found)[:3]}"
