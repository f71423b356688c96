import { readdirSync } from 'node:fs';
import path from 'node:path';
import { callBook } from '../../server/src/calls/calls';
import { modelOf } from '../../server/src/calls/model';
import { indexMessages } from '../../server/src/syntax/messages';

/** Where the stories are, from the project's root. */
export const STORIES = path.join('test', 'golden', 'stories');

/** The recordings that have a story, as `22.10.1/queue_exits`. */
export function storyNames(): string[] {
  return readdirSync(STORIES)
    .filter((release) => /^\d/.test(release))
    .sort()
    .flatMap((release) =>
      readdirSync(path.join(STORIES, release))
        .filter((file) => file.endsWith('.txt'))
        .sort()
        .map((file) => `${release}/${path.basename(file, '.txt')}`),
    );
}

/** The stories of a capture's calls, for people to read. */
export function storiesOf(text: string): string {
  const book = callBook(modelOf(text, indexMessages(text)).correlation);
  return Array.from({ length: book.count }, (_, i) => {
    const { line, steps, ending } = book.story(i);
    const marked = (words: string, guess: boolean | undefined): string => (guess ? `${words} (guess)` : words);
    return [
      `[${book.call(i).outcome}] ${line}`,
      ...steps.map((step) => `  ${step.message} ${marked(step.text, step.guess)}`),
      ...ending.map(({ text: words, guess }) => `  > ${marked(words, guess)}`),
      '',
    ].join('\n');
  }).join('\n');
}
