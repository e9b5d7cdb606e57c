/**
 * Before each test file: property tests draw the same cases every time, so that none fails now and then.
 * `TRACKSIDE_SEED=random npm test -- unit` draws others, to look for what the usual ones miss.
 */
import * as fc from 'fast-check';

const wanted = process.env['TRACKSIDE_SEED'];
if (wanted !== 'random') fc.configureGlobal({ seed: wanted === undefined ? 20_261_125 : Number(wanted) });
