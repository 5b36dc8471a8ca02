/** Ports as they are opened one beside the other, and let go of together. */
export interface Closable {
  close(): Promise<void>;
}

export class Opened {
  readonly #opened: Closable[] = [];

  /** Waits for a port and remembers it, so that one that opens late is let go of too. */
  async keep<Port extends Closable>(opening: Promise<Port>): Promise<Port> {
    const port = await opening;
    this.#opened.push(port);
    return port;
  }

  /** Closes what was opened, the last first; throws the first failure once all were tried. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const port of this.#opened.splice(0).toReversed()) await port.close().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}
