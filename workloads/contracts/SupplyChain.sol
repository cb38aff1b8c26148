// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

/// Products on their way from the producer to the retailer, by roles of OpenZeppelin's AccessControl. Documents stay off the
/// chain: their hashes are linked into one chain of hashes a product, whose last link proves every step and their order.
contract SupplyChain is AccessControl {
    bytes32 public constant PRODUCER = keccak256("PRODUCER");
    bytes32 public constant CARRIER = keccak256("CARRIER");
    bytes32 public constant WAREHOUSE = keccak256("WAREHOUSE");
    bytes32 public constant RETAILER = keccak256("RETAILER");
    bytes32 public constant INSPECTOR = keccak256("INSPECTOR");

    /// Where a product is: with whom, or nowhere yet.
    enum Place {
        Nowhere,
        Producer,
        Carrier,
        Warehouse,
        Retailer
    }

    /// What is linked into a product's chain.
    enum Step {
        Register,
        HandOver,
        Inspect,
        Certify,
        Recall
    }

    struct Product {
        address custodian;
        Place place;
        bool certified;
        bool recalled;
        uint32 steps;
        uint32 inspections;
        bytes32 chain;
    }

    /// Entries that come from anybody in any order: their sum does not depend on it.
    struct Log {
        uint256 entries;
        uint256 sum;
    }

    mapping(uint256 product => Product) public products;
    mapping(uint256 product => Log) public logs;

    event Registered(uint256 indexed product, address indexed custodian, bytes32 document);
    event HandedOver(uint256 indexed product, address indexed from, address indexed to, Place place, bytes32 document);
    event Inspected(uint256 indexed product, address indexed inspector, bytes32 document);
    event Certified(uint256 indexed product, address indexed inspector, bytes32 document);
    event Recalled(uint256 indexed product, address indexed producer, bytes32 document);
    event Logged(uint256 indexed product, address indexed author, bytes32 document);

    error AlreadyRegistered(uint256 product);
    error UnknownProduct(uint256 product);
    error NotCustodian(uint256 product, address custodian);
    error NoSuchWay(Place from, Place to);
    error IsRecalled(uint256 product);

    constructor() {
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
    }

    /// Every role to everyone given: companies that are active at each place of the way.
    function enrol(address[] calldata members) external onlyRole(DEFAULT_ADMIN_ROLE) {
        for (uint256 i = 0; i < members.length; i++) {
            _grantRole(PRODUCER, members[i]);
            _grantRole(CARRIER, members[i]);
            _grantRole(WAREHOUSE, members[i]);
            _grantRole(RETAILER, members[i]);
            _grantRole(INSPECTOR, members[i]);
        }
    }

    /// A new product, in the custody of a producer.
    function register(uint256 product, address custodian, bytes32 document) public onlyRole(PRODUCER) {
        _checkRole(PRODUCER, custodian);
        Product storage made = products[product];
        if (made.place != Place.Nowhere) revert AlreadyRegistered(product);
        made.custodian = custodian;
        made.place = Place.Producer;
        _link(made, Step.Register, custodian, document);
        emit Registered(product, custodian, document);
    }

    /// Set-up only: `count` products from the number `first` on, in the custody of one producer.
    function registerMany(uint256 first, uint256 count, address custodian) external {
        for (uint256 i = 0; i < count; i++) register(first + i, custodian, keccak256(abi.encode(first + i)));
    }

    /// From the custodian to whoever stands at the next place of the way.
    function handOver(uint256 product, address to, Place place, bytes32 document) external {
        Product storage moved = _known(product);
        if (moved.custodian != msg.sender) revert NotCustodian(product, moved.custodian);
        if (moved.recalled) revert IsRecalled(product);
        if (!_leads(moved.place, place)) revert NoSuchWay(moved.place, place);
        _checkRole(_roleAt(place), to);
        moved.custodian = to;
        moved.place = place;
        _link(moved, Step.HandOver, to, document);
        emit HandedOver(product, msg.sender, to, place, document);
    }

    function inspect(uint256 product, bytes32 document) external onlyRole(INSPECTOR) {
        Product storage inspected = _known(product);
        inspected.inspections++;
        _link(inspected, Step.Inspect, address(0), document);
        emit Inspected(product, msg.sender, document);
    }

    function certify(uint256 product, bytes32 document) external onlyRole(INSPECTOR) {
        Product storage certified = _known(product);
        if (certified.recalled) revert IsRecalled(product);
        certified.certified = true;
        _link(certified, Step.Certify, address(0), document);
        emit Certified(product, msg.sender, document);
    }

    /// A recalled product is nobody's to hand over any more.
    function recall(uint256 product, bytes32 document) external onlyRole(PRODUCER) {
        Product storage recalled = _known(product);
        if (recalled.recalled) revert IsRecalled(product);
        recalled.recalled = true;
        _link(recalled, Step.Recall, address(0), document);
        emit Recalled(product, msg.sender, document);
    }

    /// A remark on a product, such as the reading of a sensor; it takes no place in the chain.
    function log(uint256 product, bytes32 document) external {
        _known(product);
        Log storage diary = logs[product];
        diary.entries++;
        unchecked {
            diary.sum += uint256(keccak256(abi.encode(msg.sender, document)));
        }
        emit Logged(product, msg.sender, document);
    }

    function _known(uint256 product) private view returns (Product storage known) {
        known = products[product];
        if (known.place == Place.Nowhere) revert UnknownProduct(product);
    }

    /// The next link: the hash of the last one, the step, who took it, to whom the product went, and the document.
    function _link(Product storage product, Step step, address to, bytes32 document) private {
        product.steps++;
        product.chain = keccak256(abi.encode(product.chain, step, msg.sender, to, document));
    }

    function _leads(Place from, Place to) private pure returns (bool) {
        if (to == Place.Carrier) return from == Place.Producer || from == Place.Warehouse;
        if (to == Place.Warehouse) return from == Place.Carrier;
        return to == Place.Retailer && (from == Place.Carrier || from == Place.Warehouse);
    }

    function _roleAt(Place place) private pure returns (bytes32) {
        if (place == Place.Carrier) return CARRIER;
        if (place == Place.Warehouse) return WAREHOUSE;
        return RETAILER;
    }
}
