/* The charts of a comparison. The figures are in the page, in #figures (OverlaidCharts in charts.ts). */
(() => {
  const { figures, at, atPercentile, color, count, countAxis, duration, durationAxis } = plots;
  const { fromZero, line, logarithmic, percentileAxis, secondsAxis } = plots;

  /** Sides are told apart by dashes too, not by colour alone. */
  const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 4], [12, 4]];
  const sides = (value) =>
    figures.labels.map((label, side) =>
      line(label, `side-${side % 6}`, value, { width: 2, dash: DASHES[side % 6] }),
    );

  function shadeOutside(u) {
    const { left, top, width, height } = u.bbox;
    const [start, end] = figures.throughput.window.map((seconds) =>
      Math.min(left + width, Math.max(left, u.valToPos(seconds, 'x', true))),
    );
    u.ctx.save();
    u.ctx.fillStyle = color('shade');
    u.ctx.fillRect(left, top, start - left, height);
    u.ctx.fillRect(end, top, left + width - end, height);
    u.ctx.restore();
  }

  const whole = Math.max(1, figures.throughput.seconds.length);

  plots.show({
    throughput: () => ({
      hooks: { drawClear: [shadeOutside] },
      scales: {
        x: {
          time: false,
          range: (u, min, max) =>
            min === u.data[0][0] && max === u.data[0].at(-1) ? [0, whole] : [min, max],
        },
        y: { range: fromZero },
      },
      axes: [secondsAxis(), countAxis()],
      series: [at, ...sides(count)],
      data: [figures.throughput.seconds, ...figures.throughput.sides],
    }),
    curves: () => ({
      scales: { x: { time: false, range: (_, __, max) => [0, Math.max(1, max)] }, y: logarithmic },
      axes: [percentileAxis(), durationAxis()],
      series: [atPercentile, ...sides(duration)],
      data: [figures.curves.nines, ...figures.curves.sides],
    }),
  });
})();
