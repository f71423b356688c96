import type { LineReader, Place } from './form';
import type { Names } from './names';
import { findTime } from './times';
import type { CaptureWriter } from './writer';
import { xmlReader } from './xml';

const REQUEST = /^(?:> )?(GET|POST) \S*?\/(?:a?rawman|a?mxml|a?manager)(?:\?(\S*))? HTTP\/1\.[01]\s*$/;
const STATUS = /^(?:< )?HTTP\/1\.[01] (\d{3})/;
/** A row of AJAM's HTML. Source: Asterisk main/manager.c, xml_translate. */
const ROW = /<tr><td>([^<]*)<\/td><td>([\s\S]*?)<\/td><\/tr>/g;

/** Whether a text holds requests to AJAM or its answers, and AMI in them. */
export function isAjamHttp(text: string): boolean {
  const ajam =
    /^(?:> )?(?:GET|POST) \S*?\/(?:a?rawman|a?mxml|a?manager)(?:\?\S*)? HTTP\/1\.[01]\s*$/m.test(text) ||
    (/^(?:< )?HTTP\/1\.[01] \d{3}/m.test(text) && /^(?:< )?Server: Asterisk/im.test(text));
  return (
    ajam &&
    (/^(?:Response: (?:Success|Error|Goodbye|Follows)|Event: [\w-]+)\s*$/m.test(text) ||
      /<generic (?:event|response)=|<td>(?:Response|Event)<\/td>|[?&]action=/i.test(text))
  );
}

/** Reads HTTP exchanges with AJAM: actions from the requests, answers (plain, XML or HTML) without the headers of HTTP, whose `Date` dates them. */
export function httpReader(writer: CaptureWriter, names: Names): LineReader {
  let part: 'outside' | 'head' | 'body' = 'outside';
  let type: 'plain' | 'xml' | 'html' | 'form' = 'plain';
  let time: string | undefined;
  let html: string[] = [];
  const xml = xmlReader(writer, names);
  const finish = (place: Place): void => {
    putRows(writer, html, { ...place, time });
    html = [];
    writer.end();
  };
  let last: Place = { number: 1 };
  return {
    line(text, place) {
      const request = REQUEST.exec(text);
      const status = STATUS.exec(text);
      if (request || status) {
        finish(last);
        last = place;
        part = 'head';
        time = place.time;
        type = request ? 'form' : 'plain';
        if (request?.[2]) putQuery(writer, request[2], place);
        return;
      }
      if (part === 'outside') return;
      if (part === 'head') {
        const content = text.replace(/^[<>] ?/, '');
        if (content === '') part = 'body';
        const header = /^([\w-]+): *(.*)$/.exec(content);
        if (header?.[1]?.toLowerCase() === 'content-type' && type !== 'form')
          type = /xml/i.test(header[2] ?? '') ? 'xml' : /html/i.test(header[2] ?? '') ? 'html' : 'plain';
        if (header?.[1]?.toLowerCase() === 'date') time = findTime(header[2] ?? '')?.iso ?? time;
        return;
      }
      last = html.length === 0 ? place : last;
      if (type === 'form') {
        if (/(?:^|&)action=/i.test(text)) putQuery(writer, text.trim(), { ...place, time });
      } else if (type === 'xml') xml.line(text, { ...place, time });
      else if (type === 'html') {
        html.push(text);
        if (/<\/table>|<hr/i.test(text)) finish(last);
      } else if (!/^\* /.test(text)) writer.line(text, { ...place, time });
    },
    end: () => finish(last),
  };
}

/** An action from the parameters of a request. */
function putQuery(writer: CaptureWriter, query: string, place: Place): void {
  const pairs = query.split('&').filter((pair) => pair !== '');
  const lines = pairs.map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [decoded(pair), ''] : [decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))];
  });
  const action = lines.findIndex(([name]) => name.toLowerCase() === 'action');
  if (action < 0) return;
  lines.unshift(...lines.splice(action, 1));
  writer.message(
    lines.map(([name, value]) => `${name.toLowerCase() === 'action' ? 'Action' : name}: ${value.replace(/\r/g, '\\r').replace(/\n/g, '\\n')}`),
    place,
  );
}

/** Percent encoding undone, to bytes. */
function decoded(text: string): string {
  return text.replace(/\+/g, ' ').replace(/%([0-9a-f]{2})/gi, (_whole, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function putRows(writer: CaptureWriter, html: readonly string[], place: Place): void {
  for (const table of html.join('\n').split(/<hr *\/?>/i)) putTable(writer, table, place);
}

function putTable(writer: CaptureWriter, table: string, place: Place): void {
  const lines: string[] = [];
  for (const match of table.matchAll(ROW)) {
    const [name = '', value = ''] = match
      .slice(1)
      .map((cell) => cell.replace(/&(lt|gt|amp|apos|quot|#39);/g, (_whole, entity) => ({ lt: '<', gt: '>', amp: '&', quot: '"' })[entity as string] ?? "'"));
    lines.push(...value.split(/\r*\n/).map((part) => `${name.replace(/-\d+$/, '')}: ${part}`));
  }
  if (lines.some((line) => /^(?:event|response|action):/i.test(line))) writer.message(lines, place);
}
