// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

/// Prices as keepers report them: what one whole token is worth, with 18 decimals.
contract PriceFeed is AccessControl, Multicall {
    bytes32 public constant KEEPER = keccak256("KEEPER");

    mapping(address asset => uint256) private _prices;

    event PriceMoved(address indexed asset, uint256 price);

    /// A price of nothing would make every position in the asset worthless at once.
    error NoPrice(address asset);

    constructor() {
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
        _grantRole(KEEPER, msg.sender);
    }

    function addKeepers(address[] calldata keepers) external onlyRole(DEFAULT_ADMIN_ROLE) {
        for (uint256 i = 0; i < keepers.length; i++) {
            _grantRole(KEEPER, keepers[i]);
        }
    }

    function movePrice(address asset, uint256 price) external onlyRole(KEEPER) {
        if (price == 0) revert NoPrice(asset);
        _prices[asset] = price;
        emit PriceMoved(asset, price);
    }

    function priceOf(address asset) external view returns (uint256 price) {
        price = _prices[asset];
        if (price == 0) revert NoPrice(asset);
    }
}
