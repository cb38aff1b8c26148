/** From unknown input to a validated, frozen plan; every default lives in this folder. */
export type { Catalog } from './catalog.ts';
export { scenarioJsonSchema } from './json-schema.ts';
export { layer } from './layer.ts';
export { makePlan } from './make-plan.ts';
