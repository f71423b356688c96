import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { inOrder } from './lifecycle';

/** The connection to the editor, by what the arguments say: `--stdio`, `--node-ipc`, `--socket=N`. */
export const connection = createConnection(ProposedFeatures.all, { messageStrategy: inOrder() });
