/** What stands before the clock starts: markets with prices and cash, and a position of every account. */
import type { Address, Hex, Setup, WorkloadContext } from '../../harness/spec/index.ts';
import { encoder } from '../../harness/std/index.ts';
import { artifact } from '../artifact.ts';
import { deployAsset, inBulk, inParts, provide } from '../assets.ts';
import { Site } from '../site.ts';
import { Bank, DEBT, type Deployment, encode, PRICE, PRINCIPAL, THIN_DEBT } from './bank.ts';
import { firstLoanGas, marketsOf } from './gas.ts';
import type { Options } from './options.ts';

const GAS = {
  deployFeed: 1_200_000,
  deployPool: 4_000_000,
  market: 180_000,
  price: 50_000,
  keepersBase: 60_000,
  keeper: 35_000,
  depositEach: 200_000,
};

const admin = { addMarket: encoder('addMarket(address)'), addKeepers: encoder('addKeepers(address[])') };

export function setup(context: WorkloadContext<Options>): Setup<Deployment> {
  const { accounts } = context;
  const bank = new Bank(context);
  const site = new Site(context);
  const feed = site.deploy(artifact('PriceFeed'), [], GAS.deployFeed);
  const pool = site.deploy(artifact('LendingPool'), [feed], GAS.deployPool);
  const assets = Array.from({ length: bank.count }, (_, market) => deployAsset(site, `Asset ${market}`));
  const deployment = { pool, feed, assets };
  site.next();
  openMarkets(site, deployment);
  for (const keepers of inParts(accounts.slice(0, bank.senders))) {
    site.call(feed, admin.addKeepers(keepers), GAS.keepersBase + keepers.length * GAS.keeper, 'addKeepers');
  }
  fundAccounts(site, context, bank, deployment);
  site.next();
  const deposits = depositsOf(context, bank);
  inBulk(site, artifact('LendingPool'), pool, deposits, GAS.depositEach, 'deposit');
  site.next();
  borrow(site, bank, accounts, deployment);
  return { stages: site.stages, contracts: site.contracts, deployment };
}

function openMarkets(site: Site, { pool, feed, assets }: Deployment): void {
  const prices = assets.map((asset) => encode.movePrice(asset, PRICE));
  inBulk(site, artifact('PriceFeed'), feed, prices, GAS.price, 'movePrice');
  const markets = assets.map((asset) => admin.addMarket(asset));
  inBulk(site, artifact('LendingPool'), pool, markets, GAS.market, 'addMarket');
}

/** Tokens for whatever an account will deposit, repay or liquidate, and all of them for the deployer. */
function fundAccounts(
  site: Site,
  { accounts, deployer }: WorkloadContext<Options>,
  { homes, senders, stable }: Bank,
  { pool, assets }: Deployment,
): void {
  for (const [market, asset] of assets.entries()) {
    const visitors = homes.visitors[market]?.map((account) => accounts[account]!) ?? [];
    const liquidators = market === stable ? accounts.slice(0, senders) : [];
    provide(site, asset, [...visitors, ...liquidators, deployer.address], pool);
  }
}

/** The deployer deposits on behalf of all: what they act with, their collateral, and the cash that victims borrow. */
function depositsOf({ accounts, deployer, options }: WorkloadContext<Options>, bank: Bank): Hex[] {
  const deposits: Hex[] = [];
  for (let account = 0; account < bank.senders; account++) {
    for (const market of [...bank.homes.of(account), bank.collateral(account)]) {
      deposits.push(encode.deposit(market, PRINCIPAL, accounts[account]!));
    }
  }
  for (let victim = 0; victim < options.victims; victim++) {
    deposits.push(encode.deposit(bank.side(victim), PRINCIPAL, accounts[bank.victim(victim)]!));
  }
  const lent = PRINCIPAL * BigInt(options.victims);
  deposits.push(encode.deposit(bank.stable, 2n * lent, deployer.address));
  return deposits;
}

function borrow(site: Site, bank: Bank, accounts: readonly Address[], { pool }: Deployment): void {
  for (const account of accounts.keys()) {
    const isVictim = account >= bank.senders;
    const markets = isVictim ? [bank.stable] : bank.homes.of(account);
    for (const market of markets) {
      const data = encode.borrow(market, isVictim ? THIN_DEBT : DEBT);
      site.by(account, pool, data, firstLoanGas(marketsOf(bank.homes)), 'borrow');
    }
  }
}
