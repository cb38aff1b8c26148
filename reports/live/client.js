/* The live page: events in, figures and charts out. The events are those of harness/sinks/dashboard.ts. */
(() => {
  const { at, axis, color, count, countAxis, duration, durationAxis } = plots;
  const { fromZero, latencySeries, line, logarithmic, refresh, secondsAxis, show, throughputSeries } = plots;
  const element = (id) => document.getElementById(id);

  /* ---- what is known ---- */

  /** Points and rows as timeline.ts gives them. */
  let points = [];
  const latency = new Map();
  let now = null;
  let run = null;
  let over = false;

  /* ---- charts ---- */

  /** Rates are taken over this long, or somewhat more. */
  const WINDOW_S = 2;
  const [OFFERED, SENT, INCLUDED, SUCCEEDED, GAS_USED, GAS_LIMIT, IN_FLIGHT] = [1, 2, 4, 5, 6, 7, 8];

  /** For each point, what `of(older, point)` says of the stretch that ends there; null where it is too short. */
  function overWindow(of) {
    let from = 0;
    return points.map((point, index) => {
      while (from < index - 1 && point[0] - points[from + 1][0] >= WINDOW_S) from++;
      const older = points[from];
      return point[0] - older[0] < WINDOW_S / 4 ? null : of(older, point);
    });
  }
  const rate = (column) =>
    overWindow((older, point) => (point[column] - older[column]) / (point[0] - older[0]));

  /** From one burst to another: what comes with blocks has no steady rate in between. While none comes it falls. */
  function burstRate(column) {
    const bursts = [0];
    let from = 0;
    return points.map((point, index) => {
      if (index > 0 && point[column] !== points[index - 1][column]) bursts.push(index);
      const last = points[bursts.at(-1)];
      const end = point[0] - last[0] > WINDOW_S ? point : last;
      while (from < bursts.length - 1 && end[0] - points[bursts[from + 1]][0] >= WINDOW_S) from++;
      const older = points[bursts[from]];
      const span = end[0] - older[0];
      return span < WINDOW_S / 4 ? null : (end[column] - older[column]) / span;
    });
  }

  /** Percent; where no block came the last value stands. */
  function fill() {
    let last = null;
    return overWindow((older, point) => {
      const limit = point[GAS_LIMIT] - older[GAS_LIMIT];
      if (limit > 0) last = (100 * (point[GAS_USED] - older[GAS_USED])) / limit;
      return last;
    });
  }

  function latencyColumns() {
    const rows = [...latency.values()].sort((a, b) => a[0] - b[0]);
    return [rows.map((row) => row[0] + 0.5), ...[1, 2, 3, 4].map((column) => rows.map((row) => row[column]))];
  }

  const seconds = () => points.map((point) => point[0]);
  const DATA = {
    throughput: () => [seconds(), rate(OFFERED), rate(SENT), burstRate(INCLUDED), burstRate(SUCCEEDED)],
    latency: latencyColumns,
    blocks: () => [seconds(), fill()],
    inFlight: () => [seconds(), points.map((point) => point[IN_FLIGHT])],
  };

  const overRun = () => ({ time: false, range: () => [0, Math.max(10, points.at(-1)?.[0] ?? 0)] });
  const percent = (v) => (v == null ? '-' : `${v.toFixed(1)} %`);
  const common = {
    cursor: { drag: { x: false, y: false }, sync: { key: 'time', scales: ['x', null], setSeries: false } },
  };

  const charts = {
    throughput: () => ({
      ...common,
      scales: { x: overRun(), y: { range: fromZero } },
      axes: [secondsAxis(), countAxis()],
      series: throughputSeries(),
      data: DATA.throughput(),
    }),
    latency: () => ({
      ...common,
      scales: { x: overRun(), y: logarithmic },
      axes: [secondsAxis(), durationAxis()],
      series: latencySeries(),
      data: DATA.latency(),
    }),
    blocks: () => ({
      ...common,
      scales: {
        x: overRun(),
        y: { range: (_, __, max) => [0, [5, 10, 25, 50].find((top) => top >= max * 1.05) ?? 100] },
      },
      axes: [secondsAxis(), axis({ size: 52, values: (_, ticks) => ticks.map((tick) => `${tick} %`) })],
      series: [at, line('gas used', 'bar', percent, { width: 2, fill: color('shade') })],
      data: DATA.blocks(),
    }),
    inFlight: () => ({
      ...common,
      scales: { x: overRun(), y: { range: fromZero } },
      axes: [secondsAxis(), countAxis()],
      series: [at, line('in flight', 'sent', count)],
      data: DATA.inFlight(),
    }),
  };

  /* ---- figures ---- */

  const PHASES = {
    setup: 'setting up',
    warmup: 'warming up',
    measure: 'measuring',
    drain: 'draining: waiting for what is under way',
    checking: 'checking the chain',
  };

  function say(text, more = '') {
    element('phase').textContent = text;
    element('progress').textContent = more;
  }

  function showNow() {
    const { phase, elapsedMs, totalMs, ledger } = now;
    const whole = (ms) => Math.max(0, Math.floor(ms / 1000));
    const loading = phase === 'warmup' || phase === 'measure';
    say(PHASES[phase], loading ? `${whole(elapsedMs)} s of ${whole(totalMs)} s` : '');
    document.querySelector('progress').value =
      totalMs > 0 ? Math.min(1, Math.max(0, elapsedMs / totalMs)) : 0;
    element('goodput').textContent = count(Math.round(now.goodputTps));
    element('sent').textContent = count(Math.round(now.sentTps));
    element('in-flight').textContent = count(now.inFlight);
    element('p50').textContent = duration(now.inclusionP50Ns);
    element('p99').textContent = duration(now.inclusionP99Ns);
    element('block').textContent = count(now.lastBlock);
    for (const box of document.querySelectorAll('#flow [data-stage]')) {
      const value = ledger[box.dataset.stage];
      box.className = value === 0 ? 'none' : box.dataset.kind;
      box.querySelector('dd').textContent = count(value);
    }
    showErrors(now.errors);
  }

  function showErrors(errors) {
    element('errors').hidden = errors.length === 0;
    element('no-errors').hidden = errors.length > 0;
    const body = document.querySelector('#errors tbody');
    body.replaceChildren(
      ...errors.map(({ code, stage, count: times, example }) => {
        const row = document.createElement('tr');
        for (const [index, text] of [code, stage, count(times), example].entries()) {
          const cell = document.createElement(index === 0 ? 'th' : 'td');
          cell.textContent = text;
          if (index === 2) cell.className = 'figure';
          row.append(cell);
        }
        return row;
      }),
    );
  }

  function showNotice(message) {
    element('notices').hidden = false;
    const item = document.createElement('li');
    item.textContent = message;
    document.querySelector('#notices ul').append(item);
  }

  /** At most once a frame, and not at all while nobody looks. */
  let drawing = false;
  function draw() {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      if (now !== null && !over) showNow();
      refresh((name) => DATA[name]());
    });
  }

  function showEnd({ figures, report, fileName, folder }) {
    over = true;
    if (now !== null) showNow();
    say('The run is over.');
    document.querySelector('progress').hidden = true;
    element('over').innerHTML = figures;
    element('over').hidden = false;
    element('now').hidden = true;
    element('flow').hidden = true;
    element('save').href = URL.createObjectURL(new Blob([report], { type: 'text/html' }));
    element('save').download = fileName;
    element('kept').textContent = `It is in ${folder} too, with the record.`;
    element('saved').hidden = false;
    document.title = document.title.replace(/, live$/, '');
    draw();
  }

  /* ---- events ---- */

  const source = new EventSource('/events');
  const on = (name, take) => source.addEventListener(name, (event) => take(JSON.parse(event.data)));

  on('all', (all) => {
    if (run !== null && run !== all.run) return location.reload();
    run = all.run;
    points = all.points;
    latency.clear();
    for (const row of all.latency) latency.set(row[0], row);
    now = all.now;
    document.querySelector('#notices ul').replaceChildren();
    all.notices.forEach(showNotice);
    draw();
  });
  on('news', (news) => {
    if (news.point) points.push(news.point);
    for (const row of news.latency) latency.set(row[0], row);
    now = news.now;
    draw();
  });
  on('notice', ({ message }) => showNotice(message));
  on('end', (end) => {
    source.close();
    showEnd(end);
  });
  source.onerror = () => {
    if (!over) say('No connection: the run is gone, or cannot be reached.', 'This page tries again.');
  };

  show(charts);
})();
