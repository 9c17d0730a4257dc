"""Put the values of receiver.env in place of ${RECEIVER_…} in a template, as the official nginx image does by itself.

python3 configure.py receiver.env nginx/receiver.conf.template > /etc/nginx/conf.d/receiver.conf
python3 configure.py --check receiver.env      says which key exchanges the nginx of this machine offers

What the template names and the file does not is an error; nginx's own variables stay as they are. Of RECEIVER_KEY_EXCHANGE those
are taken that this machine's nginx and OpenSSL know, and it is said which were left out. Standard library only.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from machine import HYBRID, Nginx, TrialError

_EXCHANGE = "RECEIVER_KEY_EXCHANGE"
_LINE = re.compile(r"(RECEIVER_[A-Z0-9_]+)=(.*)")
_PLACE = re.compile(r"\$\{(RECEIVER_[A-Z0-9_]+)\}")
_SAFE = re.compile(r"[^;{}\"'\\$\x00-\x1f]*")


class SettingsError(Exception):
    """The settings cannot be used; the message says which one and why."""


def read_settings(text: str) -> dict[str, str]:
    """The values of a file of lines NAME=value, as systemd and compose read it; quotes around a value do not count."""
    found = {}
    for line in text.splitlines():
        if match := _LINE.fullmatch(line.strip()):
            found[match[1]] = match[2].strip().strip('"')
    return found


def fill(template: str, settings: Mapping[str, str]) -> str:
    """The template with its values. SettingsError names one that is missing, or that could break out of its place."""
    for name in _PLACE.findall(template):
        if name not in settings:
            raise SettingsError(f"{name} is not set.")
        if not _SAFE.fullmatch(settings[name]):
            raise SettingsError(f"{name} holds a character that cannot stand there.")
    return _PLACE.sub(lambda match: settings[match[1]], template)


def exchanges_of(nginx: Nginx, wanted: str) -> tuple[str, ...]:
    """Those of the wanted key exchanges that this nginx knows. SettingsError where it knows none."""
    fill("${" + _EXCHANGE + "}", {_EXCHANGE: wanted})
    known = nginx.known_exchanges(wanted)
    if not known:
        raise SettingsError(f"{_EXCHANGE}: {nginx.name} knows none of {wanted}.")
    return known


def words_for(nginx: Nginx, wanted: str, known: tuple[str, ...]) -> str:
    """What this machine will offer, and what it lacks."""
    told = f"{nginx.name} offers {':'.join(known)}"
    if left_out := [name for name in wanted.split(":") if name and name not in known]:
        told += f", and does not know {':'.join(left_out)}"
    if not set(known) & set(HYBRID):
        told += "; none is hybrid: what is recorded today may be read with the computers of tomorrow (OpenSSL 3.5 brings one)"
    return f"{told}."


def configure(settings: dict[str, str], template: str, *, check: bool) -> str:
    """The filled template, as the nginx of this machine takes it; with `check` what that nginx offers, in words."""
    nginx = Nginx.of_this_machine()
    if nginx is None or _EXCHANGE not in settings:
        return "There is no nginx and openssl here to ask.\n" if check else fill(template, settings)
    known = exchanges_of(nginx, settings[_EXCHANGE])
    told = words_for(nginx, settings[_EXCHANGE], known)
    if check:
        return f"{told}\n"
    if not set(known) & set(HYBRID):
        print(told, file=sys.stderr)
    if not nginx.knows_curve:
        template = re.sub(r"\$ssl_curve\b", '""', template)
    return fill(template, {**settings, _EXCHANGE: ":".join(known)})


def main(arguments: list[str]) -> int:
    """Print the filled template, or what this machine can do."""
    if len(arguments) != 2:  # noqa: PLR2004 - the file and the template, or the word and the file
        print(__doc__)
        return 2
    check = arguments[0] == "--check"
    file = arguments[1 if check else 0]
    try:
        settings = read_settings(Path(file).read_text())
        print(configure(settings, "" if check else Path(arguments[1]).read_text(), check=check), end="")
    except (SettingsError, TrialError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
