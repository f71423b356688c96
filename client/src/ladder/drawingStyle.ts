/** The colours of the theme that the drawing uses, as the page's variables are called without `--vscode-`, with what stands in where a theme has none. */
export const COLORS: Readonly<Record<string, string>> = {
  'editor-background': '#1f1f1f',
  'editor-foreground': '#cccccc',
  descriptionForeground: '#9d9d9d',
  'charts-blue': '#3794ff',
  'charts-green': '#89d185',
  'charts-red': '#f14c4c',
  'symbolIcon-eventForeground': '#ee9d28',
  'charts-purple': '#b180d7',
  'charts-yellow': '#cca700',
  'sideBar-background': '#181818',
};

const TONES: Readonly<Record<string, string>> = {
  plain: 'editor-foreground',
  quiet: 'descriptionForeground',
  dial: 'charts-blue',
  good: 'charts-green',
  bad: 'charts-red',
  wait: 'charts-purple',
  move: 'symbolIcon-eventForeground',
  hold: 'charts-yellow',
};

const HUES = ['charts-green', 'charts-blue', 'charts-purple', 'symbolIcon-eventForeground'];

/** How the drawing looks: the page's style, and that of an exported file once its colours are put in. */
export const DRAWING_STYLE = `
text { font-family: var(--vscode-font-family); font-size: 12px; fill: var(--vscode-editor-foreground); }
.ground { fill: transparent; }
.times-ground { fill: var(--vscode-editor-background); fill-opacity: 0; }
.column-name, .clock, .head-about, .pause { font-size: 11px; }
.column-name, .clock, .head-about, .pause, .box-name, .label.tone-quiet, .sentence.quiet, .plumbing .head-name { fill-opacity: 0.72; }
.clock, .since { font-variant-numeric: tabular-nums; font-size: 11px; }
.head-box { fill: var(--vscode-sideBar-background); stroke: var(--vscode-descriptionForeground); stroke-opacity: 0.45; }
.head-name { font-weight: 600; }
.place .head-box { stroke: var(--vscode-charts-purple); stroke-opacity: 0.8; stroke-dasharray: 4 3; }
.plumbing .head-box { stroke-dasharray: 2 3; }
.plumbing .head-name { font-weight: 400; }
.head-role { fill: var(--vscode-charts-green); }
.caller .head-role { fill: var(--vscode-charts-blue); }
.line { stroke: var(--vscode-descriptionForeground); stroke-width: 1.25; }
.line.before { stroke-opacity: 0.22; stroke-dasharray: 1 4; }
.line.new { stroke-opacity: 0.65; stroke-dasharray: 2 3; }
.line.wait { stroke: var(--vscode-charts-purple); stroke-width: 3; stroke-dasharray: 3 3; }
.line.hold { stroke: var(--vscode-charts-yellow); stroke-width: 3; stroke-dasharray: 6 3; }
.box { fill-opacity: 0.07; stroke-opacity: 0.55; stroke-width: 1; stroke-linejoin: round; }
.box-name { font-size: 11px; }
.bar { fill-opacity: 0.75; }
.bar.alone { fill-opacity: 0.25; }
${HUES.map((color, i) => `.box.hue-${i} { fill: var(--vscode-${color}); stroke: var(--vscode-${color}); } .bar.hue-${i} { fill: var(--vscode-${color}); }`).join('\n')}
.label, .box-name { font-size: 11px; paint-order: stroke; stroke: var(--vscode-editor-background); stroke-width: 3px; stroke-linejoin: round; }
.arrow { stroke-width: 1.5; }
.arrow.reply { stroke-dasharray: 5 3; }
.arrow.guess { stroke-dasharray: 1 3; }
.note-line { stroke-opacity: 0.5; stroke-dasharray: 4 4; }
.cross { stroke-width: 2; fill: none; stroke-linecap: round; }
.ring { fill: var(--vscode-editor-background); stroke-width: 1.5; }
.tail, .dot { stroke: var(--vscode-editor-background); stroke-width: 1; }
${Object.entries(TONES)
  .map(
    ([tone, color]) =>
      `.arrow.tone-${tone}, .note-line.tone-${tone}, .cross.tone-${tone}, .ring.tone-${tone} { stroke: var(--vscode-${color}); } .tip.tone-${tone}, .tail.tone-${tone}, .dot.tone-${tone} { fill: var(--vscode-${color}); }`,
  )
  .join('\n')}
.pause-ground { fill: var(--vscode-editor-background); fill-opacity: 0.6; }
.break { fill: none; stroke: var(--vscode-descriptionForeground); stroke-width: 1.25; }
.sentence.guess { font-style: italic; }
.vscode-high-contrast .box { fill-opacity: 0; stroke-opacity: 1; stroke-width: 1.5; }
.vscode-high-contrast .head-box { stroke: var(--vscode-editor-foreground); stroke-opacity: 1; }
.vscode-high-contrast text[class] { fill-opacity: 1; }
.vscode-high-contrast .label.tone-quiet, .vscode-high-contrast .sentence.quiet, .vscode-high-contrast .plumbing .head-name { fill-opacity: 1; }
.vscode-high-contrast .bar { fill-opacity: 1; }
.vscode-high-contrast .bar.alone { fill-opacity: 0.4; }
.vscode-high-contrast .line.up, .vscode-high-contrast .line.new, .vscode-high-contrast .line.before { stroke: var(--vscode-editor-foreground); }
.vscode-high-contrast .line.before { stroke-opacity: 0.5; }
`;

/** The style with colours in the place of the page's variables. Values are colours as a browser computes them; others are not taken. */
export function styleWith(colors: Readonly<Record<string, string>>, font: string): string {
  return DRAWING_STYLE.replace(/var\(--vscode-([\w-]+)\)/g, (_, name: string) => {
    if (name === 'font-family') return font;
    const color = colors[name];
    return color !== undefined && isColor(color) ? color : (COLORS[name] ?? 'currentColor');
  });
}

/** Whether a text is nothing but a colour. */
export function isColor(text: string): boolean {
  return text.length < 80 && /^(?:#[0-9a-f]{3,8}|(?:rgb|rgba|hsl|hsla|color)\([a-z0-9 ,.%/+-]*\)|transparent)$/i.test(text);
}
