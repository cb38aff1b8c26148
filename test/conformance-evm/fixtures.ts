/** The official state tests as they lie on disk: one file, many entries, of each the posts of one fork or more. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Fork } from '../../harness/kernel/evm/forks.ts';

export interface FixtureAccount {
  readonly balance: string;
  readonly nonce: string;
  readonly code: string;
  readonly storage: Readonly<Record<string, string>>;
}

export type FixtureState = Readonly<Record<string, FixtureAccount>>;

export interface Post {
  readonly hash: string;
  readonly logs: string;
  readonly txbytes?: string;
  readonly indexes: { readonly data: number; readonly gas: number; readonly value: number };
  readonly state?: FixtureState;
  readonly expectException?: string;
}

export interface StateTest {
  readonly env: Readonly<Record<string, string>>;
  readonly pre: FixtureState;
  readonly transaction: { readonly sender?: string };
  readonly post: Readonly<Record<string, readonly Post[]>>;
  readonly config?: {
    readonly chainid?: string;
    readonly blobSchedule?: Readonly<
      Record<string, { readonly max: string; readonly baseFeeUpdateFraction: string }>
    >;
  };
}

export interface Case {
  /** From the folder of the tests. */
  readonly file: string;
  readonly name: string;
  /** As the file has it. */
  readonly fork: string;
  readonly test: StateTest;
  readonly post: Post;
}

/** What the files call the forks. */
export const FORK_NAMES: Readonly<Record<string, Fork>> = {
  Frontier: 'frontier',
  Homestead: 'homestead',
  EIP150: 'tangerine',
  TangerineWhistle: 'tangerine',
  EIP158: 'spurious',
  SpuriousDragon: 'spurious',
  Byzantium: 'byzantium',
  ConstantinopleFix: 'petersburg',
  Petersburg: 'petersburg',
  Istanbul: 'istanbul',
  MuirGlacier: 'istanbul',
  Berlin: 'berlin',
  London: 'london',
  ArrowGlacier: 'london',
  GrayGlacier: 'london',
  Merge: 'paris',
  Paris: 'paris',
  Shanghai: 'shanghai',
  Cancun: 'cancun',
  Prague: 'prague',
  Osaka: 'osaka',
};

/** Every case under a folder, file by file; `filter` is part of a path, a name or a fork. */
export function* casesIn(folder: string, filter = ''): Generator<Case> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort();
  for (const file of files) {
    const tests = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, StateTest>;
    for (const [name, test] of Object.entries(tests)) {
      if (test.post === undefined) continue;
      for (const [fork, posts] of Object.entries(test.post)) {
        if (filter !== '' && !`${relative('.', file)} ${name} ${fork}`.includes(filter)) continue;
        for (const post of posts) yield { file, name, fork, test, post };
      }
    }
  }
}
