import type { Fact } from './facts';
import type { Problem } from './problem';
import { t } from '../../texts';

/**
 * How many messages the server must say after a channel's end before what is still open counts as left open, while the capture goes on. Events about a
 * channel do arrive after its Hangup; 80 calls a second make 8,600 messages a second, and half a second is long for Asterisk.
 */
const SETTLED = 5_000;

/**
 * How many messages must follow all other signs of a channel's end, at the end of a capture, before its Hangup is missed: where several channels end
 * together, their CEL and Cdr come first and may be dozens.
 */
const FOLLOWING = 40;

/** How many messages may stand between the births of the two halves of a Local channel. */
const BORN_TOGETHER = 50;

/** How many channels are remembered whose keys were reported. */
const MOST_DIGITS = 10_000;

/** What is known of a channel whose birth was seen. */
interface Channel<P> {
  readonly id: string;
  readonly name: string;
  readonly at: P;
  /** When it ended, in messages; by its Hangup, or by what else says that it ended. */
  gone?: number;
  ended?: number;
  /** A Hangup was asked for. */
  ending?: number;
  dial?: { readonly at: P; readonly by: string };
  readonly queues: Map<string, P>;
}

interface Half<P> {
  readonly at: P;
  readonly name: string;
  readonly order: number;
}

/** Follows what channels do. */
export interface ConversationCheck<P> {
  add(fact: Fact | undefined, isAction: boolean, at: P | undefined): Problem<P>[];
  /** The connection was lost, another session begins or the server ends: nothing from before can be judged. */
  restart(): void;
  end(): Problem<P>[];
}

/**
 * The check of conversations: a dial that does not end, a queue that is not left, a bridge that is left but was not entered, a half of a Local channel
 * without the other, a channel that is not hung up.
 *
 * Silent unless the capture provably holds the whole of it. It *begins before* what is judged: the birth of the channel (and of the bridge) was seen, in
 * this session. It *does not end in the middle*: the channel ended, by its Hangup (of a channel that was not hung up: by the `CHAN_END` of its CEL, or by
 * a request for its hangup), and {@link SETTLED} messages followed; or the capture ends, something followed, and every channel that was born in it has
 * ended. Of channels without a Hangup there may be one then, and all else must be quiet about it. A gap mark, a new banner and `Shutdown` forget all that came before.
 */
export function createConversationCheck<P>(): ConversationCheck<P> {
  let channels = new Map<string, Channel<P>>();
  let bridges = new Map<string, Set<string>>();
  let halves = new Map<string, Half<P>>();
  let ends: { id: string; order: number }[] = [];
  const digits = new Set<string>();
  let order = 0;
  let hangups = 0;

  const restart = (): void => {
    channels = new Map();
    bridges = new Map();
    halves = new Map();
    ends = [];
    hangups = 0;
  };

  const tell = (at: P, message: string, related?: { at: P; message: string }): Problem<P> => ({
    code: 'conversation',
    message,
    at,
    ...(related ? { related: [related] } : {}),
  });

  /** What is still open of a channel that ended. */
  const judge = (channel: Channel<P>): Problem<P>[] => {
    channels.delete(channel.id);
    const problems: Problem<P>[] = [];
    // Only a capture that has a Hangup is one where Hangups are recorded.
    if (channel.gone === undefined && hangups > 0) problems.push(tell(channel.at, t('This channel ended, and there is no Hangup of it.')));
    if (channel.dial) problems.push(tell(channel.dial.at, t('This dial has no end: the dialled channel is gone and there is no DialEnd.')));
    for (const at of channel.queues.values()) problems.push(tell(at, t('The caller joined this queue and is gone, and there is no event of leaving it.')));
    return problems;
  };

  const settle = (all: boolean): Problem<P>[] => {
    const problems: Problem<P>[] = [];
    let done = 0;
    for (const { id, order: when } of ends) {
      if (!all && when + SETTLED >= order) break;
      done++;
      const channel = channels.get(id);
      // A request may come long before the Hangup, so it counts at the end only.
      if (channel && (channel.gone ?? channel.ended ?? (all ? channel.ending : undefined)) === when) problems.push(...judge(channel));
    }
    if (done > 0) ends = ends.slice(done);
    for (const [base, half] of halves) {
      if (!all && half.order + SETTLED >= order) break;
      halves.delete(base);
      problems.push(tell(half.at, t('The other half of this Local channel is not born in this capture.')));
    }
    return problems;
  };

  const end = (channel: Channel<P>, how: 'gone' | 'ended' | 'ending'): void => {
    channel[how] ??= order;
    ends.push({ id: channel.id, order });
  };

  const birth = (id: string, name: string, at: P): void => {
    channels.set(id, { id, name, at, queues: new Map() });
    const local = /^(Local\/.*);[12]$/.exec(name)?.[1];
    if (local === undefined) return;
    if (halves.has(local)) halves.delete(local);
    // The first half is born just before the second; of a second one that begins the capture it was.
    else if (order > BORN_TOGETHER || name.endsWith(';1')) halves.set(local, { at, name, order });
  };

  const left = (id: string, bridge: string, at: P): Problem<P>[] => {
    const inside = bridges.get(bridge);
    if (!inside || inside.delete(id) || !channels.has(id)) return [];
    return [tell(at, t('This channel leaves a bridge that it did not enter.'))];
  };

  const follow = (fact: Extract<Fact, { kind: 'call' }>, at: P): Problem<P>[] => {
    const { id, other } = fact;
    const channel = channels.get(id);
    switch (fact.what) {
      case 'born':
        birth(id, other, at);
        break;
      case 'gone':
        hangups++;
        if (channel) end(channel, 'gone');
        break;
      case 'celEnded':
        if (channel) end(channel, 'ended');
        break;
      case 'ending':
        if (channel && channel.ending === undefined) end(channel, 'ending');
        break;
      case 'dialled':
        // What Originate dials is dialled by no channel, and 13 does not always end it.
        if (channel && channels.has(other)) channel.dial = { at, by: other };
        break;
      case 'dialEnded':
        if (channel) delete channel.dial;
        break;
      case 'bridge':
        bridges.set(id, new Set());
        break;
      case 'bridgeGone':
        bridges.delete(id);
        break;
      case 'entered':
        bridges.get(other)?.add(id);
        break;
      case 'left':
        return left(id, other, at);
      case 'queued':
        channel?.queues.set(other, at);
        break;
      case 'unqueued':
        channel?.queues.delete(other);
        break;
      case 'digit':
        if (digits.has(id) || other === '' || /^\*{2,}$/.test(other)) break;
        if (digits.size > MOST_DIGITS) digits.clear();
        digits.add(id);
        return [
          {
            code: 'secret',
            message: t('Keys that a caller pressed can be a PIN or the number of a card; this channel’s begin here.'),
            at,
            fix: { kind: 'maskDigits' },
          },
        ];
    }
    return [];
  };

  return {
    add(fact, isAction, at) {
      if (!isAction) order++;
      if (fact?.kind === 'shutdown') restart();
      const found = fact?.kind === 'call' && at !== undefined ? follow(fact, at) : [];
      const [first] = ends;
      const settled = (first && first.order + SETTLED < order) || halves.size > 0 ? settle(false) : [];
      return settled.length > 0 ? [...found, ...settled] : found;
    },
    restart,
    end() {
      const last = ends.at(-1);
      if (!last || last.order >= order) return [];
      const open = [...channels.values()].filter(({ gone }) => gone === undefined);
      // More than one of them means that the capture ends here, not that their Hangups are gone.
      if (open.length > 1 || open.some(({ ended, ending }) => (ended ?? ending ?? order) + FOLLOWING > order)) return [];
      return settle(true);
    },
  };
}
