// The conversation as it is shown: messages in the order of the room, their state, and who is typing.

const CLOSE_TOGETHER = 5 * 60_000;
const NEAR_THE_END = 80;
const COLOURS = 6;

const clock = new Intl.DateTimeFormat('fr', { hour: '2-digit', minute: '2-digit' });
const wholeTime = new Intl.DateTimeFormat('fr', { dateStyle: 'full', timeStyle: 'medium' });
const plural = new Intl.PluralRules('fr');

/** What the server says to all, in French; anything else as it is. */
const NOTICES = [
  [/^(.+) has joined the chat$/s, (name) => `${name} a rejoint la conversation.`],
  [/^(.+) has left the chat$/s, (name) => `${name} a quitté la conversation.`],
  [/^Your message was not understood: .+$/s, () => 'Le serveur n’a pas compris ce message.'],
];

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function inFrench(content) {
  for (const [pattern, words] of NOTICES) {
    const found = pattern.exec(content);
    if (found) return words(found[1]);
  }
  return content;
}

function initials(name) {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? [...words[0]][0] + [...words[1]][0] : [...name].slice(0, 2).join('');
  return letters.toLocaleUpperCase('fr');
}

function colour(name) {
  let hash = 0;
  for (const c of name) hash = (hash * 31 + c.codePointAt(0)) >>> 0;
  return `c${hash % COLOURS}`;
}

const HISTORY = 100; // what the server keeps

export class Thread {
  #log; #list; #empty; #typingLine; #name; #onName;
  #own = new Map();   // cid -> list item that waits to arrive
  #typists = new Set();

  constructor({ log, list, empty, typing, name, onName }) {
    this.#log = log;
    this.#list = list;
    this.#empty = empty;
    this.#typingLine = typing;
    this.#name = name;
    this.#onName = onName;
  }

  /** Whether what comes now is new, and so worth being read aloud. */
  live(isLive) {
    this.#log.setAttribute('aria-live', isLive ? 'polite' : 'off');
  }

  add(frame) {
    if (frame.username === 'System') {
      this.#insert(this.#notice(inFrench(frame.content)), frame.timestamp);
    } else {
      this.#typists.delete(frame.username);
      this.#showTypists();
      this.#insert(this.#message(frame), frame.timestamp);
    }
  }

  /** Shows a message of ours that is still on its way. */
  addOwn(frame) {
    const item = this.#message(frame);
    item.classList.add('pending');
    this.#own.set(frame.cid, item);
    this.#insert(item, Infinity);
    this.mark(frame.cid, 'pending', 'en attente');
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** A message of ours is in the room: it takes the place that the room gave it. */
  arrived(cid, frame) {
    const item = this.#own.get(cid);
    if (!item) return;
    this.#own.delete(cid);
    item.classList.remove('pending', 'unsure');
    item.querySelector('.note').textContent = '';
    this.#setTime(item, frame.timestamp);
    this.#insert(item, frame.timestamp);
  }

  /** A message of ours waits, or met with something. */
  mark(cid, state, words) {
    const item = this.#own.get(cid);
    if (!item) return;
    item.classList.remove('pending', 'unsure', 'refused');
    item.classList.add(state);
    item.querySelector('.note').textContent = words;
    if (state !== 'pending') {
      this.#own.delete(cid);
      this.#insert(item, this.#lastTime());
    }
  }

  /** Ties the thread again after a cut. */
  addKnot(lostFor, recovered) {
    const seconds = Math.max(1, Math.round(lostFor / 1000));
    const caughtUp = recovered === 0 ? 'Aucun message rattrapé.'
      : recovered >= HISTORY ? `Les ${HISTORY} derniers messages rattrapés ; de plus anciens ont pu être manqués.`
        : plural.select(recovered) === 'one' ? '1 message rattrapé.' : `${recovered} messages rattrapés.`;
    const item = this.#notice(`Hors ligne pendant ${seconds} s. ${caughtUp}`);
    item.classList.add('knot');
    this.#insert(item, this.#lastTime());
  }

  typing(username, isTyping) {
    if (isTyping) this.#typists.add(username);
    else this.#typists.delete(username);
    this.#showTypists();
  }

  nobodyTypes() {
    this.#typists.clear();
    this.#showTypists();
  }

  #showTypists() {
    const names = [...this.#typists];
    this.#typingLine.textContent = names.length === 0 ? ''
      : names.length === 1 ? `${names[0]} est en train de taper...`
        : names.length === 2 ? `${names[0]} et ${names[1]} sont en train de taper...`
          : 'Plusieurs personnes sont en train de taper...';
  }

  #notice(text) {
    const item = element('li', 'm system');
    item.append(element('span', 'bead'), element('p', '', text));
    return item;
  }

  #message(frame) {
    const mine = frame.username === this.#name;
    const item = element('li', `m${mine ? ' mine' : ''}${frame.type === 'private' ? ' private' : ''}`);
    item.dataset.author = frame.username;
    const bead = element('span', 'bead');
    const avatar = element('span', `avatar ${colour(frame.username)}`, initials(frame.username));
    bead.setAttribute('aria-hidden', 'true');
    avatar.setAttribute('aria-hidden', 'true');
    const head = element('div', 'head');
    head.append(this.#author(frame.username, mine));
    if (frame.type === 'private') {
      head.append(element('span', 'mark', mine ? `message privé pour ${frame.to}` : 'message privé'));
    }
    const note = element('span', 'note');
    head.append(element('time'), note);
    const body = element('div', 'body');
    body.append(head, element('p', '', frame.content));
    item.append(bead, avatar, body);
    this.#setTime(item, frame.timestamp);
    return item;
  }

  #author(username, mine) {
    if (mine) return element('span', 'name', username);
    const button = element('button', 'name', username);
    button.type = 'button';
    button.title = `Écrire en privé à ${username}`;
    button.addEventListener('click', () => this.#onName(username));
    return button;
  }

  #setTime(item, timestamp) {
    const time = item.querySelector('time');
    const at = new Date(timestamp);
    time.dateTime = at.toISOString();
    time.textContent = clock.format(at);
    time.title = wholeTime.format(at);
  }

  #lastTime() {
    for (let item = this.#list.lastElementChild; item; item = item.previousElementSibling) {
      if (Number.isFinite(+item.dataset.at)) return +item.dataset.at;
    }
    return 0;
  }

  /** Puts an item at its time: after everything as old or older, before what still waits. */
  #insert(item, timestamp) {
    const nearEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < NEAR_THE_END;
    const old = item.nextElementSibling;
    item.remove();
    item.dataset.at = timestamp;
    let next = null;
    for (let before = this.#list.lastElementChild; before && +before.dataset.at > timestamp; before = before.previousElementSibling) {
      next = before;
    }
    this.#list.insertBefore(item, next);
    for (const changed of [item, item.nextElementSibling, old]) this.#group(changed);
    this.#empty.hidden = true;
    if (nearEnd) this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** Shows the name once where one person says several things in a row. */
  #group(item) {
    if (!item) return;
    const before = item.previousElementSibling;
    const same = before?.dataset.author && before.dataset.author === item.dataset.author
      && !before.classList.contains('private') && !item.classList.contains('private')
      && !item.matches('.pending, .unsure, .refused')
      && +item.dataset.at - +before.dataset.at < CLOSE_TOGETHER;
    item.classList.toggle('more', Boolean(same));
  }
}
