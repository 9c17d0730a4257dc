"""Certificates that name places on a network, or people they may not vouch for: nothing is fetched, and their authority's limits hold."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.authority import Authority, usage_of_a_signer, usage_of_an_authority
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.purposes import DOCUMENT_SIGNING
from prevent_desktop.packs.signing_keys import SigningKey
from prevent_desktop.packs.verified_pack import Standing
from tests.unit.packs.examples import SENDER
from tests.unit.packs.making import ISSUED_AT, Signed, sign_pack

LIFE = timedelta(days=1000)


def named(**parts: str) -> x509.Name:
    kinds = {"name": NameOID.COMMON_NAME, "organisation": NameOID.ORGANIZATION_NAME}
    return x509.Name([x509.NameAttribute(kinds[part], text) for part, text in parts.items()])


def an_authority(*limits: x509.ExtensionType) -> Authority:
    key, name = ec.generate_private_key(ec.SECP256R1()), named(name="Example authority with limits")
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ISSUED_AT)
        .not_valid_after(ISSUED_AT + LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage_of_an_authority(), critical=True)
    )
    for one in limits:
        builder = builder.add_extension(one, critical=True)
    return Authority(key, builder.sign(key, hashes.SHA256()))


def a_signer(authority: Authority, more: Sequence[x509.ExtensionType] = ()) -> SigningKey:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(organisation=SENDER.organisation, name=SENDER.name))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ISSUED_AT)
        .not_valid_after(ISSUED_AT + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage_of_a_signer(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(DOCUMENT_SIGNING)]), critical=False)
    )
    for one in more:
        builder = builder.add_extension(one, critical=False)
    return SigningKey.of(key, builder.sign(authority.private_key, hashes.SHA256()))


def test_no_place_that_a_certificate_names_is_asked(signed: Signed) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        place = x509.UniformResourceIdentifier(f"http://127.0.0.1:{server.getsockname()[1]}/it")
        access = [
            x509.AccessDescription(method, place)
            for method in (AuthorityInformationAccessOID.OCSP, AuthorityInformationAccessOID.CA_ISSUERS)
        ]
        point = x509.DistributionPoint([place], None, None, None)
        more = (
            x509.AuthorityInformationAccess(access),
            x509.CRLDistributionPoints([point]),
            x509.FreshestCRL([point]),
        )
        authority = an_authority()
        pdf = sign_pack(signed.unsigned, a_signer(authority, more))
        author = verify_pack(pdf, [authority.certificate_pem]).author
        assert author.standing is Standing.NOT_CHECKED
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize("organisation", [SENDER.organisation, "Another organisation"])
def test_an_authority_that_may_vouch_for_one_organisation_vouches_for_no_other(
    signed: Signed, organisation: str
) -> None:
    limits = x509.NameConstraints([x509.DirectoryName(named(organisation=organisation))], None)
    authority = an_authority(limits)
    pdf = sign_pack(signed.unsigned, a_signer(authority))
    if organisation == SENDER.organisation:
        assert verify_pack(pdf, [authority.certificate_pem]).author.name == SENDER.name
        return
    with pytest.raises(PackVerificationError):
        verify_pack(pdf, [authority.certificate_pem])
