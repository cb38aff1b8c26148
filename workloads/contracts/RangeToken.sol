// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// OpenZeppelin's ERC-20 for pools with price ranges: who is given tokens has granted their spending as well.
contract RangeToken is ERC20 {
    constructor(string memory name, string memory symbol) ERC20(name, symbol) {}

    /// Set-up only, in as many calls as the block gas limit asks for. Anyone may mint: this is test money.
    /// Every holder gets `amount`, and every spender may spend without limit what a holder has.
    function mintTo(address[] calldata holders, uint256 amount, address[] calldata spenders) external {
        for (uint256 i = 0; i < holders.length; i++) {
            _mint(holders[i], amount);
            for (uint256 j = 0; j < spenders.length; j++) {
                _approve(holders[i], spenders[j], type(uint256).max, false);
            }
        }
    }

    /// What the holders have together: to be read instead of as many balances.
    function heldBy(address[] calldata holders) external view returns (uint256 sum) {
        for (uint256 i = 0; i < holders.length; i++) {
            sum += balanceOf(holders[i]);
        }
    }
}
