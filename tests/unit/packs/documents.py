"""Every kind of document that the program makes, with the words that were typed for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

from PIL import Image

from prevent_desktop.casework.organisation import SealingWay
from prevent_desktop.packs.content import PackAttachment, PackContent, PackPicture, PackSection
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.document.disposal import build_disposal_certificate
from prevent_desktop.packs.document.how_to import build_how_to
from prevent_desktop.packs.document.person_copy import build_person_copy
from prevent_desktop.packs.document.sheet import build_recovery_sheet
from prevent_desktop.packs.how_to_open import HowTo, steps
from prevent_desktop.packs.person_copy import CopyChapter, PersonCopy
from prevent_desktop.packs.withheld_words import withheld_words
from tests.unit.packs.examples import ATTACHMENTS, HEAD, SCREENING, SENDER, SIGNED_AT, pack_content
from tests.unit.packs.making import Signed, countersign_pack, make_awaiting, make_lead_key, make_signed
from tests.unit.packs.sized import dozen, least

OTHER_SCRIPTS = "سلام دنیا hello 世界 नमस्ते বাংলা স্কুলে ਪੰਜਾਬੀ ગુજરાતી தமிழ் አማርኛ Łódź ț ŵ 😂"

_NOT_PRINTED = frozenset(
    {
        "data_json", "data_name", "record_json", "answer_to", "sha256", "media_type", "response_id", "place", "record_id",
        "language", "audit_head", "pack_id", "by", "source", "jpeg", "author", "about_key", "questionnaire_json",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """A document, and what it was made of."""

    pdf: bytes
    content: object

    def typed(self) -> list[str]:
        """Each line that was typed for it, with single spaces."""
        return [
            " ".join(line.split())
            for text in _texts(self.content)
            for line in text.splitlines()
            if line.strip()
        ]


def _texts(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, tuple | list):
        for each in content:
            yield from _texts(each)
    elif is_dataclass(content):
        for each in fields(content):
            value = getattr(content, each.name)
            if each.name not in _NOT_PRINTED and not (isinstance(value, str) and type(value) is not str):
                yield from _texts(value)


def _pack(content: PackContent) -> Document:
    return Document(build_document(content), content)


def _long() -> Document:
    """Of what happened page one tells the newest alone."""
    content = dozen()
    return Document(build_document(content), replace(content, what_happened=()))


@cache
def _awaiting() -> Signed:
    return make_awaiting()


def _countersigned() -> Document:
    awaiting = _awaiting()
    return Document(countersign_pack(awaiting.pdf, make_lead_key(awaiting.authority)), pack_content())


def _person_copy() -> Document:
    section = PackSection(title="What was seen", lines=SCREENING.sections[1].lines)
    copy = PersonCopy(
        marking="OFFICIAL-SENSITIVE", title="Copy of a record", about_label="AB, 14", sender=SENDER,
        signed_at=SIGNED_AT, audit_head=HEAD, is_signed=True, intro=(("What this is", "A copy."),),
        chapters=(CopyChapter(title="Screening tool", about="By Sam.", sections=(section,)),),
    )  # fmt: skip
    return Document(build_person_copy(copy), (copy.title, copy.intro, copy.chapters))


def _photograph() -> PackAttachment:
    written = BytesIO()
    Image.new("RGB", (400, 300), "teal").save(written, "JPEG")
    picture = PackPicture(jpeg=written.getvalue(), width=400, height=300)
    return replace(ATTACHMENTS[0], pictures=(picture, picture))


def _withheld() -> Document:
    words = f"Seen by {withheld_words('another child is named')} at the bus stop."
    return Document(
        build_document(pack_content(in_short=words, what_else=words)), ("Seen by", "at the bus stop.")
    )


def _how_to() -> Document:
    how_to = HowTo(
        sender=SENDER, recipient_name="Front door", way=SealingWay.AGE, key_words="one two", signer_words="two one",
        made_at=SIGNED_AT,
    )  # fmt: skip
    return Document(build_how_to(how_to), steps(how_to))


def _disposal() -> Document:
    pairs = (
        (
            "What was disposed of",
            "One case, which nobody asked to keep for longer than the law of the land says",
        ),
    )
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return Document(
        build_disposal_certificate(pairs, b"{}", signer="Sam", signed_at=at, file_name="c.json"), pairs
    )


DOCUMENTS: dict[str, Callable[[], Document]] = {
    "a pack, signed": lambda: Document(make_signed().pdf, pack_content()),
    "a pack that waits for the lead": lambda: Document(_awaiting().pdf, pack_content()),
    "a countersigned pack": _countersigned,
    "a long pack with every manner of answer": _long,
    "a pack in many scripts": lambda: _pack(pack_content(what_else=OTHER_SCRIPTS, in_short=OTHER_SCRIPTS * 3)),
    "a copy for a person": _person_copy,
    "a pack with pictures": lambda: _pack(pack_content(attachments=(_photograph(),))),
    "a pack in which words are withheld": _withheld,
    "a page on how to open a pack": _how_to,
    "a pack of one page": lambda: _pack(least()),
    "a recovery sheet": lambda: Document(build_recovery_sheet("A-B-C-D-E-F", SIGNED_AT), ()),
    "a certificate of disposal": _disposal,
}  # fmt: skip
