/**
 * Owns the way to @nomicfoundation/edr, which may not be installed: what of it is used, and how it is loaded.
 * Its own types are not imported, so that everything compiles without it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LakhError } from '../../std/errors.ts';

const PACKAGE = '@nomicfoundation/edr';
/** The one that package.json names; newer ones need Node 22. */
const VERSION = '0.13.0';

/** An account of the genesis; numbers are `bigint` throughout. */
export interface EdrAccount {
  readonly address: Uint8Array;
  readonly balance: bigint;
  readonly nonce: bigint;
  readonly code?: Uint8Array;
  readonly storage: readonly { readonly index: bigint; readonly value: bigint }[];
}

/** `ProviderConfig` of edr's index.d.ts, which says what each is. */
export interface EdrConfig {
  readonly allowBlocksWithSameTimestamp: boolean;
  readonly allowUnlimitedContractSize: boolean;
  readonly bailOnCallFailure: boolean;
  readonly bailOnTransactionFailure: boolean;
  readonly baseFeeConfig: readonly {
    readonly activation: { readonly blockNumber: bigint };
    readonly maxChangeDenominator: bigint;
    readonly elasticityMultiplier: bigint;
  }[];
  readonly chainId: bigint;
  readonly coinbase: Uint8Array;
  readonly defaultTransactionGasLimit: bigint;
  readonly genesisState: readonly EdrAccount[];
  readonly hardfork: string;
  readonly initialBaseFeePerGas: bigint;
  readonly initialParentBeaconBlockRoot: Uint8Array;
  readonly minGasPrice: bigint;
  readonly mining: {
    readonly autoMine: boolean;
    readonly blockGasLimit: bigint;
    readonly memPool: { readonly order: string };
  };
  readonly network: {
    readonly genesisBlockGasLimit: bigint;
    readonly genesisBlockTime: bigint;
    readonly genesisBlobGas: { readonly gasUsed: bigint; readonly excessGas: bigint };
  };
  readonly networkId: bigint;
  readonly observability: Record<string, never>;
  readonly ownedAccounts: readonly string[];
  readonly precompileOverrides: readonly never[];
}

export interface EdrProvider {
  /** A call of JSON-RPC or an array of them, as JSON. */
  handleRequest(request: string): Promise<{
    /** JSON as text, or parsed already where it is too long for a text. */
    readonly data: unknown;
  }>;
}

export interface EdrContext {
  registerProviderFactory(chainType: string, factory: object): Promise<void>;
  createProvider(
    chainType: string,
    config: EdrConfig,
    logger: {
      readonly enable: boolean;
      readonly decodeConsoleLogInputsCallback: () => string[];
      readonly printLineCallback: () => void;
    },
    subscription: { readonly subscriptionCallback: () => void },
    decoder: object,
  ): Promise<EdrProvider>;
}

export interface Edr {
  readonly EdrContext: new () => EdrContext;
  readonly ContractDecoder: new () => object;
  readonly MineOrdering: { readonly Fifo: string };
  readonly L1_CHAIN_TYPE: string;
  readonly OSAKA: string;
  l1ProviderFactory(): object;
}

/**
 * Loads the native library. Before a thread does, the main thread must have: the library may not be unloaded, which
 * happens when the only thread that has it ends, and takes the process with it.
 *
 * @throws LakhError `target-missing` where it is not installed or has no build for this machine.
 */
export function loadEdr(load: (name: string) => unknown = createRequire(import.meta.url)): Edr {
  try {
    return load(PACKAGE) as Edr;
  } catch (cause) {
    throw new LakhError(
      'target-missing',
      `the engine edr needs the package ${PACKAGE}, which does not load`,
      {
        hint: `"npm install ${PACKAGE}@${VERSION}" brings it, or choose another engine: --engine parallel`,
        cause,
      },
    );
  }
}

/** Of the package that is installed; it does not export its package.json. */
export function edrVersion(): string {
  const entry = createRequire(import.meta.url).resolve(PACKAGE);
  return (JSON.parse(readFileSync(join(dirname(entry), 'package.json'), 'utf8')) as { version: string })
    .version;
}
