#!/bin/sh
# Isolated mode: nothing in the current folder or in a variable brings code into the program.
contents="$(cd "$(dirname "$0")/.." && pwd -P)"
exec "$contents/Frameworks/python/bin/python3" -I -m prevent_desktop "$@"
