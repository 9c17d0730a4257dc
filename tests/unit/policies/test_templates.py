"""The templates for IT teams are made from the schema, up to date, and what they set is what the program reads."""

from __future__ import annotations

import json
import plistlib
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.policies.in_force import judged_policies
from prevent_desktop.policies.schema import POLICIES, Kind
from prevent_desktop.policies.sources import REGISTRY_KEY, groups_of

PACKAGING = Path(__file__).resolve().parents[3] / "packaging"
sys.path.insert(0, str(PACKAGING))
import policies as made_policies  # noqa: E402 -- a script beside the package

_NS = {"p": made_policies._SCHEMA}


def test_they_are_up_to_date() -> None:
    for name, content in made_policies.made().items():
        assert (made_policies.FOLDER / name).read_bytes().replace(b"\r\n", b"\n") == content, (
            f"{name}: run packaging/policies.py"
        )


def test_each_setting_is_in_the_group_policy_under_the_key_that_is_read() -> None:
    root = ET.fromstring(made_policies.admx())  # noqa: S314 -- made here
    found = {each.attrib["name"]: each for each in root.iterfind(".//p:policy", _NS)}
    assert len(found) == sum(2 if policy.can_be_preset else 1 for policy in POLICIES)
    for policy in POLICIES:
        each = found[f"{policy.name}_Locked"]
        assert each.attrib["key"] == rf"{REGISTRY_KEY}\Locked"
        assert each.attrib["class"] == "Machine"
        listed = each.find(".//p:list", _NS)
        names = {one.attrib.get("valueName") for one in each.iter()}
        if policy.kind is Kind.LIST:
            assert listed is not None
            assert listed.attrib["key"] == rf"{REGISTRY_KEY}\Locked\{policy.name}"
        else:
            assert policy.name in names


def test_each_text_that_the_template_names_is_there() -> None:
    root, words = ET.fromstring(made_policies.admx()), ET.fromstring(made_policies.adml())  # noqa: S314 -- made here
    strings = {each.attrib["id"] for each in words.iterfind(".//p:string", _NS)}
    presentations = {each.attrib["id"] for each in words.iterfind(".//p:presentation", _NS)}
    named = {
        value
        for each in root.iter()
        for value in each.attrib.values()
        if value.startswith(("$(string.", "$(presentation."))
    }
    assert named
    for value in named:
        kind, name = value.strip("$()").split(".", 1)
        assert name in (strings if kind == "string" else presentations)
    assert all(each.text for each in words.iterfind(".//p:string", _NS))


@pytest.mark.parametrize("name", ["policies.example.json", "prevent-desktop.mobileconfig"])
def test_the_examples_fit(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["policy", "check", str(made_policies.FOLDER / name)]) == Exit.DONE
    assert "all of it fits" in capsys.readouterr().out


def test_what_device_management_writes_is_what_is_read() -> None:
    profile = plistlib.loads(made_policies.mobileconfig())
    read = judged_policies(groups_of(profile["PayloadContent"][0], "managed"))
    assert not read.problems
    assert read.settings["LongestMinutesToLock"].value == 10


def test_the_json_schema_names_each_setting_with_its_bounds() -> None:
    schema = json.loads((made_policies.FOLDER / "policies.schema.json").read_bytes())
    locked = schema["properties"]["Locked"]["properties"]
    assert set(locked) == {policy.name for policy in POLICIES}
    assert locked["LongestMinutesToLock"]["maximum"] == 60
    assert set(schema["properties"]["Preset"]["properties"]) == {
        policy.name for policy in POLICIES if policy.can_be_preset
    }
