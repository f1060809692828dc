// Reads the same cases as libical/expand.c and prints the wall clocks that
// ical.js gives a rule: the second opinion where libical and ours differ.
'use strict';
const ICAL = require('ical.js');
const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);

// Rules that never match would be looked for until the end of time.
const maxSteps = 2000;

function walls(line) {
  const [, end, most, ...content] = line.split('\t');
  const event = new ICAL.Component(ICAL.parse(`BEGIN:VEVENT\r\n${content.join('\r\n')}\r\nEND:VEVENT`));
  const start = event.getFirstPropertyValue('dtstart');
  start.zone = ICAL.Timezone.localTimezone; // wall clocks, whatever the zone
  const iterator = event.getFirstPropertyValue('rrule').iterator(start);
  const found = [];
  for (let steps = 0; found.length < Number(most) && steps < maxSteps; steps++) {
    const next = iterator.next();
    const text = next && next.toICALString();
    if (!text || text >= end) break;
    found.push(text);
  }
  return found;
}

for (const line of lines) {
  let found;
  try {
    found = walls(line);
  } catch (error) {
    found = ['refused'];
  }
  console.log(' ' + found.join(' '));
}
