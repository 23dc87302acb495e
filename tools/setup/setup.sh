#!/usr/bin/env bash
# Installs what Kiln needs beside Swift: the headers of the image codecs and of SQLite, libtorch from PyPI in .venv, and the CLIP
# vocabulary. Says nothing and takes a moment where everything is in place. Asks no question.
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }
say() { printf 'setup: %s\n' "$*" >&2; }

command -v swift >/dev/null || fail "Swift is missing. Install Swift 6.3 or later: https://www.swift.org/install/linux/"
version=$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9]+\.[0-9]+' | head -n 1 | grep -oE '[0-9]+\.[0-9]+')
major=${version%%.*} minor=${version##*.}
if [ "${major:-0}" -lt 6 ] || { [ "$major" -eq 6 ] && [ "${minor:-0}" -lt 3 ]; }; then
    fail "Swift ${version:-of unknown version} is too old. Install Swift 6.3 or later: https://www.swift.org/install/linux/"
fi
command -v python3 >/dev/null || fail "python3 is missing. Install it: sudo apt-get install python3 python3-venv"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || fail "python3 is older than 3.10. Install a newer one: sudo apt-get install python3"

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"
    else return 1
    fi
}

# Debian's packages, or the command that installs them.
install_packages() {
    local packages="$*"
    command -v apt-get >/dev/null || fail "missing: $packages. Install them with your system's package manager."
    say "installing $packages"
    as_root apt-get update -qq >/dev/null || fail "missing: $packages. Install them: sudo apt-get install $packages"
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $packages >/dev/null 2>&1 \
        || fail "could not install: $packages. Try: sudo apt-get install $packages"
}

missing=()
if [ "$(uname)" = Linux ]; then
    command -v pkg-config >/dev/null || missing+=(pkg-config)
    [ -e /usr/include/png.h ] || missing+=(libpng-dev)
    [ -e /usr/include/turbojpeg.h ] || missing+=(libturbojpeg0-dev)
    [ -e /usr/include/webp/decode.h ] || missing+=(libwebp-dev)
    [ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
    [ -e /usr/include/sqlite3.h ] || missing+=(libsqlite3-dev)
    python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
    [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
elif ! pkg-config --exists libpng libturbojpeg libwebp zlib 2>/dev/null; then
    fail "an image codec is missing. Install them: brew install libpng jpeg-turbo webp zlib pkg-config"
fi

stamp=.venv/share/kiln/requirements.sha256
wanted=$(cat tools/setup/requirements.txt tools/setup/vocabulary.py | python3 -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())')
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "installing libtorch into .venv (about 200 MB, once)"
    [ -x .venv/bin/python ] || python3 -m venv .venv || fail "could not make .venv. Install its module: sudo apt-get install python3-venv"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r tools/setup/requirements.txt \
        || fail "could not install libtorch. Check the connection to PyPI and run again: make setup"
    .venv/bin/python tools/setup/vocabulary.py .venv/share/kiln
    printf '%s\n' "$wanted" >"$stamp"
fi

# With --tests: the real clients that tests run.
if [ "${1:-}" = --tests ]; then
    stamp=.venv/share/kiln/clients.sha256
    wanted=$(python3 -c 'import hashlib; print(hashlib.sha256(open("tools/clients/requirements.txt", "rb").read()).hexdigest())')
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
        say "installing the clients that tests run into .venv (once)"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check -r tools/clients/requirements.txt \
            || fail "could not install the clients. Check the connection to PyPI and run again: make test"
        printf '%s\n' "$wanted" >"$stamp"
    fi
fi
