"""``profile check``, ``profile show``, ``profile sign``."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop.casework.profile import OrganisationProfile
from prevent_desktop.casework.retention_words import rule_head, rule_length
from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.paths import file_to_read, file_to_write
from prevent_desktop.cli.profile.files import read_plain, write_file
from prevent_desktop.cli.reading import read_file, read_secret
from prevent_desktop.data_files import forms
from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.fingerprint_words import key_words, words_for_certificate, words_for_keys
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation.profile.making import AdministratorKey, load_key, sign_profile
from prevent_desktop.workflows.organisation.profile.reading import review_profile
from prevent_desktop.workflows.organisation.profile.taking import (
    SUFFIX,
    is_signed,
    profile_in,
    signed_words_in,
    unknown_forms,
)
from prevent_desktop.workflows.organisation.profile.team_in_words import team_contents


def add_commands(profile: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that look at a profile and sign it."""
    check = profile.add_parser(
        "check", help=_("tell all that is wrong with an organisation’s file, with its line")
    )
    check.add_argument("file", type=file_to_read, metavar="PROFILE")
    check.set_defaults(run=run_check)
    show = profile.add_parser("show", help=_("tell what an organisation’s file says, signed or not"))
    show.add_argument("file", type=file_to_read, metavar="PROFILE")
    show.add_argument("--json", action="store_true", help=_("print it as JSON"))
    show.set_defaults(run=run_show)
    sign = profile.add_parser("sign", help=_("sign the organisation’s file with the administrator’s key"))
    sign.add_argument("file", type=file_to_read, metavar="PROFILE.json")
    sign.add_argument("--key", required=True, type=file_to_read, metavar="KEY", help=_("a .p12 file, or the key as PEM; its password is asked for"))  # fmt: skip
    sign.add_argument("--certificate", type=file_to_read, metavar="CERT.pem", help=_("with a PEM key: its certificate, and those up to the authority"))  # fmt: skip
    sign.add_argument("-o", "--output", type=file_to_write, metavar=f"FILE{SUFFIX}")
    sign.set_defaults(run=run_sign)


def run_check(arguments: argparse.Namespace) -> Exit:
    """One line for each thing to mend; exit 1 where there is any."""
    content = read_file(arguments.file)
    if is_signed(content):
        content = signed_words_in(content)
    read = review_profile(content)
    for finding in read.findings:
        say(finding.sentence)
    if read.profile is None:
        return Exit.NOT_VALID
    for note in _notes(read.profile):
        say(note)
    say(_("Nothing is wrong with it."))
    return Exit.DONE


def _notes(profile: OrganisationProfile) -> list[str]:
    """What may be meant, and is worth a second look."""
    notes = [
        _("Note: the form “{form}” does not come with this program.").format(form=form_id)
        for form_id in unknown_forms(profile, FormLibrary(forms()).form_ids())
    ]
    if not profile.recipients:
        notes.append(_("Note: nobody is in it who could receive a pack."))
    if not profile.trust:
        notes.append(
            _("Note: it names no authority for signatures on packs (--trust), so nobody could sign any.")
        )
    if not profile.retention:
        notes.append(_("Note: it has no rules on how long records are kept, so nothing is ever due."))
    return notes


def run_show(arguments: argparse.Namespace) -> Exit:
    """What it says, keys as words. Of a signed one: whose signature it bears, not whether that may be trusted."""
    content = read_file(arguments.file)
    profile = profile_in(content) if is_signed(content) else read_plain(arguments.file)
    if arguments.json:
        say_json(profile.parts)
        return Exit.DONE
    for line in _lines(profile):
        say(line)
    return Exit.DONE


def _lines(profile: OrganisationProfile) -> list[str]:
    signed = (
        _("not signed") if profile.issued is None else _("signed on {day}").format(day=profile.issued.date())
    )
    lines = [
        _("{organisation}, version {version}, {signed}, counts until {day}").format(
            organisation=profile.organisation, version=profile.version, signed=signed, day=profile.expires
        ),
        _("Marking: {marking}").format(marking=profile.marking),
        _("Why we may share: {basis}").format(basis=profile.lawful_basis or "–"),
        _("Who is asked first: {names}").format(names=each_of(profile.asked_first) or _("all at once")),
    ]
    for name, certificates in (
        (_("Authority of its file"), profile.authority),
        (_("Signatures on packs"), profile.trust),
        (_("Publishers of forms"), profile.form_trust),
    ):
        lines += [f"{name}: {words_for_certificate(one)}" for one in certificates]
    lines.append(ngettext("{number} list of revoked certificates", "{number} lists of revoked certificates", len(profile.revocation)).format(number=len(profile.revocation)))  # fmt: skip
    for one in profile.recipients:
        lines.append(f"{one.id}: {one.name}, {one.way.label.lower()}{', ' + key_words(one) if key_words(one) else ''}")  # fmt: skip
        lines.append(f"    {one.endpoint or '–'}  {', '.join(one.form_ids)}")
    lines += [f"{one.name}, {one.role}: {words_for_keys((one.recipient,)) if one.recipient else '–'}" for one in profile.colleagues]  # fmt: skip
    lines += [f"{rule_head(rule)}: {rule_length(rule)}" for rule in profile.retention]
    if profile.escrow is not None:
        lines.append(_("Key for ways in: {name}, {words}").format(name=profile.escrow.name, words=words_for_keys((profile.escrow.recipient,))))  # fmt: skip
    if profile.team is not None:
        lines += team_contents(profile.team)
    return lines


def run_sign(arguments: argparse.Namespace) -> Exit:
    """Sign it, and tell the words of the authority: practitioners compare them the first time."""
    profile = read_plain(arguments.file)
    output = arguments.output or arguments.file.with_suffix(SUFFIX)
    signed = sign_profile(profile, read_key(arguments), now=datetime.now(UTC)).encode()
    write_file(output, signed + b"\n", replace=True)
    for note in _notes(profile):
        say(note)
    say(_("{file}: {organisation}, version {version}, signed").format(file=output, organisation=profile.organisation, version=profile.version))  # fmt: skip
    say(_("Whoever takes it first asks you for the words of your authority:"))
    for certificate in profile_in(signed).authority:
        say(f"  {words_for_certificate(certificate)}")
    return Exit.DONE


def read_key(arguments: argparse.Namespace) -> AdministratorKey:
    """The key that these arguments name, with its certificates. Raises UsageError, SigningKeyError."""
    content = read_file(arguments.key)
    certificates = b"" if arguments.certificate is None else read_file(arguments.certificate)
    encrypted = b"-----BEGIN" not in content or b"ENCRYPTED" in content
    password = read_secret(_("Password of the key: ")) if encrypted else ""
    return load_key(content, certificates, password)
