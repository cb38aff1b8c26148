// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// Hands out what it holds of tokens that have no batch of their own (WETH, shares of liquidity), and adds up balances.
contract SwapTreasury {
    /// Set-up only. Anyone may call: this is test money.
    function spread(IERC20 token, address[] calldata holders, uint256 each) external {
        for (uint256 i = 0; i < holders.length; i++) {
            require(token.transfer(holders[i], each), "SwapTreasury: transfer failed");
        }
    }

    /// What the holders have together, for oracles: one call instead of hundreds.
    function held(IERC20 token, address[] calldata holders) external view returns (uint256 sum) {
        for (uint256 i = 0; i < holders.length; i++) {
            sum += token.balanceOf(holders[i]);
        }
    }
}
