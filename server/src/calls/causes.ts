import { t } from '../texts';

/** What causes of hangups are called in the trade, and what they usually mean. Codes are those of ITU-T Q.850 as Asterisk uses them; the words are ours. Names stay English, as Asterisk's are. */
const CAUSES: ReadonlyMap<number, readonly [name: string, meaning: () => string]> = new Map<number, readonly [string, () => string]>([
  [0, ['not given', () => t('Asterisk gave no cause, which is usual for Local channels and for channels that never rang.')]],
  [1, ['unallocated number', () => t('There is no such number or extension.')]],
  [2, ['no route to transit network', () => t('The carrier found no way to the network of the number.')]],
  [3, ['no route to destination', () => t('The number exists nowhere that the carrier can reach, or the device is not registered.')]],
  [5, ['misdialled trunk prefix', () => t('The trunk did not expect the digits before the number.')]],
  [6, ['channel unacceptable', () => t('The far side did not take the channel that was offered.')]],
  [16, ['normal clearing', () => t('Somebody hung up, or the dialplan was done.')]],
  [17, ['user busy', () => t('The one called was on another call, or refused with busy.')]],
  [18, ['no user responding', () => t('The device did not answer to signalling at all: off, unplugged or unreachable.')]],
  [19, ['no answer', () => t('It rang, and nobody answered in time.')]],
  [20, ['subscriber absent', () => t('The device is not registered or out of reach.')]],
  [21, ['call rejected', () => t('The device or the far side refused the call.')]],
  [22, ['number changed', () => t('The number is another one now.')]],
  [23, ['redirected', () => t('The call was sent on to another destination.')]],
  [26, ['answered elsewhere', () => t('Another device or person took the call.')]],
  [27, ['destination out of order', () => t('The far side cannot be reached, often a device that went away without signing off.')]],
  [28, ['invalid number format', () => t('The number is incomplete or not in the form that the trunk expects.')]],
  [29, ['facility rejected', () => t('The far side does not offer what was asked for.')]],
  [31, ['normal, unspecified', () => t('The far side ended the call without saying why.')]],
  [34, ['no circuit available', () => t('All channels of the trunk are in use.')]],
  [38, ['network out of order', () => t('The network failed, or the far side did not answer at all.')]],
  [41, ['temporary failure', () => t('The far side failed for the moment; trying again may work.')]],
  [42, ['switch congestion', () => t('Equipment on the way is overloaded.')]],
  [44, ['requested channel not available', () => t('The channel that was asked for is in use.')]],
  [50, ['facility not subscribed', () => t('The service is not part of what was ordered.')]],
  [52, ['outgoing calls barred', () => t('This line may not call out.')]],
  [54, ['incoming calls barred', () => t('The one called accepts no calls.')]],
  [57, ['bearer capability not authorized', () => t('The line may not use this kind of call.')]],
  [58, ['bearer capability not available', () => t('The codecs or the media that were asked for are not to be had; often no common codec.')]],
  [65, ['bearer capability not implemented', () => t('The far side cannot do this kind of call.')]],
  [66, ['channel type not implemented', () => t('Asterisk or the far side lacks the channel driver.')]],
  [79, ['service not implemented', () => t('The far side cannot do what was asked.')]],
  [88, ['incompatible destination', () => t('The two sides have no codec or media in common.')]],
  [102, ['recovery on timer expiry', () => t('The far side did not answer to signalling in time; often a firewall or NAT.')]],
  [111, ['protocol error', () => t('One side did not understand the other.')]],
  [127, ['interworking', () => t('No cause of its own was given; usual where a caller gives up while it rings.')]],
]);

/** `16 normal clearing`. */
export function causeWords(code: number): string {
  const name = CAUSES.get(code)?.[0];
  return name ? `${code} ${name}` : `${code}`;
}

/** What a cause usually means, a sentence; `undefined` for causes that we know nothing about. */
export function causeMeaning(code: number): string | undefined {
  return CAUSES.get(code)?.[1]();
}
