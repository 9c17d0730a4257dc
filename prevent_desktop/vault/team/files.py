"""The files and forms that go between the members of a team as objects of their own: what is put, and what has not come."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table


class FileKind(StrEnum):
    """What travels as an object of its own."""

    ATTACHMENT = "attachment"
    FORM = "form"


class FileState(StrEnum):
    """Where a file is: still to be put into the store, put, or wanted from it."""

    TO_PUT = "to-put"
    PUT = "put"
    WANTED = "wanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFile:
    """A file or form that members need by its digest. `record_id` is the attachment's; for a form the case that waits for it."""

    circle: str
    kind: FileKind
    digest: str
    record_id: str
    case_id: str
    size: int
    state: FileState

    @property
    def target(self) -> tuple[FileKind, str]:
        """What it becomes in this vault, in whatever circle it waits."""
        return self.kind, self.digest if self.kind is FileKind.FORM else self.record_id


_FILE = RowCodec(TeamFile)


class TeamFiles:
    """The table of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._table = Table(database, "team_files", _FILE)

    def offer(self, file: TeamFile) -> None:
        """Put a file into the store, unless it lies there already."""
        self._table.add_if_new(file)

    def offer_again(self, file: TeamFile) -> None:
        """The store has lost a file that is here."""
        self._database.run(
            "UPDATE team_files SET state = 'to-put' WHERE circle = ? AND kind = ? AND digest = ? AND record_id = ? AND state = 'put'",
            (file.circle, file.kind.value, file.digest, file.record_id),
        )

    def want(self, file: TeamFile) -> None:
        """Wait for a file that has to come from the store: it is not here, whatever was noted of it."""
        if not self._table.add_if_new(file):
            self._set(file, FileState.WANTED)

    def in_state(self, state: FileState) -> tuple[TeamFile, ...]:
        """All files that are to be put, that are wanted, or that lie there."""
        open_alone = "" if state is FileState.PUT else "state <> 'put' AND "  # which is the index's
        return self._table.where(
            f"{open_alone}state = '{state.value}' ORDER BY circle, kind, digest, record_id"
        )

    def of_record(self, circle: str) -> tuple[TeamFile, ...]:
        """The attachments of a circle's cases as files that lie in the store, whether or not it was noted that they do."""
        sql = """
            SELECT attachments.id, attachments.case_id, sha256, size FROM attachments
            JOIN team_cases ON team_cases.case_id = attachments.case_id WHERE circle = ? ORDER BY attachments.id
        """
        return tuple(
            TeamFile(
                circle=circle, kind=FileKind.ATTACHMENT, digest=row["sha256"], record_id=row["id"], case_id=row["case_id"],
                size=row["size"], state=FileState.PUT,
            )
            for row in self._database.rows(sql, (circle,))
        )  # fmt: skip

    def was_put(self, file: TeamFile) -> None:
        """A file lies in the store; also one that came from there."""
        self._set(file, FileState.PUT)

    def lies_there(self, file: TeamFile) -> None:
        """The same of all records of the circle that need what has this digest."""
        sql = "UPDATE team_files SET state = 'put' WHERE circle = ? AND kind = ? AND digest = ?"
        self._database.run(sql, (file.circle, file.kind.value, file.digest))

    def _set(self, file: TeamFile, state: FileState) -> None:
        self._database.run(
            "UPDATE team_files SET state = ? WHERE circle = ? AND kind = ? AND digest = ? AND record_id = ?",
            (state.value, file.circle, file.kind.value, file.digest, file.record_id),
        )

    def is_here(self, file: TeamFile) -> None:
        """A file that this circle's record waited for came by another one: the others here may need it; nobody waits for it elsewhere."""
        which = "kind = ? AND digest = ? AND record_id = ? AND state = 'wanted' AND circle"
        name = (file.kind.value, file.digest, file.record_id, file.circle)
        self._database.run(f"UPDATE team_files SET state = 'to-put' WHERE {which} = ?", name)  # noqa: S608 - our own words
        self._database.run(f"DELETE FROM team_files WHERE {which} <> ?", name)  # noqa: S608 - our own words

    def count_wanted(self, case_ids: Collection[str] | None = None, kind: FileKind | None = None) -> int:
        """How many files and forms, or files of a `kind`, have not come, of these cases or of all."""
        return int(
            self._database.value(
                "SELECT count(DISTINCT kind || digest || record_id) FROM team_files WHERE state <> 'put' AND state = 'wanted' "
                "AND (?1 IS NULL OR case_id IN (SELECT value FROM json_each(?1))) AND (?2 IS NULL OR kind = ?2)",
                (None if case_ids is None else json.dumps(list(case_ids)), kind),
            )
        )

    def wanted_records(self) -> frozenset[str]:
        """The ids of attachments whose file has not come."""
        return frozenset(
            one.record_id for one in self.in_state(FileState.WANTED) if one.kind is FileKind.ATTACHMENT
        )
