/** A DAO at work: OpenZeppelin's Governor with votes, timelock and treasury, many proposals at once. */
import type { Workload } from '../../harness/spec/index.ts';
import { artifact, errorsOf } from '../artifact.ts';
import { drive, GAS } from './drive.ts';
import { FEWEST_DELEGATORS, mostBallots } from './electorate.ts';
import { type Options, options } from './options.ts';
import { type Before, oracle } from './oracle.ts';
import type { Deployment } from './proposal.ts';
import { setup } from './setup.ts';

const daoVote: Workload<Options, Deployment, Before> = {
  name: 'dao-vote',
  summary: "OpenZeppelin's Governor: propose, vote, queue and execute, many proposals at once",
  module: import.meta.url,
  options,
  actions: Object.keys(GAS),
  errors: () => errorsOf(artifact('Dao'), artifact('DaoTimelock'), artifact('VoteToken')),
  requirements: (given) => ({
    accounts: mostBallots(given) + (given.delegationsPerProposal > 0 ? FEWEST_DELEGATORS : 0),
    valueWei: 0n,
    gasLimit: Math.max(...Object.values(GAS)),
  }),
  setup,
  drive,
  oracle,
};

export default daoVote;
