#!/bin/sh
# Two configurations of anvil, in pairs of runs, and the gate between them. Needs no network. Arguments go to the gate.
# The candidate is CANDIDATE, a target as `lakh ab` takes it; results go to OUT.
set -u
here=$(cd "$(dirname "$0")" && pwd)
lakh() { node "$here/../../dist/harness/cli/main.js" "$@"; }
out=${OUT:-runs/ci}

lakh ab "$here/scenario.yaml" --quiet --out "$out" --pairs "${PAIRS:-6}" \
  --baseline "@$here/baseline.yaml" --candidate "${CANDIDATE:-@$here/candidate.yaml}" || exit $?

lakh gate --baseline "$out/a" --candidate "$out/b" --paired --across plan.target --rules "$here/rules.yaml" \
  --junit "$out/junit.xml" --benchmark-json "$out/bench.json" "$@"
