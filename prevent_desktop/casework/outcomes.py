"""What can become of a referral, as the receiver's decision names it (DOMAIN.md section 1)."""

from __future__ import annotations

from enum import StrEnum

from prevent_desktop.casework.choices import plain_words
from prevent_desktop.translation import _


class Outcome(StrEnum):
    """The values are the codes of the form of the receiver's decision."""

    NO_FURTHER_ACTION = "no-further-action"
    SIGNPOSTED = "signposted"
    CHILDRENS_SERVICES = "childrens-services"
    ADULTS_SERVICES = "adults-services"
    POLICE_LED = "police-led"
    CHANNEL_CONSIDERED = "channel-considered"
    CHANNEL_ADOPTED = "channel-adopted"
    CHANNEL_NOT_ADOPTED = "channel-not-adopted"
    CONSENT_DECLINED = "consent-declined"

    @property
    def label(self) -> str:
        """The outcome in words."""
        return {
            Outcome.NO_FURTHER_ACTION: _("No further action"),
            Outcome.SIGNPOSTED: _("Signposted to other help"),
            Outcome.CHILDRENS_SERVICES: _("Children’s services"),
            Outcome.ADULTS_SERVICES: _("Adults’ services"),
            Outcome.POLICE_LED: _("Led by the police"),
            Outcome.CHANNEL_CONSIDERED: _("Channel considered"),
            Outcome.CHANNEL_ADOPTED: _("Channel adopted"),
            Outcome.CHANNEL_NOT_ADOPTED: _("Channel not adopted"),
            Outcome.CONSENT_DECLINED: _("Consent to support declined"),
        }[self]


_IN_ENGLISH = {
    "no further action": Outcome.NO_FURTHER_ACTION,
    "signposted to other help": Outcome.SIGNPOSTED,
    "children's services": Outcome.CHILDRENS_SERVICES,
    "adults' services": Outcome.ADULTS_SERVICES,
    "led by the police": Outcome.POLICE_LED,
    "channel considered": Outcome.CHANNEL_CONSIDERED,
    "channel adopted": Outcome.CHANNEL_ADOPTED,
    "channel not adopted": Outcome.CHANNEL_NOT_ADOPTED,
    "consent to support declined": Outcome.CONSENT_DECLINED,
}


def outcome_of(choice: str) -> Outcome | None:
    """The outcome that a decision's words mean, in English or the language shown; None where they are none of ours."""
    words = plain_words(choice)
    shown = {plain_words(outcome.label): outcome for outcome in Outcome}
    codes = {outcome.value: outcome for outcome in Outcome}
    return _IN_ENGLISH.get(words) or shown.get(words) or codes.get(words)
