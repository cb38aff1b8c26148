// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {PriceFeed} from "./PriceFeed.sol";

/// A pool of lending markets, cross-margined. Deposits and debts are shares of their market; what a share is worth is an
/// index in rays (27 decimals), which grows every second by the market's utilisation. Every rounding favours the pool, so
/// cash + debts - reserves >= deposits, always.
contract LendingPool is Ownable, Multicall {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;
    using Math for uint256;

    struct Market {
        IERC20 asset;
        uint40 accruedAt;
        uint128 depositIndex;
        uint128 debtIndex;
        uint128 depositShares;
        uint128 debtShares;
        uint128 cash;
        uint128 reserves;
    }

    uint256 private constant RAY = 1e27;
    uint256 private constant PERCENT = 100;
    /// Of what a deposit is worth, so much may be borrowed against it.
    uint256 public constant COLLATERAL_FACTOR = 80;
    /// One liquidation repays at most this much of a debt.
    uint256 public constant CLOSE_FACTOR = 50;
    /// A liquidator receives collateral for this much of what he repays.
    uint256 public constant LIQUIDATION_BONUS = 105;
    /// Of the interest, this much stays with the pool.
    uint256 public constant RESERVE_FACTOR = 10;
    /// Interest a second, in rays: 2 % a year at rest, 10 % more up to the kink, 100 % more above it.
    uint256 public constant BASE_RATE = 0.02e27 / uint256(365 days);
    uint256 public constant SLOPE_BELOW = 0.1e27 / uint256(365 days);
    uint256 public constant SLOPE_ABOVE = 1e27 / uint256(365 days);
    uint256 public constant KINK = 0.8e27;

    PriceFeed public immutable feed;
    Market[] public markets;
    mapping(uint256 market => mapping(address user => uint256)) public depositSharesOf;
    mapping(uint256 market => mapping(address user => uint256)) public debtSharesOf;
    /// A bit for each market in which the user has, or had, a position.
    mapping(address user => uint256) public marketsOf;

    event Deposited(uint256 indexed market, address indexed user, uint256 amount);
    event Withdrawn(uint256 indexed market, address indexed user, uint256 amount);
    event Borrowed(uint256 indexed market, address indexed user, uint256 amount);
    event Repaid(uint256 indexed market, address indexed user, uint256 amount);
    event Liquidated(
        address indexed user,
        uint256 indexed debtMarket,
        uint256 indexed collateralMarket,
        uint256 repaid,
        uint256 seized
    );

    error TooManyMarkets();
    error NotEnoughCash();
    error NotEnoughDeposits();
    error NotEnoughCollateral();
    /// There is nothing to liquidate: the position is worth more than its limit.
    error Healthy();

    constructor(PriceFeed feed_) Ownable(msg.sender) {
        feed = feed_;
    }

    function addMarket(IERC20 asset) external onlyOwner {
        if (markets.length == 256) revert TooManyMarkets();
        markets.push(Market(asset, uint40(block.timestamp), uint128(RAY), uint128(RAY), 0, 0, 0, 0));
    }

    function deposit(uint256 market, uint256 amount, address onBehalfOf) external {
        Market storage m = _accrue(market);
        uint128 shares = amount.mulDiv(RAY, m.depositIndex).toUint128();
        m.depositShares += shares;
        depositSharesOf[market][onBehalfOf] += shares;
        _enter(market, onBehalfOf);
        _take(m, amount);
        emit Deposited(market, onBehalfOf, amount);
    }

    function withdraw(uint256 market, uint256 amount) external {
        Market storage m = _accrue(market);
        _burnDeposit(m, market, msg.sender, amount);
        if (!isHealthy(msg.sender)) revert NotEnoughCollateral();
        _give(m, amount);
        emit Withdrawn(market, msg.sender, amount);
    }

    function borrow(uint256 market, uint256 amount) external {
        Market storage m = _accrue(market);
        uint128 shares = amount.mulDiv(RAY, m.debtIndex, Math.Rounding.Ceil).toUint128();
        m.debtShares += shares;
        debtSharesOf[market][msg.sender] += shares;
        _enter(market, msg.sender);
        if (!isHealthy(msg.sender)) revert NotEnoughCollateral();
        _give(m, amount);
        emit Borrowed(market, msg.sender, amount);
    }

    /// Repays `amount`, or the whole debt where that is less.
    function repay(uint256 market, uint256 amount) external {
        Market storage m = _accrue(market);
        uint256 repaid = Math.min(amount, _debtOf(m, market, msg.sender));
        _burnDebt(m, market, msg.sender, repaid);
        _take(m, repaid);
        emit Repaid(market, msg.sender, repaid);
    }

    /// Repays `amount` of the debt of somebody beyond his limit, or as much of it as one liquidation may, for collateral
    /// worth that and the bonus.
    function liquidate(address user, uint256 debtMarket, uint256 amount, uint256 collateralMarket) external {
        Market storage debt = _accrue(debtMarket);
        Market storage collateral = _accrue(collateralMarket);
        if (isHealthy(user)) revert Healthy();
        uint256 repaid = Math.min(amount, _debtOf(debt, debtMarket, user) * CLOSE_FACTOR / PERCENT);
        uint256 price = feed.priceOf(address(debt.asset)) * LIQUIDATION_BONUS / PERCENT;
        uint256 seized = repaid.mulDiv(price, feed.priceOf(address(collateral.asset)));
        _burnDebt(debt, debtMarket, user, repaid);
        _burnDeposit(collateral, collateralMarket, user, seized);
        _take(debt, repaid);
        _give(collateral, seized);
        emit Liquidated(user, debtMarket, collateralMarket, repaid, seized);
    }

    /// Whether the user owes no more than may be borrowed against his deposits, at the prices and indices of now.
    function isHealthy(address user) public view returns (bool) {
        uint256 limit;
        uint256 owed;
        for (uint256 left = marketsOf[user]; left != 0; left &= left - 1) {
            uint256 market = (left & (~left + 1)).log2();
            uint256 depositShares = depositSharesOf[market][user];
            uint256 debtShares = debtSharesOf[market][user];
            if (depositShares | debtShares == 0) continue;
            Market memory m = current(market);
            uint256 price = feed.priceOf(address(m.asset));
            limit += depositShares.mulDiv(m.depositIndex, RAY).mulDiv(price * COLLATERAL_FACTOR, 1e18 * PERCENT);
            owed += debtShares.mulDiv(m.debtIndex, RAY, Math.Rounding.Ceil).mulDiv(price, 1e18, Math.Rounding.Ceil);
        }
        return owed <= limit;
    }

    /// The market with the interest up to now.
    function current(uint256 market) public view returns (Market memory m) {
        m = markets[market];
        uint256 elapsed = block.timestamp - m.accruedAt;
        if (elapsed == 0) return m;
        m.accruedAt = uint40(block.timestamp);
        if (m.debtShares == 0) return m;
        uint256 growth = uint256(m.debtIndex).mulDiv(_rate(m) * elapsed, RAY);
        uint256 interest = uint256(m.debtShares).mulDiv(growth, RAY);
        uint256 kept = m.depositShares == 0 ? interest : interest * RESERVE_FACTOR / PERCENT;
        m.debtIndex += growth.toUint128();
        m.reserves += kept.toUint128();
        if (m.depositShares > 0) m.depositIndex += (interest - kept).mulDiv(RAY, m.depositShares).toUint128();
    }

    /// What the users hold and owe in a market, in shares: for audits.
    function sumOf(uint256 market, address[] calldata users) external view returns (uint256 deposits, uint256 debts) {
        for (uint256 i = 0; i < users.length; i++) {
            deposits += depositSharesOf[market][users[i]];
            debts += debtSharesOf[market][users[i]];
        }
    }

    /// Interest a second by utilisation, the share of the deposits that is lent out.
    function _rate(Market memory m) private pure returns (uint256) {
        uint256 lent = uint256(m.debtShares).mulDiv(m.debtIndex, RAY);
        uint256 utilisation = Math.min(RAY, lent.mulDiv(RAY, lent + m.cash - Math.min(m.reserves, m.cash)));
        if (utilisation <= KINK) return BASE_RATE + SLOPE_BELOW.mulDiv(utilisation, KINK);
        return BASE_RATE + SLOPE_BELOW + SLOPE_ABOVE.mulDiv(utilisation - KINK, RAY - KINK);
    }

    function _accrue(uint256 market) private returns (Market storage m) {
        m = markets[market];
        if (m.accruedAt == block.timestamp) return m;
        Market memory now_ = current(market);
        (m.accruedAt, m.depositIndex, m.debtIndex) = (now_.accruedAt, now_.depositIndex, now_.debtIndex);
        m.reserves = now_.reserves;
    }

    function _enter(uint256 market, address user) private {
        uint256 entered = marketsOf[user];
        if ((entered >> market) & 1 == 0) marketsOf[user] = entered | (1 << market);
    }

    function _debtOf(Market storage m, uint256 market, address user) private view returns (uint256) {
        return debtSharesOf[market][user].mulDiv(m.debtIndex, RAY, Math.Rounding.Ceil);
    }

    function _burnDebt(Market storage m, uint256 market, address user, uint256 amount) private {
        uint256 shares = debtSharesOf[market][user];
        // The last repayment is rounded up in tokens, and its shares must not be left over.
        uint256 burnt = amount == _debtOf(m, market, user) ? shares : amount.mulDiv(RAY, m.debtIndex);
        debtSharesOf[market][user] = shares - burnt;
        m.debtShares -= burnt.toUint128();
    }

    function _burnDeposit(Market storage m, uint256 market, address user, uint256 amount) private {
        uint256 burnt = amount.mulDiv(RAY, m.depositIndex, Math.Rounding.Ceil);
        uint256 shares = depositSharesOf[market][user];
        if (burnt > shares) revert NotEnoughDeposits();
        depositSharesOf[market][user] = shares - burnt;
        m.depositShares -= burnt.toUint128();
    }

    function _take(Market storage m, uint256 amount) private {
        m.cash += amount.toUint128();
        m.asset.safeTransferFrom(msg.sender, address(this), amount);
    }

    function _give(Market storage m, uint256 amount) private {
        if (amount > m.cash) revert NotEnoughCash();
        m.cash -= amount.toUint128();
        m.asset.safeTransfer(msg.sender, amount);
    }
}
