"""Whatever may stand in place of a receiver: each told apart in words, and no byte of a pack sent.

    python -m tests.faults strange_networks [--runs N] [--seed S]

Each of ``--runs`` is an attempt to send a pack of a random size into one of the scenes of `strange_scenes`, taken in turn,
now and then one that was begun earlier. The attempt has to fail as the kind of trouble that the scene is, with
whole sentences, without reading a byte of the pack, and with no byte of it at any server or proxy (they count). No two
kinds may read the same. The controls: a sender that trusts everything and follows every sign, whose bytes must be found;
and one that says the same of everything, which must be noticed.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import ssl
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import httpx

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.transports import Parcel
from prevent_desktop.delivery.transports.tus import TusTransport
from prevent_desktop.errors import DeliveryError, WaitingError
from tests.faults.harness import ask, memory_folder
from tests.faults.strange_scenes import SCENES, Scene, Stage, staged
from tests.unit.delivery.transport_contract import RecordingJournal

LEAST_KINDS = 20
"""What FAULTS.md asks for."""
_LEAST_CAUGHT = 15
_PACK = "P-STRANGENETWK"
_RUN = 16  # bytes in a row that tell a pack

Send = Callable[[HttpConnections, Parcel], None]


@dataclass
class Found:
    """What came of the attempts. `words` are what each kind said; `leaks` the scenes at whose servers a byte was found, `read` those
    in which the sender read any."""

    failures: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    words: dict[str, str] = field(default_factory=dict)
    leaks: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)

    @property
    def leaked(self) -> list[str]:
        """The scenes in which a byte left, or was made ready to leave."""
        sent = [f"{name}: a byte of the pack was sent" for name in sorted(self.leaks)]
        return sent + [f"{name}: the pack was read" for name in sorted(self.read)]

    def judge(self, scene: Scene, error: Exception | None) -> None:
        """Whether the attempt failed as it has to."""
        if not isinstance(error, DeliveryError):
            self.failures.append(f"{scene.name}: {'it was sent' if error is None else repr(error)}")
            return
        kind = str(getattr(error, "kind", ""))
        self.kinds[kind] += 1
        if kind != scene.trouble:
            self.failures.append(f"{scene.name}: told as {kind or 'nothing'}, is {scene.trouble}")
        said = f"{error.title} {error.what_happened}"
        whole = error.what_happened.endswith(".") and error.next_step.endswith(".") and "{" not in str(error)
        if not whole:
            self.failures.append(f"{scene.name}: not in whole sentences: {error}")
        # The title and the beginning tell kinds apart; names of servers and authorities do not.
        self.words.setdefault(error.title, kind)
        if self.words[error.title] != kind:
            self.failures.append(f"{scene.name}: reads as {self.words[error.title]} does: {said}")


class ReadingFile(io.BytesIO):
    """Counts what is read of a pack: that is what may leave."""

    def __init__(self, content: bytes, read: list[int]) -> None:
        super().__init__(content)
        self._read = read

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self._read.append(len(piece))
        return piece


def careful(lines: HttpConnections, parcel: Parcel) -> None:
    """Our own transport."""
    TusTransport(lines).upload(parcel, RecordingJournal())


def careless(lines: HttpConnections, parcel: Parcel) -> None:
    """The control: one that trusts everything, asks nothing, and follows every sign."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        parcel.open() as sealed,
        httpx.Client(
            verify=context, follow_redirects=True, timeout=lines._patience, trust_env=False
        ) as client,
    ):
        client.put(parcel.endpoint, content=sealed.read())


def mumbling(lines: HttpConnections, parcel: Parcel) -> None:
    """The other control: ours, but it says the same of everything."""
    try:
        careful(lines, parcel)
    except DeliveryError as error:
        kind = str(getattr(error, "kind", ""))
        raise WaitingError("It did not work", "Something went wrong.", "Try again.", kind=kind) from error


def attempt(scene: Scene, folder: Path, chance: random.Random, send: Send, found: Found) -> None:
    """One attempt."""
    content = chance.randbytes(chance.choice([1500, 40_000, 300_000]))
    read: list[int] = []

    def opened() -> BinaryIO:
        return ReadingFile(content, read)

    try:
        with staged(scene, folder) as stage:
            begun = f"{stage.endpoint}/begun" if scene.at_once and chance.random() < 0.3 else ""
            parcel = Parcel(
                pack_id=_PACK,
                digest=hashlib.sha256(content).hexdigest(),
                size=len(content),
                endpoint=stage.endpoint,
                upload_url=begun,
                offset=0,
                attempts=chance.choice([0, 1, 6]),
                open=opened,
            )
            error: Exception | None = None
            try:
                send(stage.lines(), parcel)
            except Exception as raised:  # noqa: BLE001 - whatever it is, it is judged
                error = raised
            if _holds(stage, content):
                found.leaks.add(scene.name)
            if read:
                found.read.add(scene.name)
            found.judge(scene, error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _holds(stage: Stage, content: bytes) -> bool:
    """Whether a server got a byte of a pack: a body that is for a pack, or a run of its bytes anywhere."""
    bodies = sum(server.sent_in[method] for server in stage.servers for method in ("PATCH", "PUT"))
    runs = (content[start : start + _RUN] for start in range(0, len(content) - _RUN, 1000))
    return bodies > 0 or any(run in server.got for run in runs for server in stage.servers)


def try_scenes(runs: int, chance: random.Random, send: Send = careful) -> Found:
    """So many attempts, the scenes in turn."""
    found = Found()
    with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
        for number in range(runs):
            attempt(SCENES[number % len(SCENES)], Path(folder) / f"{number}", chance, send, found)
    return found


def caught_careless(chance: random.Random) -> int:
    """At how many scenes the bytes of the careless sender were found at a server."""
    return len(try_scenes(len(SCENES), chance, careless).leaks)


def main(arguments: Sequence[str]) -> int:
    """Run as a harness; the exit code."""
    asked = ask(arguments, __doc__, name="strange_networks", runs=2 * len(SCENES))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        os.environ.pop(name, None)
    found = try_scenes(asked.runs, asked.chance)
    failures = [*found.failures, *found.leaked]
    if asked.runs >= len(SCENES) and len(found.kinds) < LEAST_KINDS:
        failures.append(f"only {len(found.kinds)} kinds were told apart")
    print(
        f"  {len(SCENES)} scenes, {len(found.kinds)} kinds told apart, bytes sent at {len(found.leaks | found.read)}"
    )
    careless_at = caught_careless(asked.chance)
    noticed = try_scenes(len(SCENES), asked.chance, mumbling).failures
    return asked.tell(
        failures,
        controls={
            "a careless sender": careless_at >= _LEAST_CAUGHT
            and f"its bytes were found at {careless_at} scenes",
            "one that says the same of all": noticed and f"{len(noticed)} times",
        },
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
