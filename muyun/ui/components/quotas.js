// The quotas of a pool as one bar: dividers to drag, shares to type, ticks where the policy has them.
const percent = (share) => String(Math.round(share * 1e6) / 1e4);

function sums(segments) {
  let total = 0;
  return segments.slice(0, -1).map((segment) => (total += segment.share));
}

function makeDivider(number, panel) {
  const divider = { number, root: make("div", "divider"), held: null };
  divider.root.setAttribute("role", "slider");
  const now = () => divider.held ?? sums(panel.data.segments)[number];
  const within = (position) => {
    const ends = [0, ...sums(panel.data.segments), 1];
    const stepped = Math.round(position / panel.data.step) * panel.data.step;
    return Math.min(Math.max(stepped, ends[number]), ends[number + 2]);
  };
  draggable(divider.root, {
    place(event) {
      const box = panel.bar.getBoundingClientRect();
      return (event.clientX - box.left) / box.width;
    },
    step(key) {
      const by = panel.data.step * ({ ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[key] ?? 0);
      return by ? now() + by : null;
    },
    moved: {
      begin: panel.turn.begin,
      to(position, done) {
        if (position !== null) divider.held = within(position);
        place(panel);
        panel.turn.send({ divider: number, position: now(), done });
        if (done) divider.released = true;
      },
    },
  });
  return divider;
}

function makeSegment(position, panel) {
  const segment = { part: make("div", "part"), field: make("label", "field"), box: make("input") };
  segment.letter = make("span", "badge");
  segment.kind = make("span", "kind");
  segment.box.inputMode = "decimal";
  segment.field.append(segment.letter, segment.box, make("span", "unit", "%"), segment.kind);
  segment.box.onfocus = () => segment.box.select();
  segment.box.onchange = () => {
    const typed = numberIn(segment.box.value);
    panel.told.textContent = Number.isNaN(typed) ? NOT_A_NUMBER : "";
    if (Number.isNaN(typed)) segment.box.value = percent(panel.data.segments[position].share);
    if (Number.isNaN(typed)) return;
    panel.turn.begin();
    for (const done of [false, true]) panel.turn.send({ segment: position, share: Math.min(typed, 100) / 100, done });
  };
  return segment;
}

function place(panel) {
  const { segments } = panel.data;
  const ends = [0, ...sums(segments), 1];
  for (const divider of panel.dividers) if (divider.held !== null) ends[divider.number + 1] = divider.held;
  segments.forEach((of, position) => {
    const { part, field, box, letter, kind } = panel.segments[position];
    const share = ends[position + 1] - ends[position];
    part.className = "part " + of.letter;
    part.style.width = share * 100 + "%";
    part.textContent = share > 0.045 ? of.letter : "";
    part.title = field.title = of.why;
    letter.className = "badge " + of.letter;
    letter.textContent = of.word;
    kind.textContent = of.kind;
    field.className = "field" + (Math.abs(share - of.official) > 1e-9 ? " changed" : "");
    if (box !== box.getRootNode().activeElement) box.value = percent(share);
    box.setAttribute("aria-label", of.word + "的比例（%）");
  });
  panel.dividers.forEach(({ root, number }) => {
    const of = segments[number].word + "与" + segments[number + 1].word + "的分界";
    root.style.left = ends[number + 1] * 100 + "%";
    root.tabIndex = 0;
    root.title = of;
    for (const [key, text] of Object.entries({
      label: of, valuemin: percent(ends[number]), valuemax: percent(ends[number + 2]), valuenow: percent(ends[number + 1]),
      valuetext: percent(ends[number + 1]) + " %",
    })) root.setAttribute("aria-" + key, text);
  });
}

function mount(root) {
  const panel = { turn: inTurn(root), pool: null, dividers: [], segments: [] };
  panel.bar = make("div", "bar");
  panel.fields = make("div", "fields");
  panel.told = make("div", "told");
  panel.told.setAttribute("role", "status");
  root.replaceChildren(panel.bar, panel.fields, panel.told);
  return panel;
}

function build(panel, segments) {
  panel.segments = segments.map((_, position) => makeSegment(position, panel));
  panel.dividers = segments.slice(1).map((_, number) => makeDivider(number, panel));
  let total = 0;
  const ticks = segments.slice(0, -1).map((segment) => {
    const tick = make("i", "tick");
    tick.style.left = (total += segment.official) * 100 + "%";
    return tick;
  });
  panel.bar.replaceChildren(...panel.segments.map((s) => s.part), ...ticks, ...panel.dividers.map((d) => d.root));
  panel.fields.replaceChildren(...panel.segments.map((s) => s.field));
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".muyun");
  const panel = (root.panel ??= mount(root));
  const shape = data.pool + "\n" + data.segments.map((s) => s.letter + s.official).join("\n");
  panel.turn.answered(data.sequence, (message) => setTriggerValue("moved", { ...message, pool: panel.data.pool }));
  panel.data = data;
  if (panel.pool !== shape) {
    build(panel, data.segments);
    panel.pool = shape;
  }
  for (const divider of panel.dividers) if (divider.released && panel.turn.idle) divider.held = divider.released = null;
  place(panel);
  panel.told.textContent = data.told;
}
