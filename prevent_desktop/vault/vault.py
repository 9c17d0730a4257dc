"""An open vault: the repositories over one connection, on one thread."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.casework.record_kinds import PEOPLE
from prevent_desktop.errors import DiskFullError, ReadOnlyVaultError, VaultError
from prevent_desktop.files.durable import remove_tree
from prevent_desktop.vault.attachment_files import ATTACHMENTS_NAME
from prevent_desktop.vault.audit.audit_chain import Audit
from prevent_desktop.vault.audit.branches import Branches
from prevent_desktop.vault.audit.keeper import AnchorKeeper
from prevent_desktop.vault.copies.database_copies import copy_database
from prevent_desktop.vault.damage.findings import Findings
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.instance_lock import InstanceLock
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, VaultKey, read_slots
from prevent_desktop.vault.migrating import (
    Migration,
    migrate,
    newer_schema,
    our_migrations,
    schema_version,
)
from prevent_desktop.vault.once_read import OnceRead
from prevent_desktop.vault.repositories.added_forms import AddedForms
from prevent_desktop.vault.repositories.answers import Answers
from prevent_desktop.vault.repositories.attachments import Attachments
from prevent_desktop.vault.repositories.case_care import CaseCare
from prevent_desktop.vault.repositories.cases import Cases
from prevent_desktop.vault.repositories.clocks import Clocks
from prevent_desktop.vault.repositories.decisions import Decisions
from prevent_desktop.vault.repositories.disposals import Disposals
from prevent_desktop.vault.repositories.events import Events
from prevent_desktop.vault.repositories.keeping import Keeping
from prevent_desktop.vault.repositories.left_differences import LeftDifferences
from prevent_desktop.vault.repositories.merge_conflicts import MergeConflicts
from prevent_desktop.vault.repositories.notes import Notes
from prevent_desktop.vault.repositories.packs import Packs
from prevent_desktop.vault.repositories.peer_reviews import PeerReviews
from prevent_desktop.vault.repositories.people import People
from prevent_desktop.vault.repositories.profiles import Profiles
from prevent_desktop.vault.repositories.pupils import Pupils
from prevent_desktop.vault.repositories.questionnaires import Questionnaires
from prevent_desktop.vault.repositories.received import Received
from prevent_desktop.vault.repositories.records import Records
from prevent_desktop.vault.repositories.responses import Responses
from prevent_desktop.vault.repositories.reviews import Reviews
from prevent_desktop.vault.repositories.secrets import Secrets
from prevent_desktop.vault.repositories.settings import Settings
from prevent_desktop.vault.repositories.signature_checks import SignatureChecks
from prevent_desktop.vault.repositories.undo_histories import UndoHistories
from prevent_desktop.vault.repositories.withholdings import Withholdings
from prevent_desktop.vault.safe_files import keep_to_owner, read_only_folder, remove_file, remove_unfinished
from prevent_desktop.vault.search import SearchHit, SearchIndex
from prevent_desktop.vault.sql_errors import database_damaged
from prevent_desktop.vault.team.tables import TeamTables

COPY_BEFORE_MIGRATION = "vault.db.before-migration"
JOINING_NAME = ".joining"
"""Where another copy's database stands while the two are joined (`merging.other_copy`)."""

Made = TypeVar("Made")


def utc_now() -> datetime:
    """The device clock."""
    return datetime.now(UTC)


class Vault:
    """One practitioner's open vault. Everything but `attachments.files` is used on the thread that opened it.

    Each repository call is a transaction of its own, or part of the one that `transaction` opened.
    """

    def __init__(
        self,
        folder: Path,
        key: VaultKey,
        database: Database,
        lock: InstanceLock | None,
        now: Callable[[], datetime],
        *,
        findings: Findings | None = None,
        anchor: AnchorKeeper | None = None,
    ) -> None:
        self.folder = folder
        self.key = key
        self.database = database
        self._lock = lock
        self._now = now
        self._is_open = True
        self.findings = findings  # why it is open for reading only; None for a vault that can be written
        self._index = SearchIndex(database)
        self.anchor = AnchorKeeper(folder, key) if anchor is None else anchor
        self.audit = Audit(database, self.anchor, key, now)
        self.branches = Branches(database)
        self.people = People(database, self._index)
        self.pupils = Pupils(database)
        self.left_differences = LeftDifferences(database)
        self.cases = Cases(database)
        self.case_care = CaseCare(database, self._index)
        self.reviews = Reviews(database)
        self.questionnaires = Questionnaires(database)
        self.added_forms = AddedForms(database)
        self.responses = Responses(database, self._index)
        self.notes = Notes(database, self._index)
        self.events = Events(database, self._index)
        self.decisions = Decisions(database, self._index)
        self.settings = Settings(database, self.audit)
        self.profiles = Profiles(database, self.audit)
        self.undo_histories = UndoHistories(database)
        self.secrets = Secrets(database, self.audit)
        self.attachments = Attachments(
            database, self._index, self.secrets, folder, read_only=self.is_read_only
        )
        self.packs = Packs(database)
        self.answers = Answers(database, self._index)
        self.received = Received(database, self.attachments)
        self.keeping = Keeping(database)
        self.withholdings = Withholdings(database)
        self.peer_reviews = PeerReviews(database)
        self.clocks = Clocks(database)
        self.disposals = Disposals(database)
        self.merge_conflicts = MergeConflicts(database)
        self.team = TeamTables(database)
        self.signature_checks = SignatureChecks(database)
        self.once_read = OnceRead()
        self._unchanged_since: object = None
        self._read_since: dict[Callable[[Vault], Any], Any] = {}

    @classmethod
    def open(
        cls,
        folder: Path,
        key: VaultKey,
        *,
        now: Callable[[], datetime] = utc_now,
        migrations: Sequence[Migration] | None = None,
    ) -> Vault:
        """Open the vault in `folder`; an older schema is copied, then brought to the newest.

        Raises, and leaves the folder as it was: VaultMissingError, HeaderDamagedError, VaultInUseError,
        ReadOnlyFolderError, DatabaseDamagedError (also where `key` is not this vault's), NewerVaultError,
        DiskFullError.
        """
        read_slots(folder)
        if not os.access(folder, os.W_OK):
            raise read_only_folder()
        lock = InstanceLock(folder)
        keep_to_owner(folder)
        try:
            steps = our_migrations() if migrations is None else migrations
            anchor = AnchorKeeper.look(folder, key)
            _require_known_version(folder / DATABASE_NAME, key, steps)
            database = _open_marked(folder, key, steps, anchor)
            remove_unfinished(folder)
            remove_unfinished(folder / ATTACHMENTS_NAME)
            remove_tree(folder / JOINING_NAME, ignore_errors=True)
        except BaseException:
            lock.release()
            raise
        return cls(folder, key, database, lock, now, anchor=anchor)

    def records(self, kind: RecordKind) -> Records:
        """The records of a kind that needs no repository of its own, and the rows of any."""
        return Records(kind, self.database, self._index)

    @property
    def is_read_only(self) -> bool:
        """Whether every change raises ReadOnlyVaultError (`vault.damage` opens such vaults)."""
        return self.findings is not None

    def while_unchanged(self, read: Callable[[Vault], Made]) -> Made:
        """What `read` makes of this vault, by the same function read again only once a row was changed. Nobody may change it."""
        changes = self.database.changes
        if changes != self._unchanged_since:
            self._unchanged_since, self._read_since = changes, {}
        if read not in self._read_since:
            self._read_since[read] = read(self)
        return cast("Made", self._read_since[read])

    def transaction(self) -> AbstractContextManager[None]:
        """All changes inside it are kept together when it ends, or none; inside another one, it is a part of that."""
        return self.database.transaction()

    def search(self, untrusted_text: str, limit: int = 50) -> tuple[SearchHit, ...]:
        """Records in which each typed word begins a word: people first (at most half of `limit`), then newest first."""
        # A full disk or a damaged vault hinders nobody from searching in what was indexed before.
        with contextlib.suppress(DiskFullError, ReadOnlyVaultError):
            self.responses.index_drafts()
        people = self._index.people(untrusted_text, (limit + 1) // 2)
        hits = [self._person_hit(person_id) for person_id in people]
        return (*hits, *self._index.records(untrusted_text, limit - len(hits)))

    def close(self) -> None:
        """Anchor the audit, checkpoint, close, and let other instances in. Closing again does nothing."""
        if not self._is_open:
            return
        # On a full disk the older anchor stays, which still catches an older database; where the database is the
        # older one, the anchor stays as the evidence, and `audit.verify` tells.
        if not self.is_read_only:
            with contextlib.suppress(VaultError):
                self.audit.write_anchor()
        self._is_open = False
        try:
            self.database.close()
            if not self.is_read_only:
                self.anchor.left()
        finally:
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _person_hit(self, person_id: str) -> SearchHit:
        label = self.people.get(person_id).label_on(self._now().date())
        return SearchHit(
            kind=PEOPLE.name,
            record_id=person_id,
            case_id=None,
            person_id=person_id,
            label=label,
            snippet="",
        )


def _require_known_version(path: Path, key: VaultKey, migrations: Sequence[Migration]) -> None:
    if _version_on_disk(path, key) > migrations[-1].number:
        raise newer_schema()


def _open_marked(
    folder: Path, key: VaultKey, migrations: Sequence[Migration], anchor: AnchorKeeper
) -> Database:
    """Open it, once the anchor says that it may change from now on."""
    try:
        anchor.mark_open()
        return _open_database(folder, key, migrations)
    except BaseException:
        anchor.take_back()
        raise


def _open_database(folder: Path, key: VaultKey, migrations: Sequence[Migration]) -> Database:
    path, newest = folder / DATABASE_NAME, migrations[-1].number
    database = Database.open(path, key)
    try:
        database.apply_settings()
        copy = folder / COPY_BEFORE_MIGRATION
        if schema_version(database) < newest:
            copy_database(database, copy, key)
            migrate(database, migrations)
        else:
            remove_file(copy)
        SearchIndex(database).assert_settings()
    except BaseException:
        database.close()
        raise
    return database


def _version_on_disk(path: Path, key: VaultKey) -> int:
    """The schema version, read so that no byte of the database or its log changes."""
    if not path.exists() or path.stat().st_size == 0:
        raise database_damaged()  # SQLite would take it for a new, empty database
    with _nothing_left_beside(path):
        version = Database.version_in(path, key)
    if version == 0:
        raise database_damaged()
    return version


@contextlib.contextmanager
def _nothing_left_beside(path: Path) -> Iterator[None]:
    """A read-only connection leaves its log and index files behind: take away those that were not there before."""
    beside = [path.with_name(path.name + suffix) for suffix in ("-wal", "-shm")]
    new = [each for each in beside if not each.exists()]
    try:
        yield
    finally:
        for each in new:
            remove_file(each)
