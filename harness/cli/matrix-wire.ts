/** What a matrix and the process of one of its runs tell each other. */
import type { Growth } from '../matrix/index.ts';

export type ToRun =
  | { readonly kind: 'run'; readonly scenario: object }
  | { readonly kind: 'stop' }
  | { readonly kind: 'abort' };

export type FromRun =
  | { readonly kind: 'done'; readonly grew: Growth; readonly inProcess: boolean }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };
