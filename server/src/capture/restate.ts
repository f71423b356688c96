import { type Answer, ID } from './answers';

/** Bridges whose channels are asked for one by one. */
const MOST_BRIDGES = 200;
/** How the ActionIDs of these actions begin, behind {@link ID}. */
const RESTATE = 'restate-';

/**
 * The actions that make the server say which channels, bridges and queues there are. Some accounts may not run all of them: channels need write class `system` or
 * `reporting` (Status also `call`), bridges and queues none. Source: Asterisk main/manager.c, apps/app_queue.c.
 */
export function restatement(): string[][] {
  return [
    ['Action: CoreShowChannels', `ActionID: ${ID}${RESTATE}channels`],
    ['Action: Status', `ActionID: ${ID}${RESTATE}status`],
    ['Action: BridgeList', `ActionID: ${ID}${RESTATE}bridges`],
    ['Action: QueueStatus', `ActionID: ${ID}${RESTATE}queues`],
  ];
}

/** What to ask after an answer: who is in each bridge, which tells accounts that may not list channels of those that talk. */
export function followUp(): (answer: Answer) => string[] | undefined {
  const seen = new Set<string>();
  return ({ id, value }) => {
    const bridge = value('bridgeuniqueid');
    if (id !== `${RESTATE}bridges` || !bridge || seen.has(bridge) || seen.size >= MOST_BRIDGES) return undefined;
    seen.add(bridge);
    return ['Action: BridgeInfo', `ActionID: ${ID}${RESTATE}bridge-${seen.size}`, `BridgeUniqueid: ${bridge.replace(/[\r\n]/g, '')}`];
  };
}
