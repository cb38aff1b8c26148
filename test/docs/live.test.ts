/** The page on live outputs and the files beside it: metrics, scrape config, Grafana's dashboard. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { sampleOf } from '../../harness/conformance/live-samples.ts';
import { Metrics } from '../../harness/sinks/metrics.ts';
import { prometheusText } from '../../harness/sinks/prometheus-text.ts';
import { readPrometheusText } from '../support/prometheus.ts';
import { makeRecord } from '../support/record.ts';
import { codeSpansOf, documentText, fencesOf, ROOT, rowsOf, sectionOf } from './markdown.ts';

const metrics = new Metrics({ workload: 'transfers', target: 'anvil', version: '1' });
metrics.take(sampleOf(makeRecord('rejections')));
const exported = readPrometheusText(prometheusText(metrics.list()));
const page = documentText('docs/live.md');

describe('docs/live.md', () => {
  it('names every metric with its type, and no others', () => {
    const documented = rowsOf(sectionOf(page, 'Metrics')).flatMap(([names, type]) =>
      codeSpansOf(names!).map((name) => [name, type!]),
    );
    expect(documented).toEqual(exported.map(({ name, type }) => [name, type]).sort(inOrderOf(documented)));
    expect(documented.length).toBe(exported.length);
  });

  it('shows the scrape config word for word', () => {
    const shown = fencesOf(page).filter(({ language }) => language === 'yml');
    expect(shown.map(({ text }) => text)).toEqual([exampleText('prometheus.yml')]);
  });
});

describe('examples/observability', () => {
  it('scrapes where --prometheus listens', () => {
    const { scrape_configs } = parse(exampleText('prometheus.yml')) as {
      scrape_configs: { static_configs: { targets: string[] }[] }[];
    };
    expect(scrape_configs[0]!.static_configs[0]!.targets).toEqual(['127.0.0.1:9464']);
    expect(page).toContain('serves `/metrics` at `127.0.0.1:9464`');
  });

  describe('has a dashboard', () => {
    const dashboard = JSON.parse(exampleText('grafana-dashboard.json')) as Dashboard;
    const queries = dashboard.panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => [`${title}: ${expr}`, expr] as const),
    );

    it('that Grafana can tell from others, with panels side by side', () => {
      expect(dashboard).toMatchObject({ uid: 'lakh-run', title: 'lakh: a run', schemaVersion: 39 });
      expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
      expect(queries.length).toBeGreaterThan(10);
      for (const [i, a] of dashboard.panels.entries()) {
        expect(a.gridPos.x + a.gridPos.w).toBeLessThanOrEqual(24);
        for (const b of dashboard.panels.slice(i + 1)) expect(overlap(a.gridPos, b.gridPos)).toBe(false);
      }
    });

    it.each(queries)('%s', (_, expr) => {
      const series = exported.flatMap((family) => family.series);
      const named = [...expr.matchAll(/\b(lakh_\w+)(?:\{([^}]*)\})?/g)];
      expect(named.length).toBeGreaterThan(0);
      for (const [, name, matchers = ''] of named) {
        const found = series.filter((one) => one.name === name);
        expect(found.length, name).toBeGreaterThan(0);
        for (const [, label, sign, values] of matchers.matchAll(/(\w+)(=~|=)"([^"]*)"/g)) {
          for (const value of sign === '=~' ? values!.split('|') : [values!]) {
            expect(found.map(({ labels }) => labels[label!])).toContain(value);
          }
        }
      }
      for (const [, label] of expr.matchAll(/\bby \((\w+)\)/g)) {
        expect(series.some((one) => one.name === named[0]![1] && label! in one.labels)).toBe(true);
      }
    });

    it.each(dashboard.panels)('with legends of labels that there are: $title', ({ targets }) => {
      for (const { expr, legendFormat } of targets) {
        const [, name] = /\b(lakh_\w+)/.exec(expr)!;
        for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
          const family = exported.find((one) => one.series.some((series) => series.name === name))!;
          expect(Object.keys(family.series[0]!.labels)).toContain(label);
        }
      }
    });
  });
});

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: Place;
    readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
}

function overlap(a: Place, b: Place): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function exampleText(name: string): string {
  return readFileSync(join(ROOT, 'examples/observability', name), 'utf8');
}

/** Sorts by where the first cell is named on the page; what is not there comes last. */
function inOrderOf(documented: readonly string[][]) {
  const at = ([name]: string[]) => {
    const index = documented.findIndex(([one]) => one === name);
    return index < 0 ? documented.length : index;
  };
  return (a: string[], b: string[]) => at(a) - at(b);
}
