// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {ERC721A} from "erc721a/contracts/ERC721A.sol";

/// How a collection is sold: in rounds, each with a limit a wallet. A round is closed, then open to the allow-list,
/// then to everybody: the owner opens the public sale of a round, and with it the next round to the allow-list.
abstract contract Drop is Ownable {
    struct Terms {
        uint256 price;
        uint256 limitPerWallet;
        uint256 maxSupply;
        bytes32 allowList;
        uint256 publicRounds;
    }

    error SaleClosed();
    error NotOnAllowList();
    error WalletLimitExceeded();
    error SoldOut();
    error WrongPayment();
    error WithdrawalFailed();

    uint256 public immutable price;
    uint256 public immutable limitPerWallet;
    uint256 public immutable maxSupply;
    /// Root of a tree of addresses: leaves are hashed twice, as OpenZeppelin's StandardMerkleTree does.
    bytes32 public immutable allowList;

    /// How many rounds are open to everybody: 0 up to this, exclusive.
    uint256 public publicRounds;
    mapping(uint256 round => mapping(address wallet => uint256)) public mintedIn;

    constructor(Terms memory terms) {
        price = terms.price;
        limitPerWallet = terms.limitPerWallet;
        maxSupply = terms.maxSupply;
        allowList = terms.allowList;
        publicRounds = terms.publicRounds;
    }

    function publicMint(uint256 round, uint256 quantity) external payable {
        if (round >= publicRounds) revert SaleClosed();
        _sell(round, quantity);
    }

    function allowListMint(uint256 round, uint256 quantity, bytes32[] calldata proof) external payable {
        if (round > publicRounds) revert SaleClosed();
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(msg.sender))));
        if (!MerkleProof.verifyCalldata(proof, allowList, leaf)) revert NotOnAllowList();
        _sell(round, quantity);
    }

    /// Opens the public sale of a round; what is open stays open.
    function openSale(uint256 round) external onlyOwner {
        if (round >= publicRounds) publicRounds = round + 1;
    }

    function withdraw(address payable to) external onlyOwner {
        (bool sent, ) = to.call{value: address(this).balance}("");
        if (!sent) revert WithdrawalFailed();
    }

    /// Set-up only: one token to each holder, outside the sale. Anyone may: these are test tokens.
    function reserve(address[] calldata holders) external {
        for (uint256 i = 0; i < holders.length; i++) {
            _deliver(holders[i], 1);
        }
    }

    function totalSupply() public view virtual returns (uint256);

    function _deliver(address to, uint256 quantity) internal virtual;

    function _sell(uint256 round, uint256 quantity) private {
        uint256 minted = mintedIn[round][msg.sender] + quantity;
        if (minted > limitPerWallet) revert WalletLimitExceeded();
        if (totalSupply() + quantity > maxSupply) revert SoldOut();
        if (msg.value != price * quantity) revert WrongPayment();
        mintedIn[round][msg.sender] = minted;
        _deliver(msg.sender, quantity);
    }
}

/// A drop on ERC721A: a batch costs little more than one token.
contract DropERC721A is ERC721A, Drop {
    constructor(string memory name, string memory symbol, address owner, Terms memory terms)
        ERC721A(name, symbol)
        Ownable(owner)
        Drop(terms)
    {}

    function totalSupply() public view override(ERC721A, Drop) returns (uint256) {
        return ERC721A.totalSupply();
    }

    function _deliver(address to, uint256 quantity) internal override {
        _safeMint(to, quantity);
    }
}

/// The same drop on OpenZeppelin's ERC-721: every token is written by itself.
contract DropERC721 is ERC721, Drop {
    uint256 private minted;

    constructor(string memory name, string memory symbol, address owner, Terms memory terms)
        ERC721(name, symbol)
        Ownable(owner)
        Drop(terms)
    {}

    function totalSupply() public view override returns (uint256) {
        return minted;
    }

    function _deliver(address to, uint256 quantity) internal override {
        uint256 first = minted;
        minted = first + quantity;
        for (uint256 i = 0; i < quantity; i++) {
            _safeMint(to, first + i);
        }
    }
}
