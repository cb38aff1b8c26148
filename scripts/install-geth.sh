#!/bin/sh
# Owns the pinned go-ethereum of the slow suite: builds it once with the machine's own Go and prints the path of the
# binary. The folder is LAKH_GETH_BIN, or .cache/geth in the project. Exit code 3 means only "no Go here".
set -eu

# The newest whose dependencies this module proxy serves (v1.17.9 brought one that it does not).
version=v1.17.8
folder=${LAKH_GETH_BIN:-$(cd "$(dirname "$0")/.." && pwd)/.cache/geth}
binary=$folder/geth-$version

if [ ! -x "$binary" ]; then
  if ! command -v go >/dev/null 2>&1; then
    echo "geth $version is not built: Go is missing on this machine" >&2
    exit 3
  fi
  # A folder of its own until it is whole: a build cut short leaves nothing that looks like a geth.
  mkdir -p "$folder"
  building=$(mktemp -d "$folder/building.XXXXXX")
  trap 'rm -rf "$building"' EXIT
  echo "building geth $version, which takes minutes the first time" >&2
  GOBIN=$building go install "github.com/ethereum/go-ethereum/cmd/geth@$version" >&2
  mv "$building/geth" "$binary"
fi

echo "$binary"
