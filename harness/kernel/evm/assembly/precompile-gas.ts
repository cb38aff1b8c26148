/** What a precompiled contract costs, by fork. A cost that nobody can pay is u64.MAX_VALUE. */
import { BLAKE2F_INPUT, roundsOf } from './blake2f';
import { modexpGas } from './modexp-gas';
import {
  BLAKE2F, BLS_G1_ADD, BLS_G1_MSM, BLS_G2_ADD, BLS_G2_MSM, BLS_MAP_FP2_TO_G2, BLS_MAP_FP_TO_G1, BLS_PAIRING, BN_ADD,
  BN_MULTIPLY, BN_PAIRING, ECRECOVER, IDENTITY, ISTANBUL, MODEXP, P256_VERIFY, POINT_EVALUATION, RIPEMD160, SHA256,
} from './precompile-ids';

/** Thousandths of the price of one multiplication, by the number of pairs, 1 to 128 (EIP-2537). */
const PAIRS: u64 = 128;
const DISCOUNTS_G1 = memory.data<u16>([
  1000, 949, 848, 797, 764, 750, 738, 728, 719, 712, 705, 698, 692, 687, 682, 677,
  673, 669, 665, 661, 658, 654, 651, 648, 645, 642, 640, 637, 635, 632, 630, 627,
  625, 623, 621, 619, 617, 615, 613, 611, 609, 608, 606, 604, 603, 601, 599, 598,
  596, 595, 593, 592, 591, 589, 588, 586, 585, 584, 582, 581, 580, 579, 577, 576,
  575, 574, 573, 572, 570, 569, 568, 567, 566, 565, 564, 563, 562, 561, 560, 559,
  558, 557, 556, 555, 554, 553, 552, 551, 550, 549, 548, 547, 547, 546, 545, 544,
  543, 542, 541, 540, 540, 539, 538, 537, 536, 536, 535, 534, 533, 532, 532, 531,
  530, 529, 528, 528, 527, 526, 525, 525, 524, 523, 522, 522, 521, 520, 520, 519,
]);
const DISCOUNTS_G2 = memory.data<u16>([
  1000, 1000, 923, 884, 855, 832, 812, 796, 782, 770, 759, 749, 740, 732, 724, 717,
  711, 704, 699, 693, 688, 683, 679, 674, 670, 666, 663, 659, 655, 652, 649, 646,
  643, 640, 637, 634, 632, 629, 627, 624, 622, 620, 618, 615, 613, 611, 609, 607,
  606, 604, 602, 600, 598, 597, 595, 593, 592, 590, 589, 587, 586, 584, 583, 582,
  580, 579, 578, 576, 575, 574, 573, 571, 570, 569, 568, 567, 566, 565, 563, 562,
  561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 552, 551, 550, 549, 548, 547,
  546, 545, 545, 544, 543, 542, 541, 541, 540, 539, 538, 537, 537, 536, 535, 535,
  534, 533, 532, 532, 531, 530, 530, 529, 528, 528, 527, 526, 526, 525, 524, 524,
]);

/** The cost of a call with that input. The precompile has to be there in that fork. */
export function precompileCost(id: u32, fork: u32, input: usize, length: usize): u64 {
  const words = (<u64>length + 31) >> 5;
  switch (id) {
    case ECRECOVER: return 3000;
    case SHA256: return 60 + 12 * words;
    case RIPEMD160: return 600 + 120 * words;
    case IDENTITY: return 15 + 3 * words;
    case MODEXP: return modexpGas(fork, input, length);
    // EIP-196 and 197, then EIP-1108.
    case BN_ADD: return fork < ISTANBUL ? 500 : 150;
    case BN_MULTIPLY: return fork < ISTANBUL ? 40_000 : 6000;
    case BN_PAIRING: {
      const pairs = <u64>length / 192;
      return fork < ISTANBUL ? 100_000 + 80_000 * pairs : 45_000 + 34_000 * pairs;
    }
    case BLAKE2F: return length == BLAKE2F_INPUT ? <u64>roundsOf(input) : u64.MAX_VALUE;
    case POINT_EVALUATION: return 50_000;
    case BLS_G1_ADD: return 375;
    case BLS_G1_MSM: return manyGas(<u64>length / 160, 12_000, DISCOUNTS_G1);
    case BLS_G2_ADD: return 600;
    case BLS_G2_MSM: return manyGas(<u64>length / 288, 22_500, DISCOUNTS_G2);
    case BLS_PAIRING: return 37_700 + 32_600 * (<u64>length / 384);
    case BLS_MAP_FP_TO_G1: return 5500;
    case BLS_MAP_FP2_TO_G2: return 23_800;
    case P256_VERIFY: return 6900;
    default: return u64.MAX_VALUE;
  }
}

function manyGas(pairs: u64, each: u64, discounts: usize): u64 {
  if (pairs == 0) return 0;
  const discount = <u64>load<u16>(discounts + 2 * <usize>(min(pairs, PAIRS) - 1));
  return (pairs * each * discount) / 1000;
}
