/** `lakh runs trend`: how figures moved from run to run, as text or JSON, and as a page. */
import { trendPage, trendText } from '../../reports/history/index.ts';
import { type TrendWish, trendOf } from '../history/index.ts';
import { EXIT, type ExitCode } from '../spec/exit-codes.ts';
import { writeReport } from './report.ts';
import { readableRuns } from './runs.ts';

export interface TrendOutput {
  /** The page's file; none where it is missing. */
  readonly out?: string | undefined;
  readonly json: boolean;
}

export async function showTrend(
  folder: string,
  wish: TrendWish,
  { out, json }: TrendOutput,
): Promise<ExitCode> {
  const trend = trendOf(await readableRuns(folder), wish);
  if (out !== undefined) await writeReport(out, trendPage(trend));
  if (json) process.stdout.write(`${JSON.stringify(trend, null, 2)}\n`);
  else process.stdout.write(out === undefined ? trendText(trend) : `${trendText(trend)}\n${out}\n`);
  return EXIT.ok;
}
