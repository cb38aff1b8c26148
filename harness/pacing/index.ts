/** Pure arrival schedules. */
export * from './schedule.ts';
