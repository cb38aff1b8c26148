/** Owns a block under construction: executes transactions one by one and seals them under a header. */
import {
  type BlockHeader,
  createBlock,
  createBlockHeader,
  type Block as EthereumjsBlock,
} from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { EVMError } from '@ethereumjs/evm';
import { EthereumJSError, RLP } from '@ethereumjs/rlp';
import { Bloom, encodeReceipt, type RunTxResult, runTx, type VM } from '@ethereumjs/vm';
import type { BlockBuilder, HeaderRest, PooledTransaction, Receipt, SealedBlock } from '../../spec/engine.ts';
import type { Address, Hex } from '../../spec/intent.ts';
import { toHex } from '../../std/hex.ts';
import { MAX_TRANSACTION_BYTES } from '../limits.ts';
import { receiptColumns } from '../receipt-columns.ts';
import { ConflictCount } from './access.ts';
import { type Decoded, plainReason } from './decode.ts';
import { nibblesOf, Trie } from './trie.ts';
import type { WorkingState } from './working-state.ts';

/** What a block needs from the engine around it. */
export interface Site {
  readonly rules: Common;
  readonly vm: VM;
  readonly state: WorkingState;
  /** The parts of the header that are known before anything is executed. */
  readonly header: {
    readonly number: bigint;
    readonly parentHash: Uint8Array;
    readonly coinbase: Address;
    readonly timestamp: bigint;
    readonly gasLimit: bigint;
    readonly baseFeePerGas: bigint;
    readonly mixHash: Uint8Array;
  };
  /** Makes the block's writes the head state: its root, then `finish` with the finished header, all in one. */
  settle(
    finish: (stateRoot: Uint8Array) => { header: BlockHeader; block: SealedBlock },
  ): Promise<SealedBlock>;
}

export class EthereumjsBuilder implements BlockBuilder {
  private readonly site: Site;
  private readonly shell: EthereumjsBlock;
  private readonly bloom: Bloom;
  private readonly transactionTrie = new Trie();
  private readonly receiptTrie = new Trie();
  private readonly receipts: Receipt[] = [];
  private readonly raws: Uint8Array[] = [];
  private readonly conflicts: ConflictCount;
  private gasUsed = 0n;
  private bytes = 0;

  constructor(site: Site) {
    this.site = site;
    this.shell = createBlock({ header: site.header }, { common: site.rules });
    this.bloom = new Bloom(undefined, site.rules);
    this.conflicts = new ConflictCount(site.header.coinbase, (account, slot) =>
      site.state.valueText(account, slot),
    );
  }

  get gasLeft(): number {
    return Number(this.site.header.gasLimit - this.gasUsed);
  }

  get bytesLeft(): number {
    return MAX_TRANSACTION_BYTES - this.bytes;
  }

  async add(transactions: readonly PooledTransaction[]): Promise<(string | null)[]> {
    const refusals: (string | null)[] = [];
    for (const transaction of transactions) refusals.push(await this.addOne(transaction));
    return refusals;
  }

  private async addOne(pooled: PooledTransaction): Promise<string | null> {
    const { transaction, raw } = pooled.decoded as Decoded;
    if (pooled.gasLimit > this.gasLeft) return 'the gas left in the block is not enough';
    if (raw.length > this.bytesLeft) return 'the block is full by its size in bytes';
    const { vm, state } = this.site;
    let result: RunTxResult;
    state.watch(this.conflicts);
    try {
      result = await runTx(vm, { tx: transaction, block: this.shell, blockGasUsed: this.gasUsed });
      this.conflicts.end();
    } catch (error) {
      this.conflicts.forget();
      if (!isRefusal(error)) throw error;
      return plainReason(error);
    } finally {
      state.watch(null);
    }
    this.record(pooled, raw, result);
    return null;
  }

  private record(pooled: PooledTransaction, raw: Uint8Array, result: RunTxResult): void {
    const { transaction } = pooled.decoded as Decoded;
    const path = nibblesOf(RLP.encode(this.receipts.length));
    this.transactionTrie.put(path, raw);
    this.receiptTrie.put(path, encodeReceipt(result.receipt, transaction.type));
    this.bloom.or(result.bloom);
    this.gasUsed += result.blockGasSpent;
    this.bytes += raw.length;
    this.raws.push(raw);
    this.receipts.push(receiptOf(pooled, transaction, result));
  }

  seal(): Promise<SealedBlock> {
    return this.site.settle((stateRoot) => {
      const header = createBlockHeader(
        {
          ...this.site.header,
          stateRoot,
          transactionsTrie: this.transactionTrie.root(),
          receiptTrie: this.receiptTrie.root(),
          logsBloom: this.bloom.bitvector,
          gasUsed: this.gasUsed,
        },
        { common: this.site.rules },
      );
      const content = { receipts: this.receipts, raws: this.raws, conflicting: this.conflicts.conflicting };
      return { header, block: sealedBlock(header, content) };
    });
  }
}

/** A finished header and what stands under it, in terms of no engine. */
export function sealedBlock(
  header: BlockHeader,
  {
    receipts,
    raws,
    conflicting,
  }: { receipts: readonly Receipt[]; raws: readonly Uint8Array[]; conflicting: number },
): SealedBlock {
  return {
    number: Number(header.number),
    hash: toHex(header.hash()),
    parentHash: toHex(header.parentHash),
    stateRoot: toHex(header.stateRoot),
    timestampS: Number(header.timestamp),
    gasUsed: Number(header.gasUsed),
    gasLimit: Number(header.gasLimit),
    baseFeeWei: header.baseFeePerGas ?? 0n,
    columns: receiptColumns(receipts),
    receipts,
    rest: headerRest(header),
    raws,
    conflicting,
    work: null,
  };
}

/** All of these are there from Prague on (EIP-4895, 4844, 4788, 7685). */
function headerRest(header: BlockHeader): HeaderRest {
  return {
    feeRecipient: header.coinbase.toString() as Address,
    transactionsRoot: toHex(header.transactionsTrie),
    receiptsRoot: toHex(header.receiptTrie),
    logsBloom: toHex(header.logsBloom),
    extraData: toHex(header.extraData),
    prevRandao: toHex(header.mixHash),
    withdrawalsRoot: toHex(header.withdrawalsRoot!),
    blobGasUsed: Number(header.blobGasUsed!),
    excessBlobGas: Number(header.excessBlobGas!),
    parentBeaconBlockRoot: toHex(header.parentBeaconBlockRoot!),
    requestsHash: toHex(header.requestsHash!),
  };
}

function receiptOf(
  pooled: PooledTransaction,
  transaction: Decoded['transaction'],
  result: RunTxResult,
): Receipt {
  return {
    hash: pooled.hash,
    succeeded: result.execResult.exceptionError === undefined,
    gasUsed: Number(result.totalGasSpent),
    gasPriceWei: result.amountSpent / result.totalGasSpent,
    from: pooled.sender,
    to: (transaction.to?.toString() as Address | undefined) ?? null,
    returned: returnedBy(result),
    contractAddress: (result.createdAddress?.toString() as Address | undefined) ?? null,
    logs: (result.execResult.logs ?? []).map(([address, topics, data]) => ({
      address: toHex(address),
      topics: topics.map((topic): Hex => toHex(topic)),
      data: toHex(data),
    })),
  };
}

/** All that is left of a failed transaction's reason; nothing when it ran out of gas or broke a rule of the machine. */
function returnedBy({ execResult }: RunTxResult): Hex | null {
  return execResult.exceptionError?.error === EVMError.errorMessages.REVERT
    ? toHex(execResult.returnValue)
    : null;
}

/** EthereumJS throws for a transaction that cannot stand; anything else that is thrown is a bug. */
export function isRefusal(error: unknown): boolean {
  return error instanceof EthereumJSError;
}
