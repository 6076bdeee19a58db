// Draws wwwroot/images/event.png, the picture of events that have none: `node build/event-banner.mjs`. Its output is committed.
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

const [width, height] = [1200, 630];
const colours = [[0x36, 0x66, 0xcc], [0xff, 0xff, 0xff], [0x23, 0x3e, 0x85], [0xea, 0xf3, 0xff]];

// A calendar sheet: two rings, a head, and the days of a month.
const inside = (x, y, left, top, right, bottom) => x >= left && x < right && y >= top && y < bottom;
const isDay = (x, y) => inside(x, y, 456, 280, 744, 470) && (x - 456) % 60 < 40 && (y - 280) % 50 < 30;
const colourOf = (x, y) =>
  inside(x, y, 490, 120, 510, 190) || inside(x, y, 690, 120, 710, 190) ? 2
    : isDay(x, y) ? (inside(x, y, 636, 380, 676, 410) ? 0 : 3)
      : inside(x, y, 420, 150, 780, 240) ? 3
        : inside(x, y, 420, 240, 780, 500) ? 1 : 0;

const chunk = (type, data) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  const sum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};

const head = Buffer.alloc(13);
head.writeUInt32BE(width, 0);
head.writeUInt32BE(height, 4);
head.set([2, 3, 0, 0, 0], 8); // two bits a pixel, from a palette
const rows = Buffer.alloc(height * (1 + width / 4));
for (let y = 0; y < height; y++)
  for (let x = 0; x < width; x++)
    rows[y * (1 + width / 4) + 1 + (x >> 2)] |= colourOf(x, y) << (6 - 2 * (x & 3));

writeFileSync(new URL('../wwwroot/images/event.png', import.meta.url), Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', head), chunk('PLTE', Buffer.from(colours.flat())), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0)),
]));
