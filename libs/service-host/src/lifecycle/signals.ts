/** First SIGTERM or SIGINT drains, a second one forces. Returns how to stop listening. */
export const onSignals = (drain: () => void, force: () => void): (() => void) => {
  let received = 0;
  const listen = (): void => {
    received += 1;
    if (received === 1) drain();
    else force();
  };
  const names = ['SIGTERM', 'SIGINT'] as const;
  for (const name of names) process.on(name, listen);
  return () => {
    for (const name of names) process.off(name, listen);
  };
};
