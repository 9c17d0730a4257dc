"""A web filter that looks into connections: it works where the system trusts it, and is noted; else it is named."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.delivery.connection.connection_settings import SeenConnection
from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.connection.peer_certificates import PeerCertificates, PublicAuthorities
from prevent_desktop.errors import WaitingError
from prevent_desktop.workflows.sending.connection import seen_in_words
from tests.unit.delivery.line_stage import Computer, a_computer
from tests.unit.delivery.strange_servers import TUS, Authority, StrangeServer, answer

FILTER = Authority.make("Smoothwall Filter Root CA")
GREETING = answer(204, TUS, "Tus-Version: 1.0.0")


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    with a_computer(tmp_path) as made:
        yield made


def ask(computer: Computer, server: StrangeServer, trust: ssl.SSLContext) -> int:
    lines = HttpConnections(
        settings=computer, context=trust, probe_url=lambda _endpoint: "http://127.0.0.1:1/"
    )
    url = f"https://127.0.0.1:{server.port}/files"
    with lines.open(url) as line:
        return line.ask("OPTIONS", url, {}).status


def test_one_that_the_system_trusts_works_and_is_noted(computer: Computer, tmp_path: Path) -> None:
    with StrangeServer(lambda _method, _path: GREETING, FILTER.server_context(tmp_path)) as server:
        assert ask(computer, server, FILTER.trusting_context()) == 204
    seen = computer.seen()
    assert seen == {
        "127.0.0.1": SeenConnection(authority="Smoothwall Filter Root CA", public=False, protocol="TLSv1.3")
    }
    words = seen_in_words("packs.example", seen["127.0.0.1"])
    assert "Smoothwall Filter Root CA" in words
    assert "cannot read them" in words


def test_one_that_it_does_not_trust_is_named_and_gets_no_request(computer: Computer, tmp_path: Path) -> None:
    with StrangeServer(lambda _method, _path: GREETING, FILTER.server_context(tmp_path)) as server:
        with pytest.raises(WaitingError) as caught:
            ask(computer, server, Authority.make().trusting_context())
        assert server.requests == []
    assert caught.value.kind == "inspected"
    assert "“Smoothwall Filter Root CA”" in caught.value.what_happened
    assert "install its certificate" in caught.value.next_step
    assert computer.seen() == {}


def test_an_authority_that_nobody_knows_is_named_and_called_no_filter(
    computer: Computer, tmp_path: Path
) -> None:
    stranger = Authority.make("Acme Ltd Internal Root")
    with (
        StrangeServer(lambda _method, _path: GREETING, stranger.server_context(tmp_path)) as server,
        pytest.raises(WaitingError) as caught,
    ):
        ask(computer, server, FILTER.trusting_context())
    assert caught.value.kind == "certificate_not_trusted"
    assert "“Acme Ltd Internal Root”" in caught.value.what_happened


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Zscaler Intermediate Root CA", True),
        ("FortiGate CA", True),
        ("Securly, Inc.", True),
        ("mitmproxy", True),
        ("ISRG Root X1", False),
        ("DigiCert Global Root G2", False),
        ("Preset Council CA", False),
        ("Sectigo Public Server Authentication Root R46", False),
    ],
)
def test_filters_are_known_by_their_makers(name: str, is_one: bool) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    made = Authority.make(name)
    peer = PeerCertificates([made.certificate.public_bytes(Encoding.DER)])
    assert peer.reads_like_a_filter == is_one
    assert peer.issuer == name


def test_public_authorities_are_told_from_others() -> None:
    import certifi
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    public = PublicAuthorities()
    assert len(public.names) > 80
    root = ssl.PEM_cert_to_DER_cert(
        "-----BEGIN CERTIFICATE-----"
        + certifi.contents().split("-----BEGIN CERTIFICATE-----")[1].partition("-----END CERTIFICATE-----")[0]
        + "-----END CERTIFICATE-----"
    )
    assert PeerCertificates([root]).vouching(public).public
    assert isinstance(x509.load_der_x509_certificate(root), x509.Certificate)
    own = FILTER.certificate.public_bytes(Encoding.DER)
    assert not PeerCertificates([own]).vouching(public).public


@given(chain=st.lists(st.binary(max_size=200), max_size=4))
def test_whatever_a_server_shows_cannot_raise(chain: list[bytes]) -> None:
    peer = PeerCertificates(chain)
    assert (peer.issuer, peer.is_self_made, peer.reads_like_a_filter) == ("", False, False)
