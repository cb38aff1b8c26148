/** Logs for people who look for a cause: JSON lines on stderr, warnings and worse unless LAKH_LOG says otherwise. */
import { type Logger, pino } from 'pino';
import type { LogLevel } from './environment.ts';

/** Written at once: what was logged before a crash must be there after it. */
export function makeLog(level: LogLevel): Logger {
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
}
