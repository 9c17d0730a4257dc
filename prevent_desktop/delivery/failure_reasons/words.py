"""What each kind of trouble is called, what happened, and what to do next: the three sentences that people read.

What may go away by itself, or on another network, stands in `PASSING`; what needs a person first stands in `LASTING`.
``{host}`` is the receiver's server or folder; a few kinds tell more (``{issuer}``, ``{until}``).
"""

from __future__ import annotations

from collections.abc import Callable

from prevent_desktop.delivery.failure_reasons.kinds import FailureReason
from prevent_desktop.translation import _

Words = tuple[str, str, str]

# Each kind is a function, so that its words are translated when they are needed and not when this is imported.
PASSING: dict[FailureReason, Callable[[], Words]] = {
    FailureReason.OFFLINE: lambda: (
        _("No connection"),
        _("This computer is not connected to a network."),
        _("It goes by itself when there is a connection."),
    ),
    FailureReason.NAME_UNKNOWN: lambda: (
        _("The receiver’s server was not found"),
        _("This network does not know the name {host}."),
        _("It is tried again by itself. If it stays, tell your IT support that {host} cannot be found."),
    ),
    FailureReason.SERVER_DOWN: lambda: (
        _("The receiver’s server is switched off"),
        _("{host} was reached, but nothing there takes packs at the moment."),
        _("It is tried again by itself."),
    ),
    FailureReason.NO_ANSWER: lambda: (
        _("The receiver’s server does not answer"),
        _("{host} did not answer in time. The connection may be poor, or this network may hold it back."),
        _("It is tried again by itself. If it stays, try another network."),
    ),
    FailureReason.CUT_OFF: lambda: (
        _("The connection was cut"),
        _("The connection to {host} broke off."),
        _("It goes on from there by itself."),
    ),
    FailureReason.CAPTIVE_PORTAL: lambda: (
        _("This network wants you to sign in"),
        _("This network asks you to sign in on a web page first."),
        _("Sign in, and it goes by itself."),
    ),
    FailureReason.LOGIN_PAGE: lambda: (
        _("A sign-in page is in the way"),
        _("Instead of the receiver’s server, a sign-in page answered at {host}."),
        _("Sign in with your web browser if it is your organisation’s page; otherwise tell your IT support."),
    ),
    FailureReason.BLOCK_PAGE: lambda: (
        _("A web filter is in the way"),
        _("Instead of the receiver’s server, a page that refuses access answered for {host}."),
        _("Ask your IT support to allow {host} in the web filter. It is tried again by itself."),
    ),
    FailureReason.PROXY_SIGN_IN: lambda: (
        _("The proxy wants a name and password"),
        _("Your organisation’s proxy lets this program through only with a name and password."),
        _("Enter them in Settings, under Connection, or ask your IT support. It is tried again by itself."),
    ),
    FailureReason.PROXY_UNKNOWN: lambda: (
        _("Another proxy wants a name and password"),
        _(
            "On this network the proxy is {proxy}. The name and password that are kept were entered for another one, so it was not given them."
        ),
        _(
            "Only if your IT support says that {proxy} is theirs, enter them again in Settings, under Connection. Else try another network; packs then go by themselves."
        ),
    ),
    FailureReason.PROXY_PASSWORD_WRONG: lambda: (
        _("The proxy did not accept the name and password"),
        _(
            "The proxy refused the name and password that are kept for it. "
            "They are not offered again, so that your account is not locked."
        ),
        _("Enter them again in Settings, under Connection; then it goes by itself."),
    ),
    FailureReason.PROXY_OTHER_SIGN_IN: lambda: (
        _("The proxy wants a sign-in that this program does not know"),
        _(
            "The proxy asks for {ways}. This program can sign in to a proxy with a name and password (Basic), with the login of this computer (Negotiate), and with NTLM where IT allows it."
        ),
        _("Ask your IT support to let this program reach {host}. It is tried again by itself."),
    ),
    FailureReason.PROXY_NTLM_FORBIDDEN: lambda: (
        _("The proxy wants NTLM, which is not allowed here"),
        _(
            "The proxy {proxy} signs people in by NTLM, an old way that this program uses only where IT allows it."
        ),
        _(
            "For IT: offer Negotiate with Kerberos at the proxy, or set the policy ProxyNtlm. It is tried again by itself."
        ),
    ),
    FailureReason.PROXY_NO_TICKET: lambda: (
        _("There is no login to show to the proxy"),
        _(
            "The proxy {proxy} wants the login of this computer ({ways}), and there is no Kerberos ticket for it."
        ),
        _(
            "Log in to your organisation’s network first. For IT: the proxy needs the service name HTTP/{proxy}; “klist” shows the tickets. It is tried again by itself."
        ),
    ),
    FailureReason.PROXY_LOGIN_REFUSED: lambda: (
        _("The proxy did not accept the login of this computer"),
        _("The proxy {proxy} was shown the login of this computer ({ways}) and refused it."),
        _(
            "For IT: look in the proxy’s log for this account, and whether it may reach {host}. It is tried again by itself."
        ),
    ),
    FailureReason.PROXY_SCRIPT_AWAY: lambda: (
        _("The script for the proxy cannot be read"),
        _("This computer is set to ask {script} which proxy to use, and it was not there."),
        _(
            "For IT: look whether {script} can be read from here, without a proxy. It is tried again by itself."
        ),
    ),
    FailureReason.PROXY_SCRIPT_BROKEN: lambda: (
        _("The script for the proxy does not work"),
        _("This computer is set to ask {script} which proxy to use, and {why}."),
        _("For IT: fix the script, or name the proxy itself. It is tried again by itself."),
    ),
    FailureReason.PROXY_REFUSES: lambda: (
        _("The proxy does not let this program through"),
        _("Your organisation’s proxy refused the way to {host}."),
        _("Ask your IT support to allow {host} in the proxy. It is tried again by itself."),
    ),
    FailureReason.PROXY_CANNOT_REACH: lambda: (
        _("The proxy could not reach the receiver"),
        _("Your organisation’s proxy answered, and found no way to {host}."),
        _(
            "It is tried again by itself. If it stays, tell your IT support that the proxy cannot reach {host}."
        ),
    ),
    FailureReason.PROXY_DOWN: lambda: (
        _("The proxy does not answer"),
        _("The proxy that this computer is set to use could not be used."),
        _("It is tried again by itself. If it stays, ask your IT support to look at the proxy settings."),
    ),
    FailureReason.CERTIFICATE_NOT_TRUSTED: lambda: (
        _("The server could not prove who it is"),
        _("What answered for {host} has a certificate by “{issuer}”, which this computer does not trust."),
        _("Try another network. If it stays, tell your IT support; it is tried again by itself."),
    ),
    FailureReason.CERTIFICATE_SELF_MADE: lambda: (
        _("Something vouches for itself"),
        _(
            "What answered for {host} made its certificate itself, in the name “{issuer}”. "
            "Nobody that this computer trusts vouches for it."
        ),
        _("Try another network. If it stays, tell your IT support; it is tried again by itself."),
    ),
    FailureReason.CERTIFICATE_REVOKED: lambda: (
        _("The server’s certificate was revoked"),
        _("The certificate of {host} was called back by “{issuer}”."),
        _("Tell the receiver, by phone. It is tried again by itself."),
    ),
    FailureReason.CERTIFICATE_WEAK: lambda: (
        _("The server’s certificate is too weak"),
        _("The certificate of {host} rests on a key or a method that is no longer safe."),
        _("Tell the receiver. It is tried again by itself."),
    ),
    FailureReason.CERTIFICATE_OTHER_PURPOSE: lambda: (
        _("The certificate is not one of a server"),
        _("What answered for {host} has a certificate by “{issuer}” for another purpose."),
        _("Try another network. If it stays, tell the receiver; it is tried again by itself."),
    ),
    FailureReason.INSPECTED: lambda: (
        _("A web filter looks into this connection"),
        _(
            "“{issuer}” answers in place of {host}. It reads like the web filter of this network, "
            "but this computer does not trust it."
        ),
        _(
            "If it is your organisation’s filter, ask your IT support to install its certificate on this computer, or to leave {host} out of it. If you do not know it, use another network."
        ),
    ),
    FailureReason.CERTIFICATE_WRONG_NAME: lambda: (
        _("Another server answered"),
        _("What answered for {host} has the certificate of another server."),
        _("Try another network. If it stays, tell your IT support; it is tried again by itself."),
    ),
    FailureReason.CERTIFICATE_EXPIRED: lambda: (
        _("The server’s certificate has expired"),
        _("The certificate of {host} is out of date."),
        _(
            "Check that the date of this computer is right, and tell the receiver. It is tried again by itself."
        ),
    ),
    FailureReason.CLOCK_WRONG: lambda: (
        _("The date of this computer seems wrong"),
        _("By this computer’s clock the certificate of {host} is not valid."),
        _("Set the date and time; then it goes by itself."),
    ),
    FailureReason.NOT_SECURE: lambda: (
        _("No protected connection"),
        _("{host} and this computer could not agree on a protected connection (TLS 1.3)."),
        _("Try another network. If it stays, tell your IT support; it is tried again by itself."),
    ),
    FailureReason.SERVER_BUSY: lambda: (
        _("The receiver’s server is busy"),
        _("{host} asked to come back later."),
        _("It is tried again by itself."),
    ),
    FailureReason.SERVER_FAULT: lambda: (
        _("The receiver’s server has a fault"),
        _("{host} answered with an error of its own."),
        _("It is tried again by itself. If it stays until tomorrow, call the receiver."),
    ),
    FailureReason.SERVER_FULL: lambda: (
        _("The receiver’s server is full"),
        _("{host} has no room for this pack at the moment."),
        _("It is tried again by itself. If it stays until tomorrow, call the receiver."),
    ),
    FailureReason.SECRETS_LOCKED: lambda: (
        _("This computer’s store of secrets is locked"),
        _("What is needed to reach {host} is kept there, and could not be read."),
        _("Log in to this computer and unlock its store of secrets; then it goes by itself."),
    ),
    FailureReason.METERED: lambda: (
        _("This connection is metered"),
        _("You set that packs do not go over a metered connection, and this computer says that this is one."),
        _("It goes by itself on another network, or once you allow metered connections in Settings."),
    ),
    FailureReason.METERED_UNTOLD: lambda: (
        _("Nobody can tell whether this connection is metered"),
        _(
            "You set that packs do not go over a metered connection, and this computer cannot tell whether this is one. "
            "So nothing is sent."
        ),
        _(
            "Allow metered connections in Settings to send it here; otherwise it waits for a network that tells."
        ),
    ),
    FailureReason.SWITCHED_OFF: lambda: (
        _("Packs do not leave this computer"),
        _("You set that no pack leaves it. So nothing is sent."),
        _("It goes by itself once you let packs leave: Settings, “What leaves this computer”."),
    ),
    FailureReason.OTHER_NETWORK: lambda: (
        _("You are on another network"),
        _("You set that packs go over chosen networks alone, and this is not one of them."),
        _("It goes by itself on such a network, or once you allow this one in Settings."),
    ),
    FailureReason.NETWORK_UNTOLD: lambda: (
        _("Nobody can tell which network this is"),
        _(
            "You set that packs go over chosen networks alone, and this computer cannot tell which one it is on. "
            "So nothing is sent."
        ),
        _("It goes by itself on such a network. To send it here, allow all networks in Settings."),
    ),
    FailureReason.FOLDER_AWAY: lambda: (
        _("The receiver’s folder is not there"),
        _("The folder {host} cannot be reached at the moment."),
        _("Connect the drive or the network; then it goes by itself."),
    ),
    FailureReason.FOLDER_FULL: lambda: (
        _("The receiver’s folder is full"),
        _("There is no room in {host}."),
        _("Make room there; then it goes by itself."),
    ),
    FailureReason.SPOILED: lambda: (
        _("The copy was spoiled on its way"),
        _("What arrived in {host} is not what was sent, and was removed."),
        _("It is sent again by itself."),
    ),
}

LASTING: dict[FailureReason, Callable[[], Words]] = {
    FailureReason.REDIRECTED: lambda: (
        _("The receiver’s address leads elsewhere"),
        _("{host} points to another address. Packs never follow such a sign."),
        _("Ask your organisation for the receiver’s new address, then try again."),
    ),
    FailureReason.NOT_TUS: lambda: (
        _("No place for packs there"),
        _("{host} answered, but not as a server that takes packs."),
        _("Check the receiver’s address in Settings, and ask the receiver; then try again."),
    ),
    FailureReason.WRONG_VERSION: lambda: (
        _("The receiver’s server speaks another version"),
        _("{host} takes uploads, but not by the protocol that this program knows (tus 1.0)."),
        _("Tell the receiver, then try again."),
    ),
    FailureReason.NO_SUCH_ADDRESS: lambda: (
        _("The receiver’s address is not there"),
        _("{host} answered that there is nothing at this address."),
        _("Check the receiver’s address in Settings, and ask the receiver; then try again."),
    ),
    FailureReason.BAD_ADDRESS: lambda: (
        _("The receiver’s address is not an address"),
        _("The address that this pack should go to cannot be read."),
        _("Correct the receiver’s address in Settings, then prepare the pack again."),
    ),
    FailureReason.UNPROTECTED: lambda: (
        _("The receiver’s address is not protected"),
        _("The address of {host} begins with http: and not https:."),
        _("Ask your organisation for the receiver’s protected address, then prepare the pack again."),
    ),
    FailureReason.NOT_ALLOWED: lambda: (
        _("The receiver’s server refused this pack"),
        _("{host} does not let this computer send packs."),
        _("Call the receiver and ask to be let in, then try again. The pack is kept here."),
    ),
    FailureReason.PROXY_UNUSABLE: lambda: (
        _("The proxy’s address cannot be used"),
        _("The proxy “{proxy}” is of a kind that this program does not know, or its address cannot be read."),
        _("Correct it in Settings, under Connection, then try again."),
    ),
    FailureReason.CLIENT_CERTIFICATE_WANTED: lambda: (
        _("The receiver wants a certificate of yours"),
        _("{host} lets only those in who show a certificate that it knows, and none is kept here."),
        _("Ask your organisation for it, add it in Settings, under Connection, then try again."),
    ),
    FailureReason.CLIENT_CERTIFICATE_REFUSED: lambda: (
        _("The receiver did not accept your certificate"),
        _("{host} refused the certificate that this computer showed."),
        _("Ask your organisation for one that the receiver knows, add it in Settings, then try again."),
    ),
    FailureReason.CLIENT_CERTIFICATE_EXPIRED: lambda: (
        _("Your certificate for the receiver has run out"),
        _("The certificate that this computer shows to {host} was good until {until}."),
        _("Ask your organisation for a new one, add it in Settings, under Connection, then try again."),
    ),
    FailureReason.CLIENT_CERTIFICATE_LOCKED: lambda: (
        _("Your certificate for the receiver cannot be opened"),
        _("Its file or its password is no longer on this computer, and {host} wants to see it."),
        _("Add the certificate again in Settings, under Connection, then try again."),
    ),
    FailureReason.SIGN_IN_WANTED: lambda: (
        _("The receiver wants you to sign in"),
        _("{host} takes packs only from those who have signed in."),
        _("Choose “Sign in” in Settings, under Connection, then try again."),
    ),
    FailureReason.SIGN_IN_AGAIN: lambda: (
        _("Your sign-in for the receiver has run out"),
        _("{host} no longer accepts it, and it could not be renewed."),
        _("Sign in again in Settings, under Connection, then try again."),
    ),
    FailureReason.SIGN_IN_REFUSED: lambda: (
        _("Your sign-in does not let you send"),
        _("{host} knows who you are, and does not let you send packs there."),
        _("Call the receiver and ask to be let in, then try again. The pack is kept here."),
    ),
    FailureReason.TOO_LARGE: lambda: (
        _("The pack is too large for the receiver"),
        _("{host} does not take packs of this size."),
        _("Call the receiver, or prepare a pack with fewer attachments. The pack is kept here."),
    ),
    FailureReason.NOT_ACCEPTED: lambda: (
        _("The receiver’s server did not accept the pack"),
        _("{host} answered in a way that does not fit."),
        _("Try again. If it happens again, call the receiver. The pack is kept here."),
    ),
    FailureReason.NO_WAY: lambda: (
        _("There is no way to this receiver"),
        _("The receiver’s address is of a kind that this program cannot deliver to."),
        _("Correct the receiver’s address in Settings, then prepare the pack again."),
    ),
    FailureReason.FOLDER_CLOSED: lambda: (
        _("The receiver’s folder cannot be used"),
        _("You have no right to read or write in {host}."),
        _("Ask whoever looks after that folder to let you write there, then try again."),
    ),
    FailureReason.FOLDER_ODD: lambda: (
        _("Something strange lies in the receiver’s folder"),
        _(
            "In {host} there is a link, or something else, where a folder or a file belongs. Nothing was sent there."
        ),
        _("Tell whoever looks after that folder, then try again."),
    ),
    FailureReason.OTHER_PACK_THERE: lambda: (
        _("Another pack with this id is there"),
        _("The folder {host} holds a pack with the same id and other content. It was not replaced."),
        _("Call the receiver and ask what they have; then prepare a new pack."),
    ),
    FailureReason.CANCELLED: lambda: (
        _("Cancelled"),
        _("You cancelled this pack after a part of it was sent. The receiver has deleted that part."),
        _(
            "It was sealed: only the receiver could have opened it, and a pack that is not whole counts as none."
        ),
    ),
    FailureReason.CANCELLED_LEFT: lambda: (
        _("Cancelled"),
        _(
            "You cancelled this pack after a part of it was sent. The receiver did not delete what it has: a part, "
            "or all of it where its last answer was lost."
        ),
        _(
            "It is sealed: only the receiver can open it. Call them if it matters; for three days it is asked for a receipt."
        ),
    ),
    FailureReason.NO_RECEIPT: lambda: (
        _("No receipt has come"),
        _("All of it was sent more than 3 days ago, and the receiver has not signed for it yet."),
        _("Call the receiver and ask whether they have opened it. The receipt is still asked for by itself."),
    ),
}
