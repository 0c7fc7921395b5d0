// The bytes of muyun.show.map_geometry and muyun.show.parcel_map as typed arrays, in metres around a place.
// An address is of its content: what was fetched once is never fetched again.
const KEPT = 8;
const fetchedOnce = new Map();

function bytesAt(address) {
  if (!fetchedOnce.has(address)) {
    if (fetchedOnce.size >= KEPT) fetchedOnce.delete(fetchedOnce.keys().next().value);
    const coming = bytesNow(address);
    coming.catch(() => fetchedOnce.delete(address));
    fetchedOnce.set(address, coming);
  }
  return fetchedOnce.get(address);
}

async function bytesNow(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

function bytesIn(text) {
  const plain = atob(text), bytes = new Uint8Array(plain.length);
  for (let i = 0; i < plain.length; i++) bytes[i] = plain.charCodeAt(i);
  return bytes.buffer;
}

const STEP_DEGREES = 1e-6;

// Shapes as rings of corners: ringsTo[i] and cornersTo[ring] are where the next begins; box holds west, south, east, north.
function shapesIn(buffer, [lon, lat, eastMetres, northMetres]) {
  const head = new DataView(buffer), bytes = new Uint8Array(buffer);
  const [count, rings, corners] = [0, 4, 8].map((at) => head.getUint32(at, true));
  let at = 12;
  const number = () => {
    let value = 0, weight = 1, byte;
    do {
      byte = bytes[at++];
      value += (byte & 127) * weight;
      weight *= 128;
    } while (byte > 127);
    return value;
  };
  const ringsTo = new Uint32Array(count + 1), cornersTo = new Uint32Array(rings + 1);
  for (let i = 0; i < count; i++) ringsTo[i + 1] = ringsTo[i] + number();
  for (let i = 0; i < rings; i++) cornersTo[i + 1] = cornersTo[i] + number();
  const x = new Float32Array(corners), y = new Float32Array(corners);
  let east = 0, north = 0;
  for (let i = 0; i < corners; i++) {
    const right = number(), up = number();
    east += right % 2 ? -(right + 1) / 2 : right / 2;
    north += up % 2 ? -(up + 1) / 2 : up / 2;
    x[i] = (east * STEP_DEGREES - lon) * eastMetres;
    y[i] = (north * STEP_DEGREES - lat) * northMetres;
  }
  const box = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) {
    let west = Infinity, south = Infinity, right = -Infinity, top = -Infinity;
    for (let c = cornersTo[ringsTo[i]]; c < cornersTo[ringsTo[i + 1]]; c++) {
      if (x[c] < west) west = x[c];
      if (x[c] > right) right = x[c];
      if (y[c] < south) south = y[c];
      if (y[c] > top) top = y[c];
    }
    box.set([west, south, right, top], 4 * i);
  }
  return { count, ringsTo, cornersTo, x, y, box };
}

// What is known of each parcel, a column after the other (muyun.show.parcel_map.attributes).
function figuresIn(buffer) {
  const count = buffer.byteLength / 17;
  let at = 0;
  const column = (type) => {
    const found = new type(buffer, at, count);
    at += found.byteLength;
    return found;
  };
  return {
    perMu: column(Float64Array), land: column(Float32Array), town: column(Uint16Array), letter: column(Uint8Array),
    state: column(Uint8Array), kind: column(Uint8Array),
  };
}

function bitsIn(text, count) {
  if (!text) return null;
  const bytes = new Uint8Array(bytesIn(text)), found = new Uint8Array(count);
  for (let i = 0; i < count; i++) found[i] = (bytes[i >> 3] >> (i & 7)) & 1;
  return found;
}

function inside(shapes, i, px, py) {
  let odd = false;
  for (let ring = shapes.ringsTo[i]; ring < shapes.ringsTo[i + 1]; ring++) {
    const from = shapes.cornersTo[ring], to = shapes.cornersTo[ring + 1];
    for (let c = from, before = to - 1; c < to; before = c++) {
      const up = shapes.y[c] > py;
      if (up === shapes.y[before] > py) continue;
      const across = ((shapes.x[before] - shapes.x[c]) * (py - shapes.y[c])) / (shapes.y[before] - shapes.y[c]) + shapes.x[c];
      if (px < across) odd = !odd;
    }
  }
  return odd;
}
