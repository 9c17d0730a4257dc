"""A release is believed where its makers signed it and nothing newer was seen; else it is refused, each time with its reason."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.errors import ReleaseError, ReleaseUnclearError
from prevent_desktop.workflows.releases.checking import Age, CheckedRelease, ReleaseTrust
from tests.made_releases import Makers, days_from_now, new_keys, opened, signed_again

OWN = "1.2.3"


@pytest.fixture(scope="module")
def makers() -> Makers:
    return Makers()


@pytest.fixture
def folder(tmp_path: Path, makers: Makers) -> Path:
    return makers.made(tmp_path / "release").folder


@pytest.fixture
def trust(tmp_path: Path) -> ReleaseTrust:
    return ReleaseTrust(tmp_path / "data" / "releases")


def check(
    trust: ReleaseTrust, folder: Path, *, root: Path | None = None, date_is_right: bool = False
) -> CheckedRelease:
    return trust.check(folder, own_version=OWN, now=datetime.now(UTC), root=root, date_is_right=date_is_right)


def refused(trust: ReleaseTrust, folder: Path) -> str:
    with pytest.raises(ReleaseError) as caught:
        check(trust, folder)
    assert not isinstance(caught.value, ReleaseUnclearError)
    return caught.value.title


def change_byte(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:])


def test_a_genuine_release_is_told_with_its_version_its_files_and_what_is_not_there(
    trust: ReleaseTrust, folder: Path
) -> None:
    (folder / "prevent-desktop_9.0.0_amd64.deb").unlink()
    checked = check(trust, folder)
    assert (checked.version, checked.age) == ("9.0.0", Age.NEWER)
    assert checked.present == ("prevent-desktop-9.0.0-x64.msi",)
    assert checked.absent == ("prevent-desktop_9.0.0_amd64.deb",)
    assert 89 <= (checked.good_until - datetime.now(UTC)).days <= 90


@pytest.mark.parametrize(
    ("role", "signs"), [("1.root", "root"), ("1.targets", "files"), ("1.snapshot", "newest")]
)
def test_it_is_good_no_longer_than_the_first_of_its_lists_that_ends(
    trust: ReleaseTrust, folder: Path, makers: Makers, role: str, signs: str
) -> None:
    keys = {"root": makers.root[:2], "files": [makers.files], "newest": [makers.newest]}[signs]
    signed_again(folder / "metadata" / f"{role}.json", *keys, expires=days_from_now(10))
    assert 9 <= (check(trust, folder).good_until - datetime.now(UTC)).days <= 10


@pytest.mark.parametrize(
    ("version", "age"), [("1.2.4", Age.NEWER), ("1.10.0", Age.NEWER), (OWN, Age.SAME), ("1.2.2", Age.OLDER)]
)
def test_it_is_told_how_it_stands_to_this_program(
    trust: ReleaseTrust, tmp_path: Path, makers: Makers, version: str, age: Age
) -> None:
    assert check(trust, makers.made(tmp_path / "other", version).folder).age is age


def test_the_first_check_tells_six_words_and_the_next_does_not(trust: ReleaseTrust, folder: Path) -> None:
    assert len(check(trust, folder).first_words.split()) == 6
    assert check(trust, folder).first_words == ""


def test_no_words_are_needed_where_the_signers_are_known_from_elsewhere(
    trust: ReleaseTrust, folder: Path, tmp_path: Path
) -> None:
    root = Path(shutil.copy(folder / "metadata" / "1.root.json", tmp_path))
    assert check(trust, folder, root=root).first_words == ""


def test_other_signers_than_those_known_from_elsewhere_are_refused(
    trust: ReleaseTrust, folder: Path, tmp_path: Path
) -> None:
    foreign = Makers().made(tmp_path / "foreign").folder
    with pytest.raises(ReleaseError, match="not the release"):
        check(trust, foreign, root=folder / "metadata" / "1.root.json")
    check(trust, folder)
    with pytest.raises(ReleaseError, match="other signers"):
        check(trust, foreign, root=foreign / "metadata" / "1.root.json")


def test_a_release_by_others_is_refused_once_somebody_is_trusted(
    trust: ReleaseTrust, folder: Path, tmp_path: Path
) -> None:
    check(trust, folder)
    assert "not the release" in refused(trust, Makers().made(tmp_path / "foreign", "9.9.9").folder)
    assert check(trust, folder).version == "9.0.0"


@pytest.mark.parametrize("name", ["prevent-desktop-9.0.0-x64.msi", "prevent-desktop_9.0.0_amd64.deb", "metadata/timestamp.json",
                                  "metadata/1.snapshot.json", "metadata/1.targets.json", "metadata/1.root.json"])  # fmt: skip
@pytest.mark.parametrize("seen", [True, False])
def test_one_changed_byte_anywhere_is_refused(
    trust: ReleaseTrust, folder: Path, name: str, seen: bool
) -> None:
    if seen:
        root = (folder / "metadata" / "1.root.json").read_bytes()
        check(trust, folder)
        shutil.rmtree(trust.folder)  # the lists that are kept already are not read again from the folder
        (folder.parent / "root").write_bytes(root)
    change_byte(folder / name)
    with pytest.raises(ReleaseError):
        check(trust, folder, root=folder.parent / "root" if seen and name != "metadata/1.root.json" else None)
    assert not trust.folder.exists()


def test_a_file_that_nobody_signed_is_refused(trust: ReleaseTrust, folder: Path) -> None:
    (folder / "setup.exe").write_bytes(b"MZ")
    assert "not the release" in refused(trust, folder)


def test_an_older_release_that_was_put_back_is_refused(
    trust: ReleaseTrust, folder: Path, tmp_path: Path, makers: Makers
) -> None:
    older = Path(shutil.copytree(folder, tmp_path / "older"))
    makers.publish(opened(folder), "9.0.1")
    assert check(trust, folder).version == "9.0.1"
    assert "older than one" in refused(trust, older)
    assert check(trust, folder).version == "9.0.1"


@pytest.mark.parametrize("role", ["timestamp", "1.snapshot", "1.targets", "1.root"])
def test_a_release_that_nobody_renewed_is_out_of_date(
    trust: ReleaseTrust, folder: Path, makers: Makers, role: str
) -> None:
    path = folder / "metadata" / f"{role}.json"
    if role == "1.root":
        signed_again(path, makers.root[0], expires=days_from_now(-1))
        opened(folder).sign_root(makers.root[1])
    else:
        key = makers.files if role == "1.targets" else makers.newest
        signed_again(path, key, expires=days_from_now(-1))
    assert "out of date" in refused(trust, folder)


def test_a_clock_behind_what_was_signed_tells_nothing(
    trust: ReleaseTrust, folder: Path, makers: Makers
) -> None:
    signed_again(folder / "metadata" / "timestamp.json", makers.newest, expires=days_from_now(90 + 30))
    with pytest.raises(ReleaseUnclearError, match="Cannot tell"):
        check(trust, folder)
    assert check(trust, folder, date_is_right=True).version == "9.0.0"


def test_a_clock_behind_the_last_check_tells_nothing(trust: ReleaseTrust, folder: Path) -> None:
    check(trust, folder)
    (trust.folder / "seen").write_text(days_from_now(3).isoformat())
    with pytest.raises(ReleaseUnclearError):
        check(trust, folder)


def test_lists_that_ended_long_ago_by_a_clock_that_may_have_leapt_are_never_called_expired(
    trust: ReleaseTrust, folder: Path, makers: Makers
) -> None:
    check(trust, folder)
    for path in (folder / "metadata" / "timestamp.json", trust.folder / "timestamp.json"):
        signed_again(path, makers.newest, expires=days_from_now(-400))
    (trust.folder / "seen").write_text(days_from_now(-480).isoformat())
    with pytest.raises(ReleaseUnclearError):
        check(trust, folder)
    with pytest.raises(ReleaseError, match="out of date"):
        check(trust, folder, date_is_right=True)


def test_a_list_of_signers_with_one_signature_is_refused(
    trust: ReleaseTrust, tmp_path: Path, makers: Makers
) -> None:
    release = makers.begin(tmp_path / "one", signatures=1)
    makers.publish(release, "9.0.0")
    assert "not the release" in refused(trust, release.folder)


def test_new_signers_are_taken_where_two_of_the_old_ones_signed(
    trust: ReleaseTrust, folder: Path, makers: Makers
) -> None:
    check(trust, folder)
    release, after = opened(folder), Makers(root=[makers.root[0], *new_keys(2)])
    after.name(release)
    after.publish(release, "9.1.0")
    assert "not the release" in refused(trust, folder)
    release.sign_root(makers.root[1])
    assert check(trust, folder).version == "9.1.0"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only: pipes in the file system")
@pytest.mark.parametrize(
    "name", ["prevent-desktop-9.0.0-x64.msi", "metadata/timestamp.json", "metadata/1.root.json"]
)
def test_a_pipe_in_the_place_of_a_file_stops_nobody(trust: ReleaseTrust, folder: Path, name: str) -> None:
    (folder / name).unlink()
    os.mkfifo(folder / name)
    with pytest.raises(ReleaseError):
        check(trust, folder)


def without_lists(folder: Path) -> None:
    shutil.rmtree(folder / "metadata")


def without_the_newest(folder: Path) -> None:
    (folder / "metadata" / "timestamp.json").unlink()


def endless(folder: Path) -> None:
    with (folder / "metadata" / "timestamp.json").open("ab") as file:
        file.truncate(1 << 34)


@pytest.mark.parametrize("harm", [without_lists, without_the_newest, endless])
def test_what_is_not_whole_is_said(trust: ReleaseTrust, folder: Path, harm: Callable[[Path], None]) -> None:
    harm(folder)
    assert "cannot be read whole" in refused(trust, folder)
    assert not trust.folder.exists()


@pytest.mark.parametrize(
    "content",
    [b"[" * 10_000, b'{"signed": ' + b"9" * 10_000 + b"}", b"\xff\xfe", b"null", b"{}", b'{"signatures": [], "signed": {"_type": "root"}}'],
    ids=["deep", "long number", "no text", "nothing", "empty", "half"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["timestamp.json", "1.snapshot.json", "1.targets.json", "1.root.json"])
def test_a_list_that_is_none_is_refused(trust: ReleaseTrust, folder: Path, name: str, content: bytes) -> None:
    (folder / "metadata" / name).write_bytes(content)
    assert "not the release" in refused(trust, folder)
    assert not trust.folder.exists()


def test_the_command_tells_it_to_people_and_programs(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PREVENT_DESKTOP_DATA", str(tmp_path / "data"))
    assert run_command(["release", "check", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "newer than this program" in told
    assert "first check" in told
    assert run_command(["release", "check", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"] == "genuine"
    change_byte(folder / "prevent-desktop-9.0.0-x64.msi")
    assert run_command(["release", "check", str(folder), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["result"] == "refused"
    assert run_command(["release", "check", str(folder)]) == 1
    assert "Do not install it" in capsys.readouterr().err
