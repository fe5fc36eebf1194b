import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './server.js';

// `--stdio` (or `--node-ipc`, `--socket=…`, `--pipe=…`) says how the editor is reached; without any it is stdio.
if (!process.argv.some((argument) => /^--(stdio|node-ipc|socket|pipe)\b/.test(argument))) {
  process.argv.push('--stdio');
}
serve(createConnection(ProposedFeatures.all));
