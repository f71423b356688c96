/** What the client tells at the start, and the settings that the server reads. */

/** What the client tells at the start. */
export interface InitializationOptions {
  /** Put links to catalogue pages into hovers: `command:ami.openCatalogPage?[…]`. Only our own client can follow them. */
  catalogLinks?: boolean;
  /** What is said, in the language of the user, by what it is in English: a bundle of `l10n/`. Without it the server speaks English. */
  texts?: Readonly<Record<string, string>>;
}

/** The section `ami` of the settings, as far as the server reads it. */
export interface Settings {
  /** `auto`, or the series to read captures as where they do not say it themselves. */
  asteriskVersion: string;
  /** By code of diagnostic, what it is reported as; codes that are not there as by default. */
  'diagnostics.severity': Partial<Record<string, SeverityWord>>;
  /** How many diagnostics a file gets at most. */
  'diagnostics.maximum': number;
  /** Events of modules that are no part of Asterisk. */
  knownEvents: KnownEventSetting[];
  /** Names of events that come in masses and seldom matter; `*` stands for any letters. */
  noise: string[];
  /** Moments as local time. */
  'inlayHints.times': boolean;
  /** The moments in Uniqueids and Linkedids. */
  'inlayHints.uniqueidTimes': boolean;
  /** How long after the beginning of its call a message came. */
  'inlayHints.sinceCallBegan': boolean;
  /** The words to the numbers of causes and states. */
  'inlayHints.texts': boolean;
  /** The units of durations. */
  'inlayHints.units': boolean;
  /** Whether each call has code lenses above its first message. */
  'codeLens.calls': boolean;
}

/** How loud a diagnostic may be set to be. */
export type SeverityWord = 'off' | 'information' | 'warning' | 'error';

/** An event of a module that is no part of Asterisk. */
export interface KnownEventSetting {
  name: string;
  headers?: string[];
}

/** What holds where a setting is not set. The same as in package.json, which a test checks. */
export const DEFAULT_SETTINGS: Settings = {
  asteriskVersion: 'auto',
  'diagnostics.severity': {},
  'diagnostics.maximum': 1000,
  knownEvents: [],
  noise: ['VarSet', 'Newexten', 'AGIExec*', 'RTCP*'],
  'inlayHints.times': true,
  'inlayHints.uniqueidTimes': false,
  'inlayHints.sinceCallBegan': true,
  'inlayHints.texts': true,
  'inlayHints.units': true,
  'codeLens.calls': true,
};

/** The command that adds an event to the setting `ami.knownEvents` of the workspace; its arguments are its name and the names of its headers. */
export const ADD_KNOWN_EVENT_COMMAND = 'ami.addKnownEvent';
