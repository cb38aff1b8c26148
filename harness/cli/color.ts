/** Whether to colour: on a terminal, unless NO_COLOR is set (no-color.org). */
export function mayColor(stream: { readonly isTTY?: boolean }): boolean {
  return Boolean(stream.isTTY) && !process.env.NO_COLOR;
}
