import { readFileSync } from 'node:fs';
import { useTexts } from '../texts';

/** Speaks as the editor that runs this program: `AMI_LOGS_TEXTS` is the path of its bundle. Without it, as at a command line, and where it cannot be read, English. */
export function speakAsEditor(file = process.env.AMI_LOGS_TEXTS): void {
  if (!file) return;
  try {
    useTexts(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // English is understood too.
  }
}
