"""What goes into the Windows installer, as far as it shows without building it (`start.py smoke windows` builds and uses it)."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from prevent_desktop.ui.system.program_name import APP_ID, SIZES

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "packaging"))
from windows.interpreter import Interpreter, NotGenuineError
from windows.launched import MISSING, WORLD
from windows.launcher import split_icon, version_info
from windows.package import QUERIES, by_folder

ROOT = Path(__file__).resolve().parents[3]
PACKAGING = ROOT / "packaging"
WIX = "{http://schemas.microsoft.com/wix/2006/wi}"


@pytest.fixture(scope="module")
def product() -> ET.Element:
    return ET.parse(PACKAGING / "windows" / "product.wxs").getroot()  # noqa: S314  # our own file


def unpacked(folder: Path) -> Interpreter:
    """An interpreter's folder, as its archive has it."""
    folder.mkdir()
    (folder / "python313._pth").write_text("python313.zip\r\n.\r\n")
    (folder / "python.exe").write_bytes(b"MZ")
    return Interpreter(folder)


@pytest.mark.skipif(shutil.which("osslsigncode") is None, reason="not installed: osslsigncode")
def test_an_interpreter_that_its_makers_did_not_sign_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "python.zip", "w") as archive:
        archive.writestr("python313._pth", "python313.zip\n.\n")
        archive.writestr("python.exe", b"MZ and what somebody put there")
    authorities = tmp_path / "authorities.pem"
    authorities.write_text("")
    with pytest.raises(NotGenuineError, match=r"python\.exe"):
        Interpreter.unpacked(tmp_path / "python.zip", tmp_path / "out", authorities=authorities)


def test_a_name_in_the_archive_leads_nowhere_else(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "python.zip", "w") as archive:
        archive.writestr("../../evil.txt", "x")
    Interpreter.unpacked(tmp_path / "python.zip", tmp_path / "deep" / "out", authorities=tmp_path)
    assert [path.name for path in tmp_path.rglob("evil.txt")] == ["evil.txt"]
    assert (tmp_path / "deep" / "out" / "evil.txt").exists()


def test_the_interpreter_looks_for_modules_in_its_own_folders_alone(tmp_path: Path) -> None:
    interpreter = unpacked(tmp_path / "there")
    assert interpreter.minor == "3.13"
    interpreter.place(tmp_path / "python", also_from=[Path("..") / "0.1.0"])
    lines = (tmp_path / "python" / "python313._pth").read_text().split()
    assert lines == [
        "python313.zip",
        ".",
        "..\\0.1.0",
    ]  # and no “import site”: nothing of the person's own comes in


def test_age_files_are_offered_and_taken_from_nobody(product: ET.Element) -> None:
    keys = [(value.get("Key", ""), value.get("Name")) for value in product.iter(f"{WIX}RegistryValue")]
    assert [(key, name) for key, name in keys if key.startswith("Software\\Classes\\.age")] == [
        ("Software\\Classes\\.age\\OpenWithProgids", "PreventDesktop.SealedPack")
    ]
    assert ("Software\\Classes\\.pdprofile", None) in keys
    assert ("Software\\Classes\\.pdforms", None) in keys


def test_all_that_the_installer_knows_is_installed(product: ET.Element) -> None:
    made = {component.get("Id") for component in product.iter(f"{WIX}Component")}
    assert made == {reference.get("Id") for reference in product.iter(f"{WIX}ComponentRef")}


HEATED = """<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi"><Fragment><DirectoryRef Id="INSTALLDIR">
  <Directory Id="dirF1CF9252A8377A5DFE4F0E8F03CA27B9" Name="python">
    <Directory Id="dir681AF9A5C9038B56AD159375C8739685" Name="more">
      <Component Id="cmp1" Guid="*"><File Id="fil1" KeyPath="yes" Source="$(var.Tree)/python/more/a.txt"/></Component>
    </Directory>
    <Component Id="cmp2" Guid="*"><File Id="fil2" KeyPath="yes" Source="$(var.Tree)/python/a.dll"/></Component>
    <Component Id="cmp3" Guid="*"><File Id="fil3" KeyPath="yes" Source="$(var.Tree)/python/b._pth"/></Component>
    <Component Id="cmp4" Guid="*"><File Id="fil4" KeyPath="yes" Source="$(var.Tree)/python/c.exe"/></Component>
  </Directory>
</DirectoryRef></Fragment><Fragment><ComponentGroup Id="AppFiles">
  <ComponentRef Id="cmp1"/><ComponentRef Id="cmp2"/><ComponentRef Id="cmp3"/><ComponentRef Id="cmp4"/>
</ComponentGroup></Fragment></Wix>"""
"""As wixl-heat says it."""


def test_a_folder_is_one_component_whose_key_has_no_version_of_its_own() -> None:
    made = ET.fromstring(by_folder(HEATED))  # noqa: S314  # our own text
    files = {
        component.get("Id"): [(file.get("Id"), file.get("KeyPath")) for file in component]
        for component in made.iter(f"{WIX}Component")
    }
    assert files == {"cmp1": [("fil1", "yes")], "cmp3": [("fil3", "yes"), ("fil2", None), ("fil4", None)]}
    assert [each.get("Id") for each in made.iter(f"{WIX}ComponentRef")] == ["cmp1", "cmp3"]
    assert [each.get("Id") for each in made.iter(f"{WIX}Directory")] == [f"dir{1:032X}", f"dir{2:032X}"]


def test_a_launcher_that_finds_no_program_says_so_plainly() -> None:
    launched = PACKAGING / "windows" / "launched.py"
    without_packages = [sys.executable, "-I", "-S", str(launched), "--version"]
    told = subprocess.run(without_packages, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout, told.stderr.strip()) == (WORLD, "", MISSING)


def test_shortcut_and_windows_are_one_program_to_the_system() -> None:
    assert any(APP_ID in query for query in QUERIES)


def test_the_icon_files_hold_the_sizes_that_the_systems_ask_for() -> None:
    with Image.open(PACKAGING / "icons" / "prevent-desktop.ico") as icon:
        assert {width for width, _height in icon.info["sizes"]} == set(SIZES)
    with Image.open(PACKAGING / "icons" / "prevent-desktop.icns") as icon:
        assert (512, 512, 2) in icon.info["sizes"]
    for size in SIZES:
        with Image.open(ROOT / "resources" / "icons" / "app" / f"{size}.png") as picture:
            assert picture.size == (size, size)


def test_a_launchers_icon_has_every_picture_of_ours_by_its_number() -> None:
    pictures, group = split_icon((PACKAGING / "icons" / "prevent-desktop.ico").read_bytes())
    assert [Image.open(BytesIO(each)).width for each in pictures] == list(SIZES)
    entries = [group[at : at + 14] for at in range(6, len(group), 14)]
    assert [int.from_bytes(each[12:], "little") for each in entries] == list(range(1, len(SIZES) + 1))
    assert [int.from_bytes(each[8:12], "little") for each in entries] == [len(each) for each in pictures]


def test_a_launcher_tells_its_version_as_windows_reads_it() -> None:
    told = version_info("12.3.45", "Prevent Desktop.exe")
    assert int.from_bytes(told[:2], "little") == len(told)
    fixed = told.index((0xFEEF04BD).to_bytes(4, "little"))
    assert (fixed % 4, int.from_bytes(told[2:4], "little")) == (0, 52)
    assert struct.unpack_from("<4H", told, fixed + 8) == (3, 12, 0, 45)  # the higher word is the second
    assert "FileVersion\0".encode("utf-16-le") in told
    assert "12.3.45\0".encode("utf-16-le") in told
