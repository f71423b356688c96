import fc from 'fast-check';
import { callsOf } from '../../server/src/calls/calls';
import { captures } from '../support/captures';
import { askEverything } from '../support/everyFeature';
import { amiText, random, randomNumbers, SEED } from '../support/logText';
import { documentOf } from '../support/markers';

describe('every feature', () => {
  it('answers at any place of any text, with places in the text', () => {
    fc.assert(
      fc.property(amiText(16), fc.nat(), (text, at) => {
        const document = documentOf(text);
        askEverything(document, callsOf(document.text, document.index).calls, at % (text.length + 1));
      }),
      random(150),
    );
  });
  it('answers in every recording', () => {
    const below = randomNumbers(SEED);
    for (const { text } of captures().filter((_, i) => i % 6 === SEED % 6)) {
      const document = documentOf(text);
      askEverything(document, callsOf(document.text, document.index).calls, below(text.length));
    }
  });
});
