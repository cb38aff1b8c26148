#!/bin/sh
# Owns the pinned k6 of the slow suite, in .cache/k6 of the project: see install-go-binary.sh.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
# Runs TypeScript as it is, as all do from v0.57 on.
exec sh "$scripts/install-go-binary.sh" k6 go.k6.io/k6 v1.8.1 "$scripts/../.cache/k6"
