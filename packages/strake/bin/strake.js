#!/usr/bin/env node
'use strict';
// CommonJS, as what it starts: loading modules of the other kind takes Node some 30 ms more.
const { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, rm, statSync } = require('node:fs');
const module_ = require('node:module');
const { homedir, userInfo } = require('node:os');
const { dirname, join } = require('node:path');

const here = join(__dirname, '..');
/** Versions and places of Strake whose compiled code is kept, this one among them. */
const KEPT = 32;

if (isOld(process.versions.node)) {
  // Not left to npm, which only warns: what fails without this looks like a bug.
  console.error(`error: strake needs Node 22.18 or newer; this is ${process.version} (${process.execPath})`);
  process.exitCode = 2;
} else {
  keepCompiledCode();
  start();
}

function isOld(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < 22 || (major === 22 && minor < 18);
}

/** In a checkout the sources, or a bundle of them that is newer than they are; in the package what was built. */
function start() {
  const bundle = join(here, 'dist/bundle/cli.js');
  const source = join(here, 'src/cli/main.ts');
  if (existsSync(source) && newest(join(here, '..')) >= timeOf(bundle)) void import(source);
  else startKept(bundle);
}

function startKept(bundle) {
  const { keep, run } = require('./kept-code.js');
  process.on('exit', keep);
  run(bundle);
}

function timeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When the sources of the checkout's packages were last changed. */
function newest(packages) {
  return Math.max(...readdirSync(packages).map((name) => newestIn(`${packages}/${name}/src`)));
}

/** Of a thousand files, by as little as can be: this is the first thing that a checkout does. Names tell files. */
function newestIn(path) {
  if (path.endsWith('.ts')) return timeOf(path);
  let latest = 0;
  for (const name of namesIn(path)) {
    const time = newestIn(`${path}/${name}`);
    if (time > latest) latest = time;
  }
  return latest;
}

/** None of what is no directory. */
function namesIn(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Compiled code is kept between runs, in a directory that only this user can write: it halves the start. */
function keepCompiledCode() {
  try {
    const place = join(
      process.env.XDG_CACHE_HOME || join(process.env.HOME || homedir() || userInfo().homedir, '.cache'),
      'strake/code',
    );
    if (!isOutOfReach(place)) return;
    makeOwn(place);
    const all = realpathSync.native(place);
    if (statSync(all).uid !== process.getuid?.() || !isOutOfReach(all)) return;
    const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
    const directory = join(all, `${version}${here.replace(/\W+/g, '-').slice(-100)}`);
    if (makeOwn(directory)) forgetOthers(all);
    module_.enableCompileCache(directory);
  } catch {
    // A home that cannot be written: the start is slower.
  }
}

/**
 * Whether only root and this user can put something there: V8 runs what it finds. Root may have the home of another user, who
 * could have a link lead anywhere.
 */
function isOutOfReach(path) {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  const isOpen = stat?.isDirectory() && (stat.mode & 0o1002) === 0o0002;
  if (stat && (isOpen || (stat.uid !== 0 && stat.uid !== process.getuid?.()))) return false;
  return dirname(path) === path || isOutOfReach(dirname(path));
}

/** All but the newest, once there is one more: what is missed is compiled again. Nobody waits for it. */
function forgetOthers(all) {
  const names = readdirSync(all).filter((name) => /^\d+\.\d+\.\d+/.test(name));
  const others = names.map((name) => ({ path: join(all, name), time: timeOf(join(all, name)) }));
  others.sort((a, b) => b.time - a.time);
  for (const { path } of others.slice(KEPT)) rm(path, { recursive: true, force: true }, () => {});
}

/** Whether it was not there. Node's own recursive mkdir does not end below /proc. */
function makeOwn(directory) {
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    if (error.code !== 'ENOENT' || existsSync(dirname(directory))) throw error;
    makeOwn(dirname(directory));
    mkdirSync(directory, { mode: 0o700 });
  }
  return true;
}
