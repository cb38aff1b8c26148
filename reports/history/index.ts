/** Reports over many runs: the list, the answers of queries, trends. */
export { ANSWER_FORMATS, type AnswerFormat, renderAnswer } from './answer.ts';
export { runsObject, runsTable } from './list.ts';
export { trendPage } from './trend-page.ts';
export { trendText } from './trend-text.ts';
