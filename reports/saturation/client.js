/* The curve of a saturation search. Its figures are KneeChart in page.ts; plots.js, which stands before it, draws it. */
(() => {
  const { axis, color, count, duration, figures, fromZero, line, shortDuration, show } = plots;
  const marked = { points: { show: true, size: 5 }, spanGaps: false };

  function shadeInterval(u) {
    const [low, high] = figures.interval;
    if (low === null) return;
    const { left, top, width, height } = u.bbox;
    const at = (rate) => Math.min(left + width, Math.max(left, u.valToPos(rate, 'x', true)));
    const end = high === null ? left + width : at(high);
    u.ctx.save();
    u.ctx.fillStyle = color('grid');
    u.ctx.fillRect(at(low), top, Math.max(2, end - at(low)), height);
    u.ctx.restore();
  }

  const knee = () => ({
    scales: { x: { time: false, range: fromZero }, y: { range: fromZero }, ns: { range: fromZero } },
    axes: [
      axis({ values: (_, ticks) => ticks.map(count), space: 64, size: 30 }),
      axis({ size: 56, values: (_, ticks) => ticks.map(count) }),
      axis({
        scale: 'ns',
        side: 1,
        size: 60,
        grid: { show: false },
        values: (_, ticks) => ticks.map(shortDuration),
      }),
    ],
    series: [
      { label: 'rate', value: (_, v) => count(v) },
      line('offered', 'offered', count, { dash: [6, 4], width: 1.25 }),
      line('goodput', 'succeeded', count, { ...marked, width: 2.25 }),
      line('inclusion p99', 'p99', duration, { ...marked, scale: 'ns', spanGaps: true }),
    ],
    hooks: { drawClear: [shadeInterval] },
    data: [figures.rates, figures.offered, figures.goodput, figures.p99],
  });

  show({ knee });
})();
