// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC2981} from "@openzeppelin/contracts/token/common/ERC2981.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// A marketplace without escrow: a token stays with its seller until it is bought, and every payment goes out in the
/// same transaction: royalty (ERC-2981) to the creator, fee to the collection's treasurer, the rest to the seller.
contract Market is Ownable, ReentrancyGuardTransient {
    struct Listing {
        address seller;
        uint96 price;
    }

    struct Venue {
        address treasurer;
        /// Tokens of the collection that are for sale.
        uint96 active;
    }

    event Listed(address indexed collection, uint256 indexed id, address indexed seller, uint256 price);
    event Bought(address indexed collection, uint256 indexed id, address indexed buyer, uint256 price);
    event Cancelled(address indexed collection, uint256 indexed id);

    error UnknownCollection();
    error NotListed();
    error NotOwner();
    error NotSeller();
    error WrongPayment();
    error DeductionsExceedPrice();

    uint256 public constant BASIS_POINTS = 10_000;
    uint256 public immutable feeBasisPoints;
    mapping(address collection => Venue) public venues;
    mapping(address collection => mapping(uint256 id => Listing)) public listings;

    constructor(uint256 feeBasisPoints_) Ownable(msg.sender) {
        feeBasisPoints = feeBasisPoints_;
    }

    /// Admits a collection; its fees go to the treasurer.
    function admit(address collection, address treasurer) external onlyOwner {
        venues[collection].treasurer = treasurer;
    }

    /// Mints a token to the caller and puts it on sale.
    function mintAndList(Gallery collection, uint256 id, uint96 price) external {
        collection.mint(msg.sender, id);
        _list(collection, id, price);
    }

    /// Puts a token of the caller on sale.
    function list(Gallery collection, uint256 id, uint96 price) external {
        if (collection.ownerOf(id) != msg.sender) revert NotOwner();
        _list(collection, id, price);
    }

    function cancel(Gallery collection, uint256 id) external {
        address seller = _take(collection, id).seller;
        if (seller != msg.sender) revert NotSeller();
        emit Cancelled(address(collection), id);
    }

    /// Pays the listed price, no more and no less. What the three payees get is the price, to the wei.
    function buy(Gallery collection, uint256 id) external payable nonReentrant {
        Listing memory listing = _take(collection, id);
        if (msg.value != listing.price) revert WrongPayment();
        collection.safeTransferFrom(listing.seller, msg.sender, id);

        (address creator, uint256 royalty) = collection.royaltyInfo(id, msg.value);
        uint256 fee = (msg.value * feeBasisPoints) / BASIS_POINTS;
        if (royalty + fee > msg.value) revert DeductionsExceedPrice();
        Address.sendValue(payable(creator), royalty);
        Address.sendValue(payable(venues[address(collection)].treasurer), fee);
        Address.sendValue(payable(listing.seller), msg.value - royalty - fee);
        emit Bought(address(collection), id, msg.sender, msg.value);
    }

    function _list(Gallery collection, uint256 id, uint96 price) private {
        if (venues[address(collection)].treasurer == address(0)) revert UnknownCollection();
        // Whoever owns the token may list it anew: at another price, or over what a former owner left behind.
        if (listings[address(collection)][id].seller == address(0)) venues[address(collection)].active++;
        listings[address(collection)][id] = Listing(msg.sender, price);
        emit Listed(address(collection), id, msg.sender, price);
    }

    /// Takes a listing off the market.
    function _take(Gallery collection, uint256 id) private returns (Listing memory listing) {
        listing = listings[address(collection)][id];
        if (listing.seller == address(0)) revert NotListed();
        delete listings[address(collection)][id];
        venues[address(collection)].active--;
    }
}

/// An ERC-721 collection with a royalty to its creator (ERC-2981), minted by its market when a token is first listed.
/// Its market may move every token, so nobody has to approve it first.
contract Gallery is ERC721, ERC2981 {
    error NotMarket();

    address public immutable market;

    constructor(string memory name, string memory symbol, address market_, address creator, uint96 royaltyBasisPoints)
        ERC721(name, symbol)
    {
        market = market_;
        _setDefaultRoyalty(creator, royaltyBasisPoints);
    }

    function mint(address to, uint256 id) external {
        if (msg.sender != market) revert NotMarket();
        _mint(to, id);
    }

    function isApprovedForAll(address owner, address operator) public view override returns (bool) {
        return operator == market || super.isApprovedForAll(owner, operator);
    }

    function supportsInterface(bytes4 interfaceId) public view override(ERC721, ERC2981) returns (bool) {
        return super.supportsInterface(interfaceId);
    }
}
