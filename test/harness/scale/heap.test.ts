import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Heap } from '../../../harness/scale/heap.ts';

it('gives back the least that is in it, whatever goes in and out in between', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer(), { freq: 2 })), (steps) => {
      const heap = new Heap<number>((a, b) => a - b);
      let model: number[] = [];
      for (const step of steps) {
        if (step !== null) {
          heap.push(step);
          model = [...model, step].sort((a, b) => a - b);
        } else expect(heap.pop()).toBe(model.shift());
        expect(heap.size).toBe(model.length);
      }
    }),
  );
});
