"""``form bundle``, ``form add``, ``form list`` and ``form trust``: signed bundles of forms, made and taken."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop import data_files
from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.paths import file_to_read, file_to_write, place
from prevent_desktop.cli.reading import opened_vault, read_file, using
from prevent_desktop.errors import UsageError
from prevent_desktop.files.durable import writing
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.fingerprint_words import words_for_hex
from prevent_desktop.workflows.forms.add_forms import FormChange, OfferedBundle, add_bundle, look_at_bundle
from prevent_desktop.workflows.forms.form_bundles import SUFFIX, WithdrawnForm, make_bundle
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.forms.form_overview import OverviewLine, form_overview
from prevent_desktop.workflows.forms.known_value_sets import known_value_sets
from prevent_desktop.workflows.organisation.signing_identity import trust_form_authority


def add_commands(form: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to those of ``form``."""
    bundle = form.add_parser("bundle", help=_("sign forms, so that others can add them"))
    bundle.add_argument(
        "--key", required=True, type=file_to_read, metavar="KEY.pem", help=_("the publisher’s key")
    )
    bundle.add_argument(
        "--certificate",
        required=True,
        type=file_to_read,
        metavar="CERT.pem",
        help=_("its certificate for forms, and those between it and the authority"),
    )
    bundle.add_argument(
        "--withdraw",
        action="append",
        default=[],
        metavar="ID:VERSION",
        help=_("no version of this form up to that one is to be begun any more"),
    )
    bundle.add_argument("-o", "--output", required=True, type=file_to_write, metavar=f"FILE{SUFFIX}")
    bundle.add_argument("files", nargs="*", type=file_to_read, metavar="FILE")
    bundle.set_defaults(run=run_bundle)
    add = form.add_parser("add", help=_("add the forms of a signed file to a vault"))
    add.add_argument("--vault", required=True, type=place, metavar="VAULT")
    add.add_argument("--look", action="store_true", help=_("only tell what would change"))
    add.add_argument("bundle", type=file_to_read, metavar=f"FILE{SUFFIX}")
    add.set_defaults(run=run_add)
    listing = form.add_parser("list", help=_("tell which forms can be begun, and whose they are"))
    listing.add_argument(
        "--vault", type=place, metavar="VAULT", help=_("with the forms that were added to it")
    )
    listing.add_argument("--json", action="store_true", help=_("print them as JSON"))
    listing.set_defaults(run=run_list)
    trust = form.add_parser("trust", help=_("say whose publishers may bring forms into a vault"))
    trust.add_argument("--vault", required=True, type=place, metavar="VAULT")
    trust.add_argument("certificate", type=file_to_read, metavar="AUTHORITY.pem")
    trust.set_defaults(run=run_trust)


def run_bundle(arguments: argparse.Namespace) -> Exit:
    """Sign the forms and write one file."""
    content = make_bundle(
        [(str(path), read_file(path)) for path in arguments.files],
        key_pem=read_file(arguments.key),
        certificates_pem=read_file(arguments.certificate),
        made_at=datetime.now(UTC),
        withdrawn=tuple(map(_withdrawn, arguments.withdraw)),
        value_sets=_library().value_sets,
    )
    with using(arguments.output), writing(arguments.output, public=True) as file:
        file.write(content)
    number = len(arguments.files)
    told = ngettext("{file}: {number} form, signed", "{file}: {number} forms, signed", number)
    say(told.format(file=arguments.output, number=number))
    return Exit.DONE


def run_add(arguments: argparse.Namespace) -> Exit:
    """Tell what changes and, unless that was all that was wanted, add the forms."""
    untrusted, library, now = read_file(arguments.bundle), _library(), datetime.now(UTC)
    with opened_vault(arguments.vault, "forms") as vault:
        take = look_at_bundle if arguments.look else add_bundle
        _say_changes(take(vault, library, untrusted, now=now))
    return Exit.DONE


def run_list(arguments: argparse.Namespace) -> Exit:
    """One line a form."""
    library = _library()
    if arguments.vault is None:
        lines = form_overview(library)
    else:
        with opened_vault(arguments.vault, "forms") as vault:
            lines = form_overview(library, vault)
    if arguments.json:
        say_json([_as_json(one) for one in lines])
    else:
        for one in lines:
            source = _("with the program")
            if one.publisher:
                source = _("added from {publisher}").format(publisher=one.publisher)
            withdrawn = ", " + _("withdrawn") if one.withdrawn else ""
            say(f"{one.form_id} {one.version}: {one.title} ({source}{withdrawn})")
    return Exit.DONE


def run_trust(arguments: argparse.Namespace) -> Exit:
    """Keep the authority's certificate and tell its fingerprint, to be compared."""
    certificate = read_file(arguments.certificate)
    with opened_vault(arguments.vault, "forms") as vault:
        fingerprint = trust_form_authority(vault, certificate)
    say(
        _(
            "Forms of its publishers can be added now. Its certificate in words, to compare by phone, and its SHA-256:"
        )
    )
    say(words_for_hex(fingerprint))
    say(fingerprint)
    return Exit.DONE


def _withdrawn(untrusted: str) -> WithdrawnForm:
    form_id, colon, version = untrusted.partition(":")
    if not form_id or not colon or not version:
        raise UsageError(
            _("That form cannot be withdrawn"),
            _("“{text}” does not name a form and its version.").format(text=untrusted),
            _("Write it as the form’s id, a colon and its version, such as screening-tool:1.1.0."),
        )
    return WithdrawnForm(id=form_id, version=version)


def _say_changes(offered: OfferedBundle) -> None:
    bundle = offered.bundle
    say(
        _("Signed by {publisher} on {day}").format(
            publisher=bundle.publisher, day=short_day(bundle.made_at.astimezone().date())
        )
    )
    words = {
        FormChange.NEW: _("new"),
        FormChange.UPDATED: _("updated"),
        FormChange.THE_SAME: _("here already"),
        FormChange.WITHDRAWN: _("withdrawn"),
    }
    for one in offered.changes:
        here = f" ({one.here})" if one.here else ""
        say(f"  {words[one.change]}: {one.title} {one.version}{here}")
    if not offered.is_news:
        say(_("All of it is here already."))


def _as_json(one: OverviewLine) -> dict[str, object]:
    return {
        "id": one.form_id,
        "title": one.title,
        "version": one.version,
        "publisher": one.publisher,
        "addedAt": None if one.added_at is None else one.added_at.isoformat(),
        "withdrawn": one.withdrawn,
    }


def _library() -> FormLibrary:
    return FormLibrary(data_files.forms(), known_value_sets(data_files.resources() / "value-sets"))
