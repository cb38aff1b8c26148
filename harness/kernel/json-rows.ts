/** Rows of a JSON text: elements of an array that are alike but for two values, many at once in WebAssembly. */
import { KernelInstance } from './instance.ts';
import { countOf, refuse } from './refusals.ts';

/** `id`: a whole number; `text`: a string without escapes; `hash` and `hex`: `"0x..."` of 32 bytes, and of one at least. */
export type RowValue = 'nothing' | 'id' | 'text' | 'hash' | 'hex';

/** What stands before, between and behind the two values of a row, and what these are; one at the most is decoded. */
export interface RowForm {
  readonly head: Uint8Array;
  readonly middle: Uint8Array;
  readonly tail: Uint8Array;
  readonly values: readonly [RowValue, RowValue];
}

export interface Rows {
  readonly count: number;
  /** The index in the text behind the last row. */
  readonly end: number;
  /** What was decoded, one row after the other, and where each row's ends. */
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
  /** Where the value that is not decoded begins and ends in the text: two for each row. */
  readonly spans: Uint32Array;
}

/** In the order of `harness/kernel/assembly/json-rows.ts`. */
const VALUES: readonly RowValue[] = ['nothing', 'id', 'text', 'hash', 'hex'];
const DECODED: readonly RowValue[] = ['hash', 'hex'];
/** Characters of a row at the least, for the room that is made: shorter ones come in several times. */
const LEAST = 32;
const FORM_BYTES = 8192;
/** Longer texts would keep their memory for good. */
const LONGEST = 32 * 1024 * 1024;

/** Reads rows of one text after the other. Its memory grows to the longest, and is of one thread. */
export class RowScan {
  private readonly kernel = new KernelInstance();
  private length = 0;
  private form: RowForm | null = null;
  private most = 0;
  private at = [0, 0, 0, 0, 0] as [number, number, number, number, number];

  /** Takes a text in, in place of the one before; false for one that is too long to be worth its memory. */
  load(text: Uint8Array): boolean {
    this.form = null;
    this.length = text.length <= LONGEST ? text.length : 0;
    if (this.length < text.length) return false;
    this.most = Math.ceil(text.length / LEAST);
    this.at = this.kernel.layOut(text.length, FORM_BYTES, text.length / 2, 4 * this.most, 8 * this.most);
    this.kernel.put(this.at[0], text);
    return true;
  }

  /** Rows of that form from the index `from` on, parted by a comma and nothing else; `null` where there is not one. */
  read(from: number, form: RowForm): Rows | null {
    const { kernel, length, most } = this;
    const { head, middle, tail, values } = form;
    if (from < 0 || from > length || !this.take(form)) return null;
    const [text, formAt, out, ends, spans] = this.at;
    const [first, second] = [VALUES.indexOf(values[0]), VALUES.indexOf(values[1])];
    const parts = [head.length, middle.length, tail.length, first, second] as const;
    const count = kernel.call.readRows(
      text,
      text + from,
      text + length,
      formAt,
      ...parts,
      out,
      ends,
      spans,
      most,
    );
    if (count === 0) return null;
    const rowEnds = kernel.takeWords(ends, count);
    return {
      count,
      end: kernel.call.behindRows() - text,
      bytes: kernel.take(out, rowEnds[count - 1]!),
      ends: rowEnds,
      spans: kernel.takeWords(spans, 2 * count),
    };
  }

  /** Lays the form beside the text; false for one that is too long. */
  private take(form: RowForm): boolean {
    if (form === this.form) return true;
    const { head, middle, tail, values } = form;
    if (values.every((value) => DECODED.includes(value))) refuse('One value of a row at the most is decoded');
    if (head.length + middle.length + tail.length > FORM_BYTES) return false;
    const at = this.at[1];
    this.kernel.put(at, head);
    this.kernel.put(at + head.length, middle);
    this.kernel.put(at + head.length + middle.length, tail);
    this.form = form;
    return true;
  }
}

/** What stands around the values of a row: its hash, and where `middle` is not null its number behind that. */
export interface NumberedForm {
  readonly head: Uint8Array;
  readonly middle: Uint8Array | null;
  readonly tail: Uint8Array;
}

const NOTHING = new Uint8Array(0);
const HASH_BYTES = 32;
/** Of the two values with quotes and `0x`, and the comma. */
const VALUE_BYTES = 68 + 12 + 1;

/** Writes rows around hashes. Its memory grows to the longest text, and is of one thread. */
export class RowPen {
  private readonly kernel = new KernelInstance();

  /** Rows for `hashes`, 32 bytes each, with commas between them: a view, good until the next call. */
  write({ head, middle, tail }: NumberedForm, hashes: Uint8Array): Uint8Array {
    const count = countOf('Hashes', hashes, HASH_BYTES);
    const between = middle ?? NOTHING;
    const around = head.length + between.length + tail.length;
    const [form, at, out] = this.kernel.layOut(around, hashes.length, count * (around + VALUE_BYTES));
    this.kernel.put(form, head);
    this.kernel.put(form + head.length, between);
    this.kernel.put(form + head.length + between.length, tail);
    this.kernel.put(at, hashes);
    const parts = [head.length, between.length, tail.length, middle === null ? 0 : 1] as const;
    const length = this.kernel.call.writeRows(out, form, ...parts, at, count);
    return this.kernel.view().subarray(out, out + length);
  }
}
