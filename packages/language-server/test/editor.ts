import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { marked } from '@infomin/testing';
import {
  type CompletionItem,
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { bundleServer } from '../scripts/bundle.mjs';

interface Opened {
  readonly document: TextDocument;
  readonly position: Position;
}

/** A client of the language server, as real as one without a screen can be: a process behind stdio. */
export class Editor {
  readonly folder = mkdtempSync(join(tmpdir(), 'infomin-editor-'));
  private readonly documents = new Map<string, TextDocument>();
  private readonly diagnostics = new Map<
    string,
    { version: number | undefined; list: readonly Diagnostic[] }
  >();
  private waiting: (() => void)[] = [];

  private constructor(
    private readonly process: ChildProcess,
    readonly connection: ProtocolConnection,
    private readonly serverFolder: string,
  ) {}

  /** Bundles the server, starts it and shakes hands. */
  static async start(options: { snippets?: boolean; trusted?: boolean } = {}): Promise<Editor> {
    const serverFolder = mkdtempSync(join(tmpdir(), 'infomin-server-'));
    const module = join(serverFolder, 'server.mjs');
    await bundleServer(module);
    const process = spawn(globalThis.process.execPath, [module, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const connection = createProtocolConnection(
      new StreamMessageReader(process.stdout),
      new StreamMessageWriter(process.stdin),
    );
    const editor = new Editor(process, connection, serverFolder);
    connection.onNotification('textDocument/publishDiagnostics', ({ uri, version, diagnostics }) => {
      editor.diagnostics.set(uri, { version, list: diagnostics });
      const { waiting } = editor;
      editor.waiting = [];
      for (const resume of waiting) resume();
    });
    connection.listen();
    const snippetSupport = options.snippets ?? false;
    const result: InitializeResult = await connection.sendRequest('initialize', {
      processId: globalThis.process.pid,
      rootUri: null,
      initializationOptions: { trusted: options.trusted ?? false },
      workspaceFolders: [{ uri: pathToFileURL(editor.folder).href, name: 'test' }],
      capabilities: {
        workspace: { workspaceFolders: true },
        textDocument: { completion: { completionItem: { snippetSupport } } },
      },
    });
    editor.capabilities = result.capabilities;
    await connection.sendNotification('initialized', {});
    return editor;
  }

  capabilities: InitializeResult['capabilities'] = {};

  /** Ends the server as editors do; its exit code. */
  async close(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code = await ended;
    this.connection.dispose();
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.serverFolder, { recursive: true, force: true });
    return code;
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).href;
  }

  /** Writes a file to disk without opening it. */
  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Opens a document that need not be on disk, or changes the whole text of an open one; a mark is where the cursor is. */
  async open(name: string, source: string): Promise<Opened> {
    const { text, marks } = marked(source);
    const uri = this.uri(name);
    const before = this.documents.get(uri);
    const document = TextDocument.create(uri, 'infomin', (before?.version ?? 0) + 1, text);
    this.documents.set(uri, document);
    const { version } = document;
    if (before === undefined) {
      const textDocument = { uri, languageId: 'infomin', version, text };
      await this.connection.sendNotification('textDocument/didOpen', { textDocument });
    } else {
      const contentChanges = [{ text }];
      await this.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges,
      });
    }
    return { document, position: document.positionAt(marks[0]?.start ?? 0) };
  }

  /** Types into an open document. */
  async type(name: string, position: Position, text: string): Promise<Opened> {
    const before = this.document(name);
    const change = { range: { start: position, end: position }, text };
    const document = TextDocument.update(
      TextDocument.create(before.uri, 'infomin', before.version, before.getText()),
      [change],
      before.version + 1,
    );
    this.documents.set(before.uri, document);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: before.uri, version: document.version },
      contentChanges: [change],
    });
    return { document, position: document.positionAt(before.offsetAt(position) + text.length) };
  }

  async shut(name: string): Promise<void> {
    const uri = this.uri(name);
    this.documents.delete(uri);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  document(name: string): TextDocument {
    const document = this.documents.get(this.uri(name));
    if (document === undefined) throw new Error(`${name} is not open`);
    return document;
  }

  /** Waits for the diagnostics of a document as it stands. */
  async diagnosticsOf(name: string, accept: (list: readonly Diagnostic[]) => boolean = () => true) {
    const uri = this.uri(name);
    for (;;) {
      const known = this.diagnostics.get(uri);
      const version = this.documents.get(uri)?.version;
      if (known !== undefined && known.version === version && accept(known.list)) return known.list;
      await new Promise<void>((resume) => this.waiting.push(resume));
    }
  }

  /** Asks about a place. */
  request<T>(method: string, { document, position }: Opened, more: object = {}): Promise<T> {
    return this.connection.sendRequest<T>(method, { textDocument: { uri: document.uri }, position, ...more });
  }

  /** Labels of the proposals at the cursor, in the order in which editors show them. */
  async completions(name: string, marked: string): Promise<readonly string[]> {
    const items = await this.completionItems(name, marked);
    return items.map(({ label }) => label);
  }

  async completionItems(name: string, marked: string): Promise<readonly CompletionItem[]> {
    const items = await this.request<CompletionItem[]>(
      'textDocument/completion',
      await this.open(name, marked),
    );
    const key = ({ sortText, label }: CompletionItem) => sortText ?? label;
    return items.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  }
}

/** A text after edits. */
export function applied(document: TextDocument, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(document, [...edits]);
}
