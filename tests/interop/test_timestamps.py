"""Timestamps by another program's authority (OpenSSL) over HTTP on this computer, and what happens without one."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.timestamps import TimestampAuthority
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.signing import countersign, sign
from prevent_desktop.packs.signing_keys import SigningKey
from prevent_desktop.packs.sources import Pieces
from prevent_desktop.packs.stamping import Stamping
from prevent_desktop.packs.statement import Statement
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import Standing
from tests.faults.pack_attacks import target
from tests.interop.timestamp_authority import OPENSSL, OpensslAuthority, served
from tests.ports import free_port
from tests.unit.packs.making import ISSUED_AT, Signed, make_awaiting, make_key, make_lead_key


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> OpensslAuthority:
    return OpensslAuthority.make(tmp_path_factory.mktemp("time"))


@pytest.fixture(scope="module")
def awaiting() -> Signed:
    return make_awaiting()


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _key(made: Signed, making: Callable[..., SigningKey] = make_key) -> SigningKey:
    return making(made.authority, now=min(ISSUED_AT, _now()) - timedelta(days=1))


def _sign(made: Signed, stamping: Stamping) -> bytes:
    return sign(
        made.unsigned, _key(made), Statement(reason="", location="", claimed_time=_now(), stamping=stamping)
    )


@pytest.fixture(scope="module")
def stamped(authority: OpensslAuthority, awaiting: Signed) -> bytes:
    with served(authority) as url:
        stamping = Stamping(TimestampAuthority(url))
        pdf = _sign(awaiting, stamping)
    assert not stamping.problem
    return pdf


def test_a_timestamp_makes_the_time_trusted(
    stamped: bytes, awaiting: Signed, authority: OpensslAuthority
) -> None:
    pack = verify_pack(stamped, awaiting.trusted, VerificationContext(timestamp_roots=(authority.root,)))
    assert pack.author.trusted_time is not None
    assert abs(pack.author.trusted_time - _now()) < timedelta(minutes=10)
    assert pack.author.time_in_words.startswith("Trusted")


def test_a_timestamp_of_somebody_unknown_leaves_the_time_claimed_and_says_so(
    stamped: bytes, awaiting: Signed
) -> None:
    author = verify_pack(stamped, awaiting.trusted).author
    assert author.trusted_time is None
    assert "by an authority that you do not trust for the time" in author.time_in_words


def test_openssl_verifies_the_timestamp(
    stamped: bytes, awaiting: Signed, authority: OpensslAuthority, tmp_path: Path
) -> None:
    """The token is over the signature value inside the CMS, as RFC 3161, appendix A has it."""
    from asn1crypto import cms  # type: ignore[import-untyped]  # it ships no types

    aim = target(Signed(awaiting.authority, awaiting.key, awaiting.unsigned, stamped))
    signer = cms.ContentInfo.load(bytes.fromhex(stamped[aim.gap + 1 : aim.after - 1].decode()))["content"][
        "signer_infos"
    ][0]
    (token,) = (one for one in signer["unsigned_attrs"] if one["type"].native == "signature_time_stamp_token")
    (tmp_path / "token.der").write_bytes(token["values"][0].dump())
    (tmp_path / "signature").write_bytes(signer["signature"].native)
    (tmp_path / "root.pem").write_bytes(authority.root)
    done = subprocess.run(
        [OPENSSL, "ts", "-verify", "-data", str(tmp_path / "signature"), "-in", str(tmp_path / "token.der"),
         "-token_in", "-CAfile", str(tmp_path / "root.pem")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_author_and_lead_each_have_a_timestamp_of_their_own(
    stamped: bytes, awaiting: Signed, authority: OpensslAuthority
) -> None:
    with served(authority) as url:
        both = countersign(Pieces((stamped,)), _key(awaiting, make_lead_key), Statement(reason="", location="", claimed_time=_now(), stamping=Stamping(TimestampAuthority(url))))  # fmt: skip
    pack = verify_pack(both.read(), awaiting.trusted, VerificationContext(timestamp_roots=(authority.root,)))
    assert pack.author.trusted_time is not None
    assert pack.later_signers[0].trusted_time is not None


def test_a_trusted_time_proves_that_a_signature_is_older_than_the_revocation(
    authority: OpensslAuthority, awaiting: Signed
) -> None:
    key = _key(awaiting)
    with served(authority) as url:
        pdf = sign(
            awaiting.unsigned,
            key,
            Statement(
                reason="", location="", claimed_time=_now(), stamping=Stamping(TimestampAuthority(url))
            ),
        )
    later = _now() + timedelta(days=2)
    crl = awaiting.authority.revocation_list({key.certificate_pem: later - timedelta(days=1)}, now=later)
    known = VerificationContext(timestamp_roots=(authority.root,), revocation_lists=(crl,), now=later)
    assert verify_pack(pdf, awaiting.trusted, known).author.standing is Standing.REVOKED_SINCE


def test_without_a_connection_the_pack_is_signed_all_the_same(awaiting: Signed) -> None:
    stamping = Stamping(TimestampAuthority(f"http://127.0.0.1:{free_port()}/"))
    author = verify_pack(_sign(awaiting, stamping), awaiting.trusted).author
    assert "was not reached" in stamping.problem
    assert author.trusted_time is None
    assert author.time_in_words.startswith("Claimed")


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (b"<html>Sign in</html>", "text/html", "Something other than a timestamp authority"),
        (b"nonsense", "application/timestamp-reply", "cannot be used"),
        (b"", "application/timestamp-reply", "cannot be used"),
        (b"0" * 70_000, "application/timestamp-reply", "too long"),
        (b"\x30\x05\x30\x03\x02\x01\x02", "application/timestamp-reply", "cannot be used"),  # "rejection"
    ],
)
def test_a_strange_answer_is_told_and_stops_no_signature(
    awaiting: Signed, answer: bytes, kind: str, words: str
) -> None:
    with served(answer, kind=kind) as url:
        stamping = Stamping(TimestampAuthority(url))
        pdf = _sign(awaiting, stamping)
    assert words in stamping.problem
    assert verify_pack(pdf, awaiting.trusted).covers_whole_document


def test_a_timestamp_for_other_words_is_not_taken(authority: OpensslAuthority, awaiting: Signed) -> None:
    class Replayed:
        def __call__(self, _request: bytes) -> bytes:
            from asn1crypto import algos, tsp

            other = tsp.TimeStampReq(
                {
                    "version": 1,
                    "message_imprint": {
                        "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                        "hashed_message": bytes(32),
                    },
                    "nonce": tsp.TimeStampReq.load(_request)["nonce"].native,
                    "cert_req": True,
                }
            )
            return authority.reply(other.dump())

    stamping = Stamping(Replayed())
    author = verify_pack(_sign(awaiting, stamping), awaiting.trusted).author
    assert "cannot be used" in stamping.problem
    assert not author.timestamp_remark


@pytest.mark.parametrize("url", ["", "ftp://example.test/", "http://[", "nonsense"])
def test_an_address_that_is_none_is_told(awaiting: Signed, url: str) -> None:
    stamping = Stamping(TimestampAuthority(url))
    _sign(awaiting, stamping)
    assert "cannot be read" in stamping.problem
