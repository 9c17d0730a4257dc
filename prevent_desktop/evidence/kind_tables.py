"""How files begin, and what their names promise: the tables behind `kinds`."""

from __future__ import annotations

from enum import StrEnum


class Group(StrEnum):
    """What a person would call it."""

    PICTURE = "picture"
    DOCUMENT = "document"
    SOUND = "sound"
    FILM = "film"
    TEXT = "text"
    WEB_PAGE = "web-page"
    ARCHIVE = "archive"
    PROGRAM = "program"
    OTHER = "other"


UNKNOWN = "application/octet-stream"
RIFF = {
    b"WEBP": (Group.PICTURE, "image/webp"),
    b"WAVE": (Group.SOUND, "audio/wav"),
    b"AVI ": (Group.FILM, "video/x-msvideo"),
}
BRANDS = {
    b"heic": (Group.PICTURE, "image/heic"), b"heix": (Group.PICTURE, "image/heic"),
    b"heim": (Group.PICTURE, "image/heic"), b"heis": (Group.PICTURE, "image/heic"),
    b"mif1": (Group.PICTURE, "image/heif"), b"msf1": (Group.PICTURE, "image/heif"),
    b"avif": (Group.PICTURE, "image/avif"), b"avis": (Group.PICTURE, "image/avif"),
    b"M4A ": (Group.SOUND, "audio/mp4"), b"M4B ": (Group.SOUND, "audio/mp4"),
    b"qt  ": (Group.FILM, "video/quicktime"),
}  # fmt: skip
BEGINNINGS = (
    (b"\xff\xd8\xff", Group.PICTURE, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", Group.PICTURE, "image/png"),
    (b"GIF87a", Group.PICTURE, "image/gif"),
    (b"GIF89a", Group.PICTURE, "image/gif"),
    (b"II*\0", Group.PICTURE, "image/tiff"),
    (b"MM\0*", Group.PICTURE, "image/tiff"),
    (b"II+\0", Group.PICTURE, "image/tiff"),
    (b"MM\0+", Group.PICTURE, "image/tiff"),
    (b"BM", Group.PICTURE, "image/bmp"),
    (b"\0\0\1\0", Group.PICTURE, "image/x-icon"),
    (b"8BPS", Group.PICTURE, "image/vnd.adobe.photoshop"),
    (b"%PDF-", Group.DOCUMENT, "application/pdf"),
    (b"{\\rtf", Group.DOCUMENT, "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Group.DOCUMENT, "application/x-ole-storage"),
    (b"ID3", Group.SOUND, "audio/mpeg"),
    (b"\xff\xfb", Group.SOUND, "audio/mpeg"),
    (b"\xff\xf3", Group.SOUND, "audio/mpeg"),
    (b"\xff\xf1", Group.SOUND, "audio/aac"),
    (b"fLaC", Group.SOUND, "audio/flac"),
    (b"OggS", Group.SOUND, "audio/ogg"),
    (b"#!AMR", Group.SOUND, "audio/amr"),
    (b"\x1a\x45\xdf\xa3", Group.FILM, "video/webm"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Group.FILM, "video/x-ms-asf"),
    (b"\0\0\1\xba", Group.FILM, "video/mpeg"),
    (b"PK\3\4", Group.ARCHIVE, "application/zip"),
    (b"PK\5\6", Group.ARCHIVE, "application/zip"),
    (b"Rar!\x1a\7", Group.ARCHIVE, "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", Group.ARCHIVE, "application/x-7z-compressed"),
    (b"\x1f\x8b", Group.ARCHIVE, "application/gzip"),
    (b"BZh", Group.ARCHIVE, "application/x-bzip2"),
    (b"\xfd7zXZ\0", Group.ARCHIVE, "application/x-xz"),
    (b"MZ", Group.PROGRAM, "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", Group.PROGRAM, "application/x-executable"),
    (b"\xfe\xed\xfa\xce", Group.PROGRAM, "application/x-mach-binary"),
    (b"\xfe\xed\xfa\xcf", Group.PROGRAM, "application/x-mach-binary"),
    (b"\xce\xfa\xed\xfe", Group.PROGRAM, "application/x-mach-binary"),
    (b"\xcf\xfa\xed\xfe", Group.PROGRAM, "application/x-mach-binary"),
    (b"\xca\xfe\xba\xbe", Group.PROGRAM, "application/java-vm"),
    (b"L\0\0\0\1\x14\2\0", Group.PROGRAM, "application/x-ms-shortcut"),
    (b"MSCF", Group.ARCHIVE, "application/vnd.ms-cab-compressed"),
    (b"dex\n", Group.PROGRAM, "application/vnd.android.dex"),
    (b"\0asm", Group.PROGRAM, "application/wasm"),
    (b"!<arch>\n", Group.PROGRAM, "application/vnd.debian.binary-package"),
    (b"\xed\xab\xee\xdb", Group.PROGRAM, "application/x-rpm"),
    (b"#!", Group.PROGRAM, "text/x-shellscript"),
)


def _all(words: str, group: Group, media_type: str) -> dict[str, tuple[Group, str]]:
    return dict.fromkeys(words.split(), (group, media_type))


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
PACKED_DOCUMENTS = {
    **_all("docx docm dotx dotm", Group.DOCUMENT, f"{_OFFICE}wordprocessingml.document"),
    **_all("xlsx xlsm xltx xlam", Group.DOCUMENT, f"{_OFFICE}spreadsheetml.sheet"),
    **_all("pptx pptm ppsx", Group.DOCUMENT, f"{_OFFICE}presentationml.presentation"),
    **_all("odt", Group.DOCUMENT, f"{_OPEN}text"),
    **_all("ods", Group.DOCUMENT, f"{_OPEN}spreadsheet"),
    **_all("odp odg", Group.DOCUMENT, f"{_OPEN}presentation"),
    **_all("epub", Group.DOCUMENT, "application/epub+zip"),
    **_all("pages numbers key", Group.DOCUMENT, "application/zip"),
}
"""Documents that are zip archives inside."""

OLD_DOCUMENTS = {
    **_all("doc dot", Group.DOCUMENT, "application/msword"),
    **_all("xls xlt", Group.DOCUMENT, "application/vnd.ms-excel"),
    **_all("ppt pps", Group.DOCUMENT, "application/vnd.ms-powerpoint"),
    **_all("msg pub vsd", Group.DOCUMENT, "application/vnd.ms-outlook"),
}
"""Documents that are OLE storage inside."""

ENDINGS = {
    **PACKED_DOCUMENTS,
    **OLD_DOCUMENTS,
    **_all("jpg jpeg jpe jfif", Group.PICTURE, "image/jpeg"),
    **_all("png", Group.PICTURE, "image/png"),
    **_all("gif", Group.PICTURE, "image/gif"),
    **_all("webp", Group.PICTURE, "image/webp"),
    **_all("tif tiff", Group.PICTURE, "image/tiff"),
    **_all("bmp", Group.PICTURE, "image/bmp"),
    **_all("heic heif", Group.PICTURE, "image/heic"),
    **_all("avif", Group.PICTURE, "image/avif"),
    **_all("pdf", Group.DOCUMENT, "application/pdf"),
    **_all("rtf", Group.DOCUMENT, "application/rtf"),
    **_all("mp3", Group.SOUND, "audio/mpeg"),
    **_all("m4a m4b", Group.SOUND, "audio/mp4"),
    **_all("aac", Group.SOUND, "audio/aac"),
    **_all("wav", Group.SOUND, "audio/wav"),
    **_all("ogg oga opus", Group.SOUND, "audio/ogg"),
    **_all("flac", Group.SOUND, "audio/flac"),
    **_all("amr", Group.SOUND, "audio/amr"),
    **_all("wma", Group.SOUND, "audio/x-ms-wma"),
    **_all("mp4 m4v", Group.FILM, "video/mp4"),
    **_all("mov qt", Group.FILM, "video/quicktime"),
    **_all("3gp 3g2", Group.FILM, "video/3gpp"),
    **_all("avi", Group.FILM, "video/x-msvideo"),
    **_all("mpg mpeg", Group.FILM, "video/mpeg"),
    **_all("webm mkv", Group.FILM, "video/webm"),
    **_all("wmv asf", Group.FILM, "video/x-ms-asf"),
    **_all("txt log text", Group.TEXT, "text/plain"),
    **_all("csv", Group.TEXT, "text/csv"),
    **_all("eml", Group.TEXT, "message/rfc822"),
    **_all("md", Group.TEXT, "text/markdown"),
    **_all("json", Group.TEXT, "application/json"),
    **_all("vcf", Group.TEXT, "text/vcard"),
    **_all("ics", Group.TEXT, "text/calendar"),
    **_all("htm html shtml xhtml xht mht mhtml", Group.WEB_PAGE, "text/html"),
    **_all("svg svgz", Group.WEB_PAGE, "image/svg+xml"),
    **_all("xml xsl xslt", Group.WEB_PAGE, "application/xml"),
    **_all("zip", Group.ARCHIVE, "application/zip"),
    **_all("rar", Group.ARCHIVE, "application/vnd.rar"),
    **_all("7z", Group.ARCHIVE, "application/x-7z-compressed"),
    **_all("gz tgz", Group.ARCHIVE, "application/gzip"),
    **_all("tar", Group.ARCHIVE, "application/x-tar"),
    **_all("bz2", Group.ARCHIVE, "application/x-bzip2"),
    **_all("xz", Group.ARCHIVE, "application/x-xz"),
    **_all("cab", Group.ARCHIVE, "application/vnd.ms-cab-compressed"),
    # What a system runs, mounts or follows when its name is clicked on.
    **_all(
        "app appimage appref-ms apk application bat bash chm cmd com command cpl crt csh deb desktop dll dmg exe "
        "gadget hta inf ins iso img ipa isp jar job js jse ksh lnk mjs mobileconfig msc msi msix msp mst ocx "
        "pif pkg pl ps1 ps1xml psc1 psd1 psm1 py pyc pyw rb reg rpm run scf scr sct settingcontent-ms sh shb shs sys "
        "theme url vb vbe vbs vhd vhdx webloc workflow ws wsc wsf wsh xbap xll zsh",
        Group.PROGRAM,
        UNKNOWN,
    ),
}
"""What the ending of a name promises."""

WEB_BEGINNINGS = (
    b"<!doctype html", b"<html", b"<svg", b"<script", b"<?xml", b"<!doctype svg", b"<head", b"<body", b"<iframe",
)  # fmt: skip
