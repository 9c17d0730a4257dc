"""The organisation's signed profiles that were taken. The newest version counts; older ones stay to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prevent_desktop.vault.audit.audit_chain import Audit
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table

BOUND_NAME: Final = "organisation-profile"
"""Under this name the audit binds the newest profile, so that an older one put back is noticed."""

NEWEST: Final = "SELECT * FROM profiles ORDER BY version DESC LIMIT 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRecord:
    """A profile that was verified and taken: `jws` is what was signed, `digest` the SHA-256 of its words, hexadecimal.

    `fingerprint` is that of the signer's certificate, `authority` that of the authority under which it was signed.
    """

    version: int
    digest: str
    organisation: str
    jws: str
    signer: str
    fingerprint: str
    authority: str
    imported_at: datetime


_PROFILE = RowCodec(ProfileRecord)


class Profiles:
    """All profiles of one vault."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._profiles = Table(database, "profiles", _PROFILE, key="version")
        self._audit = audit

    def add(self, profile: ProfileRecord) -> None:
        """Keep a profile. RecordError where one of that version is here already."""
        with self._database.transaction():
            self._profiles.add(profile)
            if self._database.row(NEWEST)["version"] == profile.version:
                self._audit.bind(BOUND_NAME, profile.jws.encode())

    def newest(self) -> ProfileRecord | None:
        """The profile that counts; None where none was taken yet."""
        return next(iter(self._profiles.select(NEWEST)), None)

    def of_version(self, version: int) -> ProfileRecord | None:
        """The profile of that version."""
        return self._profiles.find(version)
