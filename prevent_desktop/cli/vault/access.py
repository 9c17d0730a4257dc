"""``vault subject-access``: a copy of one person's whole record, for the person."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import place
from prevent_desktop.cli.reading import opened_vault
from prevent_desktop.data_files import forms, resources
from prevent_desktop.errors import PreventDesktopError, UsageError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.known_value_sets import known_value_sets
from prevent_desktop.workflows.organisation.signing_identity import signing_key
from prevent_desktop.workflows.subject_access.export import (
    OpenCopy,
    build,
    note_export,
    open_copy,
    write_copy,
)
from prevent_desktop.workflows.subject_access.review import Ground, Review, Ruling, What
from prevent_desktop.workflows.subject_access.third_parties import Place
from prevent_desktop.workflows.vault_admin.step_up import Purpose, note_passed


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    access = vault.add_parser(
        "subject-access", help=_("save one person’s whole record as PDF and JSON, as it was looked through")
    )
    access.add_argument("folder", type=place, metavar="VAULT")
    access.add_argument(
        "--person", required=True, metavar="ID", help=_("the person’s id, as the JSON names it")
    )
    access.add_argument("-o", "--output", required=True, type=place, metavar="DIR")
    access.add_argument(
        "--undecided", choices=("keep", "remove"),
        help=_("what becomes of every place in which somebody else stands and nobody decided about yet"),
    )  # fmt: skip
    access.add_argument("--reason", default="", metavar="TEXT", help=_("why, with --undecided"))
    access.add_argument("--unsigned", action="store_true", help=_("do not sign the PDF"))
    access.set_defaults(run=run_access)


def run_access(arguments: argparse.Namespace) -> Exit:
    """Write the copy and tell where it is. Exit 1, with the number, where places are left that nobody decided about."""
    if arguments.undecided == "remove" and not arguments.reason:
        raise _no_reason()
    now = datetime.now(UTC)
    library = FormLibrary(forms(), known_value_sets(resources() / "value-sets"))
    with opened_vault(arguments.folder, "subject-access") as vault:
        copy = open_copy(vault, library, arguments.person, now=now)
        review, waiting = _decided(copy, arguments)
        if waiting:
            return _tell_waiting(len(waiting))
        return _save(vault, copy, review, arguments, now)


def _save(vault: Vault, copy: OpenCopy, review: Review, arguments: argparse.Namespace, now: datetime) -> Exit:
    signer = None if arguments.unsigned else signing_key(vault)
    built = build(copy, review, key=signer, now=now)
    note_passed(vault, Purpose.EXPORT_PERSON, copy.person_id)  # the passphrase was typed for this alone
    files = note_export(vault, copy.person_id, built, arguments.output, now=now)
    target = write_copy(built, files, arguments.output, now=now)
    say(_("Saved: {path}. It is not encrypted.").format(path=target))
    return Exit.DONE


def _decided(copy: OpenCopy, arguments: argparse.Namespace) -> tuple[Review, tuple[Place, ...]]:
    """The review as it stands in the vault, with what the command says about the rest; and what is still left."""
    found = copy.places(copy.review)
    waiting = copy.review.undecided(found)
    if not arguments.undecided:
        return copy.review, waiting
    what = What.KEEP if arguments.undecided == "keep" else What.NAME
    ground = None if what is What.KEEP else Ground.OTHER_PERSON
    return copy.review.ruled(waiting, Ruling(what=what, reason=arguments.reason, ground=ground)), ()


def _tell_waiting(number: int) -> Exit:
    words = ngettext(
        "{number} place in which somebody else may stand is not decided about yet. Nothing was saved.",
        "{number} places in which somebody else may stand are not decided about yet. Nothing was saved.",
        number,
    )
    say(words.format(number=number))
    say(_("Look through them in the window: the record, “Details”, “A copy for the person”."))
    return Exit.NOT_VALID


def _no_reason() -> PreventDesktopError:
    return UsageError(
        _("A reason is missing"),
        _("What is removed from a copy is removed with a reason."),
        _("Say it with --reason."),
    )
