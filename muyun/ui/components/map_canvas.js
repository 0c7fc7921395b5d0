// How a map is painted on a canvas: outlines beneath, parcels, their sums where they are too small to see, labels.
// `map` holds where it looks (x, y in metres, scale in pixels a metre), the shapes and what each one's colour is.
const SMALL_PX = 6;        // parcels of this median side or less are summed up in rings
const CELL_PX = 74;        // about one ring in so many pixels
const RING_PX = [17, 30];
const TINY_PX = 3;
const LETTER_PX = 17;
const PATH_SHAPES = 400;   // so many shapes a path: longer paths take longer than their parts
const FONT_PX = 14;
const AROUND = [0, 11, 22, 33, 44, 55, 66, 77, 88].flatMap((down) => [0, 20, 40, 60, 80, 100].flatMap((right) => [[right, down], [-right, down], [right, -down], [-right, -down]]));
const NEAR = [0, 18, -18, 36, -36].map((down) => [0, down]);
const ASTRAY = 5;          // a county's name beside its county is as bad as so many rings under it
const COVERED = 30;        // and over a ring's number as so many

const screenX = (map, x) => (x - map.x) * map.scale + map.width / 2;
const screenY = (map, y) => map.height / 2 - (y - map.y) * map.scale;
const placeX = (map, px) => (px - map.width / 2) / map.scale + map.x;
const placeY = (map, py) => (map.height / 2 - py) / map.scale + map.y;

function fit(map, [west, south, east, north], most = 2) {
  map.x = (west + east) / 2;
  map.y = (south + north) / 2;
  const room = Math.min(map.width / Math.max(east - west, 1), map.height / Math.max(north - south, 1)) * 0.9;
  map.scale = Math.min(room, most);
}

// The shapes that are in view and shown.
function inView(map, shapes, shown) {
  const west = placeX(map, 0), east = placeX(map, map.width), north = placeY(map, 0), south = placeY(map, map.height);
  const found = [], { box } = shapes;
  for (let i = 0, b = 0; i < shapes.count; i++, b += 4)
    if ((!shown || shown[i]) && box[b] <= east && box[b + 2] >= west && box[b + 1] <= north && box[b + 3] >= south) found.push(i);
  return found;
}

function trace(map, shapes, i) {
  const { brush } = map;
  for (let ring = shapes.ringsTo[i]; ring < shapes.ringsTo[i + 1]; ring++) {
    for (let c = shapes.cornersTo[ring]; c < shapes.cornersTo[ring + 1]; c++) {
      const x = screenX(map, shapes.x[c]), y = screenY(map, shapes.y[c]);
      if (c === shapes.cornersTo[ring]) brush.moveTo(x, y);
      else brush.lineTo(x, y);
    }
    brush.closePath();
  }
}

function inPaths(map, shapes, which, finish) {
  const { brush } = map;
  for (let from = 0; from < which.length; from += PATH_SHAPES) {
    brush.beginPath();
    for (const i of which.slice(from, from + PATH_SHAPES)) {
      const b = 4 * i, wide = (shapes.box[b + 2] - shapes.box[b]) * map.scale, high = (shapes.box[b + 3] - shapes.box[b + 1]) * map.scale;
      if (Math.max(wide, high) < TINY_PX) brush.rect(screenX(map, shapes.box[b]) - 1, screenY(map, shapes.box[b + 3]) - 1, TINY_PX, TINY_PX);
      else trace(map, shapes, i);
    }
    finish();
  }
}

function stroke(map, colour, width, dash = []) {
  map.brush.strokeStyle = colour;
  map.brush.lineWidth = width;
  map.brush.setLineDash(dash);
  map.brush.stroke();
  map.brush.setLineDash([]);
}

function text(map, words, x, y, { size = FONT_PX, weight = 400, colour = map.ink.text } = {}) {
  const { brush } = map;
  brush.font = `${weight} ${size}px ${map.ink.font}`;
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  brush.lineJoin = "round";
  brush.lineWidth = 4;
  brush.strokeStyle = map.ink.paper;
  brush.strokeText(words, x, y);
  brush.fillStyle = colour;
  brush.fillText(words, x, y);
}

function paintOutlines(map) {
  const { outlines, brush, places } = map;
  const seen = outlines ? inView(map, outlines) : [];
  const counties = seen.filter((i) => places[i].county), towns = seen.filter((i) => !places[i].county);
  brush.fillStyle = map.ink.land;
  inPaths(map, outlines, counties.length ? counties : towns, () => brush.fill());
  paintBasemap(map);
  inPaths(map, outlines, towns, () => stroke(map, map.ink.line, 1));
  inPaths(map, outlines, counties, () => stroke(map, map.ink.quiet, 1.6));
}

// Names, none over another: each county's where it hides least, towns' where there is room once they are wide enough.
function paintNames(map, taken) {
  const { outlines, places, brush } = map, named = [];
  if (!outlines) return;
  for (const county of [true, false]) {
    for (const i of inView(map, outlines)) {
      if (places[i].county !== county) continue;
      const size = county ? 17 : FONT_PX, weight = county ? 700 : 400;
      brush.font = `${weight} ${size}px ${map.ink.font}`;
      const wide = brush.measureText(places[i].name).width, x = screenX(map, places[i].x), y = screenY(map, places[i].y);
      if ((outlines.box[4 * i + 2] - outlines.box[4 * i]) * map.scale < wide * (county ? 1 : 1.15)) continue;
      if (x < 0 || y < 0 || x > map.width || y > map.height) continue;
      const around = (right, down) => [x + right - wide / 2 - 3, y + down - size / 2 - 3, x + right + wide / 2 + 3, y + down + size / 2 + 3];
      const box = county ? leastHiding(map, i, around, taken) : free(map, i, around, taken);
      if (!box) continue;
      taken.push(box);
      named.push(places[i].name);
      text(map, places[i].name, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, { size, weight, colour: county || map.basemap ? map.ink.text : map.ink.quiet });
    }
  }
  map.root.dataset.named = named.join(" ");
}

// Where near its place a town's name hides nothing and stays in the town; nowhere is as good.
const free = (map, i, around, taken) =>
  NEAR.map((by) => around(...by)).find((box) => onCanvas(map, box) && staysOn(map, i, box) && !taken.some((other) => overlap(box, other)));

const staysOn = (map, i, box) => inside(map.outlines, i, placeX(map, (box[0] + box[2]) / 2), placeY(map, (box[1] + box[3]) / 2));

// Where about its place a county's name is best: on the map, over no other name, in the county, over few rings.
function leastHiding(map, i, around, taken) {
  const rings = taken.filter((box) => box.ring), names = taken.filter((box) => !box.ring);
  let best = null, least = Infinity;
  for (const [right, down] of AROUND) {
    const box = around(right, down);
    if (!onCanvas(map, box) || names.some((other) => overlap(box, other))) continue;
    let cost = Math.hypot(right, down) / 40 + (staysOn(map, i, box) ? 0 : ASTRAY);
    for (const { ring } of rings) cost += hidden(box, ring);
    if (cost < least) [best, least] = [box, cost];
  }
  return best;
}

// How much a box hides of a ring: nothing, its colours the more the nearer to its middle, or its number.
function hidden(box, { x, y, radius, low }) {
  const far = Math.hypot(Math.max(box[0] - x, 0, x - box[2]), Math.max(box[1] - y, 0, y - box[3]));
  if (far >= radius + 2) return 0;
  return low >= 0.5 && overlap(box, [x - 18, y - 9, x + 18, y + 9]) ? COVERED : 2 - far / (radius + 2);
}

const onCanvas = (map, box) => box[0] >= 0 && box[1] >= 0 && box[2] <= map.width && box[3] <= map.height;

const overlap = (one, other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];

function paintParcels(map, seen) {
  const { parcels, brush, group, low, colours } = map;
  const of = colours.map(() => []);
  for (const i of seen) of[group[i]].push(i);
  const near = map.side * map.scale > 3 * SMALL_PX;
  of.forEach((which, number) => {
    brush.fillStyle = colours[number];
    inPaths(map, parcels, which, () => {
      brush.fill();
      if (near) stroke(map, map.ink.paper, 1);
    });
  });
  inPaths(map, parcels, seen.filter((i) => low[i]), () => stroke(map, map.ink.low, near ? 2.4 : 1.6));
  if (map.letters) for (const i of seen) paintLetter(map, i);
}

function paintLetter(map, i) {
  const { box } = map.parcels, letter = map.letters[map.group[i]], b = 4 * i;
  const room = Math.min(box[b + 2] - box[b], box[b + 3] - box[b + 1]) * map.scale;
  if (!letter || room < LETTER_PX) return;
  map.brush.font = `700 ${FONT_PX}px ${map.ink.font}`;
  map.brush.textAlign = "center";
  map.brush.textBaseline = "middle";
  map.brush.fillStyle = map.lettersInk[map.group[i]];
  map.brush.fillText(letter, screenX(map, (box[b] + box[b + 2]) / 2), screenY(map, (box[b + 1] + box[b + 3]) / 2));
}

// A speck of the same size for each parcel: written as pixels, which is quick at any number.
function paintSpecks(map, seen) {
  const { parcels, group, ratio } = map;
  const width = Math.round(map.width * ratio), height = Math.round(map.height * ratio);
  const layer = new OffscreenCanvas(width, height), brush = layer.getContext("2d");
  const image = brush.createImageData(width, height), pixels = new Uint32Array(image.data.buffer);
  const inks = map.colours.map(pixelOf), side = Math.round(2 * ratio);
  for (const i of seen) {
    const b = 4 * i, ink = inks[group[i]];
    const x = Math.round(screenX(map, (parcels.box[b] + parcels.box[b + 2]) / 2) * ratio), y = Math.round(screenY(map, (parcels.box[b + 1] + parcels.box[b + 3]) / 2) * ratio);
    if (x < 0 || y < 0 || x > width - side || y > height - side) continue;
    for (let row = y * width + x; row < (y + side) * width; row += width) for (let at = row; at < row + side; at++) pixels[at] = ink;
  }
  brush.putImageData(image, 0, 0);
  map.brush.drawImage(layer, 0, 0, map.width, map.height);
}

function pixelOf(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

// Parcels too small to see, summed up by cells of a mesh that stays where it is while the map is moved.
function rings(map, seen) {
  const { parcels, group, low, land } = map;
  const cell = CELL_PX / 2 ** Math.round(Math.log2(map.scale)), found = new Map();
  for (const i of seen) {
    const b = 4 * i, x = (parcels.box[b] + parcels.box[b + 2]) / 2, y = (parcels.box[b + 1] + parcels.box[b + 3]) / 2;
    const key = Math.floor(x / cell) * 1e6 + Math.floor(y / cell);
    let ring = found.get(key);
    if (!ring) found.set(key, (ring = { x: 0, y: 0, land: 0, low: 0, parts: map.colours.map(() => 0), count: 0, box: [Infinity, Infinity, -Infinity, -Infinity] }));
    const mu = land[i] || 0;
    ring.x += x; ring.y += y; ring.count += 1;
    ring.land += mu;
    ring.parts[group[i]] += mu;
    if (low[i]) ring.low += mu;
    const around = ring.box;
    if (x < around[0]) around[0] = x;
    if (y < around[1]) around[1] = y;
    if (x > around[2]) around[2] = x;
    if (y > around[3]) around[3] = y;
  }
  const all = apart(map, [...found.values()].filter((ring) => ring.land > 0)), most = Math.max(...all.map((ring) => ring.land), 1);
  for (const ring of all) {
    ring.x = screenX(map, ring.x / ring.count);
    ring.y = screenY(map, ring.y / ring.count);
    ring.radius = RING_PX[0] + (RING_PX[1] - RING_PX[0]) * Math.sqrt(ring.land / most);
    if (ring.low < 0.5) ring.radius *= 0.6; // what is looked for stands out
  }
  return all.sort((one, other) => other.radius - one.radius);
}

// Rings of neighbouring cells that would lie on one another become one.
function apart(map, all) {
  const kept = [];
  for (const ring of all.sort((one, other) => other.land - one.land)) {
    const near = kept.find((other) => Math.hypot(other.x / other.count - ring.x / ring.count, other.y / other.count - ring.y / ring.count) * map.scale < 2 * RING_PX[0]);
    if (!near) { kept.push(ring); continue; }
    for (const key of ["x", "y", "count", "land", "low"]) near[key] += ring[key];
    near.parts = near.parts.map((mu, number) => mu + ring.parts[number]);
    near.box = [Math.min(near.box[0], ring.box[0]), Math.min(near.box[1], ring.box[1]), Math.max(near.box[2], ring.box[2]), Math.max(near.box[3], ring.box[3])];
  }
  return kept;
}

const shortMu = (mu) => (mu >= 9999.5 ? (mu / 1e4).toFixed(1) + "万" : String(Math.round(mu)));

function paintRings(map, all) {
  const { brush } = map;
  for (const ring of all) {
    let from = -Math.PI / 2;
    ring.parts.forEach((mu, number) => {
      const to = from + (2 * Math.PI * mu) / ring.land;
      brush.beginPath();
      brush.moveTo(ring.x, ring.y);
      brush.arc(ring.x, ring.y, ring.radius, from, to);
      brush.fillStyle = map.colours[number];
      if (mu) brush.fill();
      from = to;
    });
    const share = ring.low / ring.land;
    brush.beginPath();
    brush.arc(ring.x, ring.y, ring.radius * 0.72, 0, 2 * Math.PI);
    brush.fillStyle = map.ink.paper;
    brush.fill();
    if (share > 0 && map.lowFirst) {
      brush.beginPath();
      brush.arc(ring.x, ring.y, ring.radius, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * share);
      stroke(map, map.ink.low, 2.4);
    }
    if (ring.low >= 0.5) text(map, shortMu(ring.low), ring.x, ring.y, { weight: 700, colour: map.ink.lowText });
  }
}

const spotWidth = ({ spots, scale }, i) => (spots.shapes.box[4 * i + 2] - spots.shapes.box[4 * i]) * scale;

function paintSpots(map) {
  if (!map.spots) return;
  map.spots.names.forEach((_, i) => {
    if (spotWidth(map, i) < (map.summed ? 60 : 26)) return;
    map.brush.beginPath();
    trace(map, map.spots.shapes, i);
    stroke(map, map.ink.paper, 5);
    stroke(map, map.ink.spot, 2.4, [7, 4]);
  });
}

function paintSpotNames(map, taken) {
  if (!map.spots) return;
  map.spots.names.forEach((name, i) => {
    const { box } = map.spots.shapes;
    if (spotWidth(map, i) < 60) return;
    const x = screenX(map, (box[4 * i] + box[4 * i + 2]) / 2), y = screenY(map, box[4 * i + 3]) - 11;
    const at = [x - 50, y - 9, x + 50, y + 9];
    if (taken.some((other) => overlap(at, other))) return;
    taken.push(at);
    map.spotsAt.push([at, i]);
    text(map, name, x, y, { weight: 700, colour: map.ink.spot });
  });
}

function paintScale(map) {
  const nice = [1, 2, 5].flatMap((n) => [10, 100, 1000, 10000].map((ten) => n * ten)).filter((m) => m * map.scale < 120);
  const metres = Math.max(...nice, 10), long = metres * map.scale, y = map.height - 14, { brush } = map;
  brush.globalAlpha = 0.8;
  brush.fillStyle = map.ink.paper;
  brush.fillRect(6, y - 15, long + 76, 24);
  brush.globalAlpha = 1;
  brush.beginPath();
  brush.moveTo(14, y - 5); brush.lineTo(14, y); brush.lineTo(14 + long, y); brush.lineTo(14 + long, y - 5);
  stroke(map, map.ink.text, 1.5);
  text(map, metres >= 1000 ? metres / 1000 + " 公里" : metres + " 米", 14 + long + 32, y - 3);
}

function paintChosen(map) {
  for (const [i, width] of [[map.hovered, 2], [map.chosen, 4]]) {
    if (i < 0 || !map.parcels || i >= map.parcels.count) continue;
    map.brush.beginPath();
    trace(map, map.parcels, i);
    stroke(map, map.ink.paper, width + 3);
    stroke(map, map.ink.chosen, width);
  }
  if (map.chosen >= 0 && map.summed) {
    const b = 4 * map.chosen, { box } = map.parcels;
    map.brush.beginPath();
    map.brush.arc(screenX(map, (box[b] + box[b + 2]) / 2), screenY(map, (box[b + 1] + box[b + 3]) / 2), 9, 0, 2 * Math.PI);
    stroke(map, map.ink.paper, 6);
    stroke(map, map.ink.chosen, 3);
  }
}

function paint(map) {
  const began = performance.now(), { brush } = map, taken = [[0, map.height - 30, 204, map.height]]; // the scale's
  brush.setTransform(map.ratio, 0, 0, map.ratio, 0, 0);
  brush.fillStyle = map.ink.paper;
  brush.fillRect(0, 0, map.width, map.height);
  paintOutlines(map);
  map.rings = [];
  map.spotsAt = [];
  if (map.parcels) {
    const seen = inView(map, map.parcels, map.shown);
    map.summed = map.side * map.scale < SMALL_PX && seen.length > 1;
    if (map.summed) {
      paintSpecks(map, seen);
      map.rings = rings(map, seen);
      paintRings(map, map.rings);
      for (const ring of map.rings) taken.push(Object.assign([ring.x - ring.radius, ring.y - ring.radius, ring.x + ring.radius, ring.y + ring.radius], { ring }));
    } else paintParcels(map, seen);
    paintSpots(map);
    paintSeveral(map);
    paintSpotNames(map, taken);
    paintChosen(map);
  }
  paintBasemapSource(map, taken);
  paintNames(map, taken);
  paintScale(map);
  map.took = performance.now() - began;
}
