"""Sets a pack: content in, the bytes of a tagged PDF out, the same for the same content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pikepdf import Object, Pdf

from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.document import fonts
from prevent_desktop.packs.document.annotations import annotate, bookmarks
from prevent_desktop.packs.document.blocks import Block
from prevent_desktop.packs.document.canvas import PackCanvas
from prevent_desktop.packs.document.chapters import Chapters, with_signing
from prevent_desktop.packs.document.cover import CoverParts, cover
from prevent_desktop.packs.document.elements import Element
from prevent_desktop.packs.document.evidence import with_evidence
from prevent_desktop.packs.document.files import EmbeddedFile, embed, embedded_files, evidence_files
from prevent_desktop.packs.document.finishing import finish
from prevent_desktop.packs.document.metadata import about_pack
from prevent_desktop.packs.document.outline import Part, Places
from prevent_desktop.packs.document.pages import Furniture, NewChapter, Pages
from prevent_desktop.packs.document.unprintable import unprintable_note
from prevent_desktop.packs.document.wording import short_head, signer
from prevent_desktop.packs.sources import Pieces
from prevent_desktop.translation import _


def build_document(content: PackContent) -> bytes:
    """The unsigned PDF of `content`, with its signature field empty, all in memory. Raises as `build_pages`."""
    return build_streamed(content).read()


def build_streamed(content: PackContent) -> Pieces:
    """The same, with the attachments drawn from where they lie whenever it is read. Raises as `build_pages`.

    Raises PackContentError too where the attachments are more than a pack may hold.
    """
    return with_attachments(build_pages(content), content)


def with_attachments(pages: bytes, content: PackContent) -> Pieces:
    """What `build_pages` has built of `content`, with the attachments. PackContentError where they are too large."""
    return with_evidence(pages, evidence_files(content))


def build_pages(content: PackContent) -> bytes:
    """The pages and the data, each attachment in its place but empty: for looking at, not for signing.

    Raises PackContentError.
    """
    with fonts.ONE_AT_A_TIME:
        composed = _compose(content)
        pages = _drawn(content, composed)
    return _finished(pages, content, composed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Composed:
    """All blocks in order, and what ties them together."""

    root: Element
    marking: Element
    blocks: Sequence[Block | NewChapter]
    parts: Sequence[Part]
    places: Places
    files: Sequence[EmbeddedFile]


def _foot(content: PackContent) -> str:
    return _("{pack} · record head {head}").format(pack=content.pack_id, head=short_head(content.audit_head))


def _compose(content: PackContent) -> _Composed:
    files = embedded_files(content)
    chapters = list(Chapters(content, files).all())
    parts = [chapter.part for chapter in chapters]
    root, places = Element("Document"), Places()
    marking = root.add("P")
    needs = CoverParts(parts=parts, places=places, chronology=with_signing(content))
    page_one = cover(content, needs)
    root.children.append(page_one.section)
    blocks: list[Block | NewChapter] = [*page_one.blocks]
    if page_one.more is not None:
        more, rests = page_one.more
        parts = [more, *parts]
        blocks += [NewChapter(more), *rests]
    for chapter in chapters:
        blocks += [NewChapter(chapter.part), *chapter.blocks(root.add("Sect"))]
    return _Composed(root=root, marking=marking, blocks=blocks, parts=parts, places=places, files=files)


def _drawn(content: PackContent, composed: _Composed) -> bytes:
    canvas = PackCanvas()
    furniture = Furniture(marking=content.marking, marking_element=composed.marking, foot=_foot(content))
    Pages(canvas, furniture).place(composed.blocks, lambda: unprintable_note(composed.root, canvas))
    return canvas.finish()


def _finished(pages: bytes, content: PackContent, composed: _Composed) -> bytes:
    def add(pdf: Pdf) -> list[Object]:
        bookmarks(pdf, content.title, composed.parts)
        embed(pdf, composed.files, content.signed_at)
        return annotate(pdf, composed.places, signer(content.sender))

    return finish(pages, about_pack(content), composed.root, add)
