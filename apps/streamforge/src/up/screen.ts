/** Where figures that move and lines that stay share a terminal: the figures are redrawn below. Elsewhere all are plain lines. */
import { widthOf, type Output } from '../output/output.ts';
import { printable } from '../output/table.ts';
import { mostIn, viewLine, viewLines, type View } from './view.ts';

export interface Screen {
  /** Whether figures are redrawn in place. */
  readonly inPlace: boolean;
  /** Shows the figures as they now are. */
  show(view: View): void;
  /** Says something that stays: a name and its lines. */
  tell(name: string, lines: readonly string[]): void;
}

/** A screen that is drawn again in place on a terminal, and grows line by line anywhere else. */
export const openScreen = (output: Output): Screen => output.terminal.stderr.isTTY === true ? redrawn(output) : lined(output);

const NAME_WIDTH = 10;

const told = (name: string, lines: readonly string[], strong: (text: string) => string): readonly string[] =>
  lines.map((line, at) => `${strong((at === 0 ? name : '').padEnd(NAME_WIDTH))}  ${printable(line)}`);

const redrawn = ({ terminal: { stderr }, talkColours }: Output): Screen => {
  let drawn: readonly string[] = [];
  const draw = (): void => {
    const width = widthOf(stderr) - 1;
    stderr.write(drawn.map((line) => `\u001b[K${line.slice(0, width)}\n`).join(''));
  };
  const goUp = (): void => void (drawn.length > 0 && stderr.write(`\u001b[${drawn.length}A`));
  return {
    inPlace: true,
    show: (view) => {
      if (drawn.length === 0) stderr.write('\n');
      goUp();
      drawn = viewLines(view);
      draw();
    },
    tell: (name, lines) => {
      goUp();
      stderr.write(`\u001b[J${told(name, lines, talkColours.strong).join('\n')}\n`);
      draw();
    },
  };
};

/** One line a view that differs from the one before; what does not move, such as the relations, once. */
const lined = (output: Output): Screen => {
  const said = new Set<string>();
  let before = '';
  const once = (topic: string, line: string | undefined): void => {
    if (line === undefined || said.has(topic)) return;
    said.add(topic);
    output.talk(printable(line));
  };
  return {
    inPlace: false,
    show: (view) => {
      const { snapshot, related } = view;
      const figures = viewLine({ ...view, perSecond: 0 });
      if (figures !== before) output.talk(viewLine(view));
      before = figures;
      once('gap', snapshot.gaps > 0 ? `first gaps found${mostIn(snapshot)}` : undefined);
      once('relations', related === undefined ? undefined : `relations: ${related.asset} ${related.relations.join(', ')}`);
    },
    tell: (name, lines) => {
      for (const line of told(name, lines, output.talkColours.strong)) output.talk(line);
    },
  };
};
