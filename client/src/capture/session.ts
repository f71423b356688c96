import { l10n, type SecretStorage, type Uri, workspace } from 'vscode';
import type { NoticeKind } from '../../../server/src/protocol';
import { type Ending, type LiveCapture, startCapture } from './liveCapture';
import { forgetSecret, keepSecret, secretOf } from './secrets';
import { type AmiServer, accountOf, addressOf, nameOf, saveServer } from './servers';
import { type Refused, type Verdict, withVerdict } from './trust';

/** What the user is asked, and told, while a session begins and ends. Tests answer in their place. */
export interface Asking {
  secret(server: AmiServer): Promise<string | undefined>;
  certificate(server: AmiServer, refused: Refused): Promise<Verdict | undefined>;
  /** Says why it did not work, and gives what the user wants next. */
  failed(server: AmiServer, words: string): Promise<'again' | 'edit' | undefined>;
  edit(server: AmiServer): Promise<AmiServer | undefined>;
  notice(capture: LiveCapture, about: NoticeKind, words: string): void;
}

/** What sessions need of their surroundings. */
export interface Surroundings {
  readonly asking: Asking;
  readonly secrets: SecretStorage;
  /** The path of `dist/cli.js`. */
  readonly cli: string;
  readonly segmentSizeMB: number;
  newFile(server: AmiServer): Promise<Uri>;
  /** A capture began: its server is being connected to. */
  started(capture: LiveCapture): void;
}

/** A session that is to begin. */
export interface Wish {
  readonly server: AmiServer;
  /** The secret, where the user has just given it. */
  readonly secret?: string;
  /** The entry of the settings that it came from. */
  readonly saved?: AmiServer;
  /** Nothing of it is kept: neither server nor secret. */
  readonly passing?: boolean;
}

/** How long a test of a connection waits for what the server says about the account. Milliseconds. */
const ACCOUNT_ANSWER = 1_000;

/**
 * Attaches to a server and stays until the session ends, asking for what is missing: a secret, a verdict on a certificate, other settings. Secret and server
 * are kept once the login has succeeded, not before. Gives how it ended; `undefined` where the user gave up before it began.
 */
export async function attachTo(wish: Wish, around: Surroundings): Promise<Ending | undefined> {
  const { asking, secrets } = around;
  let { server, saved } = wish;
  let given = wish.secret;
  for (;;) {
    const known = given === undefined ? await secretOf(secrets, server) : undefined;
    const secret = given ?? known ?? (await asking.secret(server));
    if (secret === undefined) return undefined;
    const capture = startCapture(server, { cli: around.cli, out: await around.newFile(server), secret, segmentSizeMB: around.segmentSizeMB });
    const [account, entry] = [server, saved];
    capture.onDidLogIn(() => {
      if (wish.passing) return;
      Promise.all([keepSecret(secrets, account, secret), saveServer(account, entry)]).catch((error: Error) =>
        asking.notice(capture, 'server', l10n.t('The server could not be saved: {0}', error.message)),
      );
    });
    capture.onNotice(({ about, text }) => asking.notice(capture, about, text));
    let full = false;
    capture.onDidChange(() => {
      const { state, reason } = capture.progress();
      if (state === 'full' && !full) asking.notice(capture, 'disk', reason);
      full = state === 'full';
    });
    around.started(capture);
    const ending = await capture.ended;
    if (!ending.refused) return ending;
    given = undefined;
    if (ending.refused === 'certificate' && ending.certificate) {
      const verdict = await asking.certificate(server, ending.certificate);
      if (!verdict) return ending;
      server = withVerdict(server, verdict);
      // It was not sent to anybody, so it need not be asked for again.
      given = secret;
      continue;
    }
    // A secret that the server refuses is asked for anew the next time.
    if (ending.refused === 'login' && known !== undefined) await forgetSecret(secrets, server);
    const next = await asking.failed(server, ending.reason);
    if (!next) return ending;
    const edited = next === 'edit' ? await asking.edit(server) : server;
    if (!edited) return ending;
    // Where it was not the login that failed, the secret may well be right; but one from the store is for its account alone.
    if (ending.refused !== 'login' && (known === undefined || accountOf(edited) === accountOf(server))) given = secret;
    server = edited;
  }
}

/** How a test of a connection went, in a sentence. */
export interface TestResult {
  readonly ok: boolean;
  readonly words: string;
}

/**
 * Logs in, says how it went, and logs off. Nothing is recorded, and nothing is kept but a secret that was right and the verdict on a certificate that was shown.
 * `undefined` where the user gave up.
 */
export async function testConnection(saved: AmiServer, around: Surroundings): Promise<TestResult | undefined> {
  const known = await secretOf(around.secrets, saved);
  const secret = known ?? (await around.asking.secret(saved));
  if (secret === undefined) return undefined;
  for (let server = saved; ; ) {
    const tried = await tryLogin(server, secret, around);
    if (tried.ok) {
      if (known === undefined) await keepSecret(around.secrets, server, secret);
      if (server !== saved) await saveServer(server, saved);
      return tried;
    }
    const { refused, certificate } = tried.ending;
    if (refused !== 'certificate' || !certificate) return tried;
    const verdict = await around.asking.certificate(server, certificate);
    if (!verdict) return undefined;
    server = withVerdict(server, verdict);
  }
}

async function tryLogin(
  server: AmiServer,
  secret: string,
  around: Surroundings,
): Promise<(TestResult & { readonly ok: true }) | (TestResult & { readonly ok: false; readonly ending: Ending })> {
  const file = await around.newFile(server);
  const capture = startCapture(server, { cli: around.cli, out: file, secret, once: true });
  const notices: string[] = [];
  capture.onNotice(({ text }) => notices.push(text));
  const banner = await Promise.race([new Promise<string>((resolve) => void capture.onDidLogIn(resolve)), capture.ended.then(() => undefined)]);
  if (banner === undefined) {
    const ending = await capture.ended;
    return { ok: false, words: ending.reason, ending };
  }
  // What the account may do is asked after the login.
  await Promise.race([new Promise((resolve) => void capture.onNotice(resolve)), capture.ended, new Promise((resolve) => setTimeout(resolve, ACCOUNT_ANSWER))]);
  capture.stop();
  await capture.ended;
  for (const one of [file, ...capture.files()]) await Promise.resolve(workspace.fs.delete(one)).catch(() => undefined);
  return { ok: true, words: [l10n.t('The login at {0} ({1}) works: {2}.', nameOf(server), addressOf(server), banner), ...notices].join(' ') };
}
