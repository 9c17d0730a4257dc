"""``vault profile import`` and ``vault profile show``: the organisation's profile comes into a vault."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import file_to_read, place
from prevent_desktop.cli.reading import opened_vault, read_file
from prevent_desktop.data_files import forms
from prevent_desktop.translation import _
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation.profile.standing import Validity, standing
from prevent_desktop.workflows.organisation.profile.taking import (
    SUFFIX,
    OfferedProfile,
    look_at_profile,
    take_profile,
)


def add_commands(vault: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands for the organisation's profile."""
    profile = vault.add_parser(
        "profile", help=_("take your organisation’s file, or tell which version counts")
    )
    below = profile.add_subparsers(required=True)
    take = below.add_parser("import", help=_("take a signed file of your organisation"))
    take.add_argument("--vault", required=True, type=place, metavar="VAULT")
    take.add_argument("--look", action="store_true", help=_("only tell who signed it and what it changes"))
    take.add_argument(
        "--words", default="", metavar="WORDS",
        help=_("for the first one: the six words of its authority, as your organisation told you by phone"),
    )  # fmt: skip
    take.add_argument(
        "--replace", default="", metavar="FINGERPRINT",
        help=_("where IT has set another authority: the fingerprint of the one whose place it takes"),
    )  # fmt: skip
    take.add_argument("file", type=file_to_read, metavar=f"FILE{SUFFIX}")
    take.set_defaults(run=run_import)
    show = below.add_parser("show", help=_("tell which version of the file counts"))
    show.add_argument("vault", type=place, metavar="VAULT")
    show.set_defaults(run=run_show)


def run_import(arguments: argparse.Namespace) -> Exit:
    """Tell who signed it and what changes, then take it. Exit 1 where words are still to be compared."""
    untrusted, now = read_file(arguments.file), datetime.now(UTC)
    with opened_vault(arguments.vault, "profile") as vault:
        offered = look_at_profile(vault, untrusted, now=now, known_forms=FormLibrary(forms()).form_ids())
        _say(offered)
        if arguments.look or not offered.is_news:
            return Exit.DONE
        if offered.is_first and not arguments.words and not offered.is_known_by_it:
            say(_("This is the first one. Ask your organisation by phone for the words of its authority, and give them with --words."))  # fmt: skip
            return Exit.NOT_VALID
        if offered.replaces is not None and arguments.replace != offered.replaces.fingerprint:
            say(offered.replaces.words)
            say(
                _("Give --replace {fingerprint} if it is right.").format(
                    fingerprint=offered.replaces.fingerprint
                )
            )
            return Exit.NOT_VALID
        words = offered.authority_words if offered.is_known_by_it and not arguments.words else arguments.words
        take_profile(vault, untrusted, now=now, compared=words, replacing=arguments.replace)
    say(_("It counts from now on."))
    return Exit.DONE


def run_show(arguments: argparse.Namespace) -> Exit:
    """The profile that counts; exit 1 where it has run out."""
    with opened_vault(arguments.vault, "profile") as vault:
        found = standing(vault, now=datetime.now(UTC))
    if found is None:
        say(_("Your organisation’s file is not here yet."))
        return Exit.DONE
    say(found.source)
    say(_("Signed by {signer}: {words}").format(signer=found.record.signer, words=found.signer_words))
    say(_("Authority in words: {words}").format(words=found.authority_words))
    if found.words:
        say(found.words)
    return Exit.NOT_VALID if found.validity is Validity.EXPIRED else Exit.DONE


def _say(offered: OfferedProfile) -> None:
    profile = offered.profile
    say(_("File of {organisation}, version {version}").format(organisation=profile.organisation, version=profile.version))  # fmt: skip
    say(_("Signed by {signer}: {words}").format(signer=offered.signer, words=offered.signer_words))
    for line in offered.changes:
        say(f"  {line}")
    for form_id in offered.unknown_forms:
        say("  " + _("Note: the form “{form}” does not come with this program.").format(form=form_id))
    if not offered.is_news:
        say(_("This file is here already."))
