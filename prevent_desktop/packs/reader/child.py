"""The confined process that reads packs: all libraries are loaded first, then each question is answered by `confined.serving`.

    python -m prevent_desktop reader-process

Nothing can be opened once it is confined, so `_load` has to bring in all that the libraries import when they first need it.
"""

from __future__ import annotations

import codecs
import importlib

from prevent_desktop import data_files, translation
from prevent_desktop.confined import frames
from prevent_desktop.confined.dumps import forbid_dumps
from prevent_desktop.confined.serving import Conversation, serve
from prevent_desktop.errors import PackError
from prevent_desktop.packs import drawing, encryption, extraction, fact_reading, timestamps, verification
from prevent_desktop.packs.reader.bounds import require_bounds
from prevent_desktop.packs.reader.questions import (
    Asked,
    DocumentText,
    Drawn,
    Facts,
    File,
    Files,
    PageCount,
    PageImage,
    PageText,
    PlainCopy,
    Question,
    Refusal,
    Timestamp,
    Verify,
    WaitingField,
)
from prevent_desktop.packs.stored_files import Place
from prevent_desktop.packs.verdicts import Verdict, refused
from prevent_desktop.packs.waiting_field import waiting_field

_IMPORTED_LATE = (
    "cryptography.hazmat.backends.openssl.backend",
    "gzip",
    "lxml.etree",
    "pyhanko.pdf_utils.crypt._saslprep",
    "pyhanko.pdf_utils.crypt.pubkey",
    "pyhanko.pdf_utils.filters",
    "stringprep",
)
"""By pyHanko, pikepdf and asn1crypto; a test asks about each kind of document, in a process that can open nothing."""
_ENCODINGS = (
    "ascii", "latin-1", "cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "utf-32", "utf-32-be",
    "idna", "punycode", "unicode-escape",
)  # fmt: skip


def main() -> int:
    """Answer until there is no more question."""
    forbid_dumps()
    _load()
    return serve(_work, _told, _prepare)


def _load() -> None:
    for name in _IMPORTED_LATE:
        importlib.import_module(name)
    for name in _ENCODINGS:
        codecs.lookup(name)
    drawing.load()
    encryption.load()


def _prepare(question: bytes) -> None:
    language = frames.from_json(Asked, question).language
    if language and language != translation.chosen_language():
        translation.choose_language(language, data_files.resources() / "translations")


def _told(error: Exception) -> Refusal:
    if not isinstance(error, PackError):
        error = refused(Verdict.UNREADABLE)
    return Refusal(
        kind=type(error).__name__,
        title=error.title,
        what_happened=error.what_happened,
        next_step=error.next_step,
        verdict=getattr(error, "verdict", ""),
    )


def _work(asked: Conversation) -> object:
    question: Question = frames.from_json(Asked, asked.question).question
    if isinstance(question, Timestamp):
        return timestamps.vouches_for(asked.file.read(), question.digest)
    require_bounds(asked.file)
    match question:
        case PageCount() | PageImage() | PageText() | DocumentText():
            return _drawn(asked, question)
        case Files() | PlainCopy():
            return _copied(asked, question)
        case Verify():
            return verification.verify(
                asked.file, question.trusted, question.verification_context, question.unlock
            )
        case Facts():
            return fact_reading.read(asked.file)
        case WaitingField():
            return waiting_field(asked.file, question.unlock)


def _drawn(asked: Conversation, question: PageCount | PageImage | PageText | DocumentText) -> object:
    match question:
        case DocumentText():
            return drawing.document_text(asked.file, question.most)
        case PageCount():
            return drawing.page_count(asked.file)
        case PageText():
            return drawing.page_text(asked.file, question.page)
        case PageImage():
            width, height, pixels = drawing.page_image(asked.file, question.page, question.width_px)
            asked.piece(pixels)
            return Drawn(width, height)


def _copied(asked: Conversation, question: Files | PlainCopy) -> bool:
    if isinstance(question, PlainCopy):
        asked.piece(encryption.decrypted(asked.file, question.password))
        return True
    for name, media_type, held in extraction.extract_each(asked.file):
        if isinstance(held, Place):
            asked.item(File(name, media_type, held.start, held.size))
        else:
            asked.item(File(name, media_type, -1, len(held)))
            asked.piece(held)
    return True


if __name__ == "__main__":
    raise SystemExit(main())
