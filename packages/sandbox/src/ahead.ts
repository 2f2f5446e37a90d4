/** `@strake/sandbox/ahead`: little code, for programs that start a sandbox's process before they load the rest. */
export { startJailAhead } from './session/jail-ahead.ts';
