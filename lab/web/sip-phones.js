// One phone, made of JsSIP or of SIP.js, for Node and for browsers: say(line) hears what happens, the result takes commands.
import JsSIP from 'jssip';
import { Messager, Registerer, RegistererState, UserAgent } from 'sip.js';

// Kept, as a page should keep its own. Without it both libraries make a new one for each page.
const INSTANCE = '8f0c6f0e-2a10-4a9b-9a53-0a4a4c1f7f01';

export function phone(kind, settings, say) {
  return kind === 'jssip' ? jssip(settings, say) : sipjs(settings, say);
}

function jssip({ server, user, password, socket, instance }, say) {
  const ua = new JsSIP.UA({
    sockets: [socket ? socket(server) : new JsSIP.WebSocketInterface(server)],
    uri: `sip:${user}@example.com`,
    password,
    instance_id: instance === 'new' ? undefined : INSTANCE,
    register_expires: 600,
  });
  ua.on('registered', () => say('registered'));
  ua.on('unregistered', () => say('unregistered'));
  ua.on('registrationFailed', (e) => say(`refused ${e.response ? e.response.status_code : e.cause}`));
  ua.on('newMessage', ({ originator, message, request }) => {
    if (originator === 'remote') {
      say(`heard ${request.body}`);
    } else {
      message.on('succeeded', ({ response }) => say(`sent ${response.status_code}`));
      message.on('failed', ({ response, cause }) => say(`failed ${response ? response.status_code : cause}`));
    }
  });
  return {
    start: () => ua.start(),
    send: (to, text) => ua.sendMessage(`sip:${to}@example.com`, text, { contentType: 'text/plain;charset=utf-8' }),
    stop: () => ua.stop(),
  };
}

function sipjs({ server, user, password, instance }, say) {
  const ua = new UserAgent({
    uri: UserAgent.makeURI(`sip:${user}@example.com`),
    transportOptions: { server },
    authorizationUsername: user,
    authorizationPassword: password,
    instanceId: instance === 'new' ? undefined : INSTANCE,
    logBuiltinEnabled: false,
    delegate: {
      onMessage: (message) => {
        say(`heard ${message.request.body}`);
        return message.accept();
      },
    },
  });
  const registerer = new Registerer(ua, { expires: 600 });
  registerer.stateChange.addListener((state) => {
    if (state === RegistererState.Registered) say('registered');
    if (state === RegistererState.Unregistered) say('unregistered');
  });
  return {
    start: () => ua.start().then(() => registerer.register({
      requestDelegate: { onReject: (response) => say(`refused ${response.message.statusCode}`) },
    })),
    send: (to, text) => new Messager(ua, UserAgent.makeURI(`sip:${to}@example.com`), text, 'text/plain;charset=utf-8').message({
      requestDelegate: {
        onAccept: (response) => say(`sent ${response.message.statusCode}`),
        onReject: (response) => say(`failed ${response.message.statusCode}`),
      },
    }),
    stop: () => registerer.unregister().then(() => ua.stop()),
  };
}

export function obey(phone, line) {
  const [command, to, ...text] = line.split(' ');
  if (command === 'send') phone.send(to, text.join(' '));
  else phone[command]();
}
