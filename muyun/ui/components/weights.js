// The weights of a pool: a track for each with its legal band, official tick, box and lock. Our thumb moves at once,
// Python answers with all weights. Texts are set as text, so nothing in a policy becomes markup.
const SVG = "http://www.w3.org/2000/svg";

function padlock(closed) {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 16 16");
  for (const path of ["M3 7.5h10v7H3z", closed ? "M5 7.5V5a3 3 0 0 1 6 0v2.5" : "M5 7.5V4.5a3 3 0 0 1 5.8-1"]) {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", path);
    icon.append(line);
  }
  return icon;
}

const shown = (value) => String(Math.round(value * 1e6) / 1e6);

function makeRow(name, panel) {
  const row = { name, root: make("div", "row"), held: null };
  row.label = make("span", "name");
  row.was = make("span", "was");
  row.box = make("input", "value");
  row.box.inputMode = "decimal";
  row.lock = make("button", "lock");
  row.track = make("div", "track");
  row.track.setAttribute("role", "slider");
  for (const part of ["rail", "hard", "soft", "change", "tick", "thumb"]) row.track.append((row[part] = make("i", part)));
  row.root.append(row.label, row.was, row.box, make("span", "unit", "分"), row.lock, row.track);
  const held = () => row.held ?? row.data.value;
  const within = (value) => Math.min(Math.max(Math.round(value / panel.data.step) * panel.data.step, row.data.hard[0]), row.data.hard[1]);
  const moved = {
    begin: panel.turn.begin,
    to(value, done) {
      if (value !== null) {
        row.held = within(value);
        row.asked = value; // beyond a limit Python says which one, and keeps it
      }
      place(row, panel);
      panel.turn.send({ indicator: name, value: row.asked ?? held(), done, locked: [...panel.locked] });
      if (done) row.released = true;
    },
  };
  draggable(row.track, {
    place(event) {
      const box = row.track.getBoundingClientRect();
      return ((event.clientX - box.left) / box.width) * panel.data.scale;
    },
    step(key) {
      const by = panel.data.step * ({ ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[key] ?? 0);
      return by ? held() + by : key === "Home" ? row.data.hard[0] : key === "End" ? row.data.hard[1] : null;
    },
    moved,
  });
  row.box.onchange = () => {
    const value = numberIn(row.box.value);
    panel.told.textContent = Number.isNaN(value) ? NOT_A_NUMBER : "";
    panel.turn.begin();
    if (Number.isNaN(value)) row.box.value = shown(held());
    else [false, true].forEach((done) => moved.to(value, done));
  };
  row.box.onfocus = () => row.box.select();
  row.lock.onclick = () => {
    panel.locked.has(name) ? panel.locked.delete(name) : panel.locked.add(name);
    place(row, panel);
    panel.turn.send({ locked: [...panel.locked], done: false });
  };
  return row;
}

function place(row, panel) {
  const { value: answered, official, hard, soft, stated, mark, label, why, fixed } = row.data;
  const value = row.held ?? answered;
  const at = (points) => (points / panel.data.scale) * 100 + "%";
  const across = (part, from, to) => { part.style.left = at(from); part.style.width = at(Math.max(to - from, 0)); };
  across(row.hard, hard[0], hard[1]);
  across(row.soft, soft[0], soft[1]);
  across(row.change, Math.min(value, official), Math.max(value, official));
  row.tick.style.left = at(official);
  row.thumb.style.left = at(value);
  const changed = Math.abs(value - official) > 1e-9, locked = panel.locked.has(row.name);
  row.root.className = "row" + (changed ? " changed" : "") + (locked ? " locked" : "") + (fixed ? " fixed" : "");
  row.label.textContent = label;
  row.root.title = why;
  const beyond = changed && (value < stated[0] - 1e-9 || value > stated[1] + 1e-9);
  row.was.textContent = (beyond && mark ? mark + " · " : "") + (changed ? "原 " + shown(official) : "");
  if (row.box !== row.box.getRootNode().activeElement || row.held !== null) row.box.value = shown(value);
  row.box.disabled = locked || fixed;
  row.box.setAttribute("aria-label", label + "的权重（分）");
  row.lock.replaceChildren(padlock(locked));
  row.lock.disabled = fixed;
  row.lock.title = locked ? "已锁定，点一下解锁" : "锁定：调整别的指标时这一项不变";
  row.lock.setAttribute("aria-label", (locked ? "解锁" : "锁定") + label);
  row.lock.setAttribute("aria-pressed", String(locked));
  for (const [key, text] of Object.entries({
    valuemin: hard[0], valuemax: hard[1], valuenow: shown(value), valuetext: shown(value) + " 分", label: label + "的权重",
    disabled: locked || fixed,
  })) row.track.setAttribute("aria-" + key, String(text));
  row.track.tabIndex = locked || fixed ? -1 : 0;
}

function mount(root) {
  const panel = { turn: inTurn(root), rows: [], locked: new Set(), pool: null };
  panel.list = make("div", "rows");
  panel.sum = make("div", "sum");
  panel.told = make("div", "told");
  panel.told.setAttribute("role", "status");
  panel.legend = make("div", "legend");
  root.replaceChildren(panel.list, panel.sum, panel.told, panel.legend);
  return panel;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".muyun");
  const panel = (root.panel ??= mount(root));
  const names = data.rows.map((row) => row.name).join("\n");
  panel.turn.answered(data.sequence, (message) => setTriggerValue("moved", { ...message, pool: panel.data.pool }));
  panel.data = data;
  if (panel.pool !== data.pool + "\n" + names) {
    panel.rows = data.rows.map((row) => makeRow(row.name, panel));
    panel.list.replaceChildren(...panel.rows.map((row) => row.root));
    panel.pool = data.pool + "\n" + names;
  }
  if (panel.turn.idle) panel.locked = new Set(data.locked);
  panel.rows.forEach((row, position) => {
    row.data = data.rows[position];
    if (row.released && panel.turn.idle) row.held = row.asked = row.released = null;
    place(row, panel);
  });
  panel.sum.textContent = data.sum;
  panel.told.textContent = data.told;
  panel.legend.textContent = data.legend;
}
