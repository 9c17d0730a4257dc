"""Which network this computer is on, whether the system calls it metered, and that it has changed.

Linux is asked through NetworkManager, on the system's message bus. Where nobody can tell, that is what is told, and never
a guess: a rule of the person's then holds packs back (`network_rules`).
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

_BUS_NAME = "org.freedesktop.NetworkManager"
_MANAGER_PATH = "/org/freedesktop/NetworkManager"
_ACTIVE = "org.freedesktop.NetworkManager.Connection.Active"
_PATIENCE = 1.0
_METERED = {1: True, 3: True, 2: False, 4: False}
"""NMMetered (NetworkManager's D-Bus types): 1 yes, 2 no, 3 and 4 as it guesses from the kind of device; 0 unknown."""
_NOWHERE = (("192.0.2.1", socket.AF_INET), ("2001:db8::1", socket.AF_INET6))
"""Addresses for documentation (RFC 5737, RFC 3849): a datagram socket that is led there sends nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The network that this computer is on, as far as the system tells.

    `key` says which one without naming it ("" where the system cannot tell); `name` is what the system shows, for the
    screen alone: it may hold a person's name, and is kept nowhere. `metered` is None where the system cannot tell.
    """

    key: str = ""
    name: str = ""
    metered: bool | None = None


class Networks(Protocol):
    """Who can tell the network."""

    def present(self) -> Network:
        """The network now. It never raises: what cannot be told is empty."""

    def close(self) -> None:
        """Let go of whatever was asked."""


class UntoldNetworks:
    """A system that cannot tell."""

    def present(self) -> Network:
        """See `Networks`."""
        return Network()

    def close(self) -> None:
        """See `Networks`."""


class NetworkManagerNetworks:
    """NetworkManager of Linux. `bus` is the address of its message bus, by default the system's."""

    def __init__(self, bus: str = "SYSTEM") -> None:
        self._bus = bus
        self._connection: Any = None

    def present(self) -> Network:
        """See `Networks`."""
        for _turn in range(2):  # a bus or manager that was started anew is asked on a new connection
            try:
                return self._ask()
            except Exception:  # noqa: BLE001 - whatever is wrong with the bus, the answer is that nobody can tell
                self._hang_up()
        return Network()

    def close(self) -> None:
        """See `Networks`."""
        self._hang_up()

    def _ask(self) -> Network:
        path = self._get(_MANAGER_PATH, _BUS_NAME, "PrimaryConnection")
        metered = _METERED.get(self._get(_MANAGER_PATH, _BUS_NAME, "Metered"))
        if path == "/":
            return Network(metered=metered)
        if self._get(path, _ACTIVE, "Vpn"):  # the network is what the private network runs over
            path = self._get(path, _ACTIVE, "SpecificObject")
        return Network(
            key=key_of(self._get(path, _ACTIVE, "Uuid")),
            name=str(self._get(path, _ACTIVE, "Id")),
            metered=metered,
        )

    def _get(self, path: str, interface: str, name: str) -> Any:
        from jeepney import DBusAddress, Properties
        from jeepney.wrappers import unwrap_msg

        if self._connection is None:
            from jeepney.io.blocking import open_dbus_connection

            self._connection = open_dbus_connection(self._bus)
        address = DBusAddress(path, bus_name=_BUS_NAME, interface=interface)
        answer = self._connection.send_and_get_reply(Properties(address).get(name), timeout=_PATIENCE)
        return unwrap_msg(answer)[0][1]

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.close()


def system_networks() -> Networks:
    """Who tells the network on this system without a window; Windows and macOS tell only the window (through Qt)."""
    return NetworkManagerNetworks() if sys.platform == "linux" else UntoldNetworks()


def key_of(untrusted_id: object) -> str:
    """An opaque key for the system's own id of a network; "" for none."""
    text = str(untrusted_id)
    return hashlib.sha256(b"network " + text.encode()).hexdigest()[:32] if text else ""


def trace(proc: Path = Path("/proc/net"), devices: Path = Path("/sys/class/net")) -> str:
    """A short text that is another one once this computer is on another network, or on none; it costs some microseconds.

    Linux: where the default routes lead, and how often their devices lost their line. Elsewhere: our own addresses.
    """
    found = _routes(proc, devices) if sys.platform == "linux" else _own_addresses()
    return hashlib.sha256(repr(found).encode()).hexdigest()[:32]


def _routes(proc: Path, devices: Path) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, device_at, target_at, gateway_at in (("route", 0, 1, 2), ("ipv6_route", 9, 0, 4)):
        with contextlib.suppress(OSError):
            for line in (proc / name).read_text(encoding="ascii", errors="replace").splitlines():
                words = line.split()
                if len(words) > device_at and not words[target_at].strip("0") and words[device_at] != "lo":
                    found.append(
                        (name, words[device_at], words[gateway_at], _cuts(devices, words[device_at]))
                    )
    return found


def _cuts(devices: Path, device: str) -> str:
    """How often the device lost its line (sysfs-class-net): a cable or Wi-Fi that was changed for another."""
    with contextlib.suppress(OSError):
        return (devices / device / "carrier_changes").read_text(encoding="ascii").strip()
    return ""


def _own_addresses() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for address, family in _NOWHERE:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            found.append((str(family), str(probe.getsockname()[0])))
    return found
