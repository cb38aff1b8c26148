/** Sinks: live outputs, a file each. */
export { type DashboardOptions, dashboardSink, type Ending } from './dashboard.ts';

export type { Subject } from './metrics.ts';
export { type OtlpOptions, otlpSink } from './otlp.ts';
export { type PrometheusOptions, prometheusSink } from './prometheus.ts';
export { type TerminalSinkOptions, terminalSink } from './terminal.ts';
