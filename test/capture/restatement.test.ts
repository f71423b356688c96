import assert from 'node:assert/strict';
import path from 'node:path';
import { callBook } from '../../server/src/calls/calls';
import { modelOf } from '../../server/src/calls/model';
import { indexMessages } from '../../server/src/syntax/messages';
import { comesIn, gone, isMade, logOf, rings, talk, up } from '../calls/logs';
import { accept, createWorld, type Peer, settle, startIn, type World } from './world';

const OUT = path.join('captures', 'out.ami');

/** How a server answers what the recorder asks after a loss: with the channels that are there, or not at all. */
function answering(peer: Peer, channels: readonly string[] | 'refused'): void {
  peer.onData = (text) => {
    for (const [, action, id] of text.matchAll(/Action: (\w+)\r\nActionID: (\S+)/g)) {
      const items = channels === 'refused' ? undefined : channels.map((one) => `${one} ActionID=${id}`);
      if (action === 'CoreShowChannels' && items) {
        peer.send(`Response: Success\r\nActionID: ${id}\r\nEventList: start\r\nMessage: Channels will follow\r\n\r\n`);
        peer.send(logOf(...items, `CoreShowChannelsComplete ActionID=${id} EventList=Complete ListItems=${items.length}`));
      } else peer.send(`Response: Error\r\nActionID: ${id}\r\nMessage: Permission denied\r\n\r\n`);
    }
  };
}

describe('a recording with a loss in mid-call', () => {
  const told = async (channels: readonly string[] | 'refused', after: readonly string[], boot: string): Promise<[string, string][]> => {
    const world: World = createWorld();
    world.serve = accept((peer) => {
      if (peer.number === 0) {
        peer.send(logOf('FullyBooted Uptime=500', ...talk('1', '2'), ...talk('3', '4'), comesIn('5', '6'), isMade('6', '5'), rings('5', '6')));
        setImmediate(() => setImmediate(() => peer.reset()));
        return;
      }
      answering(peer, channels);
      peer.send(logOf(boot));
    });
    const peers: Peer[] = [];
    const { serve } = world;
    world.serve = (peer) => {
      peers.push(peer);
      serve(peer);
    };
    const running = startIn(world, { reconnect: true });
    await settle();
    assert.equal(running.of('lost').length, 1);
    await world.advance(10_000);
    await settle();
    peers.at(-1)?.send(logOf(...after));
    await settle();
    running.stop();
    await running.done;
    const text = world.disk.all.get(OUT) ?? '';
    assert.match(text, /^;! gap /m);
    const book = callBook(modelOf(text, indexMessages(text)).correlation);
    return Array.from({ length: book.count }, (_, i) => [book.call(i).outcome, book.story(i).line]);
  };
  const item = (id: string, more: string): string =>
    `CoreShowChannel Channel=SIP/${id}-00000001 ChannelState=6 ChannelStateDesc=Up CallerIDNum=${id} Uniqueid=${id} Application=Dial ${more}`;
  const smaller = [item('3', 'Linkedid=3 BridgeId=bridge-3'), item('4', 'Linkedid=3 BridgeId=bridge-3'), item('7', 'Linkedid=7 Exten=8')];

  it('ends those that the server does not list any more, keeps those that it lists, and knows those that are new', async () => {
    assert.deepEqual(await told(smaller, [gone('4'), gone('3'), comesIn('9', '10')], 'FullyBooted Uptime=510'), [
      ['answered', '1 → 2, answered after 0 s, ended while the connection was lost'],
      ['answered', '3 → 4, answered after 0 s, 10 s talk, ended (16 normal clearing)'],
      ['unknown', '5 → 6, unknown, ended while the connection was lost'],
      ['in-progress', '7 → 8, in progress'],
      ['in-progress', '9 → 10, in progress'],
    ]);
  });

  it('ends all where Asterisk was started again', async () => {
    const calls = await told([], [comesIn('9', '10'), up('9')], 'FullyBooted Uptime=3');
    assert.deepEqual(
      calls.map(([outcome]) => outcome),
      ['answered', 'answered', 'unknown', 'in-progress'],
    );
    for (const [, line] of calls.slice(0, 3)) assert.match(line, /ended by a restart of Asterisk$/);
  });

  it('ends nothing where the account may not list channels', async () => {
    assert.deepEqual(
      (await told('refused', [], 'FullyBooted Uptime=510')).map(([outcome]) => outcome),
      ['in-progress', 'in-progress', 'in-progress'],
    );
  });
});
