/** Tags that are open when a text ends, or close what is not open; what of the markup is no tag must be escaped text. */
export const tagFaults = (svg: string): readonly string[] => {
  const open: string[] = [];
  const faults: string[] = [];
  for (const [, slash, name = '', self] of svg.matchAll(/<(\/?)([a-zA-Z]+)(?:\s+[a-zA-Z][a-zA-Z0-9:-]*="[^"<]*")*\s*(\/?)>/g)) {
    if (self === '/') continue;
    if (slash !== '/') open.push(name);
    else if (open.pop() !== name) faults.push(`</${name}> closes nothing`);
  }
  const text = svg.replaceAll(/<(\/?)([a-zA-Z]+)(?:\s+[a-zA-Z][a-zA-Z0-9:-]*="[^"<]*")*\s*(\/?)>/g, '');
  if (/[<>]/.test(text)) faults.push(`a bare mark in "${text.trim().slice(0, 80)}"`);
  if (/&(?!amp;|lt;|gt;|quot;|#39;)/.test(svg)) faults.push('a bare &');
  return [...faults, ...open.map((name) => `<${name}> stays open`)];
};

export interface TextAt {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** The texts of a plot that lie at a place of their own. */
export const textsOf = (svg: string): readonly TextAt[] =>
  Array.from(svg.matchAll(/<text[^>]*? x="([\d.-]+)" y="([\d.-]+)"[^>]*>([^<]*)<\/text>/g), ([, x, y, text = '']) => ({ x: Number(x), y: Number(y), text }));
