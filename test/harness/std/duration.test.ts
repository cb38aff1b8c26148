import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { durationMs, formatDuration } from '../../../harness/std/duration.ts';

describe('durationMs', () => {
  it.each([
    ['250ms', 250],
    ['2s', 2000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['500us', 0.5],
    ['0.1s', 100],
    ['.5s', 500],
    [' 3 s ', 3000],
    ['0s', 0],
    [0, 0],
    [1234, 1234],
  ])('reads %j as %d ms', (input, ms) => {
    expect(durationMs.parse(input)).toBe(ms);
  });

  it.each([
    ['20', 'needs a unit: "20s" or "20ms"'],
    ['soon', 'must be a duration such as'],
    ['-1s', 'must be a duration such as'],
    ['1e3s', 'must be a duration such as'],
    ['1m30s', 'must be a duration such as'],
    ['', 'must be a duration such as'],
    [-5, 'must not be negative (got -5)'],
    [Number.NaN, 'must'],
    [Number.POSITIVE_INFINITY, 'must be at most 24 days'],
    ['600h', 'must be at most 24 days'],
    [true, 'must be a duration such as'],
    [null, 'must be a duration such as'],
  ])('refuses %j', (input, message) => {
    const result = durationMs.safeParse(input);
    expect(result.success).toBe(false);
    expect(result.error?.issues).toHaveLength(1);
    expect(result.error?.issues[0]?.message).toContain(message);
  });

  it('has a JSON Schema of its input', () => {
    const schema = z.toJSONSchema(durationMs, { io: 'input' }) as { anyOf: { type: string }[] };
    expect(schema.anyOf.map((option) => option.type).sort()).toEqual(['number', 'string']);
  });

  it('takes a default of milliseconds', () => {
    expect(z.strictObject({ wait: durationMs.prefault('2s') }).parse({})).toEqual({ wait: 2000 });
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [0.5, '0.5ms'],
    [250, '250ms'],
    [1500, '1.5s'],
    [20_000, '20s'],
    [61_000, '61s'],
    [90_000, '1.5m'],
    [3_600_000, '1h'],
    [100_000, '100s'],
  ])('writes %d ms as %s, which reads back', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
    expect(durationMs.parse(text)).toBe(ms);
  });
});
