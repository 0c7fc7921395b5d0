// Which parcels are chosen on the map: by a click one alone; with Ctrl, ⇧ or 多选 more are added or taken away, and a
// square drawn with ⇧ or 多选 adds those wholly inside. A choice is shown at once and told whole, so none is lost when the next follows quickly.
const MARK_PX = 6;
const READ_MS = 9000;
const MODE_WORDS = "多选：点宗地加减，拖方框选框里的整宗";

const addsTo = (map, event) => map.many || event.ctrlKey || event.metaKey || event.shiftKey;
const squaresOn = (map, event) => map.many || event.shiftKey;

function mountChoosing(map) {
  map.picked = new Set();
  map.choosingTold = make("div", "choosing-told");
  map.choosingTold.setAttribute("role", "status");
  map.square = make("div", "square");
  map.frame.append(map.square, map.choosingTold);
  map.manyButton = make("button", "", "多选");
  map.manyButton.title = "点几宗、拖方框选几宗；用鼠标时也可以按住 Ctrl 点、按住 Shift 拖";
  map.manyButton.onclick = () => {
    map.many = !map.many;
    quiet(map);
  };
  map.clearButton = make("button", "", "清除");
  map.clearButton.title = "都不选（Esc）";
  map.clearButton.onclick = () => clearChosen(map);
  map.tools.append(map.manyButton, map.clearButton);
  map.root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.target === map.box) return;
    if (map.squared) dropSquare(map);
    else clearChosen(map);
  });
  showChoosing(map);
}

function showChoosing(map, words = "") {
  map.frame.classList.toggle("choosing", Boolean(map.many));
  map.manyButton.setAttribute("aria-pressed", String(Boolean(map.many)));
  map.clearButton.style.display = chosenCount(map) ? "" : "none";
  map.choosingTold.textContent = words || (map.many ? MODE_WORDS : "");
}

const chosenCount = (map) => map.picked.size + (map.alone ? 0 : map.data?.undrawn ?? 0);

// Python's word on what is chosen, unless a newer choice of the user is still on its way to it.
function chosenAsTold(map) {
  const { chosen, choice } = map.data;
  if (map.choice && choice && choice !== map.choice) return;
  map.alone = false;
  hold(map, new Set(chosen));
  showChoosing(map, map.choosingWords);
}

function hold(map, picked) {
  map.picked = picked;
  map.chosen = picked.size === 1 ? picked.values().next().value : -1;
}

function chosenNow(map, picked, alone) {
  map.choosingWords = "";
  map.alone = alone;
  hold(map, picked);
  map.choice = Math.max(Date.now(), (map.choice ?? 0) + 1);
  map.tell("chosen", { places: [...picked], alone, choice: map.choice });
  showChoosing(map);
  soon(map);
}

function refuse(map, words) {
  map.choosingWords = words;
  showChoosing(map, words);
  clearTimeout(map.refused);
  map.refused = setTimeout(() => quiet(map), READ_MS);
}

function quiet(map) {
  map.choosingWords = "";
  showChoosing(map);
}

function chooseParcel(map, i, adds) {
  if (!adds) {
    chosenNow(map, new Set([i]), true);
    return;
  }
  const picked = new Set(map.picked);
  if (!picked.delete(i)) picked.add(i);
  if (picked.size + map.data.undrawn > map.data.most) refuse(map, `一次最多选 ${map.data.most} 宗。`);
  else chosenNow(map, picked, false);
}

function clearChosen(map) {
  if (chosenCount(map)) chosenNow(map, new Set(), true);
}

const spotAt = (map, px, py) => (map.spotsAt ?? []).find(([at]) => px >= at[0] && px <= at[2] && py >= at[1] && py <= at[3])?.[1] ?? -1;

function stretchSquare(map, from, px, py) {
  map.squared = [Math.min(from.px, px), Math.min(from.py, py), Math.max(from.px, px), Math.max(from.py, py)];
  const [left, top, right, bottom] = map.squared;
  Object.assign(map.square.style, { display: "block", left: left + "px", top: top + "px", width: right - left + "px", height: bottom - top + "px" });
}

function dropSquare(map) {
  map.squared = null;
  map.square.style.display = "none";
}

function chooseSquare(map) {
  if (!map.squared) return; // Esc took it back
  const [left, top, right, bottom] = map.squared;
  dropSquare(map);
  if (!map.parcels) return;
  const west = placeX(map, left), east = placeX(map, right), north = placeY(map, top), south = placeY(map, bottom);
  const picked = new Set(map.picked), { box, count } = map.parcels, room = map.data.most - map.data.undrawn;
  let found = 0, more = 0;
  for (let i = 0, b = 0; i < count; i++, b += 4) {
    if (map.shown && !map.shown[i]) continue;
    if (box[b] < west || box[b + 2] > east || box[b + 1] < south || box[b + 3] > north) continue;
    found += 1;
    if (!map.picked.has(i)) more += 1;
    if (picked.size <= room) picked.add(i);
  }
  if (!found) refuse(map, "框里没有整宗的宗地，请把框拉大，或放大地图再选。");
  else if (map.picked.size + more > room) refuse(map, `框里有 ${LIST.format(found)} 宗，一次最多选 ${map.data.most} 宗，没有选上。请把框拉小，或用上面的筛选看合计。`);
  else if (more) chosenNow(map, picked, false);
  else refuse(map, "框里的整宗都已选中。");
}

// Several chosen ones: outlined, dashed where a filter hides the parcel; where they are too small to see, marks that don't lie on one another.
function paintSeveral(map) {
  if (map.picked.size < 2) return;
  const { parcels, brush } = map, { box } = parcels, marks = new Set(), which = [];
  for (const i of map.picked) {
    const b = 4 * i, small = Math.max(box[b + 2] - box[b], box[b + 3] - box[b + 1]) * map.scale < 2 * MARK_PX;
    const x = screenX(map, (box[b] + box[b + 2]) / 2), y = screenY(map, (box[b + 1] + box[b + 3]) / 2);
    const cell = Math.floor(x / (2 * MARK_PX)) * 1e5 + Math.floor(y / (2 * MARK_PX));
    if (small && marks.has(cell)) continue;
    if (small) marks.add(cell);
    which.push([i, small, x, y]);
  }
  for (const [colour, width] of [[map.ink.paper, 6], [map.ink.chosen, 3]]) {
    for (const [i, small, x, y] of which) {
      brush.beginPath();
      if (small) brush.arc(x, y, MARK_PX, 0, 2 * Math.PI);
      else trace(map, parcels, i);
      stroke(map, colour, width, map.shown && !map.shown[i] && width === 3 ? [5, 4] : []);
    }
  }
}
