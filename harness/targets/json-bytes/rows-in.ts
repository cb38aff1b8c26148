import { RowScan } from '../../kernel/index.ts';

let scan: RowScan | undefined;

/** The rows of a text, until this thread asks for those of another; `null` for a text that is too long. */
export function rowsIn(text: Uint8Array): RowScan | null {
  scan ??= new RowScan();
  return scan.load(text) ? scan : null;
}
