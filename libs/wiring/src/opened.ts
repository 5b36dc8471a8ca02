/** Ports as they are opened one beside the other, and let go of together. */
export interface Closable {
  close(): Promise<void>;
}

/** A port of each name that is being opened. */
export type Opening<Ports> = { readonly [Name in keyof Ports]: Promise<Ports[Name]> };

export class Opened {
  readonly #opened: Closable[] = [];

  /** Waits for a port and remembers it, so that one that opens late is let go of too. */
  async keep<Port extends Closable>(opening: Promise<Port>): Promise<Port> {
    const port = await opening;
    this.#opened.push(port);
    return port;
  }

  /** The ports once all are open; lets go of everything that was kept when one of them can't be opened. */
  async all<Ports extends object>(open: () => Promise<Opening<Ports>>): Promise<Ports & Closable> {
    try {
      const opening = await open();
      const waiting = Object.entries<Promise<unknown>>(opening);
      // One that fails must not leave another behind that opens a moment later: its thread would keep the process alive.
      await Promise.allSettled(waiting.map(([, port]) => port));
      const ports = await Promise.all(waiting.map(async ([name, port]) => [name, await port] as const));
      return { ...Object.fromEntries(ports) as Ports, close: () => this.close() };
    } catch (error) {
      await this.close().catch(() => undefined);
      throw error;
    }
  }

  /** Closes what was opened, the last first; throws the first failure once all were tried. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const port of this.#opened.splice(0).toReversed()) await port.close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}
