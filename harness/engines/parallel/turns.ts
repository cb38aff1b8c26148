/** Owns whose turn it is: the crew has one task at a time, and reads wait while the head moves. */

export class Turns {
  /** Ends when the crew has nothing more to do. */
  private line: Promise<unknown> = Promise.resolve();
  private moving: Promise<unknown> = Promise.resolve();
  /** Why the head cannot be trusted any more, nor anything beside it. */
  private failure: Error | null = null;

  /** @throws what a move failed with */
  mustGoOn(): void {
    if (this.failure !== null) throw this.failure;
  }

  /** In the order in which they are asked. */
  alone<T>(task: () => Promise<T>): Promise<T> {
    const done = this.line.then(() => {
      this.mustGoOn();
      return task();
    });
    this.line = done.catch(() => undefined);
    return done;
  }

  /**
   * Goes from one head to another: first with the crew, then without it, so that it can decode meanwhile. Reads wait for
   * both: nobody sees what may yet be lost. When that fails, nothing goes on from here.
   */
  async move<T>(together: () => Promise<T>, then: (made: T) => Promise<void>): Promise<void> {
    let whole!: Promise<void>;
    await this.alone(() => {
      const made = together();
      whole = made.then(then).catch((error: Error) => {
        this.failure = error;
        throw error;
      });
      this.moving = whole.catch(() => undefined);
      return made;
    });
    await whole;
  }

  /** Runs a read to its end while the head stands: a move that began in the meantime is waited for as well. */
  async whileStanding<T>(read: () => T): Promise<T> {
    for (let before: unknown = null; before !== this.moving; ) {
      before = this.moving;
      await before;
    }
    this.mustGoOn();
    return read();
  }
}
