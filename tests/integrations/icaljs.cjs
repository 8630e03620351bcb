// Reads calendar objects as a client with ical.js does (Thunderbird, Nextcloud), one a line: a JSON string in, a JSON
// object out. Asked by icaljs.py. Instants are seconds since 1970; a time without zone is an error here, and one without
// hours where the other has them. Whole days are their midnights in UTC.
"use strict";
const readline = require("node:readline");
const ICAL = require("../vendor/icaljs/ical.es5.min.cjs");
// TEXT by RFC 7986 5.1 and RFC 5545 3.8.8.2; ical.js does not know them and would leave their escapes in place.
for (const name of ["name", "x-wr-calname"]) ICAL.design.icalendar.property[name] = { defaultType: "text" };

function instant(time, name) {
  if (!time || time.isDate) throw new Error(`${name} is no date-time`);
  if (time.zone === ICAL.Timezone.localTimezone) throw new Error(`${name} is floating`);
  return time.toUnixTime();
}

function midnight(time) {
  return Date.UTC(time.year, time.month - 1, time.day) / 1000;
}

function text(component, name) {
  const found = component.getAllProperties(name);
  if (found.length > 1) throw new Error(`${name} stands there twice`);
  return found.length ? found[0].getFirstValue() : "";
}

function person(property) {
  return {
    address: property.getFirstValue(),
    name: property.getParameter("cn") ?? "",
    partstat: property.getParameter("partstat") ?? "",
  };
}

function event(component) {
  const read = new ICAL.Event(component);
  const whole = Boolean(read.startDate?.isDate && read.endDate?.isDate);
  return {
    uid: read.uid,
    summary: text(component, "summary"),
    location: text(component, "location"),
    description: text(component, "description"),
    url: text(component, "url"),
    sequence: read.sequence,
    status: text(component, "status"),
    whole_days: whole,
    free: text(component, "transp") === "TRANSPARENT",
    start: whole ? midnight(read.startDate) : instant(read.startDate, "DTSTART"),
    end: whole ? midnight(read.endDate) : instant(read.endDate, "DTEND"),
    organisers: component.getAllProperties("organizer").map(person),
    attendees: component.getAllProperties("attendee").map(person),
    inside: component.getAllSubcomponents().map((part) => part.name),
  };
}

function calendar(ics) {
  const root = new ICAL.Component(ICAL.parse(ics));
  ICAL.TimezoneService.reset();
  for (const zone of root.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return {
    method: text(root, "method"),
    names: [text(root, "name"), text(root, "x-wr-calname")],
    parts: root.getAllSubcomponents().map((part) => part.name),
    events: root.getAllSubcomponents("vevent").map(event),
  };
}

readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on("line", (line) => {
  let answer;
  try {
    answer = calendar(JSON.parse(line));
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
