"""A proxy that signs in by Negotiate with a real Kerberos ticket: MIT's own KDC on this computer, and pyspnego on both sides.

Wants krb5kdc, kadmin.local and kinit, and the libraries `gssapi` and `krb5`, which are no part of the program: where a system
has them, Negotiate needs no name and no password.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.errors import WaitingError
from tests.ports import free_port
from tests.unit.delivery.line_stage import Computer, a_computer
from tests.unit.delivery.proxy_stage import a_receiver, ask, forget_proxies
from tests.unit.delivery.sign_in_proxy import SignInProxy

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
MISSING = [
    name
    for name in ("krb5kdc", "kadmin.local", "kdb5_util", "kinit")
    if shutil.which(name, path=PATH) is None
]
MISSING += [name for name in ("gssapi", "krb5") if importlib.util.find_spec(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {MISSING}")
CLIENT = """
[libdefaults]
 default_realm = SCHOOL.TEST
 dns_lookup_realm = false
 dns_lookup_kdc = false
 dns_canonicalize_hostname = false
 rdns = false
[realms]
 SCHOOL.TEST = {{
  kdc = 127.0.0.1:{port}
 }}
[domain_realm]
 127.0.0.1 = SCHOOL.TEST
"""
SERVER = """
[kdcdefaults]
 kdc_listen = 127.0.0.1:{port}
 kdc_tcp_listen = 127.0.0.1:{port}
[realms]
 SCHOOL.TEST = {{
  database_name = {folder}/principal
  key_stash_file = {folder}/stash
  acl_file = {folder}/acl
 }}
"""


@pytest.fixture
def realm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A realm with one person and the service of the proxy; nobody has a ticket yet."""
    folder = tmp_path / "realm"
    folder.mkdir()
    port = free_port()
    (folder / "krb5.conf").write_text(CLIENT.format(port=port))
    (folder / "kdc.conf").write_text(SERVER.format(port=port, folder=folder))
    for name, value in (
        ("PATH", PATH),
        ("KRB5_CONFIG", folder / "krb5.conf"),
        ("KRB5_KDC_PROFILE", folder / "kdc.conf"),
        ("KRB5CCNAME", f"FILE:{folder}/tickets"),
        ("KRB5_KTNAME", f"FILE:{folder}/keytab"),
        ("KRB5RCACHEDIR", folder),
    ):
        monkeypatch.setenv(name, str(value))
    monkeypatch.delenv("NTLM_USER_FILE", raising=False)
    run("kdb5_util", "create", "-s", "-r", "SCHOOL.TEST", "-P", "a password of this test")
    run("kadmin.local", "addprinc", "-pw", "same", "sender@SCHOOL.TEST")
    run("kadmin.local", "addprinc", "-randkey", "HTTP/127.0.0.1@SCHOOL.TEST")
    run("kadmin.local", "ktadd", "-k", str(folder / "keytab"), "HTTP/127.0.0.1@SCHOOL.TEST")
    with subprocess.Popen(["krb5kdc", "-n"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as serving:  # noqa: S607
        assert serving.stdout is not None
        said = serving.stdout.readline()
        assert b"starting" in said or b"commencing" in said or b"setting up" in said, said
        yield folder
        serving.terminate()


def run(*words: str, typed: str = "") -> None:
    ran = subprocess.run(words, input=typed, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Computer]:
    forget_proxies(monkeypatch)
    with a_computer(tmp_path) as made:
        yield made


def test_a_ticket_lets_us_through_without_a_name_and_without_ntlm(
    realm: Path, computer: Computer, tmp_path: Path
) -> None:
    del realm
    with (
        a_receiver(tmp_path) as receiver,
        SignInProxy(("Negotiate",), receiver.port, host="127.0.0.1") as proxy,
    ):
        computer.use_proxy(f"127.0.0.1:{proxy.port}")
        with pytest.raises(WaitingError) as caught:
            ask(computer)
        assert caught.value.kind == "proxy_no_ticket"
        run("kinit", "sender@SCHOOL.TEST", typed="same\n")
        assert ask(computer) == 204
        assert proxy.told
        assert not any(b"NTLMSSP\0" in token for token in proxy.told)
    assert receiver.requests == ["OPTIONS /files"]
