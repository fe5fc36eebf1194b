import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { LSPClient, languageServerExtensions, type Transport } from '@codemirror/lsp-client';
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { highlighting } from './highlight.js';

/** An editor whose checks, proposals and names come from the language server in a worker. */
export function createEditor(parent: HTMLElement, text: string, changed: (text: string) => void): EditorView {
  // A request that fails, for the server is not there yet, would be the editor's last one for proposals: it waits.
  const client = new LSPClient({ extensions: languageServerExtensions(), timeout: 60_000 });
  client.connect(transportTo(new Worker(new URL('language.worker.js', import.meta.url), { type: 'module' })));
  return new EditorView({
    parent,
    doc: text,
    extensions: [
      lineNumbers(),
      history(),
      highlightActiveLine(),
      bracketMatching(),
      closeBrackets(),
      indentOnInput(),
      autocompletion(),
      lintGutter(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': 'Text of the experiment', tabindex: '0' }),
      keymap.of([
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...lintKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
      highlighting,
      client.plugin('play:/play.infomin', 'infomin'),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed(update.state.doc.toString());
      }),
    ],
  });
}

/** Messages go as objects, as the server's reader for workers takes them, and once it has told that it listens. */
function transportTo(worker: Worker): Transport {
  const handlers = new Set<(message: string) => void>();
  const post = (message: string) => worker.postMessage(JSON.parse(message));
  const waiting: string[] = [];
  let send = (message: string): void => void waiting.push(message);
  worker.onmessage = () => {
    send = post;
    waiting.forEach(post);
    worker.onmessage = ({ data }) => {
      for (const handle of handlers) handle(JSON.stringify(data));
    };
  };
  return {
    send: (message) => send(message),
    subscribe: (handler) => void handlers.add(handler),
    unsubscribe: (handler) => void handlers.delete(handler),
  };
}
