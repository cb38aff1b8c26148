// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// OpenZeppelin's ERC-20 as it comes; holders get tokens and let one spender have them all, in a call for many.
contract SwapToken is ERC20 {
    constructor(string memory name, string memory symbol) ERC20(name, symbol) {}

    /// Set-up only. Anyone may mint: this is test money.
    function mintTo(address[] calldata holders, uint256 amount, address spender) external {
        for (uint256 i = 0; i < holders.length; i++) {
            _mint(holders[i], amount);
            _approve(holders[i], spender, type(uint256).max);
        }
    }
}
