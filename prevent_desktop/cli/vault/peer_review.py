"""``vault draft open`` and ``vault draft list``: a draft of a colleague, or comments that came back, without the window."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop.casework.peer_review import PeerReview, ReviewDirection
from prevent_desktop.cli.output import Exit, complain, say, say_text
from prevent_desktop.cli.paths import file_to_read, place
from prevent_desktop.cli.reading import opened_vault
from prevent_desktop.errors import PeerReviewError, SealingError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.peer_review.opening import drafts, read_file, take


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for drafts that are handed on for comment."""
    below = vault.add_parser(
        "draft", help=_("open a draft from a colleague, or the comments on yours")
    ).add_subparsers(required=True)
    opens = below.add_parser("open", help=_("verify a file, keep what is in it, and show it"))
    opens.add_argument("vault", type=place, metavar="VAULT")
    opens.add_argument("file", type=file_to_read, metavar="FILE.age")
    opens.set_defaults(run=run_open)
    lists = below.add_parser("list", help=_("tell which drafts went to a colleague, and what came back"))
    lists.add_argument("vault", type=place, metavar="VAULT")
    lists.set_defaults(run=run_list)


def run_open(arguments: argparse.Namespace) -> Exit:
    """Exit 1 where it does not verify; nothing is kept or shown then."""
    untrusted = read_file(arguments.file)
    with opened_vault(arguments.vault, "drafts") as vault:
        try:
            record = take(vault, untrusted, now=datetime.now(UTC))
        except (PeerReviewError, SealingError) as error:
            complain(error)
            return Exit.NOT_VALID
    if record.direction is ReviewDirection.RECEIVED:
        _say_draft(record)
    else:
        _say_comments(record)
    return Exit.DONE


def run_list(arguments: argparse.Namespace) -> Exit:
    """One line for each."""
    with opened_vault(arguments.vault, "drafts") as vault:
        records = drafts(vault)
    for record in records:
        who = _("from {name}") if record.direction is ReviewDirection.RECEIVED else _("to {name}")
        count = len(record.comments.comments)
        said = ngettext("{number} comment", "{number} comments", count).format(number=count)
        say(f"{record.id}  {who.format(name=record.colleague)}  {record.draft.about}  {said}")
    if not records:
        say(_("No draft has gone to a colleague."))
    return Exit.DONE


def _say_draft(record: PeerReview) -> None:
    draft = record.draft
    say(_("Draft {draft} from {name}, about {whom}").format(draft=draft.id, name=record.colleague, whom=draft.about))  # fmt: skip
    if draft.message:
        say_text(_("They ask: {words}").format(words=draft.message))
    for form in draft.forms:
        say()
        say(f"{form.title} v{form.version}")
        for section in form.sections:
            say()
            say(f"{section.title}")
            for line in section.lines:
                say_text(
                    f"  {line.question}: {'; '.join(line.answers)}" if line.answers else f"  {line.question}"
                )


def _say_comments(record: PeerReview) -> None:
    said = record.comments
    say(_("Comments of {name} on draft {draft}").format(name=record.colleague, draft=record.id))
    for words in filter(None, (said.decision, said.overall)):
        say_text(words)
    questions = {
        (number, line.place): line.question
        for number, form in enumerate(record.draft.forms)
        for line in form.lines()
    }
    for one in said.comments:
        say_text(f"  {questions[one.form, one.place]}: {one.text}")
