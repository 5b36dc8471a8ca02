import { describe, expect, it } from 'vitest';
import { ambientViolations, nameViolations } from '../src/file-rules.ts';
import { specifiersIn } from '../src/imports.ts';

describe('the file rules', () => {
  it('catch names that say nothing, and index files', () => {
    expect(nameViolations(['libs/market/src/utils/round.ts', 'libs/market/src/helpers.ts', 'libs/market/src/common/a.ts', 'libs/market/src/index.ts'])).toHaveLength(4);
    expect(nameViolations(['libs/market/src/returns.ts', 'libs/document-store/src/embedded/name-index.ts', 'libs/testing/src/shared-data.ts'])).toEqual([]);
  });

  it('catch time and chance taken from the machine in sources, not in tests', () => {
    const source = '/** Never Date.now() here. */\nconst now = Date.now();\nconst start = new Date();\n';
    expect(ambientViolations('libs/market/src/returns.ts', source)).toEqual([expect.stringContaining('returns.ts:2'), expect.stringContaining('returns.ts:3')]);
    expect(ambientViolations('libs/market/test/returns.test.ts', source)).toEqual([]);
    expect(ambientViolations('libs/determinism/src/clock.ts', source)).toEqual([]);
  });

  it('see every form of import', () => {
    const source = [
      "import type { A } from './a';", "import {\n  b,\n} from './b';", "import './c';", "export { d } from './d';",
      "const e = await import('./e');", "const f = import.meta.resolve('./f');", "// import { g } from './g';", " * import { h } from './h';",
    ].join('\n');
    expect([...specifiersIn(source)].toSorted()).toEqual(['./a', './b', './c', './d', './e', './f']);
  });
});
