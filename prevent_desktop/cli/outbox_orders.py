"""``outbox pause``, ``resume``, ``hold``, ``go-on``, ``first``, ``in-turn``, ``cancel``, ``rebuild``, ``networks``, ``schedule``: what a person decides about sending, without unlocking anything."""

from __future__ import annotations

import argparse
import plistlib
import shlex
from collections.abc import Callable, Sequence

from prevent_desktop.cli.output import Exit, say, say_text
from prevent_desktop.cli.paths import place
from prevent_desktop.confined.spawn import command_line, own_command
from prevent_desktop.delivery.outbox.items import SpoolItem
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.sending import orders, sending_choices
from prevent_desktop.workflows.sending.shared_spool import SharedSpool


def add_commands(outbox: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add them to ``outbox``."""
    parsers = {
        run_pause: outbox.add_parser("pause", help=_("send nothing until “resume”, in every process")),
        run_resume: outbox.add_parser("resume", help=_("send again")),
        run_rebuild: outbox.add_parser(
            "rebuild", help=_("write a damaged list again from the packs that are here")
        ),
    }
    for name, words, run in (
        ("hold", _("send nothing more of one pack for now"), run_hold),
        ("go-on", _("send a pack again that was held"), run_go_on),
        ("first", _("send a pack before all others"), run_first),
        ("in-turn", _("send it when its turn comes"), run_in_turn),
        ("cancel", _("cancel a pack of which not all was sent"), run_cancel),
    ):
        parsers[run] = outbox.add_parser(name, help=words)
        parsers[run].add_argument("pack", metavar="PACK", help=_("its id, as “outbox list” shows it"))
    networks = outbox.add_parser("networks", help=_("over which networks packs go; set what is given"))
    networks.add_argument("--metered", choices=("yes", "no"), help=_("send over metered connections, or not"))
    networks.add_argument("--over", choices=("all", "here", "not-here", "chosen"), help=_("send over all networks, add or take off the present one, or only those chosen"))  # fmt: skip
    parsers[run_networks] = networks
    for run, command in parsers.items():
        command.add_argument("--data", type=place, metavar="DIR", help=_("the program’s data folder"))
        command.set_defaults(run=run)
    schedule = outbox.add_parser("schedule", help=_("print what makes a scheduler run “outbox send”"))
    schedule.add_argument("kind", choices=KINDS, help=_("which scheduler"))
    schedule.set_defaults(run=run_schedule)


def run_pause(arguments: argparse.Namespace) -> Exit:
    """Send nothing until ``resume``."""
    return _order(arguments, orders.pause, _("Sending is paused."))


def run_resume(arguments: argparse.Namespace) -> Exit:
    """Send again."""
    return _order(arguments, orders.go_on, _("Sending goes on."))


def run_hold(arguments: argparse.Namespace) -> Exit:
    """Hold one pack."""
    return _tell(arguments, lambda spool: orders.hold(spool, arguments.pack).item)


def run_go_on(arguments: argparse.Namespace) -> Exit:
    """Let a held pack go on."""
    return _tell(arguments, lambda spool: orders.let_go(spool, arguments.pack).item)


def run_first(arguments: argparse.Namespace) -> Exit:
    """Send one pack before all others."""
    return _tell(arguments, lambda spool: orders.send_first(spool, arguments.pack).item)


def run_in_turn(arguments: argparse.Namespace) -> Exit:
    """Send it in its turn."""
    return _tell(arguments, lambda spool: orders.send_in_turn(spool, arguments.pack).item)


def run_cancel(arguments: argparse.Namespace) -> Exit:
    """Cancel one pack; the record writes it down when its vault is opened."""
    return _tell(arguments, lambda spool: orders.cancel(spool, arguments.pack))


def run_rebuild(arguments: argparse.Namespace) -> Exit:
    """Exit 0 where what was set could be kept, 1 where sending is paused until somebody has looked."""
    rebuilt = SharedSpool(Places.of(arguments.data).spool).rebuild()
    words = ngettext(
        "{number} pack is on the new list.", "{number} packs are on the new list.", rebuilt.packs
    )
    say(words.format(number=rebuilt.packs))
    for path in rebuilt.aside:
        say(_("Set aside: {file}").format(file=path))
    if rebuilt.settings_kept:
        return Exit.DONE
    say(
        _(
            "What was set about sending is lost, so sending is paused. Look at “outbox networks”, then “outbox resume”."
        )
    )
    return Exit.NOT_VALID


def run_networks(arguments: argparse.Namespace) -> Exit:
    """Set the rules that are given, and say what holds. Exit 1 where nothing may go over the present network."""
    with Spool.open(Places.of(arguments.data).spool) as spool:
        if arguments.metered is not None:
            sending_choices.set_metered(spool, allowed=arguments.metered == "yes")
        if arguments.over is not None:
            _set_networks(spool, arguments.over)
        found = sending_choices.read_sending(spool)
    for line in sending_choices.in_words(found):
        say(line)
    return Exit.NOT_VALID if found.hindrance is not None else Exit.DONE


def run_schedule(arguments: argparse.Namespace) -> Exit:
    """Print the text for a scheduler, with this program's own command in it."""
    say_text(schedule_for(arguments.kind, own_command()))
    return Exit.DONE


def _set_networks(spool: Spool, over: str) -> None:
    if over == "all":
        sending_choices.set_all_networks(spool)
    elif over == "chosen":
        sending_choices.set_chosen_networks(spool)
    else:
        key = sending_choices.read_sending(spool).network.key
        if not key:
            raise UsageError(
                _("Nobody can tell which network this is"),
                _("This computer does not tell which network it is on, so it cannot be chosen."),
                _("Choose it where the system tells it, or allow all networks: --over all."),
            )
        sending_choices.choose_network(spool, key, allowed=over == "here")


def _order(arguments: argparse.Namespace, order: Callable[[Spool], object], words: str) -> Exit:
    with Spool.open(Places.of(arguments.data).spool) as spool:
        order(spool)
    say(words)
    return Exit.DONE


def _tell(arguments: argparse.Namespace, order: Callable[[Spool], SpoolItem]) -> Exit:
    with Spool.open(Places.of(arguments.data).spool) as spool:
        item = order(spool)
    say(f"{item.pack_id}  {item.what_happens_next}")
    return Exit.DONE


KINDS = ("systemd", "cron", "windows", "macos")
_SECONDS = 900
_NAME = "prevent-desktop-outbox"


def schedule_for(kind: str, program: Sequence[str]) -> str:
    """The text for one scheduler; `program` is the command that starts this program."""
    command = [*program, "outbox", "send"]
    return {"systemd": _systemd, "cron": _cron, "windows": _windows, "macos": _macos}[kind](command)


def _systemd(command: Sequence[str]) -> str:
    """User units (systemd.service(5), systemd.timer(5)); exit code 3 says that packs wait for a connection: no failure."""
    start = " ".join(map(_systemd_word, command))
    return _UNITS.format(name=_NAME, start=start, then=_("Then"))


_UNITS = """\
# ~/.config/systemd/user/{name}.service
[Unit]
Description=Prevent Desktop: send sealed packs

[Service]
Type=oneshot
ExecStart={start}
SuccessExitStatus=3

# ~/.config/systemd/user/{name}.timer
[Unit]
Description=Prevent Desktop: send sealed packs every quarter of an hour

[Timer]
OnStartupSec=2min
OnUnitActiveSec=15min
RandomizedDelaySec=5min

[Install]
WantedBy=timers.target

# {then}: systemctl --user enable --now {name}.timer"""


def _systemd_word(word: str) -> str:
    """Quoted for ExecStart (systemd.service(5), "Command lines"): % and $ mean something there."""
    inner = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{inner}"'


def _cron(command: Sequence[str]) -> str:
    return f"*/15 * * * * {shlex.join(command)}".replace("%", "\\%")


def _windows(command: Sequence[str]) -> str:
    inner = command_line(command).replace('"', '\\"')
    return f'schtasks /Create /TN "Prevent Desktop outbox" /SC MINUTE /MO 15 /TR "{inner}"'


def _macos(command: Sequence[str]) -> str:
    agent = plistlib.dumps(
        {"Label": _NAME, "ProgramArguments": list(command), "StartInterval": _SECONDS}
    ).decode()
    place = f"<!-- ~/Library/LaunchAgents/{_NAME}.plist -->"
    head, _line, rest = agent.partition("\n")
    return f"{head}\n{place}\n{rest.rstrip()}"
