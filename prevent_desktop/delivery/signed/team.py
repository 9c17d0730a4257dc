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
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from prevent_desktop.delivery.signed.signed_words import (
    ALGORITHM,
    OtherKindError,
    SignatureError,
    has_shape,
    lenient_registry,
)
from prevent_desktop.strict_json import CANONICAL, parse

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

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
    DESK_PACK = "prevent-team-desk-pack+jws"
    """Who of them has a pack that is in no case yet."""
    COPY_ASK = "prevent-team-copy-ask+jws"
    """That a vault asks for a copy of what the mailbox gives no more."""


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
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    try:
        key = _public(untrusted_pem)
    except ValueError:
        return False
    written = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return untrusted_pem.strip() == written.strip()


def sign(kind: Words, payload: bytes, private_pem: bytes, vault_id: str) -> str:
    """`payload` signed as words of `kind` by this vault. ValueError for a key that is no P-256 key."""
    from joserfc import jws

    header = {"alg": ALGORITHM, "kid": vault_id, "typ": kind.value}
    return jws.serialize_compact(
        header, payload, _private(private_pem), [ALGORITHM], lenient_registry(LARGEST)
    )


def signer_of(kind: Words, untrusted_jws: str) -> str:
    """Which vault says that it signed these words; nothing is verified yet. ValueError, OtherKindError."""
    if len(untrusted_jws) > LARGEST or not has_shape(untrusted_jws):
        raise ValueError("no signed words")
    head = untrusted_jws.partition(".")[0]
    if len(head) > _LONGEST_HEADER:
        raise ValueError("no signed words")
    signer, said_kind = _said_in(head)
    if said_kind != kind.value:
        raise OtherKindError
    return signer


@lru_cache(maxsize=_KEPT_KEYS)
def _said_in(untrusted_head: str) -> tuple[str, Any]:
    """The ``kid`` and ``typ`` of a header that is written as ours are. Kept at hand: all words of a vault have one header."""
    untrusted = _from_base64url(untrusted_head)
    header = parse(untrusted)
    if not isinstance(header, dict) or frozenset(header) != _HEADER or header["alg"] != ALGORITHM:
        raise ValueError("another header")
    if json.dumps(header, **CANONICAL).encode() != untrusted or not isinstance(header["kid"], str):
        raise ValueError("another header")
    return str(header["kid"]), header["typ"]


def open_words(kind: Words, untrusted_jws: str, public_pem: str) -> bytes:
    """What was signed, once the signature holds by this key.

    SignatureError where it does not, OtherKindError for words of another kind, ValueError for anything else. Once the header is
    ours to the letter, a JOSE library has nothing left to decide; a history of years is read in half the time without one.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    signer_of(kind, untrusted_jws)
    signed, _dot, untrusted = untrusted_jws.rpartition(".")
    signature = _from_base64url(untrusted)
    if len(signature) != SIGNATURE_SIZE:
        raise SignatureError
    halves = (signature[: SIGNATURE_SIZE // 2], signature[SIGNATURE_SIZE // 2 :])
    der = encode_dss_signature(*(int.from_bytes(half, "big") for half in halves))
    try:
        _public(public_pem).verify(der, signed.encode("ascii"), ECDSA(SHA256()))
    except InvalidSignature as error:
        raise SignatureError from error
    return _from_base64url(signed.partition(".")[2])


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
def _public(pem: str) -> EllipticCurvePublicKey:
    """The P-256 key in a PEM text, kept at hand, since many words come from few vaults. ValueError for another sort of key."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem.encode())
    except UnsupportedAlgorithm as error:
        raise ValueError("another sort of key") from error
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise ValueError("another sort of key")


def _private(pem: bytes) -> Any:
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey

    try:
        return ECKey.import_key(pem)
    except (JoseError, TypeError) as error:
        raise ValueError("another sort of key") from error
