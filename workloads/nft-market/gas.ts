/** Gas limits: the worst case that was measured before refunds, and about 30 % more. */
export const GAS = {
  deployMarket: 1_500_000,
  deployGallery: 1_500_000,
  admit: 65_000,
  mintAndList: 135_000,
  list: 80_000,
  /** The first sale of a collection is the dearest: creator and treasurer are new to the chain. */
  buy: 220_000,
  cancel: 55_000,
};
