"""The page for a receiver: how a pack is opened and its signature checked without this program. One A4 page, to be printed.

The commands on it are real: a test takes them off the page and runs them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.organisation import Practitioner, SealingWay
from prevent_desktop.formatting import each_of
from prevent_desktop.translation import _

EXAMPLE_PACK = "P-7QF2K8M4T9XW"


@dataclass(frozen=True, slots=True, kw_only=True)
class HowTo:
    """What the page tells. `key_words` are the fingerprint of what packs are closed to, `signer_words` of who signs them.

    `is_hybrid` says that the receiver's key is one that only age 1.3 and newer knows. `made_at` is aware.
    """

    sender: Practitioner
    recipient_name: str
    way: SealingWay
    is_hybrid: bool = True
    key_words: str = ""
    signer_words: str = ""
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A heading with its sentences, and the commands that do it, one a line."""

    title: str
    sentences: tuple[str, ...]
    commands: tuple[str, ...] = ()


def steps(how_to: HowTo) -> tuple[Step, ...]:
    """The page in words, in the order of doing it."""
    opening = {
        SealingWay.AGE: _with_age,
        SealingWay.PASSWORD: _with_password,
        SealingWay.CERTIFICATE: _with_certificate,
    }[how_to.way]
    return (opening(how_to), _signature(how_to), _words(how_to), _trouble(how_to))


def _with_age(how_to: HowTo) -> Step:
    version = (
        _(
            "You need the free program age, version 1.3 or newer: your key is one that older versions do not know."
        )
        if how_to.is_hybrid
        else _("You need the free program age, in any version.")
    )
    return Step(
        _("1. Open the file with your key"),
        (
            _("You get a file such as {file}. Only your key opens it.").format(
                file=f"{EXAMPLE_PACK}.pdf.age"
            ),
            version,
            _("In the folder with the file, and with your key in key.txt, type:"),
        ),
        (f"age --decrypt --identity key.txt --output {EXAMPLE_PACK}.pdf {EXAMPLE_PACK}.pdf.age",),
    )


def _with_password(_how_to: HowTo) -> Step:
    return Step(
        _("1. Open the file with the password"),
        (
            _(
                "You get a file such as {file}. Its sender tells you six words by phone, never by mail."
            ).format(file=f"{EXAMPLE_PACK}.pdf"),
            _(
                "Open it in any PDF reader that knows PDF 2.0, and type the words in small letters, with one space between."
            ),
            _("If a reader refuses it, this shows the text on the command line (poppler):"),
        ),
        (f'pdftotext -upw "SIX WORDS BY PHONE" {EXAMPLE_PACK}.pdf -',),
    )


def _with_certificate(_how_to: HowTo) -> Step:
    return Step(
        _("1. Open the file with your certificate"),
        (
            _("You get a file such as {file}. It is encrypted to your certificate.").format(
                file=f"{EXAMPLE_PACK}.pdf"
            ),
            _(
                "Open it in a PDF reader that knows certificate security, such as Adobe Acrobat Reader, on the computer "
                "that has the key of your certificate."
            ),
        ),
    )


def _signature(how_to: HowTo) -> Step:
    sentences = (
        _(
            "Open the PDF in any reader and look at its signatures. The reader must say that the signature is valid and "
            "that the document was not changed since."
        ),
        _(
            "A reader calls the signer unknown until you tell it to trust the sender’s authority: compare the words below "
            "by phone first."
        ),
    )
    if how_to.way is SealingWay.CERTIFICATE:
        return Step(_("2. Check who signed it"), sentences)
    said = _(
        "On the command line (poppler) this must say “Signature is Valid”, and of the last signature “Total document "
        "signed”:"
    )
    password = '-upw "SIX WORDS BY PHONE" ' if how_to.way is SealingWay.PASSWORD else ""
    return Step(_("2. Check who signed it"), (*sentences, said), (f"pdfsig {password}{EXAMPLE_PACK}.pdf",))


def _words(how_to: HowTo) -> Step:
    told = []
    if how_to.signer_words:
        told.append(
            _("The certificate that packs are signed with: {words}").format(words=how_to.signer_words)
        )
    if how_to.key_words:
        label = (
            _("Your key, to which packs are sealed: {words}")
            if how_to.way is SealingWay.AGE
            else _("Your certificate, to which packs are encrypted: {words}")
        )
        told.append(label.format(words=how_to.key_words))
    told.append(
        _(
            "Read these words to each other by phone, on a number that you knew before. If one differs, do not go on."
        )
    )
    return Step(_("3. Compare these words by phone"), tuple(told))


def _trouble(how_to: HowTo) -> Step:
    sender = how_to.sender
    call = each_of((sender.name, sender.role, sender.organisation))
    reach = each_of((sender.phone, sender.email))
    return Step(
        _("4. If it does not open, or the signature is not valid"),
        (
            _("Do not rely on it and do not pass it on. Call the sender: {who}.").format(who=call),
            *((_("Phone or email: {reach}").format(reach=reach),) if reach else ()),
            _("Immediate danger: call 999 first. This page is about files, not about what to do."),
        ),
    )
