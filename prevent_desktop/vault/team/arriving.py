"""What came from the store, once it was judged: a change-set that is kept, a file or form that a record waits for."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import Any, BinaryIO, Final

from prevent_desktop.casework.team.set_codec import NewerFormatError
from prevent_desktop.casework.team.shared_kinds import NewerProgramError
from prevent_desktop.strict_json import COMPACT, JsonError, parse, text_of
from prevent_desktop.vault.attachment_files import StagedFile
from prevent_desktop.vault.team.files import FileKind, FileState, TeamFile
from prevent_desktop.vault.team.readable import check
from prevent_desktop.vault.team.tables import DISPOSED, JOINED, MALFORMED, SetState, StoredSet
from prevent_desktop.vault.vault import Vault

NEWER_PROGRAM: Final = "newer-program"
"""Why a set waits: a newer version of the program wrote it."""
_FORM: Final = frozenset({"url", "version", "content"})
_LARGEST_FORM: Final = 8 * 1024 * 1024


def take_in(vault: Vault, arrived: StoredSet, *, own: bool = False) -> StoredSet | None:
    """Keep a set of another vault whose signature holds; what it became, or None where it is here already.

    One that was found to count is held against the declarations first. `own` where another copy of this vault wrote it. In the
    caller's transaction, or one of its own; the record changes with `materialise`.
    """
    arrived = replace(arrived, here=own)
    if vault.disposals.is_disposed(arrived.case_id):  # nothing of the case stays here, not even set aside
        arrived = replace(arrived, state=SetState.SET_ASIDE, reason=DISPOSED, words="")
    judged = _held_against_declarations(arrived) if arrived.state is SetState.APPLIED else arrived
    with vault.transaction():
        if not vault.team.keep(judged):
            return None
        if judged.state is SetState.APPLIED:
            vault.audit.append(JOINED, judged.case_id, judged.digest)
    return judged


def judge_waiting_again(vault: Vault, *, malformed: bool = False) -> tuple[StoredSet, ...]:
    """Sets of a newer program, which this one may know by now; those that count from now on.

    With `malformed` those too that another version of the program took for nothing that any writes.
    """
    aside = vault.team.in_state(SetState.SET_ASIDE) if malformed else ()
    doubtful = [one for one in aside if one.reason.startswith(MALFORMED)]
    doubtful += [one for one in vault.team.in_state(SetState.WAITING) if one.reason == NEWER_PROGRAM]
    found = []
    for one in doubtful:
        judged = _held_against_declarations(replace(one, state=SetState.APPLIED, reason=""))
        if judged.state is not one.state:
            vault.team.set_state(one, judged.state, judged.reason)
            found += [judged] if judged.state is SetState.APPLIED else []
    return tuple(found)


def _held_against_declarations(arrived: StoredSet) -> StoredSet:
    try:
        check(arrived.named.change_set)
    except (NewerProgramError, NewerFormatError):
        return replace(arrived, state=SetState.WAITING, reason=NEWER_PROGRAM)
    except JsonError as error:
        return replace(arrived, state=SetState.SET_ASIDE, reason=f"{MALFORMED}: {error}")
    return arrived


def open_file(vault: Vault, file: TeamFile) -> BinaryIO:
    """The bytes that are put into the store for others: a file's own, or a form as JSON. Raises as `attachments.files.open`."""
    if file.kind is FileKind.ATTACHMENT:
        return vault.attachments.files.open(file.record_id)
    return io.BytesIO(form_text(vault, file.digest).encode())


def is_here(vault: Vault, file: TeamFile) -> bool:
    """Whether those bytes are here, whatever was noted of them: a backup takes no file that no row names."""
    if file.kind is FileKind.ATTACHMENT:
        return vault.attachments.has_file(file.record_id)
    return vault.questionnaires.has(file.digest)


def cases_with_files_gone(vault: Vault) -> frozenset[str]:
    """The cases of which a file was noted as put, or to be put, and is not here."""
    noted = (*vault.team.files.in_state(FileState.PUT), *vault.team.files.in_state(FileState.TO_PUT))
    return frozenset(one.case_id for one in noted if one.case_id and not is_here(vault, one))


def form_text(vault: Vault, digest: str) -> str:
    """The questions of a form as others take them. RecordError where they are not here."""
    vault.questionnaires.get(digest)
    row = vault.database.row("SELECT url, version, content FROM questionnaires WHERE digest = ?", (digest,))
    return text_of(dict(row), **COMPACT)


def keep_file(vault: Vault, file: TeamFile, staged: StagedFile) -> None:
    """Keep an attachment that was staged under the id of its record, and that it came. In the caller's transaction."""
    vault.attachments.files.keep(staged)
    vault.team.files.was_put(file)


def keep_form(vault: Vault, digest: str, untrusted: bytes) -> None:
    """Keep the questions of a form that came under this digest. JsonError where they are something else."""
    if len(untrusted) > _LARGEST_FORM:
        raise JsonError("too long")
    form: Any = parse(untrusted)
    if (
        not isinstance(form, dict)
        or form.keys() != _FORM
        or not all(type(one) is str for one in form.values())
    ):
        raise JsonError("a form is wanted")
    if hashlib.sha256(form["content"].encode()).hexdigest() != digest:
        raise JsonError("another form than its digest says")
    vault.questionnaires.keep(digest, form["url"], form["version"], form["content"])
