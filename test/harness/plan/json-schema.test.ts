import { describe, expect, it } from 'vitest';
import { makePlan, scenarioJsonSchema } from '../../../harness/plan/index.ts';
import { catalog } from './fake-catalog.ts';

type Json = { [key: string]: Json } & Json[] & string;

describe('scenarioJsonSchema', () => {
  const schema = scenarioJsonSchema(catalog) as unknown as Json;

  it('has every key of a plan, and no other', () => {
    expect(Object.keys(schema.properties!).sort()).toEqual(Object.keys(makePlan({}, catalog)).sort());
    expect(schema.additionalProperties).toBe(false);
  });

  it('has every workload and target by name, with its options beside the name', () => {
    const [names, transfers, votes] = schema.properties!.workload!.anyOf!;
    expect(names).toEqual({ enum: ['transfers', 'votes'] });
    expect(transfers!.properties!.name).toEqual({ const: 'transfers' });
    expect(Object.keys(transfers!.properties!)).toEqual(['name', 'pattern', 'zipf']);
    expect(transfers!.required).toEqual(['name']);
    expect(transfers!.additionalProperties).toBe(false);
    expect(votes!.required).toEqual(['name', 'proposals']);
    const targets = schema.properties!.target!.anyOf!;
    expect(targets[0]).toEqual({ enum: ['engine', 'rpc', 'local'] });
    expect(targets.at(-1)!.type).toBe('string');
  });

  it('has one shape an arrival, and defaults', () => {
    const loads = schema.properties!.load!.anyOf!;
    expect(loads.map((load) => load.properties!.arrival!.const)).toEqual([
      'constant',
      'poisson',
      'ramp',
      'stages',
      'closed',
    ]);
    expect(loads[2]!.required).toEqual(['from', 'to']);
    expect(loads[0]!.properties!.rate!.default).toBe(300);
    expect(schema.properties!.accounts!.properties!.count!.default).toBe(200);
  });

  it('is JSON', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});
