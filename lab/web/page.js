// The phone in a page: commands come as server-sent events, what happens goes back by POST. The page /away has no phone in it:
// "leave" goes there without a word to the SIP server, as a reload does, and "return" comes back.
import { obey, phone } from './sip-phones.js';

const wanted = Object.fromEntries(new URLSearchParams(location.search));
let last = Promise.resolve();
const say = (line) => {
  last = last.then(() => fetch('/says', { method: 'POST', body: line }));
};
const commands = new EventSource('/commands');
const go = (path) => location.assign(path + location.search);
if (location.pathname === '/away') {
  commands.onmessage = () => go('/');
  say('away');
} else {
  const mine = phone(wanted.kind, wanted, say);
  commands.onmessage = (event) => (event.data === 'leave' ? go('/away') : obey(mine, event.data));
  mine.start();
}
