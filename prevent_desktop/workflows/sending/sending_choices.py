"""What the person sets about sending: networks, closing, notifications, start at login. Held in the spool, not the vault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from prevent_desktop.casework.leaving import IN_OUTBOX, Leaving
from prevent_desktop.delivery.connection.network_rules import (
    METERED_CHOSEN,
    NetworkRules,
    hindrance,
    keep_rules,
    own_rules,
    read_rules,
)
from prevent_desktop.delivery.connection.networks import Network, Networks, system_networks
from prevent_desktop.delivery.outbox.sending_settings import (
    keep_days_on_the_list,
    keep_in,
    may_leave,
    stays_on_the_list,
)
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import WaitingError
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import METERED, START_AT_LOGIN
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.sending import start_at_login
from prevent_desktop.workflows.sending.window_choices import OnClose, on_close, tells_news

_LOGIN_CHOSEN = "login_chosen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is set, and the network that this computer is on now (`Network()` where nobody can tell)."""

    rules: NetworkRules
    network: Network
    on_close: OnClose
    tells_news: bool
    at_login: bool
    days_on_the_list: int = 14

    @property
    def hindrance(self) -> WaitingError | None:
        """Why nothing may go over the present network; None where it may."""
        return hindrance(self.rules, self.network)

    @property
    def here_allowed(self) -> bool:
        """Whether the present network is among those that were chosen."""
        return self.rules.only is not None and self.network.key in self.rules.only

    @property
    def others(self) -> int:
        """How many other networks were chosen."""
        return len((self.rules.only or frozenset()) - {self.network.key})


def read_sending(spool: Spool, networks: Networks | None = None) -> Sending:
    """Read what is set, and ask for the network: up to a second or two where the system does not answer.

    `networks` tells it; by default who tells it without a window.
    """
    with closing(networks or system_networks()) as telling:
        network = telling.present()
    return Sending(
        rules=read_rules(spool.settings),
        network=network,
        on_close=on_close(spool),
        tells_news=tells_news(spool),
        at_login=start_at_login.is_on(),
        days_on_the_list=stays_on_the_list(spool.settings).days,
    )


def follow_start_at_login(spool: Spool, command: Sequence[str]) -> None:
    """Have the system's entry for start at login be what IT has set: always where it is locked, once where it is preset.

    WorldError where the system does not let us.
    """
    counted = in_force()
    wanted = counted.locked(START_AT_LOGIN)
    if wanted is None:
        wanted = counted.preset(START_AT_LOGIN)
        if wanted is None or spool.settings.get(_LOGIN_CHOSEN) is not None:
            return
        spool.settings.put(_LOGIN_CHOSEN, "")
    if wanted != start_at_login.is_on():
        _change_start_at_login(command, wanted=wanted)


def set_start_at_login(spool: Spool, command: Sequence[str], *, wanted: bool) -> None:
    """Start `command` at each login, or no more. UsageError where IT has set it."""
    in_force().require_free(START_AT_LOGIN)
    spool.settings.put(_LOGIN_CHOSEN, "")
    _change_start_at_login(command, wanted=wanted)


def _change_start_at_login(command: Sequence[str], *, wanted: bool) -> None:
    if wanted:
        start_at_login.switch_on(command)
    else:
        start_at_login.switch_off()


def set_metered(spool: Spool, *, allowed: bool) -> None:
    """Allow metered connections, or let packs wait there. UsageError where IT has set it."""
    in_force().require_free(METERED)
    keep_rules(spool.settings, replace(own_rules(spool.settings), not_metered=not allowed))
    spool.settings.put(METERED_CHOSEN, "")
    spool.send_now()


def set_all_networks(spool: Spool) -> None:
    """Send over every network."""
    keep_rules(spool.settings, replace(own_rules(spool.settings), only=None))
    spool.send_now()


def set_chosen_networks(spool: Spool) -> None:
    """Send over chosen networks alone: none so far, where none was chosen before."""
    rules = own_rules(spool.settings)
    keep_rules(spool.settings, replace(rules, only=rules.only or frozenset()))


def choose_network(spool: Spool, key: str, *, allowed: bool) -> None:
    """Choose a network, or take it from those that were chosen."""
    rules = own_rules(spool.settings)
    only = rules.only or frozenset()
    keep_rules(spool.settings, replace(rules, only=only | {key} if allowed else only - {key}))
    spool.send_now()


def forget_other_networks(spool: Spool, key: str) -> None:
    """Of the chosen networks keep only the one that we are on."""
    rules = own_rules(spool.settings)
    keep_rules(spool.settings, replace(rules, only=(rules.only or frozenset()) & {key}))


def keep_days(spool: Spool, days: int) -> None:
    """Have what is over stay on the list for so many days, one of `DAYS_ON_THE_LIST`."""
    keep_days_on_the_list(spool.settings, days)


def in_words(found: Sending) -> Iterator[str]:
    """What is set and what it means here and now, a line each."""
    allowed = _("allowed") if not found.rules.not_metered else _("not allowed")
    yield _("Metered connections: {what}").format(what=allowed)
    if found.rules.only is None:
        yield _("Networks: all")
    else:
        number = len(found.rules.only)
        yield ngettext("Networks: {number} chosen", "Networks: {number} chosen", number).format(number=number)
    yield _("This network: {name}").format(name=found.network.name or _("the system does not tell"))
    metered = {True: _("yes"), False: _("no"), None: _("the system does not tell")}[found.network.metered]
    yield _("Metered: {what}").format(what=metered)
    trouble = found.hindrance
    yield _("Packs may go here.") if trouble is None else f"{trouble.what_happened} {trouble.next_step}"


def kept_in(spool: Spool) -> frozenset[Leaving]:
    """The kinds of things that the outbox sends, and that the person switched off."""
    return frozenset(kind for kind in IN_OUTBOX if not may_leave(spool.settings, kind))


def keep_kind_in(spool: Spool, kind: Leaving, *, kept_in: bool) -> None:
    """Let nothing of this kind leave this laptop any more, or let it leave again, at once."""
    keep_in(spool.settings, kind, kept_in=kept_in)
    spool.send_now()
