import { expect, it } from 'vitest';
import { loadEdr } from '../../../../harness/engines/edr/index.ts';

it('says what to install where the package is missing', () => {
  const absent = () =>
    loadEdr((name) => {
      throw new Error(`Cannot find module '${name}'`);
    });
  expect(absent).toThrow(
    expect.objectContaining({
      code: 'target-missing',
      message: expect.stringContaining('edr'),
      hint: expect.stringMatching(/npm install @nomicfoundation\/edr@\d+\.\d+\.\d+/),
    }),
  );
});
