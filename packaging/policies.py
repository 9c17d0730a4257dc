"""Makes the templates for IT teams from the one schema of managed settings: ADMX and ADML, a configuration profile, JSON.

python3 packaging/start.py python packaging/policies.py          # write packaging/policies/ anew
python3 packaging/start.py python packaging/policies.py --check  # exit with 1 where one of them is not up to date
"""

from __future__ import annotations

import json
import plistlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from prevent_desktop.policies.schema import POLICIES, Kind, Policy
from prevent_desktop.policies.sources import LINUX_FILE, LOCKED, MACOS_FILE, PRESET, REGISTRY_KEY

FOLDER = Path(__file__).resolve().parent / "policies"
_NAMESPACE = "PreventDesktop.Policies"
_SCHEMA = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
_IDENTIFIER = MACOS_FILE.stem
_UUID = "7A4B5C52-6C0F-4E0B-9E0A-6D0D1F3C2B10"
_GROUPS = {LOCKED: "Locked (people cannot change it)", PRESET: "Preset (people can choose another)"}
_EXAMPLE: dict[str, object] = {
    "SetBy": "IT of Example Council",
    "Profile": "/etc/prevent-desktop/council.pdprofile",
    "ProfileAuthority": "0" * 64,
    "ProfileRequired": True,
    "LongestMinutesToLock": 10,
    "ScreenCapture": False,
    "Proxy": "proxy.example.org:8080",
}
_EXAMPLE_PRESET: dict[str, object] = {"StartAtLogin": True, "BackupDays": 1}


def made() -> dict[str, bytes]:
    """Each file by its name below `packaging/policies`."""
    return {
        "PreventDesktop.admx": admx().encode(),
        "en-US/PreventDesktop.adml": adml().encode(),
        "prevent-desktop.mobileconfig": mobileconfig(),
        "policies.example.json": _json({LOCKED: _EXAMPLE, PRESET: _EXAMPLE_PRESET}),
        "policies.schema.json": _json(json_schema()),
        "SETTINGS.md": table().encode(),
    }


def _each() -> Iterator[tuple[str, Policy[Any]]]:
    for group in _GROUPS:
        for policy in POLICIES:
            if group == LOCKED or policy.can_be_preset:
                yield group, policy


def _id(group: str, policy: Policy[Any]) -> str:
    return f"{policy.name}_{group}"


# -- Windows


def admx() -> str:
    """The template of group policy (Microsoft's schema of 2006, revision 1.0)."""
    categories = "".join(
        f'    <category name="{group}" displayName="$(string.{group})"><parentCategory ref="PreventDesktop" /></category>\n'
        for group in _GROUPS
    )
    policies = "".join(_admx_policy(group, policy) for group, policy in _each())
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<policyDefinitions xmlns="{_SCHEMA}" revision="1.0" schemaVersion="1.0">\n'
        "  <policyNamespaces>\n"
        f'    <target prefix="preventdesktop" namespace="{_NAMESPACE}" />\n'
        '    <using prefix="windows" namespace="Microsoft.Policies.Windows" />\n'
        "  </policyNamespaces>\n"
        '  <resources minRequiredRevision="1.0" />\n'
        "  <categories>\n"
        '    <category name="PreventDesktop" displayName="$(string.PreventDesktop)" />\n'
        f"{categories}"
        "  </categories>\n"
        f"  <policies>\n{policies}  </policies>\n"
        "</policyDefinitions>\n"
    )


def _admx_policy(group: str, policy: Policy[Any]) -> str:
    name, key = _id(group, policy), rf"{REGISTRY_KEY}\{group}"
    head = (
        f'    <policy name="{name}" class="Machine" displayName="$(string.{name})" explainText="$(string.{policy.name}_Help)" '
        f'key="{key}"'
    )
    end = f'      <parentCategory ref="{group}" />\n      <supportedOn ref="windows:SUPPORTED_Windows_10_0" />\n'
    if policy.kind is Kind.SWITCH:
        values = (
            '      <enabledValue><decimal value="1" /></enabledValue>\n'
            '      <disabledValue><decimal value="0" /></disabledValue>\n'
        )
        return f'{head} valueName="{policy.name}">\n{end}{values}    </policy>\n'
    elements = f"      <elements>\n        {_admx_element(policy, key)}\n      </elements>\n"
    return f'{head} presentation="$(presentation.{name})">\n{end}{elements}    </policy>\n'


def _admx_element(policy: Policy[Any], key: str) -> str:
    named = f'id="Value" valueName="{policy.name}"'
    if policy.kind is Kind.NUMBER:
        return f'<decimal {named} minValue="{policy.least}" maxValue="{policy.most}" required="true" />'
    if policy.kind is Kind.LIST:
        return rf'<list id="Value" key="{key}\{policy.name}" valuePrefix="" />'
    if policy.kind is Kind.CHOICE:
        items = "".join(
            f'<item displayName="$(string.{policy.name}_{one})"><value><string>{one}</string></value></item>'
            for one in policy.choices
        )
        return f'<enum {named} required="true">{items}</enum>'
    expandable = ' expandable="false"'
    return f'<text {named} required="true" maxLength="2000"{expandable} />'


def adml() -> str:
    """Its words in English."""
    strings = {"PreventDesktop": "Prevent Desktop", **_GROUPS}
    presentations = []
    for group, policy in _each():
        strings[_id(group, policy)] = policy.title
        strings[f"{policy.name}_Help"] = _help(policy)
        strings.update({f"{policy.name}_{one}": one for one in policy.choices if policy.kind is Kind.CHOICE})
        if policy.kind is not Kind.SWITCH:
            presentations.append(
                f'      <presentation id="{_id(group, policy)}">{_adml_element(policy)}</presentation>\n'
            )
    table = "".join(
        f"      <string id={quoteattr(name)}>{escape(text)}</string>\n" for name, text in strings.items()
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<policyDefinitionResources xmlns="{_SCHEMA}" revision="1.0" schemaVersion="1.0">\n'
        "  <displayName>Prevent Desktop</displayName>\n"
        "  <description>Settings of Prevent Desktop that an IT team can lock or preset.</description>\n"
        f"  <resources>\n    <stringTable>\n{table}    </stringTable>\n"
        f"    <presentationTable>\n{''.join(presentations)}    </presentationTable>\n  </resources>\n"
        "</policyDefinitionResources>\n"
    )


def _help(policy: Policy[Any]) -> str:
    strict = (
        "" if policy.strict is None else f" Where it cannot be read, this counts: {_shown(policy.strict)}."
    )
    return policy.about + strict


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "no" if not value else "yes"
    return "none" if value in {"", ()} else str(value)


def _adml_element(policy: Policy[Any]) -> str:
    label = escape(policy.title)
    if policy.kind is Kind.NUMBER:
        return f'<decimalTextBox refId="Value" defaultValue="{policy.strict or policy.least or 1}">{label}</decimalTextBox>'
    if policy.kind is Kind.LIST:
        return f'<listBox refId="Value">{label}</listBox>'
    if policy.kind is Kind.CHOICE:
        return f'<dropdownList refId="Value" noSort="true">{label}</dropdownList>'
    return f'<textBox refId="Value"><label>{label}</label></textBox>'


# -- macOS


def mobileconfig() -> bytes:
    """A configuration profile with the example in it, for a device management to change and sign."""
    inner = {
        "PayloadType": _IDENTIFIER,
        "PayloadIdentifier": f"{_IDENTIFIER}.settings",
        "PayloadUUID": _UUID,
        "PayloadVersion": 1,
        LOCKED: _EXAMPLE,
        PRESET: _EXAMPLE_PRESET,
    }
    return plistlib.dumps(
        {
            "PayloadContent": [inner],
            "PayloadDisplayName": "Prevent Desktop",
            "PayloadIdentifier": _IDENTIFIER,
            "PayloadScope": "System",
            "PayloadType": "Configuration",
            "PayloadUUID": _UUID[:-1] + "1",
            "PayloadVersion": 1,
        }
    )


# -- JSON, and a page


def json_schema() -> dict[str, object]:
    """A JSON Schema (2020-12) of the file on Linux, for editors and configuration management."""
    groups = {group: [policy for each, policy in _each() if each == group] for group in _GROUPS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Managed settings of Prevent Desktop ({LINUX_FILE.as_posix()})",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            group: {
                "type": "object",
                "description": _GROUPS[group],
                "additionalProperties": False,
                "properties": {policy.name: _json_kind(policy) for policy in policies},
            }
            for group, policies in groups.items()
        },
    }


def _json_kind(policy: Policy[Any]) -> dict[str, object]:
    about: dict[str, object] = {"title": policy.title, "description": _help(policy)}
    if policy.kind is Kind.SWITCH:
        return {**about, "type": "boolean"}
    if policy.kind is Kind.NUMBER:
        return {**about, "type": "integer", "minimum": policy.least, "maximum": policy.most}
    if policy.kind is Kind.LIST:
        items = {"type": "string", **({"enum": list(policy.choices)} if policy.choices else {})}
        return {**about, "type": "array", "items": items}
    more = {"enum": list(policy.choices)} if policy.choices else {}
    return {**about, "type": "string", **more}


def table() -> str:
    """All settings on a page."""
    rows = "".join(
        f"| `{policy.name}` | {policy.kind} | {'locked or preset' if policy.can_be_preset else 'locked'} "
        f"| {'–' if policy.strict is None else _shown(policy.strict)} | {policy.about} |\n"
        for policy in POLICIES
    )
    return (
        "# Settings that an IT team can lock or preset\n\n"
        "Made by `packaging/policies.py` from `prevent_desktop/policies/schema.py`; do not edit.\n\n"
        "| | Where |\n|---|---|\n"
        rf"| Windows | `HKLM\{REGISTRY_KEY}\Locked` and `…\Preset` (64-bit registry), by `PreventDesktop.admx` |"
        "\n"
        f"| macOS | `{MACOS_FILE.as_posix()}`, by `prevent-desktop.mobileconfig` |\n"
        f"| Linux | `{LINUX_FILE.as_posix()}`, as `policies.example.json` |\n\n"
        "The file, and every folder above it, must be root’s and writable by nobody else; otherwise it is ignored, and the "
        "program says so. So is what stands under a person’s own account. `prevent-desktop policy show` tells what counts, "
        "`prevent-desktop policy check [FILE]` what does not fit (exit code 1). What is set anew counts after the next lock or start.\n\n"
        "Where the file cannot be read, or one value of it, the strict value counts as if it were locked.\n\n"
        "| Name | Kind | Can be | Strict value | What it does |\n|---|---|---|---|---|\n"
        f"{rows}"
    )


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def main() -> int:
    """Write them, or with ``--check`` tell whether they are up to date."""
    stale = [name for name, content in made().items() if not _is_same(FOLDER / name, content)]
    if "--check" in sys.argv[1:]:
        print("\n".join(f"not up to date: {name}" for name in stale) or "up to date")
        return 1 if stale else 0
    for name in stale:
        (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / name).write_bytes(made()[name])
        print(f"written: {name}")
    return 0


def _is_same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes().replace(b"\r\n", b"\n") == content


if __name__ == "__main__":
    raise SystemExit(main())
