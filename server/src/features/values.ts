import { type EnumEntry, type HeaderEntry, type ValueEntry, valueEntryOf } from '../catalog/catalog';
import { seriesWords } from '../catalog/versions';
import type { Context } from './context';
import { codeSpan } from './markdown';
import { t } from '../texts';

/**
 * What `value`, as it stands in a header of `entry`, says: `16 – Normal Clearing. …`. Markdown; `undefined` where there is nothing to add to the value itself.
 *
 * Text of the capture appears in code spans only.
 */
export function explainValue(context: Context, entry: HeaderEntry | undefined, value: string): string | undefined {
  const plain = value.trim();
  const kind = entry?.kind;
  if (plain === '') return entry?.emptyAs ? undefined : emptyText(context);
  return (
    (kind === 'privilegeList' ? explainPrivileges(context, plain) : undefined) ??
    explainEnum(context, enumOf(context, entry), plain) ??
    (kind === 'secAddress' ? explainAddress(context, plain) : undefined) ??
    explainFiller(context, plain) ??
    (kind ? EXPLAIN[kind]?.(plain) : undefined)
  );
}

/** The enum that values of `entry` come from: named by the header, else by its kind. */
export function enumOf(context: Context, entry: HeaderEntry | undefined): EnumEntry | undefined {
  const id = entry?.values ?? (entry?.kind ? ENUM_OF_KIND[entry.kind] : undefined);
  return id === undefined ? undefined : context.catalog.enumOf(id);
}

const ENUM_OF_KIND: Readonly<Record<string, string>> = {
  cause: 'hangupCause',
  causeText: 'hangupCause',
  channelStateCode: 'channelState',
  channelStateName: 'channelState',
  deviceStateName: 'deviceState',
  presenceStateName: 'presenceState',
  extensionStateCode: 'extensionState',
  strategy: 'queueStrategy',
  amaFlags: 'amaFlags',
  bridgeType: 'bridgeType',
  bridgeTechnology: 'bridgeTechnology',
};

function emptyText(context: Context): string | undefined {
  return context.catalog.data.fillers[''];
}

function explainEnum(context: Context, found: EnumEntry | undefined, value: string): string | undefined {
  if (!found) return undefined;
  const entry = valueEntryOf(found, value, context.version.series);
  if (entry) {
    const name = otherName(entry, value);
    const text = entry.documentation && withoutName(entry.documentation, name);
    return `${codeSpan(value)}${name ? ` = **${escapeText(name)}**` : ''}${text ? `: ${text}` : ''}${seriesNote(context, entry)}`;
  }
  return found.bitmask ? explainBits(found, value) : undefined;
}

/** The word to a code or the code to a word. */
function otherName(entry: ValueEntry, value: string): string | undefined {
  const other = entry.code === value ? (entry.text ?? entry.symbol) : entry.text?.toLowerCase() === value.toLowerCase() ? entry.code : entry.text;
  return other === value ? undefined : other;
}

/** A text that begins with the name does not say it twice. */
function withoutName(text: string, name: string | undefined): string {
  if (!name || !text.toLowerCase().startsWith(`${name.toLowerCase()}: `)) return text;
  const rest = text.slice(name.length + 2);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

function seriesNote(context: Context, entry: ValueEntry): string {
  const words = seriesWords(context.catalog.data, entry.sent);
  return words ? ` (${words})` : '';
}

function explainBits(found: EnumEntry, value: string): string | undefined {
  const bits = Number(value);
  if (!Number.isInteger(bits) || bits <= 0) return undefined;
  const parts = found.values
    .filter((one) => Number(one.code) > 0 && bits & Number(one.code))
    .map((one) => `${one.code} ${one.text ?? one.symbol ?? ''}`.trim());
  return parts.length > 1 ? `${codeSpan(value)} = ${parts.map(escapeText).join(' + ')}` : undefined;
}

function explainPrivileges(context: Context, value: string): string | undefined {
  const { privileges } = context.catalog.data;
  const classes = value
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => Object.hasOwn(privileges, one) && (one !== 'all' || value.toLowerCase() === 'all'));
  return classes.length === 0 ? undefined : classes.map((one) => `\`${one}\`: ${privileges[one]}`).join('\n\n');
}

/** The address of a security event: `IPV4/UDP/203.0.113.9/5060`. Source: Asterisk main/manager.c and main/security_events.c, append_ip. */
function explainAddress(context: Context, value: string): string | undefined {
  const [family = '', transport = '', address = '', port = '', ...rest] = value.split('/');
  const words = context.catalog.enumOf('securityTransport');
  const known = words && valueEntryOf(words, transport, context.version.series);
  if (!known || !/^IPV[46]$/i.test(family) || address === '' || rest.length > 0) return undefined;
  return `${
    port ? t('{0}: address {1}, port {2}.', codeSpan(value), codeSpan(address), codeSpan(port)) : t('{0}: address {1}.', codeSpan(value), codeSpan(address))
  } ${known.documentation ?? ''}`.trim();
}

function explainFiller(context: Context, value: string): string | undefined {
  const { fillers } = context.catalog.data;
  const text = Object.hasOwn(fillers, value) ? fillers[value] : undefined;
  return text === undefined ? undefined : `${codeSpan(value)}: ${text}`;
}

/** By kind, what can be worked out of a value. */
const EXPLAIN: Readonly<Record<string, (value: string) => string | undefined>> = {
  epoch: (value) => moment(value, 1000),
  epochOrZero: (value) => (value === '0' ? t('{0}: never.', codeSpan(value)) : moment(value, 1000)),
  epochMicros: (value) => moment(value, 1000),
  seconds: (value) => duration(value, 1),
  milliseconds: (value) => duration(value, 0.001),
  microseconds: (value) => duration(value, 0.000_001),
  uniqueid: idTime,
  linkedid: idTime,
  channelName,
};

/** Seconds since the epoch in words, UTC. */
function moment(value: string, factor: number): string | undefined {
  const seconds = Number(value);
  if (!Number.isFinite(seconds) || seconds < 86_400 || seconds > 32_503_680_000) return undefined;
  return `${codeSpan(value)} = ${new Date(seconds * factor).toISOString().replace('T', ' ').replace('Z', ' UTC').replace('.000', '')}`;
}

/** A number of units in hours, minutes and seconds, where that says more than the number. */
function duration(value: string, unit: number): string | undefined {
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0) return undefined;
  const seconds = number * unit;
  if (unit === 1 && seconds < 60) return `${codeSpan(value)} = ${t('{0} s', number)}`;
  if (seconds < 60) return `${codeSpan(value)} = ${seconds >= 1 ? t('{0} s', round(seconds)) : t('{0} ms', round(seconds * 1000))}`;
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), round(seconds % 60)];
  const parts = [...(hours > 0 ? [t('{0} h', hours)] : []), ...(minutes > 0 ? [t('{0} min', minutes)] : []), ...(rest > 0 ? [t('{0} s', rest)] : [])];
  return `${codeSpan(value)} = ${parts.join(' ')}`;
}

function round(number: number): number {
  return Math.round(number * 1000) / 1000;
}

/** When the channel of a Uniqueid was made: `[systemname-]seconds.counter`. Source: Asterisk main/channel.c, ast_channel_alloc. */
function idTime(value: string): string | undefined {
  const found = /^(?:(.*)-)?(\d{9,10})\.(\d+)$/.exec(value);
  const seconds = found?.[2];
  if (!seconds) return t('{0}: chosen by whoever originated the channel, so it tells no time.', codeSpan(value));
  const time = new Date(Number(seconds) * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC');
  const number = found[3] ?? '';
  return found[1]
    ? t('{0}: channel number {1} since Asterisk started, made {2}, on system {3}.', codeSpan(value), number, time, codeSpan(found[1]))
    : t('{0}: channel number {1} since Asterisk started, made {2}.', codeSpan(value), number, time);
}

/** The parts of a channel name: `Technology/name-number`, `;1` and `;2` for the halves of a Local channel. */
function channelName(value: string): string | undefined {
  const found = /^([A-Za-z0-9_]+)\/(.*?)(?:-([0-9a-f]{8}))?(;[12])?$/.exec(value);
  if (!found) return undefined;
  const [, technology = '', name = '', number, half] = found;
  const parts = [t('technology {0}', codeSpan(technology)), technology === 'Local' ? t('extension {0}', codeSpan(name)) : t('endpoint {0}', codeSpan(name))];
  if (number) parts.push(t('channel number {0}', codeSpan(number)));
  if (half) parts.push(half === ';1' ? t('the half that faces whoever dialled the Local channel') : t('the half that runs the dialplan'));
  return `${codeSpan(value)}: ${parts.join(', ')}.`;
}

/** Text of the catalogue in running Markdown. An underline within a word is none of its marks. */
function escapeText(text: string): string {
  return text.replace(/[\\`*{}[\]<>#|~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');
}
