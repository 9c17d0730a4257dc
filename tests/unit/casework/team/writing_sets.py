"""Members who write in one case, each by what they have seen: histories of change-sets for the properties of folding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from prevent_desktop.casework.correspondence_kinds import PACKS
from prevent_desktop.casework.record_kind import Type
from prevent_desktop.casework.team.change_set import ROW, STATE, ChangeSet, Operation, OperationId
from prevent_desktop.casework.team.folding import FoldedCase, NamedSet, RowName, fold
from prevent_desktop.casework.team.roster import listed_id
from prevent_desktop.casework.team.set_codec import digest_of, encode
from prevent_desktop.casework.team.shared_kinds import moving, shared_kind

START = datetime(2026, 11, 29, 9, tzinfo=UTC)
CASE, PERSON, FORM, NOTE, PICTURE = "case", "person", "form", "note", "0123456789abcdef" * 2
TIME = "2026-11-29T09:00:00.000000+00:00"
AUTHORS = ("sam", "pat", "kim")

_PLAIN: dict[Type, Any] = {
    Type.NUMBER: 0,
    Type.FLAG: 0,
    Type.TIME: TIME,
    Type.DATE: None,
    Type.JSON: "[]",
    Type.TEXTS: "[]",
}


def full(table: str, **columns: Any) -> dict[str, Any]:
    """A whole row with these columns, and nothing in the others."""
    kind = shared_kind(table)
    assert kind is not None
    return {one.column: None if one.refers else _PLAIN.get(one.type, "") for one in kind.fields} | columns


ROWS: dict[str, dict[str, Any]] = {
    "people": full("people", id=PERSON, surname="Ali"),
    "cases": full("cases", id=CASE, person_id=PERSON, status="draft", closed_at=None),
    "responses": full("responses", id=FORM, case_id=CASE, title="Screening", finalised_at=None, content="{}"),
    "attachments": full("attachments", id=PICTURE, case_id=CASE, file_name="a.png", sha256="ab"),
    "notes": full("notes", id=NOTE, case_id=CASE, text="Heard"),
}


PACK: dict[str, Any] = full("packs", id="P-1111AAAABBBB", case_id=CASE, status="queued", signed_at=TIME)


def pack(status: str, **more: Any) -> dict[str, Any]:
    """What moves in the pack."""
    return {name: {**PACK, "status": status, **more}[name] for name in moving(PACKS)}


def content(*texts: str) -> str:
    """Answers as a form keeps them."""
    items = ",".join(
        f'{{"linkId":"{n}","answer":[{{"valueString":"{text}"}}]}}' for n, text in enumerate(texts)
    )
    return f'{{"item":[{items}]}}'


@dataclass
class Writing:
    """Who has which sets, and all that were written. A wish is an author with what they do."""

    has: dict[str, list[NamedSet]] = field(default_factory=lambda: {one: [] for one in AUTHORS})
    all: list[NamedSet] = field(default_factory=list)

    def write(self, author: str, *operations: Operation) -> NamedSet:
        """One set of this author, or of another writer that their vault is, who has seen what stands in `has`."""
        has = self.has[listed_id(author)]
        own = [one for one in has if one.change_set.vault == author]
        change_set = ChangeSet(
            team="t", circle="main", epoch=1, profile=1, vault=author, number=len(own) + 1,
            previous=own[-1].digest if own else "", case_id=CASE, author=author,
            at=START + timedelta(minutes=len(self.all)), operations=operations,
        )  # fmt: skip
        made = NamedSet(digest_of(encode(change_set)), change_set)
        has.append(made)
        self.all.append(made)
        return made

    def begin(self) -> None:
        """The first author writes all rows, and everybody has them."""
        first = self.write(
            AUTHORS[0],
            *(Operation(table=table, key=(row["id"],), unit=ROW, value=row) for table, row in ROWS.items()),
        )
        for author in AUTHORS[1:]:
            self.has[author].append(first)

    def begin_pack(self, author: str, *more: Operation) -> NamedSet:
        """This author signs a pack, which everybody has then."""
        first = Operation(table=PACKS.table, key=(PACK["id"],), unit=ROW, value=PACK)
        made = self.write(author, first, *more)
        self.hand_on(author)
        return made

    def say_pack(self, writer: str, value: dict[str, Any]) -> NamedSet:
        """What moves in the pack is this, in place of what its writer (by its listed id) sees."""
        name = RowName(PACKS.table, (PACK["id"],))
        replaces = fold(self.has[listed_id(writer)]).rows[name].shown[STATE].to_replace
        said = Operation(table=PACKS.table, key=name.key, unit=STATE, value=value, replaces=replaces)
        return self.write(writer, said)

    def hand_on(self, author: str) -> None:
        """Everybody has what this author has."""
        for other in AUTHORS:
            self.hear(other, author, len(self.all))

    def put(self, author: str, table: str, unit: str, value: Any) -> None:
        """A unit says something else, in place of what this author sees; nothing where it does not stand for them."""
        name = RowName(table, (ROWS[table]["id"],))
        folded = fold(self.has[author])
        shown = _shown(folded, name, unit)
        if shown is None or _frozen(folded, name, value):
            return
        self.write(author, Operation(table=table, key=name.key, unit=unit, value=value, replaces=shown))

    def hear(self, author: str, other: str, most: int) -> None:
        """One gets some of what the other has, the newest first, as a store may give it."""
        known = {one.digest for one in self.has[author]}
        new = [one for one in self.has[other] if one.digest not in known]
        self.has[author] += new[-most:]


def _shown(folded: FoldedCase, name: RowName, unit: str) -> tuple[OperationId, ...] | None:
    there = folded.rows[name].shown if name in folded.rows else folded.gone.get(name, {})
    return there[unit].to_replace if unit in there else None


def _frozen(folded: FoldedCase, name: RowName, value: Any) -> bool:
    row = folded.rows.get(name)
    return name.table == "responses" and (
        row is None or row.values["finalised_at"] is not None or (value is None and row is None)
    )


def state(table: str, **more: Any) -> dict[str, Any]:
    kind = shared_kind(table)
    assert kind is not None
    return {name: {**ROWS[table], **more}[name] for name in moving(kind)}


WORDS = st.sampled_from(["a", "b", "ab", "abc"])
CHANGES = st.one_of(
    st.tuples(st.just("people"), st.sampled_from(["phone", "surname"]), WORDS),
    st.tuples(
        st.just("cases"), st.just(STATE), st.sampled_from(["draft", "sent", "closed"]).map(lambda s: state("cases", status=s))
    ),
    st.tuples(st.just("attachments"), st.just(STATE), WORDS.map(lambda w: state("attachments", description=w))),
    st.tuples(
        st.just("responses"), st.just(STATE),
        st.lists(WORDS, min_size=1, max_size=2).map(lambda w: state("responses", content=content(*w))),
    ),
    st.tuples(
        st.just("responses"), st.just(STATE),
        WORDS.map(lambda w: state("responses", content=content(w), finalised_at=TIME)),
    ),
    st.tuples(st.just("responses"), st.just(STATE), st.none()),
)  # fmt: skip
ACTS = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(AUTHORS), CHANGES),
    st.tuples(
        st.just("hear"), st.sampled_from(AUTHORS), st.tuples(st.sampled_from(AUTHORS), st.integers(1, 3))
    ),
)


def history(acts: Sequence[tuple[str, str, Any]]) -> Writing:
    """What comes of these acts."""
    writing = Writing()
    writing.begin()
    for act, author, what in acts:
        if act == "put":
            writing.put(author, *what)
        else:
            writing.hear(author, *what)
    return writing


HISTORIES = st.lists(ACTS, min_size=1, max_size=25).map(history)
