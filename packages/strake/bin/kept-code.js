'use strict';
/**
 * Runs files of the bundle from compiled code that is kept between runs, together with the functions that have been called.
 * Node's own cache takes code as it is before it has run: each start compiles anew what it calls, for a tenth of its time.
 */
const { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } =
  require('node:fs');
const module_ = require('node:module');
const { basename, dirname, join } = require('node:path');
const { constants, Script } = require('node:vm');
const { crc32 } = require('node:zlib');

/** Runs after which the code of a file is taken to have the functions that most runs call. */
const LEARNT = 3;

/** Where compiled code is kept, a directory of this version of V8 that only this user can write; undefined: nowhere. */
const directory = module_.getCompileCacheDir();
const modules = new Map();
/** Scripts whose code is not yet learnt, and runs of which it is known, by the name to keep it by. */
const learning = new Map();

/** What the file exports, an absolute path. What it requires of its own directory is taken in the same way. */
exports.run = function run(file) {
  if (directory === undefined) return require(file);
  const known = modules.get(file);
  if (known) return known.exports;
  const module = { exports: {} };
  modules.set(file, module);
  const usual = module_.createRequire(file);
  const own = (id) => (id.startsWith('./') ? run(join(dirname(file), id)) : usual(id));
  try {
    compiled(file).call(module.exports, module.exports, own, module, file, dirname(file));
  } catch (error) {
    modules.delete(file);
    throw error;
  }
  return module.exports;
};

/** Keeps what has been compiled by now. */
exports.keep = function keep() {
  if (learning.size === 0) return;
  // What fails has not called what others will: it is kept, but counts as the first run at most.
  const hasFailed = Boolean(process.exitCode);
  withUsualFlags(() => {
    if (!hasUsualFlags()) return;
    for (const [name, { script, known }] of learning) {
      try {
        replace(`${name}.${hasFailed ? Math.max(known, 1) : known + 1}`, script.createCachedData());
      } catch {
        // A disk that is full: the next start is slower.
      }
    }
  });
};

/** Whether V8 will take at the next start what it gives now: the directory's name says which it takes. */
function hasUsualFlags() {
  const [, , tag] = basename(directory).split('-');
  return Number.parseInt(tag, 16) === require('node:v8').cachedDataVersionTag();
}

/** V8 takes compiled code only with the flags that it was kept with; those that a program changes as it goes are told here. */
function withUsualFlags(work) {
  const changed = [...(globalThis[Symbol.for('strake.flags')] ?? [])];
  const { setFlagsFromString } = changed.length > 0 ? require('node:v8') : {};
  for (const [, usual] of changed) setFlagsFromString(usual);
  try {
    return work();
  } finally {
    for (const [flag] of changed) setFlagsFromString(flag);
  }
}

function compiled(file) {
  // V8 compares lengths alone. The time of a file's last change of any kind is one that nobody can set.
  const { size, ctimeMs } = statSync(file);
  const name = `${basename(file)}-${size}-${ctimeMs}`;
  const { runs, cachedData } = keptOf(name);
  // The bundle is ASCII.
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`;
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const script = withUsualFlags(() => new Script(source, { filename: file, cachedData, importModuleDynamically }));
  const known = script.cachedDataRejected === true ? 0 : runs;
  if (known < LEARNT) learning.set(name, { script, known });
  return script.runInThisContext();
}

function keptOf(name) {
  for (let runs = LEARNT; runs > 0; runs -= 1) {
    try {
      return { runs, cachedData: sound(readFileSync(join(directory, `${name}.${runs}`))) };
    } catch {
      // Not that often yet, or damaged.
    }
  }
  return { runs: 0 };
}

/** What was kept, before its checksum: V8 runs what it is given, and ends the process where that makes no sense. */
function sound(kept) {
  const code = kept.subarray(0, -SUM);
  if (crc32(code) !== kept.readUInt32LE(code.length)) throw new Error('damaged');
  return code;
}

/** Bytes of a checksum. */
const SUM = 4;

function checksum(code) {
  const sum = Buffer.alloc(SUM);
  sum.writeUInt32LE(crc32(code));
  return sum;
}

/** In place of what is kept of the file, also of its earlier versions. It is whole or not there. */
function replace(name, bytes) {
  const path = join(directory, name);
  // Processes of several containers may have one number.
  const unfinished = `${path}.${process.pid}-${process.hrtime.bigint()}`;
  const fd = openSync(unfinished, 'wx', 0o600);
  try {
    try {
      writeFileSync(fd, bytes);
      writeFileSync(fd, checksum(bytes));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  const file = name.replace(/-[^-]*-[^-]*$/, '-');
  for (const other of readdirSync(directory))
    if (other.startsWith(file) && other !== name) rmSync(join(directory, other), { force: true });
}
