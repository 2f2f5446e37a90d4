import type { Socket } from 'node:net';
import { abortReason } from '@strake/core';
import type { RunSignal } from '../runtime/run-signal.ts';
import { fromWire, SandboxError, type SandboxErrorCode, toWire, type WireError } from '../error.ts';
import { createFrameReader, encodeFrame, type Frame } from './frame.ts';

/** Requests by name, with what they take and give. All of it JSON. */
export type Protocol = Record<string, { readonly params: unknown; readonly result: unknown }>;

/** The protocol of a side that answers nothing. */
export type NoCalls = Readonly<Record<string, never>>;

export type OutputSink = (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;

/** What the caller sends to a call while it runs. */
export interface CallInput {
  /** Resolves when the chunk is taken, or nobody is left to take it: wait for that before the next. */
  write(chunk: Uint8Array): Promise<void>;
  end(): void;
  resize(size: { readonly columns: number; readonly rows: number }): void;
  signal(name: RunSignal): void;
}

/** What a handler may do beside answering. */
export interface CallContext {
  readonly signal: AbortSignal;
  /** Sends output of the call; false when the other side is slow: wait for `drained`. */
  output(stream: 'stdout' | 'stderr', bytes: Uint8Array): boolean;
  drained(): Promise<void>;
  /** Takes what the caller sends from now on. */
  listen(input: CallInput): void;
}

export type Handlers<P extends Protocol> = {
  readonly [K in keyof P]: (params: P[K]['params'], context: CallContext) => Promise<P[K]['result']>;
};

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly output?: OutputSink;
  /** Called when the other side listens to what is sent to the call. */
  readonly onListening?: () => void;
  /** Called with where to send input; what it gives is called when the call is over. */
  readonly attach?: (input: CallInput) => () => void;
}

export interface PeerOptions<Local extends Protocol> {
  readonly socket: Socket;
  /** What it sends goes there: the other of two pipes. Default: `socket`. */
  readonly sending?: Socket;
  readonly handlers: Handlers<Local>;
  /** Code for failures of handlers that are no `SandboxError`. */
  readonly failure: SandboxErrorCode;
  /** Whether an idle channel keeps the process alive. */
  readonly keepAlive: boolean;
  /** Says why the channel broke, for the calls that it ends. */
  readonly postMortem?: () => Promise<string>;
}

type Message =
  | { readonly call: number; readonly method: string; readonly params: unknown }
  | { readonly done: number; readonly result: unknown }
  | { readonly failed: number; readonly error: WireError }
  | { readonly cancel: number }
  | { readonly taken: number }
  | { readonly listening: number }
  | { readonly input: number; readonly size?: { readonly columns: number; readonly rows: number } }
  | { readonly input: number; readonly signal: RunSignal };

interface Serving {
  readonly controller: AbortController;
  input?: CallInput;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly output: OutputSink | undefined;
  readonly onListening: (() => void) | undefined;
  /** Of chunks that were sent and are not yet taken. */
  readonly waiting: (() => void)[];
}

/** One end of a channel between processes on which both sides may call each other. */
export class Peer<Local extends Protocol, Remote extends Protocol> {
  /** Resolves when the channel is closed, by whomever. */
  readonly closed: Promise<void>;
  readonly #options: PeerOptions<Local>;
  readonly #sending: Socket;
  readonly #pending = new Map<number, Pending>();
  readonly #serving = new Map<number, Serving>();
  #next = 1;

  constructor(options: PeerOptions<Local>) {
    this.#options = options;
    const { socket, sending = socket } = options;
    this.#sending = sending;
    const reader = createFrameReader();
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        sending.destroy();
        resolve();
        void this.#bury();
      });
    });
    for (const end of new Set([socket, sending])) end.on('error', () => socket.destroy());
    socket.on('data', (chunk: Uint8Array) => {
      try {
        for (const frame of reader.push(chunk)) this.#receive(frame);
      } catch {
        // What speaks another protocol is nobody to talk to.
        socket.destroy();
      }
    });
    if (!options.keepAlive) socket.unref();
  }

  /** Throws what the other side threw, `JAIL_FAILED` when it is gone, or the signal's reason. */
  async call<K extends keyof Remote & string>(
    method: K,
    params: Remote[K]['params'],
    { signal, output, onListening, attach }: CallOptions = {},
  ): Promise<Remote[K]['result']> {
    if (signal?.aborted) throw abortReason(signal);
    const id = this.#next++;
    const cancel = (): void => this.#send({ cancel: id });
    signal?.addEventListener('abort', cancel, { once: true });
    let detach: (() => void) | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(id, { resolve, reject, output, onListening, waiting: [] });
        if (!this.#options.keepAlive) this.#options.socket.ref();
        if (this.#sending.writable) this.#send({ call: id, method, params });
        else void this.#bury();
        detach = attach?.(this.#inputOf(id));
      });
    } catch (error) {
      throw signal?.aborted ? abortReason(signal) : error;
    } finally {
      detach?.();
      signal?.removeEventListener('abort', cancel);
    }
  }

  #inputOf(call: number): CallInput {
    const sending = this.#sending;
    return {
      write: (bytes) =>
        new Promise((resolve) => {
          const pending = this.#pending.get(call);
          if (!sending.writable || pending === undefined) return resolve();
          pending.waiting.push(resolve);
          sending.write(encodeFrame({ kind: 'stdin', call, bytes }));
        }),
      end: () => this.#send({ input: call }),
      resize: (size) => this.#send({ input: call, size }),
      signal: (signal) => this.#send({ input: call, signal }),
    };
  }

  close(): void {
    this.#options.socket.destroy();
  }

  #send(message: Message): void {
    const sending = this.#sending;
    if (sending.writable) sending.write(encodeFrame({ kind: 'message', value: message }));
  }

  #receive(frame: Frame): void {
    if (frame.kind === 'stdin') return this.#feed(frame.call, frame.bytes);
    if (frame.kind !== 'message') {
      this.#pending.get(frame.call)?.output?.(frame.kind, frame.bytes);
      return;
    }
    const message = frame.value as Message;
    if ('call' in message) void this.#serve(message);
    else if ('cancel' in message) this.#serving.get(message.cancel)?.controller.abort();
    else if ('input' in message) this.#control(message);
    else if ('listening' in message || 'taken' in message) this.#acknowledge(message);
    else if ('done' in message) this.#settle(message.done)?.resolve(message.result);
    else this.#settle(message.failed)?.reject(fromWire(message.error));
  }

  #control(message: Extract<Message, { input: number }>): void {
    const input = this.#serving.get(message.input)?.input;
    if ('signal' in message) input?.signal(message.signal);
    else if (message.size === undefined) input?.end();
    else input?.resize(message.size);
  }

  #acknowledge(message: Extract<Message, { listening: number } | { taken: number }>): void {
    if ('listening' in message) this.#pending.get(message.listening)?.onListening?.();
    else this.#pending.get(message.taken)?.waiting.shift()?.();
  }

  #feed(call: number, bytes: Uint8Array): void {
    const input = this.#serving.get(call)?.input;
    void input?.write(bytes).then(() => this.#send({ taken: call }));
  }

  #settle(id: number): Pending | undefined {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    for (const taken of call?.waiting ?? []) taken();
    if (this.#pending.size === 0 && !this.#options.keepAlive) this.#options.socket.unref();
    return call;
  }

  async #serve({ call, method, params }: Extract<Message, { call: number }>): Promise<void> {
    const serving: Serving = { controller: new AbortController(), input: createBacklog() };
    this.#serving.set(call, serving);
    try {
      const handler = this.#options.handlers[method];
      if (handler === undefined) throw new Error(`no method ${method}`);
      this.#send({ done: call, result: (await handler(params, this.#context(call, serving))) ?? null });
    } catch (error) {
      this.#send({ failed: call, error: toWire(error, this.#options.failure) });
    } finally {
      this.#serving.delete(call);
    }
  }

  #context(call: number, serving: Serving): CallContext {
    const sending = this.#sending;
    return {
      signal: serving.controller.signal,
      listen: (input) => {
        this.#send({ listening: call });
        (serving.input as Backlog).deliver(input);
        serving.input = input;
      },
      output: (kind, bytes) => !sending.writable || sending.write(encodeFrame({ kind, call, bytes })),
      drained: () =>
        new Promise((resolve) => {
          if (!sending.writableNeedDrain) resolve();
          sending.once('drain', resolve).once('close', resolve);
        }),
    };
  }

  async #bury(): Promise<void> {
    for (const { controller } of this.#serving.values()) controller.abort();
    const why = await this.#options.postMortem?.();
    const error = new SandboxError('JAIL_FAILED', why || 'the jail process is gone');
    for (const id of Array.from(this.#pending.keys())) this.#settle(id)?.reject(error);
  }
}

/** Keeps input until somebody listens. */
interface Backlog extends CallInput {
  deliver(input: CallInput): void;
}

function createBacklog(): Backlog {
  const waiting: ((input: CallInput) => void)[] = [];
  return {
    write: (chunk) =>
      new Promise((resolve) => {
        waiting.push((input) => void input.write(chunk).then(resolve));
      }),
    end: () => void waiting.push((input) => input.end()),
    resize: (size) => void waiting.push((input) => input.resize(size)),
    signal: (name) => void waiting.push((input) => input.signal(name)),
    deliver(input) {
      for (const give of waiting.splice(0)) give(input);
    },
  };
}
