/** Calls of `SupplyChain.sol`. */
import type { Address, Hex } from '../../harness/spec/index.ts';
import { encoder, selectorOf } from '../../harness/std/index.ts';

export const SIGNATURES = {
  register: 'register(uint256,address,bytes32)',
  handOver: 'handOver(uint256,address,uint8,bytes32)',
  inspect: 'inspect(uint256,bytes32)',
  certify: 'certify(uint256,bytes32)',
  recall: 'recall(uint256,bytes32)',
  log: 'log(uint256,bytes32)',
} as const;

export type Action = keyof typeof SIGNATURES;
export const ACTIONS = Object.keys(SIGNATURES) as Action[];

export const encode = {
  register: encoder(SIGNATURES.register),
  handOver: encoder(SIGNATURES.handOver),
  inspect: encoder(SIGNATURES.inspect),
  certify: encoder(SIGNATURES.certify),
  recall: encoder(SIGNATURES.recall),
  log: encoder(SIGNATURES.log),
  registerMany: encoder('registerMany(uint256,uint256,address)'),
  enrol: encoder('enrol(address[])'),
  products: encoder('products(uint256)'),
  logs: encoder('logs(uint256)'),
};

const LOG = selectorOf(SIGNATURES.log);

export function isLog(data: Hex): boolean {
  return data.startsWith(LOG);
}

/** `Place` of the contract. */
export const PLACE = { nowhere: 0, producer: 1, carrier: 2, warehouse: 3, retailer: 4 } as const;

/** What a step puts down: call data apart from its product. */
export interface Written {
  readonly action: Action;
  readonly product: number;
  /** Who holds the product next, where the step says so. */
  readonly to: Address;
  readonly place: number;
  readonly document: Hex;
}

export function call({ action, product, to, place, document }: Written): Hex {
  switch (action) {
    case 'register':
      return encode.register(product, to, document);
    case 'handOver':
      return encode.handOver(product, to, place, document);
    default:
      return encode[action](product, document);
  }
}
