import type { MessageEntry } from '../../catalog/catalog';
import type { Shape } from '../../syntax/shapes';
import { isFiller } from './values';

/**
 * What makes the value of a header a secret: always, where the name in its own value says so (`PIN=1234`), where the header before it names it
 * (`Variable: PIN`, `Value: 1234`), or where text of a console shows one (`Secret: abc`).
 */
export type SecretRule = 'always' | 'assignment' | 'named' | 'console';

/** Names whose values are secrets, in variables, configuration and database keys. */
const SECRET_NAME =
  /pass(word|wd|phrase|code|wort)|secret|token|api[_-]?key|credential|private[_-]?key|md5[_-]?cred|(^|[^a-z])(pin(code)?|pwd|pass|otp)([^a-z]|$)/i;

/** Headers that are secrets, by `message.header` in lower case. Source: Asterisk main/manager.c, main/security_events.c, apps/app_voicemail.c. */
const SECRETS = new Set([
  'login.secret',
  'login.key',
  'challengeresponsefailed.challenge',
  'challengeresponsefailed.response',
  'challengeresponsefailed.expectedresponse',
  'invalidpassword.challenge',
  'invalidpassword.receivedchallenge',
  'invalidpassword.receivedhash',
  'authdetail.password',
  'authdetail.md5cred',
  'authdetail.passworddigest',
  'authdetail.oauthsecret',
  'authdetail.oauthclientid',
  'authdetail.refreshtoken',
  'authlist.password',
  'authlist.md5cred',
  'authlist.passworddigest',
  'authlist.oauthsecret',
  'authlist.oauthclientid',
  'authlist.refreshtoken',
  'transportdetail.password',
  'voicemailpasswordchange.newpassword',
]);

/** Headers that hold `name=value`, by lower-case name or its beginning. */
const ASSIGNMENTS = /^(variable|chanvariable|(dest|localone|localtwo)chanvariable|line-\d+-\d+)(\(|$)/;

/** The rule for each column of `shape`; `undefined` where none of its values can be a secret. */
export function secretRules(shape: Shape, entry: MessageEntry | undefined): readonly (SecretRule | undefined)[] | undefined {
  const rules = shape.columns.map((column) => ruleOf(shape, entry, column.key, column.form));
  return rules.some((rule) => rule) ? rules : undefined;
}

function ruleOf(shape: Shape, entry: MessageEntry | undefined, key: string, form: string): SecretRule | undefined {
  if (form === 'raw') return 'console';
  if (form !== 'header') return undefined;
  const name = (entry?.name ?? shape.name).toLowerCase();
  if (SECRETS.has(`${name}.${key}`)) return 'always';
  if (shape.kind === 'response')
    return key === 'challenge' ? 'always' : key === 'output' ? 'console' : ASSIGNMENTS.test(key) ? 'assignment' : getvar(shape, key);
  if (NAMED.has(`${name}.${key}`) || (name === 'updateconfig' && key.startsWith('value-'))) return 'named';
  // Of VarSet and Setvar the variable is a name alone; elsewhere it is an assignment.
  return ASSIGNMENTS.test(key) && !(key === 'variable' && (name === 'varset' || name === 'setvar' || name === 'getvar')) ? 'assignment' : undefined;
}

/** The answer to Getvar holds the name and the value. */
function getvar(shape: Shape, key: string): SecretRule | undefined {
  return key === 'value' && shape.columns.some((column) => column.key === 'variable') ? 'named' : undefined;
}

/** Headers whose secrecy depends on the name in another header of the message. */
const NAMED = new Set(['varset.value', 'setvar.value', 'dbgetresponse.val', 'dbput.val']);

/** Headers that name what a `named` value belongs to. */
export function namesSecret(key: string): boolean {
  return /^(variable|family|key|var-\d+)$/.test(key);
}

/** Whether a variable, option or key of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Where in `value` a secret stands, by the rule; offsets within the value. */
export function secretIn(rule: SecretRule, value: string, named: boolean): { readonly from: number; readonly to: number } | undefined {
  switch (rule) {
    case 'always':
      return whole(value);
    case 'named':
      return named ? whole(value) : undefined;
    case 'assignment': {
      const equals = value.indexOf('=');
      if (equals <= 0 || !SECRET_NAME.test(value.slice(0, equals))) return undefined;
      const from = value.startsWith('>', equals + 1) ? equals + 2 : equals + 1;
      const comma = value.slice(from).search(/,[\w()]+=/);
      return part(value, from, comma < 0 ? value.length : from + comma);
    }
    case 'console': {
      const found = CONSOLE.exec(value);
      return found ? part(value, found.index + found[0].length - (found[2] ?? '').length, found.index + found[0].length) : undefined;
    }
  }
}

/** A line of a console that shows a secret: `Secret : abc`, `password=abc`, and not `Secret : <Set>`. */
const CONSOLE = /(?:^|[\s;])(secret|md5 ?secret|password|passwd|auth_?pass(?:word)?|remote ?secret|md5_cred)\s*[:=]\s*(?!<|No\b|Yes\b)([^\s,;]+)/i;

function whole(value: string): { from: number; to: number } | undefined {
  return part(value, 0, value.length);
}

function part(value: string, from: number, to: number): { from: number; to: number } | undefined {
  const text = value.slice(from, to);
  const plain = text.trim();
  if (isFiller(plain) || /^<.*>$/.test(plain)) return undefined;
  const start = from + text.indexOf(plain);
  return { from: start, to: start + plain.length };
}
