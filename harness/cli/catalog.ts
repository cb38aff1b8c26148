/** The catalogue of a run: what is built in, and the plugins that its scenario brings along. */
import { BUILT_IN } from '../catalog.ts';
import type { Catalog } from '../plan/index.ts';
import { LakhError } from '../std/errors.ts';
import { isPluginPath, loadTarget, loadWorkload } from './plugin.ts';

type Mapping = Readonly<Record<string, unknown>>;

/**
 * Loads the plugins that a scenario names by path and puts their names in place of the paths.
 *
 * @param scenario as `layer` gives it: short forms written out
 * @throws LakhError `plugin-unusable`
 */
export async function catalogFor(scenario: unknown): Promise<{ catalog: Catalog; scenario: unknown }> {
  const workload = await pluginOf(scenario, 'workload', loadWorkload, BUILT_IN.workloads);
  const target = await pluginOf(scenario, 'target', loadTarget, BUILT_IN.targets);
  const catalog: Catalog = {
    workloads: workload ? [...BUILT_IN.workloads, workload] : BUILT_IN.workloads,
    targets: target ? [...BUILT_IN.targets, target] : BUILT_IN.targets,
    thresholdProblem: BUILT_IN.thresholdProblem,
  };
  const renamed = { ...renaming(scenario, 'workload', workload), ...renaming(scenario, 'target', target) };
  return {
    catalog,
    scenario: Object.keys(renamed).length > 0 ? { ...(scenario as Mapping), ...renamed } : scenario,
  };
}

type Named = { readonly name: string };

async function pluginOf<Plugin extends Named>(
  scenario: unknown,
  kind: 'workload' | 'target',
  load: (path: string) => Promise<Plugin>,
  builtIn: readonly Named[],
): Promise<Plugin | undefined> {
  const path = sectionOf(scenario, kind)?.name;
  if (!isPluginPath(path)) return undefined;
  const plugin = await load(path);
  if (!builtIn.some((one) => one.name === plugin.name)) return plugin;
  throw new LakhError(
    'plugin-unusable',
    `${path} calls itself ${plugin.name}, which is the name of a built-in ${kind}`,
    {
      hint: 'give it another name: a record must tell them apart',
    },
  );
}

function renaming(scenario: unknown, kind: 'workload' | 'target', plugin: Named | undefined): Mapping {
  return plugin ? { [kind]: { ...sectionOf(scenario, kind), name: plugin.name } } : {};
}

function sectionOf(scenario: unknown, kind: string): Mapping | undefined {
  const section = (scenario as Mapping | null | undefined)?.[kind];
  return typeof section === 'object' && section !== null ? (section as Mapping) : undefined;
}
