/** The version of the whole platform, as the root package.json has it: services, command line and generated API descriptions tell the same. */
export const PLATFORM_VERSION = '0.1.0';
