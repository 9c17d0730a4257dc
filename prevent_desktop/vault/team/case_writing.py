"""The rows of one shared case are brought to what its sets make together: written, put anew, taken away, or left to wait."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from prevent_desktop.casework.correspondence_kinds import RECEIVED_PACKS
from prevent_desktop.casework.difference_kinds import PERSON_CHANGES
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.record_kinds import ATTACHMENTS, CASES, PEOPLE
from prevent_desktop.casework.team.folding import FoldedCase, FoldedRow, RowName
from prevent_desktop.casework.team.precedence import is_finished
from prevent_desktop.casework.team.shared_kinds import frozen, moving, shared_kind, shared_kinds
from prevent_desktop.errors import RecordError
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.team.files import FileKind, FileState, TeamFile
from prevent_desktop.vault.team.row_writing import RowWriter, known_ids
from prevent_desktop.vault.team.rows import CaseRows, Row, RowPlace, read_key, rows_of_case
from prevent_desktop.vault.team.units import UnitPlace, UnitState, key_text
from prevent_desktop.vault.vault import Vault


class Form(NamedTuple):
    """The questions of a form, as `questionnaires` keeps them."""

    url: str
    version: str
    content: str


Forms = Callable[[str], Form | None]
"""The form with this digest, where the program has it; None where it has to come from the team's store."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What another copy of this vault has that no change-set brings: its files, and links to records of other cases.

    `has_file` says whether it has an attachment's file, which whoever asks puts in its place then; `links` are those of a row.
    """

    has_file: Callable[[str], bool] = lambda _attachment_id: False
    links: Callable[[RowName], Row] = lambda _name: {}


NO_OTHER_COPY: Final = Beside()


@dataclass(slots=True, kw_only=True)
class CaseWork:
    """One case while it is brought up. `here` are its rows as they stand, and `known` what was noted of their units.

    `left` are rows that stay as they are since somebody has them open, `waiting` those that lack something. `ids` are keys that
    are known to stand in a table. `not_placed` are packs that came in here and are in no case yet. `careful` where a row that the
    database refuses may not take the others with it.
    """

    vault: Vault
    circle: str
    case_id: str
    folded: FoldedCase
    here: CaseRows
    known: dict[UnitPlace, UnitState]
    forms: Forms
    open_drafts: Collection[str]
    beside: Beside = NO_OTHER_COPY
    careful: bool = False
    changed: bool = False
    left: set[RowPlace] = field(default_factory=set)
    waiting: set[RowName] = field(default_factory=set)
    ids: dict[str, set[str]] = field(default_factory=dict)
    not_placed: set[str] = field(default_factory=set)

    def bring_up(self) -> None:
        """All of it. In the caller's transaction. RecordError where the database refuses a row, unless it is `careful`."""
        write = RowWriter(self.vault, self.case_id)
        for place in self.here.rows:
            self.ids.setdefault(place.table, set()).add(read_key(place.key)[0])
        self._know_packs_by_their_signer()
        self._drop_what_counts_no_more(write)
        self._write_rows(write)
        self._take_away(write)
        write.finish()

    def _know_packs_by_their_signer(self) -> None:
        """A pack that two members received is one pack: what refers to the other's row refers to the one that is here.

        Where it is in no case here, it comes into this one. A row that says another thing of a pack that came here takes no place of its row.
        """
        same: dict[str, str] = {}
        for name, row in self.folded.rows.items():
            if name.table == RECEIVED_PACKS.table and _place(name) not in self.here.rows:
                found = self.vault.received.same(row.values, self._digest_of_file(row))
                if found is None:
                    if self.vault.received.find(name.key[0]) is not None:
                        self.waiting.add(name)
                    continue
                if found.case_id is None:
                    self.not_placed.add(found.id)
                if found.case_id is not None or found.id != name.key[0]:
                    same[name.key[0]] = found.id
        if same or self.waiting:
            rows = {
                name: replace(row, values=_referring_to_same(name, row, same))
                for name, row in self.folded.rows.items()
                if name not in self.waiting
                and (name.table != RECEIVED_PACKS.table or name.key[0] not in same)
            }
            self.folded = replace(self.folded, rows=rows)

    def _digest_of_file(self, row: FoldedRow) -> str:
        """That of the file which a row of a received pack names (SHA-256); empty where its line has not come."""
        file = self.folded.rows.get(RowName(ATTACHMENTS.table, (row.values["attachment_id"],)))
        return "" if file is None else str(file.values["sha256"])

    def _drop_what_counts_no_more(self, write: RowWriter) -> None:
        """Rows of sets that were set aside since, as those of a vault that was removed, go, and what refers to them waits."""
        folded = {_place(name) for name in (*self.folded.rows, *self.folded.gone)}
        lost = {RowPlace(*unit[:2]) for unit in self.known} - folded
        if not lost or _place(RowName(CASES.table, (self.case_id,))) not in folded:
            return
        while more := self._referring_to(lost) - lost:
            lost |= more
        for kind in reversed(shared_kinds()):
            for place in sorted(one for one in lost if one.table == kind.table and one in self.here.rows):
                if kind.table != PEOPLE.table:
                    write.remove_frozen(kind, self.here.rows.pop(place))
                    self.ids[kind.table].discard(read_key(place.key)[0])
                    self.changed = True
        self.vault.team.units.forget(self.case_id, lost)

    def _referring_to(self, lost: Collection[RowPlace]) -> set[RowPlace]:
        keys = {(place.table, read_key(place.key)[0]) for place in lost}
        return {
            place
            for place, row in self.here.rows.items()
            if (kind := shared_kind(place.table)) is not None
            and any((one.refers, row[one.column]) in keys for one in kind.fields if one.refers)
        }

    def _write_rows(self, write: RowWriter) -> None:
        """Each kind after those that it refers to; what refers to its own kind, once that is here."""
        by_kind: dict[str, list[FoldedRow]] = {}
        for row in self.folded.rows.values():
            by_kind.setdefault(row.name.table, []).append(row)
        for kind in shared_kinds():
            left = sorted(by_kind.get(kind.table, ()), key=lambda row: row.name.key)
            if kind.table == "responses":
                self._ask_for_forms(left)
            self._find_elsewhere(kind, left)
            while left:
                ready = self._placeable(kind, left)
                if not ready:
                    self.waiting |= {row.name for row in left}
                    break
                for row in ready:
                    self._write(write, kind, row)
                written = {row.name for row in ready}
                left = [row for row in left if row.name not in written]
            if kind.table == CASES.table:
                if not self._has_case():
                    return
                self._place_packs()

    def _place_packs(self) -> None:
        """What was received here and a colleague put in this case is in it from now on, with its file."""
        for received_id in sorted(self.not_placed):
            self.vault.received.put_in_case(received_id, self.case_id)
            self.changed = True
        if self.not_placed:
            placed = rows_of_case(self.vault.database, self.case_id, self.circle).rows
            new = {place: row for place, row in placed.items() if place not in self.here.rows}
            self.here.rows.update(new)
            for place in new:
                self.ids.setdefault(place.table, set()).add(read_key(place.key)[0])
            self.not_placed.clear()

    def _has_case(self) -> bool:
        """Whether the case itself is here; a new one is shared from now on."""
        if self.vault.team.circle_of(self.case_id) is not None:
            return True
        if self.case_id not in self.ids.get(CASES.table, ()):
            self.waiting |= self.folded.rows.keys()
            return False
        at = self.vault.team.first_received(self.case_id, self.circle)
        self.vault.team.share(self.case_id, self.circle, at)
        return True

    def _placeable(self, kind: RecordKind, rows: list[FoldedRow]) -> list[FoldedRow]:
        """Those of which everything that they refer to is here; a file has to be on the disk."""
        owner = kind.owner
        links = [(one.column, one.refers) for one in kind.fields if one.refers and one.column != owner]
        for column, refers in links:
            self._look_for(refers, {row.values[column] for row in rows if row.values.get(column) is not None})
        ready = [
            row
            for row in rows
            if all(
                row.values.get(column) is None or row.values[column] in self.ids[refers]
                for column, refers in links
            )
        ]
        return [row for row in ready if self._has_file(row)] if kind.table == "attachments" else ready

    def _look_for(self, table: str, ids: Iterable[str]) -> None:
        known = self.ids.setdefault(table, set())
        key = "digest" if table == "questionnaires" else "id"
        known |= known_ids(self.vault, table, key, set(ids) - known)

    def _has_file(self, row: FoldedRow) -> bool:
        file = self._file(FileKind.ATTACHMENT, row.values["sha256"], row.values["id"], row.values["size"])
        is_here = self.vault.attachments.has_file(file.record_id) or self.beside.has_file(file.record_id)
        if not is_here:
            self.vault.team.files.want(file)
            SearchIndex(self.vault.database).put_row(
                ATTACHMENTS, row.values
            )  # its name is found before it has come
            return False
        if _place(row.name) not in self.here.rows:
            self.vault.team.files.is_here(file)
        return True

    def _ask_for_forms(self, responses: list[FoldedRow]) -> None:
        """The questions of each response are here, or the program has them, or they are wanted."""
        digests = {row.values["questionnaire_digest"] for row in responses}
        self._look_for("questionnaires", digests)
        new = {
            row.values["questionnaire_digest"] for row in responses if _place(row.name) not in self.here.rows
        }
        for digest in new & self.ids["questionnaires"]:
            self.vault.team.files.is_here(self._file(FileKind.FORM, digest, self.case_id, 0))
        for digest in digests - self.ids["questionnaires"]:
            form = self.forms(digest)
            if form is None:
                self.vault.team.files.want(self._file(FileKind.FORM, digest, self.case_id, 0))
            else:
                self.vault.questionnaires.keep(digest, form.url, form.version, form.content)
                self.ids["questionnaires"].add(digest)

    def _file(self, kind: FileKind, digest: str, record_id: str, size: int) -> TeamFile:
        return TeamFile(
            circle=self.circle, kind=kind, digest=digest, record_id=record_id, case_id=self.case_id, size=size,
            state=FileState.WANTED,
        )  # fmt: skip

    def _find_elsewhere(self, kind: RecordKind, rows: list[FoldedRow]) -> None:
        """A person, and what changed about them, may stand here by another case of theirs."""
        if not rows or kind not in (PEOPLE, PERSON_CHANGES):
            return
        missing = [row.name.key[0] for row in rows if _place(row.name) not in self.here.rows]
        if missing:
            sql = f"SELECT * FROM {kind.table} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own names
            for row in map(dict, self.vault.database.rows(sql, (json.dumps(missing),))):
                self.here.rows[RowPlace(kind.table, key_text([row["id"]]))] = row

    def _write(self, write: RowWriter, kind: RecordKind, row: FoldedRow) -> None:
        """One row; where that was asked for, what the database refuses waits, and the rest goes on."""
        if not self.careful:
            self._write_row(write, kind, row)
            return
        try:
            with self.vault.transaction():
                self._write_row(write, kind, row)
        except RecordError:
            self.waiting.add(row.name)

    def _write_row(self, write: RowWriter, kind: RecordKind, row: FoldedRow) -> None:
        place = _place(row.name)
        before = self.here.rows.get(place)
        if before is None:
            whole = self._with_links(row)
            write.insert(kind, whole)
            self.here.rows[place] = whole
            self.ids.setdefault(kind.table, set()).add(row.name.key[0])
            if row.name in self.folded.twins:
                _note_twin(self.vault, row.name, self.folded.twins[row.name])
        elif self._is_open_here(kind, before):
            self.left.add(place)
            return
        elif _frozen_differs(kind, before, row):
            write.replace_frozen(kind, before, row.values)
            self.here.rows[place] = {**before, **row.values}
        elif (values := self._changed(kind, place, before, row)) is not None:
            write.update(kind, before, values)
            self.here.rows[place] = {**before, **values}
        else:
            return
        self.changed = True

    def _with_links(self, row: FoldedRow) -> Row:
        """A new row, with those of its links that were cut for the others."""
        cut = {name: link for name, link in self.beside.links(row.name).items() if row.values[name] is None}
        return {**row.values, **cut}

    def _changed(self, kind: RecordKind, place: RowPlace, before: Row, row: FoldedRow) -> Row | None:
        """What a row says from now on; None where it says so already. What the circle may not see of a person stays as it is."""
        seen = self.here.seen.get(place, before)
        values = {
            name: before[name] if seen[name] == row.values[name] else row.values[name]
            for name in moving(kind)
        }
        return values if any(before[name] != value for name, value in values.items()) else None

    def _is_open_here(self, kind: RecordKind, before: Row) -> bool:
        return (
            kind.table == "responses" and before["id"] in self.open_drafts and before["finalised_at"] is None
        )

    def _take_away(self, write: RowWriter) -> None:
        """Rows that were taken away elsewhere, unless somebody has them open here."""
        for name in self.folded.gone:
            kind, place = shared_kind(name.table), _place(name)
            row = self.here.rows.get(place)
            if kind is None or row is None:
                continue
            if self._is_open_here(kind, row):
                self.left.add(place)
            elif write.remove(kind, row):
                del self.here.rows[place]
                self.changed = True


def _referring_to_same(name: RowName, row: FoldedRow, same: Mapping[str, str]) -> Row:
    kind = shared_kind(name.table)
    links = [one.column for one in kind.fields if one.refers == RECEIVED_PACKS.table] if kind else []
    return {**row.values, **{link: same.get(row.values[link], row.values[link]) for link in links}}


def _place(name: RowName) -> RowPlace:
    return RowPlace(name.table, key_text(name.key))


def _note_twin(vault: Vault, name: RowName, original: RowName) -> None:
    """Remember that a row is a second one of an id."""
    vault.database.run(
        "INSERT OR IGNORE INTO merge_twins (twin_id, original_id) VALUES (?, ?)",
        (name.key[0], original.key[0]),
    )


def _frozen_differs(kind: RecordKind, before: Row, row: FoldedRow) -> bool:
    """Whether other words stand here where words never change; a link that was cut for the others stays."""
    if is_finished(kind.table, before) and any(row.values[name] != before[name] for name in moving(kind)):
        return True
    cut = {one.column for one in kind.fields if one.leaves_case}
    return kind not in (PEOPLE, PERSON_CHANGES) and any(
        row.values[name] != before[name] for name in frozen(kind) if name not in cut
    )
