/** A wallet of one account, and transfers signed by ethers, for tests against a real node. */
import { Transaction as EthersTransaction, Wallet } from 'ethers';
import type { Address, Transaction } from '../../../../harness/spec/intent.ts';
import { fromHex } from '../../../../harness/std/hex.ts';

const WALLET = new Wallet(`0x${'17'.repeat(32)}`);
export const SENDER = WALLET.address.toLowerCase() as Address;
export const RECIPIENT: Address = `0x${'b0'.repeat(20)}`;

export async function transfer(chainId: number, nonce: number, valueWei = 1n): Promise<Transaction> {
  const signed = await WALLET.signTransaction({
    type: 2,
    chainId,
    nonce,
    to: RECIPIENT,
    value: valueWei,
    gasLimit: 21_000n,
    maxFeePerGas: 10_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
  });
  return { raw: fromHex(signed), hash: fromHex(EthersTransaction.from(signed).hash!) };
}
