// The record saves itself while one types. Words are never thrown away: what could not be sent stays in the field and is
// sent again, and what somebody else wrote meanwhile is put together by the server. Without this file each field has a button.
"use strict";
(() => {
  const board = document.querySelector("[data-minutes]");
  if (!board) return;
  const words = board.dataset;
  const PAUSE = 900, AGAIN = 3000, LOOK = 4000; // milliseconds: after the last key, after a failure, for the others
  const pen = window.crypto.randomUUID ? window.crypto.randomUUID() : `${Date.now()}-${Math.random()}`.slice(0, 36);
  const fields = [...board.querySelectorAll("[data-field]")].map(dress).filter(Boolean);
  board.classList.add("is-live");
  let leaving = false; // somebody chose to go, although not all is saved

  function dress(form) {
    const area = form.querySelector("textarea");
    if (!area) return null;
    const say = form.querySelector("[data-say]");
    // `stands` is the text that `base` is the revision of, as this field last had it from the server or sent it.
    const field = { form, area, say, base: Number(form.elements.base.value), stands: area.value, timer: 0, busy: false };
    area.addEventListener("input", () => { say.textContent = words.typed; count(); later(field, PAUSE); });
    area.addEventListener("blur", () => later(field, 0));
    form.addEventListener("submit", (event) => { event.preventDefault(); later(field, 0); });
    return field;
  }

  // The strip at the top: a part of which only the fields tell how far it is, says so while one types.
  const counted = [...document.querySelectorAll("[data-stand][data-counts]")].map((link) => [link, [...document.querySelectorAll(`${link.hash} textarea`)]]);
  function count() {
    for (const [link, areas] of counted.filter((row) => row[1].length)) {
      const written = areas.filter((area) => area.value.trim()).length;
      link.dataset.stand = written === areas.length ? "done" : written ? "begun" : "open";
    }
  }

  const isDirty = (field) => field.area.value.trimEnd() !== field.stands.trimEnd();

  function later(field, pause) {
    window.clearTimeout(field.timer);
    field.timer = window.setTimeout(() => save(field), pause);
  }

  async function save(field) {
    if (field.busy) return later(field, PAUSE);
    if (!isDirty(field)) { field.say.textContent = field.say.textContent && words.saved; return; }
    const sent = field.area.value;
    field.busy = true;
    field.say.textContent = words.saving;
    try {
      const body = new URLSearchParams({ base: field.base, text: sent, pen, van: field.form.elements.van?.value ?? "" });
      const answer = await ask(field.form.action, body);
      if (answer.refused) { field.say.textContent = answer.refused; return; }
      if (field.area.value === sent) take(field, answer.revision, answer.text);
      else { field.base = answer.own; field.stands = sent; } // more was typed: go on from the own words
      field.say.textContent = answer.text.trimEnd() === sent.trimEnd() ? words.saved : words.joined;
      if (isDirty(field)) later(field, PAUSE);
    } catch {
      field.say.textContent = words.away;
      later(field, AGAIN);
    } finally {
      field.busy = false;
    }
  }

  // Put in the field what stands on the server, and leave the cursor behind the word where it was.
  function take(field, revision, text) {
    field.base = revision;
    field.stands = text;
    if (field.area.value === text || field.area.value.trimEnd() === text) return;
    const { area } = field;
    const before = area.value.slice(0, area.selectionStart), after = area.value.slice(area.selectionStart);
    const isHere = document.activeElement === area;
    area.value = text;
    count();
    if (!isHere) return;
    const at = text.startsWith(before) ? before.length : text.endsWith(after) ? text.length - after.length : text.length;
    area.setSelectionRange(at, at);
  }

  async function ask(url, body) {
    const headers = { Accept: "application/json" };
    if (body) headers["X-CSRFToken"] = words.csrf;
    const answer = await fetch(url, { method: body ? "POST" : "GET", headers, body, credentials: "same-origin" });
    if (answer.status === 204) return null;
    if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) throw new Error("no answer");
    return answer.json();
  }

  let known = ""; // what this page has seen of all fields: the server shows nothing when that is all there is
  async function look() {
    try {
      const found = await ask(`${words.stand}?stand=${known}`);
      const { notes, stand, fixed, more } = found ?? { notes: {}, more: words.more };
      if (fixed) { window.location.reload(); return; }
      document.querySelector("[data-news]").hidden = more === words.more; // said, not done: somebody may be typing
      if (!fields.some((field) => field.busy || isDirty(field))) known = stand ?? known;
      for (const field of fields) {
        const [revision, text] = notes[field.form.dataset.field] ?? [-1, ""];
        if (!field.busy && !isDirty(field) && revision > field.base) take(field, revision, text);
      }
    } catch { /* the next look will tell; saving says so when it fails */ }
    window.setTimeout(look, LOOK);
  }
  window.setTimeout(look, LOOK);

  // Another form of this page takes us away: what was typed goes first.
  board.addEventListener("submit", async (event) => {
    const { target, submitter } = event;
    if (event.defaultPrevented || leaving || !fields.some(isDirty)) return;
    event.preventDefault();
    for (let turn = 0; turn < 25 && fields.some(isDirty); turn += 1) { // five seconds: one may be on its way already
      await Promise.all(fields.filter((field) => isDirty(field) && !field.busy).map(save));
      if (fields.some(isDirty)) await new Promise((done) => { window.setTimeout(done, 200); });
    }
    if (!fields.some(isDirty) || window.confirm(words.away)) { leaving = true; target.requestSubmit(submitter); }
  });
  window.addEventListener("beforeunload", (event) => { if (!leaving && fields.some(isDirty)) event.preventDefault(); });
})();
