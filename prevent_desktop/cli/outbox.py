"""``outbox list`` and ``outbox send``: sealed packs on their way, without unlocking anything; and the other commands of the outbox."""

from __future__ import annotations

import argparse

from prevent_desktop.cli import outbox_by_hand, outbox_connection, outbox_orders
from prevent_desktop.cli.output import Exit, say, say_json
from prevent_desktop.cli.paths import place
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.translation import _
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.sending.deliver import make_courier
from prevent_desktop.workflows.sending.outbox_state import read_packs


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``outbox`` and its commands."""
    outbox = commands.add_parser("outbox", help=_("list and send sealed packs")).add_subparsers(required=True)
    listed = outbox.add_parser("list", help=_("where each pack is and what happens next"))
    sent = outbox.add_parser("send", help=_("send what can go now; for a scheduler"))
    for command, run in ((listed, run_list), (sent, run_send)):
        command.add_argument("--data", type=place, metavar="DIR", help=_("the program’s data folder"))
        command.add_argument("--json", action="store_true", help=_("print the packs as JSON"))
        command.set_defaults(run=run)
    outbox_by_hand.add_commands(outbox)
    outbox_connection.add_commands(outbox)
    outbox_orders.add_commands(outbox)


def run_list(arguments: argparse.Namespace) -> Exit:
    """List every pack of the outbox."""
    with Spool.open(Places.of(arguments.data).spool) as spool:
        _show(read_packs(spool).items, as_json=arguments.json)
    return Exit.DONE


def run_send(arguments: argparse.Namespace) -> Exit:
    """Try each pack that may go now once, and ask for receipts and answers.

    Exit 1 where a pack needs a person, else 3 where one still waits for a connection, else 0: also where sending is
    paused, since a person wants it so.
    """
    with Spool.open(Places.of(arguments.data).spool) as spool:
        courier = make_courier(spool)
        courier.run_once()
        packs = read_packs(spool)
    _show(packs.items, as_json=arguments.json)
    if packs.paused and not arguments.json:
        say(_("Sending is paused: “outbox resume” lets it go on."))
    if any(item.state is State.NEEDS_YOU for item in packs.items):
        return Exit.NOT_VALID
    waits = any(item.state in _WAITS and not item.held for item in packs.items)
    return Exit.WORLD if waits and not packs.paused else Exit.DONE


_WAITS = frozenset({State.QUEUED, State.SENDING, State.WAITING})


def _show(items: tuple[SpoolItem, ...], *, as_json: bool) -> None:
    if as_json:
        say_json([_as_json(item) for item in items])
        return
    if not items:
        say(_("The outbox is empty."))
    for item in items:
        state = _("Paused") if item.held else item.state.label
        say(f"{item.pack_id}  {state}  {item.offset}/{item.size}  {item.what_happens_next}")


def _as_json(item: SpoolItem) -> dict[str, object]:
    return {
        "pack": item.pack_id,
        "state": item.state.value,
        "sealed_sha256": item.digest,
        "size": item.size,
        "acknowledged": item.offset,
        "attempts": item.attempts,
        "held": item.held,
        "priority": item.priority,
        "reason": item.reason.kind if item.reason is not None else None,
        "next_try_at": item.next_try_at.isoformat() if item.next_try_at is not None else None,
        "next_step": item.what_happens_next,
    }
