/** The JSON Schema of a scenario, for editors and other programs: the same schemas that `makePlan` reads by. */
import { z } from 'zod';
import type { Catalog } from './catalog.ts';
import { LOADS } from './load.ts';
import { SECTIONS } from './sections.ts';

type Json = Record<string, unknown>;

/** JSON Schema (draft 2020-12) of scenario files, with the options of every workload and target in the catalogue. */
export function scenarioJsonSchema(catalog: Catalog): object {
  const sections = Object.entries(SECTIONS).map(([key, schema]) => [key, schemaOf(schema)] as const);
  const properties: Record<string, Json> = {
    workload: { description: 'What is sent.', default: 'transfers', anyOf: namedSchemas(catalog.workloads) },
    target: {
      description: 'Where it goes.',
      default: 'engine',
      anyOf: [...namedSchemas(catalog.targets), ADDRESS],
    },
    load: { description: 'How fast it goes.', anyOf: Object.values(LOADS).map(loadSchema) },
    ...Object.fromEntries(sections),
    thresholds: {
      description: 'What must hold of the figures, such as "inclusion.p99 < 2s"; else the exit code is 99.',
      type: 'array',
      items: { type: 'string' },
      default: [],
    },
  };
  properties.batch = { anyOf: [{ type: 'integer', minimum: 1 }, properties.batch] };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'lakh scenario',
    type: 'object',
    properties,
    additionalProperties: false,
  };
}

const ADDRESS = {
  type: 'string',
  pattern: '^(https?|wss?)://|\\.ipc$',
  description: 'The address of an rpc target.',
};

function schemaOf(schema: z.ZodType): Json {
  const { $schema, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json;
}

function namedSchemas(
  list: readonly { readonly name: string; readonly summary: string; readonly options: z.ZodType }[],
): Json[] {
  const names = { enum: list.map((one) => one.name) };
  return [names, ...list.map((one) => withName(schemaOf(one.options), one.name, one.summary))];
}

/** Puts the name beside the options, in every alternative that they have. */
function withName(options: Json, name: string, summary: string): Json {
  for (const alternatives of ['anyOf', 'oneOf'] as const) {
    const list = options[alternatives];
    if (Array.isArray(list))
      return { ...options, [alternatives]: list.map((one) => withName(one, name, summary)) };
  }
  return {
    description: summary,
    ...options,
    properties: { name: { const: name }, ...(options.properties as Json | undefined) },
    required: ['name', ...((options.required as string[] | undefined) ?? [])],
  };
}

/** The arrival may be left out where other keys tell it; see `arrivalOf`. */
function loadSchema(schema: z.ZodType): Json {
  const json = schemaOf(schema);
  const required = (json.required as string[]).filter((key) => key !== 'arrival');
  return { ...json, required };
}
