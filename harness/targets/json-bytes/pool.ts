/** Writers to use again: a fresh buffer for every request would keep the garbage collector busy. */
import { ByteWriter } from './writer.ts';

const INITIAL_BYTES = 64 * 1024;
/** A larger one was for something rare. */
const KEPT_BYTES = 8 * 1024 * 1024;
const KEPT = 64;

export class WriterPool {
  private readonly spare: ByteWriter[] = [];

  take(): ByteWriter {
    const writer = this.spare.pop() ?? new ByteWriter(INITIAL_BYTES);
    writer.clear();
    return writer;
  }

  /** Only for a writer whose bytes nobody will read any more. */
  giveBack(writer: ByteWriter): void {
    if (this.spare.length < KEPT && writer.capacity <= KEPT_BYTES) this.spare.push(writer);
  }
}
