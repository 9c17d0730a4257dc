"""Every vector of C2SP's age test kit (npm `cctv-age`): accepted and refused as it says.

The kit asks which step failed; our three errors tell the steps apart: SealFormatError for the header,
NotForUsError for no match, SealBrokenError for the header's MAC and for the payload.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from prevent_desktop.errors import NotForUsError, SealBrokenError, SealFormatError, SealingError
from prevent_desktop.sealing import open_sealed, parse_identity

_KIT = Path(__file__).parents[2] / ".venv/node/node_modules/cctv-age/index.js"
_ENTRY = re.compile(r'^// \.\./testdata/(\S+)\nvar \w+ = __toBinary\("([A-Za-z0-9+/=]*)"\);', re.MULTILINE)
_EXPORTED = re.compile(r"^  \w+_default as \w+,?$", re.MULTILINE)
_KNOWN_KEYS = {
    "expect",
    "compressed",
    "payload",
    "identity",
    "passphrase",
    "armored",
    "file key",
    "comment",
}
_FAILURES: dict[str, type[SealingError]] = {
    "header failure": SealFormatError,
    "no match": NotForUsError,
    "HMAC failure": SealBrokenError,
    "payload failure": SealBrokenError,
}


@dataclass(frozen=True)
class Vector:
    name: str
    fields: dict[str, list[str]]
    sealed: bytes

    @property
    def expect(self) -> str:
        return self.fields["expect"][0]

    @property
    def not_applicable(self) -> str | None:
        """Why this vector tests something that we do not offer; None where it applies."""
        if "armored" in self.fields:
            return "text armour is not read: packs are binary files"
        if "passphrase" in self.fields and "identity" not in self.fields:
            return "passphrases are not taken: a pack is sealed to keys only"
        return None


def _read_kit() -> list[Vector]:
    if not _KIT.exists():
        return []
    source = _KIT.read_text("ascii")
    vectors = [_vector(name, base64.b64decode(encoded)) for name, encoded in _ENTRY.findall(source)]
    assert len(vectors) == len(_EXPORTED.findall(source)), "the kit is written in another way than we read it"
    return vectors


def _vector(name: str, content: bytes) -> Vector:
    head, _blank, sealed = content.partition(b"\n\n")
    fields: dict[str, list[str]] = {}
    for line in head.decode("ascii").splitlines():
        key, _colon, value = line.partition(": ")
        assert key in _KNOWN_KEYS, f"{name} has a field that we do not know: {key}"
        fields.setdefault(key, []).append(value)
    if "compressed" in fields:
        assert fields["compressed"] == ["zlib"]
        sealed = zlib.decompress(sealed)
    return Vector(name, fields, sealed)


_VECTORS = _read_kit()
_APPLICABLE = [vector for vector in _VECTORS if vector.not_applicable is None]
_OTHERS = [vector for vector in _VECTORS if vector.not_applicable is not None]
_needs_kit = pytest.mark.skipif(not _VECTORS, reason="npm cctv-age is not installed (see README)")


def _open(vector: Vector) -> bytes:
    """What is released, also where opening fails: then it must be nothing."""
    plain = io.BytesIO()
    identities = [parse_identity(text) for text in vector.fields.get("identity", [])]
    if vector.expect == "success" and vector.not_applicable is None:
        open_sealed(io.BytesIO(vector.sealed), plain, identities)
    else:
        expected = (
            _FAILURES.get(vector.expect, SealingError) if vector.not_applicable is None else SealingError
        )
        with pytest.raises(expected) as refusal:
            open_sealed(io.BytesIO(vector.sealed), plain, identities)
        assert vector.not_applicable or refusal.type is expected
    return plain.getvalue()


@_needs_kit
def test_the_kit_is_read_whole() -> None:
    assert len(_VECTORS) == 143
    assert len(_APPLICABLE) == 86
    assert len([vector for vector in _OTHERS if "armored" in vector.fields]) == 33
    assert len([vector for vector in _OTHERS if "armored" not in vector.fields]) == 24


@pytest.mark.parametrize("vector", _APPLICABLE, ids=lambda vector: vector.name)
def test_a_vector_is_accepted_or_refused_as_it_says(vector: Vector) -> None:
    released = _open(vector)
    if vector.expect == "success":
        assert hashlib.sha256(released).hexdigest() == vector.fields["payload"][0]
    else:
        assert released == b""


@pytest.mark.parametrize("vector", _OTHERS, ids=lambda vector: f"{vector.name}: {vector.not_applicable}")
def test_a_file_of_a_kind_that_we_do_not_take_is_refused_in_words(vector: Vector) -> None:
    assert _open(vector) == b""
