"""Debian's squid as the proxy of a school: name and password (Basic), and what it says of a wrong one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.errors import WaitingError
from tests.managed import managed
from tests.ports import free_port
from tests.unit.delivery.line_stage import Computer, a_computer
from tests.unit.delivery.strange_servers import Authority, StrangeServer, answer

AUTHORITY = Authority.make()
HOST = "receiver.example"
HELPER = Path("/usr/lib/squid/basic_ncsa_auth")
pytestmark = pytest.mark.skipif(
    shutil.which("squid", path=f"{os.environ.get('PATH', '')}:/usr/sbin") is None or not HELPER.exists(),
    reason="squid is not installed",
)
CONFIGURATION = """
http_port 127.0.0.1:{port}
pid_filename {folder}/squid.pid
access_log none
cache_log {folder}/cache.log
cache_store_log none
coredump_dir {folder}
cache_effective_user {user}
cache deny all
visible_hostname school
hosts_file {folder}/hosts
auth_param basic program {helper} {folder}/accounts
auth_param basic realm School
acl known proxy_auth REQUIRED
acl receiver port {target}
http_access allow known receiver
http_access deny all
shutdown_lifetime 0 seconds
"""


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[StrangeServer]:
    with StrangeServer(lambda _m, _p: answer(204), AUTHORITY.server_context(tmp_path, host=HOST)) as server:
        yield server


@pytest.fixture
def squid(receiver: StrangeServer, folder_for_others: Path) -> Iterator[int]:
    folder, port = folder_for_others / "squid", free_port()
    folder.mkdir()
    hashed = subprocess.run(
        ["openssl", "passwd", "-apr1", "same"], check=True, capture_output=True, text=True  # noqa: S607
    ).stdout.strip()  # fmt: skip
    (folder / "accounts").write_text(f"sender:{hashed}\n")
    (folder / "hosts").write_text(f"127.0.0.1 {HOST}\n")
    user = "proxy" if os.geteuid() == 0 else os.environ.get("USER", "nobody")
    text = CONFIGURATION.format(port=port, folder=folder, user=user, helper=HELPER, target=receiver.port)
    (folder / "squid.conf").write_text(text)
    if os.geteuid() == 0:
        shutil.chown(folder, "proxy", "proxy")
    command = ["/usr/sbin/squid", "-N", "-f", str(folder / "squid.conf")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        _await(port, running, folder)
        yield port
        running.terminate()


def _await(port: int, running: subprocess.Popen[bytes], folder: Path) -> None:
    for _try in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert running.poll() is None, (folder / "cache.log").read_text(errors="replace")[-2000:]
        time.sleep(0.05)
    raise AssertionError("squid does not answer")


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Computer]:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with a_computer(tmp_path) as made:
        yield made


def ask(computer: Computer, port: int) -> int:
    url = f"https://{HOST}:{port}/files"
    with HttpConnections(settings=computer, context=AUTHORITY.trusting_context()).open(url) as line:
        return line.ask("OPTIONS", url, {}).status


def test_name_and_password_let_us_through(computer: Computer, receiver: StrangeServer, squid: int) -> None:
    computer.use_proxy(f"127.0.0.1:{squid}", "sender", "same")
    assert ask(computer, receiver.port) == 204
    assert receiver.requests == ["OPTIONS /files"]


def test_a_proxy_that_is_locked_asks_for_the_name_alone(
    computer: Computer, receiver: StrangeServer, squid: int
) -> None:
    computer.use_proxy("", "sender", "same")
    with managed({"Proxy": f"127.0.0.1:{squid}"}):
        assert ask(computer, receiver.port) == 204


def test_without_or_with_a_wrong_one_it_is_told(
    computer: Computer, receiver: StrangeServer, squid: int
) -> None:
    computer.use_proxy(f"127.0.0.1:{squid}")
    with pytest.raises(WaitingError) as caught:
        ask(computer, receiver.port)
    assert caught.value.kind == "proxy_sign_in"
    computer.use_proxy(f"127.0.0.1:{squid}", "sender", "wrong")
    with pytest.raises(WaitingError) as caught:
        ask(computer, receiver.port)
    assert caught.value.kind == "proxy_password_wrong"


def test_a_host_that_it_does_not_allow_is_told(computer: Computer, squid: int) -> None:
    computer.use_proxy(f"127.0.0.1:{squid}", "sender", "same")
    with pytest.raises(WaitingError) as caught:
        ask(computer, 9)
    assert caught.value.kind == "proxy_refuses"
