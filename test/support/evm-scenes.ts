/** Contracts and signed transactions for the EVM at work: ERC-20 transfers, swaps on one Uniswap V2 pool. */
import { getCreateAddress, keccak256, Transaction, Wallet } from 'ethers';
import { fromHex } from '../../harness/std/index.ts';
import { keyedRandom } from '../../harness/std/random.ts';
import { type Artifact, artifact, initCode, packageArtifact } from '../../workloads/artifact.ts';

export interface Sent {
  readonly raw: Uint8Array;
  readonly sender: Uint8Array;
}

export interface Scene {
  /** Addresses that need ether. */
  readonly funded: readonly string[];
  readonly setup: readonly Sent[];
  readonly load: readonly Sent[];
}

export const CHAIN_ID = 1337;
const GWEI = 10n ** 9n;
const MINTED = 10n ** 30n;
const DEADLINE = 4_102_444_800;

/** Senders with their nonces. */
class Cast {
  readonly wallets: Wallet[];
  private readonly nonces: number[];

  constructor(count: number) {
    this.wallets = Array.from(
      { length: count },
      (_, i) => new Wallet(keccak256(new Uint8Array([i >> 8, i & 255, 77]))),
    );
    this.nonces = this.wallets.map(() => 0);
  }

  addresses(): string[] {
    return this.wallets.map(({ address }) => address);
  }

  send(from: number, to: string | null, data: string, gasLimit: bigint, value = 0n): Sent {
    const wallet = this.wallets[from]!;
    const transaction = Transaction.from({
      type: 2,
      chainId: CHAIN_ID,
      nonce: this.nonces[from]!++,
      to,
      data,
      value,
      gasLimit,
      maxFeePerGas: 2n * GWEI,
      maxPriorityFeePerGas: GWEI,
    });
    transaction.signature = wallet.signingKey.sign(transaction.unsignedHash);
    return { raw: fromHex(transaction.serialized), sender: fromHex(wallet.address) };
  }

  /** A deployment by the first of the cast, and where it will stand. */
  deploy(contract: Artifact, args: readonly unknown[]): { sent: Sent; address: string } {
    const address = getCreateAddress({ from: this.wallets[0]!.address, nonce: this.nonces[0]! });
    return { sent: this.send(0, null, initCode(contract, args), 8_000_000n), address };
  }
}

/** `count` transfers among `senders` and as many others; `apart`: of each sender to one other, which is nobody else's. */
export function transferScene(count: number, senders = 100, apart = false): Scene {
  const cast = new Cast(senders);
  const contract = artifact('Token');
  const { sent, address: token } = cast.deploy(contract, ['Token', 'TOK']);
  const random = keyedRandom(5, 1);
  const others = Array.from(
    { length: senders },
    (_, i) => `0x${(0xabc000000 + i).toString(16).padStart(40, '0')}`,
  );
  const holders = [...cast.addresses(), ...others];
  const setup = [sent];
  for (let from = 0; from < holders.length; from += 100) {
    const data = contract.abi.encodeFunctionData('mintTo', [holders.slice(from, from + 100), MINTED]);
    setup.push(cast.send(0, token, data, 8_000_000n));
  }
  const load = Array.from({ length: count }, (_, i) => {
    const to = apart ? others[i % senders]! : holders[random.below(holders.length)]!;
    return cast.send(
      i % senders,
      token,
      contract.abi.encodeFunctionData('transfer', [to, 1000n + BigInt(i)]),
      100_000n,
    );
  });
  return { funded: cast.addresses(), setup, load };
}

/** `count` swaps of exact amounts through the router, both ways, on one pair of two tokens. */
export function swapScene(count: number, senders = 20): Scene {
  const cast = new Cast(senders);
  const setup: Sent[] = [];
  const deploy = (contract: Artifact, args: readonly unknown[]): string => {
    const { sent, address } = cast.deploy(contract, args);
    setup.push(sent);
    return address;
  };
  const weth = deploy(packageArtifact('@uniswap/v2-periphery/build/WETH9.json'), []);
  const factory = deploy(packageArtifact('@uniswap/v2-core/build/UniswapV2Factory.json'), [
    cast.addresses()[0],
  ]);
  const routerContract = packageArtifact('@uniswap/v2-periphery/build/UniswapV2Router02.json');
  const router = deploy(routerContract, [factory, weth]);
  const contract = artifact('SwapToken');
  const tokens = [deploy(contract, ['A', 'A']), deploy(contract, ['B', 'B'])];
  for (const token of tokens) {
    const data = contract.abi.encodeFunctionData('mintTo', [cast.addresses(), MINTED, router]);
    setup.push(cast.send(0, token, data, 8_000_000n));
  }
  const pooled = 10n ** 27n;
  const liquidity = [tokens[0], tokens[1], pooled, pooled, 0, 0, cast.addresses()[0], DEADLINE];
  setup.push(
    cast.send(0, router, routerContract.abi.encodeFunctionData('addLiquidity', liquidity), 8_000_000n),
  );
  const random = keyedRandom(6, 1);
  const load = Array.from({ length: count }, (_, i) => {
    const from = i % senders;
    const path = random.below(2) === 0 ? tokens : [...tokens].reverse();
    const args = [10n ** 18n + BigInt(i), 0n, path, cast.addresses()[from], DEADLINE];
    const data = routerContract.abi.encodeFunctionData('swapExactTokensForTokens', args);
    return cast.send(from, router, data, 300_000n);
  });
  return { funded: cast.addresses(), setup, load };
}
