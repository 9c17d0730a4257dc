#!/bin/sh
# Gathers every visible text of the program into the template that translators start from, and brings each
# language's catalogue up to date with it.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/pybabel --quiet extract --no-wrap --sort-by-file --no-location --omit-header \
    --output resources/translations/prevent_desktop.pot prevent_desktop
for catalogue in resources/translations/*/LC_MESSAGES/prevent_desktop.po; do
    [ -e "$catalogue" ] || continue
    .venv/bin/pybabel --quiet update --no-wrap --no-fuzzy-matching --ignore-pot-creation-date \
        --input-file resources/translations/prevent_desktop.pot --output-file "$catalogue" --locale "$(basename "$(dirname "$(dirname "$catalogue")")" | tr - _)"
    .venv/bin/pybabel --quiet compile --use-fuzzy --input-file "$catalogue" --output-file "${catalogue%.po}.mo"
done
