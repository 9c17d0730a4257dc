"""The publisher's signature over a bundle of forms: a JWS in compact form (RFC 7515), ES256 (RFC 7518).

Header: ``alg`` ES256, ``typ`` prevent-forms+jws, ``x5c`` the signer's certificate and those between it and the authority.
The certificate must lead to an authority that the vault trusts (RFC 5280), be valid now, and be meant for forms: a key that
signs packs does not sign forms.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from prevent_desktop.errors import FormBundleError, SigningKeyError
from prevent_desktop.translation import _

FORM_PUBLISHING: Final = "2.25.296519340853261044498243377412093861041"
"""The extended key usage of a certificate for forms; made of a random UUID (ITU-T X.667)."""

LARGEST: Final = 256 * 1024
_ALGORITHM: Final = "ES256"
_TYPE: Final = "prevent-forms+jws"
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_LONGEST_CHAIN: Final = 4
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class SignedWords:
    """Words whose signature holds, and whose they are. `fingerprint` is the SHA-256 of the certificate, hexadecimal."""

    payload: bytes
    publisher: str
    fingerprint: str


def sign_words(payload: bytes, key_pem: bytes, certificates_pem: bytes) -> str:
    """`payload` signed with a P-256 key; `certificates_pem` begins with the signer's own. SigningKeyError otherwise."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
    from joserfc import jws
    from joserfc.jwk import ECKey

    try:
        chain = x509.load_pem_x509_certificates(certificates_pem)
        key = load_pem_private_key(key_pem, password=None)
    except (ValueError, TypeError) as error:
        raise _unusable_key() from error
    fits = isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1)
    if not fits or key.public_key() != chain[0].public_key():
        raise _unusable_key()
    x5c = [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in chain[:_LONGEST_CHAIN]]
    header = {"alg": _ALGORITHM, "typ": _TYPE, "x5c": x5c}
    return jws.serialize_compact(header, payload, ECKey.import_key(key_pem), [_ALGORITHM], _registry())


def verify_words(untrusted_jws: str, trusted_pem: Sequence[bytes], *, now: datetime) -> SignedWords:
    """What was signed, once the signature and the signer hold. FormBundleError, in words, where they do not."""
    from joserfc import jws
    from joserfc.errors import JoseError

    if len(untrusted_jws) > LARGEST or _SHAPE.fullmatch(untrusted_jws) is None:
        raise _altered()
    registry = _registry()
    try:
        untrusted_header = jws.extract_compact(untrusted_jws.encode(), registry=registry).headers()
        chain = _chain(untrusted_header.get("x5c"))
        signed = jws.deserialize_compact(untrusted_jws, _public_key(chain[0]), [_ALGORITHM], registry)
    except (JoseError, ValueError, TypeError) as error:
        raise _altered() from error
    header = signed.protected
    if set(header) != {"alg", "typ", "x5c"} or header["typ"] != _TYPE or signed.payload is None:
        raise _altered()
    _check_signer(chain, trusted_pem, now)
    return SignedWords(signed.payload, name_of(chain[0]), fingerprint_of(chain[0]))


def fingerprint_of(certificate: Any) -> str:
    """The SHA-256 of a certificate (DER), hexadecimal."""
    from cryptography.hazmat.primitives.hashes import SHA256

    found: str = certificate.fingerprint(SHA256()).hex()
    return found


def name_of(certificate: Any) -> str:
    """The organisation that a certificate names, or else its common name."""
    from cryptography.x509 import NameOID

    for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        if names := certificate.subject.get_attributes_for_oid(kind):
            return str(names[0].value)[:_LONGEST_NAME]
    return ""


def _registry() -> Any:
    """The library's limits are for tokens in HTTP headers; a chain of certificates and a list of forms need more."""
    from joserfc.jws import JWSRegistry

    registry = JWSRegistry(algorithms=[_ALGORITHM])
    registry.max_header_length = registry.max_payload_length = LARGEST
    return registry


def _chain(untrusted_x5c: Any) -> list[Any]:
    from cryptography import x509

    if not isinstance(untrusted_x5c, list) or not 1 <= len(untrusted_x5c) <= _LONGEST_CHAIN:
        raise ValueError("no certificates")
    return [x509.load_der_x509_certificate(base64.b64decode(one, validate=True)) for one in untrusted_x5c]


def _public_key(certificate: Any) -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from joserfc.jwk import ECKey

    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise _altered()
    return ECKey.import_key(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def _check_signer(chain: list[Any], trusted_pem: Sequence[bytes], now: datetime) -> None:
    from cryptography import x509
    from cryptography.x509 import verification

    if not chain[0].not_valid_before_utc <= now <= chain[0].not_valid_after_utc:
        raise FormBundleError(
            _("The publisher's certificate is not valid today"),
            _("The certificate that signed these forms is valid from {start} to {end}.").format(
                start=chain[0].not_valid_before_utc.date(), end=chain[0].not_valid_after_utc.date()
            ),
            _("Check the date of this computer. If it is right, ask the publisher to sign the forms anew."),
        )
    anchors = [one for pem in trusted_pem for one in x509.load_pem_x509_certificates(pem)]
    if not anchors or not _is_for_forms(chain[0]):
        raise _not_trusted(chain[0])
    policies = verification.PolicyBuilder().store(verification.Store(anchors)).time(now.replace(tzinfo=None))
    policies = policies.max_chain_depth(_LONGEST_CHAIN).extension_policies(
        ca_policy=verification.ExtensionPolicy.webpki_defaults_ca(),
        ee_policy=verification.ExtensionPolicy.permit_all(),
    )
    try:
        policies.build_client_verifier().verify(chain[0], chain[1:])
    except verification.VerificationError as error:
        raise _not_trusted(chain[0]) from error


def _is_for_forms(certificate: Any) -> bool:
    from cryptography import x509

    try:
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return x509.ObjectIdentifier(FORM_PUBLISHING) in usages and bool(usage.digital_signature)


def _altered() -> FormBundleError:
    return FormBundleError(
        _("These forms were changed after they were signed"),
        _("The signature does not fit what is in the file, so nobody can say whose forms these are. Nothing was added."),
        _("Ask whoever publishes your forms for the file again."),
    )  # fmt: skip


def _not_trusted(certificate: Any) -> FormBundleError:
    return FormBundleError(
        _("These forms are not from a publisher that you trust"),
        _("They are signed by “{name}”, whom no authority that this vault trusts has allowed to publish forms. Nothing was added.").format(name=name_of(certificate)),
        _("Call whoever publishes your forms on a number that you know, and ask whether they sent this file."),
    )  # fmt: skip


def _unusable_key() -> SigningKeyError:
    return SigningKeyError(
        _("The forms cannot be signed"),
        _("The key does not belong to the certificate, or is not an EC P-256 key without a passphrase."),
        _("Use the key that the certificate was issued for, both as PEM."),
    )
