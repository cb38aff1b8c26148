/** Items and recipes by number, and which items a transaction moves. */
import type { Address, Hex } from '../../harness/spec/index.ts';
import { addressOf, numberOf } from '../words.ts';
import { actionOf } from './calls.ts';
import type { Options } from './options.ts';

/** One piece of an item that changes hands; nobody's hands are those of the game, which makes and burns. */
export interface Movement {
  readonly id: number;
  readonly from: Address | null;
  readonly to: Address | null;
}

/** Names of the state that a movement writes: how many there are of an item, and how many somebody has. */
export const supplyOf = (id: number) => `supply of ${id}`;
export const balanceOf = (id: number, player: Address) => `${id} of ${player}`;

/** Both sides of a movement with what it does to them. */
export function changesOf({ id, from, to }: Movement): [name: string, change: 1 | -1][] {
  const changes: [string, 1 | -1][] = [];
  if (from !== null) changes.push([balanceOf(id, from), -1]);
  if (to !== null) changes.push([balanceOf(id, to), 1]);
  if (from === null) changes.push([supplyOf(id), 1]);
  if (to === null) changes.push([supplyOf(id), -1]);
  return changes;
}

/** The numbering of `GameItems.sol`: a recipe's item, then its materials, then the next recipe's. */
export class Items {
  readonly count: number;
  private readonly recipes: number;
  private readonly materials: number;
  private readonly perRecipe: number;

  constructor({ recipes, materials }: Pick<Options, 'recipes' | 'materials'>) {
    this.recipes = recipes;
    this.materials = materials;
    this.perRecipe = materials + 1;
    this.count = recipes * this.perRecipe;
  }

  /** The recipe that is a player's own, by the player's number. */
  recipeOf(player: number): number {
    return player % this.recipes;
  }

  itemOf(recipe: number): number {
    return recipe * this.perRecipe;
  }

  materialsOf(recipe: number): number[] {
    const item = this.itemOf(recipe);
    return Array.from({ length: this.materials }, (_, i) => item + 1 + i);
  }

  /** Everything that a transaction of this player moves when it succeeds. */
  movements(player: Address, data: Hex): Movement[] {
    switch (actionOf(data)) {
      case 'loot':
        return this.materialsOf(numberOf(data, 1)).map((id) => ({ id, from: null, to: addressOf(data, 0) }));
      case 'craft': {
        const recipe = numberOf(data, 0);
        const burned = this.materialsOf(recipe).map((id) => ({ id, from: player, to: null }));
        return [...burned, { id: this.itemOf(recipe), from: null, to: player }];
      }
      case 'trade': {
        const partner = addressOf(data, 0);
        return [
          { id: numberOf(data, 1), from: player, to: partner },
          { id: numberOf(data, 2), from: partner, to: player },
        ];
      }
      case 'batchTransfer': {
        // Behind five heads stand the length of the ids and the first of them, a recipe's first material.
        const recipe = Math.floor(numberOf(data, 6) / this.perRecipe);
        return this.materialsOf(recipe).map((id) => ({ id, from: player, to: addressOf(data, 1) }));
      }
      case 'score':
        return [];
    }
  }
}
