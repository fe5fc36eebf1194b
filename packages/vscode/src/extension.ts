import { join } from 'node:path';
import { commands, type ExtensionContext, workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

/** Starts the language server that the extension brings along; called when the first infomin file is opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath(join('dist', 'server.mjs'));
  const started = new LanguageClient(
    'infomin',
    'infomin',
    { module, transport: TransportKind.stdio },
    {
      documentSelector: [
        { scheme: 'file', language: 'infomin' },
        { scheme: 'untitled', language: 'infomin' },
      ],
      // Plugins in a folder that is not trusted are named and not loaded.
      initializationOptions: () => ({ trusted: workspace.isTrusted }),
    },
  );
  client = started;
  // Plugins are loaded once: a changed one is seen by a new server only.
  context.subscriptions.push(commands.registerCommand('infomin.restartServer', () => started.restart()));
  await started.start();
  context.subscriptions.push(
    workspace.onDidGrantWorkspaceTrust(() =>
      started.sendRequest('workspace/executeCommand', { command: 'infomin.trust' }),
    ),
  );
}

/** Ends the server; called when the editor closes or the extension is turned off. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}
