// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// OpenZeppelin's ERC-20 as something to lend, stake or farm with.
contract Asset is ERC20 {
    constructor(string memory name, string memory symbol) ERC20(name, symbol) {}

    /// Set-up only: mints to each holder and lets `spender` take it. Anyone may mint: this is test money.
    function provide(address[] calldata holders, uint256 amount, address spender) external {
        for (uint256 i = 0; i < holders.length; i++) {
            _mint(holders[i], amount);
            _approve(holders[i], spender, type(uint256).max);
        }
    }
}
