// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";

/// Items of a game on OpenZeppelin's ERC-1155, and its leaderboard. A recipe yields one item and has materials of its own:
/// the ids of recipe r are r * (materials + 1) for the item and the numbers that follow it for the materials.
contract GameItems is ERC1155 {
    /// One slot on purpose: every score reads and writes it, whoever plays.
    struct Leaderboard {
        address champion;
        uint48 games;
        uint48 top;
    }

    /// What a player achieved.
    struct Career {
        uint128 games;
        uint128 best;
    }

    /// How many kinds of materials a recipe burns.
    uint256 public immutable materials;
    /// How many there are of an item. Counted by id alone, where ERC1155Supply also counts all ids in one slot.
    mapping(uint256 id => uint256) public totalSupply;
    mapping(address player => Career) public careers;
    Leaderboard public leaderboard;

    event Looted(address indexed player, uint256 indexed recipe);
    event Crafted(address indexed player, uint256 indexed recipe);
    event Traded(address indexed player, address indexed partner, uint256 given, uint256 taken);
    event Scored(address indexed player, uint256 points);

    error NoPoints();

    constructor(string memory uri, uint256 materials_) ERC1155(uri) {
        materials = materials_;
    }

    /// A chest with one of each material of a recipe. Anyone may keep a dungeon: these are test items.
    function loot(address player, uint256 recipe) external {
        (uint256[] memory ids, uint256[] memory ones) = _materialsOf(recipe, 1);
        _mintBatch(player, ids, ones, "");
        emit Looted(player, recipe);
    }

    /// Burns one of each material of a recipe and makes its item.
    function craft(uint256 recipe) external {
        (uint256[] memory ids, uint256[] memory ones) = _materialsOf(recipe, 1);
        _burnBatch(msg.sender, ids, ones);
        _mint(msg.sender, itemOf(recipe), 1, "");
        emit Crafted(msg.sender, recipe);
    }

    /// Swaps one item for one. The partner is open to every swap by his approval of this contract, which
    /// ERC-1155 checks as it does for any operator.
    function trade(address partner, uint256 given, uint256 taken) external {
        safeTransferFrom(msg.sender, partner, given, 1, "");
        this.safeTransferFrom(partner, msg.sender, taken, 1, "");
        emit Traded(msg.sender, partner, given, taken);
    }

    /// A finished game.
    function score(uint48 points) external {
        if (points == 0) revert NoPoints();
        Leaderboard memory board = leaderboard;
        board.games++;
        if (points > board.top) (board.champion, board.top) = (msg.sender, points);
        leaderboard = board;

        Career memory career = careers[msg.sender];
        career.games++;
        if (points > career.best) career.best = points;
        careers[msg.sender] = career;
        emit Scored(msg.sender, points);
    }

    /// Set-up only: the first player gets everything of the first recipe, and so on.
    function stock(address[] calldata players, uint256[] calldata recipes, uint256 amount) external {
        for (uint256 i = 0; i < players.length; i++) {
            (uint256[] memory ids, uint256[] memory amounts) = _materialsOf(recipes[i], amount);
            _mintBatch(players[i], ids, amounts, "");
            _mint(players[i], itemOf(recipes[i]), amount, "");
        }
    }

    /// The id of the item that a recipe yields.
    function itemOf(uint256 recipe) public view returns (uint256) {
        return recipe * (materials + 1);
    }

    function _materialsOf(uint256 recipe, uint256 amount) private view returns (uint256[] memory, uint256[] memory) {
        uint256[] memory ids = new uint256[](materials);
        uint256[] memory amounts = new uint256[](materials);
        uint256 item = itemOf(recipe);
        for (uint256 i = 0; i < materials; i++) {
            ids[i] = item + 1 + i;
            amounts[i] = amount;
        }
        return (ids, amounts);
    }

    function _update(address from, address to, uint256[] memory ids, uint256[] memory values) internal override {
        super._update(from, to, ids, values);
        for (uint256 i = 0; i < ids.length; i++) {
            if (from == address(0)) totalSupply[ids[i]] += values[i];
            if (to == address(0)) totalSupply[ids[i]] -= values[i];
        }
    }
}
