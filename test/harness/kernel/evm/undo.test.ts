/** Random blocks, snapshots inside each other, and ways back, on forks where storage is wiped; a twin knows what is right. */
import { expect, it } from 'vitest';
import type { Fork } from '../../../../harness/kernel/evm/forks.ts';
import { Machine } from '../../../../harness/kernel/evm/machine.ts';
import { RECORDS, StateKeeping } from '../../../../harness/kernel/evm/state-records.ts';
import { Undo, type UndoPiece } from '../../../../harness/kernel/evm/undo.ts';
import type { StateRecords } from '../../../../harness/spec/chain-store.ts';
import type { Hex } from '../../../../harness/spec/intent.ts';
import { fromHex, toHex } from '../../../../harness/std/hex.ts';
import { keyedRandom } from '../../../../harness/std/random.ts';
import { Chain, randomBlock, type Transaction } from '../../../support/evm-blocks/chain.ts';

const SENDERS = 25;
const STEPS = Number(process.env.LAKH_UNDO_STEPS ?? 120);

interface Block {
  readonly fork: Fork;
  readonly transactions: readonly Transaction[];
}

/** Runs a block on a chain up to its root, which is the caller's to make. */
function play(chain: Chain, { fork, transactions }: Block): void {
  chain.begin(fork);
  chain.machine.run(chain.decode(transactions), transactions.length);
}

/** The records, as a table of keys and values would have them. */
class Kept {
  readonly cells = new Map<string, Uint8Array>();
  readonly codes = new Map<string, StateRecords['codes'][number]>();

  take({ accounts, slots, codes }: StateRecords): void {
    for (const code of codes) this.codes.set(toHex(code.hash), code);
    for (const [records, bytes, key] of [
      [accounts, RECORDS.account, RECORDS.accountKey],
      [slots, RECORDS.slot, RECORDS.slotKey],
    ] as const) {
      for (let at = 0; at < records.length; at += bytes) {
        const record = records.slice(at, at + bytes);
        this.cells.set(toHex(record.subarray(0, key)), record);
      }
    }
  }

  /** The root of a machine that knows nothing but these. */
  root(): string {
    const machine = new Machine();
    const keeping = new StateKeeping(machine);
    const of = (bytes: number) => [...this.cells.values()].filter(({ length }) => length === bytes);
    const accounts = new Uint8Array(Buffer.concat(of(RECORDS.account)));
    keeping.load({ accounts, slots: new Uint8Array(0), codes: [...this.codes.values()] });
    keeping.load({
      accounts: new Uint8Array(0),
      slots: new Uint8Array(Buffer.concat(of(RECORDS.slot))),
      codes: [],
    });
    return toHex(machine.stateRoot());
  }
}

/** What `eth_call` would read of all slots that were ever written. */
function sealed(machine: Machine, known: ReadonlyMap<string, ReadonlySet<bigint>>): string[] {
  return [...known].flatMap(([address, keys]) => {
    const cell = machine.cellOf(fromHex(address as Hex));
    return [...keys].map((key) => `${address} ${key}: ${machine.sealedSlot(cell, key)}`);
  });
}

interface Mark {
  readonly id: number;
  readonly length: number;
  readonly root: string;
  readonly pieces: UndoPiece[];
}

it('goes back to where it was, as often as it must, and on from there', { timeout: 120_000 }, () => {
  const chain = new Chain(SENDERS);
  const undo = new Undo(chain.machine);
  const keeping = new StateKeeping(chain.machine);
  const kept = new Kept();
  kept.take(keeping.changes());
  let root = chain.seal();
  const start = chain.next;
  const known = new Map<string, Set<bigint>>();
  const path: Block[] = [];
  const marks: Mark[] = [];
  let ids = 0;
  let restored = 0;
  let wiped = 0;

  const twin = () => {
    const other = new Chain(SENDERS);
    other.seal();
    let last = root;
    for (const block of path) {
      play(other, block);
      last = other.seal();
    }
    if (path.length > 0) expect(last).toBe(root);
    expect(sealed(chain.machine, known)).toEqual(sealed(other.machine, known));
    expect(chain.dump(known)).toEqual(other.dump(known));
  };

  for (let step = 0; step < STEPS; step++) {
    const random = keyedRandom(11, step);
    const dice = random.below(10);
    if (dice < 6) {
      const transactions = randomBlock(random, 60, SENDERS, (sender) => chain.nonceOf(sender));
      const block = {
        fork: random.below(3) === 0 ? ('osaka' as const) : ('shanghai' as const),
        transactions,
      };
      play(chain, block);
      path.push(block);
      chain.noteChanges(known);
      const mark = marks.at(-1);
      if (mark !== undefined) mark.pieces.push(undo.keep(mark.id));
      kept.take(keeping.changes());
      root = chain.seal();
    } else if (dice < 8) marks.push({ id: ++ids, length: path.length, root, pieces: [] });
    else if (marks.length > 0) {
      const at = random.below(marks.length);
      const gone = marks.splice(at);
      undo.putBack(gone.flatMap(({ pieces }) => pieces));
      // Slots that come back though no record tells of them: only those of a wiped storage do.
      const told = gone.flatMap(({ pieces }) => pieces).reduce((sum, { slots }) => sum + slots, 0);
      if (Number(chain.machine.evm.call.countChanges() >> 32n) > told) wiped++;
      kept.take(keeping.changes());
      root = chain.seal();
      expect(root, `step ${step}`).toBe(gone[0]!.root);
      path.length = gone[0]!.length;
      chain.rewind(start + BigInt(path.length));
      expect(kept.root(), `what is kept after step ${step}`).toBe(root);
      restored++;
      if (restored % 5 === 0) twin();
    }
  }
  twin();
  expect(kept.root()).toBe(root);
  expect(restored).toBeGreaterThan(STEPS / 12);
  expect(wiped).toBeGreaterThan(0);
});

it('refuses a state that lacks the code of an account', () => {
  const chain = new Chain(3);
  const { accounts, slots } = new StateKeeping(chain.machine).changes();
  const keeping = new StateKeeping(new Machine());
  expect(() => keeping.load({ accounts, slots, codes: [] })).toThrow(/code of an account is missing/);
});
