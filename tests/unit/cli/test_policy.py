"""``policy show`` and ``policy check``, on the real command line of a machine that IT has set up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from tests.managed import managed, run_managed, why_no_own_etc

own_etc = pytest.mark.skipif(bool(why_no_own_etc()), reason=why_no_own_etc() or "it can")


@own_etc
def test_what_stands_in_etc_counts_in_the_real_command_line(tmp_path: Path) -> None:
    ran = run_managed(
        ["policy", "show", "--json"],
        {"Locked": {"LongestMinutesToLock": 5, "SetBy": "IT of Northfield"}, "Preset": {"Proxy": "none"}},
        tmp_path,
    )
    assert ran.returncode == Exit.DONE, ran.stderr
    told = json.loads(ran.stdout)
    assert told["place"] == "/etc/prevent-desktop/policies.json"
    assert told["settings"]["LongestMinutesToLock"] == {"value": 5, "locked": True}
    assert told["settings"]["Proxy"] == {"value": "none", "locked": False}


@own_etc
def test_a_broken_file_in_etc_is_told_and_strict(tmp_path: Path) -> None:
    ran = run_managed(["policy", "show"], '{"Locked": {"ScreenCapture": true},}', tmp_path)
    assert ran.returncode == Exit.NOT_VALID
    assert "ScreenCapture = no (locked)" in ran.stdout
    assert "! What IT has set for this computer cannot be read" in ran.stdout


@own_etc
def test_a_file_in_etc_that_others_can_write_is_ignored_and_told(tmp_path: Path) -> None:
    ran = run_managed(["policy", "check"], {"Locked": {"ScreenCapture": True}}, tmp_path, mode=0o666)
    assert ran.returncode == Exit.NOT_VALID
    assert "is ignored, because others than the administrator can write" in ran.stdout


def test_all_that_is_set_is_shown_with_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with managed({"WaysIn": ["login", "pin"], "CardModule": "/usr/lib/opensc.so", "Practice": 0}):
        assert run_command(["policy", "show"]) == Exit.DONE
    told = capsys.readouterr().out
    assert "WaysIn = login, pin (locked): Permitted ways in" in told
    assert "Practice = no (locked)" in told


def test_nothing_set_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["policy", "show"]) == Exit.DONE
    assert "Nothing is set." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"Locked": {"Proxy": "none"}}', "all of it fits"),
        ("{}", "nothing is set"),
        ('{"Locked": {"Proxy": 1}}', "! Proxy: It must be a text"),
        ("{", "! "),
        ("[]", "two groups"),
    ],
)
def test_a_file_is_checked_before_it_is_given_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, told: str
) -> None:
    file = tmp_path / "new.json"
    file.write_text(content)
    code = run_command(["policy", "check", str(file)])
    assert told in capsys.readouterr().out
    assert code == (Exit.DONE if told in {"all of it fits", "nothing is set"} else Exit.NOT_VALID)


def test_where_nothing_is_set_the_check_does_not_say_that_it_fits(capsys: pytest.CaptureFixture[str]) -> None:
    """The fault: of a file that was not where it counts, the check said “all of it fits”."""
    assert run_command(["policy", "check"]) == Exit.DONE
    told = capsys.readouterr().out
    assert "nothing is set" in told
    assert "fits" not in told


@own_etc
@pytest.mark.parametrize(
    ("words", "locked", "told"),
    [
        (["outbox", "connection", "--proxy", "none"], {"Proxy": "a.example:1"}, "Proxy: Set by your organisation"),
        (["demo"], {"DataFolder": "/srv/records"}, "Data folder: Set by"),
        (["demo"], {"Practice": False}, "Practice records: Set by"),
        (["outbox", "list", "--data", "/srv/elsewhere"], {"DataFolder": "/srv/records"}, "Data folder: Set by"),
    ],
)  # fmt: skip
def test_the_real_command_line_refuses_what_is_locked(
    tmp_path: Path, words: list[str], locked: dict[str, object], told: str
) -> None:
    here = [] if "--data" in words or words[0] == "demo" else ["--data", str(tmp_path / "data")]
    ran = run_managed([*words, *here], {"Locked": locked}, tmp_path / "managed")
    assert ran.returncode != Exit.DONE
    assert told in ran.stderr


@own_etc
def test_a_trial_of_the_installation_runs_on_a_machine_that_is_set_up(tmp_path: Path) -> None:
    locked = {
        "DataFolder": "/srv/records",
        "ProfileAuthority": "ab" * 32,
        "ProfileRequired": True,
        "Networks": [],
    }
    ran = run_managed(["demo", "--headless"], {"Locked": locked}, tmp_path)
    assert ran.returncode == Exit.DONE, ran.stderr
