/** Which contract and which function a name in the options means. */
import { FunctionFragment, Interface } from 'ethers';
import type { ContractOptions, Options } from './options.ts';

export interface Contract extends ContractOptions {
  readonly name: string;
  /** `null` where neither `abi` nor `deploy` brings one along: then functions are given by their whole signature. */
  readonly interface: Interface | null;
}

/** The contract that the options name at their top is called this. */
const ONLY = 'contract';

type Given = Pick<Options, 'contracts' | 'address' | 'deploy' | 'abi' | 'args'>;

export function contractsOf({ contracts, ...given }: Given): Contract[] {
  const named = contracts ?? { [ONLY]: given };
  return Object.entries(named).map(([name, { address, deploy, args, abi = deploy?.abi }]) => ({
    name,
    ...(address !== undefined && { address }),
    ...(deploy !== undefined && { deploy }),
    args,
    interface: abi === undefined ? null : new Interface(abi),
  }));
}

/** Either what was meant, or what is wrong. */
export type Found<Thing> = { readonly found: Thing } | { readonly problem: string };

export function contractOf(contracts: readonly Contract[], name: string | undefined): Found<Contract> {
  const names = contracts.map((contract) => contract.name).join(', ');
  if (name === undefined) {
    if (contracts.length === 1) return { found: contracts[0]! };
    return { problem: `say which contract: ${names}` };
  }
  const found = contracts.find((contract) => contract.name === name);
  return found ? { found } : { problem: `there is no contract ${name}; there are ${names}` };
}

/** By name where there is one function of that name, else by signature: `transfer(address,uint256)`. */
export function functionOf(contract: Contract, text: string): Found<FunctionFragment> {
  const wanted = signatureOf(text);
  if (!contract.interface) {
    if (wanted) return { found: wanted };
    return {
      problem: 'there is no ABI: write the whole signature, as transfer(address,uint256), or give abi',
    };
  }
  const all = contract.interface.fragments.filter((fragment) => FunctionFragment.isFragment(fragment));
  const fitting = all.filter((one) => (wanted ? one.selector === wanted.selector : one.name === text));
  if (fitting.length === 1) return { found: fitting[0]! };
  const known = (fitting.length > 1 ? fitting : all).map((one) => one.format('sighash'));
  if (fitting.length > 1) return { problem: `${text} is overloaded: write one of ${listed(known)}` };
  return { problem: `there is no function ${text}; there are ${listed(known)}` };
}

function signatureOf(text: string): FunctionFragment | null {
  if (!text.includes('(')) return null;
  try {
    return FunctionFragment.from(`function ${text}`);
  } catch {
    return null;
  }
}

const SHOWN = 8;

function listed(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return (names.slice(0, SHOWN).join(', ') || 'none') + more;
}
