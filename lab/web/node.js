// The phone in Node: commands come line by line, what happens goes out line by line.
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import { obey, phone } from './sip-phones.js';

const [kind, server, user, password] = process.argv.slice(2);
// Both libraries want what browsers have.
globalThis.WebSocket = WebSocket;
const mine = phone(kind, { server, user, password }, (line) => console.log(line));
createInterface({ input: process.stdin }).on('line', (line) => obey(mine, line)).on('close', () => process.exit());
mine.start();
