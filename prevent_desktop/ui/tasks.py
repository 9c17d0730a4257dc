"""The one bridge between threads and Qt: work goes into a lane, its result comes back to the GUI thread by one signal.

The vault lane is exactly one thread, and the vault is opened, used and closed inside it. The work pool is two
threads for what is slow: key derivation, PDF, signing, sealing, network. No worker touches a widget.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from prevent_desktop.errors import PreventDesktopError, ProgramError
from prevent_desktop.event_log import Event, record
from prevent_desktop.translation import _

if TYPE_CHECKING:
    from prevent_desktop.vault.vault import Vault

T = TypeVar("T")
Clock = Callable[[], datetime]
"""What tells the time; handed in, so that tests can set it."""

POOL_SIZE = 2
SHUTDOWN_SECONDS = 0.8
"""How long closing waits for what is already in the vault lane."""


class Job:
    """A piece of work in a lane. `cancel()` drops its result; work that has not begun is not begun."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Forget it: neither `done` nor `failed` will be called."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._cancelled.is_set()


@dataclass(frozen=True, slots=True)
class _Outcome:
    job: Job
    callback: Callable[[Any], object] | None
    value: Any


class _Lane:
    """`size` daemon threads that work through one queue in order; they begin with the first work."""

    def __init__(self, name: str, size: int) -> None:
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._run, name=f"{name}-{number}", daemon=True) for number in range(size)
        ]
        self._begun = False

    def put(self, work: Callable[[], None]) -> None:
        if not self._begun:
            self._begun = True
            for thread in self._threads:
                thread.start()
        self._queue.put(work)

    def close(self, seconds: float) -> bool:
        """Finish what is queued and end; whether all threads ended within `seconds`."""
        if not self._begun:
            return True
        for _thread in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            work()


class Tasks(QObject):
    """Make it on the GUI thread. A failure that nobody handles is given to `show_failure`, always.

    `work` runs in the lane; `done(result)` and `failed(error)` run on the GUI thread afterwards. A callback of
    a QObject that has gone meanwhile (its method, or a function that holds it) is left out; its failure is still
    shown. `failed` always gets a PreventDesktopError: anything else that a worker raises is our own fault and comes
    as a ProgramError.
    """

    _finished = Signal(object)

    def __init__(
        self, show_failure: Callable[[PreventDesktopError], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.show_failure = show_failure
        self._vault: Vault | None = None
        self._vault_lane = _Lane("vault", 1)
        self._pool = _Lane("work", POOL_SIZE)
        self._closed = False
        self._waited_for: set[Future[Any]] = set()
        self._may_begin = threading.Event()
        self._may_begin.set()
        self._reading: dict[Job, tuple[QObject, ...]] = {}
        self._when_read: list[tuple[QObject, Callable[[], object]]] = []
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def open_vault(
        self,
        open_: Callable[[], Vault],
        done: Callable[[None], object] | None = None,
        failed: Callable[[PreventDesktopError], object] | None = None,
    ) -> Job:
        """Open the vault inside its lane; from then on `in_vault` works on it."""

        def work() -> None:
            self._vault = open_()

        return self._put(self._vault_lane, work, done, failed)

    def in_vault(
        self,
        work: Callable[[Vault], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[PreventDesktopError], object] | None = None,
    ) -> Job:
        """Run `work(vault)` on the vault's thread, after all that was put there before."""
        job = self._put(self._vault_lane, lambda: self._with_vault(work), done, failed)
        self._reading[job] = tuple(part for part in _held(done) if isinstance(part, QObject))
        return job

    def ask_vault(self, work: Callable[[Vault], T]) -> T:
        """`work(vault)` on the vault's thread, waited for: on a thread of the pool, in the middle of slow work.

        Raises what `work` raises, and ProgramError once the vault is closed.
        """
        answer: Future[T] = Future()

        def run() -> None:
            if answer.set_running_or_notify_cancel():
                try:
                    answer.set_result(self._with_vault(work))
                except BaseException as error:  # noqa: BLE001  # it is raised where it is waited for
                    answer.set_exception(error)

        self._waited_for.add(answer)
        try:
            self._vault_lane.put(run)
            if self._closed:  # nobody may come to it any more
                answer.cancel()
            return answer.result()
        except CancelledError:
            raise _closed_vault() from None
        finally:
            self._waited_for.discard(answer)

    def _with_vault(self, work: Callable[[Vault], T]) -> T:
        if self._vault is None:
            raise _closed_vault()
        return work(self._vault)

    def when_read(self, page: QObject, loaded: Callable[[], object]) -> None:
        """Call `loaded` once, as soon as nothing that `page`, or what is in it, asked the vault for is on its way."""
        self._when_read.append((page, loaded))
        self._tell_read()

    def in_background(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[PreventDesktopError], object] | None = None,
    ) -> Job:
        """Run slow `work()` beside the GUI. The vault it asks with `ask_vault`."""
        return self._put(self._pool, work, done, failed)

    def import_first(
        self, import_: Callable[[], object], done: Callable[[object], object] | None = None
    ) -> None:
        """Run `import_` on a thread of its own; whatever else is put into a lane begins once it is done.

        It must not make classes of Qt's: while a thread did that, the process was once seen to die in PySide 6.11's own
        look-up of such classes (MetaObjectBuilder::update), which the GUI thread does at any time.

        Two threads that import a package which imports its own parts can each wait for the other. Python then gives
        one of them a module that is only half made, and it fails with an ImportError.
        """
        self._may_begin.clear()

        def run() -> None:
            outcome = _outcome(Job(), import_, done, self.show_failure)
            self._may_begin.set()
            self._report(outcome)

        threading.Thread(target=run, name="imports", daemon=True).start()

    def wait_for_vault(self, seconds: float) -> bool:
        """Block until all that is now in the vault lane is done, at most `seconds`; whether it is. For lock and quit."""
        if self._closed:
            return True
        reached = threading.Event()
        self._vault_lane.put(reached.set)
        return reached.wait(seconds)

    def close(self) -> bool:
        """Finish the vault lane, close the vault, drop all else; whether the vault closed in time. Under a second."""
        if self._closed:
            return True
        self._closed = True
        self._may_begin.set()
        self._vault_lane.put(self._close_vault)
        self._finished.disconnect(self._deliver)
        ended = self._vault_lane.close(SHUTDOWN_SECONDS)
        for answer in tuple(self._waited_for):
            answer.cancel()
        self._pool.close(0.05)
        return ended

    def _close_vault(self) -> None:
        if self._vault is not None:
            self._vault.close()
            self._vault = None

    def _put(
        self,
        lane: _Lane,
        work: Callable[[], T],
        done: Callable[[T], object] | None,
        failed: Callable[[PreventDesktopError], object] | None,
    ) -> Job:
        job = Job()

        def run() -> None:
            self._may_begin.wait()
            if not job.cancelled:
                self._report(_outcome(job, work, done, failed or self.show_failure))

        lane.put(run)
        return job

    def _report(self, outcome: _Outcome) -> None:
        if not self._closed:
            self._finished.emit(outcome)

    @Slot(object)
    def _deliver(self, outcome: _Outcome) -> None:
        if self._closed:  # it was on its way already, and what it would speak to may have gone
            return
        try:
            self._hand_over(outcome)
        finally:
            self._reading.pop(outcome.job, None)
            self._tell_read()

    def _tell_read(self) -> None:
        self._reading = {job: held for job, held in self._reading.items() if not job.cancelled}
        waiting = [one for one in self._when_read if isValid(one[0])]
        self._when_read = [one for one in waiting if self._reads(one[0])]
        for one in waiting:
            if one not in self._when_read:
                one[1]()

    def _reads(self, page: QObject) -> bool:
        return any(_is_within(part, page) for held in self._reading.values() for part in held)

    def _hand_over(self, outcome: _Outcome) -> None:
        if outcome.job.cancelled or outcome.callback is None:
            return
        if _gone(outcome.callback):
            if isinstance(outcome.value, PreventDesktopError):
                self.show_failure(outcome.value)
            return
        outcome.callback(outcome.value)


def _outcome(
    job: Job,
    work: Callable[[], T],
    done: Callable[[T], object] | None,
    failed: Callable[[PreventDesktopError], object],
) -> _Outcome:
    try:
        return _Outcome(job, done, work())
    except PreventDesktopError as error:
        return _Outcome(job, failed, error)
    except Exception as error:  # noqa: BLE001  # the last stop of a thread: whatever it is must be shown
        return _Outcome(job, failed, our_fault(error))


def _gone(callback: Callable[[Any], object]) -> bool:
    """Whether a QObject that `callback` is a method of, or holds in its closure or as an argument, has gone."""
    return any(isinstance(part, QObject) and not isValid(part) for part in _held(callback))


def _held(callback: Any, depth: int = 2) -> Iterator[object]:
    """What `callback` holds, and what the callables among that hold in their turn."""
    held: list[object] = [getattr(callback, "__self__", None)]
    if isinstance(callback, partial):
        held += [callback.func, *callback.args, *callback.keywords.values()]
    for cell in getattr(callback, "__closure__", None) or ():
        with contextlib.suppress(ValueError):  # a cell that is not filled yet
            held.append(cell.cell_contents)
    yield from held
    if depth:
        yield from (part for one in held if callable(one) for part in _held(one, depth - 1))


def _is_within(part: QObject | None, page: QObject) -> bool:
    while part is not None and isValid(part):
        if part is page:
            return True
        part = part.parent()
    return False


def our_fault(error: BaseException) -> ProgramError:
    """A fault of this program in words. The log gets the kind and the places only: messages can hold what was typed."""
    record(Event.FAULT, error=error)
    fault = ProgramError(
        _("Something in this program went wrong"),
        _("It met a fault of its own ({kind}). What was saved before is safe.").format(
            kind=type(error).__name__
        ),
        _("Try again. If it happens again, tell whoever looks after this program."),
    )
    fault.__cause__ = error
    return fault


def _closed_vault() -> ProgramError:
    return ProgramError(
        _("The records are closed"),
        _("Something asked for your records before they were unlocked, or after they were locked."),
        _("Unlock, and try again."),
    )
