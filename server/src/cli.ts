import { Command, InvalidArgumentError, Option } from 'commander';
import { PRESETS } from './capture/presets';
import { type CallsOptions, calls } from './cli/calls';
import { capture } from './cli/capture';
import { type CheckOptions, check } from './cli/check';
import { type ConvertArguments, convertFile } from './cli/convert';
import { checkCounts } from './cli/counts';
import { explain } from './cli/explain';
import { type FilterArguments, filterFile } from './cli/filter';
import { speakAsEditor } from './cli/language';
import { serve } from './cli/replay';
import { WrongUse } from './cli/wrongUse';
import { FORMS } from './forms/form';

declare const AMI_LOGS_VERSION: string;

speakAsEditor();

const program = new Command('ami-logs')
  .description('Reads, checks, records and replays captures of the Asterisk Manager Interface (AMI).')
  .version(AMI_LOGS_VERSION)
  .showHelpAfterError()
  // Before the commands are made, which take it over.
  .exitOverride()
  .configureHelp({ sortSubcommands: false });

program
  .command('check')
  .description('report problems in captures, like a compiler; exit code 1 where there is an error or warning')
  .argument('<file...>', 'captures; - is standard input')
  .addOption(new Option('--format <format>', 'how problems are printed').choices(['text', 'json', 'sarif']).default('text'))
  .option('--asterisk <series>', 'read captures without a banner as this version: 11 … 23', 'auto')
  .option('--filter <expression>', 'report only what stands in messages that fit, see filter')
  .option('--counts', 'instead, count recordings again and hold them against the counts of the recorder')
  .action(async (files: string[], options: CheckOptions & { counts?: boolean }) =>
    exit(options.counts ? await checkCounts(files, options.format) : await check(files, options)),
  );

program
  .command('calls')
  .description('list the calls of a capture')
  .argument('<file>', 'a capture; - is standard input')
  .addOption(new Option('--format <format>', 'how calls are printed').choices(['text', 'json', 'mermaid', 'ladder']).default('text'))
  .option('--call <id>', 'only the call with this Linkedid or Uniqueid, and its story step by step')
  .option('--filter <expression>', 'only the calls that fit, such as: outcome:busy event:Hangup cause:17; see filter')
  .action(async (file: string, options: CallsOptions) => exit(await calls(file, options)));

program
  .command('filter')
  .description('write the messages that fit an expression, as a capture: filter FILE "event:Hangup cause:!=16"; exit code 1 where none fits')
  .argument('<file>', 'a capture; - is standard input')
  .argument('<expression>', 'such as: event:Hangup (channel:~PJSIP/100 or number:1000) not noise since:+30s')
  .option('--out <file>', 'the capture to write; must not exist. Without it: standard output')
  .option('--noise <name...>', 'events that the word noise means instead of VarSet, Newexten, AGIExec* and RTCP*')
  .action(async (file: string, expression: string, options: FilterArguments) => exit(await filterFile(file, expression, options)));

program
  .command('convert')
  .description('turn another text form (debug logs, library logs, JSON, AJAM, ngrep, pcap, quoted text) into a capture, without loss')
  .argument('<file>', 'a log; - is standard input')
  .option('--out <file>', 'the capture; must not exist. Without it: standard output')
  .addOption(new Option('--form <form>', 'take it for this form instead of what it looks like').choices(Object.keys(FORMS)))
  .option('--origins <file>', 'also write, for each message, its line in the capture and the line or packet it came from')
  .action(async (file: string, options: ConvertArguments) => exit(await convertFile(file, options)));

program
  .command('explain')
  .description('explain an event, action, header or value: explain Hangup, explain Cause 21')
  .argument('<name>', 'an event, action, header or set of values')
  .argument('[value]', 'a value of that header')
  .action(async (name: string, value: string | undefined) => exit(await explain(name, value)));

program
  .command('capture')
  .description('record an AMI session to a file; the secret comes from AMI_SECRET or is asked for')
  .requiredOption('--host <host>', 'address of the server')
  .option('--port <port>', 'its AMI port', remotePort, 5038)
  .option('--tls', 'connect by TLS')
  .option('--ca <file>', 'trust the certificates of this PEM file instead of the system’s')
  .option('--tls-servername <name>', 'the name that the certificate must bear')
  .option('--insecure', 'accept any certificate')
  .option('--tls-fingerprint <sha256>', 'trust the one certificate with this SHA-256 fingerprint, whoever signed it')
  .requiredOption('--user <user>', 'account in manager.conf')
  .requiredOption('--out <file>', 'the capture; must not exist. - is standard output')
  .addOption(new Option('--preset <name>', 'what is received').choices(Object.keys(PRESETS)))
  .option('--events <mask>', 'event classes, such as call,agent; those of the preset unless given, else all')
  .option('--filter <expression...>', 'event filters set on the server, such as !Event: VarSet')
  .option('--plain', 'allow a plain login on an unencrypted connection, where the server knows no challenge')
  .option('--reconnect', 'connect again when the connection is lost')
  .addOption(
    new Option('--restate <when>', 'ask for channels, bridges and queues after a login').choices(['never', 'reconnect', 'always']).default('reconnect'),
  )
  .option('--check-account', 'ask the server whether the account may do more than read')
  .option('--ping <seconds>', 'ask after this much silence whether the server is still there; 0 never', nonNegative, 30)
  .option('--segment-size <MB>', 'begin a new file after this many millions of bytes: name.0001.ami, name.0002.ami, …', positive)
  .option('--segment-time <minutes>', 'begin a new file after this time', positive)
  .option('--total-size <MB>', 'end when all files together have this size', positive)
  .option('--delete-oldest', 'instead of ending at --total-size, delete the oldest segments')
  .option('--duration <seconds>', 'end after this time', positive)
  .action(async (options) => exit(await capture(options)));

program
  .command('replay')
  .description('serve a capture as an AMI server: a PBX for demonstrations and tests')
  .argument('<file>', 'a capture')
  .option('--host <host>', 'address to listen on', '127.0.0.1')
  .option('--port <port>', 'port to listen on; 0 takes a free one', portNumber, 5038)
  .option('--speed <factor>', '1 is the pace of the capture; 0 is as fast as the client reads', nonNegative, 1)
  .option('--loop', 'begin again after the last event')
  .option('--now', 'move times and Uniqueids, so that the calls happen now; else every byte is that of the capture')
  .option('--user <user>', 'the one account; without it every login succeeds')
  .option('--secret <secret>', 'its secret, else that of AMI_SECRET (this is a toy server: real secrets do not belong here)')
  .option('--tls-cert <file>', 'certificate, for TLS')
  .option('--tls-key <file>', 'its key')
  .action(async (file: string, options) => exit(await serve(file, options)));

// A terminal that was closed cannot be told anything any more; what runs ends as it should.
process.stderr.on('error', () => undefined);

// A closed pipe, as of `ami-logs check … | head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

program.parseAsync().catch((error: unknown) => {
  if (error instanceof Error && 'exitCode' in error) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`ami-logs: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof WrongUse ? 2 : 1;
  }
});

function exit(code: number): void {
  process.exitCode = code;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (text.trim() === '' || !Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

/** Of a server that is to be found: 0 is none. */
function remotePort(text: string): number {
  const port = portNumber(text);
  if (port === 0) throw new InvalidArgumentError('A port of a server is a number from 1 to 65535.');
  return port;
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0 && Number.isFinite(number))) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}

function nonNegative(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !(number >= 0 && Number.isFinite(number))) throw new InvalidArgumentError('It must be 0 or more.');
  return number;
}
