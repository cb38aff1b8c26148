// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// Counts calls: all of them, and those of each key.
contract Counter {
    error TooMuch(uint256 amount);

    uint256 public total;
    mapping(uint256 key => uint256) public countOf;

    /// Every call writes the same slot.
    function increment() external {
        total += 1;
    }

    /// Calls with different keys write different slots.
    function add(uint256 key, uint256 amount) external {
        if (amount > 1000) revert TooMuch(amount);
        countOf[key] += amount;
    }
}
