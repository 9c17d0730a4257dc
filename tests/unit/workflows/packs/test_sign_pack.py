"""A pack with large attachments is signed and sealed in little memory, lies sealed until it is kept, or leaves nothing."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from prevent_desktop.casework.organisation import Receiver
from prevent_desktop.delivery.outbox.sealed_files import StagedPack
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import PackContentError, PackVerificationError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.content import PackAttachment, PackContent
from prevent_desktop.packs.opening import extract_files, verify_pack
from prevent_desktop.sealing import Identity, generate_identity, open_sealed
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.workflows.packs.sign_pack import SignedPack, WorkFolder, sign_and_seal
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import ISSUED_AT, Signed, make_key

_PART = hashlib.sha256(b"film").digest() * 32_768
"""A megabyte that is found again wherever it stands readable."""
_MEGABYTES = 24


@dataclass
class SetUp:
    folder: Path
    files: AttachmentFiles
    spool: Spool
    identity: Identity
    signer: Signed

    @property
    def receiver(self) -> Receiver:
        return Receiver(
            id="front-door", name="Front door", seal_to=(str(self.identity.recipient),), receipt_certificate="",
            endpoint="file:///nowhere", form_ids=(),
        )  # fmt: skip

    def content(self) -> PackContent:
        stored = self.files.put(io.BytesIO(_PART * _MEGABYTES))
        film = PackAttachment(
            file_name="film.mp4", media_type="video/mp4", description="A film", sha256=stored.sha256,
            source=self.files.source(stored),
        )  # fmt: skip
        return pack_content(attachments=(film,))

    def sign(self, content: PackContent, stopped: Callable[[], bool] = lambda: False) -> SignedPack:
        work_folder = WorkFolder(files=self.files, spool=self.spool, stopped=stopped)
        return sign_and_seal(content, self.receiver, self.signer.key, tuple(self.signer.trusted), work_folder)

    def left(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.suffix == ".part")


@pytest.fixture
def set_up(tmp_path: Path) -> Iterator[SetUp]:
    authority = Authority.create("Example demonstration authority", now=ISSUED_AT)
    signer = Signed(authority, make_key(authority), b"", b"")
    files = AttachmentFiles(tmp_path / "attachments", generate_identity())
    with Spool.open(tmp_path / "outbox") as spool:
        yield SetUp(tmp_path, files, spool, generate_identity(), signer)


def test_a_large_pack_takes_little_memory_and_nothing_of_it_is_readable_on_the_disk(set_up: SetUp) -> None:
    content = set_up.content()
    set_up.sign(pack_content()).discard()  # whatever is made once is there now
    tracemalloc.start()
    try:
        signed = set_up.sign(content)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 14_000_000
    assert signed.sealed.size > signed.pdf.size > _MEGABYTES * len(_PART)
    for path in set_up.folder.rglob("*"):
        assert not path.is_file() or _PART[:64] not in path.read_bytes()


def test_own_copy_and_sealed_pack_hold_the_very_document_and_lie_aside_until_they_are_kept(
    set_up: SetUp,
) -> None:
    signed = set_up.sign(set_up.content())
    assert len(set_up.left()) == 2
    pdf = signed.pdf.read()
    assert verify_pack(pdf, set_up.signer.trusted).covers_whole_document
    opened = io.BytesIO()
    with signed.sealed.open() as sealed:
        open_sealed(sealed, opened, [set_up.identity])
    assert opened.getvalue() == pdf
    assert signed.own is not None
    kept = set_up.files.keep(signed.own)
    assert (kept.size, kept.sha256) == (len(pdf), hashlib.sha256(pdf).hexdigest())
    assert isinstance(signed.sealed, StagedPack)
    item = set_up.spool.queue(
        "P-000000000000", signed.sealed, endpoint="file:///nowhere", receipt_certificate=""
    )
    assert (item.digest, item.size) == (signed.sealed.digest, signed.sealed.size)
    assert set_up.left() == []


def test_the_same_input_gives_the_same_document(set_up: SetUp) -> None:
    content = set_up.content()
    first, second = set_up.sign(content), set_up.sign(content)
    assert first.pdf.read() == second.pdf.read()


def test_tools_of_others_find_the_signature_and_the_very_files(set_up: SetUp, tmp_path: Path) -> None:
    content = set_up.content()
    path = tmp_path / "pack.pdf"
    path.write_bytes(set_up.sign(content).pdf.read())
    if (pdfsig := shutil.which("pdfsig")) is not None:
        said = subprocess.run([pdfsig, "-nocert", path], capture_output=True, text=True, check=False).stdout
        assert "Total document signed" in said
        assert "Signature is Valid" in said
    if (pdfdetach := shutil.which("pdfdetach")) is not None:
        out = tmp_path / "film.mp4"
        subprocess.run([pdfdetach, "-savefile", "film.mp4", "-o", out, path], capture_output=True, check=True)
        assert hashlib.sha256(out.read_bytes()).hexdigest() == content.attachments[0].sha256


def test_a_photo_stands_on_a_page_and_goes_along_as_it_was_added(set_up: SetUp) -> None:
    written = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(written, "PNG")
    stored = set_up.files.put(io.BytesIO(written.getvalue()))
    photo = PackAttachment(
        file_name="wall.png", media_type="image/png", description="A wall", sha256=stored.sha256,
        source=set_up.files.source(stored),
    )  # fmt: skip
    signed = set_up.sign(pack_content(attachments=(photo,)))
    pdf = signed.pdf.read()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert sum(len(page.get_images()) for page in opened.pages) == 1
        assert len(opened.pages) == signed.page_count
    files = {name: data for name, _media_type, data in extract_files(pdf)}
    assert files["wall.png"] == written.getvalue()


def test_what_is_stopped_leaves_nothing(set_up: SetUp) -> None:
    asked = iter(range(1_000_000))
    content = set_up.content()
    with pytest.raises(PackContentError, match="Stopped"):
        set_up.sign(content, stopped=lambda: next(asked) > 20)
    assert set_up.left() == []


def test_a_damaged_attachment_stops_it_in_words_and_leaves_nothing(set_up: SetUp) -> None:
    content = set_up.content()
    path = set_up.files.path(next(iter(set_up.files.ids())))
    harmed = bytearray(path.read_bytes())
    harmed[-2_000_000] ^= 1
    path.write_bytes(harmed)
    with pytest.raises(PackContentError, match=r"film\.mp4"):
        set_up.sign(content)
    assert set_up.left() == []


def test_two_attachments_that_changed_places_are_noticed(set_up: SetUp) -> None:
    """Both are sealed to the same vault, so only the digest tells them apart."""
    content = set_up.content()
    other = set_up.files.put(io.BytesIO(bytes(_MEGABYTES * len(_PART))))
    (file,) = content.attachments
    exchanged = replace(content, attachments=(replace(file, source=set_up.files.source(other)),))
    with pytest.raises(PackContentError, match="not what was put on record"):
        set_up.sign(exchanged)
    assert set_up.left() == []


def test_a_pack_that_does_not_verify_leaves_nothing(set_up: SetUp) -> None:
    stranger = Authority.create("Stranger", now=ISSUED_AT)
    work_folder = WorkFolder(files=set_up.files, spool=set_up.spool)
    with pytest.raises(PackVerificationError):
        sign_and_seal(
            set_up.content(), set_up.receiver, set_up.signer.key, (stranger.certificate_pem,), work_folder
        )
    assert set_up.left() == []
