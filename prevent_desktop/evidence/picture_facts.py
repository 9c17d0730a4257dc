"""What a picture says beside what is seen on it: where, when, with what and by whom it was taken. For the child alone."""

from __future__ import annotations

from typing import Any

from PIL import Image

from prevent_desktop.evidence.answers import Hidden

_EXIF, _GPS = 0x8769, 0x8825
_TAGS = {
    Hidden.TIME: frozenset({0x0132, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012}),
    Hidden.CAMERA: frozenset({0x010F, 0x0110, 0x0131, 0x927C, 0xA433, 0xA434}),
    Hidden.PERSON: frozenset({0x013B, 0x8298, 0xA430, 0xA431, 0xA435, 0x9C9D}),
    Hidden.WORDS: frozenset({0x010E, 0x9286, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F}),
}
_HARMLESS = frozenset({
    0x00FE, 0x0100, 0x0101, 0x0102, 0x0103, 0x0106, 0x010A, 0x0111, 0x0112, 0x0115, 0x0116, 0x0117, 0x011A, 0x011B,
    0x011C, 0x0128, 0x012D, 0x013D, 0x013E, 0x013F, 0x0140, 0x0142, 0x0143, 0x0144, 0x0145, 0x0152, 0x0153, 0x015B,
    0x0211, 0x0212, 0x0213, 0x0214, 0x8769, 0x8825,
})  # fmt: skip
"""How the pixels are laid out (TIFF 6.0), and where the other lists are."""
_LAYOUT = frozenset({
    "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "gamma", "transparency", "background", "adobe",
    "adobe_transform", "progressive", "progression", "interlace", "compression", "loop", "duration", "timestamp",
    "extension", "srgb", "icc_profile", "resolution", "version", "aspect", "chromaticity", "bbox", "default_image",
    "bit_depth", "chroma", "primary", "metadata", "thumbnails", "depth_images", "aux", "color_profile", "nclx_profile",
    "original_orientation",
})  # fmt: skip
_XMP_PLACE = (b"GPSLatitude", b"photoshop:City", b"LocationCreated")
_COMMENTS = frozenset({"comment", "Comment", "Description", "Title", "Author", "Copyright"})


def facts_of(image: Image.Image) -> dict[str, Any]:
    """Format, size, pages, and what is hidden, in words of `answers`."""
    return {
        "format": image.format or "",
        "width": image.width,
        "height": image.height,
        "pages": getattr(image, "n_frames", 1),
        "hidden": sorted(_hidden(image)),
    }


def _hidden(image: Image.Image) -> set[Hidden]:
    exif = image.getexif()
    tags = set(exif) | set(exif.get_ifd(_EXIF))
    found = {kind for kind, known in _TAGS.items() if tags & known}
    if exif.get_ifd(_GPS):
        found.add(Hidden.PLACE)
    if tags - _HARMLESS - frozenset().union(*_TAGS.values()):
        found.add(Hidden.MORE)
    xmp = image.info.get("xmp") or b""
    if any(mark in (xmp if isinstance(xmp, bytes) else xmp.encode()) for mark in _XMP_PLACE):
        found.add(Hidden.PLACE)
    others = {name for name, value in image.info.items() if value} - _LAYOUT - {"exif"}
    if others & _COMMENTS:
        found.add(Hidden.WORDS)
    if others - _COMMENTS:
        found.add(Hidden.MORE)
    return found
