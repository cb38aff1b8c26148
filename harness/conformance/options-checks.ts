/** What holds for the options of workloads and targets alike: a strict schema, and output that can travel. */
import { z } from 'zod';
import { type ConformanceCheck, check, must, shown } from './check.ts';

/** The checks of one options schema; `given` are options that it accepts. */
export function optionsChecks(schema: z.ZodType, given: unknown): ConformanceCheck[] {
  return [
    check('options: what is left out is filled in, the same each time', () => {
      const options = parsedOptions(schema, given);
      must(
        shown(options) === shown(parsedOptions(schema, given)),
        'the same options are read differently twice',
      );
      for (const key of defaultedKeys(schema)) {
        const present = typeof options === 'object' && options !== null && key in options;
        must(present, `${key} has a default in the schema, but is missing in what the schema gives`);
      }
    }),
    check('options: unknown keys are refused, at every depth', () => {
      must(isMapping(given), 'options must be a mapping of keys to values');
      const accepted = schema.safeParse({ ...given, 'no such option': 1 }).success;
      must(!accepted, 'an unknown key is accepted: use z.strictObject');
      const open = openObjects(jsonSchemaOf(schema));
      must(open.length === 0, `unknown keys are accepted in ${open.join(', ')}: use z.strictObject`);
    }),
    check('options: the output can cross to another thread', () => {
      structuredClone(parsedOptions(schema, given));
    }),
  ];
}

/** The options with their defaults. Throws what is wrong with them. */
export function parsedOptions<Options>(schema: z.ZodType<Options>, given: unknown): Options {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new Error(`the options of the kit do not fit the schema: ${z.prettifyError(result.error)}`);
}

type Json = Readonly<Record<string, unknown>>;

function isMapping(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema as `lakh schema` shows it. */
function jsonSchemaOf(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
}

function defaultedKeys(schema: z.ZodType): string[] {
  const { properties = {} } = jsonSchemaOf(schema) as { properties?: Readonly<Record<string, Json>> };
  return Object.keys(properties).filter((key) => 'default' in properties[key]!);
}

/** The paths of objects with named keys that let others pass. */
function openObjects(schema: unknown, path = 'options'): string[] {
  if (!isMapping(schema)) return [];
  const { properties, anyOf, oneOf, allOf, items } = schema;
  const named = isMapping(properties) ? Object.entries(properties) : [];
  const here = isMapping(properties) && schema.additionalProperties !== false ? [path] : [];
  const alternatives = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return [
    ...here,
    ...named.flatMap(([key, part]) => openObjects(part, `${path}.${key}`)),
    ...alternatives.flatMap((part) => openObjects(part, path)),
    ...openObjects(items, `${path}[]`),
  ];
}
