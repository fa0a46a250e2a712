/*
 * The player of a replay: a moving map on a canvas with native controls round it.
 *
 * icsimPlayer(root, bytes, options) fills an element and returns
 * { load, append, setMonth, select, play, pause, destroy }. Bytes are those of
 * icsim.report.replay. Options: month, selected, onMonth, onSelect, charts, live.
 * Names come from files of many hands: they are only ever set as text.
 */
const icsimPlayer = (() => {
  "use strict";

  const MOST_DOTS = 3000;
  const FULL_RING = 0.2; // vacancy rate at which the ring is closed
  const TELL = 250; // milliseconds between two months that the page is told of
  const ECHO = 1500; // milliseconds in which a month that was told comes back
  const TOGETHER = 50; // ways drawn in one go
  const SHORT = 22; // length of an arrow from or to the outside
  const SPREAD = 0.6; // part of a month over which people set out
  const COUNT_ROOM = 9000; // square pixels of map that a count on an arrow needs to be read
  const SVG = "http://www.w3.org/2000/svg";
  const KINDS_OF_ARRAY = {
    u1: Uint8Array, i1: Int8Array, u2: Uint16Array, i2: Int16Array, u4: Uint32Array, i4: Int32Array, f8: Float64Array,
  };
  const SPEEDS = [[0.5, "Half a month a second"], [1, "1 month a second"], [2, "2 months a second"],
    [4, "4 months a second"], [8, "8 months a second"]];

  const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
  const tenth = new Intl.NumberFormat("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const SHOW = {
    number: (x) => whole.format(Math.round(x) + 0),
    tenth: (x) => tenth.format(Math.round(x * 10) / 10 + 0),
    share: (x) => `${tenth.format(Math.round(x * 1000) / 10 + 0)}%`,
    hundredth: (x) => x.toFixed(2),
    gbp: (x) => `£${whole.format(Math.round(x) + 0)}`,
  };
  const said = (x, show) => (Number.isFinite(x) ? SHOW[show](x) : "–");
  const people = (n) => `${whole.format(n)} ${n === 1 ? "person" : "people"}`;

  /* ---- bytes ---- */

  /** One stretch of months: header and typed arrays. @param {ArrayBuffer|ArrayBufferView} bytes */
  function decode(bytes) {
    const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes)
      : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const copy = view.slice(); // typed arrays need a start at a multiple of their width
    const text = new TextDecoder();
    if (text.decode(copy.subarray(0, 8)) !== "ICSIMRP1") throw new Error("These are not the bytes of a replay.");
    const data = 12 + new DataView(copy.buffer).getUint32(8, true);
    const header = JSON.parse(text.decode(copy.subarray(12, data)));
    const arrays = {};
    for (const { name, type, shape, offset, parts, absent } of header.arrays) {
      const length = shape.reduce((a, b) => a * b, 1);
      const numbers = new KINDS_OF_ARRAY[type](copy.buffer, data + offset, length);
      arrays[name] = { numbers, columns: shape[shape.length - 1], parts, absent };
    }
    const kind = new Map(header.kinds.map((each, i) => [each.key, i]));
    const place = new Map(header.places.map((each, i) => [each, i]));
    return { header, arrays, place, kindOf: header.moves.map(([key]) => kind.get(key)) };
  }

  /** Value of an array of months, NaN where there is none. */
  function value(array, month, column) {
    if (!array || column === undefined) return NaN;
    const found = array.numbers[month * array.columns + column];
    return found === array.absent ? NaN : found / array.parts;
  }

  /* ---- shapes: paths of area pi round the origin ---- */

  const corners = (n, radius, turn, inner = 1) => Array.from({ length: inner === 1 ? n : 2 * n }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / (inner === 1 ? n : 2 * n);
    const r = inner !== 1 && i % 2 ? radius * inner : radius;
    return [r * Math.sin(angle), -r * Math.cos(angle)];
  });
  const ring = (points) => `M${points.map(([x, y]) => `${x.toFixed(3)} ${y.toFixed(3)}`).join("L")}Z`;
  const PLUS = [[-1.11, -0.44], [-0.44, -0.44], [-0.44, -1.11], [0.44, -1.11], [0.44, -0.44], [1.11, -0.44],
    [1.11, 0.44], [0.44, 0.44], [0.44, 1.11], [-0.44, 1.11], [-0.44, 0.44], [-1.11, 0.44]];
  const DISC = "M1 0A1 1 0 1 1 -1 0A1 1 0 1 1 1 0Z";
  const SHAPES = {
    circle: DISC, disc: DISC, hollow: DISC,
    square: ring(corners(4, 1.253, Math.PI / 4)), diamond: ring(corners(4, 1.253, 0)),
    triangle: ring(corners(3, 1.5, 0)), wedge: ring(corners(3, 1.5, Math.PI)),
    pentagon: ring(corners(5, 1.15, 0)), hexagon: ring(corners(6, 1.1, 0)),
    star: ring(corners(5, 1.46, 0, 0.5)), cross: ring(PLUS),
  };

  /* ---- elements ---- */

  /** An element with properties, attributes and children; text is text. */
  function el(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, given] of Object.entries(properties)) {
      if (key === "class") made.className = given;
      else if (key.startsWith("on")) made.addEventListener(key.slice(2), given);
      else if (key in made && !key.startsWith("aria")) made[key] = given;
      else made.setAttribute(key, given);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  function svg(name, attributes = {}, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, given] of Object.entries(attributes)) made.setAttribute(key, given);
    made.append(...children);
    return made;
  }

  /** A shape as a picture in a line of text, which says the same. */
  function mark(shape, colour, edge) {
    const look = shape === "hollow" ? { fill: "#fff", stroke: colour, "stroke-width": 0.5 }
      : { fill: colour, stroke: edge, "stroke-width": 0.25 };
    const picture = svg("svg", { viewBox: "-2 -2 4 4", width: 18, height: 18, "aria-hidden": "true", focusable: "false" });
    picture.append(svg("path", { d: SHAPES[shape] || DISC, ...look }));
    return picture;
  }

  /** A table; a cell is text, or a number and the way it is shown. */
  function table(caption, heads, rows) {
    const cell = (each, i) => (i === 0 ? el("th", { scope: "row" }, each)
      : Array.isArray(each) ? el("td", { class: "n" }, said(...each)) : el("td", {}, String(each)));
    const numeric = (i) => rows.length > 0 && Array.isArray(rows[0][i]);
    return el("div", { class: "icr-scroll", tabIndex: 0, role: "region", "aria-label": caption }, el("table", {},
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, ...heads.map((head, i) => el("th", { scope: "col", class: numeric(i) ? "n" : "" }, head)))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map(cell))))));
  }

  let made = 0; // for ids that differ where several players are on a page

  return function icsimPlayer(root, bytes, options = {}) {
    const id = `icr${(made += 1)}`;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)");
    const blocks = [decode(bytes)];
    let head = blocks[0].header;
    let colours = head.colours;
    let time = (options.month || 0) + 0.5; // months; halfway, those on the move are on their way
    let playing = false;
    let live = Boolean(options.live);
    let selected = -1;
    let hovered = -1;
    let network = false;
    let speed = 2;
    let group = -1; // a staff group, -1 for all
    let off = new Set(); // kinds that are not shown
    const view = { zoom: 1, x: 0, y: 0 };
    let nodes = [];
    let dots = null;
    let sprites = [];
    const told = new Map(); // months that the page was told of, and when
    let toldAt = -Infinity;
    let telling = 0;
    let lastTold = options.month || 0;
    let tabledAt = 0;
    let wanted = 0;
    let before = 0;
    let states = new Map();
    let moves = new Map();
    let series = null;
    let dotStands = 1;

    const months = () => Math.max(...blocks.map(({ header }) => header.first + header.months));
    const month = () => Math.min(Math.floor(time), months() - 1);
    const at = (m) => {
      const block = blocks.find(({ header }) => m >= header.first && m < header.first + header.months) || blocks[0];
      return [block, m - block.header.first];
    };
    const name = (i) => (i >= head.organisations.length ? "outside" : head.organisations[i].name);

    /* ---- what happened ---- */

    /** Staff in post, posts and vacancies of each organisation in a month, of the staff group shown or of all. */
    function state(m, only = group) {
      const key = m * 100 + only + 1;
      if (!states.has(key)) {
        const [{ arrays }, k] = at(m);
        const n = head.organisations.length;
        const found = { staff: new Float64Array(n), posts: new Float64Array(n), open: new Float64Array(n) };
        const cells = arrays.cell_organisation.numbers;
        const groups = arrays.cell_group.numbers;
        for (const [of, measure] of [["staff", "in_post_fte"], ["posts", "establishment_fte"], ["open", "vacancy_fte"]]) {
          const array = arrays[`staff_${measure}`];
          for (let c = 0; c < cells.length; c += 1) {
            if (only < 0 || groups[c] === only) found[of][cells[c]] += value(array, k, c);
          }
        }
        states.set(key, found);
      }
      return states.get(key);
    }

    /** Every move of a month by kind, origin and destination; of the kinds and people shown unless all are asked for. */
    function flows(m, all = false) {
      const key = all ? -1 - m : m;
      if (moves.has(key)) return moves.get(key);
      const [{ header, arrays, kindOf }, k] = at(m);
      const start = arrays.move_start.numbers;
      const [from, to, what, heads] = ["from", "to", "what", "heads"].map((word) => arrays[`move_${word}`].numbers);
      const n = head.organisations.length + 1;
      const found = new Map();
      for (let i = start[k]; i < start[k + 1]; i += 1) {
        const kind = kindOf[what[i]];
        if (!all && (off.has(kind) || (group >= 0 && header.moves[what[i]][1] !== head.groups[group]))) continue;
        const pair = (kind * n + from[i]) * n + to[i];
        const there = found.get(pair);
        if (there) there.heads += heads[i];
        else found.set(pair, { kind, from: from[i], to: to[i], heads: heads[i] });
      }
      moves.set(key, [...found.values()]);
      return moves.get(key);
    }

    /** How many people one dot stands for, so that no month has too many. */
    function eachDot() {
      let most = 0;
      for (let m = head.first; m < months(); m += 1) most = Math.max(most, flows(m).reduce((sum, { heads }) => sum + heads, 0));
      let n = 1;
      for (const step of [2, 2.5, 2, 2, 2.5, 2, 2, 2.5, 2, 2, 2.5, 2]) if (most / n > MOST_DOTS) n *= step;
      return n;
    }

    function placeValue(m, place, measure) {
      const [block, k] = at(m);
      return value(block.arrays[`place_${measure}`], k, block.place.get(place));
    }

    /* ---- the page ---- */

    root.classList.add("icr");
    const under = el("canvas", { "aria-hidden": "true" }); // what stays the same within a month
    const canvas = el("canvas", { role: "img" });
    const stage = el("div", {
      class: "icr-stage", tabIndex: 0, role: "group",
      "aria-label": "Map. Space plays and pauses, left and right arrows go by a month, plus and minus zoom, "
        + "shift and an arrow move the map, Escape lets go of the organisation.",
    }, under, canvas);
    const context = canvas.getContext("2d");
    const underContext = under.getContext("2d");

    const button = (words, onclick, label) => el("button", { type: "button", onclick, ...(label ? { "aria-label": label } : {}) }, words);
    const playButton = button("Play", () => (playing ? pause() : play()));
    playButton.classList.add("icr-play");
    const scrub = el("input", { type: "range", id: `${id}month`, min: 0, step: 1, oninput: () => { pause(); go(Number(scrub.value)); } });
    const label = el("output", { htmlFor: `${id}month`, class: "icr-month" });
    const speedSelect = el("select", { id: `${id}speed`, onchange: () => { speed = Number(speedSelect.value); } },
      ...SPEEDS.map(([each, words]) => el("option", { value: each, selected: each === speed }, words)));
    const organisation = el("select", { id: `${id}organisation`, onchange: () => select(organisation.value, true) });
    const groupSelect = el("select", { id: `${id}group`, onchange: () => { group = Number(groupSelect.value); filtered(); } });
    const kindList = el("div", { class: "icr-kinds" });
    const sectorList = el("ul", { class: "icr-sectors" });
    const stands = el("p", { class: "icr-note" });
    const note = el("p", { class: "icr-note" });
    const sizes = el("p", { class: "icr-note" });
    const arrowsBox = el("input", { type: "checkbox", id: `${id}still`, checked: still.matches, onchange: () => again() });
    const views = ["Map", "Network"].map((words, i) => el("label", {}, el("input", {
      type: "radio", name: `${id}view`, checked: i === 0, onchange: () => { network = i === 1; again(); },
    }), words));
    const numbers = el("details", { class: "icr-numbers", ontoggle: () => tabled(true) }, el("summary", {}, "This month in numbers"));
    const numbersBody = el("div");
    numbers.append(numbersBody);
    const panel = el("section", { class: "icr-panel", "aria-label": "Organisation chosen" });
    const charts = options.charts === false ? null : el("div", { class: "icr-charts" });
    const field = (words, control) => el("div", { class: "icr-field" }, el("label", { htmlFor: control.id }, words), control);

    root.replaceChildren(...[
      el("div", { class: "icr-bar" }, playButton,
        button("Back", () => step(-1), "Back one month"), button("Next", () => step(1), "Next month"),
        el("div", { class: "icr-scrub" }, el("label", { htmlFor: scrub.id }, "Month"), scrub, label),
        field("Speed", speedSelect)),
      el("div", { class: "icr-bar" },
        el("fieldset", { class: "icr-views" }, el("legend", {}, "View"), ...views),
        field("Organisation", organisation), field("Staff group", groupSelect),
        el("div", { class: "icr-zoom", role: "group", "aria-label": "Zoom" },
          button("+", () => zoom(1.5), "Zoom in"), button("−", () => zoom(1 / 1.5), "Zoom out"), button("Fit", () => fit(), "Show all"),
          ...[["←", -1, 0, "left"], ["→", 1, 0, "right"], ["↑", 0, -1, "up"], ["↓", 0, 1, "down"]].map(
            ([sign, dx, dy, way]) => button(sign, () => pan(dx, dy), `Move the view ${way}`)))),
      el("div", { class: "icr-body" }, el("div", { class: "icr-map" }, stage, stands, sizes, note),
        el("div", { class: "icr-side" },
          el("fieldset", {}, el("legend", {}, "Kinds of move"), kindList,
            el("label", { class: "icr-tick" }, arrowsBox, "Arrows with counts, nothing moving")),
          el("h3", {}, "Sectors"), sectorList)),
      panel, charts, numbers,
    ].filter(Boolean));

    /** Fill in everything that depends on the replay alone. */
    function furnish() {
      head = blocks[0].header;
      colours = head.colours;
      organisation.replaceChildren(el("option", { value: "" }, "None chosen"), ...head.organisations
        .map((each, i) => [each, i]).sort(([a], [b]) => a.name.localeCompare(b.name, "en-GB"))
        .map(([each, i]) => el("option", { value: each.code, selected: i === selected }, each.name)));
      groupSelect.replaceChildren(el("option", { value: -1 }, "All staff and students"),
        ...head.groups.map((words, i) => el("option", { value: i, selected: i === group }, words)));
      kindList.replaceChildren(...head.kinds.map((kind, i) => el("label", { class: "icr-tick" }, el("input", {
        type: "checkbox", checked: !off.has(i), value: kind.key,
        onchange: ({ target }) => { if (target.checked) off.delete(i); else off.add(i); filtered(); },
      }), mark(kind.mark, kind.colour, "#fff"), kind.title)));
      sectorList.replaceChildren(...head.sectors.map((sector) => el("li", {}, mark(sector.shape, sector.colour, colours.ink), sector.title)));
      grown();
    }

    /** Follow the months there are. */
    function grown() {
      scrub.max = Math.max((live ? head.of_months : months()) - 1, 0);
      states = new Map();
      moves = new Map();
      series = null;
      const largest = Math.max(1, ...head.organisations.map((_, i) => state(head.first, -1).staff[i]));
      sizes.textContent = `Area: staff in post (the largest has ${whole.format(largest)} FTE at the start; the smallest are drawn larger, to be seen). `
        + `Ring: vacancy rate; it closes at ${100 * FULL_RING}%.`;
      layout();
      filtered();
    }

    function filtered() {
      states = new Map();
      moves = new Map();
      dotStands = eachDot();
      again();
    }

    /* ---- places on the screen ---- */

    function layout() {
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const width = Math.max(stage.clientWidth, 240);
      const height = Math.round(Math.min(Math.max(width * (width < 500 ? 0.95 : 0.64), 280), 640));
      for (const each of [canvas, under]) {
        each.width = Math.round(width * ratio);
        each.height = Math.round(height * ratio);
        each.style.height = `${height}px`;
      }
      Object.assign(view, { width, height, ratio });
      const corners = [...head.map.rings.flat(), ...head.organisations.map((each) => each.at)];
      const [xs, ys] = [0, 1].map((axis) => corners.map((corner) => corner[axis]));
      const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      view.scale = Math.min((width - 56) / Math.max(right - left, 1), (height - 56) / Math.max(bottom - top, 1));
      view.middle = [(left + right) / 2, (top + bottom) / 2];
      const largest = Math.max(1, ...head.organisations.map((_, i) => Math.max(state(head.first, -1).staff[i], state(months() - 1, -1).staff[i])));
      view.unit = Math.min(Math.max(Math.min(width, height) * 0.058, 15), 34) / Math.sqrt(largest);
      arrange();
      sprites = head.kinds.map(sprite);
    }

    const radius = (fte) => Math.max(4, view.unit * Math.sqrt(Math.max(fte, 0)));
    const onScreen = ([x, y]) => [
      view.width / 2 + (x - view.middle[0] - view.x) * view.scale * view.zoom,
      view.height / 2 + (y - view.middle[1] - view.y) * view.scale * view.zoom,
    ];

    /** Nodes where they are; those of one town are pushed apart just so far that each is seen. */
    function arrange() {
      const first = state(head.first, -1).staff;
      const last = state(months() - 1, -1).staff;
      const ordered = head.organisations.map((_, i) => i);
      if (network) {
        ordered.sort((a, b) => head.organisations[a].sector - head.organisations[b].sector || a - b);
        const n = ordered.length;
        const reach = [view.width / 2 - 46, view.height / 2 - 46];
        nodes = Array(n);
        ordered.forEach((i, k) => {
          const angle = (2 * Math.PI * k) / n - Math.PI / 2;
          const x = view.width / 2 + (reach[0] * Math.cos(angle) - view.x * view.scale) * view.zoom;
          const y = view.height / 2 + (reach[1] * Math.sin(angle) - view.y * view.scale) * view.zoom;
          nodes[i] = { x, y, anchor: [x, y], r: 4 };
        });
      } else {
        nodes = ordered.map((i) => {
          const anchor = onScreen(head.organisations[i].at);
          const turn = i * 2.399963; // the golden angle: nobody starts on top of another
          return { x: anchor[0] + 0.5 * Math.cos(turn), y: anchor[1] + 0.5 * Math.sin(turn), anchor };
        });
      }
      nodes.forEach((node, i) => { node.r = radius(Math.max(first[i], last[i])); });
      if (!network) spread(nodes);
    }

    function spread(all) {
      const size = 2 * Math.max(...all.map(({ r }) => r)) + 8;
      for (let round = 0; round < (all.length > 500 ? 25 : 80); round += 1) {
        const grid = new Map();
        all.forEach((node, i) => {
          const key = `${Math.floor(node.x / size)},${Math.floor(node.y / size)}`;
          if (!grid.has(key)) grid.set(key, []);
          grid.get(key).push(i);
        });
        let apart = true;
        all.forEach((a, i) => {
          const [cx, cy] = [Math.floor(a.x / size), Math.floor(a.y / size)];
          for (let gx = cx - 1; gx <= cx + 1; gx += 1) {
            for (let gy = cy - 1; gy <= cy + 1; gy += 1) {
              for (const j of grid.get(`${gx},${gy}`) || []) {
                if (j <= i) continue;
                const b = all[j];
                const [dx, dy] = [b.x - a.x, b.y - a.y];
                const far = Math.hypot(dx, dy) || 1e-6;
                const short = a.r + b.r + 7 - far; // room for both rings
                if (short <= 0) continue;
                apart = false;
                const part = b.r / (a.r + b.r); // the smaller gives way
                a.x -= (dx / far) * short * part * 0.6;
                a.y -= (dy / far) * short * part * 0.6;
                b.x += (dx / far) * short * (1 - part) * 0.6;
                b.y += (dy / far) * short * (1 - part) * 0.6;
              }
            }
          }
        });
        if (apart) return;
      }
    }

    function pathOf({ from, to, kind }) {
      const n = nodes.length;
      if (from < n && from === to) { // a new post at the same employer, a student nobody takes: a loop above
        const { x, y, r } = nodes[from];
        return [x - 4, y - r - 3, x, y - r - 44, x + 4, y - r - 3, SHORT];
      }
      if (from < n && to < n) { // from rim to rim, bent to one side, so that there and back are apart
        const [a, b] = [nodes[from], nodes[to]];
        const [dx, dy] = [b.x - a.x, b.y - a.y];
        const far = Math.hypot(dx, dy) || 1;
        const [ux, uy] = [dx / far, dy / far];
        const bend = network ? 0.1 : 0.17;
        return [a.x + ux * a.r, a.y + uy * a.r, (a.x + b.x) / 2 - dy * bend, (a.y + b.y) / 2 + dx * bend,
          b.x - ux * (b.r + 4), b.y - uy * (b.r + 4), far];
      }
      const node = nodes[from < n ? from : to];
      if (!node) return null;
      const inward = from >= n;
      const angle = inward ? Math.PI + 0.35 + kind * 0.12 : -0.35 - kind * 0.06; // come from the left, leave to the right
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const [near, far] = [node.r + 4, node.r + 26];
      const [start, end] = inward ? [far, near] : [near, far];
      const [x1, y1, x2, y2] = [node.x + cos * start, node.y + sin * start, node.x + cos * end, node.y + sin * end];
      return [x1, y1, (x1 + x2) / 2, (y1 + y2) / 2, x2, y2, SHORT];
    }

    /** The dots of a month: whole people a dot, rounded so that their sum is right. */
    function gather(m) {
      const paths = [];
      const count = [];
      let carried = 0;
      for (const flow of flows(m)) {
        const path = pathOf(flow);
        if (!path || (selected >= 0 && flow.from !== selected && flow.to !== selected)) continue;
        const some = Math.floor((carried + flow.heads) / dotStands);
        carried = carried + flow.heads - some * dotStands;
        if (some) { paths.push([path, flow]); count.push(some); }
      }
      const total = count.reduce((a, b) => a + b, 0);
      const found = { n: total, path: new Float32Array(total * 6), start: new Float32Array(total), kind: new Uint8Array(total) };
      let i = 0;
      paths.forEach(([path, { kind, from, to }], p) => {
        for (let d = 0; d < count[p]; d += 1, i += 1) {
          const luck = Math.abs(Math.sin((from * 71 + to * 37 + kind * 13 + d * 101 + 1) * 12.9898) * 43758.5453) % 1;
          const aside = (((luck * 7919) % 1) - 0.5) * Math.min(10, 2 + count[p]);
          const [dx, dy] = [(path[5] - path[1]) / (path[6] || 1), (path[0] - path[4]) / (path[6] || 1)];
          for (let c = 0; c < 6; c += 2) {
            found.path[i * 6 + c] = path[c] + dx * aside;
            found.path[i * 6 + c + 1] = path[c + 1] + dy * aside;
          }
          found.start[i] = (d + luck) / count[p];
          found.kind[i] = kind;
        }
      });
      return found;
    }

    /* ---- drawing ---- */

    function sprite({ mark: shape, colour }) {
      const size = 12;
      const made = el("canvas", { width: size * view.ratio, height: size * view.ratio });
      const pen = made.getContext("2d");
      pen.scale(view.ratio, view.ratio);
      pen.translate(size / 2, size / 2);
      pen.scale(2.7, 2.7);
      const path = new Path2D(SHAPES[shape] || DISC);
      pen.lineWidth = shape === "hollow" ? 0.7 : 0.45;
      pen.fillStyle = shape === "hollow" ? "#fff" : colour;
      pen.strokeStyle = shape === "hollow" ? colour : "#fff";
      pen.fill(path);
      pen.stroke(path);
      return made;
    }

    function drawUnder(m) {
      const pen = underContext;
      pen.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
      pen.fillStyle = colours.paper;
      pen.fillRect(0, 0, view.width, view.height);
      if (network) drawPartnerships(pen, m);
      else drawLand(pen);
      drawFlows(pen, m);
    }

    function drawLand(pen) {
      pen.fillStyle = colours.quiet;
      pen.strokeStyle = colours.edge;
      pen.lineWidth = 1.2;
      for (const each of head.map.rings) {
        pen.beginPath();
        each.forEach((corner, i) => pen[i ? "lineTo" : "moveTo"](...onScreen(corner)));
        pen.closePath();
        pen.fill();
        pen.stroke();
      }
      pen.lineWidth = 1;
      pen.strokeStyle = colours.soft;
      pen.fillStyle = colours.soft;
      for (const node of nodes) {
        if (Math.hypot(node.x - node.anchor[0], node.y - node.anchor[1]) < Math.max(6, node.r * 0.7)) continue;
        pen.beginPath();
        pen.moveTo(node.x, node.y);
        pen.lineTo(...node.anchor);
        pen.stroke();
        pen.beginPath();
        pen.arc(...node.anchor, 1.8, 0, 7);
        pen.fill();
      }
    }

    function drawPartnerships(pen, m) {
      const [{ arrays }, k] = at(m);
      const shades = colours.sequential;
      const shown = [];
      for (let i = 0; i < arrays.edge_a.numbers.length; i += 1) {
        const trust = value(arrays.edge_trust, k, i);
        const [a, b] = [arrays.edge_a.numbers[i], arrays.edge_b.numbers[i]];
        if (Number.isFinite(trust) && (selected < 0 || a === selected || b === selected)) shown.push([trust, a, b]);
      }
      shown.sort(([a], [b]) => a - b); // the strongest on top
      const fine = Math.min(1, Math.sqrt(60 / Math.max(shown.length, 1))); // many are drawn finer, all alike
      for (const [trust, a, b] of shown) {
        pen.strokeStyle = shades[Math.min(shades.length - 1, 1 + Math.floor(trust * (shades.length - 1)))];
        pen.lineWidth = (0.5 + 4.5 * trust) * fine;
        pen.beginPath();
        pen.moveTo(nodes[a].x, nodes[a].y);
        pen.quadraticCurveTo((nodes[a].x + nodes[b].x + view.width) / 4, (nodes[a].y + nodes[b].y + view.height) / 4, nodes[b].x, nodes[b].y);
        pen.stroke();
      }
    }

    /** Ways that are taken this month, as thin lines; where nothing moves, arrows with counts. */
    function drawFlows(pen, m) {
      const shown = flows(m).filter(({ from, to }) => selected < 0 || from === selected || to === selected);
      const counts = [];
      if (!arrowsBox.checked) { drawWays(pen, shown); return; }
      shown.sort((a, b) => a.heads - b.heads);
      const most = Math.floor((view.width * view.height) / COUNT_ROOM);
      shown.forEach((flow, i) => {
        const path = pathOf(flow);
        if (!path) return;
        const numbered = i >= shown.length - most;
        const kind = head.kinds[flow.kind];
        pen.strokeStyle = kind.colour;
        pen.fillStyle = kind.colour;
        pen.globalAlpha = numbered ? 0.9 : 0.3;
        pen.lineWidth = Math.min(0.8 + 0.5 * Math.sqrt(flow.heads), 5);
        pen.setLineDash(kind.dash);
        pen.beginPath();
        pen.moveTo(path[0], path[1]);
        pen.quadraticCurveTo(path[2], path[3], path[4], path[5]);
        pen.stroke();
        pen.setLineDash([]);
        tip(pen, path);
        if (numbered) counts.push([flow, path]);
      });
      pen.globalAlpha = 1;
      for (const [{ heads }, path] of counts) {
        const outside = path[6] === SHORT;
        const [x, y] = outside ? [path[4] * 0.35 + path[0] * 0.65, path[5] * 0.35 + path[1] * 0.65 - 9]
          : [(path[0] + 2 * path[2] + path[4]) / 4, (path[1] + 2 * path[3] + path[5]) / 4];
        words(pen, whole.format(heads), x, y, "center");
      }
    }

    /** The ways that dots take, faint and all of a kind at once: the dots say who goes where. */
    function drawWays(pen, shown) {
      const ways = new Map();
      for (const flow of shown) {
        const path = pathOf(flow);
        if (!path) continue;
        const wide = Math.min(Math.ceil(Math.sqrt(flow.heads)), 6);
        const key = flow.kind * 8 + wide;
        if (!ways.has(key)) ways.set(key, []);
        ways.get(key).push(path);
      }
      pen.globalAlpha = 0.34;
      for (const [key, paths] of ways) {
        pen.strokeStyle = head.kinds[key >> 3].colour;
        pen.fillStyle = pen.strokeStyle;
        pen.lineWidth = 0.6 + 0.5 * (key & 7);
        for (let i = 0; i < paths.length; i += TOGETHER) {
          pen.beginPath();
          for (const path of paths.slice(i, i + TOGETHER)) {
            pen.moveTo(path[0], path[1]);
            pen.quadraticCurveTo(path[2], path[3], path[4], path[5]);
          }
          pen.stroke();
        }
        for (const path of paths) if (path[6] === SHORT) tip(pen, path);
      }
      pen.globalAlpha = 1;
    }

    function tip(pen, path) {
      const [dx, dy] = [path[4] - path[2], path[5] - path[3]];
      const far = Math.hypot(dx, dy) || 1;
      const [ux, uy] = [dx / far, dy / far];
      const [x, y] = [path[4], path[5]];
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(x - ux * 8 - uy * 4, y - uy * 8 + ux * 4);
      pen.lineTo(x - ux * 8 + uy * 4, y - uy * 8 - ux * 4);
      pen.fill();
    }

    function words(pen, text, x, y, align) {
      pen.font = `13px ${colours.type}`;
      pen.textAlign = align;
      pen.textBaseline = "middle";
      pen.lineWidth = 3.5;
      pen.lineJoin = "round";
      pen.strokeStyle = "#fff";
      pen.strokeText(text, x, y);
      pen.fillStyle = colours.ink;
      pen.fillText(text, x, y);
    }

    const unitPath = {};
    function drawNodes(pen, m, part) {
      const now = state(m);
      const next = state(Math.min(m + 1, months() - 1));
      nodes.forEach((node, i) => {
        const style = head.sectors[head.organisations[i].sector];
        const r = radius(now.staff[i] + (next.staff[i] - now.staff[i]) * part);
        const path = unitPath[style.shape] || (unitPath[style.shape] = new Path2D(SHAPES[style.shape] || DISC));
        const vacancy = now.posts[i] > 0 ? now.open[i] / now.posts[i] : 0;
        pen.globalAlpha = selected >= 0 && i !== selected && !linked(m).has(i) ? 0.35 : 1;
        if (vacancy > 0) {
          pen.beginPath();
          pen.arc(node.x, node.y, r + 3.5, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * Math.min(vacancy / FULL_RING, 1));
          pen.strokeStyle = colours.worse;
          pen.lineWidth = 3;
          pen.stroke();
        }
        pen.save();
        pen.translate(node.x, node.y);
        pen.scale(r, r);
        pen.fillStyle = style.colour;
        pen.fill(path);
        pen.lineWidth = (i === selected ? 3 : 1) / r;
        pen.strokeStyle = colours.ink;
        pen.stroke(path);
        pen.restore();
      });
      pen.globalAlpha = 1;
    }

    let linkedTo = [-1, -1, new Set()];
    /** Organisations that the chosen one exchanges people with this month. */
    function linked(m) {
      if (linkedTo[0] !== m || linkedTo[1] !== selected) {
        const found = new Set();
        for (const { from, to } of flows(m)) {
          if (from === selected) found.add(to);
          if (to === selected) found.add(from);
        }
        linkedTo = [m, selected, found];
      }
      return linkedTo[2];
    }

    function drawLabels(pen, m) {
      const { staff: now, posts, open } = state(m);
      const facts = (i) => (view.width < 500 ? name(i)
        : `${name(i)}: ${whole.format(now[i])} FTE${posts[i] > 0 ? `, ${said(open[i] / posts[i], "share")} vacant` : ""}`);
      const order = nodes.map((_, i) => i).sort((a, b) => now[b] - now[a]);
      const first = [hovered, selected].filter((i) => i >= 0);
      const taken = [];
      pen.font = `13px ${colours.type}`;
      for (const i of [...new Set([...first, ...order.slice(0, view.width < 500 ? 1 : 8)])]) {
        const node = nodes[i];
        const text = first.includes(i) ? facts(i) : name(i).replace(/ (NHS )?(Foundation )?Trust$/, "");
        const wide = pen.measureText(text).width;
        const right = node.x + node.r + 8 + wide < view.width;
        const x = right ? node.x + node.r + 8 : Math.max(node.x - node.r - 8, wide + 2);
        const box = [right ? x : x - wide, node.y - 9, wide, 18];
        if (!first.includes(i) && taken.some(([bx, by, bw, bh]) => box[0] < bx + bw && bx < box[0] + box[2] && box[1] < by + bh && by < box[1] + box[3])) continue;
        taken.push(box);
        words(pen, text, x, node.y, right ? "left" : "right");
      }
    }

    function drawDots(pen, part) {
      if (arrowsBox.checked || !dots) return;
      const now = part * (1 + SPREAD);
      const { path, start, kind, n } = dots;
      for (let i = 0, p = 0; i < n; i += 1, p += 6) {
        const t = now - start[i] * SPREAD;
        if (t <= 0 || t >= 1) continue;
        const s = 1 - t;
        const x = s * s * path[p] + 2 * s * t * path[p + 2] + t * t * path[p + 4];
        const y = s * s * path[p + 1] + 2 * s * t * path[p + 3] + t * t * path[p + 5];
        pen.drawImage(sprites[kind[i]], x - 6, y - 6, 12, 12);
      }
    }

    let drawn = -1; // the month that lies underneath
    function draw() {
      const m = month();
      const part = Math.min(time - m, 0.999);
      if (drawn !== m) {
        dots = gather(m);
        drawUnder(m);
        drawn = m;
        changed(m);
      }
      context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
      context.clearRect(0, 0, view.width, view.height);
      drawNodes(context, m, playing && !arrowsBox.checked ? part : 0);
      drawDots(context, part);
      drawLabels(context, m);
      window.__icsimFrames = (window.__icsimFrames || 0) + 1;
    }

    /** Draw anew, from the places of the nodes on. */
    function again() {
      drawn = -1;
      linkedTo = [-1, -1, new Set()];
      if (view.width) { arrange(); draw(); }
    }

    /* ---- words and tables ---- */

    function changed(m) {
      root.dataset.month = String(m);
      root.dataset.dots = String(dots.n);
      scrub.value = m;
      const words = head.month_names[m] || `Month ${m + 1}`;
      scrub.setAttribute("aria-valuetext", words);
      label.textContent = `${words} (${m + 1} of ${head.of_months})`;
      label.setAttribute("aria-live", playing ? "off" : "polite");
      stands.textContent = arrowsBox.checked ? "Arrows: people this month; the largest flows have their number."
        : `Each dot stands for ${people(dotStands)}.${dotStands > 1 ? " Small flows are rounded together." : ""}`;
      note.textContent = network ? "Lines: partnerships; the wider and darker, the more mutual trust. Places in the ring mean nothing." : head.map.note;
      canvas.setAttribute("aria-label", summary(m));
      if (charts) cursor(m);
      tabled(false);
      tell();
    }

    /** Tell the page of the month, four times a second at most, and of the last one in any case. */
    function tell() {
      clearTimeout(telling);
      const m = month();
      if (!options.onMonth || m === lastTold) return;
      const now = performance.now();
      if (now - toldAt < TELL) {
        telling = setTimeout(tell, TELL - (now - toldAt));
        return;
      }
      lastTold = m;
      toldAt = now;
      told.set(m, now);
      options.onMonth(m);
    }

    function summary(m) {
      const { staff, posts, open } = state(m);
      const [people, funded, vacant] = [staff, posts, open].map((each) => each.reduce((a, b) => a + b, 0));
      const heads = head.kinds.map(({ title }, i) => [title, flows(m).reduce((sum, flow) => sum + (flow.kind === i ? flow.heads : 0), 0)]);
      const going = heads.filter(([, n]) => n).map(([title, n]) => `${title}: ${whole.format(n)}`).join("; ");
      return `${head.title}, ${head.month_names[m]}. ${head.organisations.length} organisations, ${whole.format(people)} FTE in post, `
        + `vacancy rate ${said(funded ? vacant / funded : NaN, "share")}. ${going || "No moves shown"}.`;
    }

    /** The table twin of the picture, and the panel; while it plays, four times a second. */
    function tabled(must) {
      const now = performance.now();
      if (playing && !must && now - tabledAt < 250) return;
      tabledAt = now;
      const m = month();
      if (numbers.open) numbersBody.replaceChildren(...monthTables(m));
      if (selected >= 0) panel.replaceChildren(...organisationTables(m));
      else panel.replaceChildren();
      panel.hidden = selected < 0;
    }

    function monthTables(m) {
      const { staff, posts, open } = state(m);
      const n = head.organisations.length;
      const into = head.kinds.map(() => new Float64Array(n + 1));
      const out = head.kinds.map(() => new Float64Array(n + 1));
      for (const { kind, from, to, heads } of flows(m)) { into[kind][to] += heads; out[kind][from] += heads; }
      const shown = head.kinds.map((kind, i) => [kind, i]).filter(([, i]) => !off.has(i));
      const words = `${head.month_names[m]}${group >= 0 ? `, ${head.groups[group]}` : ""}`;
      const sides = shown.flatMap(([kind, i]) => [[`${kind.title}: in`, into[i]], [`${kind.title}: out`, out[i]]])
        .filter(([, counts]) => counts.subarray(0, n).some((each) => each > 0));
      return [
        table(`Organisations, ${words}`, ["Organisation", "Sector", "Staff in post, FTE", "Funded posts, FTE", "Vacancy rate", ...sides.map(([title]) => title)],
          head.organisations.map((each, i) => [each.name, head.sectors[each.sector].title, [staff[i], "tenth"], [posts[i], "tenth"],
            [posts[i] > 0 ? open[i] / posts[i] : NaN, "share"], ...sides.map(([, counts]) => [counts[i], "number"])])),
        table(`Moves, ${words}`, ["Kind", "People"], shown.map(([kind, i]) => [kind.title, [into[i].reduce((a, b) => a + b, 0), "number"]])),
      ];
    }

    function organisationTables(m) {
      const each = head.organisations[selected];
      const { staff, posts, open } = state(m, -1);
      const [{ arrays }, k] = at(m);
      const facts = [
        ["Sector", head.sectors[each.sector].title], ["Staff in post", `${said(staff[selected], "tenth")} FTE`],
        ["Funded posts", `${said(posts[selected], "tenth")} FTE`],
        ["Vacancy rate", said(posts[selected] > 0 ? open[selected] / posts[selected] : NaN, "share")],
        ["Strain, 0 to 100", said(placeValue(m, each.code, "strain"), "tenth")],
        ["Belonging, 0 to 100", said(placeValue(m, each.code, "belonging"), "tenth")],
        ["Agency this month", said(placeValue(m, each.code, "agency_gbp"), "gbp")],
      ];
      const mine = flows(m, true).filter(({ from, to }) => from === selected || to === selected)
        .sort((a, b) => a.kind - b.kind || b.heads - a.heads)
        .map(({ kind, from, to, heads }) => [head.kinds[kind].title, from === selected ? `to ${name(to)}` : `from ${name(from)}`, [heads, "number"]]);
      const cells = [...arrays.cell_organisation.numbers.keys()].filter((c) => arrays.cell_organisation.numbers[c] === selected);
      const byGroup = cells.map((c) => [head.groups[arrays.cell_group.numbers[c]],
        ...["establishment_fte", "in_post_fte", "vacancy_fte"].map((measure) => [value(arrays[`staff_${measure}`], k, c), "tenth"])]);
      const partners = [];
      for (let i = 0; i < arrays.edge_a.numbers.length; i += 1) {
        const [a, b] = [arrays.edge_a.numbers[i], arrays.edge_b.numbers[i]];
        const trust = value(arrays.edge_trust, k, i);
        if ((a === selected || b === selected) && Number.isFinite(trust)) partners.push([name(a === selected ? b : a), [trust, "hundredth"]]);
      }
      partners.sort((a, b) => b[1][0] - a[1][0]);
      const words = head.month_names[m];
      return [
        el("h3", {}, each.name),
        el("dl", {}, ...facts.map(([fact, given]) => el("div", {}, el("dt", {}, fact), el("dd", {}, given)))),
        el("div", { class: "icr-tables" },
          mine.length ? table(`Moves in and out, ${words}`, ["Kind", "From or to", "People"], mine) : el("p", {}, `No moves in ${words}.`),
          byGroup.length ? table(`Posts, ${words}`, ["Staff group", "Funded, FTE", "In post, FTE", "Vacant, FTE"], byGroup) : null,
          partners.length ? table(`Partnerships, ${words}`, ["With", "Mutual trust, 0 to 1"], partners) : el("p", {}, "No partnerships.")),
      ].filter(Boolean);
    }

    /* ---- charts that follow the month ---- */

    function measured() {
      const [first, end] = [head.first, months()];
      const each = (read) => Array.from({ length: end - first }, (_, i) => read(first + i));
      const one = selected >= 0 ? head.organisations[selected] : null;
      const place = one ? one.code : "all";
      const share = (m, keep) => {
        const { posts, open } = state(m, -1);
        let [a, b] = [0, 0];
        posts.forEach((fte, i) => { if (keep(i)) { a += open[i]; b += fte; } });
        return b > 0 ? a / b : NaN;
      };
      const counted = (key, side) => each((m) => flows(m, true).reduce(
        (sum, flow) => sum + (head.kinds[flow.kind].key === key && (!one || flow[side] === selected) ? flow.heads : 0), 0));
      const trust = (m, keep) => {
        const [{ arrays }, k] = at(m);
        let [sum, n] = [0, 0];
        for (let i = 0; i < arrays.edge_a.numbers.length; i += 1) {
          const given = value(arrays.edge_trust, k, i);
          if (Number.isFinite(given) && keep(arrays.edge_a.numbers[i], arrays.edge_b.numbers[i])) { sum += given; n += 1; }
        }
        return n ? sum / n : NaN;
      };
      const ink = colours.ink;
      const own = (title, values) => ({ title, values, colour: "#0072b2", dash: [] });
      const all = (title, values) => ({ title, values, colour: one ? colours.soft : ink, dash: one ? [2, 3] : [] });
      const both = (read, mine) => (one ? [own("This organisation", each(mine)), all("Whole system", each(read))] : [all("Whole system", each(read))]);
      const where = one ? "this organisation" : "whole system";
      const list = [
        { title: one ? "Vacancy rate" : "Vacancy rate by sector", show: "share", lines: one
          ? [own("This organisation", each((m) => share(m, (i) => i === selected))), all("Whole system", each((m) => share(m, () => true)))]
          : head.sectors.map((s, k) => ({ title: s.title, colour: s.ink, dash: s.dash, values: each((m) => share(m, (i) => head.organisations[i].sector === k)) }))
            .filter(({ values }) => values.some(Number.isFinite)) },
        { title: `Leavers and joiners a month, ${where}`, show: "number", zero: true, lines: [
          { title: "Leavers", values: counted("leaver", "from"), colour: "#c24e00", dash: [3, 3] },
          { title: "Joiners", values: counted("joiner", "to"), colour: "#00785a", dash: [] }] },
        { title: `People on rotation, ${where}`, show: "number", zero: true, lines: [own("On rotation", each((m) => placeValue(m, place, "rotating_heads")))] },
        { title: `Agency spending a month, ${where}`, show: "gbp", zero: true, lines: [own("Agency", each((m) => placeValue(m, place, "agency_gbp")))] },
        { title: "Strain, 0 to 100", show: "tenth", lines: both((m) => placeValue(m, "all", "strain"), (m) => placeValue(m, place, "strain")) },
        { title: "Mutual trust, mean of partnerships, 0 to 1", show: "hundredth", lines: both((m) => trust(m, () => true), (m) => trust(m, (a, b) => a === selected || b === selected)) },
      ];
      return list.filter(({ lines }) => lines.some(({ values }) => values.some(Number.isFinite)));
    }

    const [WIDE, HIGH, LEFT, TOP, FOOT] = [320, 156, 62, 8, 24];
    let cursors = [];

    /** Round numbers that take in two others, up to five of them, no closer than some least step. */
    function ticks(low, high, least) {
      const reach = Math.max(high - low, Math.abs(high) * 0.02, 1e-6);
      const power = 10 ** Math.floor(Math.log10(reach / 3));
      const step = Math.max(power * [1, 2, 5, 10].find((each) => reach / (power * each) <= 3.5), least);
      const first = Math.floor(low / step + 1e-9);
      const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
      return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
    }

    /** A number beside an axis: short, with as many digits as tell it from the next. */
    function axis(v, show, all) {
      const step = all[1] - all[0];
      const cut = (x, by) => x.toFixed(Math.max(Math.ceil(-Math.log10(by) - 1e-9), 0));
      if (show === "gbp" && all[all.length - 1] >= 1e6) return `£${cut(v / 1e6, step / 1e6)}m`;
      if (show === "share") return `${cut(v * 100, step * 100)}%`;
      if (show === "tenth" || show === "hundredth") return cut(v, step);
      return said(v, show);
    }

    function chart(each) {
      const { title, show, lines } = each;
      const count = lines[0].values.length;
      const known = lines.flatMap(({ values }) => values).filter(Number.isFinite);
      const grid = ticks(each.zero ? Math.min(0, ...known) : Math.min(...known), Math.max(...known), show === "number" || show === "gbp" ? 1 : 0);
      const [low, high] = [grid[0], grid[grid.length - 1]];
      const x = (i) => LEFT + ((WIDE - LEFT - 8) * i) / Math.max(head.of_months - 1, 1);
      const y = (v) => TOP + (HIGH - TOP - FOOT) * (1 - (v - low) / (high - low));
      const words = (text, px, py, anchor) => { const made = svg("text", { x: px, y: py, "text-anchor": anchor }); made.textContent = text; return made; };
      const picture = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img" });
      for (const v of grid) {
        picture.append(svg("line", { x1: LEFT, x2: WIDE - 8, y1: y(v), y2: y(v), class: "icr-grid" }), words(axis(v, show, grid), LEFT - 5, y(v) + 4, "end"));
      }
      picture.append(words(head.month_names[head.first], LEFT, HIGH - 4, "start"), words(head.month_names[head.of_months - 1], WIDE - 8, HIGH - 4, "end"));
      for (const line of lines) {
        let d = "";
        line.values.forEach((v, i) => { if (Number.isFinite(v)) d += `${d && Number.isFinite(line.values[i - 1]) ? "L" : "M"}${x(head.first + i).toFixed(1)} ${y(v).toFixed(1)}`; });
        picture.append(svg("path", { d, fill: "none", stroke: line.colour, "stroke-width": 1.8, "stroke-dasharray": line.dash.join(" ") || "none" }));
      }
      const here = svg("line", { y1: TOP, y2: HIGH - FOOT, class: "icr-cursor" });
      picture.append(here);
      const keys = lines.map((line) => {
        const now = el("span", { class: "icr-now" });
        const sample = svg("svg", { viewBox: "0 0 26 8", width: 26, height: 8, "aria-hidden": "true", focusable: "false" },
          svg("line", { x1: 0, x2: 26, y1: 4, y2: 4, stroke: line.colour, "stroke-width": 2.4, "stroke-dasharray": line.dash.join(" ") || "none" }));
        return { now, item: el("li", {}, sample, ` ${line.title} `, now), line };
      });
      cursors.push((m) => {
        const i = m - head.first;
        here.setAttribute("x1", x(m));
        here.setAttribute("x2", x(m));
        for (const { now, line } of keys) now.textContent = said(line.values[i], show);
        picture.setAttribute("aria-label", `${title}, ${head.month_names[m]}: ${lines.map((line) => `${line.title} ${said(line.values[i], show)}`).join(", ")}. From ${said(low, show)} to ${said(high, show)}.`);
      });
      const twin = el("details", { ontoggle: () => {
        if (!twin.open || twin.children.length > 1) return;
        twin.append(table(title, ["Month", ...lines.map((line) => line.title)], Array.from({ length: count }, (_, i) => [head.month_names[head.first + i], ...lines.map((line) => [line.values[i], show])])));
      } }, el("summary", {}, "As a table"));
      return el("figure", {}, el("figcaption", {}, title), picture, el("ul", { class: "icr-keys" }, ...keys.map(({ item }) => item)), twin);
    }

    function cursor(m) {
      if (!series) {
        series = measured();
        cursors = [];
        charts.replaceChildren(...series.map(chart));
      }
      for (const move of cursors) move(m);
    }

    /* ---- time ---- */

    function tick(now) {
      wanted = 0;
      if (!playing) return;
      const passed = Math.min((now - before) / 1000, 0.1);
      before = now;
      time += passed * speed;
      const end = months();
      if (time >= end) {
        const waits = live && end < head.of_months; // more is on its way
        time = end - (waits ? 0.001 : 0.5);
        if (!waits) pause();
      }
      const shown = drawn;
      if (!arrowsBox.checked || shown !== month()) draw(); // where nothing moves, only a new month is drawn
      if (playing) wanted = requestAnimationFrame(tick);
    }

    function play() {
      if (playing) return;
      if (Math.floor(time) >= months() - 1 && !live) time = head.first;
      playing = true;
      before = performance.now();
      playButton.textContent = "Pause";
      root.dataset.playing = "true";
      wanted = requestAnimationFrame(tick);
    }

    function pause() {
      if (!playing) return;
      playing = false;
      cancelAnimationFrame(wanted);
      playButton.textContent = "Play";
      root.dataset.playing = "false";
      changed(month());
      draw();
    }

    function go(m) {
      time = Math.min(Math.max(m, head.first), months() - 1) + 0.5;
      draw();
    }

    function step(by) {
      pause();
      go(month() + by);
    }

    /* ---- choosing and moving about ---- */

    function select(code, tell) {
      selected = head.organisations.findIndex((each) => each.code === code);
      organisation.value = selected < 0 ? "" : code;
      root.dataset.selected = selected < 0 ? "" : code;
      series = null;
      again();
      tabled(true);
      if (tell && options.onSelect) options.onSelect(selected < 0 ? "" : code);
    }

    function zoom(by) {
      view.zoom = Math.min(Math.max(view.zoom * by, 1), 40);
      if (view.zoom === 1) { fit(); return; }
      if (selected >= 0 && !network) [view.x, view.y] = head.organisations[selected].at.map((at, axis) => at - view.middle[axis]);
      again();
    }

    function fit() {
      Object.assign(view, { zoom: 1, x: 0, y: 0 });
      again();
    }

    function pan(dx, dy) {
      view.x += (dx * view.width) / 6 / view.scale / view.zoom;
      view.y += (dy * view.height) / 6 / view.scale / view.zoom;
      again();
    }

    function hit({ clientX, clientY }) {
      const box = canvas.getBoundingClientRect();
      const [x, y] = [((clientX - box.left) * view.width) / box.width, ((clientY - box.top) * view.height) / box.height];
      let [best, near] = [-1, Infinity];
      nodes.forEach((node, i) => {
        const far = Math.hypot(node.x - x, node.y - y) - node.r;
        if (far < near) [best, near] = [i, far];
      });
      return near <= 8 ? best : -1;
    }

    let dragged = null;
    canvas.addEventListener("pointerdown", (event) => { dragged = { x: event.clientX, y: event.clientY, moved: false }; });
    canvas.addEventListener("pointermove", (event) => {
      if (dragged && event.buttons && view.zoom > 1) {
        const [dx, dy] = [event.clientX - dragged.x, event.clientY - dragged.y];
        if (dragged.moved || Math.hypot(dx, dy) > 5) {
          view.x -= dx / view.scale / view.zoom;
          view.y -= dy / view.scale / view.zoom;
          dragged = { x: event.clientX, y: event.clientY, moved: true };
          again();
        }
        return;
      }
      const found = hit(event);
      canvas.style.cursor = found >= 0 ? "pointer" : "default";
      if (found !== hovered) { hovered = found; if (!playing) draw(); }
    });
    canvas.addEventListener("pointerleave", () => { hovered = -1; if (!playing) draw(); });
    canvas.addEventListener("click", (event) => {
      const moved = dragged && dragged.moved;
      dragged = null;
      if (moved) return;
      const found = hit(event);
      select(found >= 0 && found !== selected ? head.organisations[found].code : "", true);
    });

    const keys = {
      " ": () => (playing ? pause() : play()), ArrowRight: () => step(1), ArrowLeft: () => step(-1),
      Home: () => { pause(); go(head.first); }, End: () => { pause(); go(months() - 1); },
      "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), 0: () => fit(), Escape: () => { hovered = -1; select("", true); },
    };
    const shifted = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    stage.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const act = event.shiftKey && shifted[event.key] ? () => pan(...shifted[event.key]) : keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });

    const preferred = () => { arrowsBox.checked = still.matches; again(); };
    still.addEventListener("change", preferred);
    let width = 0;
    const watcher = new ResizeObserver(() => {
      if (stage.clientWidth === width) return; // the height follows from the width
      width = stage.clientWidth;
      layout();
      again();
    });

    root.dataset.playing = "false";
    furnish();
    if (options.selected) select(options.selected, false);
    tabled(true);
    watcher.observe(stage);

    return {
      /** Another replay, or the same with more months. */
      load(more) {
        const next = decode(more);
        if (JSON.stringify(next.header.facts) !== JSON.stringify(head.facts)) { // another run
          pause();
          time = next.header.first + 0.5;
        }
        blocks.splice(0, blocks.length, next);
        selected = blocks[0].header.organisations.findIndex((each) => each.code === root.dataset.selected);
        time = Math.min(time, months() - 0.5);
        furnish();
        tabled(true);
      },
      /** The months that follow, of the same run. */
      append(more) {
        const next = decode(more);
        if (next.header.first < months()) return;
        blocks.push(next);
        const shown = drawn;
        grown();
        if (shown >= 0) changed(month());
      },
      setLive(now) { live = Boolean(now); scrub.max = (live ? head.of_months : months()) - 1; },
      /** Go to a month, unless it is only the echo of where it has been lately. */
      setMonth(m) {
        if (m === month() || performance.now() - (told.get(m) || -Infinity) < ECHO) return;
        lastTold = m;
        pause();
        go(m);
      },
      select(code) { if ((root.dataset.selected || "") !== (code || "")) select(code || "", false); },
      play, pause,
      /** Where organisations are on the canvas, in pixels, by code: for tests and for pointing at one. */
      where: () => Object.fromEntries(nodes.map(({ x, y }, i) => [head.organisations[i].code, [x, y]])),
      destroy() { pause(); clearTimeout(telling); watcher.disconnect(); still.removeEventListener("change", preferred); root.replaceChildren(); },
    };
  };
})();
