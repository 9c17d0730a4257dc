"""What is certain of a pack once it is verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prevent_desktop.translation import _


class Standing(StrEnum):
    """What is known of whether a certificate still counts. Each is of a signature that verifies."""

    GOOD = "good"
    NOT_CHECKED = "not-checked"
    NOT_KNOWN_REVOKED = "not-known-revoked"
    EXPIRED_SINCE = "expired-since"
    REVOKED_SINCE = "revoked-since"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedSigner:
    """One who signed. `claimed_time` is what the signer's clock said; `trusted_time` what a timestamp vouches for.

    `timestamp_remark` tells of a timestamp that vouches for nothing. `as_of` is the day that `standing` speaks of: of
    the list that was looked in, of the expiry, or of the revocation. `fingerprint` is the SHA-256 of the certificate
    (DER), in hexadecimal. `names_its_purpose`: the certificate says that it is for documents; older ones may not.
    """

    name: str
    organisation: str
    claimed_time: datetime
    trusted_time: datetime | None = None
    timestamp_remark: str = ""
    standing: Standing = Standing.NOT_CHECKED
    as_of: datetime | None = None
    fingerprint: str
    names_its_purpose: bool = True

    @property
    def time_in_words(self) -> str:
        """What vouches for the time of the signature."""
        if self.trusted_time is None:
            return self.timestamp_remark or _("Claimed, by the clock of the device that signed")
        return _("Trusted: a timestamp authority vouches that it was signed by then")

    @property
    def standing_in_words(self) -> str:
        """Whether the certificate still counts, in one sentence, or in two where it does not say what it is for."""
        if self.names_its_purpose:
            return self._standing_alone
        older = _("It does not say what it is for: it was issued before packs asked for that.")
        return f"{self._standing_alone} {older}"

    @property
    def _standing_alone(self) -> str:
        day = "" if self.as_of is None else self.as_of.date()
        words = {
            Standing.GOOD: _("The certificate was not revoked, by the list of {day}."),
            Standing.NOT_CHECKED: _(
                "Whether the certificate was revoked is not known here: there is no list of its authority."
            ),
            Standing.NOT_KNOWN_REVOKED: _(
                "The certificate is not known to be revoked as of {day}: no newer list is here."
            ),
            Standing.EXPIRED_SINCE: _(
                "The certificate was valid at the time of the signature, and has expired since, on {day}."
            ),
            Standing.REVOKED_SINCE: _(
                "The certificate was revoked on {day}, and the signature is proved to be older."
            ),
        }
        return words[self.standing].format(day=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPack:
    """What is certain of a pack once it is verified.

    `covers_whole_document` says that nothing at all follows the author's signature; otherwise `later_signers` signed
    after it, in the ways that it allows, and each of them verifies too. `certification` says in words what the author
    allows. `awaits_countersignature` says that the field for it is there and empty. `signer_on_page` is who
    signs as page one says it, where the certificate has another name; it is empty where the two agree. `named_lead` is
    whom the author named for the countersignature; empty for anybody.
    """

    author: VerifiedSigner
    pack_id: str
    audit_head: str
    covers_whole_document: bool
    later_signers: tuple[VerifiedSigner, ...]
    certification: str
    awaits_countersignature: bool = False
    signer_on_page: str = ""
    named_lead: str = ""

    @property
    def signer_name(self) -> str:
        """Whose pack it is."""
        return self.author.name

    @property
    def organisation(self) -> str:
        """The author's organisation."""
        return self.author.organisation

    @property
    def claimed_time(self) -> datetime:
        """When it was signed, by the author's clock."""
        return self.author.claimed_time

    @property
    def name_warning(self) -> str:
        """What to say where the certificate's name is not the name on page one; empty where it is."""
        if not self.signer_on_page:
            return ""
        return _("The certificate is in the name of {name}, and page one says “{told}”.").format(
            name=self.author.name, told=self.signer_on_page
        )

    @property
    def fingerprint(self) -> str:
        """That of the author's certificate."""
        return self.author.fingerprint
