/** A set-up as it is written: contracts know where they will stand, stages follow each other. */
import type { Address, Hex, Intent, WorkloadContext } from '../harness/spec/index.ts';
import { type Artifact, contractAddress, initCode } from './artifact.ts';

export class Site {
  /** What is sent, a stage after the other. */
  readonly stages: Intent[][] = [[]];
  /** Every contract that was placed. */
  readonly contracts: Address[] = [];
  private readonly deployer: { readonly address: Address; readonly nonce: number };
  /** The index that means the deployer: one past the last account. */
  private readonly deployerIndex: number;
  private deployed = 0;

  constructor({ accounts, deployer }: Pick<WorkloadContext<unknown>, 'accounts' | 'deployer'>) {
    this.deployer = deployer;
    this.deployerIndex = accounts.length;
  }

  /** Places a contract and says where it will stand. */
  deploy(contract: Artifact, args: readonly unknown[], gasLimit: number): Address {
    const address = contractAddress(this.deployer.address, this.deployer.nonce + this.deployed);
    this.contracts.push(address);
    this.call(null, initCode(contract, args), gasLimit, 'deploy');
    return address;
  }

  /** A call by the deployer. */
  call(to: Address | null, data: Hex, gasLimit: number, action: string, valueWei = 0n): void {
    this.deployed++;
    this.by(this.deployerIndex, to, data, gasLimit, action, valueWei);
  }

  /** A call by an account. */
  by(from: number, to: Address | null, data: Hex, gasLimit: number, action: string, valueWei = 0n): void {
    this.stages.at(-1)!.push({ from, to, valueWei, data, gasLimit, action });
  }

  /** What comes next waits until all before it stands in blocks. */
  next(): void {
    if (this.stages.at(-1)!.length > 0) this.stages.push([]);
  }
}
