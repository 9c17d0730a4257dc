"""``pack verify``: who signed a pack, when, and whether it is whole; for people, and as JSON for programs."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from prevent_desktop.cli.output import Exit, complain, say, say_json
from prevent_desktop.cli.paths import file_to_read
from prevent_desktop.cli.reading import opened_file, read_day, read_file, read_secret
from prevent_desktop.errors import PackLockedError, PackVerificationError, UsageError
from prevent_desktop.packs.reader.questions import ByKeyFile, ByPassword, Unlock
from prevent_desktop.packs.verification_context import Presence, VerificationContext
from prevent_desktop.packs.verified_pack import VerifiedPack, VerifiedSigner
from prevent_desktop.translation import _
from prevent_desktop.workflows.fingerprint_words import words_for_hex

_LOCKED = "locked"


def add_verify(pack: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    verify = pack.add_parser("verify", help=_("say who signed a pack and whether it is whole"))
    verify.add_argument("file", type=file_to_read, metavar="FILE.pdf")
    add_judging(verify)
    verify.add_argument(
        "--received",
        metavar="DAY",
        help=_("the day on which you had it for certain (2026-11-26): it proves that a signature is older"),
    )
    verify.add_argument(
        "--statement",
        type=file_to_read,
        metavar="STATEMENT.jws",
        help=_("a receiver’s signed statement that they had it on a day (“pack state”); with --receiver"),
    )
    verify.add_argument(
        "--receiver",
        type=file_to_read,
        metavar="CERT.pem",
        help=_("the certificate of that receiver’s receipts"),
    )
    locked = verify.add_mutually_exclusive_group()
    locked.add_argument(
        "--password",
        action="store_true",
        help=_("it is under a password: ask for it, or read it from standard input"),
    )
    locked.add_argument(
        "--key",
        type=file_to_read,
        metavar="KEY.p12",
        help=_("it is encrypted to a certificate: the key; its passphrase is asked for"),
    )
    verify.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    verify.set_defaults(run=run_verify)


def add_judging(command: argparse.ArgumentParser) -> None:
    """Add what a pack is judged by: trusted authorities, lists of revoked certificates, authorities for the time."""
    command.add_argument("--trust", type=file_to_read, action="append", default=[], metavar="CERT.pem")
    command.add_argument(
        "--crl", type=file_to_read, action="append", default=[], metavar="LIST.crl", help=_("a list of revoked certificates (PEM or DER)")
    )  # fmt: skip
    command.add_argument(
        "--time-trust", type=file_to_read, action="append", default=[], metavar="CERT.pem", help=_("an authority whose timestamps count")
    )  # fmt: skip


def judging(arguments: argparse.Namespace) -> tuple[list[bytes], VerificationContext]:
    """Whom to trust, and what else is known, by the clock of this computer."""
    received, now = getattr(arguments, "received", None), datetime.now(UTC)
    known = VerificationContext(
        revocation_lists=tuple(read_file(path) for path in arguments.crl),
        timestamp_roots=tuple(read_file(path) for path in arguments.time_trust),
        now=now,
        received_at=None if received is None else read_day(received),
        presences=_stated(arguments, now),
    )
    return [read_file(path) for path in arguments.trust], known


def _stated(arguments: argparse.Namespace, now: datetime) -> tuple[Presence, ...]:
    """What a receiver states of a pack. Raises ReceiptError for a statement that does not count."""
    statement, receiver = getattr(arguments, "statement", None), getattr(arguments, "receiver", None)
    if statement is None and receiver is None:
        return ()
    if statement is None or receiver is None:
        raise UsageError(
            _("Half of it is missing"),
            _("A statement counts for as much as the receiver who signed it."),
            _("Give both --statement and --receiver."),
        )
    from prevent_desktop.delivery.signed.statements import verify_statement

    stated = verify_statement(read_file(statement), read_file(receiver), now=now)
    return (Presence(stated.pdf_digest, stated.there_at),)


def run_verify(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where signature, signer and document verify, 1 where not."""
    from prevent_desktop.packs.opening import verify_pack

    try:
        trusted, known = judging(arguments)
        with opened_file(arguments.file) as pdf:
            verified = verify_pack(pdf, trusted, known, unlock=_unlock(arguments))
    except PackVerificationError as error:
        if arguments.json:
            reason = {"title": error.title, "reason": error.what_happened, "next_step": error.next_step}
            verdict = _LOCKED if isinstance(error, PackLockedError) else error.verdict
            say_json({"valid": False, "verdict": verdict, **reason})
        else:
            complain(error)
        return Exit.NOT_VALID
    if arguments.json:
        say_json({"valid": True, "verdict": "valid", **_facts(verified)})
    else:
        tell(verified)
    return Exit.DONE


def _unlock(arguments: argparse.Namespace) -> Unlock | None:
    """What opens an encrypted pack. The secret never stands on the command line."""
    if arguments.password:
        return ByPassword(" ".join(read_secret(_("Password: ")).split()))
    if arguments.key is not None:
        return ByKeyFile(read_file(arguments.key), read_secret(_("Passphrase of the key file: ")))
    return None


def tell(verified: VerifiedPack) -> None:
    """Say for people what is certain of a pack."""
    say(_("The signature is valid and the document is whole."))
    author = verified.author
    facts = {
        "pack": verified.pack_id,
        "signer": author.name,
        "organisation": author.organisation,
        "claimed_time": author.claimed_time.isoformat(),
        "in_words": words_for_hex(author.fingerprint),
        "fingerprint": author.fingerprint,
    }
    for name, fact in facts.items():
        say(f"  {name}: {fact}")
    _tell_standing(author)
    for lead in verified.later_signers:
        say(_("Countersigned by {name}, {organisation}, {time}").format(
            name=lead.name, organisation=lead.organisation, time=lead.claimed_time.isoformat()
        ))  # fmt: skip
        _tell_standing(lead)
    if verified.name_warning:
        say(verified.name_warning)
    if verified.awaits_countersignature:
        say(_("It waits for a countersignature, and has none yet."))


def _tell_standing(signer: VerifiedSigner) -> None:
    when = "" if signer.trusted_time is None else f" ({signer.trusted_time.isoformat()})"
    say("  " + _("Time: {time}").format(time=f"{signer.time_in_words}{when}"))
    say("  " + _("Certificate: {standing}").format(standing=signer.standing_in_words))


def _facts(verified: VerifiedPack) -> dict[str, Any]:
    signers = [_signer(one) for one in (verified.author, *verified.later_signers)]
    return {
        "pack": verified.pack_id,
        "signer": verified.signer_name,
        "organisation": verified.organisation,
        "claimed_time": verified.claimed_time.isoformat(),
        "in_words": words_for_hex(verified.fingerprint),
        "fingerprint": verified.fingerprint,
        "awaits_countersignature": verified.awaits_countersignature,
        "signer_on_page": verified.signer_on_page,
        "signers": signers,
    }


def _signer(signer: VerifiedSigner) -> dict[str, Any]:
    return {
        "name": signer.name,
        "organisation": signer.organisation,
        "claimed_time": signer.claimed_time.isoformat(),
        "trusted_time": None if signer.trusted_time is None else signer.trusted_time.isoformat(),
        "certificate": signer.standing.value,
        "names_its_purpose": signer.names_its_purpose,
        "as_of": None if signer.as_of is None else signer.as_of.isoformat(),
        "fingerprint": signer.fingerprint,
    }
