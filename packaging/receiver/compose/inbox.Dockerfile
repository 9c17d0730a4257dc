# The workers: this program on the command line, with exactly what its lock names. The context is the checkout.
FROM python:3.13-slim-trixie
COPY . /source
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /source/packaging/receiver/inbox.lock \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation /source \
    && rm -rf /source
ENV PATH=/opt/venv/bin:$PATH HOME=/home
