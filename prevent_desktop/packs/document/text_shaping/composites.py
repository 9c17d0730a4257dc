"""Adds glyphs to a TrueType font that are put together from its others (OpenType 1.9.1: glyf, composite glyphs)."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prevent_desktop.packs.document.text_shaping.shaping import Placed

_TABLES = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
_WORDS, _OFFSETS, _MORE = 0x0001, 0x0002, 0x0020
_MOST = 0xFFFF
_WHOLE = 0xB1B0AFBA  # what a font's checksum is subtracted from


@dataclass(frozen=True, slots=True)
class Composite:
    """A new glyph, in font units: what it is made of, its box (left, bottom, right, top) and its advance."""

    parts: tuple[Placed, ...]
    box: tuple[int, int, int, int]
    advance: int


def with_composites(font: bytes, first: int, added: Sequence[Composite]) -> bytes:
    """`font`, whose glyphs keep their numbers, with `added` from the number `first` on."""
    tables = _read(font)
    count = struct.unpack_from(">H", tables["maxp"], 4)[0]
    offsets = _offsets(tables, count)
    offsets += [offsets[-1]] * (first - count)
    metrics = _metrics(tables, count) + [(0, 0)] * (first - count)
    glyphs = bytearray(tables["glyf"])
    for composite in added:
        glyphs += _outline(composite)
        offsets.append(len(glyphs))
        metrics.append((min(composite.advance, _MOST), _fitted(composite.box[0])))
    tables["glyf"] = bytes(glyphs)
    tables["loca"] = struct.pack(f">{len(offsets)}L", *offsets)
    tables["hmtx"] = b"".join(struct.pack(">Hh", *metric) for metric in metrics)
    tables["head"] = _patched(tables["head"], {8: (">L", 0), 50: (">h", 1)})
    widest = max(advance for advance, _side in metrics)
    tables["hhea"] = _patched(tables["hhea"], {10: (">H", widest), 34: (">H", len(metrics))})
    tables["maxp"] = _limits(tables["maxp"], len(metrics), added)
    return _written(tables)


def _read(font: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for number in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _sum, offset, length = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        if (name := tag.decode("ascii")) in _TABLES:
            found[name] = font[offset : offset + length]
    return found


def _offsets(tables: Mapping[str, bytes], count: int) -> list[int]:
    long = struct.unpack_from(">h", tables["head"], 50)[0]
    if long:
        return list(struct.unpack_from(f">{count + 1}L", tables["loca"]))
    return [2 * half for half in struct.unpack_from(f">{count + 1}H", tables["loca"])]


def _metrics(tables: Mapping[str, bytes], count: int) -> list[tuple[int, int]]:
    full = struct.unpack_from(">H", tables["hhea"], 34)[0]
    metrics = [struct.unpack_from(">Hh", tables["hmtx"], 4 * number) for number in range(full)]
    sides = struct.unpack_from(f">{count - full}h", tables["hmtx"], 4 * full)
    return metrics + [(metrics[-1][0], side) for side in sides]


def _outline(composite: Composite) -> bytes:
    """A glyph record, of even length; nothing where there is no ink."""
    if not composite.parts:
        return b""
    record = struct.pack(">hhhhh", -1, *map(_fitted, composite.box))
    for number, part in enumerate(composite.parts, 1):
        more = _MORE if number < len(composite.parts) else 0
        at = _fitted(part.x), _fitted(part.y)
        record += struct.pack(">HHhh", _WORDS | _OFFSETS | more, part.number, *at)
    return record + bytes(-len(record) % 4)


def _fitted(units: int) -> int:
    """As far as a font can say it: what stands on a hundred marks is drawn where those end."""
    return max(-0x8000, min(units, 0x7FFF))


def _patched(table: bytes, values: Mapping[int, tuple[str, int]]) -> bytes:
    patched = bytearray(table)
    for offset, (kind, value) in values.items():
        struct.pack_into(kind, patched, offset, value)
    return bytes(patched)


def _limits(table: bytes, count: int, added: Sequence[Composite]) -> bytes:
    """What a reader may have to make room for: counts of glyphs, points, contours and components, and the depth."""
    points, contours, made_points, made_contours = struct.unpack_from(">HHHH", table, 6)
    elements, depth = struct.unpack_from(">HH", table, 28)
    most = max((len(composite.parts) for composite in added), default=0)
    limits = {
        4: count,
        10: min(_MOST, max(made_points, most * max(points, made_points))),
        12: min(_MOST, max(made_contours, most * max(contours, made_contours))),
        28: min(_MOST, max(elements, most)),
        30: depth + bool(most),
    }
    return _patched(table, {offset: (">H", value) for offset, value in limits.items()})


def _written(tables: Mapping[str, bytes]) -> bytes:
    power = len(tables).bit_length() - 1
    spread = 16 << power
    head = struct.pack(">LHHHH", 0x00010000, len(tables), spread, power, 16 * len(tables) - spread)
    offset, records, body = 12 + 16 * len(tables), b"", b""
    for name, table in sorted(tables.items()):
        padded = table + bytes(-len(table) % 4)
        records += struct.pack(">4sLLL", name.encode(), _sum(padded), offset + len(body), len(table))
        body += padded
    font = head + records + body
    at_head = offset + sum(
        len(table) + -len(table) % 4 for name, table in sorted(tables.items()) if name < "head"
    )
    return _patched(font, {at_head + 8: (">L", (_WHOLE - _sum(font)) & 0xFFFFFFFF)})


def _sum(padded: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & 0xFFFFFFFF
