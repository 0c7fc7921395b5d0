// All parcels on a map, and the line of low-yield land on a track that is their histogram. Geometry and figures come
// once, by address; a moved line, another colour or a filter sends a few words. Moving the line paints at once.
const FRAME_MS = 24;       // a painting that takes longer is put off while the map is being moved
const REST_MS = 110;
const ZOOM_STEP = 1.35;
const CLICK_PX = 5;
const RING_ZOOM = 0.5;    // pixels a metre, when a ring is opened
const LIST = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 1 });
const two = (value) => String(Math.round(value * 1e6) / 1e6);

function mount(root) {
  const map = { root, turn: inTurn(root), x: 0, y: 0, scale: 0, hovered: -1, chosen: -1, took: 0, low: new Uint8Array(0) };
  map.head = make("div", "line-head");
  map.track = make("div", "track");
  map.track.setAttribute("role", "slider");
  map.track.tabIndex = 0;
  for (const part of ["bars", "tick", "thumb"]) map.track.append((map[part] = make("div", part)));
  map.axis = make("div", "axis");
  map.box = make("input", "value");
  map.box.inputMode = "decimal";
  map.box.setAttribute("aria-label", "低产田线（万元/亩）");
  map.official = make("span", "quiet");
  map.back = make("button", "back", "恢复政策的线");
  map.head.append(make("b", "", "低产田线"), map.box, make("span", "quiet", "万元/亩"), map.official, map.back);
  map.told = make("div", "told");
  map.told.setAttribute("role", "status");
  map.frame = make("div", "frame");
  map.canvas = make("canvas");
  map.canvas.tabIndex = 0;
  map.tip = make("div", "tip");
  map.hint = make("div", "hint");
  map.tools = make("div", "tools");
  map.frame.append(map.canvas, map.tools, map.tip, map.hint);
  map.legend = make("div", "legend");
  root.replaceChildren(map.head, map.track, map.axis, map.told, map.frame, map.legend);
  for (const [label, name, act] of [["＋", "放大", () => zoom(map, ZOOM_STEP)], ["－", "缩小", () => zoom(map, 1 / ZOOM_STEP)], ["全图", "看全部", () => look(map, map.data.whole)]]) {
    const button = make("button", "", label);
    button.title = name;
    button.onclick = act;
    map.tools.append(button);
  }
  mountChoosing(map);
  wireLine(map);
  wireMap(map);
  new ResizeObserver(() => sized(map)).observe(map.frame);
  return map;
}

function wireLine(map) {
  const within = (value) => Math.min(Math.max(Math.round(value / map.data.line.step) * map.data.line.step, map.data.line.step), map.data.line.most);
  const now = () => map.held ?? map.data.line.value;
  const moved = {
    begin: map.turn.begin,
    to(value, done) {
      if (value !== null) map.held = Number(within(value).toFixed(6));
      showLine(map);
      coloured(map);
      map.turn.send({ line: now(), done });
      if (done) map.released = true;
    },
  };
  draggable(map.track, {
    place(event) {
      const box = map.track.getBoundingClientRect();
      return (((event.clientX - box.left) / box.width) * map.data.line.top * (map.data.track.length)) / (map.data.track.length - 1);
    },
    step(key) {
      const by = map.data.line.step * ({ ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[key] ?? 0);
      return by ? now() + by : null;
    },
    moved,
  });
  const set = (value) => {
    map.turn.begin();
    map.held = value;
    showLine(map);
    coloured(map);
    for (const done of [false, true]) map.turn.send({ line: value, done });
    map.released = true;
  };
  map.box.onfocus = () => map.box.select();
  map.box.onchange = () => {
    const typed = numberIn(map.box.value), good = typed > 0 && typed <= map.data.line.most;
    map.told.textContent = good ? "" : `请填 0 到 ${map.data.line.most} 之间的数，如 1.5。`;
    if (good) set(typed);
    else map.box.value = two(now());
  };
  map.back.onclick = () => set(map.data.line.official);
}

function wireMap(map) {
  const { canvas } = map;
  let from = null;
  canvas.onpointerdown = (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    canvas.focus();
    from = { px: event.offsetX, py: event.offsetY, x: map.x, y: map.y, far: false, adds: addsTo(map, event), squares: squaresOn(map, event) };
  };
  canvas.onpointermove = (event) => {
    if (!from) {
      hover(map, event.offsetX, event.offsetY);
      return;
    }
    const right = event.offsetX - from.px, down = event.offsetY - from.py;
    from.far ||= Math.hypot(right, down) > CLICK_PX;
    if (!from.far) return;
    hide(map);
    if (from.squares) { stretchSquare(map, from, event.offsetX, event.offsetY); return; }
    map.x = from.x - right / map.scale;
    map.y = from.y + down / map.scale;
    moving(map);
  };
  canvas.onpointerup = (event) => {
    if (from && !from.far) clicked(map, event.offsetX, event.offsetY, from.adds);
    else if (from?.squares) chooseSquare(map);
    from = null;
  };
  canvas.onpointercancel = () => { from = null; dropSquare(map); };
  canvas.onpointerleave = () => hide(map);
  canvas.addEventListener("wheel", (event) => {
    const ours = map.root.getRootNode().activeElement === canvas || event.ctrlKey;
    map.hint.textContent = ours ? "" : "点一下地图后，滚轮就能缩放";
    if (!ours) return;
    event.preventDefault();
    zoom(map, Math.exp(-event.deltaY * 0.0016), event.offsetX, event.offsetY);
  }, { passive: false });
  canvas.onblur = () => { map.hint.textContent = ""; };
  canvas.onkeydown = (event) => {
    const step = 60 / map.scale;
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (by) { map.x += by[0]; map.y += by[1]; moving(map); }
    else if (event.key === "+" || event.key === "=") zoom(map, ZOOM_STEP);
    else if (event.key === "-") zoom(map, 1 / ZOOM_STEP);
    else return;
    event.preventDefault();
  };
}

function zoom(map, by, px = map.width / 2, py = map.height / 2) {
  const x = placeX(map, px), y = placeY(map, py);
  map.scale = Math.min(Math.max(map.scale * by, 2e-4), 20);
  map.x = x - (px - map.width / 2) / map.scale;
  map.y = y + (py - map.height / 2) / map.scale;
  map.hint.textContent = "";
  moving(map);
}

// While it moves, what was painted last is shown where it belongs now, unless painting is as quick.
function moving(map) {
  clearTimeout(map.rest);
  if (map.took < FRAME_MS) {
    soon(map);
    return;
  }
  const { shot, brush } = map, by = map.scale / shot.scale;
  brush.setTransform(map.ratio, 0, 0, map.ratio, 0, 0);
  brush.fillStyle = map.ink.paper;
  brush.fillRect(0, 0, map.width, map.height);
  brush.drawImage(shot.picture, screenX(map, shot.x) - (map.width / 2) * by, screenY(map, shot.y) - (map.height / 2) * by, map.width * by, map.height * by);
  map.rest = setTimeout(() => soon(map), REST_MS);
}

function soon(map) {
  if (map.asked) return;
  map.asked = requestAnimationFrame(() => {
    map.asked = 0;
    if (!map.width || !map.scale) return;
    paint(map);
    map.shot = { picture: map.shot?.picture ?? document.createElement("canvas"), x: map.x, y: map.y, scale: map.scale };
    map.shot.picture.width = map.canvas.width;
    map.shot.picture.height = map.canvas.height;
    map.shot.picture.getContext("2d").drawImage(map.canvas, 0, 0);
    map.root.dataset.painted = map.parcels ? String(map.parcels.count) : "";
  });
}

function sized(map) {
  const box = map.frame.getBoundingClientRect();
  map.ratio = window.devicePixelRatio || 1;
  map.width = box.width;
  map.height = box.height;
  map.canvas.width = Math.round(box.width * map.ratio);
  map.canvas.height = Math.round(box.height * map.ratio);
  map.brush = map.canvas.getContext("2d");
  if (map.data && !map.scale) look(map, map.data.fit.box);
  else soon(map);
}

function look(map, [west, south, east, north]) {
  if (!map.width) return;
  const [lon, lat, right, up] = map.data.origin;
  fit(map, [(west - lon) * right, (south - lat) * up, (east - lon) * right, (north - lat) * up]);
  soon(map);
}

// The parcel at a place: where rings are shown none, else the one around it, or a tiny one near by.
function parcelAt(map, px, py) {
  if (!map.parcels || map.summed) return -1;
  const x = placeX(map, px), y = placeY(map, py), far = 4 / map.scale, { box } = map.parcels;
  let near = -1;
  for (let i = 0, b = 0; i < map.parcels.count; i++, b += 4) {
    if (map.shown && !map.shown[i]) continue;
    if (x < box[b] - far || x > box[b + 2] + far || y < box[b + 1] - far || y > box[b + 3] + far) continue;
    if (inside(map.parcels, i, x, y)) return i;
    if (Math.max(box[b + 2] - box[b], box[b + 3] - box[b + 1]) * map.scale < 2 * TINY_PX) near = i;
  }
  return near;
}

const ringAt = (map, px, py) => (map.rings ?? []).findLast((ring) => Math.hypot(ring.x - px, ring.y - py) <= ring.radius);

function clicked(map, px, py, adds) {
  const ring = ringAt(map, px, py), spot = spotAt(map, px, py), i = parcelAt(map, px, py);
  if (ring) {
    hide(map);
    const least = map.scale * 1.8;
    fit(map, ring.box, RING_ZOOM);
    map.scale = Math.max(map.scale, least);
    soon(map);
  } else if (spot >= 0) map.tell("spot", spot);
  else if (i >= 0) chooseParcel(map, i, adds);
}

function hover(map, px, py) {
  if (!map.parcels || map.resting) return;
  map.resting = requestAnimationFrame(() => { map.resting = 0; });
  const ring = ringAt(map, px, py), spot = ring ? -1 : spotAt(map, px, py), i = ring || spot >= 0 ? -1 : parcelAt(map, px, py);
  map.canvas.style.cursor = ring || spot >= 0 || i >= 0 ? "pointer" : "grab";
  if (i !== map.hovered) { map.hovered = i; soon(map); }
  if (!ring && spot < 0 && i < 0) { map.tip.style.display = "none"; return; }
  map.tip.textContent = spot >= 0 ? "连片的低产田，点一下选中全部" : ring ? `${LIST.format(ring.count)} 宗，${LIST.format(ring.land)} 亩，低产田 ${LIST.format(ring.low)} 亩；点开放大` : words(map, i);
  map.tip.style.display = "block";
  map.tip.style.left = Math.min(px + 14, Math.max(map.width - map.tip.offsetWidth - 6, 0)) + "px";
  map.tip.style.top = Math.max(py - 14 - map.tip.offsetHeight, 4) + "px";
}

function hide(map) {
  map.tip.style.display = "none";
  if (map.hovered >= 0) { map.hovered = -1; soon(map); }
}

const KINDS = ["", "没有企业", "亩均税收无法判断"];

function words(map, i) {
  const { figures, data } = map, per = figures.perMu[i];
  const yields = Number.isNaN(per) ? KINDS[figures.kind[i]] : `亩均税收 ${two(Math.round(per * 100) / 100)} 万元/亩`;
  const land = Number.isNaN(figures.land[i]) ? "面积不详" : LIST.format(figures.land[i]) + " 亩";
  return [data.towns[figures.town[i]], land, yields, figures.kind[i] === 1 ? "" : data.classes[figures.letter[i]], data.states[figures.state[i]]].filter(Boolean).join(" · ");
}

const isLow = (line, value, per) => (line.below ? per < value : per <= value);

// Colour and standing of every parcel, for the line as it is held just now.
function coloured(map) {
  const { parcels, figures, data } = map;
  if (!parcels || !figures) return;
  const { colour, line } = data, value = map.held ?? line.value, count = parcels.count, groups = colour.groups.length;
  if (map.low.length !== count) { map.low = new Uint8Array(count); map.group = new Uint8Array(count); }
  const breaks = colour.breaks.filter((edge) => edge > value);
  const column = colour.kind === "class" ? figures.letter : figures.state;
  for (let i = 0; i < count; i++) {
    const per = figures.perMu[i], low = isLow(line, value, per);
    map.low[i] = low ? 1 : 0;
    if (colour.kind !== "tax") map.group[i] = column[i];
    else if (figures.kind[i]) map.group[i] = groups - 3 + figures.kind[i];
    else if (low) map.group[i] = 0;
    else {
      let step = groups - 3 - breaks.length;
      for (const edge of breaks) if (per >= edge) step++;
      map.group[i] = step;
    }
  }
  map.colours = colour.groups.map((group) => group.colour);
  map.letters = colour.kind === "class" ? colour.groups.map((group) => group.letter) : null;
  map.lettersInk = colour.groups.map((group) => group.ink);
  map.lowFirst = colour.kind === "tax";
  inks(map);
  showLegend(map);
  soon(map);
}

function inks(map) {
  const style = getComputedStyle(map.root), of = (name) => style.getPropertyValue(name).trim();
  const changed = Math.abs((map.held ?? map.data.line.value) - map.data.line.official) > 1e-9;
  map.ink = {
    text: of("--st-text-color"), paper: of("--st-background-color"), line: of("--st-border-color"), font: of("--st-font") || "sans-serif",
    quiet: of("--map-quiet"), land: of("--st-secondary-background-color"), low: of(changed ? "--map-what-if" : "--map-low"),
    lowText: of(changed ? "--map-what-if" : "--map-low-text"), spot: of("--map-spot"), chosen: of("--map-chosen"),
    ground: Object.fromEntries(["water", "road", "built", "green", "other"].map((kind) => [kind, of(`--ground-${kind}`)])),
  };
}

function showLegend(map) {
  const { data, low, group, figures, shown } = map, sums = data.colour.groups.map(() => 0);
  let lowLand = 0;
  for (let i = 0; i < low.length; i++) {
    if (shown && !shown[i]) continue;
    const land = figures.land[i] || 0;
    sums[group[i]] += land;
    if (low[i]) lowLand += land;
  }
  const entries = data.colour.groups.map((of, i) => [of, sums[i]]).filter(([, land]) => land > 0).map(([of, land]) => {
    const entry = make("span", "", `${of.letter ? of.letter + " " : ""}${of.label} ${LIST.format(Math.round(land))} 亩`);
    const swatch = make("i");
    swatch.style.background = of.colour;
    if (of.low) swatch.className = "low";
    entry.prepend(swatch);
    return entry;
  });
  if (data.colour.kind !== "tax") {
    const entry = make("span", "", `粗线框是低产田 ${LIST.format(Math.round(lowLand))} 亩`);
    entry.prepend(make("i", "low outlined"));
    entries.push(entry);
  }
  map.legend.replaceChildren(...entries, make("span", "quiet", data.remark));
}

function showLine(map) {
  const { line, track } = map.data, value = map.held ?? line.value, bins = track.length, most = Math.max(...track.slice(0, -1), 1e-9);
  const at = (per) => Math.min(per / line.top, 1) * ((bins - 1) / bins) * 100 + "%";
  const changed = Math.abs(value - line.official) > 1e-9;
  map.root.classList.toggle("changed", changed);
  if (map.drawnTrack !== track) {
    map.drawnTrack = track;
    map.bars.replaceChildren(...track.map((land, i) => {
      const bar = make("i");
      bar.style.height = Math.min(land / most, 1) * 100 + "%";
      const from = two((i * line.top) / (bins - 1)), to = two(((i + 1) * line.top) / (bins - 1));
      bar.title = i === bins - 1 ? `${two(line.top)} 万元/亩及以上 ${LIST.format(land)} 亩` : `${from}–${to} 万元/亩 ${LIST.format(land)} 亩`;
      return bar;
    }));
    map.axis.replaceChildren(...line.marks.map((mark) => {
      const label = make("span", "", two(mark) + (mark === line.top ? "+" : ""));
      label.style.left = at(mark);
      return label;
    }));
  }
  [...map.bars.children].forEach((bar, i) => bar.classList.toggle("low", i < bins - 1 && ((i + 0.5) * line.top) / (bins - 1) < value));
  map.thumb.style.left = at(value);
  map.tick.style.left = at(line.official);
  map.tick.title = line.source;
  if (map.box !== map.root.getRootNode().activeElement) map.box.value = two(value);
  map.official.textContent = changed ? `政策的线 ${line.source}` : line.source;
  map.back.style.display = changed ? "" : "none";
  for (const [key, words] of Object.entries({ label: "低产田线", valuemin: line.step, valuemax: line.most, valuenow: value, valuetext: two(value) + " 万元/亩" }))
    map.track.setAttribute("aria-" + key, words);
}

async function loaded(map) {
  const { data } = map, asked = [data.geometry, data.figures, data.outlines].join("\n");
  if (map.loadedFrom === asked) return;
  map.loadedFrom = asked;
  map.root.setAttribute("aria-busy", "true");
  for (let tries = 0; ; tries++) {
    try {
      const [geometry, figures, outlines] = await Promise.all([data.geometry, data.figures, data.outlines].map((address) => address && bytesAt(address)));
      if (map.loadedFrom !== asked) return;
      map.parcels = shapesIn(geometry, data.origin);
      map.figures = figuresIn(figures);
      map.land = map.figures.land;
      map.outlines = outlines ? shapesIn(outlines, data.origin) : null;
      break;
    } catch (wrong) {
      if (map.loadedFrom !== asked) return;
      if (tries > 4) { map.told.textContent = "地图数据没有传到，请刷新页面。"; break; }
      await new Promise((done) => setTimeout(done, 400));
    }
  }
  if (map.parcels) settledSide(map);
  map.root.setAttribute("aria-busy", "false");
  told(map);
}

function settledSide(map) {
  const { box, count } = map.parcels, every = Math.max(1, Math.floor(count / 2000)), sides = [];
  for (let i = 0; i < count; i += every) sides.push(Math.max(box[4 * i + 2] - box[4 * i], box[4 * i + 3] - box[4 * i + 1]));
  map.side = sides.sort((a, b) => a - b)[sides.length >> 1] || 1;
}

// What changed with the last answer: filter, hot spots, the chosen parcel, where to look.
function told(map) {
  const { data } = map, [lon, lat, right, up] = data.origin;
  if (!map.parcels) return;
  if (map.shownFrom !== data.shown) {
    map.shownFrom = data.shown;
    map.shown = bitsIn(data.shown, map.parcels.count);
  }
  map.places = data.places.map(([name, county, x, y]) => ({ name, county, x: (x - lon) * right, y: (y - lat) * up }));
  map.spots = data.spots.names.length ? { shapes: shapesIn(bytesIn(data.spots.shapes), data.origin), names: data.spots.names } : null;
  chosenAsTold(map);
  coloured(map);
  if (map.fitted !== data.fit.id) {
    map.fitted = data.fit.id;
    look(map, data.fit.box);
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".muyun");
  const map = (root.panel ??= mount(root));
  map.tell = setTriggerValue;
  map.turn.answered(data.sequence, (message) => setTriggerValue("moved", message));
  map.data = data;
  if (map.released && map.turn.idle) map.held = map.released = undefined;
  map.told.textContent = data.told;
  map.canvas.setAttribute("role", "img");
  map.canvas.setAttribute("aria-label", data.label);
  inks(map);
  showLine(map);
  loaded(map);
  told(map);
  loadBasemap(map);
}
