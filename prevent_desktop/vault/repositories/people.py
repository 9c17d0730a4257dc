"""People: who a concern is about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import PersonChange, change_words
from prevent_desktop.casework.person_values import LISTS, Member, member_from, member_parts
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import (
    maybe_date_text,
    maybe_read_date,
    read_time,
    time_text,
)
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.sql_errors import missing

_PLAIN = (
    "id", "forenames", "surname", "known_as", "approximate_age", "gender", "address", "postcode", "phone", "email",
    "language", "nhs_number", "upn", "school", "year_group", "aliases", "nationality", "immigration_status",
    "school_urn",
)  # fmt: skip
_DETAILS = (
    "address", "postcode", "phone", "email", "nhs_number", "upn", "school", "year_group", "nationality",
    "immigration_status", "school_urn",
)  # fmt: skip
_CHANGE = ("id", "person_id", "field", "old_value", "new_value", "changed_by", "response_id")


class People:
    """The people of the vault."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database = database
        self._index = index

    def add(self, person: Person) -> None:
        """Keep a new person. RecordError where the id is taken."""
        with self._database.transaction():
            self._database.insert("people", **_columns(person))
            self._put_in_index(person)

    def update(self, person: Person) -> None:
        """Replace what is kept of the person with this id. RecordError where there is none."""
        columns = _columns(person)
        assignments = ", ".join(f"{name} = :{name}" for name in columns)
        with self._database.transaction():
            changed = self._database.run(f"UPDATE people SET {assignments} WHERE id = :id", columns)  # noqa: S608 - names are our own
            if changed.rowcount == 0:
                raise missing(person.id)
            self._put_in_index(person)

    def get(self, person_id: str) -> Person:
        """The person with this id. RecordError where there is none."""
        row = self._database.row("SELECT * FROM people WHERE id = ?", (person_id,))
        if row is None:
            raise missing(person_id)
        return _person(row)

    def all(self) -> tuple[Person, ...]:
        """Everybody, by surname and forenames."""
        rows = self._database.rows(
            "SELECT * FROM people ORDER BY surname COLLATE NOCASE, forenames COLLATE NOCASE, id"
        )
        return tuple(map(_person, rows))

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
        return tuple(map(_person, self._database.rows(sql, {"limit": limit})))

    def search(self, untrusted_text: str, limit: int = 50) -> tuple[Person, ...]:
        """People with a name in which each typed word begins a word; no words, no people. By surname."""
        ids = self._index.people_named(untrusted_text, limit)
        found = [self.get(person_id) for person_id in ids]
        return tuple(
            sorted(found, key=lambda person: (person.surname.casefold(), person.forenames.casefold()))
        )

    def add_change(self, change: PersonChange) -> None:
        """Keep what the record said before; from then on search finds the person by it. RecordError as `update`."""
        with self._database.transaction():
            self._database.insert(
                "person_changes",
                **{name: getattr(change, name) for name in _CHANGE},
                changed_at=time_text(change.changed_at),
            )
            self._put_in_index(self.get(change.person_id))

    def changes(self, person_id: str) -> tuple[PersonChange, ...]:
        """All that was changed about a person, the newest first."""
        sql = "SELECT * FROM person_changes WHERE person_id = ? ORDER BY changed_at DESC, rowid DESC"
        return tuple(map(_change, self._database.rows(sql, (person_id,))))

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


def _columns(person: Person) -> dict[str, object]:
    return {
        **{name: getattr(person, name) for name in _PLAIN},
        "birth_date": maybe_date_text(person.birth_date),
        "interpreter_needed": person.interpreter_needed,
        **{name: _list_text(getattr(person, name)) for name in LISTS},
        "created_at": time_text(person.created_at),
        "changed_at": time_text(person.changed_at),
    }


def _list_text(members: Iterable[Member]) -> str:
    return json.dumps([member_parts(member) for member in members], ensure_ascii=False)


def _person(row: Any) -> Person:
    interpreter = row["interpreter_needed"]
    return Person(
        **{name: row[name] for name in _PLAIN},
        birth_date=maybe_read_date(row["birth_date"]),
        interpreter_needed=None if interpreter is None else bool(interpreter),
        **{name: _read_list(name, row[name]) for name in LISTS},
        created_at=read_time(row["created_at"]),
        changed_at=read_time(row["changed_at"]),
    )


def _read_list(name: str, text: str) -> Any:
    return tuple(member_from(name, parts) for parts in json.loads(text))


def _change(row: Any) -> PersonChange:
    return PersonChange(**{name: row[name] for name in _CHANGE}, changed_at=read_time(row["changed_at"]))
