"""The kinds of trouble on the way to a receiver, each in plain words.

What may go away by itself, or on another network, is a `WaitingError`; what needs a person first is a
`RefusedError`. The kind is kept with the pack, so that screens and tests tell troubles apart without reading words.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from prevent_desktop.errors import RefusedError, WaitingError
from prevent_desktop.translation import _


class Trouble(StrEnum):
    """What is in the way."""

    OFFLINE = "offline"
    NAME_UNKNOWN = "name_unknown"
    SERVER_DOWN = "server_down"
    NO_ANSWER = "no_answer"
    CUT_OFF = "cut_off"
    CAPTIVE_PORTAL = "captive_portal"
    LOGIN_PAGE = "login_page"
    BLOCK_PAGE = "block_page"
    PROXY_SIGN_IN = "proxy_sign_in"
    PROXY_DOWN = "proxy_down"
    CERTIFICATE_NOT_TRUSTED = "certificate_not_trusted"
    CERTIFICATE_WRONG_NAME = "certificate_wrong_name"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CLOCK_WRONG = "clock_wrong"
    NOT_SECURE = "not_secure"
    SERVER_BUSY = "server_busy"
    SERVER_FAULT = "server_fault"
    REDIRECTED = "redirected"
    NOT_TUS = "not_tus"
    WRONG_VERSION = "wrong_version"
    NO_SUCH_ADDRESS = "no_such_address"
    BAD_ADDRESS = "bad_address"
    UNPROTECTED = "unprotected"
    NOT_ALLOWED = "not_allowed"
    TOO_LARGE = "too_large"
    NOT_ACCEPTED = "not_accepted"
    NO_WAY = "no_way"
    FOLDER_AWAY = "folder_away"
    FOLDER_FULL = "folder_full"
    FOLDER_CLOSED = "folder_closed"
    SPOILED = "spoiled"
    OTHER_PACK_THERE = "other_pack_there"
    NO_RECEIPT = "no_receipt"


Words = tuple[str, str, str]


def waiting(kind: Trouble, host: str = "", *, retry_after: float | None = None) -> WaitingError:
    """The error for trouble that passes; `host` is the receiver's server or folder, `retry_after` in seconds."""
    title, what_happened, next_step = (text.format(host=host) for text in _PASSING[kind]())
    return WaitingError(title, what_happened, next_step, kind=kind, retry_after=retry_after)


def refused(kind: Trouble, host: str = "") -> RefusedError:
    """The error for trouble that needs a person."""
    title, what_happened, next_step = (text.format(host=host) for text in _LASTING[kind]())
    return RefusedError(title, what_happened, next_step, kind=kind)


# Each kind is a function, so that its words are translated when they are needed and not when this is imported.
_PASSING: dict[Trouble, Callable[[], Words]] = {
    Trouble.OFFLINE: lambda: (
        _("No connection"),
        _("This computer is not connected to a network."),
        _("It goes by itself when there is a connection."),
    ),
    Trouble.NAME_UNKNOWN: lambda: (
        _("The receiver's server was not found"),
        _("This network does not know the name {host}."),
        _("It is tried again by itself. If it stays, tell your IT support that {host} cannot be found."),
    ),
    Trouble.SERVER_DOWN: lambda: (
        _("The receiver's server is switched off"),
        _("{host} was reached, but nothing there takes packs at the moment."),
        _("It is tried again by itself."),
    ),
    Trouble.NO_ANSWER: lambda: (
        _("The receiver's server does not answer"),
        _("{host} did not answer in time. The connection may be poor, or this network may hold it back."),
        _("It is tried again by itself. If it stays, try another network."),
    ),
    Trouble.CUT_OFF: lambda: (
        _("The connection was cut"),
        _("The connection to {host} broke off."),
        _("It goes on from there by itself."),
    ),
    Trouble.CAPTIVE_PORTAL: lambda: (
        _("This network wants you to sign in"),
        _("This network asks you to sign in on a web page first."),
        _("Sign in, and it goes by itself."),
    ),
    Trouble.LOGIN_PAGE: lambda: (
        _("A sign-in page is in the way"),
        _("Instead of the receiver's server, a sign-in page answered at {host}."),
        _("Sign in with your web browser if it is your organisation's page; otherwise tell your IT support."),
    ),
    Trouble.BLOCK_PAGE: lambda: (
        _("A web filter is in the way"),
        _("Instead of the receiver's server, a page that refuses access answered for {host}."),
        _("Ask your IT support to allow {host} in the web filter. It is tried again by itself."),
    ),
    Trouble.PROXY_SIGN_IN: lambda: (
        _("The proxy wants you to sign in"),
        _("Your organisation's proxy does not let this program through without a name and password."),
        _("Ask your IT support to let this program reach {host}. It is tried again by itself."),
    ),
    Trouble.PROXY_DOWN: lambda: (
        _("The proxy does not answer"),
        _("The proxy that this computer is set to use could not be used."),
        _("It is tried again by itself. If it stays, ask your IT support to look at the proxy settings."),
    ),
    Trouble.CERTIFICATE_NOT_TRUSTED: lambda: (
        _("The server could not prove who it is"),
        _("What answered for {host} has a certificate that this computer does not trust. Nothing was sent."),
        _("Try another network. If it stays, tell your IT support; it is tried again by itself."),
    ),
    Trouble.CERTIFICATE_WRONG_NAME: lambda: (
        _("Another server answered"),
        _("What answered for {host} has the certificate of another server. Nothing was sent."),
        _("Try another network. If it stays, tell your IT support; it is tried again by itself."),
    ),
    Trouble.CERTIFICATE_EXPIRED: lambda: (
        _("The server's certificate has expired"),
        _("The certificate of {host} is out of date. Nothing was sent."),
        _(
            "Check that the date of this computer is right, and tell the receiver. It is tried again by itself."
        ),
    ),
    Trouble.CLOCK_WRONG: lambda: (
        _("The date of this computer seems wrong"),
        _("By this computer's clock the certificate of {host} is not valid. Nothing was sent."),
        _("Set the date and time; then it goes by itself."),
    ),
    Trouble.NOT_SECURE: lambda: (
        _("No protected connection"),
        _("{host} and this computer could not agree on a protected connection (TLS 1.3). Nothing was sent."),
        _("Try another network. If it stays, tell your IT support; it is tried again by itself."),
    ),
    Trouble.SERVER_BUSY: lambda: (
        _("The receiver's server is busy"),
        _("{host} asked to come back later."),
        _("It is tried again by itself."),
    ),
    Trouble.SERVER_FAULT: lambda: (
        _("The receiver's server has a fault"),
        _("{host} answered with an error of its own."),
        _("It is tried again by itself. If it stays until tomorrow, call the receiver."),
    ),
    Trouble.FOLDER_AWAY: lambda: (
        _("The receiver's folder is not there"),
        _("The folder {host} cannot be reached at the moment."),
        _("Connect the drive or the network; then it goes by itself."),
    ),
    Trouble.FOLDER_FULL: lambda: (
        _("The receiver's folder is full"),
        _("There is no room in {host}."),
        _("Make room there; then it goes by itself."),
    ),
    Trouble.SPOILED: lambda: (
        _("The copy was spoiled on its way"),
        _("What arrived in {host} is not what was sent, and was removed."),
        _("It is sent again by itself."),
    ),
}

_LASTING: dict[Trouble, Callable[[], Words]] = {
    Trouble.REDIRECTED: lambda: (
        _("The receiver's address leads elsewhere"),
        _("{host} points to another address. Packs never follow such a sign, so nothing was sent."),
        _("Ask your organisation for the receiver's new address, then try again."),
    ),
    Trouble.NOT_TUS: lambda: (
        _("No place for packs there"),
        _("{host} answered, but not as a server that takes packs. Nothing was sent."),
        _("Check the receiver's address in Settings, and ask the receiver; then try again."),
    ),
    Trouble.WRONG_VERSION: lambda: (
        _("The receiver's server speaks another version"),
        _("{host} takes uploads, but not by the protocol that this program knows (tus 1.0)."),
        _("Tell the receiver, then try again."),
    ),
    Trouble.NO_SUCH_ADDRESS: lambda: (
        _("The receiver's address is not there"),
        _("{host} answered that there is nothing at this address. Nothing was sent."),
        _("Check the receiver's address in Settings, and ask the receiver; then try again."),
    ),
    Trouble.BAD_ADDRESS: lambda: (
        _("The receiver's address is not an address"),
        _("The address that this pack should go to cannot be read."),
        _("Correct the receiver's address in Settings, then prepare the pack again."),
    ),
    Trouble.UNPROTECTED: lambda: (
        _("The receiver's address is not protected"),
        _("The address of {host} begins with http: and not https:. Nothing was sent."),
        _("Ask your organisation for the receiver's protected address, then prepare the pack again."),
    ),
    Trouble.NOT_ALLOWED: lambda: (
        _("The receiver's server refused this pack"),
        _("{host} does not let this computer send packs."),
        _("Call the receiver and ask to be let in, then try again. The pack is kept here."),
    ),
    Trouble.TOO_LARGE: lambda: (
        _("The pack is too large for the receiver"),
        _("{host} does not take packs of this size."),
        _("Call the receiver, or prepare a pack with fewer attachments. The pack is kept here."),
    ),
    Trouble.NOT_ACCEPTED: lambda: (
        _("The receiver's server did not accept the pack"),
        _("{host} answered in a way that does not fit."),
        _("Try again. If it happens again, call the receiver. The pack is kept here."),
    ),
    Trouble.NO_WAY: lambda: (
        _("There is no way to this receiver"),
        _("The receiver's address is of a kind that this program cannot deliver to."),
        _("Correct the receiver's address in Settings, then prepare the pack again."),
    ),
    Trouble.FOLDER_CLOSED: lambda: (
        _("The receiver's folder cannot be used"),
        _("You have no right to read or write in {host}."),
        _("Ask whoever looks after that folder to let you write there, then try again."),
    ),
    Trouble.OTHER_PACK_THERE: lambda: (
        _("Another pack with this id is there"),
        _("The folder {host} holds a pack with the same id and other content. It was not replaced."),
        _("Call the receiver and ask what they have; then prepare a new pack."),
    ),
    Trouble.NO_RECEIPT: lambda: (
        _("No receipt has come"),
        _("All of it was sent more than 3 days ago, and the receiver has not signed for it yet."),
        _("Call the receiver and ask whether they have opened it. The receipt is still asked for by itself."),
    ),
}
