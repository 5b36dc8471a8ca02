/** Kills the process when the commit named in this module's address is durable and not yet acknowledged. */
const at = Number(new URL(import.meta.url).searchParams.get('at'));

export const afterCommit = (commit: number): void => {
  if (commit === at) process.kill(process.pid, 'SIGKILL');
};
