/* Speed-up by threads. The figures are one ScaleChart (page.ts) a contention; plots.js, which stands before it, draws. */
(() => {
  const { axis, color, figures, line, show } = plots;
  const POWERS = [1, 2, 4, 8, 16, 32, 64];
  const times = (value) => (value == null ? '-' : `${value.toFixed(2)}×`);
  const computed = (label, dash) => line(label, 'offered', times, { dash, width: 1.25 });

  /** Both scales double from tick to tick, so that a perfect speed-up is a straight line. */
  function scaleY({ measured, everything, low }) {
    const least = Math.min(...[...measured, ...everything, ...low].filter((value) => value !== null), 1);
    const floor = 2 ** Math.floor(Math.log2(Math.max(least, 1 / 64)));
    return (_, __, max) => [floor, Math.max(2, max * 1.1)];
  }

  function ticksOf(_, __, min, max) {
    const ticks = [];
    for (let tick = 2 ** Math.ceil(Math.log2(min)); tick <= max; tick *= 2) ticks.push(tick);
    return ticks;
  }

  /** The interval of each measured point. */
  function bars({ threads, low, high }) {
    return (u) => {
      u.ctx.save();
      u.ctx.strokeStyle = color('succeeded');
      u.ctx.lineWidth = 1.5 * devicePixelRatio;
      u.ctx.setLineDash([]);
      threads.forEach((count, at) => {
        if (low[at] === null) return;
        const x = u.valToPos(count, 'x', true);
        const [from, to] = [low[at], high[at]].map((value) => u.valToPos(value, 'y', true));
        const half = 4 * devicePixelRatio;
        u.ctx.beginPath();
        u.ctx.moveTo(x, from);
        u.ctx.lineTo(x, to);
        for (const y of [from, to]) {
          u.ctx.moveTo(x - half, y);
          u.ctx.lineTo(x + half, y);
        }
        u.ctx.stroke();
      });
      u.ctx.restore();
    };
  }

  /** Filled where each thread had a core, hollow where there were more threads than cores. */
  function marks({ threads, oversubscribed }, columns) {
    return (u) => {
      u.ctx.save();
      for (const [name, values] of columns) {
        u.ctx.strokeStyle = color(name);
        u.ctx.lineWidth = 1.5 * devicePixelRatio;
        values.forEach((value, at) => {
          if (value === null) return;
          u.ctx.fillStyle = color(oversubscribed[at] ? 'card' : name);
          u.ctx.beginPath();
          u.ctx.arc(
            u.valToPos(threads[at], 'x', true),
            u.valToPos(value, 'y', true),
            3.5 * devicePixelRatio,
            0,
            2 * Math.PI,
          );
          u.ctx.fill();
          u.ctx.stroke();
        });
      }
      u.ctx.restore();
    };
  }

  function optionsOf(chart) {
    const { threads, bound, schedule, floor, measured, everything } = chart;
    const columns = [
      ['included', everything],
      ['succeeded', measured],
    ];
    return {
      scales: {
        x: { time: false, distr: 3, log: 2, range: [0.9, 70] },
        y: { distr: 3, log: 2, range: scaleY(chart) },
      },
      axes: [
        axis({
          size: 30,
          splits: () => POWERS,
          filter: (_, ticks) => ticks,
          values: (_, ticks) => ticks.map(String),
        }),
        axis({
          size: 48,
          splits: ticksOf,
          filter: (_, ticks) => ticks,
          values: (_, ticks) => ticks.map((tick) => `${Number(tick.toPrecision(3))}×`),
        }),
      ],
      bands: [{ series: [1, 3], fill: color('shade') }],
      series: [
        { label: 'threads', value: (_, v) => (v == null ? '-' : String(v)) },
        computed('bound, computed', [8, 4]),
        computed('schedule, computed', [2, 3]),
        computed('floor, computed', [8, 4]),
        line('everything', 'included', times),
        line('execution', 'succeeded', times, { width: 2.25 }),
      ],
      hooks: { draw: [bars(chart), marks(chart, columns)] },
      data: [threads, bound, schedule, floor, everything, measured],
    };
  }

  show(Object.fromEntries(figures.map((chart, index) => [index, () => optionsOf(chart)])));
})();
