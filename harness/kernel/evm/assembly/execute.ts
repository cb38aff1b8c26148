/**
 * One transaction from its record to its result and its writes, which stay in the overlay: commit.ts puts them into the
 * cells. What it pays is paid in the order of execution-specs: all gas beforehand, what is left given back at the end.
 */
import { addressOfCreate, cellOf, toBytes, toWord } from './address';
import { accountAt, EXISTS, VALUE, VALUE_EPOCH, VALUE_FLAGS } from './account';
import { take } from './arena';
import { applyAuthorisations } from './authorisations';
import { block, BLOCK_BASE_FEE, BLOCK_RECIPIENT_CELL } from './block';
import { transfer } from './calls';
import { commitSequential } from './commit';
import { countOverlay } from './conflicts';
import { gasPrice, origin, refund, setBlobs, setRefund } from './context';
import { begin, isTaken } from './create';
import { delegateCellOf, isDelegation } from './delegation';
import { BERLIN, LONDON, SHANGHAI, SPURIOUS } from './fork';
import {
  clearFrames, frame, FRAME_ADDRESS, FRAME_CALLER, FRAME_FLAGS, FRAME_INPUT, FRAME_INPUT_LENGTH, FRAME_OUT_LENGTH,
  FRAME_SELF, FRAME_VALUE, pushFrame,
} from './frame';
import { fork } from './gas';
import { run } from './interpreter';
import { journalMark, undoTo } from './journal';
import { clearLogs, listLogs, logCount, takeForBlock } from './log-writing';
import { RETURNED, REVERTED } from './outcome';
import {
  account, clearOverlay, codeObjectOf, credit, creditUnread, debit, DELETED, ENTRY_BEFORE, ENTRY_CELL, ENTRY_FLAGS,
  ENTRY_ORIGINAL, ENTRY_READ, ENTRY_VALUE, entryOf, exists, GONE, hasFlag, isEmpty, newestAccount, nonceOf,
  ONLY_ADDED_TO, ONLY_CODE_READ, setFlags, setNonce, slotEntryOf, TOUCHED, WARM,
} from './overlay';
import { precompileOf } from './precompile-addresses';
import { precompileGas, precompileOut, precompileOutLength, runPrecompile } from './precompiles';
import {
  RESULT, RESULT_CONTRACT, RESULT_GAS, RESULT_LOG_COUNT, RESULT_LOGS, RESULT_OUTPUT, RESULT_OUTPUT_LENGTH,
  RESULT_REFUSED, RESULT_REVERTED, RESULT_STATUS,
} from './result';
import { finalGas, finalOutcome, output, outputLength, passingCode, saveForRevert, setOutput } from './returns';
import { BLOCKED, codeRead, readCodeOnly, sumsStayUnread } from './source';
import {
  ACCESS_ENTRY, ACCESS_KEY_COUNT, ACCESS_KEYS, TX, TX_ACCESS, TX_ACCESS_COUNT, TX_BLOB_COUNT, TX_BLOBS, TX_CREATES,
  TX_DATA, TX_DATA_LENGTH, TX_FLAGS, TX_GAS_LIMIT, TX_NONCE, TX_SENDER, TX_SENDER_CELL, TX_TO, TX_TO_CELL, TX_TYPE,
  TX_VALUE,
} from './transaction';
import { clearTransient } from './transient';
import { copy, fromU64, isZero, multiply, subtract } from './u256';
import { floorGas, intrinsicGas, price, refusalOfForm, refusalOfSender, setUnsigned, upfront } from './validity';

/** 256 bits each: the address that the transaction is sent to or makes; an amount. */
let target: usize = 0;
let amount: usize = 0;

/** How the message ended, and what it left. */
let succeeded: bool = false;
let reverted: bool = false;
let left: u64 = 0;

/** Once a thread. */
export function attachExecute(): void {
  target = take(32);
  amount = take(32);
}

/**
 * Runs a transaction on an overlay of its own and fills its result. Returns 0 where it stands in the block, why it does
 * not where it has no place there and nothing happened, or BLOCKED where it was given up.
 */
export function execute(tx: usize, result: usize): u32 {
  memory.fill(result, 0, RESULT);
  clearOverlay();
  clearTransient();
  clearLogs();
  clearFrames();
  setOutput(0, 0);
  reverted = false;
  const sender = account(senderCell(tx));
  if (sender == 0) return BLOCKED;
  let refused = refusalOfForm(tx);
  if (refused == 0) refused = refusalOfSender(tx, sender);
  if (refused != 0) {
    store<u32>(result, refused, RESULT_REFUSED);
    return refused;
  }
  setNonce(sender, nonceOf(sender) + 1);
  debit(sender, upfront);
  copy(gasPrice, price);
  toWord(origin, tx + TX_SENDER);
  setBlobs(load<u32>(tx, TX_BLOBS), load<u32>(tx, TX_BLOB_COUNT));
  setRefund(0);
  if (!sendMessage(tx, sender, result)) return BLOCKED;
  return settle(tx, sender, result) ? 0 : BLOCKED;
}

function senderCell(tx: usize): usize {
  const known: usize = load<u32>(tx, TX_SENDER_CELL);
  if (known != 0) return known;
  const cell = accountAt(tx + TX_SENDER);
  store<u32>(tx, <u32>cell, TX_SENDER_CELL);
  return cell;
}

/** Warms what the transaction names, and creates or calls. False where the execution is blocked. */
function sendMessage(tx: usize, sender: usize, result: usize): bool {
  const creates = (load<u32>(tx, TX_FLAGS) & TX_CREATES) != 0;
  let cell: usize = 0;
  if (creates) {
    addressOfCreate(target, origin, load<u64>(tx, TX_NONCE));
    toBytes(result + RESULT_CONTRACT, target);
    cell = cellOf(target);
  } else {
    toWord(target, tx + TX_TO);
    cell = load<u32>(tx, TX_TO_CELL);
    if (cell == 0) {
      cell = accountAt(tx + TX_TO);
      store<u32>(tx, <u32>cell, TX_TO_CELL);
    }
  }
  const to = entryOf(cell);
  if (fork >= BERLIN) {
    setFlags(sender, WARM);
    setFlags(to, WARM);
    warmAccessList(tx);
  }
  if (load<u32>(tx, TX_TYPE) == 4 && !applyAuthorisations(tx)) return false;
  left = load<u64>(tx, TX_GAS_LIMIT) - intrinsicGas;
  if (sumsStayUnread() && !creates && isUnreadTransfer(tx, to)) {
    const origin = readCodeOnly(cell);
    if (origin == BLOCKED) return false;
    if (codeRead == 0) return transferUnread(tx, sender, to, origin);
  }
  if (account(cell) == 0) return false;
  return creates ? create(tx, sender, to) : call(tx, sender, to);
}

function warmAccessList(tx: usize): void {
  if (fork >= SHANGHAI) setFlags(entryOf(load<u32>(block, BLOCK_RECIPIENT_CELL)), WARM);
  let entry: usize = load<u32>(tx, TX_ACCESS);
  for (let count = load<u32>(tx, TX_ACCESS_COUNT); count != 0; count--, entry += ACCESS_ENTRY) {
    const owner = entryOf(accountAt(entry));
    setFlags(owner, WARM);
    let key: usize = load<u32>(entry, ACCESS_KEYS);
    for (let keys = load<u32>(entry, ACCESS_KEY_COUNT); keys != 0; keys--, key += 32) {
      setFlags(slotEntryOf(owner, key), WARM);
    }
  }
}

function create(tx: usize, sender: usize, to: usize): bool {
  if (isTaken(to)) {
    succeeded = false;
    left = 0;
    return true;
  }
  const callee = pushFrame(passingCode(load<u32>(tx, TX_DATA), load<u32>(tx, TX_DATA_LENGTH)), left);
  fillFrame(callee, tx);
  begin(callee, sender, to);
  return finishRun();
}

function call(tx: usize, sender: usize, to: usize): bool {
  const value = tx + TX_VALUE;
  let code = codeObjectOf(to);
  const precompile = code == 0 ? precompileOf(target) : 0;
  if (isDelegation(code)) {
    const delegate = account(delegateCellOf(code));
    if (delegate == 0) return false;
    setFlags(delegate, WARM);
    code = codeObjectOf(delegate);
  }
  if (precompile != 0) return callPrecompile(precompile, tx, sender, to);
  if (code == 0) {
    transfer(sender, to, value, !isZero(value));
    succeeded = true;
    return true;
  }
  const callee = pushFrame(code, left);
  fillFrame(callee, tx);
  saveForRevert(callee);
  store<u32>(callee, 0, FRAME_FLAGS);
  store<u32>(callee, <u32>to, FRAME_SELF);
  store<u32>(callee, load<u32>(tx, TX_DATA), FRAME_INPUT);
  store<u32>(callee, load<u32>(tx, TX_DATA_LENGTH), FRAME_INPUT_LENGTH);
  store<u32>(callee, 0, FRAME_OUT_LENGTH);
  transfer(sender, to, value, !isZero(value));
  return finishRun();
}

/** Whether a transaction gives something to an account that nothing of is known yet, and which is no precompile. */
function isUnreadTransfer(tx: usize, to: usize): bool {
  return load<u8>(to, ENTRY_READ) == 0 && !isZero(tx + TX_VALUE) && precompileOf(target) == 0;
}

/** A plain transfer whose recipient has no code: what else it has is not looked at, so that many may pay it at once. */
function transferUnread(tx: usize, sender: usize, to: usize, origin: u32): bool {
  debit(sender, tx + TX_VALUE);
  creditUnread(to, tx + TX_VALUE, ONLY_CODE_READ, origin);
  succeeded = true;
  return true;
}

function fillFrame(callee: usize, tx: usize): void {
  copy(callee + FRAME_ADDRESS, target);
  copy(callee + FRAME_CALLER, origin);
  copy(callee + FRAME_VALUE, tx + TX_VALUE);
}

function finishRun(): bool {
  if (!run()) return false;
  succeeded = finalOutcome == RETURNED;
  reverted = finalOutcome == REVERTED;
  left = finalGas;
  return true;
}

function callPrecompile(precompile: u32, tx: usize, sender: usize, to: usize): bool {
  const mark = journalMark();
  const value = tx + TX_VALUE;
  transfer(sender, to, value, !isZero(value));
  succeeded = runPrecompile(precompile, fork, load<u32>(tx, TX_DATA), load<u32>(tx, TX_DATA_LENGTH), left);
  left -= precompileGas;
  if (succeeded) setOutput(precompileOut, precompileOutLength);
  else undoTo(mark);
  return true;
}

/** Gives back gas, pays the fee recipient and deletes what is due. False where the execution is blocked. */
function settle(tx: usize, sender: usize, result: usize): bool {
  const limit = load<u64>(tx, TX_GAS_LIMIT);
  let used = limit - left;
  used -= min<u64>(used / (fork >= LONDON ? 5 : 2), <u64>refund);
  used = max<u64>(used, floorGas);
  fromU64(amount, limit - used);
  multiply(amount, amount, price);
  credit(sender, amount);
  const recipient = entryOf(load<u32>(block, BLOCK_RECIPIENT_CELL));
  if (!payRecipient(recipient, used)) return false;
  deleteAccounts(recipient);
  store<u32>(result, succeeded ? 1 : 0, RESULT_STATUS);
  store<u64>(result, used, RESULT_GAS);
  store<u32>(result, <u32>listLogs(), RESULT_LOGS);
  store<u32>(result, logCount, RESULT_LOG_COUNT);
  store<u32>(result, reverted ? 1 : 0, RESULT_REVERTED);
  store<u32>(result, <u32>(reverted ? keepOutput() : output), RESULT_OUTPUT);
  store<u32>(result, <u32>outputLength, RESULT_OUTPUT_LENGTH);
  return true;
}

/** The reason of a revert is asked for after the block. */
function keepOutput(): usize {
  if (outputLength == 0) return 0;
  const kept = takeForBlock(outputLength);
  memory.copy(kept, output, outputLength);
  return kept;
}

function payRecipient(recipient: usize, used: u64): bool {
  fromU64(amount, used);
  subtract(target, price, block + BLOCK_BASE_FEE);
  multiply(amount, amount, target);
  if (sumsStayUnread() && load<u8>(recipient, ENTRY_READ) != 1 && !isZero(amount)) {
    creditUnread(recipient, amount, ONLY_ADDED_TO, 0);
    return true;
  }
  if (account(load<u32>(recipient, ENTRY_CELL)) == 0) return false;
  if (fork >= SPURIOUS && isZero(amount)) setFlags(recipient, TOUCHED);
  else credit(recipient, amount);
  return true;
}

/** What destroyed itself, and what was touched and is empty (EIP-161); where the message failed only the recipient. */
function deleteAccounts(recipient: usize): void {
  for (let entry = newestAccount(); entry != 0; entry = load<u32>(entry, ENTRY_BEFORE)) {
    if (load<u8>(entry, ENTRY_READ) == 0) continue;
    const empty = fork >= SPURIOUS && hasFlag(entry, TOUCHED) && (succeeded || entry == recipient) &&
      exists(entry) && isEmpty(entry);
    if (empty || hasFlag(entry, DELETED)) remove(entry);
  }
}

function remove(entry: usize): void {
  const original = entry + ENTRY_ORIGINAL;
  const existed = load<u32>(original, VALUE_FLAGS) & EXISTS;
  const epoch = load<u32>(original, VALUE_EPOCH);
  memory.fill(entry + ENTRY_VALUE, 0, VALUE);
  store<u32>(entry + ENTRY_VALUE, existed ? epoch + 1 : epoch, VALUE_EPOCH);
  store<u8>(entry, load<u8>(entry, ENTRY_FLAGS) | <u8>GONE, ENTRY_FLAGS);
}

/**
 * Runs and commits transactions one after the other: records of TX bytes, results of RESULT bytes. One that was refused
 * before (RESULT_REFUSED of its result) is passed over. Returns the gas they used together.
 */
export function runSequential(records: usize, count: usize, results: usize): u64 {
  let gas: u64 = 0;
  for (let i: usize = 0; i < count; i++) {
    const result = results + RESULT * i;
    if (load<u32>(result, RESULT_REFUSED) != 0) continue;
    if (execute(records + TX * i, result) != 0) continue;
    countOverlay();
    commitSequential();
    gas += load<u64>(result, RESULT_GAS);
  }
  return gas;
}

/**
 * Runs a transaction that nobody signed, whose writes nobody will see (`eth_call`): its record has the sender's present
 * nonce, and the sender may have code. Returns as `execute`.
 */
export function simulate(tx: usize, result: usize): u32 {
  setUnsigned(true);
  const refused = execute(tx, result);
  setUnsigned(false);
  return refused;
}
