import {
  type CompletionItem,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  MarkupKind,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { complete } from './completion/completion.js';
import { constructorPage } from './describe/constructors.js';
import { codeActions } from './features/code-actions.js';
import { definition } from './features/definition.js';
import { documentSymbols } from './features/document-symbols.js';
import { formatting } from './features/formatting.js';
import { hover } from './features/hover.js';
import { prepareRename, references, rename } from './features/references.js';
import { legend, semanticTokens } from './features/semantic-tokens.js';
import { signatureHelp } from './features/signature-help.js';
import type { SyntaxFile } from './syntax/file.js';
import { pathOf } from './workspace/paths.js';
import { PluginSources } from './workspace/plugin-sources.js';
import { Publisher } from './workspace/publisher.js';
import { Workspace } from './workspace/workspace.js';

/** A document and a place in it, as all requests about a place name them. */
interface At {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
}

/**
 * Serves an editor until it goes. Everything runs in this process; what the connection is (stdio, a socket, a channel)
 * is the caller's business.
 */
export function serve(connection: Connection): void {
  const workspace = new Workspace();
  const publisher = new Publisher(connection, workspace);
  const sources = new PluginSources();
  const documents = new TextDocuments(TextDocument);
  let snippets = false;
  let watches = false;
  let changesFolders = false;

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const { capabilities, workspaceFolders, initializationOptions } = params;
    if ((initializationOptions as { readonly trusted?: unknown } | undefined)?.trusted === true) {
      workspace.allowPlugins();
    }
    workspace.folders = (workspaceFolders ?? []).map(({ uri }) => pathOf(uri));
    snippets = capabilities.textDocument?.completion?.completionItem?.snippetSupport ?? false;
    watches = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false;
    changesFolders = capabilities.workspace?.workspaceFolders ?? false;
    return { capabilities: serverCapabilities, serverInfo: { name: 'infomin' } };
  });
  connection.onInitialized(() => {
    if (changesFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => pathOf(uri)));
        const kept = workspace.folders.filter((folder) => !gone.has(folder));
        workspace.folders = [...kept, ...added.map(({ uri }) => pathOf(uri))];
      });
    }
    if (!watches) return;
    const watchers = [{ globPattern: '**/*.infomin' }];
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  });

  // A document is new to the workspace once: opening tells of its content as a change, too.
  documents.onDidChangeContent(({ document }) => {
    const opened = !workspace.open.includes(pathOf(document.uri));
    publisher.request(workspace.update(document), opened);
  });
  documents.onDidClose(({ document }) => {
    publisher.request(workspace.close(document.uri), true);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    publisher.request(changes.flatMap(({ uri }) => workspace.touch(pathOf(uri))));
  });
  connection.onExecuteCommand(({ command }) => {
    if (command === trustCommand) publisher.request(workspace.allowPlugins(), true);
  });
  connection.onShutdown(() => {
    publisher.dispose();
    sources.dispose();
  });

  const fileOf = (uri: string): SyntaxFile | undefined => workspace.file(pathOf(uri));
  /** Runs a feature on a file and an offset, after a check of the file as it stands. */
  const checked = async <T>({ textDocument, position }: At, run: (file: SyntaxFile, offset: number) => T) => {
    const path = pathOf(textDocument.uri);
    await workspace.analysis(path);
    const file = workspace.file(path);
    return file === undefined ? null : (run(file, file.document.offsetAt(position)) ?? null);
  };
  /** Runs a feature on what is known at once; only before its first check a file is waited for. */
  const atOnce = <T>(at: At, run: (file: SyntaxFile, offset: number) => T) => {
    const path = pathOf(at.textDocument.uri);
    const file = workspace.file(path);
    if (workspace.lastAnalysis(path) === undefined || file === undefined) return checked(at, run);
    return run(file, file.document.offsetAt(at.position)) ?? null;
  };

  connection.onCompletion((at) =>
    atOnce(at, (file, offset) => complete(workspace, file, offset, { snippets })),
  );
  connection.onCompletionResolve((item) => resolved(workspace, item));
  connection.onSignatureHelp((at) => atOnce(at, (file, offset) => signatureHelp(workspace, file, offset)));
  /** Waits for a check where that takes no time; a large file answers with what is known. */
  const soon: typeof checked = async (at, run) =>
    (fileOf(at.textDocument.uri)?.text.length ?? 0) < large ? checked(at, run) : atOnce(at, run);
  connection.onHover((at) =>
    soon(at, (file, offset) => {
      const analysis = workspace.lastAnalysis(file.path);
      return analysis && hover(workspace, analysis, file, offset);
    }),
  );
  connection.onDefinition((at) => atOnce(at, (file, offset) => definition(workspace, sources, file, offset)));
  connection.onReferences((at) =>
    atOnce(at, (file, offset) => references(workspace, file, offset, at.context.includeDeclaration)),
  );
  connection.onPrepareRename((at) => atOnce(at, (file, offset) => prepareRename(workspace, file, offset)));
  connection.onRenameRequest((at) =>
    atOnce(at, (file, offset) => rename(workspace, file, offset, at.newName)),
  );
  connection.onDocumentSymbol(({ textDocument }) => {
    const file = fileOf(textDocument.uri);
    return file === undefined ? [] : documentSymbols(file);
  });
  connection.onDocumentFormatting(({ textDocument }) => {
    const file = fileOf(textDocument.uri);
    return file === undefined ? [] : formatting(file);
  });
  connection.onCodeAction(async ({ textDocument, range }) => {
    await workspace.analysis(pathOf(textDocument.uri));
    const file = fileOf(textDocument.uri);
    return file === undefined ? [] : codeActions(workspace, file, range);
  });
  connection.languages.semanticTokens.on(async ({ textDocument }) => {
    const path = pathOf(textDocument.uri);
    // Which names are constructors is known when the plugins in use are.
    if (workspace.lastAnalysis(path) === undefined) await workspace.analysis(path);
    const file = workspace.file(path);
    return file === undefined ? { data: [] } : semanticTokens(workspace, file);
  });

  documents.listen(connection);
  connection.listen();
}

/** Allows plugins that do not come with infomin to run until the server ends. */
const trustCommand = 'infomin.trust';

const serverCapabilities: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: {
    triggerCharacters: ['.', '"', '(', ',', ':', '[', '~', '>'],
    resolveProvider: true,
  },
  signatureHelpProvider: { triggerCharacters: ['(', ',', ';'], retriggerCharacters: [':'] },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  documentFormattingProvider: true,
  codeActionProvider: { codeActionKinds: ['quickfix'] },
  semanticTokensProvider: { legend, full: true },
  executeCommandProvider: { commands: [trustCommand] },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/** Characters of a file whose check takes longer than who points at a word would wait for. */
const large = 50_000;

/** A proposal with the page of its constructor, which is long and wanted for one of them only. */
function resolved(workspace: Workspace, item: CompletionItem): CompletionItem {
  const id = (item.data as { readonly page?: string } | undefined)?.page;
  if (id === undefined) return item;
  for (const path of workspace.open) {
    const registered = workspace.registry(path).byId(id);
    if (registered === undefined) continue;
    return { ...item, documentation: { kind: MarkupKind.Markdown, value: constructorPage(registered) } };
  }
  return item;
}
