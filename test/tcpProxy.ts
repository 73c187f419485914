import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { atEnd } from './environment/index.ts';

/**
 * What happens to the line when a client sends a text for the `nth` time (default: the first).
 * `cut`: the text does not arrive. `cut answer`: it arrives and is obeyed, and the line is cut before the answer
 * comes. `silence`: nothing passes any more in either direction, but the line stays open.
 */
export interface LineFault {
  readonly at: string;
  readonly nth?: number;
  readonly how: 'cut' | 'cut answer' | 'silence';
}

/** A line to a PostgreSQL server that tests can break. It ends with the test. */
export class TcpProxy {
  /** The server's address, through this line. */
  readonly url: string;
  readonly #sockets = new Set<Socket>();
  #fault: LineFault | undefined;
  #seen = 0;
  #silent = false;

  private constructor(url: string) {
    this.url = url;
  }

  static async to(url: string): Promise<TcpProxy> {
    const address = new URL(url);
    const port = Number(address.port);
    const server = createServer((near) => {
      proxy.#relay(near, createConnection({ port, host: address.hostname }));
    });
    address.port = String(await listen(server));
    const proxy = new TcpProxy(address.href);
    atEnd(() => {
      proxy.cut();
      server.close();
    });
    return proxy;
  }

  arm(fault: LineFault): void {
    this.#fault = fault;
    this.#seen = 0;
  }

  cut(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  get isSilent(): boolean {
    return this.#silent;
  }

  silence(): void {
    this.#silent = true;
  }

  #relay(near: Socket, far: Socket): void {
    let answersAreLost = false;
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (piece: Buffer) => {
      const how = this.#faultOf(piece);
      if (how === 'cut') {
        this.cut();
      } else if (how === 'silence') {
        this.silence();
      }
      answersAreLost ||= how === 'cut answer';
      if (!this.#silent && !far.destroyed) {
        pass(piece, near, far);
      }
    });
    far.on('data', (piece: Buffer) => {
      if (answersAreLost) {
        this.cut();
      } else if (!this.#silent) {
        pass(piece, far, near);
      }
    });
  }

  #faultOf(piece: Buffer): LineFault['how'] | undefined {
    if (this.#fault === undefined || !piece.includes(this.#fault.at)) {
      return undefined;
    }
    this.#seen += 1;
    if (this.#seen !== (this.#fault.nth ?? 1)) {
      return undefined;
    }
    const { how } = this.#fault;
    this.#fault = undefined;
    return how;
  }
}

/** At the speed of the slower side. */
function pass(piece: Buffer, from: Socket, to: Socket): void {
  if (!to.write(piece)) {
    from.pause();
    to.once('drain', () => from.resume());
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
