/** Owns how a chain of edr is set up: Osaka, blocks by order only, first in first out, a base fee that stays. */
import type { EngineOptions, GenesisAccount } from '../../spec/engine.ts';
import { fromHex } from '../../std/hex.ts';
import { MAX_TRANSACTION_GAS } from '../limits.ts';
import { type Edr, type EdrAccount, type EdrConfig, type EdrContext, loadEdr } from './binding.ts';
import { EdrRpc } from './rpc.ts';

/** More than any base fee in wei; times the gas limit it must stay below 2^128, or edr divides by zero. */
const FEE_DENOMINATOR = 2n ** 64n;

/** One a thread is all that edr wants. */
let context: Promise<EdrContext> | null = null;

/** A chain at its genesis. */
export async function openProvider(options: EngineOptions): Promise<EdrRpc> {
  const edr = loadEdr();
  context ??= makeContext(edr);
  const logger = { enable: false, decodeConsoleLogInputsCallback: () => [], printLineCallback: () => {} };
  const subscription = { subscriptionCallback: () => {} };
  const config = configOf(edr, options);
  const decoder = new edr.ContractDecoder();
  return new EdrRpc(
    await (await context).createProvider(edr.L1_CHAIN_TYPE, config, logger, subscription, decoder),
  );
}

async function makeContext(edr: Edr): Promise<EdrContext> {
  const made = new edr.EdrContext();
  await made.registerProviderFactory(edr.L1_CHAIN_TYPE, edr.l1ProviderFactory());
  return made;
}

function configOf(edr: Edr, options: EngineOptions): EdrConfig {
  const chainId = BigInt(options.chainId);
  const gasLimit = BigInt(options.blockGasLimit);
  return {
    allowBlocksWithSameTimestamp: true,
    allowUnlimitedContractSize: false,
    bailOnCallFailure: false,
    bailOnTransactionFailure: false,
    // The target is the limit, so the fee never rises; and what it falls by rounds to nothing (EIP-1559).
    baseFeeConfig: [
      { activation: { blockNumber: 0n }, maxChangeDenominator: FEE_DENOMINATOR, elasticityMultiplier: 1n },
    ],
    chainId,
    coinbase: fromHex(options.feeRecipient),
    defaultTransactionGasLimit: BigInt(MAX_TRANSACTION_GAS),
    genesisState: genesisState(options.allocations),
    hardfork: edr.OSAKA,
    initialBaseFeePerGas: options.baseFeeWei,
    initialParentBeaconBlockRoot: new Uint8Array(32),
    minGasPrice: 0n,
    mining: { autoMine: false, blockGasLimit: gasLimit, memPool: { order: edr.MineOrdering.Fifo } },
    network: {
      genesisBlockGasLimit: gasLimit,
      genesisBlockTime: 0n,
      genesisBlobGas: { gasUsed: 0n, excessGas: 0n },
    },
    networkId: chainId,
    observability: {},
    ownedAccounts: [],
    precompileOverrides: [],
  };
}

/** An address may be given ether several times: the sums count. */
function genesisState(allocations: readonly GenesisAccount[]): EdrAccount[] {
  const accounts = new Map<string, EdrAccount>();
  for (const { address, balanceWei, nonce, code, storage } of allocations) {
    const before = accounts.get(address);
    const bytes = code === undefined ? before?.code : fromHex(code);
    accounts.set(address, {
      address: fromHex(address),
      balance: (before?.balance ?? 0n) + balanceWei,
      nonce: nonce === undefined ? (before?.nonce ?? 0n) : BigInt(nonce),
      ...(bytes !== undefined && { code: bytes }),
      storage: Object.entries(storage ?? {}).map(([slot, value]) => ({
        index: BigInt(slot),
        value: BigInt(value),
      })),
    });
  }
  return [...accounts.values()];
}
