import { t } from '../../texts';

/** A form that values of a kind have, and how to say it. */
export interface ValueForm {
  readonly fits: (value: string) => boolean;
  /** Completes "X is …", in the reader's language. */
  readonly what: () => string;
}

/** Asterisk's many ways to say yes and no. Source: AST_YESNO, AST_CLI_YESNO, AST_CLI_ONOFF; chan_sip's `auto (No)`; `enabled` and `disabled`. */
export const BOOLEAN = /^(yes|no|y|n|true|false|t|f|on|off|0|1|-1|enabled|disabled|auto|(auto|yes|no) \(\w+\))$/i;

function pattern(fits: RegExp, what: () => string): ValueForm {
  return { fits: (value) => fits.test(value), what };
}

function range(least: number, most: number, what: () => string): ValueForm {
  return { fits: (value) => /^-?\d+$/.test(value) && Number(value) >= least && Number(value) <= most, what };
}

const WHOLE = pattern(/^[-+]?\d+$/, () => t('a whole number'));
/** chan_sip and res_rtp print units behind some numbers until 11: `0.0000(sec)`, `12%`. */
const ANY_NUMBER = pattern(/^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?\s*(%|ms|sec|s|\((sec|ms|%)\))?$/i, () => t('a number'));
const LARGEST_STATE = 9;
const MUTE = 65_536;

/** By kind, the form of its values. Kinds that are not here have any. */
export const FORMS: Readonly<Record<string, ValueForm>> = {
  int: ANY_NUMBER,
  count: WHOLE,
  float: { ...ANY_NUMBER, fits: (value) => ANY_NUMBER.fits(value) || /^-?(nan|inf(inity)?)$/i.test(value) },
  percent: ANY_NUMBER,
  seconds: ANY_NUMBER,
  milliseconds: ANY_NUMBER,
  microseconds: ANY_NUMBER,
  epoch: pattern(/^-?\d+(\.\d+)?$/, () => t('a moment in seconds since 1970')),
  epochOrZero: pattern(/^-?\d+(\.\d+)?$/, () => t('a moment in seconds since 1970, or 0')),
  epochMicros: pattern(/^\d+(\.\d+)?$/, () => t('a moment in seconds since 1970')),
  ntpTime: pattern(/^\d+\.\d+$/, () => t('seconds since 1970 and a fraction')),
  port: range(-1, 65_535, () => t('a port, 0 to 65535')),
  cause: range(0, 127, () => t('a hangup cause of Q.850, 0 to 127')),
  channelStateCode: {
    fits: (value) => /^\d+$/.test(value) && Number(value) % MUTE <= LARGEST_STATE && Number(value) < 2 * MUTE,
    what: () => t('the number of a channel state, 0 to 9'),
  },
  deviceStateCode: range(0, 9, () => t('the number of a device state, 0 to 8')),
  extensionStateCode: range(-2, 31, () => t('the number of an extension state, -2 to 31')),
  controlCode: range(-1, 127, () => t('the number of a control frame')),
  bool01: { fits: (value) => BOOLEAN.test(value), what: () => t('0 or 1') },
  digit: { fits: (value) => [...value].length === 1, what: () => t('one key of a telephone') },
  hex: pattern(/^(0x)?[0-9a-f]+$/i, () => t('a hexadecimal number')),
  hms: pattern(/^\d+:[0-5]?\d(:[0-5]?\d)?$/, () => t('a duration as hours, minutes and seconds')),
  isoTime: pattern(/^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(\.\d+)?([-+]\d\d:?\d\d|Z)?$/, () =>
    t('a date and time such as 2026-11-22T18:44:13.730+0000'),
  ),
  localDateTime: pattern(/^\d{4}-[01]\d-[0-3]\d[ T][0-2]\d:[0-5]\d:[0-6]\d(\.\d+)?$/, () => t('a date and time such as 2026-11-22 18:46:06')),
  secAddress: pattern(/^IPV[46]\/(UDP|TCP|TLS|WS|WSS)\/.*\/\d+$/i, () => t('family, transport, address and port, such as IPV4/UDP/192.0.2.5/5060')),
  rtpPacketType: pattern(/^\d+\s*(\(.*\))?$/, () => t('the number of an RTCP packet type and its name')),
};
