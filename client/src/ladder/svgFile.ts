import type { Ladder } from '../../../server/src/protocol';
import { COLORS, styleWith } from './drawingStyle';
import { layout, SIZES } from './layout';
import { backShapes, type Clock, type HeadWords, headShapes, rowShapes, type Shape } from './scene';
import { cut, widthOf } from './textWidth';

/** How an exported drawing looks. */
export interface SvgLook {
  /** Colours by the names of {@link COLORS}; what is missing is as in a dark theme. */
  colors: Readonly<Record<string, string>>;
  highContrast?: boolean;
  /** Width of the column of sentences, 0 for none. */
  sentences?: number;
  words: HeadWords;
}

/** Fonts of common systems, none of them wide. */
const FONT = "'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";

/** A ladder as a file that needs nothing else: no font, no script, no link. Text of the capture is escaped. */
export function svgFile(ladder: Ladder, clock: Clock, { colors, highContrast = false, sentences = 360, words }: SvgLook): string {
  const places = layout(ladder, sentences);
  const title = 30;
  const width = Math.ceil(Math.max(places.width, Math.min(900, widthOf(ladder.title, SIZES.text, true) + 24)));
  const height = Math.ceil(title + SIZES.head + places.height);
  const background = colors['editor-background'] ?? COLORS['editor-background'] ?? 'white';
  const shapes = [
    shape({ tag: 'rect', attributes: { width, height, fill: isSafe(background) ? background : 'white' } }),
    shape({ tag: 'text', attributes: { class: 'head-name', x: 12, y: 20 }, text: cut(ladder.title, width - 24, SIZES.text, { bold: true }) }),
    group(`translate(0 ${title})`, headShapes(ladder, places, words)),
    group(`translate(0 ${title + SIZES.head})`, [...backShapes(ladder, places), ...ladder.rows.flatMap((_, i) => rowShapes(ladder, places, i, clock))]),
  ];
  const kind = highContrast ? ' class="vscode-high-contrast"' : '';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img"><title>${escapedXml(ladder.title)}</title>`,
    `<style>${escapedXml(styleWith(colors, FONT))}</style>`,
    `<g${kind}>`,
    ...shapes,
    '</g></svg>',
    '',
  ].join('\n');
}

function isSafe(color: string): boolean {
  return !/[^\w#(),.%/ +-]/.test(color);
}

function group(transform: string, children: readonly Shape[]): string {
  return `<g transform="${transform}">\n${children.map(shape).join('\n')}\n</g>`;
}

function shape({ tag, attributes, text, children }: Shape): string {
  const all = Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapedXml(String(value))}"`)
    .join('');
  return `<${tag}${all}>${text === undefined ? '' : escapedXml(text)}${(children ?? []).map(shape).join('')}</${tag}>`;
}

/** Text for XML: what means something there is escaped, what may not stand there at all becomes the sign for what is unknown. */
function escapedXml(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
