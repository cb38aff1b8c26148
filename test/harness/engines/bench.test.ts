import { expect, it } from 'vitest';
import { benchEngine } from '../../bench/engine.ts';

it('the bench does the work it claims: the same state root each time', async () => {
  const [first, second] = [await benchEngine(200, 10), await benchEngine(200, 10)];
  expect(first.stateRoot).toBe(second.stateRoot);
  expect(first.rateTps).toBeGreaterThan(0);
});
