// The year page by hand: a meeting is picked up (drag, tap or Enter), every day then says whether it can, and it is put
// down. The server judges; here is only the moving. Without this file the page of one date does the same job.
"use strict";
(() => {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const words = board.dataset;
  const say = document.getElementById("hand-say");
  const tools = document.getElementById("hand-tools");
  const bar = board.querySelector(".plan-bar");
  const region = board.querySelector(".scroll");
  const FAR_ENOUGH = 6, EDGE = 48, STEP = 12; // pixels
  let held = null; // the meeting in hand: its mark, url, seen start, and the rows with its days once they have come
  let drag = null; // a pointer that went down on a mark
  let quiet = false; // the click that ends a drag is none
  let busy = false; // something is being saved

  board.classList.add("is-live");
  dress(board);

  function dress(within) {
    for (const mark of within.querySelectorAll("a[data-hand]")) mark.setAttribute("role", "button");
  }

  async function ask(url, body) {
    const headers = { Accept: "application/json" };
    if (body) headers["X-CSRFToken"] = words.csrf;
    const answer = await fetch(url, { method: body ? "POST" : "GET", headers, body, credentials: "same-origin" });
    if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) throw new Error("no answer");
    return answer.json();
  }

  // --- Pick up and put down ---------------------------------------------------------------------------------------
  async function pickUp(mark, withKeys) {
    if (busy) return;
    putDown();
    const hand = { mark, url: mark.dataset.hand, seen: mark.dataset.seen, planned: mark.dataset.planned, rows: null, at: null };
    held = hand;
    mark.classList.add("is-held");
    mark.setAttribute("aria-pressed", "true");
    say.textContent = words.busy;
    let answer;
    try {
      answer = await ask(hand.url);
    } catch {
      if (held === hand) putDown(words.failed);
      return;
    }
    if (held !== hand) return;
    const row = document.getElementById(mark.dataset.row);
    if (!row) return putDown(words.failed);
    const fragment = document.createElement("template");
    fragment.innerHTML = answer.rows;
    hand.rows = [...fragment.content.querySelectorAll("tr")];
    row.after(...hand.rows);
    tools.innerHTML = answer.tools;
    say.textContent = answer.say;
    const here = find((day) => day.dataset.state === "here") || find((day) => day.dataset.state === "can") || find(() => true);
    here.tabIndex = 0;
    hand.at = here;
    if (withKeys) here.focus();
    else hand.rows.at(-1).scrollIntoView({ block: "nearest" });
  }

  function putDown(text) {
    if (!held) return;
    const { mark, rows } = held;
    held = null;
    mark.classList.remove("is-held");
    mark.removeAttribute("aria-pressed");
    for (const row of rows || []) row.remove();
    tools.textContent = "";
    if (text) say.textContent = text;
  }

  const find = (test) => held.rows.flatMap((row) => [...row.querySelectorAll(".plan-day")]).find(test);

  function point(day) {
    if (!day || held.at === day) return;
    held.at.classList.remove("is-at");
    held.at.tabIndex = -1;
    day.classList.add("is-at");
    day.tabIndex = 0;
    held.at = day;
    say.textContent = day.dataset.say;
  }

  // --- Do it ------------------------------------------------------------------------------------------------------
  async function send(url, data, planned) {
    const why = data.what === "move" && tools.querySelector("[name=why]");
    if (why && !why.value) { say.textContent = words.why; why.focus(); return; }
    if (busy || (words.confirm && data.what !== "pin" && !window.confirm(words.confirm))) return;
    const body = new URLSearchParams(why ? { ...data, why: why.value } : data);
    putDown(words.saving);
    busy = true;
    const before = Number(document.getElementById("hand-score")?.dataset.total);
    try {
      const answer = await ask(url, body);
      for (const [id, html] of Object.entries(answer.parts)) replace(id, html);
      step(before);
      say.textContent = answer.say;
    } catch {
      say.textContent = words.failed;
    }
    busy = false;
    const mark = planned && board.querySelector(`[data-planned="${planned}"]`);
    if (mark) mark.focus();
    else board.querySelector("#hand-score button, #hand-score summary")?.focus();
  }

  function replace(id, html) {
    const old = document.getElementById(id);
    if (!old) return;
    const open = old.querySelector("details")?.open;
    const fragment = document.createElement("template");
    fragment.innerHTML = html;
    const part = fragment.content.firstElementChild;
    if (open) part.querySelector("details")?.setAttribute("open", "");
    dress(part);
    old.replaceWith(part);
  }

  function step(before) {
    const score = document.getElementById("hand-score");
    const change = Number(score?.dataset.total) - before;
    if (change) score.querySelector(".plan-step").textContent = change > 0 ? `+${change}` : `−${-change}`;
  }

  function drop(day) {
    const { url, seen, planned } = held;
    const { state, start, other, otherSeen } = day.dataset;
    if (state === "can") send(url, { what: "move", start, seen }, planned);
    else if (state === "swap") send(url, { what: "swap", other, other_seen: otherSeen, seen }, planned);
    else if (state === "here") back();
    else say.textContent = day.dataset.say;
  }

  function back() {
    const { mark } = held;
    putDown(words.back);
    mark.focus();
  }

  // --- Clicks and keys --------------------------------------------------------------------------------------------
  board.addEventListener("click", (event) => {
    if (quiet) { quiet = false; event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const mark = event.target.closest("a[data-hand]");
    if (mark) {
      event.preventDefault();
      if (held?.mark === mark) back();
      else pickUp(mark, event.detail === 0);
      return;
    }
    if (!held?.rows) return;
    const day = event.target.closest(".plan-day");
    const what = event.target.closest("[data-what]")?.dataset.what;
    if (day) { point(day); drop(day); }
    else if (what) send(held.url, { what }, held.planned);
    else if (event.target.closest("[data-back]")) back();
  });
  board.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-undo]");
    if (!form) return;
    event.preventDefault();
    send(form.action, { change: form.elements.change.value });
  });
  board.addEventListener("pointerover", (event) => {
    if (drag?.ghost) return; // then the pointer's own moves point, not rows that come to lie under it
    const day = held?.rows && event.pointerType === "mouse" && event.target.closest(".plan-day");
    if (day) point(day);
  });
  board.addEventListener("focusin", (event) => {
    const day = held?.rows && event.target.closest(".plan-day");
    if (day) point(day);
  });
  document.addEventListener("keydown", (event) => {
    const mark = event.target.closest("a[data-hand]");
    if (event.key === " " && mark) { event.preventDefault(); mark.click(); return; }
    if (!held) return;
    if (event.key === "Escape") { event.preventDefault(); drag = null; unghost(); back(); return; }
    const day = held.rows && event.target.closest(".plan-day");
    const next = day && neighbour(day, event.key);
    if (!next) return;
    event.preventDefault();
    point(next);
    next.focus();
  });

  function neighbour(day, key) {
    const line = held.rows.indexOf(day.closest("tr")), column = day.closest("td").cellIndex;
    const at = (row, cell) => held.rows[row]?.cells[cell]?.querySelector(".plan-day");
    const last = held.rows[0].cells.length - 1;
    switch (key) {
      case "ArrowRight": return at(line, column + 1) || day;
      case "ArrowLeft": return at(line, column - 1) || day;
      case "ArrowDown": return at(line + 1, column) || at(0, column + 1) || day;
      case "ArrowUp": return at(line - 1, column) || at(held.rows.length - 1, column - 1) || day;
      case "Home": return at(line, 1);
      case "End": return at(line, last);
      default: return null;
    }
  }

  // --- Dragging, by mouse, pen or finger --------------------------------------------------------------------------
  board.addEventListener("dragstart", (event) => { if (event.target.closest("a[data-hand]")) event.preventDefault(); });
  board.addEventListener("pointerdown", (event) => {
    quiet = false;
    const mark = event.target.closest("a[data-hand]");
    if (mark && event.isPrimary && event.button === 0) drag = { mark, x: event.clientX, y: event.clientY, ghost: null };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag || !event.isPrimary) return;
    if (event.pointerType === "mouse" && !event.buttons) return stop();
    if (!drag.ghost) {
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR_ENOUGH) return;
      drag.ghost = drag.mark.cloneNode(true);
      for (const name of ["data-hand", "data-planned", "href", "role"]) drag.ghost.removeAttribute(name);
      drag.ghost.setAttribute("aria-hidden", "true");
      drag.ghost.className += " plan-ghost";
      board.append(drag.ghost);
      board.classList.add("is-dragging");
      pickUp(drag.mark, false);
      follow();
    }
    drag.x = event.clientX;
    drag.y = event.clientY;
    drag.ghost.style.transform = `translate(${drag.x}px, ${drag.y}px)`;
    if (held?.rows) point(under(drag.x, drag.y).day);
  });
  document.addEventListener("pointerup", (event) => {
    if (!drag?.ghost || !event.isPrimary) { drag = null; return; }
    const { day, mark } = under(event.clientX, event.clientY);
    unghost();
    drag = null;
    quiet = true;
    setTimeout(() => { quiet = false; }, 0); // a touch ends without a click
    if (!held?.rows) return; // dropped before the days came: it stays in hand
    if (day) { point(day); drop(day); }
    else if (mark) send(held.url, { what: "swap", other: mark.dataset.planned, other_seen: mark.dataset.seen, seen: held.seen }, held.planned);
    else back();
  });
  document.addEventListener("pointercancel", stop);

  function stop() {
    unghost();
    if (drag?.ghost && held) back();
    drag = null;
  }

  function unghost() {
    board.querySelector(".plan-ghost")?.remove();
    board.classList.remove("is-dragging");
  }

  // What lies under the pointer: a day, a week in the school's own row (then its best day), or another school's meeting.
  function under(x, y) {
    const found = document.elementFromPoint(x, y);
    const day = found?.closest(".plan-day");
    if (day) return { day };
    const mark = found?.closest("a[data-hand]");
    if (mark && mark !== held.mark && mark.dataset.row !== held.mark.dataset.row) return { mark };
    const cell = found?.closest("td");
    if (cell && cell.closest("tr").id === held.mark.dataset.row) return { day: bestIn(cell.cellIndex) };
    return {};
  }

  function bestIn(column) {
    const days = held.rows.map((row) => row.cells[column]?.querySelector(".plan-day"));
    const own = held.rows.findIndex((row) => row.querySelector('[data-state="here"]'));
    const can = (day) => ["can", "here"].includes(day?.dataset.state);
    return can(days[own]) ? days[own] : days.find(can) || days[Math.max(own, 0)];
  }

  // At an edge the year goes on by itself.
  function follow() {
    if (!drag?.ghost) return;
    const box = region.getBoundingClientRect();
    if (drag.x > Math.min(box.right, innerWidth) - EDGE) region.scrollLeft += STEP;
    else if (drag.x < Math.max(box.left, 0) + EDGE) region.scrollLeft -= STEP;
    if (drag.y > bar.getBoundingClientRect().top - EDGE / 2) scrollBy(0, STEP);
    else if (drag.y < EDGE) scrollBy(0, -STEP);
    requestAnimationFrame(follow);
  }
})();
