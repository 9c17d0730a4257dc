"""``profile new``, ``add-receiver``, ``remove-receiver``, ``add-colleague``, ``set``: the file that is not signed yet."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.organisation import (
    Colleague,
    EscrowKey,
    Receiver,
    SealingWay,
    SignInServer,
    Want,
)
from prevent_desktop.casework.profile import OrganisationProfile, RouteKind, Routes
from prevent_desktop.cli.output import Exit, say
from prevent_desktop.cli.paths import file_to_read, file_to_write
from prevent_desktop.cli.profile.files import pem_file, read_plain, write_file, write_plain
from prevent_desktop.cli.reading import read_file
from prevent_desktop.delivery.schemes import BEGINNINGS
from prevent_desktop.errors import UsageError
from prevent_desktop.formatting import one_of
from prevent_desktop.strict_json import parts_of, value_of
from prevent_desktop.translation import _
from prevent_desktop.workflows.fingerprint_words import key_words, words_for_keys
from prevent_desktop.workflows.organisation.profile.making import (
    colleague_from_card,
    new_profile,
    next_version,
    receiver_from_desk,
    with_colleague,
    with_receiver,
    without_receiver,
)
from prevent_desktop.workflows.organisation.profile.reading import profile_text
from prevent_desktop.workflows.organisation.profile.taking import profile_in
from prevent_desktop.workflows.retention.rules_file import rules_from_file

_PEM_OPTIONS = ("authority", "trust", "form-trust", "timestamp-trust", "revocation")


def _pem_words() -> dict[str, str]:
    """What each option that takes PEM files is for."""
    return {
        "authority": _(
            "authority under which the organisation’s file is signed (CERT.pem); replaces those before"
        ),
        "trust": _("authority whose signatures on packs count (CERT.pem); replaces those before"),
        "form-trust": _("authority whose publishers bring forms (CERT.pem); else those of --trust"),
        "timestamp-trust": _("whoever may vouch for a time (CERT.pem)"),
        "revocation": _("list of revoked certificates (CRL.pem); replaces those before"),
    }


def add_commands(profile: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands that change a profile."""
    new = profile.add_parser(
        "new", help=_("begin the file of an organisation, or the next version of a signed one")
    )
    new.add_argument("file", type=file_to_write, metavar="PROFILE.json")
    source = new.add_mutually_exclusive_group(required=True)
    source.add_argument("--organisation", metavar="NAME")
    source.add_argument(
        "--from", dest="signed", type=file_to_read, metavar="SIGNED", help=_("go on from this one")
    )
    new.add_argument("--expires", type=day, metavar="DAY", help=_("its last day, such as 2027-12-31"))
    new.set_defaults(run=run_new)
    _add_receiver(profile)
    gone = profile.add_parser("remove-receiver", aliases=["remove-recipient"], help=_("take a receiver out"))
    gone.add_argument("file", type=file_to_read, metavar="PROFILE.json")
    gone.add_argument("id", metavar="ID")
    gone.set_defaults(run=run_remove)
    colleague = profile.add_parser(
        "add-colleague", help=_("somebody to ask about drafts, or who countersigns")
    )
    colleague.add_argument("file", type=file_to_read, metavar="PROFILE.json")
    who = colleague.add_mutually_exclusive_group(required=True)
    who.add_argument("--name")
    who.add_argument(
        "--from",
        dest="card",
        type=file_to_read,
        metavar="COLLEAGUE.json",
        help=_("the file that their program saved"),
    )
    colleague.add_argument("--role", default="")
    colleague.add_argument("--key", default="", metavar="age1pq1…", help=_("their public key"))
    colleague.add_argument(
        "--certificate", type=file_to_read, metavar="CERT.pem", help=_("of their signing key")
    )
    colleague.set_defaults(run=run_colleague)
    _add_set(profile)


def _add_receiver(profile: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = profile.add_parser(
        "add-receiver", aliases=["add-recipient"], help=_("put a receiver in, or change the one with its id")
    )
    add.add_argument("file", type=file_to_read, metavar="PROFILE.json")
    add.add_argument("--from", dest="desk", type=file_to_read, metavar="DESK.json", help=_("what the receiver’s inbox gave you"))  # fmt: skip
    add.add_argument("--id", help=_("short and for ever, such as front-door"))
    add.add_argument("--name", help=_("as practitioners see it"))
    add.add_argument("--phone")
    add.add_argument("--key", action="append", metavar="age1…", help=_("its public key"))
    add.add_argument(
        "--certificate", type=file_to_read, metavar="CERT.pem", help=_("that its receipts are signed with")
    )
    add.add_argument(
        "--endpoint",
        metavar="URL",
        help=_("{examples}; for sftp, see “profile sftp-address”").format(
            examples=one_of([f"{each}…" for each in BEGINNINGS])
        ),
    )
    add.add_argument("--form", action="append", metavar="ID", help=_("a form that it receives"))
    add.add_argument("--need", action="append", metavar="ID", help=_("a form without which it sends a pack back"))  # fmt: skip
    add.add_argument("--want", action="append", choices=[want.value for want in Want], help=_("what else it looks for; else all of it"))  # fmt: skip
    add.add_argument("--no-attachments", action="store_true")
    add.add_argument("--way", choices=[way.value for way in SealingWay], help=_("how packs are closed for it"))  # fmt: skip
    add.add_argument(
        "--encrypt-to", type=file_to_read, metavar="CERT.pem", help=_("for the way by certificate")
    )
    add.add_argument("--answers-within", type=int, metavar="DAYS")
    add.add_argument(
        "--sign-in-at",
        metavar="ISSUER",
        help=_("where those who send to it sign in (OAuth 2.0); empty for none"),
    )
    add.add_argument("--sign-in-client", metavar="ID", help=_("this program’s client id there"))
    add.add_argument("--sign-in-scope", metavar="SCOPE", default="", help=_("what is asked for there"))
    add.set_defaults(run=run_add_receiver)


def _add_set(profile: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    change = profile.add_parser("set", help=_("set what the organisation says of itself"))
    change.add_argument("file", type=file_to_read, metavar="PROFILE.json")
    for name in ("organisation", "marking", "lawful-basis", "timestamp-url"):
        change.add_argument(f"--{name}", metavar="TEXT")
    change.add_argument("--expires", type=day, metavar="DAY", help=_("its last day, such as 2027-12-31"))
    change.add_argument("--version", type=int, metavar="NUMBER")
    for name, words in _pem_words().items():
        change.add_argument(f"--{name}", action="append", type=file_to_read, metavar="FILE", help=words)
    change.add_argument("--password-packs", choices=("yes", "no"))
    change.add_argument("--printing", choices=("yes", "no"), help=_("whether records may be printed"))
    change.add_argument("--second-closes-repeats", choices=("yes", "no"), help=_("whether it takes two people to close a repeat without further action"))  # fmt: skip
    change.add_argument("--mailbox-days", type=int, metavar="NUMBER", help=_("after how many days a change of the team leaves its mailbox at most; 30 to 400, 90 where none is given"))  # fmt: skip
    change.add_argument("--answer-minutes", type=int, metavar="NUMBER", help=_("for how many minutes one passphrase covers answers; 0 for none, at most 10"))  # fmt: skip
    change.add_argument("--route", choices=[kind.value for kind in RouteKind], help=_("who is asked first"))
    change.add_argument("--first", action="append", metavar="ID", help=_("with --route: receivers that are asked first"))  # fmt: skip
    change.add_argument("--retention", type=file_to_read, metavar="RULES.json", help=_("rules on how long records are kept"))  # fmt: skip
    change.add_argument("--escrow-name", metavar="NAME", help=_("whose key for ways in it is"))
    change.add_argument("--escrow-key", metavar="age1pq1…", help=_("its public half; empty to take it out"))
    change.set_defaults(run=run_set)


def run_new(arguments: argparse.Namespace) -> Exit:
    """Write a profile with nobody in it, or the next version of a signed one."""
    today = datetime.now(UTC).date()
    if arguments.signed is None:
        profile = new_profile(arguments.organisation, today=today, expires=arguments.expires)
    else:
        profile = next_version(profile_in(read_file(arguments.signed)), today=today)
        profile = replace(profile, expires=arguments.expires or profile.expires)
    write_file(arguments.file, profile_text(profile))
    say(_("{file}: {organisation}, version {version}").format(file=arguments.file, organisation=profile.organisation, version=profile.version))  # fmt: skip
    say(_("Put receivers in with “profile add-receiver”, then sign it with “profile sign”."))
    return Exit.DONE


def run_add_receiver(arguments: argparse.Namespace) -> Exit:
    """Put a receiver in, and tell its key in words, to compare by phone."""
    profile = read_plain(arguments.file)
    receiver = _with_sign_in(_receiver(profile, arguments), arguments)
    changed = with_receiver(profile, receiver)
    if arguments.answers_within is not None:
        days = {**changed.answer_within_days, receiver.id: arguments.answers_within}
        changed = replace(changed, answer_within_days=days)
    write_plain(arguments.file, changed)
    if words := key_words(receiver):
        say(_("The key of {name} in words, to compare by phone: {words}").format(name=receiver.name, words=words))  # fmt: skip
    return Exit.DONE


def _receiver(profile: OrganisationProfile, arguments: argparse.Namespace) -> Receiver:
    """What was there under the id, what the desk's file says, and what was given, each over the one before."""
    given: dict[str, Any] = {
        "id": arguments.id, "name": arguments.name, "phone": arguments.phone, "seal_to": arguments.key,
        "endpoint": arguments.endpoint, "form_ids": arguments.form, "needs": arguments.need, "wants": arguments.want,
        "way": arguments.way,
        "receipt_certificate": None if arguments.certificate is None else pem_file(arguments.certificate),
        "encrypt_to": None if arguments.encrypt_to is None else pem_file(arguments.encrypt_to),
        "with_attachments": False if arguments.no_attachments else None,
    }  # fmt: skip
    given = {name: value for name, value in given.items() if value is not None}
    before = next((one for one in profile.recipients if one.id == arguments.id), None)
    if arguments.desk is not None:
        desk = receiver_from_desk(read_file(arguments.desk), {"id": arguments.id or new_id(), **given})
        return desk if before is None else replace(desk, form_ids=desk.form_ids or before.form_ids)
    if before is not None:
        return _receiver_of({**parts_of(before), **given})
    if not arguments.name:
        raise UsageError(
            _("The receiver has no name"),
            _("Nothing was changed."),
            _("Give --name, or the file of the receiver’s inbox with --from."),
        )
    empty = {"seal_to": [], "receipt_certificate": "", "endpoint": "", "form_ids": []}
    return _receiver_of({**empty, "id": new_id(), **given})


def _receiver_of(parts: dict[str, Any]) -> Receiver:
    receiver: Receiver = value_of(Receiver, parts, older=True)
    return receiver


def _with_sign_in(receiver: Receiver, arguments: argparse.Namespace) -> Receiver:
    if arguments.sign_in_at is None:
        return receiver
    if not arguments.sign_in_at:
        return replace(receiver, sign_in=None)
    if not arguments.sign_in_client:
        raise UsageError(
            _("The sign-in has no client id"),
            _("Nothing was changed."),
            _("Give --sign-in-client: the id that the server for signing in gave this program."),
        )
    server = SignInServer(
        issuer=arguments.sign_in_at, client_id=arguments.sign_in_client, scope=arguments.sign_in_scope
    )
    return replace(receiver, sign_in=server)


def run_remove(arguments: argparse.Namespace) -> Exit:
    """Take a receiver out."""
    write_plain(arguments.file, without_receiver(read_plain(arguments.file), arguments.id))
    return Exit.DONE


def run_colleague(arguments: argparse.Namespace) -> Exit:
    """Put a colleague in, and tell their key in words."""
    if arguments.card is not None:
        colleague = colleague_from_card(read_file(arguments.card))
    else:
        certificate = "" if arguments.certificate is None else pem_file(arguments.certificate)
        colleague = Colleague(
            name=arguments.name, role=arguments.role, recipient=arguments.key, certificate=certificate
        )
    write_plain(arguments.file, with_colleague(read_plain(arguments.file), colleague))
    if colleague.recipient:
        words = words_for_keys((colleague.recipient,))
        say(_("The key of {name} in words, to compare by phone: {words}").format(name=colleague.name, words=words))  # fmt: skip
    return Exit.DONE


def run_set(arguments: argparse.Namespace) -> Exit:
    """Set what was given; all else stays."""
    profile = read_plain(arguments.file)
    names = (
        "organisation",
        "marking",
        "lawful_basis",
        "timestamp_url",
        "expires",
        "version",
        "answer_minutes",
        "mailbox_days",
    )
    changes: dict[str, Any] = {name: getattr(arguments, name) for name in names}
    for option in _PEM_OPTIONS:
        paths = getattr(arguments, option.replace("-", "_"))
        changes[option.replace("-", "_")] = None if paths is None else tuple(map(pem_file, paths))
    for name in ("password_packs", "printing", "second_closes_repeats"):
        said = getattr(arguments, name)
        changes[name] = None if said is None else said == "yes"
    if arguments.route is not None:
        changes["routes"] = Routes(kind=RouteKind(arguments.route), first=tuple(arguments.first or ()))
    if arguments.retention is not None:
        changes["retention"] = rules_from_file(read_file(arguments.retention))
    profile = replace(profile, **{name: value for name, value in changes.items() if value is not None})
    if arguments.escrow_key is not None:
        name = arguments.escrow_name or profile.organisation
        escrow = EscrowKey(name=name, recipient=arguments.escrow_key) if arguments.escrow_key else None
        profile = replace(profile, escrow=escrow)
    write_plain(arguments.file, profile)
    return Exit.DONE


def day(text: str) -> date:
    """A day as ISO 8601 writes it; ValueError for another text."""
    return date.fromisoformat(text)
