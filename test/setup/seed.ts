import { configureGlobal } from 'fast-check';

/** Property tests try the same values in every run; `STRAKE_SEED=N` tries others. */
configureGlobal({ seed: Number(process.env['STRAKE_SEED'] ?? 1) });
