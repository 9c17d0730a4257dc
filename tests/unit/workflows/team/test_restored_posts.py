"""A vault that was restored, with a mailbox that has forgotten its posts, gives no post a number that others have had from it."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

from prevent_desktop.workflows.team.circles.circle_book import EPOCH_LIFE
from prevent_desktop.workflows.team.circles.statements import circles, renew_circles
from tests.faults.team_laptops import Founded, Laptop
from tests.unit.workflows.team.test_last_sets import Team, founded_once

__all__ = ["founded_once"]


class Restored(Team):
    """SF's laptop has made keys since its last backup, which all others got; then its disk is lost, and the mailbox is begun anew."""

    def key(self) -> None:
        """SF makes a new key for each circle, and all others get it."""
        self.sf.drift += EPOCH_LIFE
        with self.sf.opened() as vault:
            assert renew_circles(vault, now=self.sf.now())
        self.rounds(self.sf, self.pl, self.kb, self.sf)

    def lose_disk_and_mailbox(self, backup: Path, *, keys: int) -> None:
        self.sf.back_up(backup)
        for _ in range(keys):
            self.key()
        shutil.rmtree(self.sf.folder)
        self.sf.restore(backup)
        for one in sorted(self.founded.journal.folder.rglob("*"), reverse=True):
            one.unlink() if one.is_file() else one.rmdir()

    def look(self, times: int) -> list[int]:
        """All three stay open, and look for everything so often, in turn; how many posts each asked for that are neither last nor next."""
        with ExitStack() as opened:
            open_ones = [
                (one, opened.enter_context(one.opened()), one.rounds(self.founded.journal, self.chance))
                for one in (self.sf, self.pl, self.kb)
            ]
            for _ in range(times):
                for laptop, vault, rounds in open_ones:
                    rounds.ask_for_all()
                    laptop.round_by(rounds, vault)
            return [rounds._memory.looked_around for _laptop, _vault, rounds in open_ones]

    def epochs(self, laptop: Laptop) -> list[int]:
        with laptop.opened() as vault:
            return [one.statement.epoch for one in circles(vault)[self.founded.main].counted]


def test_keys_made_after_a_restored_backup_come_to_everybody(founded_once: Founded, tmp_path: Path) -> None:
    team = Restored(founded_once.copy(tmp_path / "team"))
    team.lose_disk_and_mailbox(tmp_path / "backup", keys=5)
    team.look(3)
    team.key()
    wrote = team.note(team.sf)
    team.look(4)
    assert wrote in team.notes(team.pl)
    assert wrote in team.notes(team.kb)
    assert team.epochs(team.pl)[-1] == team.epochs(team.sf)[-1]


def test_so_they_do_where_it_makes_one_before_it_hears_of_anybody(
    founded_once: Founded, tmp_path: Path
) -> None:
    team = Restored(founded_once.copy(tmp_path / "team"))
    team.lose_disk_and_mailbox(tmp_path / "backup", keys=5)
    wrote = team.note(team.sf)
    team.look(7)
    assert wrote in team.notes(team.pl)
    assert wrote in team.notes(team.kb)


def test_so_they_do_though_all_heads_open_by_then(founded_once: Founded, tmp_path: Path) -> None:
    """It gets the keys of the others before they have come to the number of its own: what it sealed meanwhile is looked for all the same."""
    team = Restored(founded_once.copy(tmp_path / "team"))
    team.lose_disk_and_mailbox(tmp_path / "backup", keys=12)
    wrote = team.note(team.sf)
    team.look(12)
    assert wrote in team.notes(team.pl)
    assert wrote in team.notes(team.kb)


def test_while_all_heads_open_no_older_post_is_asked_for(founded_once: Founded, tmp_path: Path) -> None:
    team = Restored(founded_once.copy(tmp_path / "team"))
    for _ in range(3):
        team.key()
    assert team.look(3) == [0, 0, 0]
