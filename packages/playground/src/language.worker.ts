// The language server that editors start, in a worker.
import { serve } from '@infomin/language-server';
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';

const port = self as unknown as Worker;
serve(createConnection(new BrowserMessageReader(port), new BrowserMessageWriter(port)));
// What was sent before would be lost: plugins were loading.
port.postMessage('ready');
