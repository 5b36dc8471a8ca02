/** The first lines of a running platform: where it is and what to open. */
import type { CommandContext } from '../command.ts';

interface Feeds {
  readonly demo?: boolean;
  readonly replay?: readonly string[];
}

export const welcome = ({ output, directory }: CommandContext, address: string, { demo = false, replay }: Feeds): void => {
  const { strong, faint } = output.talkColours;
  const feeds = replay === undefined ? demo ? 'the demo market, which is simulated' : 'what you send' : replay.join(', ');
  for (const line of [
    `${strong('StreamForge')} runs at ${strong(address)}`,
    `  data    ${directory}`,
    `  feeds   ${feeds}`,
    `  look    ${address}/v1/series            what is stored`,
    `          ${address}/v1/gaps              what is missing`,
    `          ${address}/v1/assets            assets; …/relations for their graph`,
    `          ${address}/v1/dead-letters      what was refused, and why`,
    `          ${address}/openapi.json         the whole API`,
    faint('  Ctrl-C stops it; nothing acknowledged is lost.'),
  ]) output.talk(line);
};
