#!/bin/sh
# Sets up what is missing, then lint, types, contracts, the project's own lint and every test. Further arguments go to pytest.
# Every step runs, also after one that failed; ends with pytest's closing line, and with 1 where any step failed.
set -eu
cd "$(dirname "$0")/.."
SETUP_PACKAGES="poppler-utils chromium"
. tools/setup.sh

failed=
step() {
    name=$1
    shift
    printf '== %s\n' "$name"
    "$@" || failed="$failed $name"
}

step "ruff check" .venv/bin/ruff check .
step "ruff format" .venv/bin/ruff format --check .
step "mypy" .venv/bin/mypy
step "import contracts" .venv/bin/lint-imports
step "conformance lint" .venv/bin/conformance lint
[ -z "$failed" ] || printf '== failed before the tests:%s\n' "$failed"
printf '== pytest\n'
status=0
.venv/bin/python -m pytest -q -n "$(nproc)" --dist loadfile "$@" || status=$?
[ "$status" != 0 ] || [ -z "$failed" ] || status=1
exit "$status"
