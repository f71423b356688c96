/** What is wrong with a text as XML, as far as files of ours go: tags that do not close, signs that may not stand in text or values. Stricter than XML. */
export function xmlProblems(xml: string): string[] {
  const problems: string[] = [];
  const open: string[] = [];
  const part = /<(\/?)([a-z]+)((?: [a-zA-Z0-9:-]+="[^"<]*")*)(\/?)>|([^<]+)/gsu;
  let end = 0;
  for (const found of xml.matchAll(part)) {
    const [all, closing, name = '', attributes = '', alone, text] = found;
    if (found.index !== end) problems.push(`at ${end}: ${xml.slice(end, end + 40)}`);
    end = found.index + all.length;
    for (const value of [text ?? '', attributes.replace(/"/g, '')])
      if (/&(?!#\d+;)|[>]|[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(value)) problems.push(`text: ${value.slice(0, 60)}`);
    if (text !== undefined) continue;
    if (closing) {
      if (open.pop() !== name) problems.push(`</${name}> closes nothing`);
    } else if (!alone) open.push(name);
  }
  if (end !== xml.length) problems.push(`at ${end}: ${xml.slice(end, end + 40)}`);
  return [...problems, ...open.map((name) => `<${name}> stays open`)];
}
