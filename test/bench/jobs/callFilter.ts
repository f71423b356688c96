import { now, type Row, rowOf } from '../measure';
import type { Job } from './jobs';
import { openText, startClient, URI } from './server';

/** What somebody types into the filter of the Calls view, key by key or term by term. */
const TYPED = ['1', '10', '100', '1001', 'outcome:busy', 'channel:~PJSIP/1001', 'event:Hangup cause:17'];

/** How many calls our client asks for at a time. */
const CALLS_SHOWN = 500;

/** The filter of the Calls view on many calls: what the first letter costs, which works out what is told of each call, and what each further one does. */
export const callFilter: Job = async (task): Promise<Row[]> => {
  const calls = task.effort.quick ? 500 : 50_000;
  const client = await startClient(task);
  const ask = async (filter: string): Promise<number> => {
    const start = now();
    await client.connection.sendRequest('ami/callList', { textDocument: { uri: URI }, filter, count: CALLS_SHOWN, page: CALLS_SHOWN });
    return now() - start;
  };
  openText(client, textOfCalls(calls));
  await ask('');
  const first = await ask(TYPED[0] ?? '');
  const others: number[] = [];
  for (let round = 0; round < task.effort.rounds; round++) for (const filter of TYPED) others.push(await ask(filter));
  await client.end();
  const words = `server: ${calls.toLocaleString('en')} calls`;
  return [
    rowOf({ id: 'callFilter.first', what: `${words}, the first letter of a filter` }, [first]),
    rowOf({ id: 'callFilter.typed', what: `${words}, each further one`, note: TYPED.slice(1).join(', ') }, others),
  ];
};

/** Calls of two channels and six messages each; every seventh is busy. */
function textOfCalls(count: number): string {
  const parts = ['Asterisk Call Manager/11.0.0\r\n'];
  for (let i = 0; i < count; i++) {
    const second = 1_795_371_545 + i;
    const [from, to] = [String(1000 + (i % 5000)), String(2000 + (i % 300))];
    const serial = i.toString(16).padStart(8, '0');
    const [id, dest] = [`${second}.${i * 2}`, `${second}.${i * 2 + 1}`];
    const busy = i % 7 === 0;
    const event = (name: string, ...headers: string[]): void =>
      void parts.push(`Event: ${name}\r\nPrivilege: call,all\r\nTimestamp: ${second}.100000\r\n${headers.join('\r\n')}\r\n\r\n`);
    const caller = [`Channel: PJSIP/${from}-${serial}`, `CallerIDNum: ${from}`, `Exten: ${to}`, `Uniqueid: ${id}`, `Linkedid: ${id}`];
    const callee = [`Channel: PJSIP/${to}-${serial}`, `CallerIDNum: ${to}`, 'Exten: s', `Uniqueid: ${dest}`, `Linkedid: ${id}`];
    const dialled = [`DestChannel: PJSIP/${to}-${serial}`, `DestUniqueid: ${dest}`, `DestLinkedid: ${id}`];
    event('Newchannel', ...caller);
    event('Newchannel', ...callee);
    event('DialBegin', ...caller, ...dialled, `DialString: ${to}`);
    event('DialEnd', ...caller, ...dialled, `DialStatus: ${busy ? 'BUSY' : 'ANSWER'}`);
    event('Hangup', ...callee, 'Cause: 16', 'Cause-txt: Normal Clearing');
    event('Hangup', ...caller, `Cause: ${busy ? 17 : 16}`, `Cause-txt: ${busy ? 'User busy' : 'Normal Clearing'}`);
  }
  return parts.join('');
}
