import type { SecretStorage } from 'vscode';
import { type AmiServer, accountOf } from './servers';

/** The secret of an account, from the secret store of this computer. */
export async function secretOf(store: SecretStorage, server: AmiServer): Promise<string | undefined> {
  return store.get(keyOf(server));
}

/** Keeps it there. Only for a secret with which a login succeeded. */
export async function keepSecret(store: SecretStorage, server: AmiServer, secret: string): Promise<void> {
  await store.store(keyOf(server), secret);
}

/** Forgets it. */
export async function forgetSecret(store: SecretStorage, server: AmiServer): Promise<void> {
  await store.delete(keyOf(server));
}

/** Host, port and user are part of the key, so that a server whose address was changed does not get the secret of another. */
function keyOf(server: AmiServer): string {
  return `ami:${accountOf(server)}`;
}
