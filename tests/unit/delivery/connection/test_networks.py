"""NetworkManager is asked on a real message bus, with a stand-in for the service; and that the network changed is seen."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from prevent_desktop.delivery.connection.networks import Network, NetworkManagerNetworks, key_of, trace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="NetworkManager is Linux's")

NAME = "org.freedesktop.NetworkManager"
CABLE, PRIVATE = (
    f"/{NAME.replace('.', '/')}/ActiveConnection/1",
    f"/{NAME.replace('.', '/')}/ActiveConnection/2",
)
MANAGER = "/org/freedesktop/NetworkManager"


class Manager:
    """Answers the questions about properties that NetworkManager answers, on a bus of its own."""

    def __init__(self, address: str) -> None:
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import open_dbus_connection

        self.properties: dict[tuple[str, str], tuple[str, Any]] = {
            (MANAGER, "PrimaryConnection"): ("o", CABLE),
            (MANAGER, "Metered"): ("u", 4),
            (CABLE, "Vpn"): ("b", False),
            (CABLE, "Uuid"): ("s", "0f1e"),
            (CABLE, "Id"): ("s", "School Wi-Fi"),
            (PRIVATE, "Vpn"): ("b", True),
            (PRIVATE, "SpecificObject"): ("o", CABLE),
        }
        self._line = open_dbus_connection(address)
        self._line.send_and_get_reply(message_bus.RequestName(NAME))
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        from jeepney import HeaderFields, MessageType, new_error, new_method_return

        while not self._stop.is_set():
            try:
                asked = self._line.receive(timeout=0.1)
            except TimeoutError:
                continue
            if asked.header.message_type is not MessageType.method_call:
                continue
            found = self.properties.get((asked.header.fields[HeaderFields.path], asked.body[1]))
            if found is None:
                self._line.send(new_error(asked, "org.freedesktop.DBus.Error.UnknownProperty"))
            else:
                self._line.send(new_method_return(asked, "v", (found,)))

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._line.close()


@pytest.fixture
def address() -> Iterator[str]:
    program = shutil.which("dbus-daemon")
    if program is None:
        pytest.skip("dbus-daemon is not installed")
    daemon = subprocess.Popen(
        [program, "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip().partition(",guid=")[0]
    daemon.kill()
    daemon.wait()
    daemon.stdout.close()


@pytest.fixture
def manager(address: str) -> Iterator[Manager]:
    made = Manager(address)
    yield made
    made.close()


@pytest.fixture
def networks(address: str) -> Iterator[NetworkManagerNetworks]:
    made = NetworkManagerNetworks(address)
    yield made
    made.close()


def test_the_network_is_told_by_an_opaque_key_and_a_name(
    manager: Manager, networks: NetworkManagerNetworks
) -> None:
    assert networks.present() == Network(key=key_of("0f1e"), name="School Wi-Fi", metered=False)
    assert "0f1e" not in networks.present().key
    assert manager.properties


@pytest.mark.parametrize(
    ("said", "metered"), [(0, None), (1, True), (2, False), (3, True), (4, False), (9, None)]
)
def test_metered_is_what_the_system_says_and_unknown_stays_unknown(
    manager: Manager, networks: NetworkManagerNetworks, said: int, metered: bool | None
) -> None:
    manager.properties[MANAGER, "Metered"] = ("u", said)
    assert networks.present().metered is metered


def test_under_a_private_network_the_real_one_counts(
    manager: Manager, networks: NetworkManagerNetworks
) -> None:
    manager.properties[MANAGER, "PrimaryConnection"] = ("o", PRIVATE)
    assert networks.present().name == "School Wi-Fi"


def test_on_no_network_there_is_no_key(manager: Manager, networks: NetworkManagerNetworks) -> None:
    manager.properties[MANAGER, "PrimaryConnection"] = ("o", "/")
    manager.properties[MANAGER, "Metered"] = ("u", 0)
    assert networks.present() == Network()


def test_without_the_service_or_the_bus_nobody_can_tell(
    networks: NetworkManagerNetworks, tmp_path: Path
) -> None:
    assert networks.present() == Network()
    assert NetworkManagerNetworks(f"unix:path={tmp_path}/none").present() == Network()


def test_a_service_that_was_started_anew_is_asked_again(
    address: str, networks: NetworkManagerNetworks
) -> None:
    for _turn in range(2):
        manager = Manager(address)
        assert networks.present().name == "School Wi-Fi"
        manager.close()
        assert networks.present() == Network()


ROUTES = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n{device}\t00000000\t{gateway}\t0003\t0\t0\t600\t00000000\n{device}\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\n"


def machine(root: Path, *, device: str = "wlan0", gateway: str = "0101A8C0", cuts: int = 2) -> str:
    (root / "proc").mkdir(exist_ok=True)
    (root / "sys" / device).mkdir(parents=True, exist_ok=True)
    (root / "proc" / "route").write_text(ROUTES.format(device=device, gateway=gateway))
    (root / "sys" / device / "carrier_changes").write_text(f"{cuts}\n")
    return trace(root / "proc", root / "sys")


def test_another_gateway_device_or_line_is_another_network_and_the_same_is_the_same(tmp_path: Path) -> None:
    first = machine(tmp_path)
    assert machine(tmp_path) == first
    others = {
        machine(tmp_path, gateway="0102A8C0"),
        machine(tmp_path, device="eth0"),
        machine(tmp_path, cuts=4),
        trace(tmp_path / "none", tmp_path / "none"),
    }
    assert len(others | {first}) == 5


def test_a_real_change_of_routes_is_seen() -> None:
    """In a network namespace of its own: a device comes up, gets a default route, and loses it."""
    script = (
        "import subprocess, sys; from prevent_desktop.delivery.connection.networks import trace; ip = sys.argv[1]\n"
        "def run(*words): subprocess.run([ip, *words], check=True)\n"
        "seen = [trace()]\n"
        "run('link', 'set', 'lo', 'up'); run('link', 'add', 'a0', 'type', 'veth', 'peer', 'name', 'b0')\n"
        "run('addr', 'add', '198.51.100.2/24', 'dev', 'a0'); run('link', 'set', 'b0', 'up'); run('link', 'set', 'a0', 'up')\n"
        "run('route', 'add', 'default', 'via', '198.51.100.1'); seen.append(trace()); seen.append(trace())\n"
        "run('route', 'del', 'default'); seen.append(trace())\n"
        "print(seen[0] != seen[1], seen[1] == seen[2], seen[3] == seen[0])"
    )
    ip, unshare = shutil.which("ip"), shutil.which("unshare")
    if ip is None or unshare is None:
        pytest.skip("ip or unshare is not installed")
    done = subprocess.run(
        [unshare, "--net", sys.executable, "-c", script, ip], capture_output=True, text=True, check=False
    )
    if "Operation not permitted" in done.stderr or "unshare failed" in done.stderr:
        pytest.skip("no network namespace without the right to make one")
    assert done.stdout.split() == ["True", "True", "True"], done.stderr
