from __future__ import annotations

import hashlib
import io
import sys
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import DatabaseDamagedError, RecordError, SealingError
from prevent_desktop.sealing import generate_identity, open_bytes
from prevent_desktop.vault.attachment_files import ATTACHMENTS_NAME
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.conftest import Made
from tests.unit.vault.examples import NOW, keep_case, later
from tests.unit.vault.folders import snapshot

PLAIN = b"nothing readable touches the disk\n" * 5000


def add(vault: Vault, plain: bytes = PLAIN, case_id: str | None = None) -> str:
    return vault.attachments.add(
        io.BytesIO(plain), case_id=case_id or keep_case(vault).id, file_name="Letter.txt",
        media_type="text/plain", description="from the school", at=NOW,
    ).id  # fmt: skip


def test_an_attachment_comes_back_whole(vault: Vault) -> None:
    attachment_id = add(vault)
    attachment = vault.attachments.get(attachment_id)
    assert (attachment.size, attachment.sha256) == (len(PLAIN), hashlib.sha256(PLAIN).hexdigest())
    assert attachment.case_id is not None
    assert vault.attachments.of_case(attachment.case_id) == (attachment,)
    assert vault.attachments.all() == (attachment,)
    assert vault.attachments.read(attachment_id) == PLAIN
    copied = io.BytesIO()
    vault.attachments.copy_to(attachment_id, copied)
    assert copied.getvalue() == PLAIN


@pytest.mark.parametrize("plain", [b"", b"x", bytes(64 * 1024), bytes(64 * 1024 + 1)])
def test_any_length_does(vault: Vault, plain: bytes) -> None:
    assert vault.attachments.read(add(vault, plain)) == plain


def test_the_file_is_sealed_to_an_identity_of_the_vault_and_named_by_nothing(vault: Vault) -> None:
    attachment_id = add(vault)
    (path,) = (vault.folder / ATTACHMENTS_NAME).iterdir()
    assert path.name == f"{attachment_id}.age"
    assert sys.platform == "win32" or path.stat().st_mode & 0o077 == 0
    sealed = path.read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1\n-> mlkem768x25519 ")
    assert b"nothing readable" not in sealed
    with pytest.raises(SealingError):
        open_bytes(sealed, [generate_identity()])


def test_it_opens_after_the_vault_was_closed(made: Made) -> None:
    with Vault.open(made.folder, made.key) as vault:
        attachment_id = add(vault)
    with Vault.open(made.folder, made.key) as vault:
        assert vault.attachments.read(attachment_id) == PLAIN


def test_sealing_and_opening_run_on_another_thread(vault: Vault) -> None:
    case = keep_case(vault)
    files = vault.attachments.files
    with ThreadPoolExecutor(1) as worker:
        stored = worker.submit(files.put, io.BytesIO(PLAIN)).result()
        vault.attachments.add_stored(stored, case_id=case.id, file_name="a", media_type="text/plain", at=NOW)
        assert worker.submit(files.read, stored.id, stored.sha256).result() == PLAIN


def test_a_row_that_cannot_be_kept_leaves_no_file(vault: Vault) -> None:
    with pytest.raises(RecordError):
        add(vault, case_id="none")
    assert snapshot(vault.folder / ATTACHMENTS_NAME) == {}


def test_a_stream_that_breaks_leaves_no_file(vault: Vault) -> None:
    class Breaking(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(5, "the stick was pulled out")

    case = keep_case(vault)
    with pytest.raises(Exception, match="the stick was pulled out"):
        vault.attachments.add(Breaking(), case_id=case.id, file_name="a", media_type="b", at=NOW)
    assert snapshot(vault.folder / ATTACHMENTS_NAME) == {}
    assert vault.attachments.all() == ()


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    "harm",
    [
        flip,
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes() + b"x"),
    ],
)
def test_harm_to_a_file_is_told_and_no_byte_released(vault: Vault, harm: Callable[[Path], object]) -> None:
    attachment_id = add(vault)
    harm(vault.attachments.files.path(attachment_id))
    released = io.BytesIO()
    with pytest.raises(DatabaseDamagedError, match="attachment"):
        vault.attachments.copy_to(attachment_id, released)
    with pytest.raises(DatabaseDamagedError, match="attachment"):
        vault.attachments.read(attachment_id)
    assert released.getvalue() == b""


def test_one_file_in_the_place_of_another_is_noticed(vault: Vault) -> None:
    case = keep_case(vault)
    first, second = add(vault, b"first", case.id), add(vault, b"other", case.id)
    files = vault.attachments.files
    files.path(first).write_bytes(files.path(second).read_bytes())
    released = io.BytesIO()
    with pytest.raises(DatabaseDamagedError):
        vault.attachments.copy_to(first, released)
    assert released.getvalue() == b""


def test_an_attachment_that_is_not_there_is_told(vault: Vault) -> None:
    with pytest.raises(RecordError):
        vault.attachments.read("none")


def test_a_large_file_passes_in_pieces(vault: Vault) -> None:
    class Zeros(io.BytesIO):
        left = 64 * 1024 * 1024

        def read(self, size: int | None = -1, /) -> bytes:
            piece = bytes(min(size or 0, self.left))
            self.left -= len(piece)
            return piece

    class Nowhere(io.BytesIO):
        def write(self, chunk: Any, /) -> int:
            return len(chunk)

    case = keep_case(vault)
    tracemalloc.start()
    attachment = vault.attachments.add(Zeros(), case_id=case.id, file_name="big", media_type="x/y", at=NOW)
    vault.attachments.copy_to(attachment.id, Nowhere())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert attachment.size == 64 * 1024 * 1024
    assert peak < 8 * 1024 * 1024


def test_what_a_file_is_said_to_be_can_be_changed_and_is_found(vault: Vault) -> None:
    case = keep_case(vault)
    attachment = vault.attachments.add(
        io.BytesIO(PLAIN), case_id=case.id, file_name="a.png", media_type="image/png", at=NOW
    )
    vault.attachments.describe(attachment.id, "The wall at the bus stop")
    assert vault.attachments.get(attachment.id).description == "The wall at the bus stop"
    assert [hit.record_id for hit in vault.search("bus stop")] == [attachment.id]


def test_a_copy_without_hidden_data_is_known_by_its_original(vault: Vault) -> None:
    case = keep_case(vault)
    original, first, second, third = files_of(vault, case, 4)
    vault.attachments.note_bare_copy(first, original, at=NOW)
    vault.attachments.note_bare_copy(second, original, at=later(1))
    assert vault.attachments.bare_copies(case.id) == {original.id: second.id}
    vault.attachments.note_bare_copy(third, second, at=later(2))
    assert vault.attachments.bare_copies(case.id) == {original.id: second.id, second.id: third.id}


def files_of(vault: Vault, case: Case, number: int) -> list[Attachment]:
    return [
        vault.attachments.add(
            io.BytesIO(PLAIN), case_id=case.id, file_name=f"{each}.png", media_type="image/png", at=NOW
        )
        for each in range(number)
    ]


def test_no_row_of_a_copy_hides_a_file_and_shows_none_in_its_place(vault: Vault) -> None:
    """As a colleague's program could write them: a file as its own copy, two as each other's, and a copy in another case."""
    case = keep_case(vault)
    itself, one, other, shown = files_of(vault, case, 4)
    (elsewhere,) = files_of(vault, keep_case(vault), 1)
    for copy, original in ((itself, itself), (one, other), (other, one), (elsewhere, shown)):
        vault.attachments.note_bare_copy(copy, original, at=NOW)
    assert vault.attachments.bare_copies(case.id) == {}


def test_plain_bytes_are_read_from_any_place_and_a_changed_file_is_noticed(vault: Vault) -> None:
    attachment_id = add(vault, bytes(range(256)) * 2000)
    with vault.attachments.open(attachment_id) as plain:
        plain.seek(300_000)
        assert plain.read(4) == bytes([224, 225, 226, 227])
    path = vault.attachments.files.path(attachment_id)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DatabaseDamagedError):
        vault.attachments.open(attachment_id)


def test_a_staged_file_is_found_once_it_is_kept_and_gone_when_it_is_not(vault: Vault) -> None:
    files = vault.attachments.files
    before = files.ids()
    kept, dropped = files.stage(io.BytesIO(b"one")), files.stage(io.BytesIO(b"two"))
    assert files.ids() == before
    dropped.discard()
    assert files.keep(kept) == kept.stored
    assert files.ids() - before == {kept.stored.id}
    assert files.read(kept.stored.id, kept.stored.sha256) == b"one"
