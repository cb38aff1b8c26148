/** A metric's value with its unit. */
import type { Unit } from '../../harness/measure/index.ts';
import { formatCount, formatDuration, formatGasRate, formatRate, formatShare } from '../format.ts';

export function figureOf(value: number, unit: Unit): string {
  switch (unit) {
    case 'ns':
      return formatDuration(value);
    case 'tps':
      return `${formatRate(value)}/s`;
    case 'share':
      return formatShare(value);
    case 'gas':
      return formatGasRate(value);
    case 'count':
      return formatCount(value);
  }
}
