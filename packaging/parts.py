"""What a package is made of, told to others: the list of parts in CycloneDX 1.6 (SBOM), and everybody's licences.

Both derive from what was really laid out (`staging.stage`): the records of each wheel, the lists that some wheels bring of what was
compiled into them, and `libraries.toml` for what no wheel tells.
"""

from __future__ import annotations

import json
import re
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.parser import HeaderParser
from functools import cached_property
from pathlib import Path
from typing import Any

import staging
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

_SUPPLEMENT = staging.ROOT / "packaging" / "libraries.toml"
_NAMES = uuid.UUID("6d1a8a53-9f8e-5ad4-8f0a-6f8c8d0f6a17")
"""Each list's own number is made of this and what it lists."""
_TEXTS = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_WITHOUT_LOOKING = {"wheel", "unknown"}
_COMMON = Path("/usr/share/common-licenses")
"""Debian's own copies, for wheels that bring no text."""
_SHARE_ALIKE = re.compile(r"\b(LGPL|GPL|MPL|EPL)\b|LGPL|Mozilla")
_SHARE_ALIKE_TEXTS = ("LGPL-2.1", "LGPL-3", "GPL-3", "MPL-2.0")
_CLASSIFIERS = {
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
}
_HEAD = """Prevent Desktop {version} is made of the parts below, each under its own licence.

Parts under the LGPL, the MPL or the EPL are used as their makers released them, unchanged, and lie in files of their own: whoever wants to
can put another build of such a part in its place. The source of each is what its makers published under this name and version.
Those parts are: {share_alike}.
"""


@dataclass(frozen=True)
class Part:
    """One wheel of the program, by the folder of its records."""

    records: Path

    @cached_property
    def _said(self) -> Message:
        return HeaderParser().parsestr((self.records / "METADATA").read_text(encoding="utf-8"))

    @property
    def name(self) -> str:
        """As it is called on the package index."""
        return re.sub(r"[-_.]+", "-", str(self._said["Name"])).lower()

    @property
    def version(self) -> str:
        """Its version."""
        return str(self._said["Version"])

    @property
    def licence(self) -> str:
        """As the wheel says it, in one line."""
        said = self._said["License-Expression"] or self._said["License"]
        if said and "\n" not in said:
            return str(said)
        classifiers = [str(each) for each in self._said.get_all("Classifier", [])]
        told = [each.rpartition(":: ")[2] for each in classifiers if each.startswith("License ::")]
        return _CLASSIFIERS.get(told[0], told[0]) if told else "see its text"

    @property
    def texts(self) -> Iterator[tuple[str, str]]:
        """The name and words of each licence that it brings."""
        for path in sorted(self.records.rglob("*")):
            if path.is_file() and _TEXTS.search(path.name):
                yield (
                    path.relative_to(self.records).as_posix(),
                    path.read_text(encoding="utf-8", errors="replace"),
                )

    @property
    def lists(self) -> Iterator[dict[str, Any]]:
        """What its makers tell of what is compiled into it, in CycloneDX."""
        for path in sorted(self.records.glob("sboms/*.json")):
            listed = json.loads(path.read_bytes())
            if "components" in listed:
                yield listed


@dataclass(frozen=True)
class Library:
    """A library inside a wheel, with what `libraries.toml` says of it."""

    name: str
    version: str
    licence: str


def parts_of(site_packages: Path) -> list[Part]:
    """All wheels that lie there, by name."""
    return sorted((Part(path) for path in site_packages.glob("*.dist-info")), key=lambda part: part.name)


def libraries_of(site_packages: Path, part: Part) -> list[Library]:
    """What the supplement knows of a wheel. SystemExit where it does not hold."""
    wanted = [
        each for each in tomllib.loads(_SUPPLEMENT.read_text())["library"] if each["wheel"] == part.name
    ]
    return [Library(each["name"], _version(site_packages, part, each), each["licence"]) for each in wanted]


def _version(site_packages: Path, part: Part, wanted: dict[str, Any]) -> str:
    files = sorted(path for place in wanted["files"] for path in site_packages.glob(place) if path.is_file())
    if files and wanted["version"] in _WITHOUT_LOOKING:
        return part.version if wanted["version"] == "wheel" else ""
    for path in files:
        found = re.search(wanted["version"].encode(), path.read_bytes())
        if found is not None:
            return str(found[1].decode())
    if "untold" in wanted and any(site_packages.glob(wanted["untold"])):
        return ""
    raise SystemExit(f"libraries.toml: {wanted['name']} is not found in {part.name} {part.version}.")


def write_list(site_packages: Path, target: Path, *, system: str) -> None:
    """The list of parts of what is laid out for `system`, as CycloneDX 1.6 in JSON; the same bytes for the same parts."""
    parts = parts_of(site_packages)
    ours, others = _split(parts)
    bom = Bom(
        serial_number=uuid.uuid5(
            _NAMES, " ".join([system, *(f"{each.name} {each.version}" for each in parts)])
        )
    )
    bom.metadata.timestamp = datetime.fromtimestamp(staging.source_time(), UTC)
    program = _component(ours, ComponentType.APPLICATION)
    bom.metadata.component = program
    for part in others:
        component = _component(part, ComponentType.LIBRARY)
        component.components.update(_inside(site_packages, part))
        bom.components.add(component)
    bom.register_dependency(program, bom.components)
    target.write_text(JsonV1Dot6(bom).output_as_string(indent=2) + "\n", encoding="utf-8")


def _split(parts: Iterable[Part]) -> tuple[Part, list[Part]]:
    all_of_them = list(parts)
    ours = next(part for part in all_of_them if part.name == "prevent-desktop")
    return ours, [part for part in all_of_them if part is not ours]


def _component(part: Part, kind: ComponentType) -> Component:
    return Component(
        name=part.name,
        version=part.version,
        type=kind,
        bom_ref=f"{part.name}@{part.version}",
        purl=PackageURL("pypi", name=part.name, version=part.version),
        licenses=[DisjunctiveLicense(name=part.licence)],
    )


def _inside(site_packages: Path, part: Part) -> Iterator[Component]:
    told: set[tuple[str, str]] = set()
    for library in libraries_of(site_packages, part):
        told.add((library.name, library.version))
        yield Component(
            name=library.name, version=library.version or None, bom_ref=f"{part.name}@{part.version}/{library.name}",
            licenses=[LicenseExpression(library.licence)],
        )  # fmt: skip
    for listed in part.lists:
        for each in listed["components"]:
            key = (each["name"], each.get("version", ""))
            if key not in told and key[0] != part.name:
                told.add(key)
                yield Component(
                    name=key[0],
                    version=key[1] or None,
                    bom_ref=f"{part.name}@{part.version}/{key[0]}@{key[1]}",
                )


def write_licences(site_packages: Path, target: Path) -> None:
    """Everybody's licences in one text, that goes with the program."""
    ours, others = _split(parts_of(site_packages))
    libraries = {part.name: libraries_of(site_packages, part) for part in others}
    share_alike = [
        f"{name} {version}".rstrip() + f" ({licence})"
        for part in others
        for name, version, licence in [
            (part.name, part.version, part.licence),
            *((each.name, each.version, each.licence) for each in libraries[part.name]),
        ]
        if _SHARE_ALIKE.search(licence)
    ]
    written = [_HEAD.format(version=ours.version, share_alike=", ".join(share_alike))]
    for part in others:
        inside = "".join(
            f"\n  with {each.name} {each.version or ''}: {each.licence}".replace(" :", ":")
            for each in libraries[part.name]
        )
        written.append(f"{'=' * 80}\n{part.name} {part.version}: {part.licence}{inside}\n")
        written += [f"--- {name}\n{text}" for name, text in part.texts]
    for name in _SHARE_ALIKE_TEXTS:
        written.append(f"{'=' * 80}\n{name}, in full\n\n{(_COMMON / name).read_text(encoding='utf-8')}")
    target.write_text("\n".join(written), encoding="utf-8")
