// The page: the door, the conversation and the composer. What strangers wrote enters the page as text, never as markup.
import { Connection, State } from './connection.js';
import { Thread } from './thread.js';

const $ = (id) => document.getElementById(id);

const WORDS = {
  [State.CONNECTING]: 'Connexion',
  [State.CONNECTED]: 'Connecté',
  [State.DISCONNECTED]: 'Déconnecté',
  [State.RECONNECTING]: 'Reconnexion',
};
const SLOW = 300;
const QUIET_BEFORE_OUTAGE = 1500;
const TYPING_STOPS_AFTER = 2000;

let connection = null;
let name = '';
let thread = null;
let unread = 0;

// --- the state of the connection ---------------------------------------------------------------------------------

let outageSince = 0;
let nextAttempt = 0;
let outageClock = 0;

function showState(state, attemptAt = 0) {
  document.body.dataset.state = state;
  $('link').hidden = false;
  $('state').textContent = WORDS[state];
  nextAttempt = attemptAt;
  if (state === State.CONNECTED) {
    outageSince = 0;
    clearInterval(outageClock);
    $('outage').hidden = true;
    return;
  }
  $('latency').textContent = '';
  delete document.body.dataset.slow;
  thread.nobodyTypes();
  if (!outageSince) {
    outageSince = Date.now();
    outageClock = setInterval(showOutage, 250);
  }
  showOutage();
}

function showOutage() {
  $('outage').hidden = Date.now() - outageSince < QUIET_BEFORE_OUTAGE;
  const seconds = Math.max(0, Math.ceil((nextAttempt - Date.now()) / 1000));
  $('outage-text').textContent = nextAttempt
    ? `Vos messages partiront au retour. Nouvel essai dans ${seconds} s.`
    : 'Vos messages partiront au retour. Essai en cours.';
  $('retry').hidden = !nextAttempt;
}

// --- what the connection tells -----------------------------------------------------------------------------------

const listener = {
  state: showState,
  notice: onNotice,
  latency(ms) {
    $('latency').textContent = `${Math.max(1, Math.round(ms))} ms`;
    document.body.toggleAttribute('data-slow', ms > SLOW);
  },
  ready({ frame, lostFor, recovered }) {
    if (lostFor) thread.addKnot(lostFor, recovered);
    else thread.add(frame);
    thread.live(true);
  },
  message(frame, { replayed }) {
    thread.live(!replayed);
    thread.add(frame);
    if (document.hidden && !replayed && frame.username !== 'System') document.title = `(${++unread}) Miaou`;
  },
  typing: (username, isTyping) => thread.typing(username, isTyping),
  arrived: (cid, frame) => thread.arrived(cid, frame),
  unsure: (cid) => thread.mark(cid, 'unsure', 'non confirmé'),
};

/** The server's word to us alone. */
function onNotice(frame) {
  if (frame.content.startsWith('Welcome!')) return;
  if (frame.cid) {
    thread.mark(frame.cid, 'refused', 'non remis\u202f: personne de ce nom ici');
  } else if (!connection.ready) {
    leaveRoom('Ce nom n’est pas accepté ici. Choisissez-en un autre.');
  } else {
    thread.add(frame);
  }
}

// --- in and out --------------------------------------------------------------------------------------------------

async function webSocketUrl() {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const config = await (await fetch('config.json')).json();
  const host = config.webSocketPort ? `${location.hostname}:${config.webSocketPort}` : location.host;
  return `${scheme}://${host}/`;
}

async function enterRoom(wanted) {
  name = wanted;
  remember(name);
  $('name-error').textContent = '';
  let url;
  try {
    url = await webSocketUrl();
  } catch {
    $('name-error').textContent = 'Le serveur ne répond pas. Réessayez dans un instant.';
    return;
  }
  thread = new Thread({ log: $('log'), list: $('messages'), empty: $('empty'), typing: $('typing'), name, onName: writeTo });
  $('door').hidden = true;
  $('room').hidden = false;
  $('text').focus();
  connection = new Connection(url, name, listener);
  connection.open();
}

function leaveRoom(why) {
  connection.close();
  clearInterval(outageClock);
  $('link').hidden = true;
  $('room').hidden = true;
  $('door').hidden = false;
  document.body.dataset.state = 'idle';
  $('messages').replaceChildren();
  $('name-error').textContent = why;
  $('name').focus();
}

function remember(value) {
  try { localStorage.setItem('miaou.name', value); } catch { /* a browser may forbid it; then it is asked again */ }
}

function remembered() {
  try { return localStorage.getItem('miaou.name') ?? ''; } catch { return ''; }
}

// --- writing -----------------------------------------------------------------------------------------------------

let typingTimer = 0;
let isTyping = false;

function setTyping(now) {
  clearTimeout(typingTimer);
  if (now) typingTimer = setTimeout(() => setTyping(false), TYPING_STOPS_AFTER);
  if (now !== isTyping) {
    isTyping = now;
    connection.typing(now);
  }
}

/** What was written, as a frame: "/msg Bob bonjour" and '/msg "Bob le chat" bonjour' are private, "//" escapes a slash. */
function frameOf(text) {
  const cid = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const whisper = /^\/msg\s+(?:"([^"]+)"|(\S+))\s+([^]+)$/.exec(text);
  if (whisper) return { type: 'private', to: whisper[1] ?? whisper[2], content: whisper[3], cid };
  return { type: 'message', content: text.startsWith('//') ? text.slice(1) : text, cid };
}

function send() {
  const text = $('text').value.trim();
  if (!text) return;
  if (/^\/msg\b/.test(text) && frameOf(text).type !== 'private') {
    $('composer-help').classList.add('error');
    return;
  }
  const frame = frameOf(text);
  $('composer-help').classList.remove('error');
  $('text').value = '';
  setTyping(false);
  thread.addOwn({ username: name, timestamp: Date.now(), ...frame });
  connection.deliver(frame);
}

function writeTo(someone) {
  $('text').value = `/msg ${/\s/.test(someone) ? `"${someone}"` : someone} `;
  $('text').focus();
}

// --- events ------------------------------------------------------------------------------------------------------

$('enter').addEventListener('submit', (event) => {
  event.preventDefault();
  const wanted = $('name').value.trim();
  if (!wanted || wanted.toLowerCase() === 'system') {
    $('name-error').textContent = wanted ? 'Ce nom est celui du serveur. Choisissez-en un autre.' : 'Donnez un nom.';
    $('name').focus();
  } else {
    enterRoom(wanted);
  }
});
$('composer').addEventListener('submit', (event) => { event.preventDefault(); send(); });
$('text').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
});
$('text').addEventListener('input', () => setTyping($('text').value.trim() !== '' && !$('text').value.startsWith('/msg')));
$('retry').addEventListener('click', () => { connection.open(); $('text').focus(); });
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) { unread = 0; document.title = 'Miaou'; }
});

$('name').value = remembered();
$('name').focus();
