#!/bin/sh
# Owns the pinned k6 of the slow suite: builds it once with the machine's own Go and prints the path of the binary.
# The folder is .cache/k6 in the project. Exit code 3 means only "no Go here".
set -eu

# Runs TypeScript as it is, as all do from v0.57 on.
version=v1.8.1
folder=$(cd "$(dirname "$0")/.." && pwd)/.cache/k6
binary=$folder/k6-$version

if [ ! -x "$binary" ]; then
  if ! command -v go >/dev/null 2>&1; then
    echo "k6 $version is not built: Go is missing on this machine" >&2
    exit 3
  fi
  # A folder of its own until it is whole: a build cut short leaves nothing that looks like a k6.
  mkdir -p "$folder"
  building=$(mktemp -d "$folder/building.XXXXXX")
  trap 'rm -rf "$building"' EXIT
  echo "building k6 $version, which takes minutes the first time" >&2
  GOBIN=$building go install "go.k6.io/k6@$version" >&2
  mv "$building/k6" "$binary"
fi

echo "$binary"
