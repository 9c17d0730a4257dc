"""The signature inside a pack judged by OpenSSL: the CMS, its digest over the signed bytes, and the chain of trust."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.packs.signing import sign
from prevent_desktop.packs.stamping import Stamping
from prevent_desktop.packs.statement import Statement
from tests.faults.later_attacks import gaps
from tests.faults.pack_attacks import Target, target
from tests.interop.timestamp_authority import OpensslAuthority
from tests.unit.packs.examples import SIGNED_AT
from tests.unit.packs.making import (
    ISSUED_AT,
    countersign_pack,
    make_awaiting,
    make_key,
    make_lead_key,
    make_signed,
    sign_pack,
)

OPENSSL = shutil.which("openssl") or "openssl"
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


@pytest.fixture(scope="module")
def aim() -> Target:
    return target(make_signed())


def _parts(aim: Target, folder: Path) -> tuple[Path, Path]:
    """The CMS without the padding that fills its place, and the bytes that it signs, as files."""
    padded = bytes.fromhex(aim.pdf[aim.gap + 1 : aim.after - 1].decode())
    length = 4 + int.from_bytes(padded[2:4], "big")
    cms, content = folder / "signature.der", folder / "signed"
    cms.write_bytes(padded[:length])
    content.write_bytes(aim.pdf[: aim.gap] + aim.pdf[aim.after :])
    return cms, content


def _verify(cms: Path, content: Path, authority: bytes) -> subprocess.CompletedProcess[str]:
    trusted = cms.with_name("authority.pem")
    trusted.write_bytes(authority)
    command = [
        OPENSSL, "cms", "-verify", "-inform", "DER", "-in", str(cms), "-binary", "-content", str(content), "-CAfile",
        str(trusted), "-purpose", "any", "-attime", str(int(SIGNED_AT.timestamp())), "-out", str(cms.with_name("out")),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_openssl_verifies_the_signature_and_its_chain(aim: Target, tmp_path: Path) -> None:
    done = _verify(*_parts(aim, tmp_path), aim.signed.authority.certificate_pem)
    assert done.returncode == 0, done.stderr
    assert "successful" in done.stderr


def test_openssl_refuses_a_changed_byte_and_another_authority(aim: Target, tmp_path: Path) -> None:
    cms, content = _parts(aim, tmp_path)
    other = make_signed().authority.certificate_pem
    assert _verify(cms, content, other).returncode != 0
    content.write_bytes(content.read_bytes().replace(b"/Lang (en-GB)", b"/Lang (en-GX)"))
    assert _verify(cms, content, aim.signed.authority.certificate_pem).returncode != 0


def test_the_signature_is_of_the_pades_baseline(aim: Target, tmp_path: Path) -> None:
    """ETSI EN 319 142-1, 6.3: the signing certificate is signed along, and the time is not in the CMS but in /M."""
    cms, _content = _parts(aim, tmp_path)
    shown = subprocess.run(
        [OPENSSL, "cms", "-cmsout", "-print", "-inform", "DER", "-in", str(cms)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "id-smime-aa-signingCertificateV2" in shown
    assert "signingTime" not in shown
    assert "ecdsa-with-SHA256" in shown


def test_a_pack_signed_by_a_renewed_certificate_verifies_too(aim: Target, tmp_path: Path) -> None:
    renewed = make_key(aim.signed.authority, now=ISSUED_AT)
    again = target(
        type(aim.signed)(
            aim.signed.authority, renewed, aim.signed.unsigned, sign_pack(aim.signed.unsigned, renewed)
        )
    )
    assert _verify(*_parts(again, tmp_path), aim.signed.authority.certificate_pem).returncode == 0


def test_openssl_verifies_both_signatures_of_a_countersigned_pack(tmp_path: Path) -> None:
    awaiting = make_awaiting()
    lead = make_lead_key(awaiting.authority)
    both = countersign_pack(awaiting.pdf, lead)
    stranger = make_signed().authority.certificate_pem
    for pdf, (gap, after) in zip((awaiting.pdf, both), gaps(both), strict=True):
        parts = _parts(Target(replace(awaiting, pdf=pdf), gap, after), tmp_path)
        done = _verify(*parts, awaiting.authority.certificate_pem)
        assert done.returncode == 0, done.stderr
        assert _verify(*parts, stranger).returncode != 0


def test_a_signature_with_a_timestamp_stays_valid_for_openssl(tmp_path: Path) -> None:
    authority = OpensslAuthority.make(tmp_path)
    made = make_signed()
    stamping = Stamping(authority.reply)
    pdf = sign(
        made.unsigned, made.key, Statement(reason="", location="", claimed_time=SIGNED_AT, stamping=stamping)
    )
    assert not stamping.problem
    done = _verify(*_parts(target(replace(made, pdf=pdf)), tmp_path), made.authority.certificate_pem)
    assert done.returncode == 0, done.stderr
