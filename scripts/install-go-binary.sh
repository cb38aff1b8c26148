#!/bin/sh
# Owns binaries of the slow suites that are built with the machine's own Go: builds one once and prints its path.
# usage: install-go-binary.sh NAME MODULE VERSION FOLDER. Exit code 3 means only "no Go here".
set -eu

name=$1
module=$2
version=$3
folder=$4
binary=$folder/$name-$version

if [ ! -x "$binary" ]; then
  if ! command -v go >/dev/null 2>&1; then
    echo "$name $version is not built: Go is missing on this machine" >&2
    exit 3
  fi
  # A folder of its own until it is whole: a build cut short leaves nothing that looks like a binary.
  mkdir -p "$folder"
  building=$(mktemp -d "$folder/building.XXXXXX")
  trap 'rm -rf "$building"' EXIT
  echo "building $name $version, which takes minutes the first time" >&2
  GOBIN=$building go install "$module@$version" >&2
  mv "$building/$name" "$binary"
fi

echo "$binary"
