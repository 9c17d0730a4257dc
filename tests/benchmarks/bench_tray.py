"""What the program in the tray costs while packs wait and nothing can go: processor time and memory.

    python -m tests.benchmarks.bench_tray [--seconds 120] [--packs 5]

The real program, started as at login, on a screen in memory and a message bus with a tray on it. The aim: at most 0.1 % of
a processor, in the same run beside a program of Qt's that only waits, and memory that does not grow.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types

from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.workflows.places import DATA_VARIABLE, Places
from tests.e2e.driving import Xvfb, why_no_window
from tests.e2e.tray_host import TrayHost

MOST_IDLE_SHARE = 0.001
MOST_GROWTH = 2e6  # bytes
_SETTLING = 20.0  # seconds
_BARE = "from PySide6.QtWidgets import QApplication; import sys; app = QApplication(sys.argv); sys.exit(app.exec())"


def fill(data: Path, packs: int) -> None:
    """Packs that cannot go, and some whose answers are asked for."""
    with Spool.open(Places.of(data).spool) as spool:
        for number in range(packs):
            pack_id = f"P-WAIT{number:04}"
            spool.queue(pack_id, b"sealed", endpoint=f"file:///nowhere/{number}", receipt_certificate="none")
            spool.answer_box.watch(f"P-DONE{number:04}", "file:///nowhere/at/all", since=spool._clock())


def share_and_growth(
    processes: Sequence[subprocess.Popen[bytes]], seconds: float
) -> list[tuple[float, float, float]]:
    """For each: the share of a processor over `seconds`, memory at the end and its growth in bytes."""
    watched = [psutil.Process(process.pid) for process in processes]
    before = [(one.cpu_times(), one.memory_info().rss) for one in watched]
    started = time.monotonic()
    time.sleep(seconds)
    spent = time.monotonic() - started
    found = []
    for one, (cpu, memory) in zip(watched, before, strict=True):
        now = one.cpu_times()
        rss = one.memory_info().rss
        found.append(((now.user + now.system - cpu.user - cpu.system) / spent, rss, rss - memory))
    return found


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--packs", type=int, default=5)
    asked = parser.parse_args(arguments)
    if why := why_no_window():
        print(why)
        return 0
    with tempfile.TemporaryDirectory() as name, closing(TrayHost()) as host, closing(Xvfb()) as server:
        data = Path(name) / "data"
        fill(data, asked.packs)
        environment = {
            **os.environ, DATA_VARIABLE: str(data), "DBUS_SESSION_BUS_ADDRESS": host.address,
            "DISPLAY": server.display, "QT_QPA_PLATFORM": "xcb",
        }  # fmt: skip
        processes = [
            subprocess.Popen([sys.executable, *command], env=environment)
            for command in (("-m", "prevent_desktop", "tray"), ("-c", _BARE))
        ]
        try:
            host.wait_for_icon()
            time.sleep(_SETTLING)
            (ours, memory, growth), (bare, bare_memory, _growth) = share_and_growth(processes, asked.seconds)
        finally:
            for process in processes:
                process.kill()
                process.wait()
    print(
        f"tray: packs={asked.packs} seconds={asked.seconds:.0f} cpu={ours:.3%} bare_qt={bare:.3%} "
        f"memory={memory / 1e6:.0f}MB bare_qt={bare_memory / 1e6:.0f}MB growth={growth / 1e6:.1f}MB"
    )
    return 0 if ours - bare <= MOST_IDLE_SHARE and growth <= MOST_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
