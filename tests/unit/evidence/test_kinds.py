"""A file is what its bytes say; what its name says is told where it differs."""

from __future__ import annotations

import io
import zipfile

import pytest

from prevent_desktop.evidence.kind_tables import ENDINGS, Group
from prevent_desktop.evidence.kinds import FileKind, kind_of
from prevent_desktop.evidence.words import group_words, refused_program, remarks


def _packed(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for name in names:
            packed.writestr(name, b"x")
    return written.getvalue()


def _kind(data: bytes, name: str) -> FileKind:
    return kind_of(data[:4096], data[-65_536:], name)


_WORD = _packed("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("data", "name", "group", "media_type"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a.jpg", Group.PICTURE, "image/jpeg"),
        (b"\0\0\0\x18ftypheic", "a.heic", Group.PICTURE, "image/heic"),
        (b"\0\0\0\x18ftypisom", "a.mp4", Group.FILM, "video/mp4"),
        (b"\0\0\0\x18ftypM4A ", "a.m4a", Group.SOUND, "audio/mp4"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.webp", Group.PICTURE, "image/webp"),
        (b"%PDF-1.7\n", "a.pdf", Group.DOCUMENT, "application/pdf"),
        (b"\n\n%PDF-1.7\n", "a.pdf", Group.DOCUMENT, "application/pdf"),
        (_WORD, "a.docx", Group.DOCUMENT, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (_packed("a.txt"), "a.zip", Group.ARCHIVE, "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", Group.DOCUMENT, "application/msword"),
        (b"hello\n", "a.txt", Group.TEXT, "text/plain"),
        ("Grüße ä".encode(), "a.csv", Group.TEXT, "text/csv"),
        (b"BMore about it", "a.txt", Group.TEXT, "text/plain"),
        (b"<html><script>", "a.html", Group.WEB_PAGE, "text/html"),
        (b"<?xml version='1.0'?><svg onload='x()'>", "a.svg", Group.WEB_PAGE, "image/svg+xml"),
        (b"\x01\x02\x03\0", "a.xyz", Group.OTHER, "application/octet-stream"),
        (b"\x01\x02\x03\0", "a.mp3", Group.SOUND, "audio/mpeg"),
        (b"", "nothing", Group.OTHER, "application/octet-stream"),
    ],
)  # fmt: skip
def test_kinds_are_told_by_the_first_bytes(data: bytes, name: str, group: Group, media_type: str) -> None:
    assert _kind(data, name) == FileKind(group=group, media_type=media_type)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90\0", "photo.jpg"),
        (b"\x7fELF\2", "letter.pdf"),
        (b"#!/bin/sh\n", "notes.txt"),
        (b"@echo off\r\n", "read me.bat"),
        (b"\xff\xd8\xff\xe0", "photo.jpg.scr"),
        (_packed("META-INF/MANIFEST.MF", "Main.class"), "a.zip"),
        (b"L\0\0\0\1\x14\2\0", "a.lnk"),
    ],
)
def test_programs_are_known_by_content_and_by_name(data: bytes, name: str) -> None:
    assert _kind(data, name).is_program


def test_a_program_that_says_it_is_a_picture_is_told_in_words() -> None:
    kind = _kind(b"MZ\x90\0", "photo.jpg")
    error = refused_program("photo.jpg", kind)
    assert error.what_happened == "“photo.jpg” says that it is a picture, but it is a program."
    assert refused_program("a.bat", _kind(b"x", "a.bat")).what_happened.startswith("“a.bat” is a program, or")


def test_what_a_reader_should_know_is_said() -> None:
    assert remarks(_kind(b"\0\0\0\x18ftypisom", "photo.jpg")) == (
        "It says that it is a picture, but it is a film.",
    )
    with_macros = _packed("[Content_Types].xml", "word/vbaProject.bin")
    assert "macros" in remarks(_kind(with_macros, "a.docm"))[0]
    assert "scripts" in remarks(_kind(b"<svg onload=", "a.svg"))[0]
    assert remarks(_kind(_WORD, "a.docx")) == ()


def test_each_group_has_words_and_each_ending_a_group() -> None:
    assert all(group_words(group) for group in Group)
    assert {group for group, _media_type in ENDINGS.values()} <= set(Group)
