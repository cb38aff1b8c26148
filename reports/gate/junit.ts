/**
 * The outcome of a gate as JUnit XML: a test case a rule. Shaped by the schema of Jenkins' xUnit plugin (junit-10.xsd),
 * which GitHub actions, GitLab and Jenkins read.
 */
import type { GateResult, RuleResult } from '../../harness/compare/index.ts';
import { ruleSentence } from './words.ts';

export interface JunitOptions {
  /** Whether an inconclusive rule passes; it is then skipped, not failed. */
  readonly inconclusivePasses: boolean;
}

export function gateJunit({ rules, warnings }: GateResult, { inconclusivePasses }: JunitOptions): string {
  const failures = rules.filter(({ outcome }) => outcome === 'regression').length;
  const unsure = rules.filter(({ outcome }) => outcome === 'inconclusive').length;
  const counts = attributes({
    tests: rules.length,
    failures,
    errors: inconclusivePasses ? 0 : unsure,
  });
  const skipped = attributes({ skipped: inconclusivePasses ? unsure : 0 });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'lakh gate' })}${counts}>`,
    `  <testsuite${attributes({ name: 'lakh gate' })}${counts}${skipped}>`,
    ...rules.flatMap((rule) => testcase(rule, inconclusivePasses)),
    ...(warnings.length === 0 ? [] : [`    <system-err>${escaped(warnings.join('\n'))}</system-err>`]),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testcase(rule: RuleResult, inconclusivePasses: boolean): string[] {
  const said = `      <system-out>${escaped(ruleSentence(rule))}</system-out>`;
  const inside = [...complaint(rule, inconclusivePasses), said];
  return [
    `    <testcase${attributes({ name: rule.rule, classname: 'lakh.gate' })}>`,
    ...inside,
    '    </testcase>',
  ];
}

function complaint(rule: RuleResult, inconclusivePasses: boolean): string[] {
  if (rule.outcome === 'pass') return [];
  const message = ruleSentence(rule);
  if (rule.outcome === 'regression') {
    return [`      <failure${attributes({ type: 'regression', message })}/>`];
  }
  return inconclusivePasses
    ? [`      <skipped${attributes({ type: 'inconclusive', message })}/>`]
    : [`      <error${attributes({ type: 'inconclusive', message })}/>`];
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 has no way to write most control characters, nor halves of surrogate pairs. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (mark) => ESCAPES[mark]!);
}
