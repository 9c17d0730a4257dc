"""The program listens on no port: its window, courier, confined processes, ``doctor`` and the command line in a network of their own.

In a network namespace there are no sockets but theirs. What the kernel lists there is read all the while, fifty
times a second: a port that is open for less can be missed. Sockets of the file system are none of it.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.workflows.places import Places
from tests.e2e.driving import Home, Program, wait_until
from tests.e2e.test_sleep import make_home, unlock
from tests.faults.network_namespaces import Namespace, why_no_namespace
from tests.unit.delivery.receivers import PACK, Receiver

pytestmark = pytest.mark.skipif(bool(why_no_namespace()), reason=why_no_namespace())
LISTS = ("tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6")
"""A connection that goes out stands among those of TCP, in another state; what stands in the others could be sent to."""
LISTENS = "0A"
NOWHERE = "http://127.0.0.1:9/files"
"""Where nothing answers: the courier tries it again and again."""


@pytest.fixture
def network() -> Iterator[Namespace]:
    namespace = Namespace()
    yield namespace
    namespace.close()


def open_ports(network: Namespace) -> set[str]:
    """What could be reached from outside at this moment, as the kernel writes it: address, port in hexadecimal digits, and list."""
    found = set()
    for name in LISTS:
        listed = network.process / "net" / name
        for line in listed.read_text("ascii").splitlines()[1:] if listed.exists() else ():
            _number, local, _remote, state, *_more = line.split()
            if state == LISTENS or not name.startswith("tcp"):
                found.add(f"{local} {name}")
    return found


@contextmanager
def looked_at(network: Namespace) -> Iterator[set[str]]:
    """All ports that are open at any moment while it lasts."""
    found: set[str] = set()
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.02):
            found.update(open_ports(network))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield found
    finally:
        ended.set()
        looking.join()


def queue(home: Home, pack: str, endpoint: str) -> None:
    with Spool.open(Places.of(home.data).spool) as spool:
        spool.queue(pack, b"sealed", endpoint=endpoint, receipt_certificate=Receiver.make().certificate_pem)


def is_sent(home: Home, pack: str) -> bool:
    with Spool.open(Places.of(home.data).spool) as spool:
        item = spool.get(pack)
    return item is not None and item.state is State.SENT


def in_network(network: Namespace, home: Home, *command: str) -> str:
    whole = [*network.prefix, sys.executable, "-m", "prevent_desktop", *command]
    done = subprocess.run(whole, env=home.environment(), capture_output=True, text=True, check=True)
    return done.stdout


def test_window_courier_doctor_and_command_line_listen_on_no_port(
    network: Namespace, screen: Mapping[str, str], tmp_path: Path
) -> None:
    home = make_home(tmp_path / "laptop")
    with looked_at(network) as ports, Program(home, screen, prefix=network.prefix) as program:
        queue(home, "P-22222222222A", NOWHERE)
        queue(home, PACK, FolderMailbox.create(tmp_path / "mailbox").endpoint)
        wait_until(lambda: is_sent(home, PACK), "the courier's pack, while the records are locked")
        unlock(program)
        for page in ("Ctrl+1", "Ctrl+3", "Ctrl+4", "Ctrl+5"):
            program.press(page)
            program.see("Blank screen")
        assert "reader" in in_network(network, home, "doctor", "--json")
        program.press("Ctrl+L")
        program.wait_for_fresh_process()
        unlock(program)
        program.close()
        assert "22222" in in_network(network, home, "outbox", "list")
    assert ports == set()


@pytest.mark.parametrize("kind", ["SOCK_STREAM", "SOCK_DGRAM"])
def test_one_that_does_is_seen(network: Namespace, kind: str) -> None:
    opened = f"import socket; s = socket.socket(type=socket.{kind}); s.bind(('127.0.0.1', 4711))"
    listens = "s.listen()" if kind == "SOCK_STREAM" else "pass"
    script = f"{opened}; {listens}; print(flush=True); input()"
    with looked_at(network) as ports:
        command = [*network.prefix, sys.executable, "-c", script]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as listening:
            assert listening.stdout is not None
            listening.stdout.readline()
            wait_until(lambda: ports, "the port among those that were seen")
            listening.communicate(b"\n")
    assert {port.partition(" ")[0] for port in ports} == {"0100007F:1267"}
