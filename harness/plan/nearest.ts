/** The known word that a mistyped one was probably meant to be. */

/** The nearest of `known` within a third of the word's length (two edits at the least), or `null`. */
export function nearest(word: string, known: readonly string[]): string | null {
  const lower = word.toLowerCase();
  let best: { word: string; edits: number } | null = null;
  for (const candidate of known) {
    const edits = distance(lower, candidate.toLowerCase());
    if (edits < (best?.edits ?? Math.max(2, Math.ceil(word.length / 3)) + 1))
      best = { word: candidate, edits };
  }
  return best && best.edits < best.word.length ? best.word : null;
}

/** Damerau-Levenshtein with adjacent swaps (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, before[j - 2]! + 1);
      }
      row.push(edits);
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}
