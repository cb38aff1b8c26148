/** A node that this process started, as a chain: driven through the `rpc` target, watched for its end, ended with the run. */
import type { Capabilities, Chain, ChainInfo } from '../../spec/target.ts';
import { processCpuMicros } from '../../std/cpu.ts';
import type { Guarded } from './guardian.ts';

export interface Owned extends Pick<Capabilities, 'funding' | 'blocksOnDemand'> {
  /** What people call the program. */
  readonly name: string;
  readonly facts: ChainInfo['facts'];
}

/** Blocks of a node of one's own are final when they are made: nobody else makes any. */
export function ownChain(program: Guarded, inner: Chain, owned: Owned): Chain {
  const { name, facts, funding, blocksOnDemand } = owned;
  let stopping = false;
  return {
    ...inner,
    pid: program.pid,
    info: { ...inner.info, facts: { ...inner.info.facts, ...facts } },
    capabilities: { ...inner.capabilities, funding, reorgDepth: 0, blocksOnDemand },
    async watch(listener) {
      let end = () => {};
      let watching = true;
      void program.ended.then((how) => {
        end();
        if (watching && !stopping) listener.fault({ lost: true, message: lostMessage(name, program, how) });
      });
      end = await inner.watch(listener);
      return () => {
        watching = false;
        end();
      };
    },
    cpuMicros: () => processCpuMicros(program.pid),
    async stop() {
      stopping = true;
      await Promise.all([inner.stop(), program.stop()]);
    },
  };
}

function lostMessage(name: string, program: Guarded, how: string): string {
  const said = program.said();
  return `${name} ended half-way: ${how}${said === '' ? '' : `; it said: ${said}`}`;
}
