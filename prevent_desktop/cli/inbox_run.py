"""``inbox run``: take in what has come, once or as a service, beside as many others as one likes on the same store."""

from __future__ import annotations

import argparse
import json
import random
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from prevent_desktop.cli.inbox_place import is_bucket, place_of, place_or_bucket
from prevent_desktop.cli.inbox_words import as_json, line, log_json, log_line
from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.paths import file_to_read, place
from prevent_desktop.cli.reading import cannot_use, read_file
from prevent_desktop.delivery.desk_stores.boto_bucket import BotoBucket
from prevent_desktop.errors import UsageError
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.sealing import parse_identities
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.receiving.bucket_sink import BucketSink
from prevent_desktop.workflows.receiving.file_sink import FileSink, Kept
from prevent_desktop.workflows.receiving.folder_sink import FolderSink
from prevent_desktop.workflows.receiving.intake import take_from
from prevent_desktop.workflows.receiving.outcomes import SetAside, Settled, Waits
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd

_EVERY = 2.0
_LEAST = 0.1
_MOST = 3600.0


def add_command(inbox: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``run``."""
    run = inbox.add_parser(
        "run",
        help=_("check what has come, keep it, and write receipts"),
        description=_(
            "Any number of these may run at once on one store: each pack is kept by one of them. One that is killed loses nothing."
        ),
    )
    run.add_argument(
        "folder",
        type=place_or_bucket,
        metavar="FOLDER",
        help=_("where packs come in: a mailbox, a tus server’s store, a stick, or s3://BUCKET/PREFIX"),
    )
    run.add_argument(
        "--endpoint",
        metavar="URL",
        help=_("where the S3-compatible store is; its keys come from the environment"),
    )
    _add_keys(run)
    _add_what_is_kept(run)
    _add_watch(run)
    run.set_defaults(run=run_all)


def _add_keys(run: argparse.ArgumentParser) -> None:
    run.add_argument(
        "--identity", required=True, type=file_to_read, metavar="KEY.txt", help=_("your secret age keys")
    )
    run.add_argument("--trust", required=True, type=file_to_read, action="append", metavar="CERT.pem")
    run.add_argument("--revoked", type=file_to_read, action="append", default=[], metavar="LIST.crl")
    run.add_argument("--receipt-key", required=True, type=file_to_read, metavar="KEY.pem")
    run.add_argument("--receipt-certificate", required=True, type=file_to_read, metavar="CERT.pem")


def _add_what_is_kept(run: argparse.ArgumentParser) -> None:
    run.add_argument(
        "-o",
        "--output",
        required=True,
        type=place_or_bucket,
        metavar="OUT",
        help=_(
            "where they are kept, opened: a folder, or s3://BUCKET/PREFIX at the same store; nothing there is written over"
        ),
    )
    run.add_argument(
        "--work",
        type=place,
        metavar="DIR",
        help=_(
            "a folder on this machine for the packs in hand; it must be named where they are kept in a bucket"
        ),
    )
    run.add_argument("--data", action="store_true", help=_("write the files inside each pack, too"))


def _add_watch(run: argparse.ArgumentParser) -> None:
    run.add_argument(
        "--watch",
        action="store_true",
        help=_(
            "go on taking what comes, until the service is stopped (SIGTERM, or Control+C); what it prints has no names"
        ),
    )
    run.add_argument(
        "--every", type=_seconds, default=_EVERY, metavar="SECONDS", help=_("how often --watch looks")
    )
    run.add_argument(
        "--json", action="store_true", help=_("print the result as JSON; with --watch, an object a line")
    )


def run_all(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where all was taken, 1 where something stands aside, 3 where something could not be read or kept.

    With ``--watch`` exit 0 once it was stopped; the pack in hand is finished first.
    """
    with _stopped_by_signals() as stop:
        outcomes = _told(_outcomes(arguments, stop), _teller(arguments))
        kinds = Counter(map(type, outcomes))
    if not arguments.json:
        say(
            ngettext(
                "{count} pack kept and answered.", "{count} packs kept and answered.", kinds[Kept]
            ).format(count=kinds[Kept])
        )
    if arguments.watch:
        return Exit.DONE
    if kinds[Waits]:
        return Exit.WORLD
    return Exit.NOT_VALID if kinds[SetAside] else Exit.DONE


def _outcomes(arguments: argparse.Namespace, stop: threading.Event) -> Iterator[Kept | Settled]:
    one_round = _rounds(arguments, stop)
    try:
        if arguments.watch:
            from prevent_desktop.workflows.receiving.watching import watch

            yield from watch(one_round, stop, every=arguments.every, random=random.SystemRandom())
        else:
            yield from one_round(lambda _name: False)
    except OSError as error:
        raise cannot_use(Path(error.filename or arguments.folder), error) from error


def _rounds(
    arguments: argparse.Namespace, stop: threading.Event
) -> Callable[[Callable[[str], bool]], Iterator[Kept | Settled]]:
    """A round reads keys, certificates and lists anew: a list of revoked certificates is renewed while a service runs."""
    place = place_of(arguments.folder, arguments.endpoint)
    sink = _sink(arguments)

    def one_round(leave: Callable[[str], bool]) -> Iterator[Kept | Settled]:
        yield from take_from(place, sink(_receiver(arguments)), stop=stop.is_set, leave=leave)

    return one_round


def _sink(arguments: argparse.Namespace) -> Callable[[ReceivingEnd], FileSink]:
    """Keeps what has come, for a receiver with these keys. UsageError where packs in hand would have no folder."""
    output, data = arguments.output, arguments.data
    if not is_bucket(output):
        return lambda receiver: FolderSink(receiver=receiver, beside=Path(output), clock=_now, with_data=data)
    work, bucket = arguments.work, BotoBucket.open(output, endpoint=arguments.endpoint)
    if work is None:
        raise UsageError(
            _("Packs in hand have no folder"),
            _("Packs that are kept in a bucket are opened and checked on this machine first."),
            _("Name a folder of its own for that with --work; it is empty between two packs."),
        )
    return lambda receiver: BucketSink(
        receiver=receiver, beside=work, clock=_now, with_data=data, bucket=bucket
    )


def _teller(arguments: argparse.Namespace) -> Callable[[Kept | Settled], None] | None:
    """How each outcome is told the moment it is there; None where all of them are told as one JSON list at the end."""
    if arguments.watch and arguments.json:
        return lambda outcome: say(json.dumps(log_json(outcome), ensure_ascii=False))
    if arguments.json:
        return None
    words = log_line if arguments.watch else line
    return lambda outcome: say(words(outcome))


def _told(
    outcomes: Iterable[Kept | Settled], tell: Callable[[Kept | Settled], None] | None
) -> Iterator[Kept | Settled]:
    if tell is None:
        all_of_them = list(outcomes)
        say_json([as_json(outcome) for outcome in all_of_them])
        yield from all_of_them
        return
    for outcome in outcomes:
        tell(outcome)
        yield outcome


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, so that the pack in hand is finished; what was there before comes back after."""
    stop = threading.Event()

    def wanted(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    if threading.current_thread() is not threading.main_thread():  # only there may signals be asked for
        yield stop
        return
    before = {each: signal.signal(each, wanted) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _receiver(arguments: argparse.Namespace) -> ReceivingEnd:
    identities = parse_identities(read_file(arguments.identity).decode("utf-8", "replace"))
    if not identities:
        raise UsageError(
            _("The key file holds no key"),
            _("{file} has no line with a secret age key, so no pack would open.").format(
                file=arguments.identity
            ),
            _("Name the file with the secret key that packs are sealed to."),
        )
    return ReceivingEnd(
        name="",
        identities=identities,
        trusted=tuple(map(read_file, arguments.trust)),
        receipt_key=read_file(arguments.receipt_key),
        receipt_certificate=read_file(arguments.receipt_certificate),
        verification_context=VerificationContext(
            revocation_lists=tuple(map(read_file, arguments.revoked)), now=_now()
        ),
    )


def _seconds(untrusted: str) -> float:
    seconds = float(untrusted)
    if not _LEAST <= seconds <= _MOST:
        raise argparse.ArgumentTypeError(_("between 0.1 and 3600 seconds"))
    return seconds


def _now() -> datetime:
    return datetime.now(UTC)
