/** Starts anvil, prints its process id, and waits to be killed. */
import anvil from '../../../../harness/targets/anvil/index.ts';

const chain = await anvil.start(anvil.options.parse({}), {
  allocations: [],
  signal: new AbortController().signal,
  log: () => {},
});
process.stdout.write(`${chain.pid}\n`);
setInterval(() => {}, 60_000);
