/** What every thread relies on: the module of a plugin gives the plugin by its default export. */
import { importDefault } from '../std/index.ts';
import { type ConformanceCheck, check, must, shown } from './check.ts';

interface Plugin {
  readonly name: string;
  readonly module?: string;
}

/**
 * A module that is loaded anew is another object with the same behaviour: `alike` tells whether it is.
 * A plugin without a module runs in the caller's thread only, and passes.
 */
export function moduleCheck<Kind extends Plugin>(
  plugin: Kind,
  alike: (loaded: Kind) => void | Promise<void>,
): ConformanceCheck {
  return check('module: its default export is this very plugin', async () => {
    const { module } = plugin;
    if (module === undefined) return;
    must(module.startsWith('file:'), `module must be import.meta.url, but is ${shown(module)}`);
    const loaded = (await importDefault(module)) as Kind | undefined;
    must(loaded !== undefined, `${module} has no default export`);
    must(loaded.name === plugin.name, `${module} exports ${shown(loaded.name)}, not ${shown(plugin.name)}`);
    await alike(loaded);
  });
}
