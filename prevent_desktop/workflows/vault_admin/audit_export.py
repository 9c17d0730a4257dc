"""The audit as a signed file that anybody can check without this program: JSON, one entry a line.

Each line holds ``position``, ``at``, ``action``, ``subject``, ``detail``, ``previous`` and ``digest``. The digest is the
SHA-256 of the JSON array of the six before it, without blanks, all but ASCII escaped; `previous` is the digest of the
entry before. The last line is ``{"signed": <JWS>}`` (RFC 7515, ES256, the certificate in ``x5c``), whose payload tells the
number of entries, the head of the chain, when and about whom (an opaque id, or nothing for all) the file was made, and the
SHA-256 of all lines before it. No line holds an answer or a name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from prevent_desktop.delivery.signed.signed_words import (
    fingerprint_of,
    leads_to,
    name_of,
    open_signed,
    person_of,
    sign_as,
)
from prevent_desktop.errors import AuditChainError
from prevent_desktop.files.durable import for_person
from prevent_desktop.files.saving import saving
from prevent_desktop.packs.signing_keys import SigningKey
from prevent_desktop.strict_json import time_of
from prevent_desktop.translation import _
from prevent_desktop.vault.audit.anchor import START, Anchored
from prevent_desktop.vault.audit.entries import AuditEntry, row_digest
from prevent_desktop.vault.audit.subjects import subjects_of
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.signing_identity import signing_key

EXPORTED: Final = "audit.exported"
SUFFIX: Final = ".audit.jsonl"
_TYPE: Final = "prevent-audit+jws"
_FORMAT: Final = "prevent-desktop audit"
_VERSION: Final = 1
_LONGEST_LINE: Final = 300_000
_MEMBERS: Final = ("position", "at", "action", "subject", "detail", "previous", "digest")


@dataclass(frozen=True, slots=True)
class AuditExport:
    """What is to be written: entries of a chain with this head; about one person (an opaque id), or all where empty."""

    entries: Iterable[AuditEntry]
    head: Anchored
    person_id: str
    key: SigningKey
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedExport:
    """A file whose chain and signature hold. Whether to trust the signer is told by `is_trusted`, or by a phone call."""

    entries: int
    head: Anchored
    person_id: str
    made_at: datetime
    signer: str
    organisation: str
    fingerprint: str
    is_trusted: bool


def export_all(vault: Vault, *, now: datetime) -> AuditExport:
    """All of the audit, read while it is written. Writes down first that it leaves. SigningKeyError without a key."""
    return _export(vault, "", now)


def export_person(vault: Vault, person_id: str, *, now: datetime) -> AuditExport:
    """What was done with one person's record, ready to be written on any thread. As `export_all`."""
    return _export(vault, person_id, now)


def _export(vault: Vault, person_id: str, now: datetime) -> AuditExport:
    key = signing_key(vault)
    vault.audit.append(EXPORTED, person_id)
    entries: Iterable[AuditEntry] = vault.audit.each()
    if person_id:
        entries = vault.audit.about(subject.id for subject in subjects_of(vault.database, person_id))
    return AuditExport(entries, vault.audit.last(), person_id, key, now)


def save_export(export: AuditExport, target: Path) -> Path:
    """Write the file; nothing stands at `target` before all of it does. NotSavedError where it cannot be written."""
    with saving(target, _("The list could not be saved")), for_person(target) as file:
        write_export(export, file)
    return target


def write_export(export: AuditExport, file: BinaryIO) -> None:
    """Write all lines, then the signature over them."""
    digest, number = hashlib.sha256(), 0
    for entry in export.entries:
        line = _line({name: getattr(entry, name) for name in _MEMBERS} | {"at": time_text(entry.at)})
        digest.update(line)
        file.write(line)
        number += 1
    words = {
        "format": _FORMAT,
        "version": _VERSION,
        "entries": number,
        "head": [export.head.position, export.head.head],
        "person": export.person_id,
        "made_at": time_text(export.made_at),
        "lines": digest.hexdigest(),
    }
    signed = sign_as(_TYPE, json.dumps(words).encode(), export.key.private_pem, export.key.certificates_pem)
    file.write(_line({"signed": signed}))


def _line(members: dict[str, Any]) -> bytes:
    return json.dumps(members, ensure_ascii=True).encode() + b"\n"


def check_export(untrusted: BinaryIO, trusted: Iterable[bytes] = ()) -> CheckedExport:
    """Check every entry, the order, the gaps and the signature. AuditChainError says in words what does not hold."""
    lines = _Lines(untrusted)
    number, newest, before = 0, Anchored(0, START), None
    for row in lines.entries():
        if row["digest"] != _digest(row) or not _follows(row, before):
            raise _changed(_("Line {number} does not fit the lines before it.").format(number=number + 1))
        number, before = number + 1, row
        newest = Anchored(row["position"], row["digest"])
    try:
        payload, chain = open_signed(_TYPE, lines.signed)
        words = json.loads(payload)
        said = (words["format"], words["version"], words["entries"], words["lines"])
        head, made_at = Anchored(*words["head"]), time_of(words["made_at"])
        person_id = str(words["person"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _changed(_("The signature does not fit what is in the file.")) from error
    whole = person_id != "" or (newest == head and number == head.position)
    if said != (_FORMAT, _VERSION, number, lines.digest) or newest.position > head.position or not whole:
        raise _changed(_("Lines were taken out, put in or changed since it was signed."))
    return CheckedExport(
        entries=number, head=head, person_id=person_id, made_at=made_at, signer=person_of(chain[0]),
        organisation=name_of(chain[0]), fingerprint=fingerprint_of(chain[0]),
        is_trusted=leads_to(chain, tuple(trusted), made_at.astimezone(UTC)),
    )  # fmt: skip


class _Lines:
    """Reads a file of untrusted lines: the entries, then the signature after them."""

    def __init__(self, untrusted: BinaryIO) -> None:
        self._untrusted = untrusted
        self._digest = hashlib.sha256()
        self.signed = ""

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def entries(self) -> Iterator[dict[str, Any]]:
        while line := self._untrusted.readline(_LONGEST_LINE):
            members = _read_line(line)
            if set(members) == {"signed"}:
                self.signed = str(members["signed"])
                if self._untrusted.read(1):
                    raise _changed(_("Something stands after the signature."))
                return
            if tuple(members) != _MEMBERS:
                raise _not_ours()
            self._digest.update(line)
            yield members
        raise _changed(_("The signature is missing."))


def _read_line(line: bytes) -> dict[str, Any]:
    try:
        members = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _not_ours() from error
    if not isinstance(members, dict) or line != _line(members):
        raise _not_ours()
    return members


def _digest(row: dict[str, Any]) -> str:
    texts = all(isinstance(row[name], str) for name in _MEMBERS[1:])
    return row_digest(row) if texts and isinstance(row["position"], int) else ""


def _follows(row: dict[str, Any], before: dict[str, Any] | None) -> bool:
    """Whether an entry can come after the one before it in the file, which may be an earlier one of the chain."""
    if before is None:
        return bool(row["position"] > 1 or row["previous"] == START)
    if row["position"] == before["position"] + 1:
        return bool(row["previous"] == before["digest"])
    return bool(row["position"] > before["position"])


def _changed(what: str) -> AuditChainError:
    return AuditChainError(
        _("This list is not as it was signed"), what, _("Ask whoever gave it to you for the file again.")
    )


def _not_ours() -> AuditChainError:
    return AuditChainError(
        _("This is not a list of the audit"),
        _("The file holds something else, or was changed."),
        _("Choose the file that was saved under “Who has seen this”, or by vault audit."),
    )
