import assert from 'node:assert/strict';
import type { CancellationToken } from 'vscode';
import { CallsTree } from '../../client/src/calls/tree';
import type { Server } from '../../client/src/languageClient';

/** A request as the language client is told it: the client takes every further argument, even an absent one, for a parameter. */
interface Asked {
  readonly filter: string;
  readonly more: readonly CancellationToken[];
  answer(): void;
}

/** A tree whose requests are answered when the test says so. */
function treeThatAsks(): { tree: CallsTree; asked: Asked[] } {
  const asked: Asked[] = [];
  const sendRequest = (_method: string, { filter }: { filter: string }, ...more: CancellationToken[]): Promise<object> =>
    new Promise((resolve) => asked.push({ filter, more, answer: () => resolve({ calls: [], total: 2, messages: 2, fitting: filter.length, reading: false }) }));
  const tree = new CallsTree({ client: { sendRequest } } as unknown as Server);
  tree.wanted = 'file:///x.ami';
  return { tree, asked };
}

describe('the list of calls while its filter is typed', () => {
  it('lets go of what was asked before', async () => {
    const { tree, asked } = treeThatAsks();
    const results = ['1', '10'].map((filter) => {
      tree.options = { ...tree.options, filter };
      return tree.refresh();
    });
    assert.deepEqual(
      asked.map(({ filter, more }) => [filter, more.map(({ isCancellationRequested }) => isCancellationRequested)]),
      [
        ['1', [true]],
        ['10', [false]],
      ],
    );
    const [first, second] = asked;
    first?.answer();
    let done = false;
    void results[0]?.then(() => {
      done = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(done, false, 'who asked first waits for the list that is shown');
    second?.answer();
    assert.deepEqual(await Promise.all(results), [false, true]);
    assert.equal(tree.state?.fitting, 2);
  });

  it('sends nothing but the parameters with other requests', async () => {
    const { tree, asked } = treeThatAsks();
    const shown = tree.refresh();
    asked[0]?.answer();
    await shown;
    const found = tree.callNode({ message: 0, uniqueids: [], call: { index: 0, key: 0 } });
    assert.deepEqual(
      asked.slice(1).map(({ more }) => more),
      [[]],
    );
    asked[1]?.answer();
    await found;
  });

  it('changes to another capture together with its calls', async () => {
    const { tree, asked } = treeThatAsks();
    const first = tree.refresh();
    asked[0]?.answer();
    await first;
    tree.wanted = 'file:///y.ami';
    const second = tree.refresh();
    assert.equal(tree.uri, 'file:///x.ami', 'what is shown is still of the capture before');
    asked[1]?.answer();
    await second;
    assert.equal(tree.uri, 'file:///y.ami');
  });
});
