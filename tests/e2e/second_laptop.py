"""A lead's second laptop, by keyboard alone in a real window: join, the first round, a shared case, a note in it, and the first laptop sees it.

Run: ``python -m tests.e2e.second_laptop``. The first laptop's vault, its team and the slip are prepared by the program's own workflows.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.roles import Role as Part
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.own_key import make_own_key
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.team.cases.sharing import share
from prevent_desktop.workflows.team.joining import founding, inviting
from prevent_desktop.workflows.team.joining.people_file import Invitee
from tests.e2e.counting import Walk
from tests.e2e.driving import Home, Program, Xvfb
from tests.e2e.two_installs import Side, vault_at

INVITATION = "school.pdteam"
_ROUNDS = 180.0
"""Seconds that a few rounds of both laptops may take: each looks once a minute while nobody works."""
WRITTEN = "He told me today that he no longer goes there."


@dataclass(frozen=True)
class Laptops:
    """Both, and the code on the slip of the second one."""

    first: Home
    second: Home
    code: str

    @classmethod
    def prepare(cls, folder: Path) -> Laptops:
        """Found the team on the first, with one shared case; the invitation lies in the second one's home."""
        first, second, mailbox = Home(folder / "first"), Home(folder / "second"), folder / "team"
        for home in (first, second):
            home.environment()
        mailbox.mkdir()
        now = datetime.now(UTC)
        with vault_at(first, 0) as vault:
            owner = Practitioner(
                name="Sam Field",
                role="Safeguarding lead",
                organisation="Example School",
                kinds=(Part.LEAD.value,),
            )
            settings.save_practitioner(vault, owner)
            make_own_key(vault, owner, now=now)
            wanted = founding.NewTeam(
                mailbox=mailbox.as_uri(), device="Office laptop", second_holder="Kim Hale"
            )
            founding.found_team(vault, wanted, now=now)
            key = founding.make_second_key(vault, now=now)
            founding.try_second_key(vault, key.content, key.code, now=now)
            _person, case = add_person(
                vault, forenames="Alex", surname="Brook", birth_date=PartialDate(2012, 5, 3), now=now
            )
            share(vault, [case.id], now=now)
            profile = settings.profile(vault)
            assert profile is not None
            assert profile.team is not None
            lead = profile.team.members[0]
            slip = Invitee(name=lead.name, role=Role.LEAD, member=lead.id)
            made = inviting.invite(vault, [slip], now=now)
        (second.folder / "home" / INVITATION).write_bytes(made.file)
        return cls(first, second, made.slips[0].code)


def join(walk: Walk, code: str) -> None:
    """From nothing to the first page: who one is, the invitation and its code, the passphrase."""
    walk.see("Your name")
    walk.say("Sam Field")
    walk.press("Return")
    walk.say("Example School")
    walk.press("Return", "Space", "Tab", "Space", "Alt+O")
    walk.see("Do you have it?")
    walk.press("Down", "Space", "Alt+V")
    walk.name_file(INVITATION)
    walk.program.see_focus("Code on your slip")
    walk.say(code)
    walk.press("Return")
    walk.see("Sam Field, lead in the team of Example School")
    walk.press("Alt+O")
    walk.see("We suggest these five words")
    walk.program.see_focus("Type it once, so that your fingers know it")
    words = walk.program.words()
    walk.say(words[words.index("Offered passphrase") + 1])
    walk.press("Return")
    walk.program.see_focus("I have it on paper")
    walk.press("Space", "Alt+F")


def open_shared_case(walk: Walk) -> None:
    """From anywhere: the list of people, and the one who is in it once the team's cases have come."""
    walk.press("Ctrl+2")
    walk.program.see("Lists show initials and age")
    walk.program.see("AB, 14", _ROUNDS)
    walk.look()
    walk.tab_to("People")
    walk.press("Return")
    walk.see("Born 3 May 2012")


def write_note(walk: Walk) -> None:
    """From the record."""
    walk.press("Ctrl+N")
    walk.see("What was seen, heard or said")
    walk.say(WRITTEN)
    walk.press("Ctrl+Return")


def go_through(laptops: Laptops) -> Walk:
    """All of it, each laptop with a screen and a keyboard of its own; the walk on the second one."""
    with ExitStack() as stack:
        screens = []
        for _laptop in range(2):
            server = Xvfb()
            stack.callback(server.close)
            screens.append({"QT_QPA_PLATFORM": "xcb", "DISPLAY": server.display})
        first = stack.enter_context(Program(laptops.first, screens[0]))
        Side(first).unlock()
        second = stack.enter_context(Program(laptops.second, screens[1]))
        walk = Walk(second)
        join(walk, laptops.code)
        walk.see("Needs you today")
        open_shared_case(walk)
        write_note(walk)
        open_shared_case(Walk(first))
        first.see(WRITTEN, _ROUNDS)
        second.close()
        first.close()
    return walk


def main() -> int:
    """Walk under Xvfb, and print what it cost."""
    with tempfile.TemporaryDirectory(prefix="second-laptop-") as folder:
        walk = go_through(Laptops.prepare(Path(folder)))
    sys.stdout.write(f"{walk.told()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
