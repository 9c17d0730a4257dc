"""Takes packs into a folder, with no window and no vault: for a server, or a shared drive with many workers on it.

The signed PDF is opened into a hidden file, judged there, and gets its name once it passed; then the receipt is written. Nothing
is remembered but in the folders themselves: what has a receipt is done, what lies in the incoming folder is not.
"""

from __future__ import annotations

import contextlib
import random
import re
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from prevent_desktop.delivery.mailboxes.arrivals import Arrived, arrived
from prevent_desktop.delivery.mailboxes.attempts import called, noted
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import PackError, ReaderEndedError
from prevent_desktop.files.durable import (
    PART,
    digest_of,
    make_folder,
    pieces_of,
    remove_tree,
    replace_synced,
    sync_folder,
    write_synced,
)
from prevent_desktop.files.own import new_folder, remove_file
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.packs.opening import extract_each, verify_pack
from prevent_desktop.packs.reader.asking import make_ready
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.answering import (
    another_file,
    answered_another,
    receipt_for,
    receipt_given,
    reference_for,
)
from prevent_desktop.workflows.receiving.checking import require_trust
from prevent_desktop.workflows.receiving.quarantine import set_aside
from prevent_desktop.workflows.receiving.receiver import Receiver
from prevent_desktop.workflows.receiving.taking import (
    Earlier,
    Known,
    Ready,
    SetAside,
    Settled,
    WithAnother,
    begin,
    finish,
    give_back,
    held_up,
    waits,
)

_HIDDEN = re.compile(rf"\.([0-9a-f]{{16}}|[0-9a-z_]{{8}}){re.escape(PART)}")
"""Names of hidden things that are written still; the shorter ones are an older version's."""
_LEFT_BEHIND_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A pack that is kept in the output folder and answered: its PDF, and the folder of its data where it was asked for."""

    pack_id: str
    signer: str
    organisation: str
    fingerprint: str
    claimed_at: datetime
    reference: str
    pdf: Path
    data: Path | None
    made_for: str
    warning: str
    corrects: str


class _InFolder:
    """A pack that was opened into a hidden file, which only its owner can read."""

    def __init__(self, folder: Path, plain: BinaryIO) -> None:
        self.path = hidden_name(folder)
        try:
            self.digest = write_synced(self.path, pieces_of(plain)).digest
        except BaseException:
            self.discard()
            raise

    def open(self) -> BinaryIO:
        """It, to be read from any place."""
        return self.path.open("rb")

    def discard(self) -> None:
        """Take it away."""
        remove_file(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One who takes packs into `output`; any number of them may work on one store and one folder at a time."""

    receiver: Receiver
    output: Path
    clock: Callable[[], datetime]
    with_data: bool = False

    def get_ready(self) -> None:
        """Before anything is taken: make the folder, and find out whether there is trust and a key that can sign.

        Raises PackError where nobody is trusted or the receipt key cannot sign, OSError where the folder is away.
        """
        require_trust(self.receiver)
        receipt_for(self.receiver, "P-0000", "0" * 64, now=self.clock())
        make_folder(self.output)
        _remove_left_behind(self.output)

    def take(
        self,
        mailbox: FolderMailbox,
        arrival: Arrived,
        *,
        known: Known | None = None,
        is_ours: Callable[[], bool] = lambda: True,
        attempts: Path | None = None,
    ) -> Kept | Settled:
        """Take one file. Nothing about it is raised; it is told in what comes of it.

        Raises ReaderMissingError where no pack at all can be read here: a service should end and say so, instead of putting off
        one pack after the other.

        `known` tells of receipts that are elsewhere than in this mailbox; `is_ours` is asked once more before the pack is kept.
        `attempts` as in `begin`.
        """
        stage = partial(_InFolder, self.output)
        known = known or partial(self._answered, mailbox)
        make_ready()
        outcome = begin(self.receiver, mailbox, arrival, known, stage, now=self.clock(), attempts=attempts)
        if not isinstance(outcome, Ready):
            return outcome
        if not is_ours():
            give_back(outcome)
            return WithAnother(name=arrival.name)
        return self._kept(mailbox, outcome)

    def _answered(self, mailbox: FolderMailbox, pack_id: str, digest: str) -> Earlier | None:
        return self.earlier(mailbox, pack_id, digest)

    def earlier(self, mailbox: FolderMailbox, pack_id: str, digest: str) -> Earlier | None:
        """What receipts in a mailbox, and the packs that are kept here, tell of a number."""
        receipt = receipt_given(mailbox, self.receiver, pack_id, digest)
        if receipt is not None:
            return Earlier(sealed_digest=digest, receipt=receipt)
        if not answered_another(mailbox, self.receiver, pack_id, digest):
            return None
        return Earlier(sealed_digest="", receipt="", signers=self._signers_of(pack_id))

    def _signers_of(self, pack_id: str) -> frozenset[str]:
        """Who signed what is kept here under a number."""
        found: set[str] = set()
        for path in (self.output / f"{pack_id}.pdf", *self.output.glob(f"{pack_id}-*.pdf")):
            with contextlib.suppress(PackError, OSError), path.open("rb") as pdf:
                found.add(verify_pack(pdf, self.receiver.trusted, self.receiver.circumstances).fingerprint)
        return frozenset(found)

    def _kept(self, mailbox: FolderMailbox, ready: Ready) -> Kept | Settled:
        """Keep a pack, then answer: the receipt comes last."""
        verified, now = ready.checked.verified, self.clock()
        try:
            data = _keep_data(ready, self.output) if self.with_data else None
            pdf = _keep_pdf(ready, self.output)
        except PackError as error:
            give_back(ready)
            moved = set_aside(mailbox, ready.arrival, ready.checked.sealed_digest, error, now=now)
            return SetAside(quarantined=moved)
        except ReaderEndedError as error:
            give_back(ready)
            return held_up(ready.arrival.name, error)
        except OSError as error:
            give_back(ready)
            return waits(ready.arrival.name, error)
        receipt = receipt_for(self.receiver, verified.pack_id, ready.checked.sealed_digest, now=now)
        waiting = finish(mailbox, ready, receipt)
        return waiting or Kept(
            pack_id=verified.pack_id,
            signer=verified.signer_name,
            organisation=verified.organisation,
            fingerprint=verified.fingerprint,
            claimed_at=verified.claimed_time,
            reference=reference_for(verified.pack_id, now),
            pdf=pdf,
            data=data,
            made_for=ready.checked.facts.made_for,
            warning=" ".join(filter(None, (verified.name_warning, _shared_number(ready)))),
            corrects=ready.checked.facts.corrects,
        )


def take_all(
    receiver: Receiver,
    mailbox: FolderMailbox,
    output: Path,
    *,
    clock: Callable[[], datetime],
    with_data: bool = False,
) -> Iterator[Kept | Settled]:
    """`take_from` with a worker made of these."""
    worker = Worker(receiver=receiver, output=output, clock=clock, with_data=with_data)
    yield from take_from(worker, mailbox)


def take_from(
    worker: Worker,
    mailbox: FolderMailbox,
    *,
    stop: Callable[[], bool] = lambda: False,
    leave: Callable[[str], bool] = lambda _name: False,
) -> Iterator[Kept | Settled]:
    """Take every pack that has come in. One that fails never blocks another; what stands in the way of all is raised.

    It ends early where `stop` says so, between two packs; files that `leave` names are not touched. Raises as
    `Worker.get_ready`.
    """
    worker.get_ready()
    come = [each for each in arrived(mailbox) if not leave(each.name)]
    begun = noted(mailbox.folder)
    left = deque(sorted(come, key=lambda each: called(each) in begun))
    while left and not stop():
        outcome = worker.take(mailbox, left.popleft())
        if isinstance(outcome, WithAnother):
            step_aside(left)
        yield outcome


def step_aside(left: deque[Any]) -> None:
    """Go on at another place, drawn by chance: workers that met would else ask for one file after the other together."""
    if left:
        left.rotate(random.SystemRandom().randrange(len(left)))


def _shared_number(ready: Ready) -> str:
    if not ready.shares_number:
        return ""
    return _("Look twice: another pack with this number came before, signed by somebody else. Both are kept.")


def _called(ready: Ready) -> str:
    """What a pack is called here: by its number, and where two signers have one number, by both."""
    verified = ready.checked.verified
    return f"{verified.pack_id}-{verified.fingerprint[:8]}" if ready.shares_number else verified.pack_id


def _keep_pdf(ready: Ready, output: Path) -> Path:
    """Give the PDF its name. One that a crash left there is the same; another one is never written over."""
    target = output / f"{_called(ready)}.pdf"
    staged = ready.checked.staged
    if target.exists():
        if digest_of(target) != staged.digest:
            raise another_file()
        staged.discard()
        return target
    assert isinstance(staged, _InFolder)  # noqa: S101 - it was staged here
    replace_synced(staged.path, target)
    return target


def _keep_data(ready: Ready, output: Path) -> Path:
    """The files inside the pack in a folder of their own, which is whole or not there."""
    target = output / _called(ready)
    if target.is_dir():
        return target
    part = hidden_name(output)
    new_folder(part)
    try:
        with ready.checked.staged.open() as pdf:
            for name, _media_type, pieces in extract_each(pdf):
                write_synced(part / name, pieces)
        sync_folder(part)
        replace_synced(part, target)
    except BaseException:
        remove_tree(part, ignore_errors=True)
        raise
    return target


def _remove_left_behind(output: Path) -> None:
    """What a worker that was killed left hidden there, once it is certain that nobody writes it any more."""
    SharedFolder(output).tidy(_HIDDEN, older_than=_LEFT_BEHIND_SECONDS)


def hidden_name(output: Path) -> Path:
    """A fresh name for what has no place of its own there yet."""
    return output / f".{secrets.token_hex(8)}{PART}"
