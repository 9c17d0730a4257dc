#!/bin/sh
# Writes the locks for all platforms: what the program needs (app), with what installs a checkout (run), what its tests need on
# top, and what a receiver's workers need.
# They hold hashes and name no registry, so that each machine takes the packages from where it is told to.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
        --python-version 3.11 pyproject.toml "$@"
}
compile --extra setup --extra test --output-file packaging/test.lock
compile --constraint packaging/test.lock --output-file packaging/app.lock
compile --extra setup --constraint packaging/test.lock --output-file packaging/run.lock
.venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
    --group mutation --constraint packaging/test.lock --output-file packaging/mutation.lock
compile --extra setup --extra receiver --constraint packaging/test.lock --output-file packaging/receiver/inbox.lock
for folder in packaging/node packaging/receiver/tus; do
    (cd "$folder" && npm install --package-lock-only --no-audit --no-fund)
done
