/** `lakh schema`: the JSON Schema of scenario files. */
import { BUILT_IN } from '../catalog.ts';
import { scenarioJsonSchema } from '../plan/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';

export function schema(): ExitCode {
  process.stdout.write(`${JSON.stringify(scenarioJsonSchema(BUILT_IN), null, 2)}\n`);
  return EXIT.ok;
}
