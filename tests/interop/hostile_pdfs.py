"""Small files that are made to fool or to break a verifier, each by one idea; made here, so that none lies about."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from functools import cache

from asn1crypto import cms  # type: ignore[import-untyped]  # it ships no types

from tests.unit.packs.making import Signed, make_signed

_RANGE = re.compile(rb"/ByteRange ?\[ ?0 (\d+) (\d+) (\d+) ?\]")


@cache
def honest() -> Signed:
    """What they are made of."""
    return make_signed()


def _with_range(*numbers: int) -> bytes:
    """The honest pack with another byte range, of the same length in the file."""
    found = _RANGE.search(honest().pdf)
    assert found is not None
    told = b"/ByteRange [%s]" % b" ".join(b"%d" % number for number in numbers)
    room = found.end() - found.start()
    return honest().pdf[: found.start()] + told.ljust(room)[:room] + honest().pdf[found.end() :]


def _numbers() -> tuple[int, int, int]:
    found = _RANGE.search(honest().pdf)
    assert found is not None
    return int(found[1]), int(found[2]), int(found[3])


def _with_value(change: Callable[[cms.ContentInfo], bytes]) -> bytes:
    gap, after, _rest = _numbers()
    pdf = honest().pdf
    value = cms.ContentInfo.load(bytes.fromhex(pdf[gap + 1 : after - 1].decode()))
    written = change(value).hex().encode()[: after - gap - 2].ljust(after - gap - 2, b"0")
    return pdf[: gap + 1] + written + pdf[after - 1 :]


def _no_signers(value: cms.ContentInfo) -> bytes:
    value["content"]["signer_infos"] = cms.SignerInfos([])
    dumped: bytes = value.dump()
    return dumped


def _no_certificates(value: cms.ContentInfo) -> bytes:
    value["content"]["certificates"] = cms.CertificateSet([])
    dumped: bytes = value.dump()
    return dumped


def _no_signed_attributes(value: cms.ContentInfo) -> bytes:
    del value["content"]["signer_infos"][0]["signed_attrs"]
    dumped: bytes = value.dump()
    return dumped


def _another_content_type(_value: cms.ContentInfo) -> bytes:
    dumped: bytes = cms.ContentInfo({"content_type": "data", "content": cms.OctetString(b"signed")}).dump()
    return dumped


def _document(*objects: bytes, root: int = 1) -> bytes:
    """A file with these objects, the first of which is number 1, and a right table."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root %d 0 R /ID [<00> <00>] >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, root, table,
    )  # fmt: skip
    return bytes(out)


_PAGES = b"<< /Type /Pages /Kids [] /Count 0 >>"


def _circular_fields() -> bytes:
    return _document(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] /SigFlags 3 >> >>",
        _PAGES,
        b"<< /FT /Sig /T (Signature) /Kids [3 0 R] /Parent 3 0 R >>",
    )


def _deep_fields() -> bytes:
    deep = [b"<< /T (a) /Kids [%d 0 R] >>" % (number + 4) for number in range(3000)]
    return _document(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>",
        _PAGES,
        *deep,
        b"<< /FT /Sig /T (Signature) >>",
    )


def _false_signature(fields: bytes) -> bytes:
    return _document(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> /Perms << /DocMDP 4 0 R >> >>",
        _PAGES,
        b"<< /FT /Sig /T (Signature) /V 4 0 R >>",
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached " + fields + b" >>",
    )


def _bomb() -> bytes:
    """A stream that unpacks to 256 MB, where the catalog should be."""
    packed = zlib.compress(b"\0" * (1 << 28), 9)
    return _document(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm 3 0 R >>",
        _PAGES,
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed),
    )


def _strings_without_end() -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + b"(" * 200_000 + b"\nendobj\nstartxref\n9\n%%EOF\n"


def hostile_files() -> dict[str, Callable[[], bytes]]:
    """Each by its idea."""
    gap, after, rest = _numbers()
    return {
        "signs nothing": lambda: _with_range(0, 0, 0, 0),
        "signs the beginning only": lambda: _with_range(0, gap, after, 0),
        "signs less at the end": lambda: _with_range(0, gap, after, rest - 10),
        "begins later": lambda: _with_range(1, gap - 1, after, rest),
        "a negative range": lambda: _with_range(0, gap, -5, rest),
        "a range beyond the end": lambda: _with_range(0, gap, after, 999_999),
        "an odd number of numbers": lambda: _with_range(0, gap, after),
        "ranges that overlap": lambda: _with_range(0, after, gap, rest),
        "a value without signers": lambda: _with_value(_no_signers),
        "a value without certificates": lambda: _with_value(_no_certificates),
        "a value without signed attributes": lambda: _with_value(_no_signed_attributes),
        "a value that is no signature": lambda: _with_value(_another_content_type),
        "fields in a circle": _circular_fields,
        "fields 3000 deep": _deep_fields,
        "no value": lambda: _false_signature(b""),
        "a value of the wrong kind": lambda: _false_signature(b"/Contents /Name /ByteRange [0 1 2 3]"),
        "a range of words": lambda: _false_signature(b"/Contents <00> /ByteRange [(a) (b) (c) (d)]"),
        "a bomb": _bomb,
        "strings without end": _strings_without_end,
    }
