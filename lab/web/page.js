// The phone in a page: commands come as server-sent events, what happens goes back by POST.
import { obey, phone } from './sip-phones.js';

const wanted = Object.fromEntries(new URLSearchParams(location.search));
let last = Promise.resolve();
const say = (line) => {
  last = last.then(() => fetch('/says', { method: 'POST', body: line }));
};
const mine = phone(wanted.kind, wanted, say);
new EventSource('/commands').onmessage = (event) => obey(mine, event.data);
mine.start();
