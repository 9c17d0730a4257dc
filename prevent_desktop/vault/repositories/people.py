"""People: who a concern is about."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Final

from prevent_desktop.casework.difference_kinds import PERSON_CHANGES
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import PersonChange, change_words
from prevent_desktop.casework.person_values import LISTS
from prevent_desktop.casework.record_kinds import PEOPLE
from prevent_desktop.casework.repeats import Repeat, RepeatIndex
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of
from prevent_desktop.vault.search import SearchIndex

PERSON_ROWS: Final[RowCodec[Person]] = codec_of(PEOPLE)
CHANGE_ROWS: Final[RowCodec[PersonChange]] = codec_of(PERSON_CHANGES)
_DETAILS = (
    "address", "postcode", "phone", "email", "nhs_number", "upn", "school", "year_group", "nationality",
    "immigration_status", "school_urn",
)  # fmt: skip

_AT_ONCE = 1_000
_WATCH = (
    "CREATE TEMP TABLE people_to_know (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    "INSERT INTO people_to_know SELECT id FROM people",
    (
        "CREATE TEMP TRIGGER people_came AFTER INSERT ON main.people"
        " BEGIN INSERT OR IGNORE INTO people_to_know VALUES (new.id); END"
    ),
    (
        "CREATE TEMP TRIGGER people_changed AFTER UPDATE ON main.people"
        " BEGIN INSERT OR IGNORE INTO people_to_know VALUES (new.id); END"
    ),
    (
        "CREATE TEMP TRIGGER people_went AFTER DELETE ON main.people"
        " BEGIN INSERT OR IGNORE INTO people_to_know VALUES (old.id); END"
    ),
)


class People:
    """The people of the vault."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database = database
        self._people = Table(database, "people", PERSON_ROWS)
        self._changes = Table(database, "person_changes", CHANGE_ROWS)
        self._index = index
        self._repeats = RepeatIndex()
        self._watched = False

    def add(self, person: Person) -> None:
        """Keep a new person. RecordError where the id is taken."""
        with self._database.transaction():
            self._people.add(person)
            self._put_in_index(person)

    def update(self, person: Person) -> None:
        """Replace what is kept of the person with this id. RecordError where there is none."""
        with self._database.transaction():
            self._people.update(person)
            self._put_in_index(person)

    def get(self, person_id: str) -> Person:
        """The person with this id. RecordError where there is none."""
        return self._people.get(person_id)

    def some(self, person_ids: Collection[str]) -> dict[str, Person]:
        """Those of the people with these ids that are in this vault, by their ids."""
        which = "id IN (SELECT value FROM json_each(?))"
        return {one.id: one for one in self._people.where(which, (json.dumps(list(person_ids)),))}

    def count(self) -> int:
        """How many there are."""
        return int(self._database.value("SELECT count(*) FROM people"))

    def all(self) -> tuple[Person, ...]:
        """Everybody, by surname and forenames."""
        return self._people.all("surname COLLATE NOCASE, forenames COLLATE NOCASE, id")

    def recent(self, limit: int = 10) -> tuple[Person, ...]:
        """The people whose facts or cases changed last, newest first."""
        sql = """
            SELECT people.* FROM people JOIN (
                SELECT * FROM (
                    SELECT id AS person_id, changed_at AS at FROM people ORDER BY changed_at DESC LIMIT :limit
                ) UNION ALL SELECT * FROM (
                    SELECT person_id, max(changed_at) AS at FROM cases GROUP BY person_id ORDER BY at DESC LIMIT :limit
                )
            ) ON people.id = person_id GROUP BY people.id ORDER BY max(at) DESC, people.id LIMIT :limit
        """
        return self._people.select(sql, {"limit": limit})

    def search(self, untrusted_text: str, limit: int = 50) -> tuple[Person, ...]:
        """People with a name in which each typed word begins a word; no words, no people. By surname."""
        ids = self._index.people_named(untrusted_text, limit)
        found = [self.get(person_id) for person_id in ids]
        return tuple(
            sorted(found, key=lambda person: (person.surname.casefold(), person.forenames.casefold()))
        )

    def with_initials(self, untrusted_text: str, limit: int) -> tuple[Person, ...]:
        """People with these initials, as lists show them: first those whose facts changed last."""
        sql = """
            SELECT * FROM people
            WHERE upper(substr(trim(forenames), 1, 1)) || upper(substr(trim(surname), 1, 1)) = :initials
            ORDER BY changed_at DESC, id LIMIT :limit
        """
        return self._people.select(sql, {"initials": untrusted_text.strip().upper(), "limit": limit})

    def repeats_of(self, person: Person) -> tuple[Repeat, ...]:
        """Who is recorded and could be `person`, or of their family; the likeliest first. What it needs stays in memory."""
        while self.get_to_know(_AT_ONCE):
            pass
        return self._repeats.repeats_of(person)

    def get_to_know(self, most: int) -> int:
        """Look at `most` of those whose facts changed since, so that a question need not; how many are left.

        Who changed is written down by triggers of this connection, in memory: reading everybody for each question takes too long.
        Where the vault is open for reading only it has none, and nobody changes: all are read once.
        """
        if self._database.is_read_only:
            return self._get_to_know_all()
        if not self._watched:
            for statement in _WATCH:
                self._database.run(statement)
            self._watched = True
        rows = self._database.rows("SELECT id FROM temp.people_to_know LIMIT ?", (most,))
        changed = {person_id for (person_id,) in rows}
        found = self.some(changed) if changed else {}
        for person_id in changed - found.keys():
            self._repeats.remove(person_id)
        for person in found.values():
            self._repeats.put(person)
        self._database.run(
            "DELETE FROM temp.people_to_know WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(changed)),),
        )
        return int(self._database.value("SELECT count(*) FROM temp.people_to_know"))

    def _get_to_know_all(self) -> int:
        if not self._watched:
            for person in self.all():
                self._repeats.put(person)
            self._watched = True
        return 0

    def index(self, person_id: str) -> None:
        """Let search find a person by what is known of them now. RecordError as `get`."""
        self._put_in_index(self.get(person_id))

    def add_change(self, change: PersonChange) -> None:
        """Keep what the record said before; from then on search finds the person by it. RecordError as `update`."""
        with self._database.transaction():
            self._changes.add(change)
            self._put_in_index(self.get(change.person_id))

    def changes(self, person_id: str) -> tuple[PersonChange, ...]:
        """All that was changed about a person, the newest first."""
        return self._changes.where("person_id = ? ORDER BY changed_at DESC, rowid DESC", (person_id,))

    def _put_in_index(self, person: Person) -> None:
        earlier = (change_words(change.field, change.old_value) for change in self.changes(person.id))
        members = (
            text
            for name in LISTS
            for member in getattr(person, name)
            for text in (member.name, getattr(member, "worker", ""))
        )
        details = " ".join(filter(None, (*(getattr(person, name) for name in _DETAILS), *members, *earlier)))
        names = (person.forenames, person.surname, person.known_as, person.aliases)
        self._index.put_person(person.id, " ".join(filter(None, names)), details)
