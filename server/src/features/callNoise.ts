/**
 * Whether messages of this name are noise in a list of what happened in a call: they are many, and what they say other events say in fewer. `VarSet` sets a
 * variable, `Newexten` runs a line of the dialplan, `CEL` tells again what the events told, `RTCP…` measures the line, `AGIExec…` runs a command of a script. What is noise is shown all the same, but
 * folded.
 */
export function isCallNoise(name: string): boolean {
  return NOISE.test(name);
}

const NOISE =
  /^(VarSet|Newexten|CEL|RTCP(Sent|Received)|RTP(Sender|Receiver)Stat|Jitter\w*|AGIExec(Start|End)?|AsyncAGI(Start|Exec|End)?|NewConnectedLine|NewCallerid|NewAccountCode|DeviceStateChange|ExtensionStatus|PresenceStateChange|MusicOnHold(Start|Stop)|QueueMemberStatus|ChannelTalking(Start|Stop)|LocalOptimization(Begin|End)|DTMFBegin|ChallengeSent|SuccessfulAuth)$/i;
