/** Text that may stand where Mermaid reads free text: letters, digits, a few signs and entities. */
const TEXT = String.raw`(?:[\p{L}\p{M}\p{N} ._/,()*'’–→…-]|#\d+;)+`;
const ID = 'p[1-9][0-9]*';
const STATEMENTS: [name: string, form: RegExp][] = [
  ['head', /^sequenceDiagram$/],
  ['title', new RegExp(`^ {2}title ${TEXT}$`, 'u')],
  ['participant', new RegExp(`^ {2}participant (${ID}) as ${TEXT}$`, 'u')],
  ['message', new RegExp(`^ {2}(${ID})(?:->>|-->>|-x)(${ID}): ${TEXT}$`, 'u')],
  ['note', new RegExp(`^ {2}Note over (${ID})(?:,(${ID}))?: ${TEXT}$`, 'u')],
  ['activation', new RegExp(`^ {2}(?:activate|deactivate) (${ID})$`, 'u')],
];

/** The lines of a sequence diagram that are none of the statements which we write, or speak of participants that are not there. Stricter than Mermaid itself. */
export function mermaidProblems(diagram: string): string[] {
  const problems: string[] = [];
  const known = new Set<string>();
  const active = new Set<string>();
  const lines = diagram.split('\n');
  if (lines.pop() !== '') problems.push('no line end at the end');
  for (const [i, line] of lines.entries()) {
    const found = STATEMENTS.find(([, form]) => form.test(line));
    if (!found || (i === 0) !== (found[0] === 'head')) {
      problems.push(`${i}: ${line}`);
      continue;
    }
    const ids = (found[1].exec(line) ?? []).slice(1).filter((id) => id !== undefined);
    if (found[0] === 'participant') for (const id of ids) known.add(id);
    for (const id of ids) if (!known.has(id)) problems.push(`${i}: ${id} is no participant`);
    if (/[^\p{L}\p{N}#](?:end|as|wrap)(?![\p{L}\p{N}])/iu.test(line.replace(/^ {2}participant p\d+ as/, '')))
      problems.push(`${i}: a word that means something: ${line}`);
    const [id = ''] = ids;
    if (line.startsWith('  activate')) {
      if (active.has(id)) problems.push(`${i}: ${id} is active already`);
      active.add(id);
    } else if (line.startsWith('  deactivate') && !active.delete(id)) problems.push(`${i}: ${id} is not active`);
  }
  return [...problems, ...[...active].map((id) => `${id} stays active`)];
}
