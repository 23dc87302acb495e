#!/usr/bin/env bash
# Makes the reference results in Tests/*/Fixtures again, in a Python environment of its own (.venv/goldens).
set -euo pipefail
cd "$(dirname "$0")/../.."

python=.venv/goldens/bin/python
if ! [ -e .venv/goldens/complete ]; then
    echo "goldens: installing diffusers, transformers and open_clip into .venv/goldens (about 3 GB, once)" >&2
    python3 -m venv .venv/goldens
    "$python" -m pip install --quiet --disable-pip-version-check -r tools/goldens/requirements.txt
    touch .venv/goldens/complete
fi
for script in $(grep -l '^if __name__' tools/goldens/*.py); do
    echo "goldens: $script" >&2
    "$python" -W ignore "$script"
done
