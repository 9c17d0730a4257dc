"""Who vouches for a server: the names in its certificates, for people, and whether a web filter stands between.

Nothing here decides whether a server is trusted: TLS has decided that before. A web filter that looks into connections
answers with a certificate of its own making. Where IT has installed its authority, the system trusts it and packs go (they
are sealed, and receipts are signed); that an authority which is not a public one vouched is noted. Where it has not, the
name of the authority tells people, and their IT support, what stands there.
"""

from __future__ import annotations

import re
import ssl
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography import x509

# Makers of web filters and of programs that look into connections, as they name their authorities.
_FILTERS = re.compile(
    r"\b(smoothwall|lightspeed|netsweeper|securly|zscaler|forti(net|gate|guard)|palo ?alto|sonicwall|sophos|watchguard|"
    r"barracuda|blue ?coat|forcepoint|websense|netskope|iboss|umbrella|check ?point|mcafee|skyhigh|trellix|untangle|arista edge|"
    r"squid|e2guardian|dansguardian|diladele|mitmproxy|ssl ?inspect|tls ?inspect|ssl ?intercept|web ?filter|content ?filter|"
    r"web ?gateway|kaspersky|eset\b|avast\b|avg\b|bitdefender|cloudflare for teams|gateway ca|rm safetynet|impero|opendium)",
    re.IGNORECASE,
)
_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
_NAMELESS = ""
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Vouching:
    """Who vouches for a server: the authority's name for people, and whether it is one of the public ones."""

    authority: str
    public: bool


class PeerCertificates:
    """The certificates that a server showed, its own first, in DER. What is in them is not trusted, and cannot raise."""

    def __init__(self, untrusted_chain: Sequence[bytes]) -> None:
        self._chain = [found for der in untrusted_chain if (found := _read(der)) is not None]

    @classmethod
    def of(cls, connection: Any) -> PeerCertificates:
        """Those of an open TLS connection (`ssl.SSLSocket` or `ssl.SSLObject`); none where it has none."""
        return cls(_chain(connection))

    @property
    def issuer(self) -> str:
        """The authority that signed the server's own certificate, for people; empty where it has no name."""
        return _name(self._chain[0].issuer) if self._chain else _NAMELESS

    @property
    def is_self_made(self) -> bool:
        """Whether the server's certificate names itself as its authority."""
        return bool(self._chain) and self._chain[0].issuer == self._chain[0].subject

    @property
    def reads_like_a_filter(self) -> bool:
        """Whether an authority in the chain has a name that makers of web filters give theirs."""
        return any(_FILTERS.search(_whole_name(one.issuer)) for one in self._chain)

    def vouching(self, public: PublicAuthorities) -> Vouching:
        """Who vouches: the public authority where there is one, or else the last in the chain."""
        for certificate in self._chain:
            if certificate.issuer in public.names:
                return Vouching(_name(certificate.issuer), public=True)
        return Vouching(_name(self._chain[-1].issuer) if self._chain else _NAMELESS, public=False)


class PublicAuthorities:
    """The authorities that Mozilla lists, read when they are first asked for."""

    @cached_property
    def names(self) -> frozenset[x509.Name]:
        """Their names. One of them has a serial number that the library warns of; it is read all the same."""
        import certifi

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = (
                _read(ssl.PEM_cert_to_DER_cert(f"{_BEGIN}{part}")) for part in _parts(certifi.contents())
            )
            return frozenset(one.subject for one in found if one is not None)


def _parts(pem: str) -> list[str]:
    """What stands between the beginnings of certificates, up to their ends."""
    return [part.partition(_END)[0] + _END for part in pem.split(_BEGIN)[1:]]


def _chain(connection: Any) -> list[bytes]:
    inner = getattr(connection, "_sslobj", connection)
    inner = getattr(inner, "_sslobj", inner)
    get = getattr(inner, "get_unverified_chain", None)
    if get is None:  # an interpreter without it knows the server's own certificate at least
        own = connection.getpeercert(binary_form=True)
        return [own] if own else []
    return [_der(one) for one in get() or ()]


def _der(certificate: Any) -> bytes:
    if isinstance(certificate, bytes):
        return certificate
    encoding: Any = getattr(ssl, "_ssl").ENCODING_DER  # noqa: B009 - a name that the types of `ssl` do not have
    return bytes(certificate.public_bytes(encoding))


def _read(der: bytes) -> x509.Certificate | None:
    from cryptography import x509

    try:
        found = x509.load_der_x509_certificate(der)
        bool(found.issuer == found.subject)  # names are parsed when they are first asked for
    except (ValueError, x509.InvalidVersion):
        return None
    return found


def _name(name: x509.Name) -> str:
    from cryptography import x509

    for oid in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME):
        for attribute in name.get_attributes_for_oid(oid):
            return _shown(attribute.value)
    return _NAMELESS


def _whole_name(name: x509.Name) -> str:
    return " ".join(_shown(attribute.value) for attribute in name)


def _shown(value: str | bytes) -> str:
    text = value if isinstance(value, str) else value.decode("latin-1")
    return "".join(sign for sign in text[:_LONGEST_NAME] if sign.isprintable())
