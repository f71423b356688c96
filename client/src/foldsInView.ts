import type { TextEditor } from 'vscode';
import type { FoldedLines } from '../../server/src/protocol';

/** The folds of which the first line and a line behind them are in view: VS Code tells of no others. */
export function foldsInView({ visibleRanges }: Pick<TextEditor, 'visibleRanges'>): FoldedLines[] {
  return visibleRanges.flatMap(({ end }, i): FoldedLines[] => {
    const next = visibleRanges[i + 1]?.start.line ?? 0;
    return next > end.line + 1 ? [[end.line, next - 1]] : [];
  });
}
