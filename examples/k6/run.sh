#!/bin/sh
# An anvil of its own, the scenario signed for it, and k6 that sends it. Arguments go to `k6 run`.
# k6 is K6_BIN, else the one in PATH; anvil is ANVIL_BIN, else the one of npm; PORT and OUT may be given.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${OUT:-runs/k6}
port=${PORT:-8545}

"${ANVIL_BIN:-$here/../../node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil}" \
  --host 127.0.0.1 --port "$port" --block-time 1 --silent &
anvil=$!
trap 'kill $anvil' EXIT

# The first account of anvil's own mnemonic, which everybody knows.
export LAKH_FUNDER_KEY=0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80

until node -e 'fetch(process.argv[1]).catch(() => process.exit(1))' "http://127.0.0.1:$port"; do
  kill -0 "$anvil"
  sleep 0.2
done
node "$here/../../dist/harness/cli/main.js" export k6 "$here/scenario.yaml" --target "http://127.0.0.1:$port" --out "$out"
"${K6_BIN:-k6}" run "$@" "$out/script.ts"
