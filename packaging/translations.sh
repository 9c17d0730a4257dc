#!/bin/sh
# Gathers every visible text of the program into the template that translators start from.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/pybabel --quiet extract --no-wrap --sort-by-file --no-location --omit-header \
    --output resources/translations/prevent_desktop.pot prevent_desktop
