/** Everything generated happened between these two instants, whatever the clock says when it is read. */
export const oldest = new Date('2016-03-01T00:00:00Z');
export const newest = new Date('2026-11-01T00:00:00Z');
/** Things that change often changed after this. */
export const recent = new Date('2026-07-01T00:00:00Z');
