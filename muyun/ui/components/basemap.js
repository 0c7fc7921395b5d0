// What an office has laid beneath its parcels (muyun.ui.basemap): pictures in degrees, which the map's plane stretches
// evenly, and areas and lines by kind. All of it is drawn faintly: the parcels are what is read.
const BASEMAP_REST_MS = 500;
const BASEMAP_SHARP = 0.7;  // of a pixel of the screen: a coarser picture is asked for anew, of what is looked at
const BASEMAP_AROUND = 0.2;
const BASEMAP_KEPT = 6;
const BASEMAP_WIDTHS = { road: [7, 1, 5], water: [7, 1, 5] };  // metres, and pixels at least and at most
const basemapPictures = new Map();

function basemapPicture(address) {
  if (!basemapPictures.has(address)) {
    if (basemapPictures.size >= BASEMAP_KEPT) basemapPictures.delete(basemapPictures.keys().next().value);
    const coming = fetch(address).then((answer) => (answer.ok ? answer.blob() : Promise.reject(new Error(String(answer.status))))).then(createImageBitmap);
    coming.catch(() => basemapPictures.delete(address));
    basemapPictures.set(address, coming);
  }
  return basemapPictures.get(address);
}

async function loadBasemap(map) {
  const told = map.data.basemap, asked = told ? [...told.pictures.map((part) => part.address), told.areas, told.lines].join("\n") : "";
  if (map.basemapFrom === asked) return;
  map.basemapFrom = asked;
  if (!told) { map.basemap = null; soon(map); return; }
  try {
    const [images, areas, lines] = await Promise.all([
      Promise.all(told.pictures.map((part) => basemapPicture(part.address))),
      ...[told.areas, told.lines].map((address) => address && bytesAt(address)),
    ]);
    if (map.basemapFrom !== asked) return;
    map.basemap = {
      pictures: images.map((image, i) => basemapPlaced(map, image, told.pictures[i])),
      areas: areas && shapesIn(areas, map.data.origin), lines: lines && shapesIn(lines, map.data.origin),
    };
    soon(map);
  } catch (wrong) {
    if (map.basemapFrom !== asked) return;
    map.basemapFrom = null;
    map.told.textContent = "底图没有传到，请刷新页面。";
  }
}

function basemapPlaced(map, image, { box: [west, south, east, north], wide }) {
  const [lon, lat, right, up] = map.data.origin;
  const box = [(west - lon) * right, (south - lat) * up, (east - lon) * right, (north - lat) * up];
  return { image, box, perMetre: wide / (box[2] - box[0]) };
}

// Between the ground's colour and the borders.
function paintBasemap(map) {
  const { basemap, brush, data } = map;
  if (!basemap || !data.basemap) return;
  brush.globalAlpha = data.basemap.opacity;
  basemap.pictures.forEach((picture, i) => basemapImage(map, picture, basemap.pictures[i + 1]));
  brush.globalAlpha = Math.min(data.basemap.opacity * 1.5, 1);
  if (basemap.areas) basemapShapes(map, basemap.areas, data.basemap.areaKinds, true);
  if (basemap.lines) basemapShapes(map, basemap.lines, data.basemap.lineKinds, false);
  brush.globalAlpha = 1;
  clearTimeout(map.basemapRest);
  if (basemap.pictures.length) map.basemapRest = setTimeout(() => basemapAsk(map), BASEMAP_REST_MS);
}

const basemapRect = (map, [west, south, east, north]) =>
  [screenX(map, west), screenY(map, north), (east - west) * map.scale, (north - south) * map.scale];

// A finer picture lies in a hole of the coarser one, since both are seen through.
function basemapImage(map, { image, box }, finer) {
  const { brush } = map;
  brush.save();
  if (finer) {
    brush.beginPath();
    brush.rect(0, 0, map.width, map.height);
    brush.rect(...basemapRect(map, finer.box));
    brush.clip("evenodd");
  }
  brush.drawImage(image, ...basemapRect(map, box));
  brush.restore();
}

function basemapShapes(map, shapes, kinds, closed) {
  const { brush } = map, seen = inView(map, shapes), { box } = shapes;
  let from = 0;
  for (const [kind, count] of kinds) {
    const which = seen.filter((i) => i >= from && i < from + count && Math.max(box[4 * i + 2] - box[4 * i], box[4 * i + 3] - box[4 * i + 1]) * map.scale > 1);
    const [metres, least, most] = BASEMAP_WIDTHS[kind] ?? [2, 1, 2], ink = map.ink.ground[kind];
    for (let at = 0; at < which.length; at += PATH_SHAPES) {
      brush.beginPath();
      for (const i of which.slice(at, at + PATH_SHAPES)) (closed ? trace : basemapLine)(map, shapes, i);
      brush.fillStyle = ink;
      if (closed) brush.fill();
      else stroke(map, ink, Math.min(Math.max(metres * map.scale, least), most));
    }
    from += count;
  }
}

function basemapLine(map, shapes, i) {
  for (let c = shapes.cornersTo[i], first = c; c < shapes.cornersTo[i + 1]; c++) {
    const x = screenX(map, shapes.x[c]), y = screenY(map, shapes.y[c]);
    if (c === first) map.brush.moveTo(x, y);
    else map.brush.lineTo(x, y);
  }
}

// Whose map it is, in the corner across from the scale.
function paintBasemapSource(map, taken) {
  if (!map.basemap || !map.data.basemap) return;
  const { brush } = map, words = map.data.basemap.source;
  brush.font = `400 ${FONT_PX}px ${map.ink.font}`;
  const wide = Math.min(brush.measureText(words).width, map.width - 230), x = map.width - wide - 16, y = map.height - 29;
  brush.globalAlpha = 0.8;
  brush.fillStyle = map.ink.paper;
  brush.fillRect(x, y, wide + 12, 24);
  brush.globalAlpha = 1;
  brush.fillStyle = map.ink.text;
  brush.textAlign = "left";
  brush.textBaseline = "middle";
  brush.fillText(words, x + 6, y + 12, wide);
  taken.push([x, y, map.width, map.height]);
}

// Asks for a finer picture of what is looked at, once the map rests and a finer one is there to be had.
function basemapAsk(map) {
  if (!map.basemap?.pictures.length || !map.data.basemap || !map.root.isConnected) return;
  const wanted = map.scale * map.ratio, [whole] = map.basemap.pictures, [lon, lat, right, up] = map.data.origin;
  const view = [placeX(map, 0), placeY(map, map.height), placeX(map, map.width), placeY(map, 0)];
  if (whole.perMetre >= Math.min(wanted * BASEMAP_SHARP, 0.99 / map.data.basemap.finest)) return;
  const [west, south, east, north] = [0, 1, 2, 3].map((k) => (k < 2 ? Math.max : Math.min)(view[k], whole.box[k]));
  if (west >= east || south >= north) return;
  const asked = map.basemapAsked;
  if (asked && asked.from === map.data.basemap.source && asked.wanted >= wanted * BASEMAP_SHARP
    && asked.box[0] <= west && asked.box[1] <= south && asked.box[2] >= east && asked.box[3] >= north) return;
  const wider = (view[2] - view[0]) * BASEMAP_AROUND, higher = (view[3] - view[1]) * BASEMAP_AROUND;
  const box = [view[0] - wider, view[1] - higher, view[2] + wider, view[3] + higher];
  map.basemapAsked = { from: map.data.basemap.source, box, wanted };
  const degrees = [box[0] / right + lon, box[1] / up + lat, box[2] / right + lon, box[3] / up + lat];
  map.tell("viewed", { box: degrees, wide: Math.ceil(map.width * map.ratio * (1 + 2 * BASEMAP_AROUND)) });
}
