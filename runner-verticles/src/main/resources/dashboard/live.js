const PING_MILLIS = 10_000;
const LONGEST_WAIT = 5_000;
const decoder = new TextDecoder();

/**
 * The event bus bridge over a plain WebSocket: only registers and pings. If
 * the connection breaks or a change is missing, it restarts with a snapshot.
 */
export class Live {
  constructor({ onEvent, onState, onLog }) {
    Object.assign(this, { onEvent, onState, onLog, seq: 0, tries: 0, log: null });
    this.connect();
  }

  connect() {
    const url = new URL('live/websocket', document.baseURI);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.hash = '';
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.binaryType = 'arraybuffer'; // so the bridge sends over a plain WebSocket
    this.seq = 0;
    socket.onopen = () => {
      this.send({ type: 'register', address: 'dashboard.events', headers: {} });
      if (this.log) this.send({ type: 'register', address: this.log, headers: {} });
      this.ping = setInterval(() => this.send({ type: 'ping' }), PING_MILLIS);
    };
    socket.onmessage = (message) => this.heard(JSON.parse(typeof message.data === 'string' ? message.data : decoder.decode(message.data)));
    socket.onclose = () => this.closed();
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  heard(message) {
    if (message.type !== 'rec') return;
    if (message.address !== 'dashboard.events') {
      this.onLog(message.address, message.body);
      return;
    }
    const event = message.body;
    if (event.type === 'snapshot') {
      this.tries = 0;
      this.onState(true);
    } else if (event.seq <= this.seq) {
      return; // older than the snapshot
    } else if (event.seq > this.seq + 1) {
      this.socket.close(); // something is missing
      return;
    }
    this.seq = event.seq;
    this.onEvent(event);
  }

  async closed() {
    clearInterval(this.ping);
    this.onState(false);
    const wait = Math.min(LONGEST_WAIT, 250 * 2 ** this.tries++) * (0.75 + Math.random() / 2);
    await new Promise((over) => setTimeout(over, wait));
    try {
      const answer = await fetch('data/session', { cache: 'no-store' });
      if (answer.status === 401) {
        location.reload(); // logged out: shows the form
        return;
      }
    } catch {
      // not back yet
    }
    this.connect();
  }

  /** Listens to the log of one task; null: to none. */
  follow(id) {
    if (this.log) this.send({ type: 'unregister', address: this.log, headers: {} });
    this.log = id ? `dashboard.log.${id}` : null;
    if (this.log) this.send({ type: 'register', address: this.log, headers: {} });
  }
}
