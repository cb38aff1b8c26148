/** What a blend consists of: a profile, or parts of the user's own, each with its own options. */
import { z } from 'zod';
import { contentionOf } from '../contention.ts';
import { PART_NAMES, workloadNamed } from './parts.ts';
import { PROFILE_NAMES, PROFILES, type ProfilePart } from './profiles.ts';

export interface PartOptions {
  readonly workload: string;
  readonly weight: number;
  /** Read by the workload's own schema. */
  readonly options: unknown;
}

const part = z.strictObject({
  workload: z.enum(PART_NAMES as [string, ...string[]]).describe('A workload, see lakh list workloads'),
  weight: z.number().positive().max(1e6).describe('Its share, beside the weights of the others'),
  options: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Its options, as they stand in a scenario of its own'),
});

export const options = z
  .strictObject({
    profile: z
      .enum(PROFILE_NAMES)
      .default('mainnet-like')
      .describe('A ready blend; not looked at where there are parts'),
    parts: z.array(part).min(1).max(PART_NAMES.length).optional().describe('A blend of your own'),
    contention: contentionOf("objects of each part, where the part's options do not say it themselves"),
  })
  .transform(({ profile, parts, contention }, context) => {
    const given: readonly ProfilePart[] = parts ?? PROFILES[profile];
    const names = given.map(({ workload }) => workload);
    for (const [at, name] of names.entries()) {
      if (names.indexOf(name) === at) continue;
      context.addIssue({
        code: 'custom',
        path: ['parts', at, 'workload'],
        message: `${name} is there already`,
      });
    }
    const read = given.map(({ workload, weight, options = {} }, at): PartOptions => {
      const own = workloadNamed(workload).options.safeParse({ contention, ...options });
      if (own.success) return { workload, weight, options: own.data };
      for (const { path, message } of own.error.issues) {
        context.addIssue({ code: 'custom', path: ['parts', at, 'options', ...path], message });
      }
      return { workload, weight, options: {} };
    });
    return { profile: parts ? null : profile, parts: read, contention };
  });

export type Options = z.output<typeof options>;
