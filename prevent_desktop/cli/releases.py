"""``release check``: whether a release in a folder is genuine and newer. It only tells; nothing is fetched or installed."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from prevent_desktop import __version__
from prevent_desktop.cli.output import Exit, complain, say, say_json
from prevent_desktop.cli.paths import file_to_read, place
from prevent_desktop.errors import ReleaseError, ReleaseUnclearError
from prevent_desktop.formatting import each_of, long_day
from prevent_desktop.translation import _
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.releases.checking import Age, CheckedRelease, ReleaseTrust


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``release``."""
    release = commands.add_parser("release", help=_("check a release of this program in a folder"))
    check = release.add_subparsers(required=True, metavar=_("COMMAND")).add_parser(
        "check", help=_("say whether its makers signed it, and whether it is newer")
    )
    check.add_argument("folder", type=place, metavar="FOLDER")
    check.add_argument(
        "--root",
        type=file_to_read,
        metavar="1.root.json",
        help=_("who may sign, from a place that you trust; for the first check"),
    )
    check.add_argument(
        "--date-is-right",
        action="store_true",
        help=_("the clock of this computer is right, whatever was seen before"),
    )
    check.add_argument("--json", action="store_true", help=_("print the result as JSON"))
    check.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace) -> Exit:
    """Check it, and tell; exit 1 where it is refused or nothing can be told."""
    places = Places.of()
    places.keep_to_owner()
    try:
        checked = ReleaseTrust(places.releases).check(
            arguments.folder,
            own_version=__version__,
            now=datetime.now(UTC),
            root=arguments.root,
            date_is_right=arguments.date_is_right,
        )
    except ReleaseError as error:
        if arguments.json:
            result = "cannot tell" if isinstance(error, ReleaseUnclearError) else "refused"
            say_json({"result": result, "reason": error.title, "detail": error.what_happened})
        else:
            complain(error)
        return Exit.NOT_VALID
    if arguments.json:
        say_json(_as_json(checked))
    else:
        _tell(checked)
    return Exit.DONE


def _tell(checked: CheckedRelease) -> None:
    say(
        _("Genuine: version {version}, signed as the newest until {day}.").format(
            version=checked.version, day=long_day(checked.good_until.date())
        )
    )
    say(_AGES[checked.age].format(own=__version__))
    say(_("As signed: {files}.").format(files=each_of(checked.present)))
    if checked.absent:
        say(_("Not in this folder: {files}.").format(files=each_of(checked.absent)))
    if checked.first_words:
        say(_("This was the first check, so the list of signers was taken from the folder itself."))
        say(_("Compare its six words with those of the makers: {words}").format(words=checked.first_words))


_AGES = {
    Age.NEWER: _("It is newer than this program ({own})."),
    Age.SAME: _("It is the version of this program ({own})."),
    Age.OLDER: _("It is OLDER than this program ({own})."),
}


def _as_json(checked: CheckedRelease) -> dict[str, object]:
    return {
        "result": "genuine",
        "version": checked.version,
        "age": checked.age.value,
        "good_until": checked.good_until.isoformat(),
        "present": list(checked.present),
        "absent": list(checked.absent),
        "first_words": checked.first_words or None,
    }
