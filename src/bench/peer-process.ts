import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { readNpy } from "../io/npy.ts";
import { BenchError } from "./result.ts";

/** What is to be computed, how, of which arrays (.npy files) and numbers. */
export interface Question {
  readonly case: string;
  readonly how: string;
  readonly files: Readonly<Record<string, string>>;
  readonly numbers: Readonly<Record<string, number | readonly number[]>>;
}

const times = z.object({ times: z.array(z.number()) });
const answered = z.object({ answered: z.string(), laps: z.array(z.number()).optional() });

/** What a peer says of itself; `blas` lists the libraries that it loaded. */
const hello = z.object({ package: z.string(), version: z.string(), python: z.string(), blas: z.array(z.string()) });
export type Hello = z.infer<typeof hello>;

const failed = z.object({ error: z.string() });
const absent = z.object({ missing: z.string() });

export interface Start {
  readonly interpreter: string;
  readonly script: string;
  readonly name: string;
  readonly threads: number;
  readonly environment: NodeJS.ProcessEnv;
  /** Where answers are written. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Milliseconds that an import may take. */
const PATIENCE = 120_000;

/** A package in a process of its own, which answers one question after the other. It ends with its input, and when the signal comes. */
export class PeerProcess {
  readonly #lines: AsyncIterator<string>;
  #complaint = "";
  #answers = 0;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly start: Start,
  ) {
    this.#lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-2000);
    });
    // What is said to a process that has ended is lost; its silence tells.
    child.stdin!.on("error", () => undefined);
    child.on("error", () => undefined);
  }

  /** Starts it, or says why it cannot be had. */
  static async open(start: Start): Promise<{ peer: PeerProcess; hello: Hello } | { missing: string }> {
    const { interpreter, script, name, threads, environment, signal } = start;
    const count = String(threads);
    const variables = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"];
    // No compiled scripts are left in the package's folder.
    const own = { PYTHONDONTWRITEBYTECODE: "1", ...Object.fromEntries(variables.map((variable) => [variable, count])) };
    const env = { ...environment, ...own };
    const child = spawn(interpreter, [script, name, count], { env, stdio: ["pipe", "pipe", "pipe"], signal });
    const peer = new PeerProcess(name, child, start);
    const late = setTimeout(() => child.kill(), PATIENCE);
    const first = await peer.#next();
    clearTimeout(late);
    const present = hello.safeParse(first);
    if (present.success) return { peer, hello: present.data };
    await peer.end();
    return { missing: absent.safeParse(first).data?.missing ?? `${interpreter} cannot be run` };
  }

  /** The answer, as one vector. */
  async answer(question: Question): Promise<Float64Array> {
    return (await this.run(question)).answer;
  }

  /** The answer, and the seconds from the beginning of its computation to each of its marks. */
  async run(question: Question): Promise<{ answer: Float64Array; laps: readonly number[] }> {
    const path = join(this.start.folder, `${this.name}-${this.start.threads}-${this.#answers++}.npy`);
    const { laps = [] } = await this.#ask({ ...question, answer: path }, answered);
    const answer = Float64Array.from(readNpy(path).data);
    rmSync(path);
    return { answer, laps };
  }

  /** Seconds of a call, one for each of `repeats` samples of `inner` calls; where `warm`, after a call that is not counted. */
  async time(question: Question, samples: { repeats: number; inner: number; warm: boolean }): Promise<readonly number[]> {
    return (await this.#ask({ ...question, ...samples }, times)).times;
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) return;
    const ended = once(this.child, "exit");
    this.child.stdin!.end();
    this.child.kill();
    await ended;
  }

  /** Throws BenchError where the peer fails, ends, or says what was not asked. */
  async #ask<T>(question: object, expected: z.ZodType<T>): Promise<T> {
    this.child.stdin!.write(`${JSON.stringify(question)}\n`);
    const line = await this.#next();
    this.start.signal.throwIfAborted();
    if (line === undefined) throw new BenchError(`${this.name} ended: ${this.#complaint.trim().split("\n").at(-1)}`);
    const failure = failed.safeParse(line);
    if (failure.success) throw new BenchError(`${this.name} failed: ${failure.data.error}`);
    const answer = expected.safeParse(line);
    if (!answer.success) throw new BenchError(`${this.name} gave no answer: ${JSON.stringify(line).slice(0, 200)}`);
    return answer.data;
  }

  /** The next line, as JSON or, where it is none, as it is; nothing where there is no more. */
  async #next(): Promise<unknown> {
    const { done, value } = await this.#lines.next();
    if (done) return undefined;
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  }
}
