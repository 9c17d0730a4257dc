"""A desk of several: whoever has its keys gives them to the vaults of the leads and deputies, sealed to each and signed by the giver's.

So each of them takes in what comes, answers under the desk's own name, and what was sealed to the desk opens wherever one of them
sits. Whom it is sealed to, and whose signature counts, the organisation's signed profile says. The desk's words are compared before
it is taken: a colleague could give away another desk than they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from prevent_desktop.casework.team.roster import Member, Team, listed_id
from prevent_desktop.delivery.signed.signed_words import OtherKindError, SignatureError
from prevent_desktop.delivery.signed.team import Words, open_words, sign, signer_of
from prevent_desktop.errors import PreventDesktopError, RecordError, SealingError
from prevent_desktop.sealing import open_bytes, parse_identities, parse_recipient, seal_bytes
from prevent_desktop.strict_json import Held, JsonError, read, write
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fingerprint_words import words_for_certificate, words_for_keys
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.receiving import desk as desks
from prevent_desktop.workflows.receiving.desk import Desk
from prevent_desktop.workflows.team.circles.statements import Membership, membership

LARGEST: Final = 256 * 1024
"""Bytes of a file that holds a desk, at most."""
GIVEN: Final = "desk.given"
TAKEN: Final = "desk.taken"
"""What the audit says of it."""
_FIXED: Final = {"version": 1, "kind": "shared-desk"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    team: str
    desk: Desk
    identity: Annotated[str, Held(most=8_000)]
    receipt_key: Annotated[str, Held(most=8_000)]
    receipt_certificate: Annotated[str, Held(most=20_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenDesk:
    """A desk that `giver` gives, checked, and not taken yet. Its words are compared with theirs; `is_listed` where the profile names it."""

    giver: Member
    desk: Desk
    seal_words: str
    receipt_words: str
    is_listed: bool
    secrets: _Given


def is_shared_desk(vault: Vault) -> bool:
    """Whether this vault is a desk together with other vaults of its team: it gave its keys to them, or took theirs."""
    found = membership(vault)
    if found is None or not found.is_present or desks.desk_of(vault) is None:
        return False
    givers = (one.id for one in found.team.members)
    return vault.audit.has(GIVEN, "") or any(vault.audit.has(TAKEN, giver) for giver in givers)


def give_desk(vault: Vault) -> bytes:
    """The desk as a file for the vaults of all leads and deputies; meant for after a step-up.

    Raises RecordError where this vault is no desk, or shares cases with nobody.
    """
    found, desk = _team_of(vault), desks.desk_of(vault)
    names = (desks.IDENTITY, desks.RECEIPT_KEY, desks.RECEIPT_CERTIFICATE)
    secrets = [vault.secrets.get(name) for name in names]
    if desk is None or not all(secrets):
        raise RecordError(
            _("This vault is not a receiving desk"),
            _("It has no key that packs could be sealed to."),
            _("Make it one in Settings, under “Our desk”."),
        )
    identity, key, certificate = (secret.decode("ascii") for secret in secrets if secret is not None)
    others = [one for one in found.team.sharing if one.id != listed_id(found.own.id)]
    if not others:
        raise RecordError(
            _("Nobody can get the desk"),
            _("No other lead or deputy has a vault in your team."),
            _("Invite them on the Team page first."),
        )
    given = _Given(team=found.team.id, desk=desk, identity=identity, receipt_key=key, receipt_certificate=certificate)  # fmt: skip
    words = sign(Words.DESK, write(given, fixed=_FIXED), found.own.signing_key, found.own.id)
    with vault.transaction():
        vault.audit.append(GIVEN, "")
    return seal_bytes(words.encode(), [parse_recipient(one.recipient) for one in others])


def look_at_desk(vault: Vault, untrusted: bytes) -> GivenDesk:
    """Check a file that a colleague gave; nothing is kept. Raises RecordError where it does not count, and says why."""
    found = _team_of(vault)
    if len(untrusted) > LARGEST:
        raise _refused(_("It is larger than a desk can be."))
    try:
        words = open_bytes(untrusted, [found.own.identity]).decode("ascii")
        signer = signer_of(Words.DESK, words)
        giver = _giver(found.team, signer)
        listed = found.team.vault(signer)
        assert listed is not None  # noqa: S101 - whoever has an owner is listed
        given: _Given = read(
            _Given, open_words(Words.DESK, words, listed.signing_key), fixed=_FIXED, older=True
        )
        (identity,) = parse_identities(given.identity)
        receipt_words = words_for_certificate(given.receipt_certificate.encode())
    except SealingError as error:
        raise _refused(_("It is not sealed to this vault, or it was cut on its way.")) from error
    except (SignatureError, OtherKindError, JsonError, ValueError) as error:
        raise _refused(_("Its signature does not fit, or it is nothing that this program wrote.")) from error
    if given.team != found.team.id:
        raise _refused(_("It belongs to another team."))
    recipient = str(identity.recipient)
    profile = settings.profile(vault)
    return GivenDesk(
        giver=giver, desk=given.desk, seal_words=words_for_keys([recipient]), receipt_words=receipt_words,
        is_listed=profile is not None and any(recipient in one.seal_to for one in profile.recipients), secrets=given,
    )  # fmt: skip


def take_desk(vault: Vault, offer: GivenDesk, *, now: datetime) -> None:
    """Make this vault the same desk.

    Raises RecordError where this vault is another desk already: what is sealed to that one would open nowhere.
    """
    given = offer.secrets
    mine = vault.secrets.get(desks.IDENTITY)
    if mine is not None and mine.decode("ascii").strip() != given.identity.strip():
        raise RecordError(
            _("This vault is another desk already"),
            _("Packs that were sealed to its own key would open nowhere. Nothing was changed."),
            _("Use another vault for the shared desk, or give away this one instead."),
        )
    with vault.transaction():
        vault.secrets.set(desks.IDENTITY, given.identity.encode("ascii"))
        vault.secrets.set(desks.RECEIPT_KEY, given.receipt_key.encode("ascii"))
        vault.secrets.set(desks.RECEIPT_CERTIFICATE, given.receipt_certificate.encode("ascii"))
        desks.make_desk(vault, given.desk, now=now)
        vault.audit.append(TAKEN, offer.giver.id)


def _team_of(vault: Vault) -> Membership:
    found = membership(vault)
    own = None if found is None else found.team.owner(found.own.id)
    if found is None or own is None or not own.role.shares_cases:
        raise RecordError(
            _("Only leads and deputies share a desk"),
            _("This vault is not that of a lead or deputy in your organisation’s team."),
            _("Ask the lead to invite you as a deputy."),
        )
    return found


def _giver(team: Team, signer: str) -> Member:
    """Whose present vault signed it: a lead’s or a deputy’s."""
    giver = team.owner(signer)
    if giver is None or all(one.id != listed_id(signer) for one in team.sharing):
        raise _refused(_("Whoever signed it is no lead or deputy of your team, or their laptop was removed."))
    return giver


def _refused(what_happened: str) -> PreventDesktopError:
    return RecordError(
        _("The desk cannot be taken"), what_happened, _("Ask your colleague to give it to you again.")
    )
