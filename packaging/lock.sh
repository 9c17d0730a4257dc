#!/bin/sh
# Writes the two locks for all platforms: what the program needs, and what its tests need on top.
# They hold hashes and name no registry, so that each machine takes the packages from where it is told to.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
        --python-version 3.11 pyproject.toml "$@"
}
compile --extra setup --extra test --output-file packaging/test.lock
compile --extra setup --constraint packaging/test.lock --output-file packaging/run.lock
(cd packaging/node && npm install --package-lock-only --no-audit --no-fund)
