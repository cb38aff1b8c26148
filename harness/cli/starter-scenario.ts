/** What `lakh init` writes: every section once, with what it is for. */

export const STARTER_SCENARIO = `# A scenario for lakh. Run it: lakh run FILE. Check it: lakh validate FILE. Every key: lakh schema.
# Flags win over LAKH_ variables, those over this file, and this file over the defaults.

# What to send; options stand beside the name. See: lakh list workloads
workload:
  name: transfers

# Where it goes: engine (in this process), anvil (started and stopped for you), or the URL of a chain.
# A chain by URL needs a funder: set LAKH_FUNDER_KEY or LAKH_FUNDER_KEY_FILE. No key ever stands in this file.
target: engine

load:
  arrival: constant # constant, poisson, ramp, stages or closed
  rate: 300/s
  duration: 20s # the measurement window
  warmup: 2s # load before it: in the ledger, not in the figures
  drain: 30s # the longest wait, at the end, for what is under way
  # maxInFlight: 50000 # past which arrivals are dropped and counted
  # ramp:   { arrival: ramp, from: 100/s, to: 1000/s, duration: 1m }
  # stages: { arrival: stages, stages: [{ rate: 100, duration: 10s }, { rate: 500, duration: 30s }] }
  # closed: { arrival: closed, inFlight: 64, duration: 20s }

accounts:
  count: 200
  source: seed # or mnemonic, from LAKH_MNEMONIC or LAKH_MNEMONIC_FILE

# The same seed sends the same transactions, byte for byte, on any number of workers.
seed: 1
workers: 1

# What must hold of the figures; else lakh exits with 99.
thresholds:
  - rejected.rate < 1%
  # - inclusion.p99 < 2s
  # - goodput > 290/s

# fees: { type: eip1559, maxFeeGwei: 50, tipGwei: 1 } # maxFeeGwei left out: from the chain
# batch: { size: 100, linger: 1ms } # transactions that go out together
# pacing: nap # timer, nap or spin: how a generator waits
# oracle: { check: true, sample: 1000 } # compare the chain's state with the workload afterwards
# validity: { lagP99: 10ms } # past this lateness of the generator itself, a run is invalid
# reads: { rate: 500, connections: 10 } # JSON-RPC reads beside the load, from anvil or a chain by its http URL
# out: runs/mine # the folder of the record
`;
