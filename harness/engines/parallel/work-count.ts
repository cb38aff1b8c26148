/** Owns what executing one block took, summed over its waves from what the crew counted. */
import { layout, type Machine } from '../../kernel/evm/index.ts';
import { dependenciesIn } from './dependencies.ts';

export class WorkCount {
  executions = 0;
  aborts = 0;
  validations = 0;
  /** Gas of the longest chains of dependent transactions; waves follow one another, so theirs add up. */
  criticalGas = 0;
  conflicting = 0;
  /** Of each transaction that stands, by place; `null` where nobody asks. */
  dependencies: number[][] | null = null;

  /**
   * After the crew executed a wave of so many transactions.
   *
   * @returns its gas, and that of its longest chain; `null` where one thread executed it
   */
  add(
    machine: Machine,
    threads: number,
    transactions: number,
  ): { readonly gas: number; readonly criticalGas: number } | null {
    const { memory, evm } = machine;
    const totals = evm.call.scheduleTotals() >>> 0;
    this.conflicting += memory.u32(totals + layout.CONFLICTING);
    let executions = 0;
    for (let thread = 0; thread < threads; thread++) {
      const counters = evm.call.countersOf(thread) >>> 0;
      executions += memory.u32(counters + layout.COUNTER_EXECUTIONS);
      this.aborts += memory.u32(counters + layout.COUNTER_ABORTS);
      this.validations += memory.u32(counters + layout.COUNTER_VALIDATIONS);
    }
    // A wave may be executed by one thread, one after the other: then nothing is counted.
    this.executions += executions === 0 ? transactions : executions;
    if (threads === 1 && executions === 0) return null;
    const gas = Number(memory.u64(totals + layout.TOTAL_GAS));
    const criticalGas = executions === 0 ? gas : Number(memory.u64(totals + layout.LONGEST_PATH));
    this.criticalGas += criticalGas;
    return executions === 0 ? null : { gas, criticalGas };
  }

  /** After `add`, of a wave whose results are there: places in the block in place of those in the wave. */
  addDependencies({ memory, evm }: Machine, results: number, transactions: number): void {
    this.dependencies ??= [];
    const first = this.dependencies.length;
    const places: number[] = [];
    let standing = 0;
    for (let tx = 0; tx < transactions; tx++) {
      const stands = memory.u32(results + layout.RESULT_BYTES * tx + layout.RESULT_REFUSED) === 0;
      places.push(stands ? first + standing++ : -1);
    }
    dependenciesIn(memory, (tx) => evm.call.taskOf(tx) >>> 0, transactions).forEach((writers, tx) => {
      if (places[tx]! >= 0) this.dependencies!.push(writers.map((writer) => places[writer]!));
    });
  }
}
