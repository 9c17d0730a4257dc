"""The organisation's signed profiles that were taken. The newest version counts; older ones stay to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from prevent_desktop.vault.audit.audit_chain import Audit
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import read_time, time_text

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


class Profiles:
    """All profiles of one vault."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def add(self, profile: ProfileRecord) -> None:
        """Keep a profile. RecordError where one of that version is here already."""
        with self._database.transaction():
            self._database.insert(
                "profiles", version=profile.version, digest=profile.digest, organisation=profile.organisation,
                jws=profile.jws, signer=profile.signer, fingerprint=profile.fingerprint, authority=profile.authority,
                imported_at=time_text(profile.imported_at),
            )  # fmt: skip
            if self._database.row(NEWEST)["version"] == profile.version:
                self._audit.bind(BOUND_NAME, profile.jws.encode())

    def newest(self) -> ProfileRecord | None:
        """The profile that counts; None where none was taken yet."""
        row = self._database.row(NEWEST)
        return None if row is None else read_profile(row)

    def of_version(self, version: int) -> ProfileRecord | None:
        """The profile of that version."""
        row = self._database.row("SELECT * FROM profiles WHERE version = ?", (version,))
        return None if row is None else read_profile(row)


def read_profile(row: Mapping[str, Any]) -> ProfileRecord:
    """The profile in a row."""
    return ProfileRecord(
        version=row["version"], digest=row["digest"], organisation=row["organisation"], jws=row["jws"],
        signer=row["signer"], fingerprint=row["fingerprint"], authority=row["authority"],
        imported_at=read_time(row["imported_at"]),
    )  # fmt: skip
