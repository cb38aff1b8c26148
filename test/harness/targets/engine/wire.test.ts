import fc from 'fast-check';
import { expect, it } from 'vitest';
import { REJECT_CODES } from '../../../../harness/spec/stage.ts';
import {
  packTransactions,
  packVerdicts,
  unpackTransactions,
  unpackVerdicts,
} from '../../../../harness/targets/engine/wire.ts';

it('transactions come out as they went in', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (raws) => {
      const { bytes, ends } = packTransactions(raws);
      expect(unpackTransactions(bytes, ends)).toEqual(raws);
    }),
  );
});

it('verdicts come out as answers, each refusal with its own message', () => {
  const verdict = fc.oneof(
    fc.constant({ outcome: 'accepted' } as const),
    fc.constant({ outcome: 'accepted', alreadyKnown: true } as const),
    fc.record({
      outcome: fc.constant('rejected' as const),
      code: fc.constantFrom(...REJECT_CODES),
      message: fc.string(),
    }),
  );
  fc.assert(
    fc.property(fc.array(verdict), (verdicts) => {
      const { codes, messages } = packVerdicts(verdicts);
      expect(unpackVerdicts(codes, messages)).toEqual(verdicts);
    }),
  );
});
