// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

/// OpenZeppelin's ERC-4626 vault as it comes; whoever harvests brings the yield.
contract Vault is ERC4626, Multicall {
    using SafeERC20 for IERC20;

    event Harvested(address indexed keeper, uint256 yield);

    constructor(IERC20 asset_) ERC20("Staked", "STK") ERC4626(asset_) {}

    /// Adds to what the shares are worth, and makes no new ones.
    function harvest(uint256 yield) external {
        IERC20(asset()).safeTransferFrom(msg.sender, address(this), yield);
        emit Harvested(msg.sender, yield);
    }

    /// The shares that holders have together: for audits.
    function sumOf(address[] calldata holders) external view returns (uint256 shares) {
        for (uint256 i = 0; i < holders.length; i++) {
            shares += balanceOf(holders[i]);
        }
    }
}
