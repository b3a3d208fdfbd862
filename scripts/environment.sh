# Makes .venv fit pyproject.toml and constraints.txt; sourced by the commands beside it.
#
#   ensure_environment        what the service needs
#   ensure_environment dev    and what the tests need
#   ensure_npm FOLDER         the packages of a package.json
#
# A stamp, written last, says that the folder fits; without it the work is done again, so an
# interrupted run repairs itself.  Messages go to stderr: stdout belongs to the command.

ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
VENV="$ROOT/.venv"

step() { printf '· %s\n' "$*" >&2; }
fail() {
    printf 'mingbian: %s\n' "$*" >&2
    exit 2
}

ensure_environment() {
    local extra=${1:-}
    fits "$extra" && return
    # One process prepares, the others wait for it; the lock is this file itself.
    if command -v flock >/dev/null; then
        exec 9<"$ROOT/scripts/environment.sh"
        flock -n 9 || { step "another command is preparing .venv; waiting"; flock 9; }
        fits "$extra" || prepare "$extra"
        exec 9<&-
    else
        prepare "$extra"
    fi
}

# The stamp of a larger set of packages serves the smaller one too.
fits() {
    [[ -x "$VENV/bin/python" ]] || return 1
    stamped dev || { [[ -z $1 ]] && stamped ""; }
}

stamped() { [[ -f "$VENV/.fits-$1" && $(<"$VENV/.fits-$1") == "$(wanted)" ]]; }

# What .venv must fit: the place of the checkout, because scripts in a venv name it, and the pins.
wanted() {
    { printf '%s\n' "$ROOT"; cat "$ROOT/pyproject.toml" "$ROOT/constraints.txt"; } | digest
}

digest() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi
}

prepare() {
    local extra=$1 target="$ROOT"
    [[ -z $extra ]] || target="$ROOT[$extra]"
    rm -f "$VENV/.fits-" "$VENV/.fits-dev"
    if ! "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
        make_venv
    fi
    step "packages, as pinned in constraints.txt (a few minutes the first time)"
    "$VENV/bin/python" -m pip install --disable-pip-version-check --no-input \
        --constraint "$ROOT/constraints.txt" --editable "$target" </dev/null 2>"$VENV/pip.log" \
        | show_progress || { tail -n 5 "$VENV/pip.log" >&2; fail "pip could not install them"; }
    wanted >"$VENV/.fits.new" && mv "$VENV/.fits.new" "$VENV/.fits-$extra"
}

make_venv() {
    local python
    python=$(find_python) || fail "Python 3.11 or newer is missing (apt install python3 python3-venv)"
    step "Python environment in .venv ($("$python" -V))"
    "$python" -m venv --clear "$VENV" \
        || fail "Python cannot make an environment here (apt install python3-venv)"
}

find_python() {
    local name
    for name in python3 python3.11 python3.12 python3.13 python3.14; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

# One changing line on a terminal, nothing elsewhere.
show_progress() {
    local line
    while IFS= read -r line; do
        [[ -t 2 && $line =~ ^(Collecting|Installing) ]] && printf '\r\033[K  %.70s' "$line" >&2
    done
    [[ ! -t 2 ]] || printf '\r\033[K' >&2
}

# Makes node_modules in a folder fit its lock file.
ensure_npm() {
    local folder="$ROOT/$1" wanted
    wanted=$(digest <"$folder/package-lock.json")
    [[ -f $folder/node_modules/.fits && $(<"$folder/node_modules/.fits") == "$wanted" ]] && return
    step "$1: packages"
    npm --prefix "$folder" ci --silent --no-audit --no-fund </dev/null || return
    printf '%s\n' "$wanted" >"$folder/node_modules/.fits"
}
