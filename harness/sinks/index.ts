/** Sinks: live outputs, a file each. */
export { type TerminalSinkOptions, terminalSink } from './terminal.ts';
