"""Words under a signature: a JWS in compact form (RFC 7515), ES256 (RFC 7518), with the signer's certificate in it.

Header: ``alg`` ES256, ``typ`` what the words are, ``x5c`` the signer's certificate and those between it and the authority. Further
parameters are ignored, but for ``crit``, which demands to be understood (RFC 7515, sections 4 and 4.1.11). Who may sign what is
the affair of whoever asks.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from datetime import UTC
from operator import attrgetter
from typing import Any, Final

from prevent_desktop.errors import SigningKeyError
from prevent_desktop.partial_dates import has_day_everywhere
from prevent_desktop.translation import _

LARGEST: Final = 256 * 1024
LONGEST_CHAIN: Final = 4
ALGORITHM: Final = "ES256"
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_LONGEST_NAME: Final = 200
_PARTS: Final = attrgetter("subject", "issuer", "extensions", "not_valid_before_utc", "not_valid_after_utc")


class OtherKindError(ValueError):
    """The signature may hold, but these words are of another kind."""


class SignatureError(ValueError):
    """The signature does not hold."""


def sign_as(
    kind: str, payload: bytes, key_pem: bytes, certificates_pem: bytes, *, largest: int = LARGEST
) -> str:
    """`payload` signed as words of `kind` with a P-256 key; `certificates_pem` begins with the signer's own.

    ValueError where the key does not fit the certificate, or is of another sort.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    chain = x509.load_pem_x509_certificates(certificates_pem)
    x5c = [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in chain[:LONGEST_CHAIN]]
    return sign_compact({"typ": kind, "x5c": x5c}, payload, key_pem, chain[0], largest=largest)


def sign_compact(
    header: dict[str, Any], payload: bytes, key_pem: bytes, certificate: Any, *, largest: int
) -> str:
    """`payload` and `header` signed with a P-256 key. ValueError where it does not fit the certificate, or is of another sort."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from joserfc import jws
    from joserfc.jwk import ECKey

    try:
        key = load_pem_private_key(key_pem, password=None)
    except TypeError as error:
        raise ValueError("a key under a passphrase") from error
    fits = isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)
    if not fits or key.public_key() != certificate.public_key():
        raise ValueError("another key")
    return jws.serialize_compact(
        {"alg": ALGORITHM, **header},
        payload,
        ECKey.import_key(key_pem),
        [ALGORITHM],
        lenient_registry(largest),
    )


def open_signed(kind: str, untrusted_jws: str, *, largest: int = LARGEST) -> tuple[bytes, list[Any]]:
    """The words and the signer's certificates, the signer's own first.

    SignatureError where the signature does not hold, OtherKindError for words of another kind, ValueError for anything else.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from joserfc import jws
    from joserfc.errors import BadSignatureError, JoseError

    if len(untrusted_jws) > largest or not has_shape(untrusted_jws):
        raise ValueError("no signed words")
    registry = lenient_registry(largest)
    try:
        untrusted_header = jws.extract_compact(untrusted_jws.encode(), registry=registry).headers()
        chain = _chain(untrusted_header.get("x5c"))
        signed = jws.deserialize_compact(untrusted_jws, public_key(chain[0]), [ALGORITHM], registry)
    except BadSignatureError as error:
        raise SignatureError from error
    except (JoseError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("no signed words") from error
    if not is_kind(signed.protected, kind) or signed.payload is None:
        raise OtherKindError
    return signed.payload, chain


def has_shape(untrusted_text: str) -> bool:
    """Whether this has the outer shape of a JWS in compact form."""
    return _SHAPE.fullmatch(untrusted_text) is not None


def is_kind(untrusted_header: dict[str, Any], kind: str) -> bool:
    """Whether words with this header are of `kind`, and demand nothing else to be understood (``crit``).

    A media type may be written with ``application/`` before it, and in any case (RFC 7515, section 4.1.9).
    """
    said = untrusted_header.get("typ")
    named = isinstance(said, str) and said.lower().removeprefix("application/") == kind
    return named and "crit" not in untrusted_header


def payload_of(jws_that_was_verified: str) -> bytes:
    """The words of a JWS that was verified when it was taken."""
    payload = jws_that_was_verified.split(".")[1]
    return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))


def is_meant_for(certificate: Any, purpose: str) -> bool:
    """Whether a certificate has this extended key usage (a dotted number), and may sign."""
    from cryptography import x509

    try:
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return x509.ObjectIdentifier(purpose) in usages and bool(usage.digital_signature)


def leads_to(chain: Sequence[Any], trusted_pem: Sequence[bytes], at: Any) -> bool:
    """Whether the certificates lead to one of these authorities (RFC 5280) at that time."""
    from cryptography import x509
    from cryptography.x509 import verification

    anchors = [one for pem in trusted_pem for one in x509.load_pem_x509_certificates(pem)]
    if not anchors or not has_day_everywhere(at):
        return False
    moment = at.astimezone(UTC).replace(tzinfo=None)
    policies = verification.PolicyBuilder().store(verification.Store(anchors)).time(moment)
    policies = policies.max_chain_depth(LONGEST_CHAIN).extension_policies(
        ca_policy=verification.ExtensionPolicy.webpki_defaults_ca(),
        ee_policy=verification.ExtensionPolicy.permit_all(),
    )
    try:
        policies.build_client_verifier().verify(chain[0], list(chain[1:]))
    except verification.VerificationError:
        return False
    return True


def fingerprint_of(certificate: Any) -> str:
    """The SHA-256 of a certificate (DER), hexadecimal."""
    from cryptography.hazmat.primitives.hashes import SHA256

    found: str = certificate.fingerprint(SHA256()).hex()
    return found


def name_of(certificate: Any) -> str:
    """The organisation that a certificate names, or else its common name."""
    from cryptography.x509 import NameOID

    return _named(certificate, NameOID.ORGANIZATION_NAME) or _named(certificate, NameOID.COMMON_NAME)


def person_of(certificate: Any) -> str:
    """The common name that a certificate bears."""
    from cryptography.x509 import NameOID

    return _named(certificate, NameOID.COMMON_NAME)


def _named(certificate: Any, kind: Any) -> str:
    names = certificate.subject.get_attributes_for_oid(kind)
    return str(names[0].value)[:_LONGEST_NAME] if names else ""


def lenient_registry(largest: int) -> Any:
    """ES256 alone, and any header parameter; `largest` is in bytes.

    The library's own limits are for tokens in HTTP headers; a chain of certificates and a list of forms need more.
    """
    from joserfc.jws import JWSRegistry

    registry = JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)
    registry.max_header_length = registry.max_payload_length = largest
    return registry


def _chain(untrusted_x5c: Any) -> list[Any]:
    if not isinstance(untrusted_x5c, list) or not 1 <= len(untrusted_x5c) <= LONGEST_CHAIN:
        raise ValueError("no certificates")
    return [_certificate(base64.b64decode(one, validate=True)) for one in untrusted_x5c]


def _certificate(untrusted_der: bytes) -> Any:
    """A certificate of which every part can be read: the library reads most of them when they are first asked for. ValueError otherwise."""
    from cryptography import x509

    try:
        found = x509.load_der_x509_certificate(untrusted_der)
        _PARTS(found)
    except (x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        raise ValueError("a certificate that no authority makes") from error
    return found


def public_key(certificate: Any) -> Any:
    """The P-256 key of a certificate. ValueError where it is another sort of key."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from joserfc.jwk import ECKey

    key = certificate.public_key()
    fits = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
    if not fits:
        raise ValueError("another sort of key")
    return ECKey.import_key(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def unusable_key(title: str) -> SigningKeyError:
    """A key that cannot sign for its certificate; `title` says what cannot be signed."""
    return SigningKeyError(
        title,
        _("The key does not belong to the certificate, or is not an EC P-256 key without a passphrase."),
        _("Use the key that the certificate was issued for."),
    )
