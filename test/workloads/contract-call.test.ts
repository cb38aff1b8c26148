import { AbiCoder, Interface } from 'ethers';
import { describe, expect, it } from 'vitest';
import type { Address, Hex, Intent, OracleReader, Outcome, RunFacts } from '../../harness/spec/index.ts';
import { OUTCOME } from '../../harness/spec/index.ts';
import { keyedRandom, STREAM } from '../../harness/std/index.ts';
import contractCall from '../../workloads/contract-call/index.ts';

const ADDRESS: Address = `0x${'12'.repeat(20)}`;
const accounts = Array.from({ length: 8 }, (_, i): Address => `0x${'cd'.repeat(19)}0${i}`);
const context = (given: object) => ({
  options: contractCall.options.parse({ address: ADDRESS, ...given }),
  seed: 1,
  chainId: 1337,
  accounts,
  deployer: { address: `0x${'ee'.repeat(20)}` as Address, nonce: 3 },
});

function intents(given: object, count: number): Intent[] {
  const bound = context(given);
  const driver = contractCall.drive(bound, structuredClone(contractCall.setup(bound).deployment));
  return Array.from({ length: count }, (_, i) => ({
    ...driver.intent(i, keyedRandom(1, STREAM.intent, i)),
  }));
}

/** What the first argument of a call with one word was, in each of the first intents. */
function firstArguments(type: string, argument: unknown, count: number, more: object = {}): unknown[] {
  const calls = [{ function: `f(${type})`, args: [argument] }];
  return intents({ calls, ...more }, count).map(
    ({ data }) => AbiCoder.defaultAbiCoder().decode([type], `0x${data.slice(10)}`)[0],
  );
}

describe('arguments', () => {
  const abi = [
    'function many(uint256[] ids, bytes data, tuple(address to, string name)[] gifts, int8[2] pair, bool yes, bytes4 tag)',
  ];
  const constants = [
    [1, '2', '0x0100000000000000000000000000000000'],
    '0xdeadbeef00',
    [
      [accounts[0], 'ä name that is longer than one word of 32 bytes'],
      [accounts[1], ''],
    ],
    [-1, 127],
    true,
    '0x01020304',
  ];

  it('are encoded as ethers does, constants of every kind', () => {
    const [intent] = intents({ abi, calls: [{ function: 'many', args: constants }] }, 1);
    expect(intent!.data).toBe(new Interface(abi).encodeFunctionData('many', constants));
  });

  it('are encoded as ethers does, generators between dynamic constants', () => {
    const args = ['one', { account: 'sender' }, [7, 8], { counter: { start: -5 } }];
    const text = 'function f(string a, address b, uint256[] c, int64 d)';
    const made = intents({ abi: [text], calls: [{ function: 'f', args }] }, 20);
    made.forEach(({ data, from }, index) => {
      const given = ['one', accounts[from], [7, 8], index - 5];
      expect(data).toBe(new Interface([text]).encodeFunctionData('f', given));
    });
  });

  it.each<[string, string, unknown, (values: bigint[]) => void]>([
    [
      'counter',
      'uint64',
      { counter: { start: 10, step: 3 } },
      (v) => expect(v.slice(0, 3)).toEqual([10n, 13n, 16n]),
    ],
    [
      'counter that begins anew',
      'uint8',
      { counter: { modulo: 3 } },
      (v) => expect(v.slice(0, 5)).toEqual([0n, 1n, 2n, 0n, 1n]),
    ],
    [
      'uniform',
      'int16',
      { uniform: { min: -2, max: 2 } },
      (v) => expect([...new Set(v)].sort()).toEqual([-1n, -2n, 0n, 1n, 2n]),
    ],
    [
      'zipf',
      'uint256',
      { zipf: { count: 10, exponent: 2, start: 100 } },
      (v) => {
        expect(v.every((value) => value >= 100n && value < 110n)).toBe(true);
        expect(v.filter((value) => value === 100n).length).toBeGreaterThan(200);
      },
    ],
    ['one of', 'uint8', { oneOf: [3, 200] }, (v) => expect([...new Set(v)].sort()).toEqual([200n, 3n])],
    [
      'hot object, nobody hot',
      'uint256',
      { hotObject: { count: 4, start: 1 } },
      (v) => expect(v.slice(0, 5)).toEqual([1n, 2n, 3n, 4n, 1n]),
    ],
  ])('%s', (_, type, argument, judge) => judge(firstArguments(type, argument, 500) as bigint[]));

  it('uniform over a range that no number holds stays inside, and reaches both halves', () => {
    const [min, max] = [2n ** 200n, 2n ** 201n];
    const values = firstArguments('uint256', { uniform: { min: `${min}`, max: `${max}` } }, 100) as bigint[];
    expect(values.every((value) => value >= min && value <= max)).toBe(true);
    expect(values.filter((value) => value > min + min / 2n).length).toBeGreaterThan(20);
    expect(new Set(values).size).toBe(100);
  });

  it('accounts: the next one, any, and a hot one by contention', () => {
    const lower = (values: unknown[]) => values.map((value) => String(value).toLowerCase());
    expect(lower(firstArguments('address', { account: 'next' }, 3))).toEqual(accounts.slice(1, 4));
    expect(new Set(lower(firstArguments('address', { account: 'any' }, 200))).size).toBe(8);
    const hot = lower(firstArguments('address', { account: 'hot' }, 200, { contention: 1 }));
    expect(new Set(hot)).toEqual(new Set([accounts[0]]));
    const objects = firstArguments('uint256', { hotObject: { count: 50 } }, 200, {
      contention: { share: 1, hot: 2 },
    });
    expect(new Set(objects)).toEqual(new Set([0n, 1n]));
  });
});

describe('calls', () => {
  it('follow their weights, and are counted by their names', () => {
    const calls = [
      { function: 'f()', weight: 3 },
      { function: 'g(uint256)', args: [1], action: 'gee', valueWei: 0 },
      { function: 'never()', weight: 0, gasLimit: 9_000_000 },
    ];
    const made = intents({ calls }, 2000);
    expect(made.filter(({ action }) => action === 'f').length / 2000).toBeCloseTo(0.75, 1);
    expect(new Set(made.map(({ action }) => action))).toEqual(new Set(['f', 'gee']));
    const { options } = context({ calls });
    expect(contractCall.actionsOf!(options)).toEqual(['f', 'gee']);
    expect(contractCall.requirements(options).gasLimit).toBe(200_000);
  });

  it('have contracts that stand and contracts that are deployed', () => {
    const token = { deploy: '0x6001', abi: ['constructor(uint256)', 'function mint() payable'], args: [5] };
    const given = {
      address: undefined,
      contracts: { old: { address: ADDRESS }, token },
      calls: [
        { contract: 'old', function: 'f(address)', args: [{ account: 'sender' }], rehearse: false },
        { contract: 'token', function: 'mint', valueWei: '5' },
      ],
    };
    const { stages, contracts, deployment, rehearsal } = contractCall.setup(context(given));
    expect(stages.map((stage) => stage.map(({ data, to }) => [to, data]))).toEqual([
      [[null, `0x6001${'5'.padStart(64, '0')}`]],
    ]);
    expect(contracts).toEqual([ADDRESS, deployment.addresses.token]);
    expect(rehearsal).toMatchObject([{ action: 'mint', to: deployment.addresses.token, valueWei: 5n }]);
    const to = new Set(intents(given, 100).map((intent) => intent.to));
    expect(to).toEqual(new Set(contracts));
    expect(contractCall.requirements(context(given).options).valueWei).toBe(5n);
  });

  it('sends no set-up for a contract that stands', () => {
    expect(contractCall.setup(context({ calls: [{ function: 'f()' }] })).stages).toEqual([]);
  });

  it('takes ABIs in every form, and knows the errors in them', () => {
    const json = { type: 'function', name: 'f', inputs: [], outputs: [], stateMutability: 'nonpayable' };
    const abi = [
      'function f(uint256)',
      json,
      'error Late(uint256 by)',
      { type: 'error', name: 'No', inputs: [] },
    ];
    const { options } = context({ abi: { name: 'X', abi, bytecode: '0x' }, calls: [{ function: 'f()' }] });
    expect(contractCall.errors!(options)).toEqual(['error Late(uint256 by)', 'error No()']);
    expect(options.abi).toEqual([
      'function f(uint256)',
      'function f()',
      'error Late(uint256 by)',
      'error No()',
    ]);
  });
});

describe('what is refused', () => {
  const abi = [
    'function mint(address to, uint8 amount)',
    'function burn(uint256)',
    'function burn(address)',
    'function go(bool yes)',
    'function name() view returns (string)',
  ];

  it.each<[string, object, string, RegExp]>([
    [
      'an unknown function',
      { function: 'mnt' },
      'function',
      /there is no function mnt; there are mint\(address,uint8\), burn/,
    ],
    [
      'an overloaded function',
      { function: 'burn', args: [1] },
      'function',
      /overloaded: write one of burn\(uint256\), burn\(address\)/,
    ],
    [
      'a signature that the ABI lacks',
      { function: 'burn(uint8)' },
      'function',
      /there is no function burn\(uint8\)/,
    ],
    [
      'too few arguments',
      { function: 'mint', args: [1] },
      'args',
      /takes 2 arguments \(address to, uint8 amount\), not 1/,
    ],
    [
      'an account for a number',
      { function: 'mint', args: [{ account: 'any' }, { account: 'any' }] },
      'args.1',
      /account gives an address, which does not fit uint8 amount/,
    ],
    [
      'a number for an account',
      { function: 'mint', args: [{ counter: {} }, 1] },
      'args.0',
      /counter gives whole numbers, which do not fit address to/,
    ],
    [
      'a constant out of range',
      { function: 'mint', args: [ADDRESS, 256] },
      'args.1',
      /does not fit uint8 amount: value out-of-bounds$/,
    ],
    [
      'one of several out of range',
      { function: 'mint', args: [ADDRESS, { oneOf: [1, -1] }] },
      'args.1',
      /out-of-bounds/,
    ],
    [
      'a range out of range',
      { function: 'mint', args: [ADDRESS, { uniform: { min: 1, max: 256 } }] },
      'args.1',
      /uniform gives 1 to 256, .* range of uint8$/,
    ],
    [
      'a range the wrong way',
      { function: 'mint', args: [ADDRESS, { uniform: { min: 2, max: 1 } }] },
      'args.1',
      /min 2 is more than max 1/,
    ],
    [
      'a counter that overflows',
      { function: 'mint', args: [ADDRESS, { counter: {} }] },
      'args.1',
      /out of the range of uint8; give it a modulo/,
    ],
    [
      'objects that overflow',
      { function: 'mint', args: [ADDRESS, { hotObject: { count: 257 } }] },
      'args.1',
      /0 to 256, which is out/,
    ],
    ['an address that is none', { function: 'mint', args: ['0x12', 1] }, 'args.0', /invalid address$/],
    ['text for a bool', { function: 'go', args: ['false'] }, 'args.0', /a bool is true or false/],
    [
      'ether for what takes none',
      { function: 'go', args: [true], valueWei: 1 },
      'valueWei',
      /go is not payable/,
    ],
    [
      'an unknown contract',
      { function: 'go', args: [true], contract: 'x' },
      'contract',
      /there is no contract x/,
    ],
    [
      'two generators in one',
      { function: 'go', args: [{ account: 'any', oneOf: [true] }] },
      'args.0',
      /exactly one generator/,
    ],
    [
      'a number that lost its digits',
      { function: 'burn(uint256)', args: [1e23] },
      'args.0',
      /write it as text, in quotes/,
    ],
  ])('%s', (_, call, path, message) => {
    const result = contractCall.options.safeParse({ address: ADDRESS, abi, calls: [call] });
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([`calls.0.${path}`]);
    expect(result.error?.issues[0]?.message).toMatch(message);
  });

  it.each<[string, object, string, RegExp]>([
    ['no contract', { address: undefined }, 'address', /say where the contract stands, or deploy one/],
    ['two ways to a contract', { deploy: '0x00' }, 'address', /cannot stand beside deploy/],
    ['an address that YAML read as a number', { address: 1e47 }, 'address', /in YAML it needs quotes/],
    [
      'a contract beside several',
      { contracts: { a: { address: ADDRESS } }, abi: undefined },
      'address',
      /inside of contracts/,
    ],
    ['arguments without constructor', { args: [1] }, 'args', /nothing is deployed/],
    [
      'constructor arguments that do not fit',
      { address: undefined, deploy: '0x00', args: [1] },
      'args',
      /the constructor takes 0 arguments/,
    ],
    [
      'code that is none',
      { address: undefined, deploy: 'Counter' },
      'deploy',
      /must be bytecode, or the path/,
    ],
    ['the path of an ABI, in a program', { abi: 'x.json' }, 'abi', /which the command line reads/],
    ['a signature that is none', { abi: ['mint(uint256)'] }, 'abi.0', /no signature such as "function mint/],
    [
      'no weight',
      { calls: [{ function: 'mint', args: [ADDRESS, 1], weight: 0 }] },
      'calls',
      /at least one weight/,
    ],
    [
      'no ABI and no signature',
      { abi: undefined, calls: [{ function: 'mint' }] },
      'calls.0.function',
      /there is no ABI: write the whole signature/,
    ],
    [
      'growth of a text',
      { expect: [{ call: 'name()', growsBy: { mint: 1 } }] },
      'expect.0.call',
      /gives string, which cannot grow/,
    ],
    [
      'growth by an unknown action',
      { expect: [{ call: 'burn(uint256)', args: [1], growsBy: { mnt: 1 } }] },
      'expect.0.growsBy.mnt',
      /there are mint/,
    ],
    ['an expectation of nothing', { expect: [{ call: 'name()' }] }, 'expect.0', /either growsBy or stays/],
    [
      'an unknown view',
      { expect: [{ call: 'nme()', stays: true }] },
      'expect.0.call',
      /there is no function nme\(\)/,
    ],
  ])('%s', (_, given, path, message) => {
    const calls = [{ function: 'mint', args: [ADDRESS, 1] }];
    const result = contractCall.options.safeParse({ address: ADDRESS, abi, calls, ...given });
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
    expect(result.error?.issues[0]?.message).toMatch(message);
  });

  it('all at once', () => {
    const calls = [{ function: 'mnt' }, { function: 'go', args: [1] }, { function: 'burn' }];
    expect(contractCall.options.safeParse({ address: ADDRESS, abi, calls }).error?.issues).toHaveLength(3);
  });
});

describe('the oracle', () => {
  const given = {
    calls: [{ function: 'up()', weight: 2 }, { function: 'down()' }],
    expect: [
      { call: 'level()', growsBy: { up: 3, down: '-1' } },
      { call: 'name()', stays: true },
    ],
  };
  const made = intents(given, 60);
  const word = (value: bigint): Hex => `0x${BigInt.asUintN(256, value).toString(16).padStart(64, '0')}`;

  function reader(level: bigint, name: bigint, nonces: readonly number[]): OracleReader {
    return {
      sample: 100,
      request: async () => null,
      balances: async () => [],
      nonces: async (addresses) => addresses.map((address) => nonces[accounts.indexOf(address)]!),
      calls: async (calls) => calls.map((_, at) => word(at === 0 ? level : name)),
    };
  }

  /** The checks that fail when the level ends at `grown` more than what the outcomes say. */
  async function failures(outcomes: readonly Outcome[], off: bigint, name = 7n): Promise<string[]> {
    const bound = context(given);
    const { deployment } = contractCall.setup(bound);
    const included = accounts.map(() => 0);
    let level = -4n;
    made.forEach(({ from, action }, index) => {
      if (outcomes[index] === OUTCOME.succeeded || outcomes[index] === OUTCOME.reverted) included[from]!++;
      if (outcomes[index] === OUTCOME.succeeded) level += action === 'up' ? 3n : -1n;
    });
    const facts: RunFacts = {
      scheduled: made.length,
      outcome: (index) => outcomes[index]!,
      intent: (index) => made[index]!,
      feesWei: () => 0n,
      included: (account) => included[account]!,
      shared: false,
    };
    const before = await contractCall.oracle.before(
      bound,
      deployment,
      reader(
        -4n,
        7n,
        accounts.map(() => 0),
      ),
    );
    const now = reader(level + off, name, included);
    const checks = await contractCall.oracle.after(bound, deployment, before, facts, now);
    expect(checks.every(({ compared }) => compared > 0)).toBe(true);
    return checks.filter(({ passed }) => !passed).map((check) => `${check.name}: ${check.detail}`);
  }

  const mixed = made.map((_, i): Outcome => [OUTCOME.succeeded, OUTCOME.reverted, OUTCOME.none][i % 3]!);

  it('believes what adds up', async () => {
    expect(await failures(mixed, 0n)).toEqual([]);
  });

  it.each([1n, -1n])('sees growth that is off by %s', async (off) => {
    expect(await failures(mixed, off)).toEqual([
      expect.stringMatching(/^level\(\) grew by its calls: .* expected/),
    ]);
  });

  it('sees that what should stay did not', async () => {
    expect(await failures(mixed, 0n, 8n)).toEqual([expect.stringMatching(/^name\(\) stays: .*it was 0x0/)]);
  });

  it('allows for calls of unknown fate, and for no more', async () => {
    const up = made.findIndex(({ action }) => action === 'up');
    const down = made.findIndex(({ action }) => action === 'down');
    const outcomes = made.map(
      (_, i): Outcome => (i === up || i === down ? OUTCOME.uncertain : OUTCOME.succeeded),
    );
    for (const off of [-1n, 0n, 3n]) expect(await failures(outcomes, off)).toEqual([]);
    for (const off of [-2n, 4n]) expect(await failures(outcomes, off)).toHaveLength(1);
  });
});
