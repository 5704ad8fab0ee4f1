// The connection: its states, its latency, its return after a cut, and what must arrive exactly once.
// It knows nothing of the page; it tells a listener what happens.

/** States, with the words that name them in the course. */
export const State = Object.freeze({
  CONNECTING: 'connecting',
  CONNECTED: 'connected',
  DISCONNECTED: 'disconnected',
  RECONNECTING: 'reconnecting',
});

const LONGEST_WAIT = 30_000;
const PING_EVERY = 5_000;
const PONG_WITHIN = 10_000;
const IDS_KEPT = 1_000;

/** How long to wait before attempt number n, the first being 0: 1 s, 2 s, 4 s ... 30 s. */
export const backOff = (n) => Math.min(1000 * 2 ** n, LONGEST_WAIT);

export class Connection {
  #url; #name; #listener;
  #socket = null;
  #failures = 0;
  #everOpen = false;
  #retry = 0;
  #heartbeat = 0;
  #pingSent = 0;       // when the ping that is not answered yet was sent; 0 if none
  #ready = false;      // joined, and everything missed was told again
  #recovered = 0;
  #lost = 0;           // when the connection was lost; 0 if it never was
  #since = 0;          // the last time the server named
  #lastIds = [];       // the messages of that time
  #seen = new Set();
  #outbox = new Map(); // cid -> frame: sent or waiting, not seen to have arrived
  #gone = new Set();   // cids of private messages that were sent and not acknowledged

  constructor(url, name, listener) {
    this.#url = url;
    this.#name = name;
    this.#listener = listener;
  }

  get ready() { return this.#ready; }

  open() {
    clearTimeout(this.#retry);
    this.#dropSocket();
    this.#listener.state(this.#everOpen || this.#failures > 0 ? State.RECONNECTING : State.CONNECTING);
    const socket = new WebSocket(this.#url, 'miaou.v1');
    this.#socket = socket;
    socket.onopen = () => this.#onOpen();
    socket.onmessage = (event) => this.#onMessage(event.data);
    socket.onclose = () => { if (socket === this.#socket) this.#onClose(); };
  }

  /** Ends it for good. */
  close() {
    clearTimeout(this.#retry);
    this.#dropSocket();
  }

  /** Sends a message now, or when the connection is back; it is told by its cid what became of it. */
  deliver(frame) {
    this.#outbox.set(frame.cid, frame);
    if (this.#ready) this.#sendOnce(frame);
  }

  typing(isTyping) {
    if (this.#ready) this.#send({ type: isTyping ? 'typing.start' : 'typing.stop' });
  }

  #sendOnce(frame) {
    if (frame.type === 'private') this.#gone.add(frame.cid);
    this.#send(frame);
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ username: this.#name, timestamp: Date.now(), ...frame }));
    }
  }

  #onOpen() {
    this.#failures = 0;
    this.#everOpen = true;
    this.#recovered = 0;
    this.#listener.state(State.CONNECTED);
    this.#send({
      type: 'join', content: '', since: this.#since, lastIds: this.#lastIds, caps: ['history', 'typing', 'ack', 'pong'],
    });
    this.#ping();
    this.#heartbeat = setInterval(() => this.#ping(), PING_EVERY);
  }

  #onClose() {
    this.#dropSocket();
    if (this.#everOpen) this.#lost ||= Date.now();
    const wait = backOff(this.#failures++);
    this.#listener.state(State.DISCONNECTED, Date.now() + wait);
    this.#retry = setTimeout(() => this.open(), wait);
    // Whether a private message arrived is in no history: sending it again might double it.
    for (const cid of this.#gone) {
      this.#outbox.delete(cid);
      this.#listener.unsure(cid);
    }
    this.#gone.clear();
  }

  #dropSocket() {
    clearInterval(this.#heartbeat);
    this.#ready = false;
    this.#pingSent = 0;
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  // A page cannot send the ping of the protocol, so this one is a message.
  #ping() {
    if (this.#pingSent && performance.now() - this.#pingSent > PONG_WITHIN) {
      this.#onClose();
    } else if (!this.#pingSent) {
      this.#pingSent = performance.now();
      this.#send({ type: 'ping', t: this.#pingSent });
    }
  }

  #onMessage(text) {
    const frame = JSON.parse(text);
    switch (frame.type) {
      case 'pong':
        this.#pingSent = 0;
        this.#listener.latency(performance.now() - frame.t);
        break;
      case 'typing':
        this.#listener.typing(frame.username, frame.isTyping);
        break;
      case 'ack':
        this.#outbox.delete(frame.cid);
        this.#gone.delete(frame.cid);
        this.#listener.arrived(frame.cid, frame);
        break;
      case 'message':
      case 'private':
        this.#onChat(frame);
        break;
    }
  }

  #onChat(frame) {
    if (!frame.id) {
      this.#outbox.delete(frame.cid);
      this.#gone.delete(frame.cid);
      this.#listener.notice(frame);
      return;
    }
    if (this.#isKnown(frame)) return;
    const own = frame.cid && this.#outbox.delete(frame.cid);
    const joined = !this.#ready && frame.username === 'System'
      && frame.content === `${this.#name} has joined the chat`;
    if (joined) this.#onReady(frame);
    else if (own) this.#listener.arrived(frame.cid, frame);
    else this.#listener.message(frame, { replayed: !this.#ready });
    if (!this.#ready && frame.room && frame.username !== 'System') this.#recovered++;
  }

  /** Remembers a message, and says whether it had come before. */
  #isKnown(frame) {
    if (this.#seen.has(frame.id)) return true;
    this.#seen.add(frame.id);
    if (this.#seen.size > IDS_KEPT) this.#seen.delete(this.#seen.values().next().value);
    if (frame.room && frame.timestamp >= this.#since) {
      if (frame.timestamp > this.#since) this.#lastIds = [];
      this.#since = frame.timestamp;
      this.#lastIds.push(frame.id);
    }
    return false;
  }

  /** What was missed has been told; what is still in the outbox never arrived, and may go now. */
  #onReady(frame) {
    this.#ready = true;
    this.#listener.ready({ frame, lostFor: this.#lost ? Date.now() - this.#lost : 0, recovered: this.#recovered });
    this.#lost = 0;
    for (const waiting of this.#outbox.values()) this.#sendOnce(waiting);
  }
}
