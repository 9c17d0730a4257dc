"""What can go wrong with a card, in words. Light to import: the card's process and ours both know it."""

from __future__ import annotations

from enum import StrEnum

from prevent_desktop.errors import TokenError
from prevent_desktop.translation import _


class CardFailure(StrEnum):
    """What went wrong; the value goes between the processes."""

    NO_MODULE = "no-module"
    NOT_A_MODULE = "not-a-module"
    NO_TOKEN = "no-token"  # noqa: S105 - the name of a trouble
    NO_CERTIFICATE = "no-certificate"
    NO_KEY = "no-key"
    NO_PIN = "no-pin"
    WRONG_PIN = "wrong-pin"
    PIN_LOCKED = "pin-locked"
    TAKEN_OUT = "taken-out"
    HUNG = "hung"
    CRASHED = "crashed"
    STOPPED = "stopped"
    FAILED = "failed"


class PinTries(StrEnum):
    """How many more times a PIN may be tried; cards tell no number, and many tell nothing until it gets dangerous."""

    NOT_TOLD = "not-told"
    FEW = "few"
    ONE = "one"
    NONE = "none"


def trouble(kind: CardFailure, tries: PinTries = PinTries.NOT_TOLD) -> TokenError:
    """The error in words."""
    happened, next_step = (_pin_words(tries) | _card_words() | _module_words())[kind]
    return TokenError(_("The card was not used"), happened, next_step, kind=kind.value)


def _pin_words(tries: PinTries) -> dict[CardFailure, tuple[str, str]]:
    left = {
        PinTries.NOT_TOLD: _("The card does not say how many tries are left; often it is three in all."),
        PinTries.FEW: _("Few tries are left before the card locks itself."),
        PinTries.ONE: _("One try is left: one more wrong PIN locks the card."),
        PinTries.NONE: _("No try is left."),
    }
    return {
        CardFailure.NO_PIN: (
            _("The key is on a card, and its PIN was not given."),
            _("Type the PIN of the card. It is asked for at each signing, and never kept."),
        ),
        CardFailure.WRONG_PIN: (
            _("The PIN is wrong. {left}").format(left=left[tries]),
            _("Look up the PIN before you try again. It is not the passphrase of this program."),
        ),
        CardFailure.PIN_LOCKED: (
            _("The card is locked: a wrong PIN was typed too often, or its PIN is not set or has run out."),
            _("Ask whoever gave you the card to unlock it. Nothing here was signed or lost."),
        ),
    }


def _card_words() -> dict[CardFailure, tuple[str, str]]:
    return {
        CardFailure.NO_TOKEN: (
            _("The card is not there."),
            _("Put in the card, or plug in the token, wait until its light is on, and try again."),
        ),
        CardFailure.NO_CERTIFICATE: (
            _("No certificate on the card can sign packs: they need an EC P-256 key."),
            _("Ask whoever gave you the card for a certificate with such a key."),
        ),
        CardFailure.NO_KEY: (
            _("The card holds the certificate, but not the key that belongs to it, or one of another kind."),
            _("Choose the certificate on the card again in settings, or ask whoever gave you the card."),
        ),
        CardFailure.TAKEN_OUT: (
            _("The card was taken out while it was in use. Nothing was signed."),
            _("Put it in again and leave it there until the signing is done."),
        ),
        CardFailure.FAILED: (
            _("The card refused, for a reason that its program does not explain. Nothing was signed."),
            _("Take the card out, put it in again, and try once more."),
        ),
        CardFailure.STOPPED: (_("You stopped it. Nothing was signed."), _("Try again whenever you like.")),
    }


def _module_words() -> dict[CardFailure, tuple[str, str]]:
    return {
        CardFailure.NO_MODULE: (
            _("The card’s module file is not there."),
            _("Choose the file again in settings. Your IT support knows where the card’s program put it."),
        ),
        CardFailure.NOT_A_MODULE: (
            _("The file is not a PKCS#11 module, or not one for this computer."),
            _("Choose the file that came with the card; it ends in .dll, .dylib or .so."),
        ),
        CardFailure.HUNG: (
            _("The card’s program did not answer, and was ended. Nothing was signed or lost."),
            _("Take the card out, put it in again, and try once more."),
        ),
        CardFailure.CRASHED: (
            _("The card’s program broke down. It runs apart from this one: nothing was signed or lost."),
            _("Try again. If it happens again, ask your IT support for a newer program of the card."),
        ),
    }
