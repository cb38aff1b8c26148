#!/bin/sh
# Owns the pinned go-ethereum of the slow suite, in LAKH_GETH_BIN or .cache/geth of the project: see install-go-binary.sh.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
# The newest whose dependencies the module proxy serves (v1.17.9 brought one that it does not).
exec sh "$scripts/install-go-binary.sh" geth github.com/ethereum/go-ethereum/cmd/geth v1.17.8 \
  "${LAKH_GETH_BIN:-$scripts/../.cache/geth}"
