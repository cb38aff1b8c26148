/** JSON as bytes, written and read without a string or an object for every transaction. */
export { ascii, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './characters.ts';
export { WriterPool } from './pool.ts';
export { RequestScan } from './request-scan.ts';
export { rowsIn } from './rows-in.ts';
export {
  type ElementReader,
  elements,
  is,
  type MemberReader,
  members,
  NO,
  skipBlank,
  skipValue,
} from './scan.ts';
export { idAt, quantityAt, readHash, readHex, skipHash, skipId } from './values.ts';
export { ByteWriter } from './writer.ts';
