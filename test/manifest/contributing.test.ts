import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Form {
  readonly name: string;
  readonly description: string;
  readonly body: readonly { readonly type: string; readonly id?: string; readonly attributes: Readonly<Record<string, unknown>> }[];
}

const PAGES = ['CONTRIBUTING.md', 'RELEASING.md', 'SECURITY.md', '.github/pull_request_template.md'];
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };
const read = (file: string): string => readFileSync(file, 'utf8');

describe('pages for contributors', () => {
  for (const page of [...PAGES, '.github/workflows/ci.yml']) {
    it(`name scripts and files that are there: ${page}`, () => {
      const text = read(page);
      for (const [, script = ''] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)) assert.ok(script in scripts, script);
      const named = [...text.matchAll(/`((?:server|client|test|scripts|samples|images)\/[\w./-]+)`/g), ...text.matchAll(/\]\(([\w./-]+\.\w+)(?:#\w+)?\)/g)].map(
        ([, file = '']) => file,
      );
      for (const file of named) assert.ok(existsSync(file), file);
      assert.deepEqual(text.match(/https?:\S+|[\w.]+@[\w-]+\.\w+/g) ?? [], [], 'no address is invented');
    });
  }

  for (const file of ['bug', 'feature']) {
    it(`forms that can be filled in: ${file}`, () => {
      const { name, description, body } = parse(read(`.github/ISSUE_TEMPLATE/${file}.yml`)) as Form;
      assert.ok(name && description);
      const ids = body.flatMap(({ id }) => id ?? []);
      assert.equal(new Set(ids).size, ids.length);
      for (const { type, id, attributes } of body) {
        assert.ok(['markdown', 'textarea', 'input', 'checkboxes'].includes(type), type);
        assert.ok(type === 'markdown' ? attributes.value : id && attributes.label, id);
      }
      assert.match(JSON.stringify(body), /Mask all … secrets/);
    });
  }

  it('name the quick fix that masks secrets as the editor does', () => {
    assert.match(read('server/src/features/codeActions.ts'), /'Mask all \{0\} secrets'/);
    assert.match(read('SECURITY.md'), /Mask all … secrets/);
  });

  it('let CI do what .ci/run does', () => {
    const { jobs } = parse(read('.github/workflows/ci.yml')) as { jobs: Readonly<Record<string, { steps: { run?: string }[] }>> };
    const runs = (job: string): string[] => jobs[job]?.steps.flatMap(({ run }) => run ?? []) ?? [];
    assert.ok(runs('linux').includes('.ci/run'));
    for (const step of ['npm run build', 'npm run lint', 'npm run check-types', 'npm run test:unit']) assert.ok(runs('others').includes(step), step);
    assert.ok(runs('package').includes('npm run package'));
  });
});
