"""What a vault of a team says under its own signature: a JWS in compact form (RFC 7515), ES256, with the vault's id as ``kid``.

The key stands in the organisation's signed profile, so that no certificate travels with each note. Header: ``alg``, ``kid`` and
``typ`` alone, in canonical JSON. The kinds of words are kept apart by ``typ``: none can be taken for another. Who may say what is
the affair of whoever asks.
"""

from __future__ import annotations

import base64
import json
import zlib
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple

from prevent_desktop.delivery.signed.signed_words import (
    ALGORITHM,
    OtherKindError,
    SignatureError,
    has_shape,
    lenient_registry,
)
from prevent_desktop.strict_json import CANONICAL, parse

LARGEST: Final = 24 * 1024 * 1024
"""Letters of signed words at most: a change-set carries the whole text of a form, and base64 adds a third."""
SIGNATURE_SIZE: Final = 64
_LONGEST_HEADER: Final = 400
_HEADER: Final = frozenset({"alg", "kid", "typ"})
_KEPT_KEYS: Final = 1024


class Words(StrEnum):
    """The kinds of words that vaults sign."""

    CHANGE_SET = "prevent-team-changes+jws"
    CIRCLE = "prevent-team-circle+jws"
    HEADS = "prevent-team-heads+jws"
    CHECKED = "prevent-team-checked+jws"
    """A lead's statement that somebody's words were found valid, when they came."""
    DESK = "prevent-team-desk+jws"
    """The keys of a receiving desk, for colleagues who share it."""


class SigningPair(NamedTuple):
    """A key to sign with (PKCS#8 as PEM) and its public half (SubjectPublicKeyInfo as PEM)."""

    private_pem: bytes
    public_pem: str


def new_pair() -> SigningPair:
    """A fresh P-256 key."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return SigningPair(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), public.decode())


def is_signing_key(untrusted_pem: str) -> bool:
    """Whether a text is the public half of a P-256 key, written as `new_pair` writes it: one key has one text."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

    try:
        key = load_pem_public_key(untrusted_pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        return False
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return False
    written = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return untrusted_pem.strip() == written.strip()


def sign(kind: Words, payload: bytes, private_pem: bytes, vault_id: str) -> str:
    """`payload` signed as words of `kind` by this vault. ValueError for a key that is no P-256 key."""
    from joserfc import jws

    header = {"alg": ALGORITHM, "kid": vault_id, "typ": kind.value}
    return jws.serialize_compact(header, payload, _key(private_pem), [ALGORITHM], lenient_registry(LARGEST))


def signer_of(kind: Words, untrusted_jws: str) -> str:
    """Which vault says that it signed these words; nothing is verified yet. ValueError, OtherKindError."""
    if len(untrusted_jws) > LARGEST or not has_shape(untrusted_jws):
        raise ValueError("no signed words")
    head = untrusted_jws.partition(".")[0]
    if len(head) > _LONGEST_HEADER:
        raise ValueError("no signed words")
    untrusted = _from_base64url(head)
    header = parse(untrusted)
    if not isinstance(header, dict) or frozenset(header) != _HEADER or header["alg"] != ALGORITHM:
        raise ValueError("another header")
    if json.dumps(header, **CANONICAL).encode() != untrusted or not isinstance(header["kid"], str):
        raise ValueError("another header")
    if header["typ"] != kind.value:
        raise OtherKindError
    return str(header["kid"])


def open_words(kind: Words, untrusted_jws: str, public_pem: str) -> bytes:
    """What was signed, once the signature holds by this key.

    SignatureError where it does not, OtherKindError for words of another kind, ValueError for anything else.
    """
    from joserfc import jws
    from joserfc.errors import BadSignatureError, JoseError

    signer_of(kind, untrusted_jws)
    try:
        signed = jws.deserialize_compact(
            untrusted_jws, _key(public_pem.encode()), [ALGORITHM], lenient_registry(LARGEST)
        )
    except BadSignatureError as error:
        raise SignatureError from error
    except (JoseError, TypeError) as error:
        raise ValueError("no signed words") from error
    if signed.payload is None:
        raise ValueError("no signed words")
    return signed.payload


def frame(jws: str) -> bytes:
    """The same words in half the bytes, for the way: length and letters of ``kid``, the raw signature, the payload deflated (RFC 1951).

    The header is not in it: it follows from ``kid`` and from what the words are asked to be.
    """
    head, payload, signature = (_from_base64url(part) for part in jws.split("."))
    signer: bytes = json.loads(head)["kid"].encode()
    deflate = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return bytes([len(signer)]) + signer + signature + deflate.compress(payload) + deflate.flush()


def unframe(kind: Words, untrusted: bytes) -> str:
    """The words as compact JWS again; nothing is verified yet. ValueError where it is no frame."""
    start = 1 + untrusted[0] if untrusted else 0
    if not start or len(untrusted) <= start + SIGNATURE_SIZE:
        raise ValueError("no signed words")
    head = json.dumps({"alg": ALGORITHM, "kid": untrusted[1:start].decode(), "typ": kind.value}, **CANONICAL)
    signature = untrusted[start : start + SIGNATURE_SIZE]
    payload = _inflate(untrusted[start + SIGNATURE_SIZE :])
    return ".".join(_base64url(part) for part in (head.encode(), payload, signature))


def _inflate(untrusted: bytes) -> bytes:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        payload = inflate.decompress(untrusted, LARGEST * 3 // 4)
    except zlib.error as error:
        raise ValueError("no signed words") from error
    if not inflate.eof or inflate.unused_data or inflate.unconsumed_tail:
        raise ValueError("no signed words")
    return payload


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@lru_cache(maxsize=_KEPT_KEYS)
def _public(pem: bytes) -> Any:
    from joserfc.jwk import ECKey

    return ECKey.import_key(pem)


def _key(pem: bytes) -> Any:
    """The key in a PEM text. What is public is kept at hand, since many words come from few vaults."""
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey

    try:
        return _public(pem) if b"PUBLIC" in pem else ECKey.import_key(pem)
    except (JoseError, TypeError) as error:
        raise ValueError("another sort of key") from error
