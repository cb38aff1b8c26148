/** Ready blends: which workloads, by which weight. The page of the workload says where the shares come from. */

export interface ProfilePart {
  readonly workload: string;
  readonly weight: number;
  /** Options as they would stand in a scenario. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export const PROFILES = {
  /**
   * Shares of Ethereum's transactions in May 2023: 29 % plain transfers; 15 % ERC-20 and 10 % stablecoins (Delphi Digital,
   * "What Is The Composition Of Transactions On Ethereum?", on data of Glassnode). How the other 46 % divide is our own
   * reading of the kinds named there: exchanges and lending, collectibles, and the rest.
   */
  'mainnet-like': [
    { workload: 'transfers', weight: 29 },
    { workload: 'erc20', weight: 25 },
    { workload: 'dex-swap', weight: 26, options: { pools: 8 } },
    { workload: 'lending', weight: 6 },
    { workload: 'nft-mint', weight: 8 },
    { workload: 'staking', weight: 6 },
  ],
  'defi-day': [
    { workload: 'dex-swap', weight: 45, options: { pools: 8 } },
    { workload: 'erc20', weight: 20 },
    { workload: 'lending', weight: 15 },
    { workload: 'yield-farm', weight: 10 },
    { workload: 'staking', weight: 10 },
  ],
  'nft-drop': [
    { workload: 'nft-mint', weight: 60 },
    { workload: 'nft-market', weight: 20 },
    { workload: 'transfers', weight: 15 },
    { workload: 'erc20', weight: 5 },
  ],
  'dao-season': [
    { workload: 'dao-vote', weight: 60 },
    { workload: 'erc20', weight: 20 },
    { workload: 'transfers', weight: 20 },
  ],
} as const satisfies Readonly<Record<string, readonly ProfilePart[]>>;

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];
