/**
 * An object's name in the bucket is its key and a `!`. Several servers keep names as paths, where `a` can't be an object and a folder of
 * `a/b` at once; `a!` can be beside `a/`. No key holds a `!`, so objects that others put into the bucket are none of ours; and it sorts
 * before every character of a key, so names sort as keys do.
 */
const mark = '!';

export const nameOf = (key: string): string => `${key}${mark}`;

/** The key of a name, or undefined when it is none of ours. */
export const keyOf = (name: string): string | undefined => (name.endsWith(mark) ? name.slice(0, -mark.length) : undefined);

/** Where it is tried out whether the server keeps to conditions: not the name of any key. */
export const trialName = 'streamforge-condition-trial';
