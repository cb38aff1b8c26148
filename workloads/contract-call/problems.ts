/** Everything that is wrong with options that are right key by key. */
import type { FunctionFragment } from 'ethers';
import { type Contract, contractOf, contractsOf, type Found, functionOf } from './contracts.ts';
import { constantMisfit, integerRange, misfit } from './fit.ts';
import type { Argument } from './generator-options.ts';
import type { CallOptions, Expectation, Options } from './options.ts';

export interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export function problemsOf(options: Options): Problem[] {
  const places = placeProblems(options);
  if (places.length > 0) return places;
  const contracts = contractsOf(options);
  const actions = new Set(options.calls.map(actionOf));
  return [
    ...contracts.flatMap((contract) => constructorProblems(contract, pathOf(options, contract.name))),
    ...options.calls.flatMap((call, at) => under(['calls', at], callProblems(contracts, call))),
    ...weightProblems(options.calls),
    ...options.expect.flatMap((one, at) =>
      under(['expect', at], expectationProblems(contracts, actions, one)),
    ),
  ];
}

/** What reports count a call as. */
export function actionOf({ action, function: name }: CallOptions): string {
  return action ?? name.split('(')[0]!;
}

function under(prefix: readonly (string | number)[], problems: readonly Problem[]): Problem[] {
  return problems.map(({ path, message }) => ({ path: [...prefix, ...path], message }));
}

function pathOf({ contracts }: Options, name: string): (string | number)[] {
  return contracts ? ['contracts', name] : [];
}

function placeProblems({ contracts, address, deploy, abi, args }: Options): Problem[] {
  if (!contracts) return onePlace({ address, deploy, args }, []);
  const beside = Object.entries({ address, deploy, abi }).filter(([, value]) => value !== undefined);
  return [
    ...beside.map(([key]) => ({
      path: [key],
      message: 'must stand inside of contracts, where these are given',
    })),
    ...(Object.keys(contracts).length === 0
      ? [{ path: ['contracts'], message: 'must have at least one entry' }]
      : []),
    ...Object.entries(contracts).flatMap(([name, place]) => onePlace(place, ['contracts', name])),
  ];
}

type Place = { readonly address?: unknown; readonly deploy?: unknown; readonly args: readonly unknown[] };

function onePlace({ address, deploy, args }: Place, path: readonly string[]): Problem[] {
  if (address === undefined && deploy === undefined) {
    return [
      { path: [...path, 'address'], message: 'is missing; say where the contract stands, or deploy one' },
    ];
  }
  if (address !== undefined && deploy !== undefined) {
    return [
      {
        path: [...path, 'address'],
        message: 'cannot stand beside deploy: the contract gets an address then',
      },
    ];
  }
  if (address !== undefined && args.length > 0) {
    return [{ path: [...path, 'args'], message: "are the constructor's, and nothing is deployed" }];
  }
  return [];
}

function constructorProblems(
  { deploy, args, interface: abi }: Contract,
  path: readonly (string | number)[],
): Problem[] {
  if (!deploy) return [];
  const inputs = abi?.deploy.inputs ?? [];
  return under(path, argumentProblems('the constructor', inputs, args, constantMisfit));
}

function callProblems(contracts: readonly Contract[], call: CallOptions): Problem[] {
  const target = targetOf(contracts, call.contract, call.function, 'function');
  if ('path' in target) return [target];
  const payable = target.found.payable || call.valueWei === 0n;
  return [
    ...argumentProblems(call.function, target.found.inputs, call.args, misfit),
    ...(payable ? [] : [{ path: ['valueWei'], message: `${call.function} is not payable` }]),
  ];
}

function targetOf(
  contracts: readonly Contract[],
  contractName: string | undefined,
  text: string,
  key: string,
): { readonly found: FunctionFragment } | Problem {
  const contract = contractOf(contracts, contractName);
  if ('problem' in contract) return { path: ['contract'], message: contract.problem };
  const found: Found<FunctionFragment> = functionOf(contract.found, text);
  return 'problem' in found ? { path: [key], message: found.problem } : found;
}

function argumentProblems<Kind extends Argument>(
  what: string,
  params: FunctionFragment['inputs'],
  args: readonly Kind[],
  wrong: (param: FunctionFragment['inputs'][number], argument: Kind) => string | null,
): Problem[] {
  if (params.length !== args.length) {
    const types = params.map((param) => param.format('full')).join(', ');
    return [
      { path: ['args'], message: `${what} takes ${params.length} arguments (${types}), not ${args.length}` },
    ];
  }
  return params.flatMap((param, at) => {
    const message = wrong(param, args[at]!);
    return message === null ? [] : [{ path: ['args', at], message }];
  });
}

function weightProblems(calls: readonly CallOptions[]): Problem[] {
  if (calls.some(({ weight }) => weight > 0)) return [];
  return [{ path: ['calls'], message: 'at least one weight must be more than 0' }];
}

function expectationProblems(
  contracts: readonly Contract[],
  actions: ReadonlySet<string>,
  { contract, call, args, growsBy, stays }: Expectation,
): Problem[] {
  const target = targetOf(contracts, contract, call, 'call');
  if ('path' in target) return [target];
  const [output] = target.found.outputs;
  const unknown = Object.keys(growsBy ?? {}).filter((action) => !actions.has(action));
  return [
    ...argumentProblems(call, target.found.inputs, args, constantMisfit),
    ...((growsBy === undefined) === (stays === undefined)
      ? [{ path: [], message: 'must have either growsBy or stays' }]
      : []),
    ...unknown.map((action) => ({
      path: ['growsBy', action],
      message: `there is no such action; there are ${[...actions].join(', ')}`,
    })),
    // Without an ABI nobody knows what it gives: a number, then.
    ...(growsBy && output && !integerRange(output)
      ? [{ path: ['call'], message: `${call} gives ${output.type}, which cannot grow` }]
      : []),
  ];
}
