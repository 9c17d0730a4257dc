"""Put the values of receiver.env in place of ${RECEIVER_…} in a template, as the official nginx image does by itself.

python3 configure.py receiver.env nginx/receiver.conf.template > /etc/nginx/conf.d/receiver.conf

Standard library only. What the template names and the file does not is an error; nginx's own variables stay as they are.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

_LINE = re.compile(r"(RECEIVER_[A-Z0-9_]+)=(.*)")
_PLACE = re.compile(r"\$\{(RECEIVER_[A-Z0-9_]+)\}")
_SAFE = re.compile(r"[^;{}\"'\\$\x00-\x1f]*")


def read_settings(text: str) -> dict[str, str]:
    """The values of a file of lines NAME=value, as systemd and compose read it; quotes around a value do not count."""
    found = {}
    for line in text.splitlines():
        if match := _LINE.fullmatch(line.strip()):
            found[match[1]] = match[2].strip().strip('"')
    return found


def fill(template: str, settings: Mapping[str, str]) -> str:
    """The template with its values. KeyError names one that is missing, ValueError one that could break out of its place."""
    for name in _PLACE.findall(template):
        if not _SAFE.fullmatch(settings[name]):
            raise ValueError(name)
    return _PLACE.sub(lambda match: settings[match[1]], template)


def main(arguments: list[str]) -> int:
    """Print the filled template."""
    if len(arguments) != 2:  # noqa: PLR2004 - the file and the template
        print(__doc__)
        return 2
    settings = read_settings(Path(arguments[0]).read_text())
    try:
        print(fill(Path(arguments[1]).read_text(), settings), end="")
    except KeyError as error:
        print(f"{arguments[0]} does not set {error.args[0]}.", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"{arguments[0]}: {error.args[0]} holds a character that cannot stand there.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
