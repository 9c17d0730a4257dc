"""A real Secret Service on a bus of its own, and a real TPM 2 in software, for as long as they are held."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.patience import until


def why_no_secret_service() -> str:
    """Why there can be none here; empty where there can."""
    missing = [tool for tool in ("dbus-daemon", "gnome-keyring-daemon") if shutil.which(tool) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


def why_no_tpm() -> str:
    """Why there can be none here; empty where there can."""
    missing = [tool for tool in ("swtpm", "tpm2_create") if shutil.which(tool) is None]
    if not any(Path("/usr/lib").glob("*/libtss2-tcti-swtpm.so*")):
        missing.append("libtss2-tcti-swtpm")
    return f"not installed: {', '.join(missing)}" if missing else ""


@contextlib.contextmanager
def secret_service(folder: Path) -> Iterator[dict[str, str]]:
    """Debian's gnome-keyring on a private session bus; what to set in the environment to reach it."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    surroundings = {
        **os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home), "XDG_DATA_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
    }  # fmt: skip
    surroundings.pop("DISPLAY", None)
    bus = _start(
        "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1", f"--address=unix:dir={folder}",
        surroundings=surroundings,
    )  # fmt: skip
    assert bus.stdout is not None
    reached = {"DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().decode().strip()}
    keyring = _start(
        "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
        surroundings={**surroundings, **reached},
    )  # fmt: skip
    try:
        assert keyring.stdin is not None
        assert keyring.stdout is not None
        keyring.stdin.write(b"the login of a test")
        keyring.stdin.close()
        _wait_for_service(reached["DBUS_SESSION_BUS_ADDRESS"])
        yield reached
    finally:
        gc.collect()  # keyring leaves a connection open when its store says no: let it go within the test
        _end(keyring)
        _end(bus)


def _start(tool: str, *arguments: str, surroundings: dict[str, str]) -> subprocess.Popen[bytes]:
    program = shutil.which(tool)
    assert program is not None
    return subprocess.Popen(
        [program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=surroundings,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()  # nothing of it is kept, and swtpm may leave a milder signal unheard
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _wait_for_service(address: str) -> None:
    until(lambda: _serves(address))


def _serves(address: str) -> bool:
    with _connected(address) as connection:
        return _is_owned(connection) and _has_collection(connection)


def _connected(address: str) -> contextlib.closing[Any]:
    blocking = importlib.import_module("jeepney.io.blocking")
    return contextlib.closing(blocking.open_dbus_connection(bus=address))


def _is_owned(connection: Any) -> bool:
    """Whether it runs: to ask it anything before would have the bus start another one."""
    jeepney = importlib.import_module("jeepney")
    asked = jeepney.message_bus.NameHasOwner("org.freedesktop.secrets")
    return bool(connection.send_and_get_reply(asked).body[0])


def _has_collection(connection: Any) -> bool:
    """Whether there is a place for secrets, open, under the name by which it is asked for: the daemon makes it first, and names it last."""
    import secretstorage

    try:
        collection = secretstorage.get_collection_by_alias(connection, "default")
    except secretstorage.exceptions.SecretStorageException:
        return False
    return not collection.is_locked()


def lock_all(address: str) -> None:
    """What happens when the person logs out of the store."""
    import secretstorage

    with _connected(address) as connection:
        for collection in secretstorage.get_all_collections(connection):
            collection.lock()


@contextlib.contextmanager
def software_tpm(folder: Path) -> Iterator[str]:
    """`swtpm` with a fresh state in `folder`; the name by which tpm2-tools reach it."""
    state, socket = folder / "state", folder / "tpm"
    state.mkdir()
    process = _start(
        "swtpm", "socket", "--tpm2", "--tpmstate", f"dir={state}", "--flags", "not-need-init,startup-clear",
        "--server", f"type=unixio,path={socket}", "--ctrl", f"type=unixio,path={socket}.ctrl",
        surroundings=dict(os.environ),
    )  # fmt: skip
    try:
        until(socket.exists)
        yield f"swtpm:path={socket}"
    finally:
        _end(process)
