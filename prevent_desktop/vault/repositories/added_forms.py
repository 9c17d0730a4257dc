"""Forms that came in signed bundles: which versions, from whom, and which forms are no longer offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table


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


_BUNDLE, _FORM = RowCodec(FormBundleRecord), RowCodec(AddedFormRecord)


class AddedForms:
    """What bundles brought and withdrew."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._bundles = Table(database, "form_bundles", _BUNDLE)
        self._forms = Table(database, "added_forms", _FORM)

    def add_bundle(self, bundle: FormBundleRecord) -> None:
        """Keep that a bundle was added."""
        self._bundles.add(bundle)

    def add(self, form: AddedFormRecord) -> None:
        """Keep a version; its text has to be among the questionnaires. RecordError where that version is here already."""
        self._forms.add(form)

    def withdraw(self, form_id: str, version: str, bundle_id: str) -> None:
        """No version of the form up to this one is offered any more."""
        self._database.run(
            "INSERT INTO withdrawn_forms (form_id, version, bundle_id) VALUES (?, ?, ?) "
            "ON CONFLICT (form_id) DO UPDATE SET version = excluded.version, bundle_id = excluded.bundle_id",
            (form_id, version, bundle_id),
        )

    def bundles(self) -> Mapping[str, FormBundleRecord]:
        """All bundles by id, the first made first."""
        return {one.id: one for one in self._bundles.all("made_at, added_at")}

    def all(self) -> tuple[AddedFormRecord, ...]:
        """All versions that were added."""
        return self._forms.all("form_id, version")

    def withdrawn(self) -> Mapping[str, str]:
        """Up to which version each withdrawn form is not offered."""
        rows = self._database.rows("SELECT form_id, version FROM withdrawn_forms ORDER BY form_id")
        return {row["form_id"]: row["version"] for row in rows}
