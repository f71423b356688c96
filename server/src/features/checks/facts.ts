import type { Shape } from '../../syntax/shapes';
import type { Span } from '../../syntax/span';

/** What of a message matters to messages far from it: who asked, who answered, what began and what ended. */
export type Fact =
  | { readonly kind: 'action'; readonly name: string; readonly id: string | undefined; readonly at: Span }
  | {
      readonly kind: 'response';
      readonly name: string;
      readonly id: string | undefined;
      /** It says that a list follows. */
      readonly list: boolean;
      readonly message: string | undefined;
      readonly at: Span;
    }
  | { readonly kind: 'listEnd'; readonly id: string | undefined; readonly at: Span }
  | {
      readonly kind: 'call';
      readonly what: CallFact;
      /** The channel's Uniqueid; of `bridge` and `bridgeGone` the bridge's. */
      readonly id: string;
      /** The channel's name, the bridge's id, the queue or the dialling channel. */
      readonly other: string;
      readonly at: Span;
    }
  | { readonly kind: 'shutdown'; readonly at: Span };

/** What happened to a channel; `celEnded` is the accounting's word for its end, `ending` the request for it. */
export type CallFact =
  | 'born'
  | 'gone'
  | 'ending'
  | 'celEnded'
  | 'dialled'
  | 'dialEnded'
  | 'bridge'
  | 'bridgeGone'
  | 'entered'
  | 'left'
  | 'queued'
  | 'unqueued'
  | 'digit';

/** How facts are read from the messages of a shape. */
export interface FactPlan {
  readonly kind: Fact['kind'];
  readonly what?: CallFact;
  /** Columns of the values that are needed, -1 where the shape lacks them. */
  readonly id: number;
  readonly other: number;
  /** The column that must hold `value`. */
  readonly only?: { readonly column: number; readonly value: string };
}

interface EventFacts {
  readonly what: CallFact;
  readonly id: string;
  readonly other?: string;
  readonly only?: readonly [header: string, value: string];
}

const EVENTS: Readonly<Record<string, EventFacts>> = {
  newchannel: { what: 'born', id: 'uniqueid', other: 'channel' },
  hangup: { what: 'gone', id: 'uniqueid' },
  hanguprequest: { what: 'ending', id: 'uniqueid' },
  softhanguprequest: { what: 'ending', id: 'uniqueid' },
  cel: { what: 'celEnded', id: 'uniqueid', only: ['eventname', 'CHAN_END'] },
  dialbegin: { what: 'dialled', id: 'destuniqueid', other: 'uniqueid' },
  dialend: { what: 'dialEnded', id: 'destuniqueid', other: 'uniqueid' },
  bridgecreate: { what: 'bridge', id: 'bridgeuniqueid' },
  bridgedestroy: { what: 'bridgeGone', id: 'bridgeuniqueid' },
  bridgeenter: { what: 'entered', id: 'uniqueid', other: 'bridgeuniqueid' },
  bridgeleave: { what: 'left', id: 'uniqueid', other: 'bridgeuniqueid' },
  join: { what: 'queued', id: 'uniqueid', other: 'queue' },
  queuecallerjoin: { what: 'queued', id: 'uniqueid', other: 'queue' },
  leave: { what: 'unqueued', id: 'uniqueid', other: 'queue' },
  queuecallerleave: { what: 'unqueued', id: 'uniqueid', other: 'queue' },
  dtmf: { what: 'digit', id: 'uniqueid', other: 'digit' },
  dtmfbegin: { what: 'digit', id: 'uniqueid', other: 'digit' },
  dtmfend: { what: 'digit', id: 'uniqueid', other: 'digit' },
};

/** Actions that are answered by free text, without a response. Source: Asterisk 13 apps/app_queue.c, manager_queues_show; channels/chan_iax2.c. */
const FREE_TEXT = new Set(['queues', 'iaxnetstats']);

/** Whether the answer to this action is free text between messages. */
export function answersFreely(shape: Shape | undefined): boolean {
  return shape?.kind === 'action' && FREE_TEXT.has(shape.name.toLowerCase());
}

/** What there is to learn from messages of `shape`; `undefined` for most. */
export function factPlan(shape: Shape): FactPlan | undefined {
  const column = (key: string | undefined): number => (key === undefined ? -1 : shape.columns.findIndex((one) => one.form === 'header' && one.key === key));
  switch (shape.kind) {
    case 'action':
      return shape.name === '' || answersFreely(shape) ? undefined : { kind: 'action', id: column('actionid'), other: -1 };
    case 'response':
      return { kind: 'response', id: column('actionid'), other: column('message') };
    case 'message':
      return undefined;
    case 'event': {
      const name = shape.name.toLowerCase();
      if (name === 'shutdown') return { kind: 'shutdown', id: -1, other: -1 };
      const list = column('eventlist');
      if (list >= 0) return { kind: 'listEnd', id: column('actionid'), other: list };
      const event = Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined;
      const id = column(event?.id);
      if (!event || id < 0) return undefined;
      const only = event.only && { column: column(event.only[0]), value: event.only[1] };
      if (only && only.column < 0) return undefined;
      return { kind: 'call', what: event.what, id, other: column(event.other), ...(only ? { only } : {}) };
    }
  }
}
