/** What stands when the clock starts: token, timelock with a treasury, Dao, and votes in everybody's hands. */
import { ZeroAddress } from 'ethers';
import type { Hex, Setup, WorkloadContext } from '../../harness/spec/index.ts';
import { artifact, contractAddress } from '../artifact.ts';
import { Site } from '../site.ts';
import { BallotKeys, electorateOf, LEAST_VOTES, votesOf } from './electorate.ts';
import type { Options } from './options.ts';
import type { Deployment } from './proposal.ts';

const HOLDERS_PER_CALL = 100;
const MILLION = 1_000_000n;
/** The treasury is counted in thousandths of ether and of tokens; both have 18 decimals. */
const UNITS_PER_THOUSANDTH = 10n ** 15n;
/** Anybody may propose who has a vote; a decision may change it. */
const THRESHOLD = 1;

const GAS = {
  token: 2_600_000,
  timelock: 2_400_000,
  dao: 5_500_000,
  endowBase: 150_000,
  endowEach: 130_000,
  mint: 150_000,
  fund: 60_000,
};

export function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const { options, accounts, deployer, seed } = context;
  const site = new Site(context);
  const [votes, timelockCode, daoCode] = [artifact('VoteToken'), artifact('DaoTimelock'), artifact('Dao')];
  const dao = contractAddress(deployer.address, deployer.nonce + 2);
  const keys = new BallotKeys(seed, electorateOf(options, accounts.length).signers);
  const holders = [...accounts, ...keys.addresses];
  const treasury = BigInt(Math.round(options.treasury * 1000)) * UNITS_PER_THOUSANDTH;
  const quorum = quorumOf(options, holders.length, treasury);

  const token = site.deploy(votes, ['Lakh Votes'], GAS.token);
  // The Dao proposes to the timelock, everybody may execute, nobody administers: as OpenZeppelin advises.
  const parties = [options.timelockDelaySeconds, [dao], [ZeroAddress]];
  const timelock = site.deploy(timelockCode, parties, GAS.timelock);
  const { votingDelayBlocks, votingPeriodBlocks } = options;
  const settings = [votingDelayBlocks, votingPeriodBlocks, THRESHOLD, quorum];
  site.deploy(daoCode, [token, timelock, ...settings], GAS.dao);
  site.next();
  for (let at = 0; at < holders.length; at += HOLDERS_PER_CALL) {
    const some = holders.slice(at, at + HOLDERS_PER_CALL);
    const data = votes.abi.encodeFunctionData('endow', [some, votesOf(at)]) as Hex;
    site.call(token, data, GAS.endowBase + some.length * GAS.endowEach, 'endow');
  }
  if (treasury > 0n) {
    site.call(token, votes.abi.encodeFunctionData('mint', [timelock, treasury]) as Hex, GAS.mint, 'fund');
    site.call(timelock, '0x', GAS.fund, 'fund', treasury);
  }
  return { stages: site.stages, contracts: site.contracts, deployment: { token, timelock, dao, quorum } };
}

/** Millionths of the supply that are the asked share of what votes on a proposal, rounded down. */
function quorumOf({ quorum, votersPerProposal }: Options, holders: number, treasury: bigint): number {
  let supply = treasury;
  for (let holder = 0; holder < holders; holder++) supply += votesOf(holder);
  const needed = (LEAST_VOTES * BigInt(votersPerProposal) * BigInt(Math.floor(quorum * 1e6))) / MILLION;
  return Number((needed * MILLION) / supply);
}
