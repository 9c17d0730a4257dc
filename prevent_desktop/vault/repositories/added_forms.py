"""Forms that came in signed bundles: which versions, from whom, and which forms are no longer offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import read_time, time_text


@dataclass(frozen=True, slots=True, kw_only=True)
class FormBundleRecord:
    """A bundle that was added: `id` is the digest of its signed words, `fingerprint` that of the signer's certificate."""

    id: str
    publisher: str
    fingerprint: str
    made_at: datetime
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedFormRecord:
    """One version of a form that a bundle brought; its text is in the questionnaires by `digest`."""

    form_id: str
    version: str
    title: str
    digest: str
    bundle_id: str


class AddedForms:
    """What bundles brought and withdrew."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_bundle(self, bundle: FormBundleRecord) -> None:
        """Keep that a bundle was added."""
        self._database.insert(
            "form_bundles", id=bundle.id, publisher=bundle.publisher, fingerprint=bundle.fingerprint,
            made_at=time_text(bundle.made_at), added_at=time_text(bundle.added_at), added_by=bundle.added_by,
        )  # fmt: skip

    def add(self, form: AddedFormRecord) -> None:
        """Keep a version; its text has to be among the questionnaires. RecordError where that version is here already."""
        self._database.insert(
            "added_forms", form_id=form.form_id, version=form.version, title=form.title, digest=form.digest,
            bundle_id=form.bundle_id,
        )  # fmt: skip

    def withdraw(self, form_id: str, version: str, bundle_id: str) -> None:
        """No version of the form up to this one is offered any more."""
        self._database.run(
            "INSERT INTO withdrawn_forms (form_id, version, bundle_id) VALUES (?, ?, ?) "
            "ON CONFLICT (form_id) DO UPDATE SET version = excluded.version, bundle_id = excluded.bundle_id",
            (form_id, version, bundle_id),
        )

    def bundles(self) -> Mapping[str, FormBundleRecord]:
        """All bundles by id, the first made first."""
        return {
            row["id"]: FormBundleRecord(
                id=row["id"], publisher=row["publisher"], fingerprint=row["fingerprint"],
                made_at=read_time(row["made_at"]), added_at=read_time(row["added_at"]), added_by=row["added_by"],
            )
            for row in self._database.rows("SELECT * FROM form_bundles ORDER BY made_at, added_at")
        }  # fmt: skip

    def all(self) -> tuple[AddedFormRecord, ...]:
        """All versions that were added."""
        rows = self._database.rows("SELECT * FROM added_forms ORDER BY form_id, version")
        return tuple(
            AddedFormRecord(**{name: row[name] for name in AddedFormRecord.__slots__}) for row in rows
        )

    def withdrawn(self) -> Mapping[str, str]:
        """Up to which version each withdrawn form is not offered."""
        rows = self._database.rows("SELECT form_id, version FROM withdrawn_forms ORDER BY form_id")
        return {row["form_id"]: row["version"] for row in rows}
