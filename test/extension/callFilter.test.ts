import assert from 'node:assert/strict';
import type { CancellationToken } from 'vscode';
import { CallsTree } from '../../client/src/calls/tree';
import type { Server } from '../../client/src/languageClient';

describe('the list of calls while its filter is typed', () => {
  it('lets go of what was asked before', async () => {
    const asked: { filter: unknown; token: CancellationToken; answer(): void }[] = [];
    const sendRequest = (_method: string, { filter }: { filter: string }, token: CancellationToken): Promise<object> =>
      new Promise((resolve) =>
        asked.push({ filter, token, answer: () => resolve({ calls: [], total: 2, messages: 2, fitting: filter.length, reading: false }) }),
      );
    const tree = new CallsTree({ client: { sendRequest } } as unknown as Server);
    tree.uri = 'file:///x.ami';
    const results = ['1', '10'].map((filter) => {
      tree.options = { ...tree.options, filter };
      return tree.refresh();
    });
    assert.deepEqual(
      asked.map(({ filter, token }) => [filter, token.isCancellationRequested]),
      [
        ['1', true],
        ['10', false],
      ],
    );
    for (const { answer } of asked) answer();
    assert.deepEqual(await Promise.all(results), [false, true]);
    assert.equal(tree.state?.fitting, 2);
  });
});
