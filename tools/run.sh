#!/bin/sh
# Sets up what is missing, then runs the whole flow on the sample county into out/. Further arguments go to "conformance demo".
set -eu
cd "$(dirname "$0")/.."
. tools/setup.sh
exec .venv/bin/conformance demo --out out "$@"
