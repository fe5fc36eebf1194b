import { fstatSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What the command line sees of the machine, so that tests can stand in for it. */
export interface Io {
  readonly stdin: () => Promise<Uint8Array>;
  /** Asks at the terminal and gives the line that is answered; not there where nobody could. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width in characters; 80 where nobody knows. */
  readonly columns: number;
}

/** The streams of this process. */
export interface ProcessIo extends Io {
  /** Once all is written: why standard output could not be, if so. */
  lost(): Promise<NodeJS.ErrnoException | undefined>;
}

/**
 * The process's own streams. What can't be written any more, its reader or terminal being gone or the disk full, ends
 * nothing: the command goes on to its end.
 */
export function processIo(): ProcessIo {
  const stdout = outputOf(process.stdout);
  return {
    stdin: async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
      return Buffer.concat(chunks);
    },
    get ask() {
      return process.stdin.isTTY && process.stderr.isTTY ? ask : undefined;
    },
    stdout,
    stderr: outputOf(process.stderr),
    env: process.env,
    lost: stdout.lost,
  };
}

/** An end of the input, or Ctrl-C, is an empty answer. */
function ask(question: string): Promise<string> {
  const { stdin: input, stderr: output } = process;
  const lines = createInterface({ input, output });
  return new Promise((resolve) => {
    lines.on('close', () => resolve(''));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}

function outputOf(stream: NodeJS.WriteStream & { readonly fd: number }): Output & Pick<ProcessIo, 'lost'> {
  let failure: NodeJS.ErrnoException | undefined;
  let last: Promise<void> = Promise.resolve();
  const failed = (error: NodeJS.ErrnoException) => {
    failure ??= error;
  };
  // Without a listener an error would end the process, be it of what a plugin prints.
  stream.on('error', () => undefined);
  const send = isFile(stream.fd) ? toFile : toStream;
  return {
    write(text) {
      if (!failure) last = send(stream, text).catch(failed);
    },
    async lost() {
      await last;
      return failure;
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      // A terminal that does not know says 0.
      return stream.columns || 80;
    },
  };
}

function toStream(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Whole: Node's own stream drops without an error what a disk that fills up did not take. */
async function toFile({ fd }: { readonly fd: number }, text: string): Promise<void> {
  writeFileSync(fd, text);
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}
