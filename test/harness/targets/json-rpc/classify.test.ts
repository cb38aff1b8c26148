import { describe, expect, it } from 'vitest';
import { answerOf } from '../../../../harness/targets/json-rpc/classify.ts';

const HASH = `0x${'ab'.repeat(32)}`;
const codeFor = (message: string, code = -32000) => {
  const answer = answerOf({ kind: 'error', code, message }, HASH);
  return answer.outcome === 'rejected' ? answer.code : answer.outcome;
};

describe('answerOf: refusals in the words of', () => {
  it.each([
    ['geth', 'nonce too low: next nonce 5, tx nonce 4', 'nonce-too-low'],
    ['geth', 'nonce too low: address 0xAb, tx: 4 state: 5', 'nonce-too-low'],
    ['geth', 'nonce too high: address 0xAb, tx: 9 state: 5', 'nonce-too-high'],
    ['geth', 'gapped-nonce tx from delegated accounts', 'nonce-too-high'],
    ['geth', 'transaction underpriced: gas tip cap 0, minimum needed 1', 'underpriced'],
    ['geth', 'transaction underpriced', 'pool-full'],
    ['geth', 'replacement transaction underpriced', 'replacement-underpriced'],
    ['geth', 'replacement transaction underpriced: new tx gas fee cap 1 < 2', 'replacement-underpriced'],
    ['geth', 'future transaction tries to replace pending', 'replacement-underpriced'],
    ['geth', 'max fee per gas less than block base fee: address 0xAb, maxFeePerGas: 1', 'underpriced'],
    ['geth', 'insufficient funds for gas * price + value: balance 0, tx cost 2', 'insufficient-funds'],
    [
      'geth',
      'insufficient funds for gas * price + value: balance 1, queued cost 2, overshot 3',
      'insufficient-funds',
    ],
    ['geth', 'txpool is full', 'pool-full'],
    ['geth', 'account limit exceeded: pooled 16 txs', 'sender-limit'],
    ['geth', 'in-flight transaction limit reached for delegated accounts', 'sender-limit'],
    ['geth', 'exceeds block gas limit', 'gas-limit-exceeded'],
    ['geth', 'transaction gas limit too high (cap: 16777216, tx: 20000000)', 'gas-limit-exceeded'],
    ['geth', 'intrinsic gas too low: gas 20000, minimum needed 21000', 'intrinsic-gas'],
    ['geth', 'insufficient gas for floor data gas cost: gas 21000, minimum needed 21400', 'intrinsic-gas'],
    ['geth', 'invalid chain id for signer: have 1 want 1337', 'wrong-chain'],
    ['geth', 'only replay-protected (EIP-155) transactions allowed over RPC', 'wrong-chain'],
    ['geth', 'invalid sender', 'invalid-transaction'],
    ['geth', 'rlp: expected List', 'invalid-transaction'],
    ['geth', 'typed transaction too short', 'invalid-transaction'],
    ['geth', 'transaction type not supported', 'invalid-transaction'],
    ['geth', 'max priority fee per gas higher than max fee per gas: address 0xAb', 'invalid-transaction'],
    ['geth', 'tx fee (2.10 ether) exceeds the configured cap (1.00 ether)', 'invalid-transaction'],
    ['geth', 'oversized data: transaction size 200000, limit 131072', 'invalid-transaction'],
    ['geth', 'already known', 'accepted'],
    ['anvil', 'nonce too low', 'nonce-too-low'],
    ['anvil', 'Tx: [0xab] insufficient gas price to replace existing transaction', 'replacement-underpriced'],
    ['anvil', 'transaction already imported', 'accepted'],
    ['anvil', 'Insufficient funds for gas * price + value', 'insufficient-funds'],
    ['anvil', 'max fee per gas less than block base fee', 'underpriced'],
    ['anvil', 'intrinsic gas too low', 'intrinsic-gas'],
    ['anvil', 'intrinsic gas too high -- tx.gas_limit > env.block.gas_limit', 'gas-limit-exceeded'],
    [
      'anvil',
      'Transaction gas limit is greater than the block gas limit, gas_limit: 9, cap: 8',
      'gas-limit-exceeded',
    ],
    ['anvil', 'Failed to decode transaction', 'invalid-transaction'],
    ['anvil', 'Incompatible EIP-155 transaction, signed for another chain', 'wrong-chain'],
    ['reth', 'nonce too low: next nonce 5, tx nonce 4', 'nonce-too-low'],
    ['reth', 'insufficient funds for gas * price + value: have 0 want 2', 'insufficient-funds'],
    ['reth', 'failed to decode signed transaction', 'invalid-transaction'],
    ['reth', 'invalid transaction signature', 'invalid-transaction'],
    ['erigon', 'underpriced', 'underpriced'],
    ['erigon', 'fee too low', 'underpriced'],
    ['erigon', 'spammer', 'sender-limit'],
    ['erigon', 'pending sub-pool is full', 'pool-full'],
    ['erigon', 'could not replace existing tx', 'replacement-underpriced'],
    ['erigon', 'existing txn with same hash', 'accepted'],
    ['erigon', 'IntrinsicGas', 'intrinsic-gas'],
    ['erigon', 'gas limit is too high', 'gas-limit-exceeded'],
    ['erigon', 'insufficient funds', 'insufficient-funds'],
    ['Nethermind', 'AlreadyKnown', 'accepted'],
    ['Nethermind', 'OldNonce, Current nonce: 5, nonce of rejected tx: 4', 'nonce-too-low'],
    ['Nethermind', 'NonceGap, Future nonce. Expected nonce: 5', 'nonce-too-high'],
    ['Nethermind', 'NonceTooFarInFuture', 'nonce-too-high'],
    ['Nethermind', 'nonce too far in future', 'nonce-too-high'],
    ['Nethermind', 'FeeTooLow, EffectivePriorityFeePerGas too low 1 < 2', 'underpriced'],
    ['Nethermind', 'FeeTooLowToCompete', 'pool-full'],
    ['Nethermind', 'InsufficientFunds, Account balance: 0, cumulative cost: 2', 'insufficient-funds'],
    ['Nethermind', 'ReplacementNotAllowed', 'replacement-underpriced'],
    ['Nethermind', 'GasLimitExceeded', 'gas-limit-exceeded'],
    ['Nethermind', 'gas limit reached', 'gas-limit-exceeded'],
    ['Nethermind', 'FailedToResolveSender', 'invalid-transaction'],
    ['Nethermind', 'Invalid', 'invalid-transaction'],
    ['Besu', 'Known transaction', 'accepted'],
    ['Besu', 'Nonce too low', 'nonce-too-low'],
    ['Besu', 'Transaction nonce is too distant from current sender nonce', 'nonce-too-high'],
    ['Besu', 'Upfront cost exceeds account balance', 'insufficient-funds'],
    ['Besu', 'Intrinsic gas exceeds gas limit', 'intrinsic-gas'],
    ['Besu', 'Transaction gas limit exceeds block gas limit', 'gas-limit-exceeded'],
    ['Besu', 'Gas price below configured minimum gas price', 'underpriced'],
    ['Besu', 'Gas price below current base fee', 'underpriced'],
    ['Besu', 'Replacement transaction underpriced', 'replacement-underpriced'],
    ['Besu', 'Wrong chainId', 'wrong-chain'],
    ['Besu', 'Invalid signature', 'invalid-transaction'],
    ['CometBFT', 'mempool is full: number of txs 5000 (max: 5000)', 'pool-full'],
    ['CometBFT', 'tx already exists in cache', 'accepted'],
    ['a provider', 'Your app has exceeded its rate limit', 'rate-limited'],
    ['nobody', 'the moon is full', 'rpc-error'],
  ])('%s: %s -> %s', (_, message, expected) => {
    expect(codeFor(message)).toBe(expected);
  });

  it('falls back to the code where the words say nothing', () => {
    expect(codeFor('sorry', -32005)).toBe('rate-limited');
    expect(codeFor('sorry', -32602)).toBe('invalid-transaction');
    expect(codeFor('sorry', -32603)).toBe('rpc-error');
    expect(codeFor('', -32603)).toBe('rpc-error');
  });

  it('marks what the pool held before', () => {
    const reply = { kind: 'error', code: -32000, message: 'already known' } as const;
    expect(answerOf(reply, HASH)).toEqual({ outcome: 'accepted', alreadyKnown: true });
  });
});

describe('answerOf: everything else', () => {
  it('accepts our hash in any case, and nothing else', () => {
    expect(answerOf({ kind: 'result', result: HASH }, HASH)).toEqual({ outcome: 'accepted' });
    expect(answerOf({ kind: 'result', result: HASH.toUpperCase().replace('X', 'x') }, HASH).outcome).toBe(
      'accepted',
    );
    for (const result of [null, true, '0x', `0x${'cd'.repeat(32)}`]) {
      expect(answerOf({ kind: 'result', result }, HASH)).toMatchObject({
        outcome: 'rejected',
        code: 'wrong-hash',
      });
    }
  });

  it.each([
    [429, 'rejected', 'rate-limited'],
    [500, 'rejected', 'http-error'],
    [401, 'rejected', 'http-error'],
    [503, 'rejected', 'http-error'],
    [502, 'unanswered', 'connection-lost'],
    [504, 'unanswered', 'timeout'],
  ])('HTTP %d is %s: %s', (status, outcome, code) => {
    expect(answerOf({ kind: 'http', status, message: 'm' }, HASH)).toEqual({ outcome, code, message: 'm' });
  });

  it('promises that nothing was delivered only when that is so', () => {
    const failed = { kind: 'failed', code: 'timeout', message: 'm' } as const;
    expect(answerOf({ ...failed, delivered: true }, HASH)).not.toHaveProperty('delivered');
    expect(answerOf({ ...failed, delivered: false }, HASH)).toHaveProperty('delivered', false);
  });
});
