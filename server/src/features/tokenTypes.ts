import type { MessageKind } from '../syntax/shapes';

/** The types and modifiers of our tokens; package.json says the same, and which colours they take by default. */
export const TOKEN_TYPES = ['amiHeader', 'amiValue', 'amiUniqueid', 'amiLinkedid', 'amiChannel', 'amiBridge', 'amiActionId', 'amiName', 'amiSecret'] as const;
export const TOKEN_MODIFIERS = ['unknown', 'noise', 'declaration'] as const;

export type TokenType = (typeof TOKEN_TYPES)[number];

/**
 * The types of tokens for editors that know nothing of AMI. They have no grammar of ours either, so what VS Code's grammar colours is among their tokens.
 *
 * Source: LSP 3.17, SemanticTokenTypes.
 */
export const STANDARD_TYPES = [
  'keyword',
  'property',
  'event',
  'method',
  'interface',
  'function',
  'enumMember',
  'macro',
  'type',
  'class',
  'number',
  'string',
  'comment',
] as const;

/** Likewise the modifiers. */
export const STANDARD_MODIFIERS = ['declaration'] as const;

type StandardType = (typeof STANDARD_TYPES)[number];

/** What the grammar says in VS Code: the header that names a message, the name by the kind of message, a number. */
export type GrammarType = 'kind' | MessageKind | 'number';

const STANDARD: Readonly<Record<TokenType | GrammarType, StandardType>> = {
  kind: 'keyword',
  event: 'event',
  action: 'method',
  response: 'interface',
  message: 'interface',
  number: 'number',
  amiHeader: 'property',
  amiValue: 'string',
  amiUniqueid: 'enumMember',
  amiLinkedid: 'macro',
  amiChannel: 'function',
  amiBridge: 'type',
  amiActionId: 'enumMember',
  amiName: 'class',
  amiSecret: 'string',
};

/** The number of a token's type in {@link STANDARD_TYPES}; what is noise looks like a comment. */
export function standardType(type: TokenType | GrammarType, noise: boolean): number {
  return STANDARD_TYPES.indexOf(noise ? 'comment' : STANDARD[type]);
}
