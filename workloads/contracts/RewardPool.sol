// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

/// Stakes of one token share a stream of rewards, so many a second. The accumulator is what one staked unit has earned since
/// the beginning; what a stake has earned is its amount times the accumulator's growth since it was last touched.
contract RewardPool is Multicall {
    using SafeERC20 for IERC20;

    struct Stake {
        uint256 amount;
        /// The accumulator when the stake was last touched.
        uint256 rewardPerToken;
        /// Earned until then, and not yet paid.
        uint256 earned;
    }

    uint256 private constant PRECISION = 1e36;

    IERC20 public immutable token;
    IERC20 public immutable reward;
    /// Rewards a second, as long as anything is staked.
    uint256 public immutable rate;

    mapping(address user => Stake) public stakes;
    uint256 public totalStaked;
    /// The accumulator, times PRECISION.
    uint256 public rewardPerToken;
    /// Rewards that the stream has brought until `updatedAt`.
    uint128 public accrued;
    uint64 public updatedAt;
    uint64 public startedAt;

    event Staked(address indexed user, uint256 amount);
    event Withdrawn(address indexed user, uint256 amount);
    event Claimed(address indexed user, uint256 amount);

    error NotEnoughStaked(uint256 asked, uint256 staked);

    constructor(IERC20 token_, IERC20 reward_, uint256 rate_) {
        token = token_;
        reward = reward_;
        rate = rate_;
    }

    function stake(uint256 amount, address onBehalfOf) external {
        Stake storage s = _touch(onBehalfOf);
        if (startedAt == 0) startedAt = uint64(block.timestamp);
        s.amount += amount;
        totalStaked += amount;
        token.safeTransferFrom(msg.sender, address(this), amount);
        emit Staked(onBehalfOf, amount);
    }

    function withdraw(uint256 amount) external {
        _withdraw(_touch(msg.sender), amount);
    }

    function claim() external {
        _claim(_touch(msg.sender));
    }

    /// Everything out: the stake and what it earned.
    function exit() external {
        Stake storage s = _touch(msg.sender);
        _withdraw(s, s.amount);
        _claim(s);
    }

    /// What users have earned and were not paid, what the stream has brought in all, both up to now, and what the users have
    /// staked: for audits.
    function sumOf(address[] calldata users) external view returns (uint256 earned, uint256 brought, uint256 staked) {
        uint256 perToken;
        (perToken, brought) = _current();
        brought += accrued;
        for (uint256 i = 0; i < users.length; i++) {
            Stake memory s = stakes[users[i]];
            earned += s.earned + _earnedSince(s, perToken);
            staked += s.amount;
        }
    }

    /// The accumulator of now, and what the stream brought since the last update.
    function _current() private view returns (uint256 perToken, uint256 brought) {
        perToken = rewardPerToken;
        if (totalStaked == 0) return (perToken, 0);
        brought = rate * (block.timestamp - updatedAt);
        perToken += brought * PRECISION / totalStaked;
    }

    function _earnedSince(Stake memory s, uint256 perToken) private pure returns (uint256) {
        return s.amount * (perToken - s.rewardPerToken) / PRECISION;
    }

    function _touch(address user) private returns (Stake storage s) {
        s = stakes[user];
        (uint256 perToken, uint256 brought) = _current();
        if (updatedAt != block.timestamp) {
            rewardPerToken = perToken;
            accrued += uint128(brought);
            updatedAt = uint64(block.timestamp);
        }
        s.earned += _earnedSince(s, perToken);
        s.rewardPerToken = perToken;
    }

    function _withdraw(Stake storage s, uint256 amount) private {
        if (amount > s.amount) revert NotEnoughStaked(amount, s.amount);
        s.amount -= amount;
        totalStaked -= amount;
        token.safeTransfer(msg.sender, amount);
        emit Withdrawn(msg.sender, amount);
    }

    function _claim(Stake storage s) private {
        uint256 amount = s.earned;
        s.earned = 0;
        reward.safeTransfer(msg.sender, amount);
        emit Claimed(msg.sender, amount);
    }
}
