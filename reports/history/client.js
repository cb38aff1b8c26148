/* The charts of a trend. Their figures are those of trend-page.ts; plots.js, which stands before it, draws them. */
(() => {
  const { axis, color, figures, show } = plots;

  /* ---- values on the axis: the unit that suits the largest ---- */

  const UNITS = {
    ns: [
      [1e9, ' s'],
      [1e6, ' ms'],
      [1e3, ' µs'],
      [1, ' ns'],
    ],
    gas: [
      [1e9, ' G'],
      [1e6, ' M'],
      [1e3, ' k'],
      [1, ''],
    ],
    share: [[0.01, ' %']],
  };
  function ticks(unit) {
    return (_, values) => {
      const largest = Math.max(...values.map(Math.abs));
      const units = UNITS[unit] ?? [
        [1e6, ' M'],
        [1e4, ' k'],
        [1, ''],
      ];
      const [size, sign] = units.find(([one]) => largest >= one) ?? units.at(-1);
      const factor = sign === ' k' ? 1e3 : size;
      return values.map(
        (value) => `${Number((value / factor).toPrecision(6)).toLocaleString('en-US')}${sign}`,
      );
    };
  }

  /** The values with some room, so that small changes show; never below zero where no value is. */
  function around(_, min, max) {
    const room = Math.max((max - min) * 0.3, Math.abs(max) * 0.02) || 1;
    return [min >= 0 ? Math.max(0, min - room) : min - room, max + room];
  }

  /* ---- marks ---- */

  /** A change stands between the last run before it and the first after it. */
  function markChanges(changes) {
    return (u) => {
      const { top, height } = u.bbox;
      u.ctx.save();
      u.ctx.strokeStyle = color('bad');
      u.ctx.lineWidth = 1.5 * devicePixelRatio;
      u.ctx.setLineDash([]);
      for (const index of changes) {
        const x = u.valToPos(index + 0.5, 'x', true);
        u.ctx.beginPath();
        u.ctx.moveTo(x, top);
        u.ctx.lineTo(x, top + height);
        u.ctx.stroke();
      }
      u.ctx.restore();
    };
  }

  function optionsOf({ metric, values, shown, names, levels, unit, changes }) {
    const at = (index, list) => (index == null ? '-' : list[index]);
    return {
      scales: {
        x: { time: false, range: [0, values.length + 1] },
        y: { range: around },
      },
      axes: [
        axis({ size: 30, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], space: 40 }),
        axis({ size: 64, values: ticks(unit) }),
      ],
      series: [
        { label: 'run', value: (_, v, __, index) => (v == null ? '-' : at(index, names)) },
        {
          label: metric,
          stroke: color('sent'),
          width: 1.25,
          points: { show: true, size: 6, fill: color('sent'), stroke: color('sent') },
          value: (_, __, ___, index) => at(index, shown),
        },
        {
          label: 'level',
          stroke: color('succeeded'),
          width: 2,
          dash: [6, 4],
          paths: uPlot.paths.stepped({ align: 1 }),
          points: { show: false },
          value: () => '',
        },
      ],
      data: [values.map((_, index) => index + 1), values, levels],
      hooks: { draw: [markChanges(changes)] },
    };
  }

  show(Object.fromEntries(figures.map((one, index) => [index, () => optionsOf(one)])));
})();
