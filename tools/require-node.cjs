'use strict';
// Plain old JavaScript on purpose: it must be readable by whatever `node` npm finds. npm scripts look into node_modules/.bin first, where
// `npm ci` puts Node 24; where that one is missing, `node` is the system's, which is fine from 24 on.
const needed = 24;
if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(`StreamForge needs Node ${needed}, and this is Node ${process.versions.node} without the bundled one: run \`npm ci\` with install scripts allowed, or install Node ${needed} from https://nodejs.org.`);
  process.exit(1);
}
