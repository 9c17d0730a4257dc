"""``inbox answer``: say something to whoever sent a pack that ``inbox run`` kept; signed, and sealed to them."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.cli.inbox_place import place_of, place_or_bucket
from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.paths import STANDARD_INPUT, file_to_read, text_to_read
from prevent_desktop.cli.reading import cannot_use, read_file
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd


def add_command(inbox: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``answer``."""
    answer = inbox.add_parser(
        "answer",
        help=_("answer a pack that was kept"),
        description=_(
            "The answer is signed with the key of your receipts, kept beside the pack, sealed to its sender, and put where their "
            "program looks. Texts are read from files (- is standard input), never from the command line."
        ),
    )
    answer.add_argument(
        "folder",
        type=place_or_bucket,
        metavar="FOLDER",
        help=_("where the pack came in: a mailbox, or s3://BUCKET/PREFIX"),
    )
    answer.add_argument(
        "pack",
        type=file_to_read,
        metavar="PACK.pdf",
        help=_("the pack, as “inbox run” kept it; from a bucket, copy it here first"),
    )
    answer.add_argument("kind", choices=[kind.value for kind in AnswerKind])
    answer.add_argument("--text", type=text_to_read, metavar="FILE", help=_("what you say"))
    answer.add_argument(
        "--outcome", choices=[each.value for each in Outcome], help=_("of a decision or an outcome")
    )
    answer.add_argument("--reason", type=text_to_read, metavar="FILE", help=_("why it was decided so"))
    answer.add_argument(
        "--answer-by", type=_day, metavar="YYYY-MM-DD", help=_("by when a question is to be answered")
    )
    answer.add_argument("--trust", required=True, type=file_to_read, action="append", metavar="CERT.pem")
    answer.add_argument("--receipt-key", required=True, type=file_to_read, metavar="KEY.pem")
    answer.add_argument("--receipt-certificate", required=True, type=file_to_read, metavar="CERT.pem")
    answer.add_argument(
        "--endpoint",
        metavar="URL",
        help=_("where the S3-compatible store is; its keys come from the environment"),
    )
    answer.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    answer.set_defaults(run=run_answer)


def run_answer(arguments: argparse.Namespace) -> Exit:
    """Exit 0 once it lies where its sender looks."""
    from prevent_desktop.workflows.answers.answer_kept import answer_kept
    from prevent_desktop.workflows.answers.give_answer import Said

    now = datetime.now(UTC)
    receiver = ReceivingEnd(
        name="",
        identities=(),
        trusted=tuple(map(read_file, arguments.trust)),
        receipt_key=read_file(arguments.receipt_key),
        receipt_certificate=read_file(arguments.receipt_certificate),
        verification_context=VerificationContext(now=now),
    )
    said = Said(
        kind=AnswerKind(arguments.kind),
        text=_words(arguments.text),
        outcome=None if arguments.outcome is None else Outcome(arguments.outcome),
        reason=_words(arguments.reason),
        answer_by=arguments.answer_by,
    )
    try:
        given = answer_kept(
            receiver, place_of(arguments.folder, arguments.endpoint), arguments.pack, said, now=now
        )
    except OSError as error:
        raise cannot_use(Path(error.filename or arguments.pack), error) from error
    if arguments.json:
        say_json({"pack": given.pack_id, "number": given.number, "kept": str(given.kept)})
    else:
        say(
            _("{pack}: answer {number} lies where its sender looks.").format(
                pack=given.pack_id, number=given.number
            )
        )
    return Exit.DONE


def _words(path: Path | None) -> str:
    if path is None:
        return ""
    content = sys.stdin.buffer.read() if str(path) == STANDARD_INPUT else read_file(path)
    return content.decode("utf-8", "replace")


def _day(untrusted: str) -> date:
    try:
        return date.fromisoformat(untrusted)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("a day as 2026-11-30")) from error
