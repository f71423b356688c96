import { seriesWords } from '../../catalog/versions';
import type { Context } from '../context';
import type { Fact } from './facts';
import type { Problem } from './problem';
import { either, t } from '../../texts';

interface Asked<P> {
  readonly name: string;
  readonly id: string | undefined;
  readonly at: P;
  /** How many messages came before it. */
  readonly order: number;
}

interface List<P> extends Asked<P> {
  readonly action: Asked<P>;
}

/** How many ActionIDs are remembered after their answer: actions may have two answers, or share an ActionID. */
const MOST_ANSWERED = 10_000;

/** Pairs actions with their answers, in the order of the capture. */
export interface ProtocolCheck<P> {
  add(fact: Fact | undefined, isAction: boolean, at: P | undefined): Problem<P>[];
  /** The connection was lost, or another session begins: what is open stays open. */
  restart(): void;
  end(): Problem<P>[];
}

/**
 * The check of actions and responses. A capture that holds no action gets nothing from it: it holds one direction only.
 *
 * By ActionID, else by order. An answer that nobody asked for is told only once an action was seen; an action without answer and a list without end
 * only at the end of the capture, the action only if the server said something after it.
 */
export function createProtocolCheck<P>(context: Context): ProtocolCheck<P> {
  let pending: Asked<P>[] = [];
  let lists: List<P>[] = [];
  const answered = new Map<string, Asked<P>>();
  let asked = false;
  let order = 0;
  let lastFromServer = -1;

  const take = (id: string | undefined): Asked<P> | undefined => {
    const own = pending.findIndex((one) => one.id === id);
    const at = own >= 0 ? own : id === undefined ? 0 : -1;
    const found = at >= 0 ? pending.splice(at, 1)[0] : undefined;
    return found ?? (id === undefined ? undefined : answered.get(id));
  };

  const answer = (fact: Extract<Fact, { kind: 'response' }>, at: P): Problem<P>[] => {
    const action = take(fact.id);
    if (!action) {
      if (!asked) return [];
      return [
        {
          code: 'response-without-action',
          message:
            fact.id === undefined
              ? t('No action of this capture waits for this answer.')
              : t('No action of this capture waits for this answer or has its ActionID.'),
          at,
        },
      ];
    }
    if (action.id !== undefined) {
      if (answered.size > MOST_ANSWERED) answered.clear();
      answered.set(action.id, action);
    }
    if (fact.list) lists.push({ name: action.name, id: fact.id, at, order, action });
    if (fact.name.toLowerCase() !== 'error') return [];
    return [
      {
        code: 'action-failed',
        message: failure(context, action.name, fact.message),
        at,
        related: [{ at: action.at, message: t('{0} was asked here', action.name) }],
      },
    ];
  };

  return {
    add(fact, isAction, at) {
      order++;
      if (!isAction) lastFromServer = order;
      if (!fact || at === undefined) return [];
      if (fact.kind === 'action') {
        asked = true;
        pending.push({ name: fact.name, id: fact.id, at, order });
      } else if (fact.kind === 'listEnd') {
        const own = lists.findIndex((list) => list.id === fact.id);
        if (own >= 0) lists.splice(own, 1);
        else if (fact.id === undefined) lists.shift();
      } else if (fact.kind === 'response') return answer(fact, at);
      return [];
    },
    restart() {
      pending = [];
      lists = [];
    },
    end() {
      const problems: Problem<P>[] = [];
      // A client's own log has the actions only.
      for (const action of pending) {
        if (lastFromServer <= action.order) continue;
        problems.push({
          code: 'unanswered-action',
          message: t('{0} got no answer in this capture, though the server went on talking.', action.name),
          at: action.at,
          related: [{ at: action.at, message: t('the action') }],
        });
      }
      for (const list of lists) {
        problems.push({
          code: 'incomplete-list',
          message: t('The list that answers {0} begins here and is not completed in this capture.', list.action.name),
          at: list.at,
          related: [{ at: list.action.at, message: t('{0} was asked here', list.action.name) }],
        });
      }
      return problems;
    },
  };
}

/** What the server refused, and what to do. */
function failure(context: Context, name: string, said: string | undefined): string {
  const { catalog } = context;
  const action = catalog.action(name);
  const words = said?.trim();
  const head = words ? t('{0} failed: {1}.', name, words.replace(/\.$/, '')) : t('{0} failed.', name);
  if (words && /permission denied/i.test(words)) {
    const classes = action?.privilege ?? [];
    if (classes.length === 0) return `${head} ${t('The account lacks a right; see read and write of its section in manager.conf.')}`;
    return `${head} ${t('The account needs {0} in write of its section in manager.conf.', either(classes))}`;
  }
  if (words && /invalid\/unknown command/i.test(words)) {
    if (!action) return `${head} ${t('No Asterisk version has this action; a module from elsewhere may, where it is loaded.')}`;
    const series = seriesWords(catalog.data, action.sent);
    const module = action.modules[0];
    const since = series ? [t('Asterisk has it {0}.', series)] : [];
    const where = module ? t('It comes with the module {0}, which may not be loaded.', module) : t('The module that has it may not be loaded.');
    return [head, ...since, where].join(' ');
  }
  const advice = words === undefined ? undefined : adviceFor(catalog.data.responses, words);
  return advice ? `${head} ${advice}` : head;
}

/** The catalogue's words for a message of a response, which may end in the name that was asked for. */
function adviceFor(responses: Readonly<Record<string, string>>, said: string): string | undefined {
  if (Object.hasOwn(responses, said)) return responses[said];
  const plain = said.toLowerCase().replace(/\.$/, '');
  const found = Object.keys(responses).find((one) => one.toLowerCase().replace(/\.$/, '') === plain);
  return found === undefined ? undefined : responses[found];
}
