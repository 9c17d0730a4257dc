"""Whoever makes a release: keys under a passphrase, lists that those who check believe."""

from __future__ import annotations

import plistlib
import re
import stat
import sys
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop import __version__
from prevent_desktop.workflows.forms import form_bundles
from prevent_desktop.workflows.organisation.profile import taking
from prevent_desktop.workflows.releases.checking import ReleaseTrust
from tests.made_releases import Makers, days_from_now, release, signed_again

PACKAGING = Path(__file__).resolve().parents[3] / "packaging"
SUFFIXES = (taking.SUFFIX, form_bundles.SUFFIX)


def test_a_key_is_its_owners_and_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    public = release.new_key(tmp_path / "one.key", "four words of mine")
    key = release.read_key(tmp_path / "one.key", "four words of mine")
    assert key.public_key == release.read_public(public)
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "one.key").stat().st_mode) == 0o600
    with pytest.raises(ValueError, match=r"password|decrypt"):
        release.read_key(tmp_path / "one.key", "four other words")


def test_a_key_is_never_written_over_another(tmp_path: Path) -> None:
    release.new_key(tmp_path / "one.key", "four words of mine")
    with pytest.raises(FileExistsError):
        release.new_key(tmp_path / "one.key", "four words of mine")


def test_the_commands_make_a_release_that_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PREVENT_DESKTOP_PASSPHRASE", "four words of mine")
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b", "c", "files", "newest"):
        assert release.main(["key", f"{name}.key"]) == 0
    root = [
        "root",
        "made",
        "--root",
        "a.pub",
        "b.pub",
        "c.pub",
        "--files",
        "files.pub",
        "--newest",
        "newest.pub",
    ]
    assert release.main(root) == 0
    for name in ("a", "c"):
        assert release.main(["sign", "made", "--key", f"{name}.key"]) == 0
    assert release.main(["make", "made", "--files-key", "files.key", "--newest-key", "newest.key"]) == 0
    assert release.main(["renew", "made", "--newest-key", "newest.key"]) == 0
    told = capsys.readouterr().out
    checked = ReleaseTrust(tmp_path / "trust").check(Path("made"), own_version="0.0.1", now=datetime.now(UTC))
    assert {"SHA256SUMS", f"prevent-desktop-{__version__}-for-it.zip"} < set(checked.present)
    assert checked.first_words in told


def test_an_it_team_gets_the_page_for_it_with_all_that_the_page_leads_to(tmp_path: Path) -> None:
    made = [release.pack_for_it(Path(tempfile.mkdtemp(dir=tmp_path))) for _time in range(2)]
    assert made[0].read_bytes() == made[1].read_bytes()
    with zipfile.ZipFile(made[0]) as archive:
        page = archive.read("README.md").decode()
        names = set(archive.namelist())
    assert set(re.findall(r"\]\(([^):]+)\)", page)) <= names
    assert {"policies/PreventDesktop.admx", "policies/en-US/PreventDesktop.adml"} < names


def test_a_new_release_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    makers = Makers()
    made = makers.made(tmp_path / "release", "1.0.0")
    makers.publish(made, "1.0.1")
    assert [path.name for path in made.folder.glob("*.msi")] == ["prevent-desktop-1.0.1-x64.msi"]


def test_what_is_released_may_lie_in_the_folder_already(tmp_path: Path) -> None:
    makers = Makers()
    made = makers.made(tmp_path / "release", "1.0.0")
    package = made.folder / "prevent-desktop-1.0.0-x64.msi"
    content = package.read_bytes()
    made.publish([package], version="1.0.0", files_key=makers.files, newest_key=makers.newest)
    assert [path for path in made.folder.iterdir() if path.is_file()] == [package]
    assert package.read_bytes() == content


def test_where_a_file_of_a_release_is_not_there_the_one_before_stays(tmp_path: Path) -> None:
    makers = Makers()
    made = makers.made(tmp_path / "release", "1.0.0")
    files = [tmp_path / "mistyped.msi"]
    with pytest.raises(FileNotFoundError):
        made.publish(files, version="1.0.1", files_key=makers.files, newest_key=makers.newest)
    checked = ReleaseTrust(tmp_path / "trust").check(made.folder, own_version="0.0.1", now=datetime.now(UTC))
    assert (checked.version, checked.absent) == ("1.0.0", ())


def test_a_release_that_stays_the_newest_is_renewed_beyond_the_year_that_its_files_are_signed_for(
    tmp_path: Path,
) -> None:
    makers = Makers()
    made = makers.made(tmp_path / "release", "1.0.0")
    lists = made.folder / "metadata"
    signed_again(lists / "1.targets.json", makers.files, expires=days_from_now(10))
    assert (made.renew(makers.newest) - days_from_now(10)).days <= 0
    assert 89 <= (made.renew(makers.newest, files_key=makers.files) - datetime.now(UTC)).days <= 90
    checked = ReleaseTrust(tmp_path / "trust").check(made.folder, own_version="0.0.1", now=datetime.now(UTC))
    assert (checked.version, checked.absent) == ("1.0.0", ())


def test_the_files_of_this_program_are_known_to_each_desktop() -> None:
    mime = (PACKAGING / "debian" / "share" / "prevent-desktop.mime.xml").read_text(encoding="utf-8")
    bundle = plistlib.loads((PACKAGING / "macos" / "Info.plist").read_bytes())
    known = [
        each["UTTypeTagSpecification"]["public.filename-extension"]
        for each in bundle["UTExportedTypeDeclarations"]
    ]
    for suffix in SUFFIXES:
        assert f'<glob pattern="*{suffix}"/>' in mime
        assert [suffix.removeprefix(".")] in known
    assert plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
